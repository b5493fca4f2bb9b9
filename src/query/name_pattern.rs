//! How a text that is no name leads to names: by the initials of their characters, or by likeness.

use std::cmp::Ordering;

use crate::graph::{NamePattern, Reading, Spelling, initials};

/// Names that can be read, from the first character on, with some initials in pinyin; at most [two characters](Self::LEFT_OVER)
/// are left over (`yq` is 延庆, and so is 延庆区).
pub(super) struct Initials {
    /// A bit for each, as [`initials`] has it.
    letters: Vec<u32>,
}

impl Initials {
    const LEFT_OVER: usize = 2;

    /// From small letters.
    pub(super) fn new(text: &str) -> Self {
        let letter = |byte: u8| 1_u32.checked_shl(u32::from(byte.wrapping_sub(b'a'))).unwrap_or(0);
        Self { letters: text.bytes().map(letter).collect() }
    }
}

impl NamePattern for Initials {
    type Signature = Reading;

    #[inline]
    fn may_fit(&self, signature: Reading) -> bool {
        let longest = self.letters.len() + Self::LEFT_OVER;
        signature.count().is_none_or(|count| (self.letters.len()..=longest).contains(&count))
            && self.letters.iter().zip(signature.initials()).all(|(wanted, initials)| wanted & initials != 0)
    }

    fn fits(&self, name: &str) -> bool {
        // Characters with a reading have three bytes or four.
        if name.len() < 3 * self.letters.len() || name.len() > 4 * (self.letters.len() + Self::LEFT_OVER) {
            return false;
        }
        let mut characters = name.chars();
        let read = |letter: &u32| characters.next().is_some_and(|character| initials(character) & letter != 0);
        self.letters.iter().all(read) && characters.count() <= Self::LEFT_OVER
    }
}

/// Names that are like a text: by the Sørensen–Dice coefficient of their pairs of characters, or by the Jaro–Winkler similarity,
/// which forgives characters that have changed places.
pub(super) struct Similar<'t> {
    text: &'t str,
    characters: Vec<Character>,
    /// How many of them are no blanks; pairs are made of those.
    solid: usize,
}

struct Character {
    itself: char,
    /// Its [bit](Spelling::bit).
    bit: u64,
}

impl<'t> Similar<'t> {
    const PAIRS: f64 = 0.5;
    pub(super) const ORDER: f64 = 0.8;

    pub(super) fn to(text: &'t str) -> Self {
        let characters = text.chars().map(|itself| Character { itself, bit: Spelling::bit(itself) }).collect();
        Self { text, characters, solid: solid(text) }
    }

    /// Whether a name of so many characters, so many of them no blanks, can be like the text when it holds those that fulfil
    /// a condition. Half of the pairs need a quarter of the characters and one; a Jaro–Winkler similarity of 0.8 needs a Jaro
    /// similarity of 2/3, and with m characters in common that is at most (m/a + m/b + 1) / 3.
    #[inline]
    fn suffice(&self, all: usize, solid: usize, holds: impl Fn(&Character) -> bool) -> bool {
        let own = self.characters.len();
        let shared = self.characters.iter().filter(|character| holds(character)).count();
        4 * shared >= self.solid + solid + 2 || shared * (own + all) >= own * all
    }
}

fn solid(text: &str) -> usize {
    text.chars().filter(|character| !character.is_whitespace()).count()
}

impl NamePattern for Similar<'_> {
    type Signature = Spelling;

    #[inline]
    fn may_fit(&self, signature: Spelling) -> bool {
        let count = signature.count().filter(|_| !signature.has_blanks());
        count.is_none_or(|count| self.suffice(count, count, |character| signature.may_hold(character.bit)))
    }

    fn fits(&self, name: &str) -> bool {
        // Counting what the two share costs little against comparing pairs and order.
        self.suffice(name.chars().count(), solid(name), |character| name.contains(character.itself))
            && (pairs_in_common(name, self.text) >= Self::PAIRS || strsim::jaro_winkler(name, self.text) >= Self::ORDER)
    }
}

/// The Sørensen–Dice coefficient of the pairs of neighbouring characters, blanks left out (Dice, *Measures of the amount of
/// ecologic association between species*, Ecology 26(3), 1945); 0 where a text has no pair. That of `strsim` divides pairs of
/// characters by numbers of bytes, so Chinese names would be a third as like as they are.
pub(super) fn pairs_in_common(one: &str, other: &str) -> f64 {
    let pairs = |text: &str| {
        let characters: Vec<char> = text.chars().filter(|character| !character.is_whitespace()).collect();
        let mut pairs: Vec<[char; 2]> = characters.windows(2).map(|pair| [pair[0], pair[1]]).collect();
        pairs.sort_unstable();
        pairs
    };
    let (one, other) = (pairs(one), pairs(other));
    let all = one.len() + other.len();
    let (mut one, mut other) = (one.into_iter().peekable(), other.into_iter().peekable());
    let mut common = 0;
    while let (Some(first), Some(second)) = (one.peek(), other.peek()) {
        match first.cmp(second) {
            Ordering::Less => drop(one.next()),
            Ordering::Greater => drop(other.next()),
            Ordering::Equal => {
                common += 1;
                one.next();
                other.next();
            }
        }
    }
    if all == 0 { 0.0 } else { f64::from(2 * common) / all as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_counted_in_characters() {
        for (one, other, wanted) in [
            ("供水工程", "供水工程", 1.0),
            ("供水工程", "供水 工程", 1.0),
            ("供水工程", "供水", 0.5),
            ("供水", "水供", 0.0),
            ("丰台丰台", "丰台", 0.5),
            ("night", "nacht", 0.25),
            ("供", "供", 0.0),
        ] {
            assert!((pairs_in_common(one, other) - wanted).abs() < 1e-12, "{one} {other}");
        }
    }
}
