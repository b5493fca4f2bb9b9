//! Words that make a sentence a plan, a denial or a question, and no fact.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::mention::{KindTable, WordScan};

use super::source::GuardList;

/// The guard words of a pack: nothing is claimed where one stands in the match or in the clause in which it begins.
pub(super) struct Guards {
    words: WordScan,
    /// For each word whether it counts for measures too.
    measures: Vec<bool>,
}

/// Where guard words stand in one sentence; kept from one to the next.
#[derive(Debug, Default)]
pub(super) struct Guarded {
    places: Vec<(Range<usize>, bool)>,
    question: bool,
}

impl Guards {
    /// Compiles lists of words, in which `{Date}` stands for a mention of that type.
    pub(super) fn new(lists: &[GuardList], kinds: &KindTable) -> Self {
        // A word of several lists counts for measures if one of them says so.
        let mut words: BTreeMap<String, bool> = BTreeMap::new();
        for list in lists {
            for word in &list.words {
                *words.entry(with_symbols(word, kinds)).or_default() |= list.measures;
            }
        }
        let scan = WordScan::every(words.keys().map(String::as_str));
        Self { words: scan, measures: words.into_values().collect() }
    }

    /// Looks for guard words in a rewritten sentence.
    pub(super) fn find(&self, text: &str, guarded: &mut Guarded) {
        guarded.places.clear();
        self.words.find(text, |place, word| guarded.places.push((place, self.measures[word])));
        // The mark of a question, perhaps with a closing quotation mark behind it.
        let last = text.bytes().rev().find(|byte| *byte != 0x0F);
        guarded.question = last == Some(0x06);
    }
}

/// A word with the character of the kind in the place of each `{Kind}`.
pub(super) fn with_symbols(word: &str, kinds: &KindTable) -> String {
    let mut out = String::with_capacity(word.len());
    let mut rest = word;
    while let Some((before, behind)) = rest.split_once('{') {
        let kind = behind.split_once('}').and_then(|(name, behind)| Some((kinds.get(name)?, behind)));
        let Some((kind, behind)) = kind else { break };
        out.push_str(before);
        out.push(kind.symbol());
        rest = behind;
    }
    out.push_str(rest);
    out
}

/// Bytes from its beginning in which a word opens a sentence: there is room for a mention or a short word before it.
const OPENING: usize = 6;

impl Guarded {
    /// Whether what lies in these bytes is guarded; for a measure only the lists that say so count.
    pub(super) fn holds(&self, place: &Range<usize>, measure: bool) -> bool {
        self.question || self.found(place, measure).is_some()
    }

    /// The word by which it is: the first one, else the mark of the question.
    pub(super) fn word(&self, place: &Range<usize>, measure: bool, bytes: &[u8]) -> String {
        let found = self.found(place, measure);
        found.map_or_else(|| "？".to_owned(), |found| String::from_utf8_lossy(&bytes[found.clone()]).into_owned())
    }

    fn found(&self, place: &Range<usize>, measure: bool) -> Option<&Range<usize>> {
        // 力争到明年底，…: a guard word that opens the sentence holds for all of it.
        let mut counting = self.places.iter().filter(|(_, measures)| *measures || !measure).map(|(found, _)| found);
        counting.find(|found| found.start <= OPENING || place.contains(&found.start))
    }
}
