//! What a name is known by without being read: which characters it may have, how many, and with what initials it begins.
//!
//! A signature file, or superimposed coding (Faloutsos and Christodoulakis, *Signature files*, ACM TOIS 2(4), 1984): a search
//! goes through short records of one size and reads only the names that may fit. A signature refuses no name that fits.

use pinyin::ToPinyinMulti;

/// The signature of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NameSignature {
    /// A bit for the last six bits of each of its characters.
    characters: u64,
    /// The initials of its first character, those of its second one, how many characters it has, whether blanks are among
    /// them.
    beginning: u64,
}

const LETTERS: u32 = 26;
/// The longest count that is told from longer ones.
const LONGEST: u64 = (1 << 11) - 1;
const BLANKS: u64 = 1 << 63;

/// A search among names.
pub trait NamePattern: Sync {
    /// Whether a name of this signature may fit.
    fn may_fit(&self, signature: NameSignature) -> bool;
    /// Whether a name fits.
    fn fits(&self, name: &str) -> bool;
}

impl NameSignature {
    /// Bytes of its record.
    pub const SIZE: usize = 16;

    /// The signature of a name.
    #[must_use]
    pub fn of(name: &str) -> Self {
        let (mut characters, mut beginning, mut count) = (0, 0, 0);
        for character in name.chars() {
            characters |= Self::bit(character);
            if count < 2 {
                beginning |= u64::from(initials(character)) << (LETTERS * count as u32);
            }
            if character.is_whitespace() {
                beginning |= BLANKS;
            }
            count += 1;
        }
        Self { characters, beginning: beginning | LONGEST.min(count) << (2 * LETTERS) }
    }

    /// The bit of a character; others have it too.
    fn bit(character: char) -> u64 {
        1 << (character as u32 % 64)
    }

    /// Whether the name may have a character.
    #[must_use]
    pub fn may_hold(self, character: char) -> bool {
        self.characters & Self::bit(character) != 0
    }

    /// How many characters the name has; `None` where there are very many.
    #[must_use]
    pub fn count(self) -> Option<usize> {
        let count = self.beginning >> (2 * LETTERS) & LONGEST;
        (count < LONGEST).then_some(count as usize)
    }

    /// Whether blanks are among its characters.
    #[must_use]
    pub fn has_blanks(self) -> bool {
        self.beginning & BLANKS != 0
    }

    /// The [initials] of its first two characters.
    #[must_use]
    pub fn initials(self) -> [u32; 2] {
        let letters = (1 << LETTERS) - 1;
        [self.beginning as u32 & letters, (self.beginning >> LETTERS) as u32 & letters]
    }

    /// As a record.
    #[must_use]
    pub fn to_bytes(self) -> [u8; Self::SIZE] {
        (u128::from(self.beginning) << 64 | u128::from(self.characters)).to_le_bytes()
    }

    /// From a record.
    #[must_use]
    pub fn from_bytes(bytes: [u8; Self::SIZE]) -> Self {
        let both = u128::from_le_bytes(bytes);
        Self { characters: both as u64, beginning: (both >> 64) as u64 }
    }
}

/// The letters with which a character's readings in pinyin begin, `a` being the lowest bit; none where it has no reading.
#[must_use]
pub fn initials(character: char) -> u32 {
    let readings = character.to_pinyin_multi().into_iter().flatten();
    let letters = readings.filter_map(|reading| reading.plain().bytes().next()).filter(u8::is_ascii_lowercase);
    letters.fold(0, |initials, letter| initials | 1 << (letter - b'a'))
}
