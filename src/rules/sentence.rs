//! A sentence as the rules see it: mentions and marks of punctuation as single characters.

use std::ops::Range;

use crate::mention::{Mention, definition_length, is_symbol, joins, list_class};

use super::outline::Spot;
use super::pattern::{ends_clause, kind_bit, mark};

/// A rewritten sentence.
#[derive(Debug, Default)]
pub struct Rewritten {
    /// What patterns match.
    pub text: String,
    /// Where the mentions begin in it, with their index among the sentence's mentions.
    places: Vec<(usize, usize)>,
    /// The same with the bits of their kinds.
    mentions: Vec<(Spot, u64)>,
    /// Where clauses begin, but for the first.
    clauses: Vec<usize>,
}

impl Rewritten {
    /// The bytes of the text.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        self.text.as_bytes()
    }

    /// Rewrites a sentence with its mentions, which lie within it in order.
    pub fn fill(&mut self, text: &str, sentence: &Range<usize>, mentions: &[Mention]) {
        self.text.clear();
        self.places.clear();
        self.mentions.clear();
        self.clauses.clear();
        let mut at = sentence.start;
        // How many divisions the list has that the last mention ends.
        let mut listed = 0;
        for (index, mention) in mentions.iter().enumerate() {
            let start = self.text.len() as u32;
            let clause = self.clauses.len() as u16;
            if mention.range.start < at {
                // The number of a list's class keeps its place among the mentions and is of no kind.
                let spot = Spot { start, end: start, start_clause: clause, end_clause: clause };
                self.places.push((self.text.len(), index));
                self.mentions.push((spot, 0));
                continue;
            }
            let joined = index > 0 && listed > 0 && joins(&text[at..mention.range.start]);
            listed = usize::from(mention.kind.is_division()) * (1 + if joined { listed } else { 0 });
            self.plain(&text[at..mention.range.start]);
            self.places.push((self.text.len(), index));
            let start = self.text.len() as u32;
            self.text.push(mention.kind.symbol());
            let clause = self.clauses.len() as u16;
            let spot = Spot { start, end: self.text.len() as u32, start_clause: clause, end_clause: clause };
            self.mentions.push((spot, kind_bit(mention.kind)));
            at = mention.range.end.max(at);
            // 甲、乙、丙三区分别…: what the list is called says nothing that its members do not say.
            let class = if listed > 1 { list_class(&text[at..sentence.end.max(at)]) } else { None };
            if let Some(class) = class.filter(|class| class.members == listed) {
                at += class.length;
            }
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
                self.text.push_str(&text[copied..at]);
                self.text.extend(mark.map(char::from));
                if mark.is_some_and(ends_clause) {
                    self.clauses.push(self.text.len());
                }
                copied = at + c.len_utf8();
            }
        }
        self.text.push_str(&text[copied..]);
    }

    /// Where the mentions stand, each with the bit of its kind.
    pub(super) fn mentions(&self) -> &[(Spot, u64)] {
        &self.mentions
    }

    /// A place of the text and in which of its clauses it lies.
    pub(super) fn spot(&self, place: &Range<usize>) -> Spot {
        let clause = |at: usize| self.clauses.partition_point(|start| *start <= at) as u16;
        let (start_clause, end_clause) = (clause(place.start), clause(place.end));
        Spot { start: place.start as u32, end: place.end as u32, start_clause, end_clause }
    }

    /// Where a clause begins.
    pub(super) fn clause_start(&self, clause: u16) -> usize {
        usize::from(clause).checked_sub(1).and_then(|index| self.clauses.get(index)).copied().unwrap_or(0)
    }

    /// The mentions, by index, that begin in a range of the rewritten bytes.
    pub fn mentions_in(&self, range: Range<usize>) -> impl Iterator<Item = usize> + '_ {
        let first = self.places.partition_point(|(at, _)| *at < range.start);
        self.places[first..].iter().take_while(move |(at, _)| *at < range.end).map(|(_, index)| *index)
    }

    /// How many mentions begin before a place.
    #[must_use]
    pub fn mentions_before(&self, at: usize) -> usize {
        self.places.partition_point(|(place, _)| *place < at)
    }
}
