//! A sentence as the rules see it: mentions and marks of punctuation as single characters.

use std::ops::Range;

use crate::mention::{Mention, definition_length, is_symbol};

use super::pattern::mark;

/// A rewritten sentence.
#[derive(Debug, Default)]
pub struct Rewritten {
    /// What patterns match.
    pub bytes: Vec<u8>,
    /// Where the mentions begin in it, with their index among the sentence's mentions.
    places: Vec<(usize, usize)>,
}

impl Rewritten {
    /// Rewrites a sentence with its mentions, which lie within it in order.
    pub fn fill(&mut self, text: &str, sentence: &Range<usize>, mentions: &[Mention]) {
        self.bytes.clear();
        self.places.clear();
        let mut at = sentence.start;
        for (index, mention) in mentions.iter().enumerate() {
            self.plain(&text[at..mention.range.start.max(at)]);
            self.places.push((self.bytes.len(), index));
            let mut buffer = [0; 4];
            self.bytes.extend_from_slice(mention.kind.symbol().encode_utf8(&mut buffer).as_bytes());
            at = mention.range.end.max(at);
            // 某集团（以下简称“甲集团”）定点帮扶…: the sentence goes on behind the brackets.
            let definition = definition_length(&text[at..sentence.end.max(at)]);
            let next = mentions.get(index + 1).map_or(sentence.end, |next| next.range.start);
            if at + definition <= next {
                at += definition;
            }
        }
        self.plain(&text[at..sentence.end.max(at)]);
    }

    fn plain(&mut self, text: &str) {
        // What stays as it is is copied in one piece.
        let mut copied = 0;
        for (at, c) in text.char_indices() {
            let mark = mark(c);
            if mark.is_some() || c.is_whitespace() || is_symbol(c) {
                self.bytes.extend_from_slice(&text.as_bytes()[copied..at]);
                self.bytes.extend(mark);
                copied = at + c.len_utf8();
            }
        }
        self.bytes.extend_from_slice(&text.as_bytes()[copied..]);
    }

    /// The mentions, by index, that begin in a range of the rewritten bytes.
    pub fn mentions_in(&self, range: Range<usize>) -> impl Iterator<Item = usize> + '_ {
        let first = self.places.partition_point(|(at, _)| *at < range.start);
        self.places[first..].iter().take_while(move |(at, _)| *at < range.end).map(|(_, index)| *index)
    }

    /// Where the last of the mentions begins that are of a kind.
    pub(super) fn last_of(&self, mentions: &[Mention], kind: impl Fn(&Mention) -> bool) -> usize {
        self.places.iter().rev().find(|(_, index)| kind(&mentions[*index])).map_or(0, |(at, _)| *at)
    }

    /// How many mentions begin before a place.
    #[must_use]
    pub fn mentions_before(&self, at: usize) -> usize {
        self.places.partition_point(|(place, _)| *place < at)
    }
}
