//! The characters of a text and where each begins, decoded once for all who look at every one of them.

/// A text character by character.
pub(super) struct Characters {
    /// The byte where each begins.
    begins: Vec<u32>,
    characters: Vec<char>,
    /// Bytes of the text.
    length: usize,
}

impl Characters {
    /// Decodes a text.
    pub(super) fn of(text: &str) -> Self {
        // Nearly all characters of Chinese texts take three bytes.
        let expected = text.len() / 3 + text.len() / 32;
        let (mut begins, mut characters) = (Vec::with_capacity(expected), Vec::with_capacity(expected));
        for (at, c) in text.char_indices() {
            begins.push(u32::try_from(at).unwrap_or(u32::MAX));
            characters.push(c);
        }
        Self { begins, characters, length: text.len() }
    }

    /// All of them.
    #[inline]
    pub(super) fn all(&self) -> &[char] {
        &self.characters
    }

    /// The byte where the character of an index begins; behind the last one the end of the text.
    #[inline]
    pub(super) fn begin(&self, index: usize) -> usize {
        self.begins.get(index).map_or(self.length, |begin| *begin as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_know_their_bytes() {
        let characters = Characters::of("a村。");
        assert_eq!(characters.all(), ['a', '村', '。']);
        assert_eq!([0, 1, 2, 3].map(|index| characters.begin(index)), [0, 1, 4, 7]);
    }
}
