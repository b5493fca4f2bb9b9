//! A quick first look at the characters of a text: whether one can be among a few.

/// One bit for the low byte of each of some characters.
#[derive(Clone, Copy, Default)]
pub(crate) struct CharacterFilter([u64; 4]);

impl CharacterFilter {
    pub(crate) fn new(characters: impl IntoIterator<Item = char>) -> Self {
        let mut bits = [0; 4];
        for c in characters {
            let low = c as usize & 0xFF;
            bits[low >> 6] |= 1 << (low & 63);
        }
        Self(bits)
    }

    /// Those of this and some more.
    pub(crate) fn and(mut self, characters: impl IntoIterator<Item = char>) -> Self {
        let Self(more) = Self::new(characters);
        self.0.iter_mut().zip(more).for_each(|(bits, more)| *bits |= more);
        self
    }

    /// Whether a character may be one of them; false only where it is none.
    #[inline]
    pub(crate) fn may_hold(&self, c: char) -> bool {
        let low = c as usize & 0xFF;
        self.0[low >> 6] >> (low & 63) & 1 == 1
    }
}
