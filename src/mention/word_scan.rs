//! Words of a list in a text, by one pass over its characters. Chinese words share bytes but few characters, so an automaton
//! over characters takes a third of the steps, and its tables stay small enough for the processor's caches.

use std::ops::Range;

use daachorse::{CharwiseDoubleArrayAhoCorasick, CharwiseDoubleArrayAhoCorasickBuilder, MatchKind};

/// Finds the words of a list: every one, or the longest.
pub(crate) struct WordScan {
    /// None of no words.
    automaton: Option<CharwiseDoubleArrayAhoCorasick<u32>>,
    kind: MatchKind,
}

impl WordScan {
    /// Finds every word, also those inside of others, by where they end.
    pub(crate) fn every<'w>(words: impl IntoIterator<Item = &'w str>) -> Self {
        Self::new(words, MatchKind::Standard)
    }

    /// Finds the leftmost words, of those that begin at one place the longest, none inside of another.
    pub(crate) fn longest<'w>(words: impl IntoIterator<Item = &'w str>) -> Self {
        Self::new(words, MatchKind::LeftmostLongest)
    }

    fn new<'w>(words: impl IntoIterator<Item = &'w str>, kind: MatchKind) -> Self {
        let mut words: Vec<(&str, u32)> = words.into_iter().zip(0..).filter(|(word, _)| !word.is_empty()).collect();
        // Of a word that stands there twice the first counts.
        words.sort_by_key(|(word, _)| *word);
        words.dedup_by_key(|(word, _)| *word);
        let some = !words.is_empty();
        let build = || {
            CharwiseDoubleArrayAhoCorasickBuilder::new().match_kind(kind).use_prefilter(false).build_with_values(words)
        };
        let automaton = some.then(|| build().expect("word lists stay far below the automaton's limits"));
        Self { automaton, kind }
    }

    /// Gives the places of words with their indices in the list.
    pub(crate) fn find(&self, text: &str, mut give: impl FnMut(Range<usize>, usize)) {
        let Some(automaton) = &self.automaton else { return };
        let mut give = |start: usize, end: usize, word: u32| give(start..end, word as usize);
        match self.kind {
            MatchKind::Standard => {
                automaton.find_overlapping_iter(text).for_each(|one| give(one.start(), one.end(), one.value()));
            }
            _ => automaton.leftmost_find_iter(text).for_each(|one| give(one.start(), one.end(), one.value())),
        }
    }
}

/// Where each of some words that only this text asks for stands in it, in order and not overlapping itself.
pub(crate) fn places(text: &str, words: &[&str]) -> Vec<Vec<Range<usize>>> {
    /// So many are searched for one by one: an automaton has to be built first.
    const FEW: usize = 4;
    if words.len() <= FEW {
        let places_of = |word: &&str| {
            let found = memchr::memmem::find_iter(text.as_bytes(), *word);
            found.map(|at| at..at + word.len()).collect()
        };
        return words.iter().map(places_of).collect();
    }
    let mut places = vec![Vec::<Range<usize>>::new(); words.len()];
    WordScan::every(words.iter().copied()).find(text, |place, word| {
        if places[word].last().is_none_or(|last| last.end <= place.start) {
            places[word].push(place);
        }
    });
    places
}

impl std::fmt::Debug for WordScan {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WordScan").field("kind", &self.kind).finish_non_exhaustive()
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
        WordScan::every(words).find(text, |place, word| every.push((place, word)));
        assert_eq!(every, [(3..9, 0), (3..15, 2), (9..15, 1), (12..15, 3), (16..19, 3)]);
        let mut longest = Vec::new();
        WordScan::longest(words).find(text, |place, word| longest.push((place, word)));
        assert_eq!(longest, [(3..15, 2), (16..19, 3)]);
        WordScan::every([]).find(text, |_, _| panic!("no words"));
        WordScan::longest([""]).find(text, |_, _| panic!("no words"));
    }
}
