//! Phrases in which the name of a place is none: 日照时间.

use std::ops::Range;

use rustc_hash::FxHashSet;

use crate::gazetteer::{NameId, gazetteer};

/// The phrases by the names in them: few names of a text are among those, so a text is not searched for the phrases.
pub(crate) struct NotPlaces {
    phrases: Vec<String>,
    names: FxHashSet<NameId>,
}

impl NotPlaces {
    /// Compiles the phrases.
    pub(super) fn new(phrases: &[String]) -> Self {
        let mut names = FxHashSet::default();
        for phrase in phrases {
            let starts = phrase.char_indices().map(|(at, _)| at);
            names.extend(starts.flat_map(|at| gazetteer().names_at(phrase, at)).map(|hit| hit.name));
        }
        Self { phrases: phrases.to_vec(), names }
    }

    /// Whether a name stands in one of them.
    pub(in crate::mention) fn holds(&self, name: NameId) -> bool {
        self.names.contains(&name)
    }

    /// Whether one of them covers a range of a text.
    pub(in crate::mention) fn cover(&self, text: &str, range: &Range<usize>) -> bool {
        let name = &text[range.clone()];
        let (before, after) = (&text[..range.start], &text[range.end..]);
        let covers = |phrase: &str, at: usize| {
            let rest = phrase[at..].strip_prefix(name);
            rest.is_some_and(|rest| before.ends_with(&phrase[..at]) && after.starts_with(rest))
        };
        self.phrases.iter().any(|phrase| phrase.char_indices().any(|(at, _)| covers(phrase, at)))
    }
}
