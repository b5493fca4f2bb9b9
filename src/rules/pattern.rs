//! A pattern of the rule language, translated, and the characters that stand for marks and mentions in the sentences it sees.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use regex::bytes::{Regex, RegexBuilder};
use regex_syntax::hir::Hir;
use serde::{Deserialize, Serialize};

use crate::mention::Kind;

use super::expression::certain_groups;
use super::outline::Outline;

/// A slot of a pattern.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slot {
    /// Its name; emits speak of it.
    pub name: String,
    /// The kinds that it takes.
    pub kinds: Vec<Kind>,
    /// Whether it takes a list: `{slot:Type+}`.
    pub list: bool,
}

/// A pattern translated into the syntax of the `regex` crate.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Pattern {
    /// The translation.
    pub translated: String,
    /// The same, parsed: when first asked for, where the pattern comes from a prepared pack.
    #[serde(skip)]
    pub(super) parsed: OnceLock<Option<Hir>>,
    /// Its slots, in order.
    pub slots: Vec<Slot>,
    /// Its named groups, whose words an emit may use: `(?P<kind>…)`.
    pub texts: Vec<String>,
    /// For each slot that every match fills, the kinds that fill it, as bits.
    pub needs: Vec<u64>,
    /// Groups of words: a sentence must hold at least one word of each. Empty when no such words can be told.
    pub required: Vec<Vec<String>>,
    /// In which order they stand, and how far apart.
    pub(super) outline: Outline,
}

/// Why a pattern cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct PatternError {
    /// What is wrong.
    pub message: String,
    /// Bytes of the pattern where it is wrong.
    pub range: std::ops::Range<usize>,
    /// What to do about it.
    pub help: Option<String>,
}

/// What patterns may name: `{{give}}` a sub-pattern, `{{words.give}}` a word list.
#[derive(Clone, Debug, Default)]
pub struct Named {
    /// Sub-patterns by name.
    pub patterns: BTreeMap<String, String>,
    /// Word lists by name.
    pub words: BTreeMap<String, Vec<String>>,
}

impl Named {
    /// All names that a pattern may use.
    pub(super) fn known(&self) -> Vec<String> {
        self.patterns.keys().cloned().chain(self.words.keys().map(|name| format!("words.{name}"))).collect()
    }
}

/// The largest automaton that a pattern may need, in bytes: huge repetitions are refused, not built.
pub(super) const SIZE_LIMIT: usize = 1 << 20;

/// The control character that stands for a mark of punctuation.
pub(crate) fn mark(c: char) -> Option<u8> {
    Some(match c {
        '，' | ',' => 0x01,
        '。' | '．' => 0x02,
        '；' | ';' => 0x03,
        '：' | ':' => 0x04,
        '！' | '!' => 0x05,
        '？' | '?' => 0x06,
        '（' | '(' => 0x07,
        '）' | ')' => 0x08,
        '、' => 0x0E,
        '“' | '”' | '"' | '‘' | '’' | '「' | '」' | '『' | '』' => 0x0F,
        '《' => 0x11,
        '》' => 0x12,
        '—' | '－' => 0x13,
        _ => return None,
    })
}

/// A mark of punctuation that a control character stands for.
pub(crate) fn unmark(byte: u8) -> Option<char> {
    Some(match byte {
        0x01 => '，',
        0x02 => '。',
        0x03 => '；',
        0x04 => '：',
        0x05 => '！',
        0x06 => '？',
        0x07 => '（',
        0x08 => '）',
        0x0E => '、',
        0x0F => '"',
        0x11 => '《',
        0x12 => '》',
        0x13 => '—',
        _ => return None,
    })
}
/// Whether a byte of a rewritten sentence is a mark that ends a clause.
pub(super) fn ends_clause(byte: u8) -> bool {
    (1..=8).contains(&byte)
}

/// The bit of a kind among those that a sentence has; kinds beyond the 63rd share the last bit.
pub(crate) fn kind_bit(kind: Kind) -> u64 {
    1 << kind.0.min(63)
}

/// Parses a translation.
pub(super) fn parse(translated: &str) -> Result<Hir, Box<regex_syntax::Error>> {
    Ok(regex_syntax::ParserBuilder::new().utf8(false).build().parse(translated)?)
}

impl Pattern {
    /// The translation, parsed. It has been parsed before, when the pattern was translated, so there is one.
    pub(super) fn expression(&self) -> Option<&Hir> {
        self.parsed.get_or_init(|| parse(&self.translated).ok()).as_ref()
    }

    /// The slots that every match fills, in the order of their mentions, and the kinds of all slots, as bits. Nothing for a
    /// pattern that asks for words too or writes a slot twice.
    pub(super) fn certain_slots(&self) -> Option<(Vec<&Slot>, u64)> {
        let kinds = self.slots.iter().flat_map(|slot| &slot.kinds).fold(0, |bits, kind| bits | kind_bit(*kind));
        // The last bit is that of several kinds.
        let told_apart = kinds >> 63 == 0 && self.slots.iter().all(|slot| !slot.kinds.is_empty());
        let names = certain_groups(self.expression().filter(|_| told_apart && self.texts.is_empty())?);
        Some((self.slots.iter().filter(|slot| names.contains(&slot.name)).collect(), kinds))
    }

    /// Compiles the translation.
    ///
    /// # Errors
    /// When the automaton would be larger than the limit.
    pub fn compile(&self) -> Result<Regex, regex::Error> {
        RegexBuilder::new(&self.translated).size_limit(SIZE_LIMIT).build()
    }
}
