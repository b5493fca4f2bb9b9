//! What a name is known by without being read: which characters it may have, and with what initials it begins.
//!
//! A signature file, or superimposed coding (Faloutsos and Christodoulakis, *Signature files*, ACM TOIS 2(4), 1984): a search
//! goes through short records of one size and reads only the names that may fit. A signature refuses no name that fits.

use pinyin::ToPinyinMulti;

/// A search among names.
pub trait NamePattern: Sync {
    /// What it can tell from.
    type Signature: NameSignature;
    /// Whether a name of this signature may fit.
    fn may_fit(&self, signature: Self::Signature) -> bool;
    /// Whether a name fits.
    fn fits(&self, name: &str) -> bool;
}

/// What is known of a name by one number.
pub trait NameSignature: Copy {
    /// Which of them it is.
    const KIND: SignatureKind;
    /// The signature of a name.
    fn of(name: &str) -> Self;
    /// As a number.
    fn bits(self) -> u64;
    /// From its number.
    fn from_bits(bits: u64) -> Self;
}

/// The signatures that there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignatureKind {
    /// [`Spelling`].
    Spelling,
    /// [`Reading`].
    Reading,
}

/// The characters of a name: from the lowest bit, 54 bits of which each character sets that of its code point modulo 54; nine
/// bits for how many characters there are, 511 for that many or more; and whether there are blanks among them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spelling(u64);

/// How a name begins when it is read aloud: from the lowest bit, 26 bits for the [initials] of its first character, 26 for those
/// of the second, and twelve for how many characters there are, 4,095 for that many or more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading(u64);

impl Spelling {
    const CHARACTERS: u32 = 54;
    const MANY: u64 = (1 << 9) - 1;
    const BLANKS: u64 = 1 << 63;

    /// The bit of a character; others have it too.
    #[must_use]
    pub fn bit(character: char) -> u64 {
        1 << (character as u32 % Self::CHARACTERS)
    }

    /// Whether the name may have a character with this [bit](Self::bit).
    #[must_use]
    #[inline]
    pub fn may_hold(self, bit: u64) -> bool {
        self.0 & bit != 0
    }

    /// How many characters the name has; `None` where there are very many.
    #[must_use]
    #[inline]
    pub fn count(self) -> Option<usize> {
        let count = self.0 >> Self::CHARACTERS & Self::MANY;
        (count < Self::MANY).then_some(count as usize)
    }

    /// Whether blanks are among its characters.
    #[must_use]
    #[inline]
    pub fn has_blanks(self) -> bool {
        self.0 & Self::BLANKS != 0
    }
}

impl NameSignature for Spelling {
    const KIND: SignatureKind = SignatureKind::Spelling;

    fn of(name: &str) -> Self {
        let (mut bits, mut count) = (0, 0);
        for character in name.chars() {
            bits |= Self::bit(character) | if character.is_whitespace() { Self::BLANKS } else { 0 };
            count += 1;
        }
        Self(bits | Self::MANY.min(count) << Self::CHARACTERS)
    }

    #[inline]
    fn bits(self) -> u64 {
        self.0
    }

    #[inline]
    fn from_bits(bits: u64) -> Self {
        Self(bits)
    }
}

impl Reading {
    const LETTERS: u32 = 26;
    const MANY: u64 = (1 << 12) - 1;

    /// How many characters the name has; `None` where there are very many.
    #[must_use]
    #[inline]
    pub fn count(self) -> Option<usize> {
        let count = self.0 >> (2 * Self::LETTERS);
        (count < Self::MANY).then_some(count as usize)
    }

    /// The [initials] of its first two characters.
    #[must_use]
    #[inline]
    pub fn initials(self) -> [u32; 2] {
        let letters = (1 << Self::LETTERS) - 1;
        [self.0 as u32 & letters, (self.0 >> Self::LETTERS) as u32 & letters]
    }
}

impl NameSignature for Reading {
    const KIND: SignatureKind = SignatureKind::Reading;

    fn of(name: &str) -> Self {
        let first = name.chars().take(2).zip([0, Self::LETTERS]);
        let bits = first.fold(0, |bits, (character, shift)| bits | u64::from(initials(character)) << shift);
        Self(bits | Self::MANY.min(name.chars().count() as u64) << (2 * Self::LETTERS))
    }

    #[inline]
    fn bits(self) -> u64 {
        self.0
    }

    #[inline]
    fn from_bits(bits: u64) -> Self {
        Self(bits)
    }
}

/// The letters with which a character's readings in pinyin begin, `a` being the lowest bit; none where it has no reading.
#[must_use]
pub fn initials(character: char) -> u32 {
    let readings = character.to_pinyin_multi().into_iter().flatten();
    let letters = readings.filter_map(|reading| reading.plain().bytes().next()).filter(u8::is_ascii_lowercase);
    letters.fold(0, |initials, letter| initials | 1 << (letter - b'a'))
}
