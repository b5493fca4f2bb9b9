//! Which rules a sentence can wake: those of which it holds all words that every match needs.
//!
//! One automaton finds the words of all rules in one pass over the sentence; a rule is matched only when each of its groups
//! of words has been seen. Most sentences so come to two or three rules of two hundred.

use std::collections::BTreeMap;

use aho_corasick::AhoCorasick;

use crate::mention::is_symbol;

use super::pack::Rule;

/// The words of all rules, ready to scan for.
pub(super) struct Waking {
    automaton: AhoCorasick,
    /// For each word the groups that it is in.
    groups_of_word: Vec<Vec<u32>>,
    /// For each group the rules that it wakes: it is their rarest one.
    woken: Vec<Vec<usize>>,
    /// For each rule the groups of which it needs a word each.
    needed: Vec<Vec<u32>>,
    /// Whether a text that no mention has been found in yet can hold the words of a group: they hold no mention and no mark.
    plain: Vec<bool>,
    /// Rules that need no word.
    always: Vec<usize>,
}

/// What has been seen of one sentence; kept from one to the next.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// For each group the number of the last sentence that held one of its words.
    sentences: Vec<u64>,
    /// For each such group where the last of its words begins in that sentence.
    last: Vec<usize>,
    sentence: u64,
    order: Vec<u32>,
}

/// Whether a character stands for a mention or a mark.
fn rewritten(c: char) -> bool {
    c.is_control() || is_symbol(c)
}

impl Waking {
    pub(super) fn new(rules: &[Rule]) -> Self {
        let mut groups: BTreeMap<&Vec<String>, u32> = BTreeMap::new();
        let mut needed = Vec::with_capacity(rules.len());
        let mut woken: Vec<Vec<usize>> = Vec::new();
        let mut always = Vec::new();
        for (index, rule) in rules.iter().enumerate() {
            let ids: Vec<u32> = rule
                .pattern
                .required
                .iter()
                .map(|words| {
                    let next = groups.len() as u32;
                    let id = *groups.entry(words).or_insert(next);
                    if woken.len() <= id as usize {
                        woken.push(Vec::new());
                    }
                    id
                })
                .collect();
            // The group whose shortest word is the longest is the rarest in a text.
            let shortest = |words: &Vec<String>| words.iter().map(String::len).min().unwrap_or(0);
            let rarest = rule.pattern.required.iter().zip(&ids).max_by_key(|(words, _)| shortest(words));
            match rarest {
                Some((_, id)) => woken[*id as usize].push(index),
                None => always.push(index),
            }
            needed.push(ids);
        }
        let mut by_word: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
        for (words, id) in &groups {
            for word in words.iter() {
                by_word.entry(word).or_default().push(*id);
            }
        }
        let mut plain = vec![false; woken.len()];
        for (words, id) in &groups {
            plain[*id as usize] = words.iter().all(|word| !word.contains(rewritten));
        }
        let automaton =
            AhoCorasick::new(by_word.keys()).expect("the words of rules stay far below the automaton's limits");
        Self { automaton, groups_of_word: by_word.into_values().collect(), woken, needed, plain, always }
    }

    /// The rules that can match a rewritten sentence at all, in their order.
    pub(super) fn candidates(&self, bytes: &[u8], seen: &mut Seen, into: &mut Vec<usize>) {
        into.clear();
        into.extend_from_slice(&self.always);
        seen.sentences.resize(self.woken.len(), 0);
        seen.last.resize(self.woken.len(), 0);
        seen.sentence += 1;
        seen.order.clear();
        for found in self.automaton.find_overlapping_iter(bytes) {
            for group in &self.groups_of_word[found.pattern().as_usize()] {
                let group_index = *group as usize;
                if seen.sentences[group_index] != seen.sentence {
                    seen.sentences[group_index] = seen.sentence;
                    seen.last[group_index] = 0;
                    seen.order.push(*group);
                }
                seen.last[group_index] = seen.last[group_index].max(found.start());
            }
        }
        for group in &seen.order {
            let fits = |rule: &&usize| {
                self.needed[**rule].iter().all(|group| seen.sentences[*group as usize] == seen.sentence)
            };
            into.extend(self.woken[*group as usize].iter().filter(fits));
        }
        into.sort_unstable();
    }

    /// The last place in the sentence seen last at which a match of a rule can begin: no word that it needs lies behind it.
    pub(super) fn latest(&self, rule: usize, seen: &Seen) -> usize {
        self.needed[rule].iter().map(|group| seen.last[*group as usize]).min().unwrap_or(usize::MAX)
    }

    /// The rules of which a sentence of a text holds all words, before anything is known of its mentions and marks.
    pub(super) fn foreseen(&self, text: &str) -> Vec<usize> {
        let mut seen = vec![0; self.woken.len()];
        let mut awake = vec![false; self.needed.len()];
        for (number, sentence) in text.split(['。', '\n']).enumerate() {
            let number = number + 1;
            for found in self.automaton.find_overlapping_iter(sentence) {
                for group in &self.groups_of_word[found.pattern().as_usize()] {
                    seen[*group as usize] = number;
                }
            }
            for (needed, awake) in self.needed.iter().zip(&mut awake) {
                let held = |group: &u32| seen[*group as usize] == number || !self.plain[*group as usize];
                *awake = *awake || needed.iter().all(held);
            }
        }
        (0..awake.len()).filter(|rule| awake[*rule]).collect()
    }

    /// The rules whose rarest words a rewritten sentence holds, whatever else they need.
    pub(super) fn likely(&self, text: &[u8]) -> Vec<usize> {
        let mut groups: Vec<u32> = self
            .automaton
            .find_overlapping_iter(text)
            .flat_map(|found| &self.groups_of_word[found.pattern().as_usize()])
            .copied()
            .collect();
        groups.sort_unstable();
        groups.dedup();
        self.always.iter().chain(groups.iter().flat_map(|group| &self.woken[*group as usize])).copied().collect()
    }
}
