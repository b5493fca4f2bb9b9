//! Phrases in which the name of a place is none: 日照时间.

use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::gazetteer::{NameId, gazetteer};

/// What stands before and behind each name in such a phrase: few names of a text are in one, so a text is not searched for the
/// phrases.
pub(crate) struct NotPlaces {
    around: FxHashMap<NameId, Vec<[String; 2]>>,
}

impl NotPlaces {
    /// Compiles the phrases.
    pub(super) fn new(phrases: &[String]) -> Self {
        let mut around: FxHashMap<NameId, Vec<[String; 2]>> = FxHashMap::default();
        for phrase in phrases {
            let starts = phrase.char_indices().map(|(at, _)| at);
            for (at, hit) in starts.flat_map(|at| gazetteer().names_at(phrase, at).map(move |hit| (at, hit))) {
                around.entry(hit.name).or_default().push([phrase[..at].to_owned(), phrase[hit.end..].to_owned()]);
            }
        }
        Self { around }
    }

    /// Whether a name stands in one of them.
    pub(in crate::mention) fn hold(&self, name: NameId) -> bool {
        self.around.contains_key(&name)
    }

    /// Whether one of them covers a name at a range of a text.
    pub(in crate::mention) fn cover(&self, name: NameId, text: &str, range: &Range<usize>) -> bool {
        let (before, behind) = (&text[..range.start], &text[range.end..]);
        let mut around = self.around.get(&name).into_iter().flatten();
        around.any(|[left, right]| before.ends_with(left.as_str()) && behind.starts_with(right.as_str()))
    }
}
