//! Which strings have been written already, so that each is written once.

use std::hash::BuildHasher;

use hashbrown::HashTable;
use rustc_hash::FxBuildHasher;

/// How many bytes of strings are remembered: twice as many at most.
const REMEMBERED: usize = 32 << 20;
/// What a string costs beside its bytes.
const OVERHEAD: usize = 32;

/// A string with its hash, so that a table grows without reading the strings again, and its number.
struct Known {
    hash: u64,
    text: Box<str>,
    number: u32,
}

/// The latest strings with their numbers, in two generations, so that memory stays bounded whatever the size of the graph.
#[derive(Default)]
pub(super) struct Strings {
    young: HashTable<Known>,
    old: HashTable<Known>,
    young_bytes: usize,
}

impl Strings {
    /// The number of a string, and whether it is new; a new one gets `next`.
    pub(super) fn number(&mut self, text: &str, next: u32) -> (u32, bool) {
        let hash = FxBuildHasher.hash_one(text);
        let same = |known: &Known| known.hash == hash && *known.text == *text;
        if let Some(known) = self.young.find(hash, same) {
            return (known.number, false);
        }
        let (known, new) = match self.old.find_entry(hash, same) {
            Ok(entry) => (entry.remove().0, false),
            Err(_) => (Known { hash, text: text.into(), number: next }, true),
        };
        self.young_bytes += text.len() + OVERHEAD;
        if self.young_bytes > REMEMBERED {
            self.old = std::mem::take(&mut self.young);
            self.young_bytes = 0;
        }
        let number = known.number;
        self.young.insert_unique(hash, known, |known| known.hash);
        (number, new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_string_keeps_its_number_while_it_is_remembered() {
        let mut strings = Strings::default();
        assert_eq!(strings.number("甲", 0), (0, true));
        assert_eq!(strings.number("乙", 1), (1, true));
        let long = "丙".repeat(REMEMBERED / 6);
        for round in 0..4 {
            assert_eq!(strings.number("甲", 9), (0, false), "in round {round}");
            let (_, new) = strings.number(&format!("{long}{round}"), 2 + round);
            assert!(new);
        }
        // Not asked for since the first round: forgotten, so it is written a second time.
        assert_eq!(strings.number("乙", 6), (6, true));
    }
}
