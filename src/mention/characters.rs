//! The characters of a text and where each begins, decoded once for all who look at every one of them.

/// A text character by character.
pub(super) struct Characters {
    /// Each with the byte where it begins.
    all: Vec<(u32, char)>,
    /// Bytes of the text.
    length: usize,
}

impl Characters {
    /// Decodes a text.
    pub(super) fn of(text: &str) -> Self {
        // Most characters of Chinese texts take three bytes.
        let mut all = Vec::with_capacity(text.len() / 2);
        all.extend(text.char_indices().map(|(at, c)| (u32::try_from(at).unwrap_or(u32::MAX), c)));
        Self { all, length: text.len() }
    }

    /// All of them.
    #[inline]
    pub(super) fn all(&self) -> &[(u32, char)] {
        &self.all
    }

    /// The byte where the character of an index begins; behind the last one the end of the text.
    #[inline]
    pub(super) fn begin(&self, index: usize) -> usize {
        self.all.get(index).map_or(self.length, |(begin, _)| *begin as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_know_their_bytes() {
        let characters = Characters::of("a村。");
        assert_eq!(characters.all(), [(0, 'a'), (1, '村'), (4, '。')]);
        assert_eq!([0, 1, 2, 3].map(|index| characters.begin(index)), [0, 1, 4, 7]);
    }
}
