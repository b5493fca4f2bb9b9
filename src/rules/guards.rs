//! Words that make a sentence a plan, a denial or a question, and no fact.

use std::ops::Range;

use aho_corasick::AhoCorasick;

/// The guard words of a pack: no relation is claimed where one stands in the match or in the clause in which it begins.
pub(super) struct Guards(Option<AhoCorasick>);

/// Where guard words stand in one sentence; kept from one to the next.
#[derive(Debug, Default)]
pub(super) struct Guarded {
    places: Vec<Range<usize>>,
    question: bool,
}

impl Guards {
    pub(super) fn new(words: &[String]) -> Self {
        Self(
            (!words.is_empty())
                .then(|| AhoCorasick::new(words).expect("guard words stay far below the automaton's limits")),
        )
    }

    /// Looks for guard words in a rewritten sentence.
    pub(super) fn find(&self, bytes: &[u8], guarded: &mut Guarded) {
        guarded.places.clear();
        let Some(automaton) = &self.0 else { return };
        guarded.places.extend(automaton.find_overlapping_iter(bytes).map(|found| found.range()));
        // The mark of a question, perhaps with a closing quotation mark behind it.
        let last = bytes.iter().rev().find(|byte| **byte != 0x0F);
        guarded.question = last == Some(&0x06);
    }
}

/// Bytes from its beginning in which a word opens a sentence: there is room for a mention or a short word before it.
const OPENING: usize = 6;

impl Guarded {
    /// Whether what lies in these bytes is guarded.
    pub(super) fn holds(&self, place: &Range<usize>) -> bool {
        self.question || self.found(place).is_some()
    }

    /// The word by which it is: the first one, else the mark of the question.
    pub(super) fn word(&self, place: &Range<usize>, bytes: &[u8]) -> String {
        let found = self.found(place);
        found.map_or_else(|| "？".to_owned(), |found| String::from_utf8_lossy(&bytes[found.clone()]).into_owned())
    }

    fn found(&self, place: &Range<usize>) -> Option<&Range<usize>> {
        // 力争到明年底，…: a guard word that opens the sentence holds for all of it.
        self.places.iter().find(|found| found.start <= OPENING || place.contains(&found.start))
    }
}
