//! Matching: which rules fire in a sentence, and what fills their slots.

use std::ops::Range;

use smol_str::SmolStr;

use crate::mention::Mention;

use super::pack::Pack;
use super::pattern::kind_bit;
use super::sentence::Rewritten;

/// A rule that fired.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    /// Index of the rule in its pack.
    pub rule: usize,
    /// Filled slots with the indices of the mentions, counted within the sentence.
    pub slots: Vec<(SmolStr, Vec<usize>)>,
    /// The words of named groups.
    pub texts: Vec<(String, String)>,
    /// How many mentions of the sentence stand before the match.
    pub mentions_before: usize,
    /// How many stand before its end.
    pub mentions_until: usize,
    /// Where the match lies in the rewritten sentence.
    pub range: Range<usize>,
}

/// Matches sentences; keeps its buffers from one to the next.
#[derive(Debug, Default)]
pub struct Matcher {
    rewritten: Rewritten,
    candidates: Vec<usize>,
}

impl Matcher {
    /// The matches in a sentence, by the rules' order and then by place. Rules match at every place, also inside of
    /// another match.
    pub fn matches(&mut self, pack: &Pack, text: &str, sentence: &Range<usize>, mentions: &[Mention]) -> Vec<Match> {
        self.rewritten.fill(text, sentence, mentions);
        let bytes = self.rewritten.bytes.as_slice();
        pack.candidates(bytes, &mut self.candidates);
        let present = mentions.iter().fold(0, |bits, mention| bits | kind_bit(mention.kind));
        let mut found = Vec::new();
        for index in &self.candidates {
            let rule = &pack.rules[*index];
            if rule.pattern.needs.iter().any(|kinds| kinds & present == 0) {
                continue;
            }
            let Some(regex) = rule.regex() else { continue };
            let mut at = 0;
            while let Some(captures) = regex.captures_at(bytes, at) {
                let Some(whole) = captures.get(0) else { break };
                if !guarded(bytes, whole.range(), &rule.unless) {
                    let mut slots: Vec<(SmolStr, Vec<usize>)> = Vec::new();
                    for slot in &rule.pattern.slots {
                        let Some(group) = captures.name(&slot.name) else {
                            continue;
                        };
                        // Alternatives share a slot under numbered names.
                        let name = slot.name.split("__").next().unwrap_or(&slot.name);
                        let filled = self.rewritten.mentions_in(group.range()).collect();
                        slots.push((SmolStr::new(name), filled));
                    }
                    let texts = rule.pattern.texts.iter().filter_map(|name| {
                        captures.name(name).map(|group| (name.clone(), plain_words(group.as_bytes())))
                    });
                    let texts = texts.collect();
                    found.push(Match {
                        rule: *index,
                        slots,
                        texts,
                        mentions_before: self.rewritten.mentions_before(whole.start()),
                        mentions_until: self.rewritten.mentions_before(whole.end()),
                        range: whole.range(),
                    });
                }
                at = next_character(bytes, whole.start());
                if at >= bytes.len() {
                    break;
                }
            }
        }
        found
    }

    /// The sentence that was matched last, as the rules saw it.
    #[must_use]
    pub fn rewritten(&self) -> &Rewritten {
        &self.rewritten
    }
}

/// The words of a group, without the mentions and marks in it.
fn plain_words(bytes: &[u8]) -> String {
    let kept = |c: &char| !('\u{E000}'..='\u{E0FF}').contains(c) && !c.is_control();
    String::from_utf8_lossy(bytes).chars().filter(kept).collect()
}

/// Of the matches of one rule that end at the same place, the one that fills the most slots is meant; then the one whose first slot stands nearest to the end is meant; of
/// those with the same last member of that slot, the one with the longest list.
#[must_use]
pub fn nearest(found: Vec<Match>) -> Vec<Match> {
    let rank = |one: &Match| {
        let slot = one
            .slots
            .iter()
            .filter_map(|(_, filled)| filled.first().map(|start| (start, filled)))
            .min_by_key(|(start, _)| **start);
        let last = slot.and_then(|(_, filled)| filled.last().copied());
        (one.slots.len(), last, std::cmp::Reverse(one.range.start))
    };
    let mut kept: Vec<Match> = Vec::new();
    for one in found {
        match kept.iter_mut().find(|known| known.rule == one.rule && known.range.end == one.range.end) {
            Some(known) if rank(&one) > rank(known) => *known = one,
            Some(_) => {}
            None => kept.push(one),
        }
    }
    kept
}

fn next_character(bytes: &[u8], at: usize) -> usize {
    let mut next = at + 1;
    while bytes.get(next).is_some_and(|byte| byte & 0xC0 == 0x80) {
        next += 1;
    }
    next
}

/// Whether a guard word stands in the match or in the clause in which it begins.
fn guarded(bytes: &[u8], range: Range<usize>, unless: &[String]) -> bool {
    if unless.is_empty() {
        return false;
    }
    let clause = bytes[..range.start].iter().rposition(|byte| (1..=8).contains(byte)).map_or(0, |at| at + 1);
    let place = &bytes[clause..range.end];
    unless.iter().any(|word| memchr::memmem::find(place, word.as_bytes()).is_some())
}
