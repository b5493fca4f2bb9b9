//! A rule pack, ready to use.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::OnceLock;

use aho_corasick::AhoCorasick;
use rayon::prelude::*;
use regex::bytes::Regex;
use smol_str::SmolStr;

use crate::mention::Lexicons;
use crate::schema::Schema;

use super::pattern::Pattern;
use super::source::{Default_, Emit, Example, Helpers, PackFile};

/// A relation rule, ready to match.
#[derive(Debug)]
pub struct Rule {
    /// `family/name`, unique in the pack.
    pub id: SmolStr,
    /// The pattern as it is written.
    pub source: String,
    /// The pattern translated.
    pub pattern: Pattern,
    /// What it claims.
    pub emits: Vec<Emit>,
    /// Words that keep it from firing when they stand in what it matched or in the clause before it.
    pub unless: Vec<String>,
    /// The same as it is written, with the names of word lists.
    pub guards: Vec<String>,
    /// Words of which the document must hold one.
    pub requires: Vec<String>,
    /// Slots whose mentions only one rule of the family may use.
    pub exclusive: Vec<String>,
    /// A slot that a division on the helped side does not fill where another one can.
    pub giver: Option<String>,
    /// Rules of higher priority take amounts and posts first.
    pub priority: i32,
    /// From 0 to 1.
    pub confidence: f64,
    /// Texts in which it must fire.
    pub examples: Vec<Example>,
    /// Texts in which it must not.
    pub not_examples: Vec<String>,
    /// Index of its file in the pack.
    pub file: usize,
    /// Where its id stands in the file.
    pub place: Range<usize>,
    pub(super) regex: OnceLock<Option<Regex>>,
}

impl Rule {
    /// The compiled pattern; compiled when first asked for.
    #[must_use]
    pub fn regex(&self) -> Option<&Regex> {
        self.regex.get_or_init(|| self.pattern.compile().ok()).as_ref()
    }
}

/// A rule pack, ready to use.
pub struct Pack {
    /// Its declarations.
    pub schema: Schema,
    /// Its word lists and name rules.
    pub lexicons: Lexicons,
    /// Its relation rules, by priority and then by id.
    pub rules: Vec<Rule>,
    /// Which provinces give aid.
    pub helpers: Helpers,
    /// Relations that hold where no rule says otherwise.
    pub defaults: Vec<Default_>,
    /// The files that it was loaded from.
    pub files: Vec<PackFile>,
    triggers: AhoCorasick,
    /// For each trigger word the rules that it wakes.
    woken: Vec<Vec<usize>>,
    /// Rules without a trigger word.
    always: Vec<usize>,
}

/// The words that wake the rules of a pack.
pub(super) struct WakeUpWords {
    triggers: AhoCorasick,
    woken: Vec<Vec<usize>>,
    always: Vec<usize>,
}

impl WakeUpWords {
    pub(super) fn of(rules: &[Rule]) -> Self {
        let mut by_word: BTreeMap<&[u8], Vec<usize>> = BTreeMap::new();
        let mut always = Vec::new();
        for (index, rule) in rules.iter().enumerate() {
            if rule.pattern.triggers.is_empty() {
                always.push(index);
            }
            for word in &rule.pattern.triggers {
                by_word.entry(word).or_default().push(index);
            }
        }
        let triggers = AhoCorasick::new(by_word.keys()).expect("trigger words stay far below the automaton's limits");
        Self { triggers, woken: by_word.into_values().collect(), always }
    }
}

impl Pack {
    pub(super) fn new(
        schema: Schema,
        lexicons: Lexicons,
        rules: Vec<Rule>,
        words: WakeUpWords,
        helpers: Helpers,
        defaults: Vec<Default_>,
        files: Vec<PackFile>,
    ) -> Self {
        let WakeUpWords { triggers, woken, always } = words;
        Self { schema, lexicons, rules, helpers, defaults, files, triggers, woken, always }
    }

    /// The file and the line, from 1, in which a rule begins.
    #[must_use]
    pub fn place(&self, rule: &Rule) -> (&str, usize) {
        let Some(file) = self.files.get(rule.file) else { return ("", 0) };
        let before = file.text.get(..rule.place.start).unwrap_or_default();
        (&file.name, before.matches('\n').count() + 1)
    }

    /// Compiles the patterns that the words of a text will wake, on all threads: the first sentences need not wait for
    /// them one by one. Words that stand beside a mention wake their rules only later, which costs nothing but time.
    pub fn warm_up(&self, text: &str) {
        let mut rules = Vec::new();
        self.candidates(text.as_bytes(), &mut rules);
        rules.par_iter().for_each(|index| {
            let _ = self.rules[*index].regex();
        });
    }

    /// The rules that can match a rewritten sentence at all, in their order.
    pub fn candidates(&self, bytes: &[u8], into: &mut Vec<usize>) {
        into.clear();
        into.extend_from_slice(&self.always);
        for found in self.triggers.find_overlapping_iter(bytes) {
            into.extend_from_slice(&self.woken[found.pattern().as_usize()]);
        }
        into.sort_unstable();
        into.dedup();
    }
}
