//! A rule pack, ready to use.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Mutex, OnceLock, PoisonError};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use crate::mention::Lexicons;
use crate::schema::Schema;

use super::batch::Matcher;
use super::guards::Guards;
use super::matching::Compiled;
use super::pattern::Pattern;
use super::sentence::Rewritten;
use super::source::{AidSide, Default_, Emit, Example, Helpers, PackFile, Sending};
use super::waking::{Seen, Waking};

/// A relation rule, ready to match.
#[derive(Debug, Serialize, Deserialize)]
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
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unless: Vec<String>,
    /// The same as it is written, with the names of word lists.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub guards: Vec<String>,
    /// Whether the pack's guard words do not count for it.
    pub unguarded: bool,
    /// Words of which the document must hold one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub requires: Vec<String>,
    /// Endings of which the text of a slot's first mention must have one: an honour for people ends in 个人, 标兵 ….
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub ends: BTreeMap<String, Vec<String>>,
    /// Slots whose mentions only one rule of the family may use.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exclusive: Vec<String>,
    /// A slot that a division on the helped side does not fill where another one can.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub giver: Option<String>,
    /// Slots that must be filled from one side: who is sent comes from the helping one and works on the helped one.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub sides: BTreeMap<String, AidSide>,
    /// Rules of higher priority take amounts and posts first.
    pub priority: i32,
    /// From 0 to 1.
    pub confidence: f64,
    /// Texts in which it must fire. The prepared pack has none: see [`Pack::built_in`].
    #[serde(skip)]
    pub examples: Vec<Example>,
    /// Texts in which it must not. The prepared pack has none.
    #[serde(skip)]
    pub not_examples: Vec<String>,
    /// Index of its file in the pack.
    pub file: usize,
    /// Where its id stands in the file.
    pub place: Range<usize>,
    #[serde(skip)]
    pub(super) compiled: OnceLock<Option<Compiled>>,
}

impl Rule {
    /// Whether it claims measures alone.
    #[must_use]
    pub fn is_measure(&self) -> bool {
        self.emits.iter().all(|emit| emit.relation.is_none())
    }

    /// The compiled pattern; compiled when first asked for.
    pub(super) fn compiled(&self) -> Option<&Compiled> {
        self.compiled.get_or_init(|| Compiled::new(&self.pattern)).as_ref()
    }
}

/// A rule that the pack does not have.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no rule has the id `{id}`")]
pub struct UnknownRule {
    /// What was asked for.
    pub id: String,
    /// Ids that are like it.
    pub nearest: Vec<String>,
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
    /// Who has been sent because of the posts that somebody holds.
    pub sendings: Vec<Sending>,
    /// The files that it was loaded from.
    pub files: Vec<PackFile>,
    /// Words that keep relations from being claimed.
    pub(super) guards: Guards,
    pub(super) waking: Waking,
    /// Those that nobody uses at the moment: what their automata have learnt from one document serves the next.
    pub(super) matchers: Mutex<Vec<Matcher>>,
}

impl Pack {
    /// The index of the rule of an id.
    ///
    /// # Errors
    /// With the nearest ids, where there is none of this one.
    pub fn rule(&self, id: &str) -> Result<usize, UnknownRule> {
        self.rules.iter().position(|rule| rule.id == id).ok_or_else(|| {
            let mut near: Vec<(f64, &str)> =
                self.rules.iter().map(|rule| (strsim::jaro_winkler(id, &rule.id), rule.id.as_str())).collect();
            near.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
            let nearest = near.into_iter().take_while(|(score, _)| *score > 0.8).take(3).map(|(_, id)| id.to_owned());
            UnknownRule { id: id.to_owned(), nearest: nearest.collect() }
        })
    }

    /// The file and the line, from 1, in which a rule begins.
    #[must_use]
    pub fn place(&self, rule: &Rule) -> (&str, usize) {
        let Some(file) = self.files.get(rule.file) else { return ("", 0) };
        let before = file.text.get(..rule.place.start).unwrap_or_default();
        (&file.name, before.matches('\n').count() + 1)
    }

    /// Compiles the patterns that the words of a text will wake, on all threads: the first sentences need not wait for
    /// them one by one. What it does not foresee is compiled when it is needed, which costs nothing but time.
    pub fn warm_up(&self, text: &str) {
        self.waking.foreseen(text).par_iter().for_each(|index| {
            let _ = self.rules[*index].compiled();
        });
    }

    /// A matcher for the sentences of a document.
    pub(crate) fn matcher(&self) -> Matcher {
        self.matchers.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default()
    }

    /// Takes a matcher back.
    pub(crate) fn keep(&self, matcher: Matcher) {
        self.matchers.lock().unwrap_or_else(PoisonError::into_inner).push(matcher);
    }

    /// The rules that can match a rewritten sentence at all, in their order.
    pub(super) fn candidates(&self, sentence: &Rewritten, seen: &mut Seen, into: &mut Vec<usize>) {
        self.waking.candidates(sentence, seen, into);
    }

    /// The rules whose rarest words a rewritten sentence holds, whatever else they need; in their order.
    pub(super) fn nearly_awake(&self, text: &str) -> Vec<usize> {
        let mut rules = self.waking.likely(text);
        rules.sort_unstable();
        rules
    }
}
