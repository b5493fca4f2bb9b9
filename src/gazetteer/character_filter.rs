//! A quick first look at the characters of a text: whether one can be among a few.

/// How many of the low bits of a character are looked at.
const LOW: u32 = 10;

/// One bit for the low bits of each of some characters.
#[derive(Clone, Copy, Default)]
pub(crate) struct CharacterFilter([u64; 1 << (LOW - 6)]);

impl CharacterFilter {
    pub(crate) fn new(characters: impl IntoIterator<Item = char>) -> Self {
        Self::default().and(characters)
    }

    /// Those of this and some more.
    pub(crate) fn and(mut self, characters: impl IntoIterator<Item = char>) -> Self {
        for c in characters {
            let (word, bit) = Self::place(c);
            self.0[word] |= bit;
        }
        self
    }

    /// Whether a character may be one of them; false only where it is none.
    #[inline]
    pub(crate) fn may_hold(&self, c: char) -> bool {
        let (word, bit) = Self::place(c);
        self.0[word] & bit != 0
    }

    #[inline]
    fn place(c: char) -> (usize, u64) {
        let low = c as usize & ((1 << LOW) - 1);
        (low >> 6, 1 << (low & 63))
    }
}
