//! Words of a list in a text, by one pass over its characters. Chinese words share bytes but few characters, so an automaton
//! over characters takes a third of the steps, and its tables stay small enough for the processor's caches.

use std::ops::Range;

use daachorse::{CharwiseDoubleArrayAhoCorasick, CharwiseDoubleArrayAhoCorasickBuilder, MatchKind};

/// Finds every word of a list, also those inside of others.
pub(crate) struct WordScan(Automaton);

/// Finds the leftmost words of a list, of those that begin at one place the longest.
pub(crate) struct LongestWordScan(Automaton);

/// None of no words.
type Automaton = Option<CharwiseDoubleArrayAhoCorasick<u32>>;

fn automaton<'w>(words: impl IntoIterator<Item = &'w str>, kind: MatchKind) -> Automaton {
    let mut words: Vec<(&str, u32)> = words.into_iter().zip(0..).filter(|(word, _)| !word.is_empty()).collect();
    // Of a word that stands there twice the first counts.
    words.sort_by_key(|(word, _)| *word);
    words.dedup_by_key(|(word, _)| *word);
    if words.is_empty() {
        return None;
    }
    let builder = CharwiseDoubleArrayAhoCorasickBuilder::new().match_kind(kind);
    Some(builder.build_with_values(words).expect("word lists stay far below the automaton's limits"))
}

impl WordScan {
    pub(crate) fn new<'w>(words: impl IntoIterator<Item = &'w str>) -> Self {
        Self(automaton(words, MatchKind::Standard))
    }

    /// Gives the places of words, by where they end, with their indices in the list.
    pub(crate) fn find(&self, text: &str, mut give: impl FnMut(Range<usize>, usize)) {
        let Some(automaton) = &self.0 else { return };
        for found in automaton.find_overlapping_iter(text) {
            give(found.start()..found.end(), found.value() as usize);
        }
    }
}

impl LongestWordScan {
    pub(crate) fn new<'w>(words: impl IntoIterator<Item = &'w str>) -> Self {
        Self(automaton(words, MatchKind::LeftmostLongest))
    }

    /// Gives the places of words, in order, none inside of another, with their indices in the list.
    pub(crate) fn find(&self, text: &str, mut give: impl FnMut(Range<usize>, usize)) {
        let Some(automaton) = &self.0 else { return };
        for found in automaton.leftmost_find_iter(text) {
            give(found.start()..found.end(), found.value() as usize);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_inside_of_others_or_only_the_longest() {
        let words = ["人民", "医院", "人民医院", "院", "", "医院"];
        let text = "县人民医院a院";
        let mut every = Vec::new();
        WordScan::new(words).find(text, |place, word| every.push((place, word)));
        assert_eq!(every, [(3..9, 0), (3..15, 2), (9..15, 1), (12..15, 3), (16..19, 3)]);
        let mut longest = Vec::new();
        LongestWordScan::new(words).find(text, |place, word| longest.push((place, word)));
        assert_eq!(longest, [(3..15, 2), (16..19, 3)]);
        WordScan::new([]).find(text, |_, _| panic!("no words"));
        LongestWordScan::new([""]).find(text, |_, _| panic!("no words"));
    }
}
