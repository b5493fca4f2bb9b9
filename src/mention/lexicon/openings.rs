//! Words that a text may begin with, found by its first character.

use rustc_hash::FxHashMap;

/// Words by their first characters, the longest first.
pub(crate) struct Openings(FxHashMap<char, Vec<String>>);

impl Openings {
    /// Of some words; empty ones open nothing.
    pub(super) fn new(words: impl IntoIterator<Item = String>) -> Self {
        let mut by_first: FxHashMap<char, Vec<String>> = FxHashMap::default();
        for word in words {
            if let Some(first) = word.chars().next() {
                by_first.entry(first).or_default().push(word);
            }
        }
        for words in by_first.values_mut() {
            words.sort_unstable_by_key(|word| std::cmp::Reverse(word.len()));
            words.dedup();
        }
        Self(by_first)
    }

    /// Whether a text begins with one of the words.
    pub(crate) fn begin(&self, text: &str) -> bool {
        let words = text.chars().next().and_then(|first| self.0.get(&first));
        words.is_some_and(|words| words.iter().any(|word| text.starts_with(word.as_str())))
    }

    /// Whether nothing is left of a text when the longest word is taken away again and again.
    pub(super) fn make_up(&self, text: &str) -> bool {
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let mut words = self.0.get(&first).into_iter().flatten();
            match words.find_map(|word| rest.strip_prefix(word.as_str())) {
                Some(shorter) => rest = shorter,
                None => return false,
            }
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_word_is_taken_away() {
        let openings = Openings::new(["建设", "建设项目", "项目", ""].map(String::from));
        assert!(["", "建设", "建设项目", "项目建设项目"].iter().all(|text| openings.make_up(text)));
        assert!(!["设", "建设工程", "建设项"].iter().any(|text| openings.make_up(text)));
        assert!(["建设", "建设项", "项目的"].iter().all(|text| openings.begin(text)));
        assert!(!["", "设项目", "建"].iter().any(|text| openings.begin(text)));
    }
}
