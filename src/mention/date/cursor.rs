//! Taking words, figures and years from a text, one after another.

use crate::mention::number::{digit, numeral};

use super::RELATIVE_BEGINNINGS;

/// A place in a text from which words of time are taken.
pub(super) struct Cursor<'a> {
    pub(super) text: &'a str,
    /// The byte of the next character.
    pub(super) at: usize,
}

impl Cursor<'_> {
    /// Takes a word, if it stands here.
    #[inline]
    pub(super) fn take(&mut self, word: &str) -> bool {
        let found = self.text[self.at..].starts_with(word);
        if found {
            self.at += word.len();
        }
        found
    }

    /// Takes the first of some words that stands here.
    #[inline]
    pub(super) fn any(&mut self, words: &[&str]) -> bool {
        words.iter().any(|word| self.take(word))
    }

    pub(super) fn at_digit(&self) -> bool {
        self.text[self.at..].starts_with(|c: char| c.is_ascii_digit())
    }

    pub(super) fn at_digit_of_either_width(&self) -> bool {
        self.text[self.at..].starts_with(|c| digit(c).is_some())
    }

    /// Whether what stands behind the digits here is what a date goes on with.
    pub(super) fn counts_time(&self) -> bool {
        let next = self.text[self.at..].chars().find(|c| digit(*c).is_none());
        matches!(next, Some('年' | '月' | '日' | '-' | '/' | '.' | '—' | '－' | '~' | '～' | '至'))
    }

    /// Whether the first two numerals of a year stand here.
    pub(super) fn at_numeral(&self) -> bool {
        let mut numerals = self.text[self.at..].chars().map(numeral);
        numerals.next().flatten().is_some() && numerals.next().flatten().is_some()
    }

    /// Whether a word that counts from another date can begin here: 今年, 次日.
    pub(super) fn at_relative(&self) -> bool {
        self.text[self.at..].chars().next().is_some_and(|c| RELATIVE_BEGINNINGS.contains(&c))
    }

    /// Up to `most` digits, and no digit behind them.
    pub(super) fn number(&mut self, most: usize) -> Option<u32> {
        let mut value = 0;
        let mut length = 0;
        let mut count = 0;
        for c in self.text[self.at..].chars() {
            let Some(next) = digit(c) else { break };
            count += 1;
            if count > most {
                return None;
            }
            value = value * 10 + next;
            length += c.len_utf8();
        }
        self.at += length;
        (count > 0).then_some(value)
    }

    pub(super) fn year(&mut self) -> Option<i32> {
        let before = self.at;
        let value = self.number(4).or_else(|| self.chinese_year());
        match value.and_then(|value| i32::try_from(value).ok()).filter(|year| (1949..=2100).contains(year)) {
            Some(year) => Some(year),
            None => {
                self.at = before;
                None
            }
        }
    }

    /// 二〇二三
    fn chinese_year(&mut self) -> Option<u32> {
        let mut value = 0;
        let mut length = 0;
        let mut characters = self.text[self.at..].chars();
        for _ in 0..4 {
            let c = characters.next()?;
            value = value * 10 + numeral(c)?;
            length += c.len_utf8();
        }
        self.at += length;
        Some(value)
    }

    pub(super) fn month_and_day(&mut self) -> Option<(u32, u32)> {
        let month = self.number(2).filter(|month| (1..=12).contains(month))?;
        self.any(&["-", "/", "."]).then_some(())?;
        let day = self.number(2).filter(|day| (1..=31).contains(day))?;
        Some((month, day))
    }
}
