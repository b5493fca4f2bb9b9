//! Which rules a sentence can wake: those of which it holds all words that every match needs.
//!
//! One automaton finds the words of all rules in one pass over the sentence; a rule is matched only when each of its groups
//! of words has been seen. Most sentences so come to two or three rules of two hundred.

use std::collections::BTreeMap;

use crate::mention::{WordScan, is_symbol};

use super::outline::Spot;
use super::pack::Rule;
use super::sentence::Rewritten;

/// The words of all rules, ready to scan for.
pub(super) struct Waking {
    words: WordScan,
    /// For each word the groups that it is in.
    groups_of_word: GroupSets,
    /// For each group the rules that it wakes: it is their rarest one.
    woken: Lists,
    /// Rules that need no word.
    always: Vec<usize>,
    /// For each rule the groups of which it needs a word each.
    needed: Lists,
    /// Whether a text that no mention has been found in yet can hold the words of a group: they hold no mention and no mark.
    plain: Vec<bool>,
}

/// What has been seen of one sentence; kept from one to the next.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// The words, with their places.
    words: Vec<(Spot, usize)>,
    /// The groups of which it holds one.
    groups: Vec<u64>,
}

/// Sets of groups, a row of bits each: most words are in several, and a sentence is in all of its words'.
struct GroupSets {
    /// Numbers in a row.
    width: usize,
    bits: Vec<u64>,
}

/// Many short lists of numbers, one behind the other: a sentence looks into dozens of them.
struct Lists {
    /// Where each list ends.
    ends: Vec<u32>,
    items: Vec<u32>,
}

impl Lists {
    fn new(lists: impl IntoIterator<Item = Vec<u32>>) -> Self {
        let mut all = Self { ends: Vec::new(), items: Vec::new() };
        for list in lists {
            all.items.extend(list);
            all.ends.push(all.items.len() as u32);
        }
        all
    }

    #[inline]
    fn get(&self, list: usize) -> &[u32] {
        let start = list.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.items[start as usize..self.ends[list] as usize]
    }

    fn iter(&self) -> impl Iterator<Item = &[u32]> {
        (0..self.ends.len()).map(|list| self.get(list))
    }
}

impl GroupSets {
    fn new(rows: usize, groups: usize) -> Self {
        let width = groups.div_ceil(64);
        Self { width, bits: vec![0; rows * width] }
    }

    #[inline]
    fn row(&self, row: usize) -> &[u64] {
        &self.bits[row * self.width..(row + 1) * self.width]
    }

    fn insert(&mut self, row: usize, group: u32) {
        self.bits[row * self.width + group as usize / 64] |= 1 << (group % 64);
    }
}

#[inline]
fn holds(groups: &[u64], group: u32) -> bool {
    groups[group as usize / 64] >> (group % 64) & 1 == 1
}

/// Whether a character stands for a mention or a mark.
fn rewritten(c: char) -> bool {
    c.is_control() || is_symbol(c)
}

impl Waking {
    pub(super) fn new(rules: &[Rule]) -> Self {
        let mut groups: BTreeMap<&Vec<String>, u32> = BTreeMap::new();
        let mut needed = Vec::with_capacity(rules.len());
        let mut rarest = Vec::with_capacity(rules.len());
        for rule in rules {
            let ids: Vec<u32> = rule
                .pattern
                .required
                .iter()
                .map(|words| {
                    let next = groups.len() as u32;
                    *groups.entry(words).or_insert(next)
                })
                .collect();
            // The group whose shortest word is the longest is the rarest in a text.
            let shortest = |words: &Vec<String>| words.iter().map(String::len).min().unwrap_or(0);
            let told = rule.pattern.required.iter().zip(&ids).max_by_key(|(words, _)| shortest(words));
            rarest.push(told.map(|(_, id)| *id));
            needed.push(ids);
        }
        let mut by_word: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
        for (words, id) in &groups {
            for word in words.iter() {
                by_word.entry(word).or_default().push(*id);
            }
        }
        let mut groups_of_word = GroupSets::new(by_word.len(), groups.len());
        for (word, groups) in by_word.values().enumerate() {
            groups.iter().for_each(|group| groups_of_word.insert(word, *group));
        }
        let mut plain = vec![false; groups.len()];
        for (words, id) in &groups {
            plain[*id as usize] = words.iter().all(|word| !word.contains(rewritten));
        }
        let words = WordScan::every(by_word.keys().copied());
        let mut woken = vec![Vec::new(); groups.len()];
        for (rule, rarest) in rarest.iter().enumerate() {
            rarest.iter().for_each(|group: &u32| woken[*group as usize].push(rule as u32));
        }
        let always = (0..rarest.len()).filter(|rule| rarest[*rule].is_none()).collect();
        let (woken, needed) = (Lists::new(woken), Lists::new(needed));
        Self { words, groups_of_word, woken, always, needed, plain }
    }

    /// The rules that can match a rewritten sentence at all, in their order.
    pub(super) fn candidates(&self, sentence: &Rewritten, seen: &mut Seen, into: &mut Vec<usize>) {
        into.clear();
        seen.words.clear();
        self.words.find(&sentence.text, |place, word| seen.words.push((sentence.spot(&place), word)));
        self.gather(seen);
        let all_seen = |rule: usize| self.needed.get(rule).iter().all(|group| holds(&seen.groups, *group));
        self.awake(&seen.groups, |rule| {
            if all_seen(rule) {
                into.push(rule);
            }
        });
        into.sort_unstable();
    }

    /// Gives the rules whose rarest words are in some groups, and those that need none.
    fn awake(&self, groups: &[u64], mut give: impl FnMut(usize)) {
        self.always.iter().for_each(|rule| give(*rule));
        for (number, bits) in groups.iter().enumerate() {
            let mut bits = *bits;
            while bits != 0 {
                let woken = self.woken.get(number * 64 + bits.trailing_zeros() as usize);
                woken.iter().for_each(|rule| give(*rule as usize));
                bits &= bits - 1;
            }
        }
    }

    /// The groups of the words that a text holds.
    fn see(&self, text: &str, seen: &mut Seen) {
        seen.words.clear();
        // Only which words they are is asked for.
        let nowhere = Spot { start: 0, end: 0, start_clause: 0, end_clause: 0 };
        self.words.find(text, |_, word| seen.words.push((nowhere, word)));
        self.gather(seen);
    }

    fn gather(&self, seen: &mut Seen) {
        seen.groups.clear();
        seen.groups.resize(self.groups_of_word.width, 0);
        for (_, word) in &seen.words {
            seen.groups.iter_mut().zip(self.groups_of_word.row(*word)).for_each(|(seen, groups)| *seen |= groups);
        }
    }

    /// Gives where the words of a group of a rule stand in the sentence seen last.
    pub(super) fn places(&self, rule: usize, group: usize, seen: &Seen, mut give: impl FnMut(&Spot)) {
        let group = self.needed.get(rule)[group];
        for (spot, _) in seen.words.iter().filter(|(_, word)| holds(self.groups_of_word.row(*word), group)) {
            give(spot);
        }
    }

    /// The rules of which a sentence of a text holds all words, before anything is known of its mentions and marks.
    pub(super) fn foreseen(&self, text: &str) -> Vec<usize> {
        let mut seen = Seen::default();
        let mut awake = vec![false; self.needed.ends.len()];
        for sentence in text.split(['。', '\n']) {
            self.see(sentence, &mut seen);
            for (needed, awake) in self.needed.iter().zip(&mut awake) {
                let held = |group: &u32| holds(&seen.groups, *group) || !self.plain[*group as usize];
                *awake = *awake || needed.iter().all(held);
            }
        }
        (0..awake.len()).filter(|rule| awake[*rule]).collect()
    }

    /// The rules whose rarest words a rewritten sentence holds, whatever else they need.
    pub(super) fn likely(&self, text: &str) -> Vec<usize> {
        let mut seen = Seen::default();
        self.see(text, &mut seen);
        let mut awake = Vec::new();
        self.awake(&seen.groups, |rule| awake.push(rule));
        awake
    }
}
