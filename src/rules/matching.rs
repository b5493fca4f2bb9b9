//! A rule that fires in a sentence, and what fills its slots.

use std::ops::Range;
use std::sync::OnceLock;

use regex_automata::nfa::thompson::backtrack::Cache as Trail;
use smol_str::SmolStr;

use crate::mention::{WordScan, is_symbol};

use super::automaton::{Automaton, Scratch};
use super::pattern::{Pattern, Slot};
use super::sentence::Rewritten;

/// A rule that fired.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    /// Index of the rule in its pack.
    pub rule: usize,
    /// Filled slots with the indices of the mentions, counted within the sentence.
    pub slots: Vec<(SmolStr, Vec<usize>)>,
    /// The words of named groups.
    pub texts: Vec<(SmolStr, SmolStr)>,
    /// How many mentions of the sentence stand before the match.
    pub mentions_before: usize,
    /// How many stand before its end.
    pub mentions_until: usize,
    /// Where the match lies in the rewritten sentence.
    pub range: Range<usize>,
}

/// A match that a guard word stopped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GuardedMatch {
    /// Index of the rule in its pack.
    pub rule: usize,
    /// The guard word.
    pub word: String,
    /// Where the match lies in the rewritten sentence.
    pub range: Range<usize>,
}

/// A pattern ready to match, with the numbers of its groups, so that no match looks them up by name.
#[derive(Debug)]
pub(super) struct Compiled {
    pub(super) automaton: Automaton,
    /// The guard words of the rule's own, once they are asked for often.
    guards: OnceLock<WordScan>,
    /// Slots and their groups; alternatives that share a slot have several groups under its one name.
    slots: Vec<(SmolStr, usize)>,
    texts: Vec<(SmolStr, usize)>,
    /// The slots that every match fills, and the kinds of all slots: a match with just as many mentions leaves no choice.
    certain: Option<(Vec<SmolStr>, u64)>,
}

impl Compiled {
    /// Compiles a pattern; nothing comes of one that is too large.
    pub(super) fn new(pattern: &Pattern) -> Option<Self> {
        let automaton = Automaton::new(pattern)?;
        let slots = pattern.slots.iter().filter_map(|slot| {
            let name = slot.name.split("__").next().unwrap_or(&slot.name);
            Some((SmolStr::new(name), automaton.group(&slot.name)?))
        });
        let slots = slots.collect();
        let texts = pattern.texts.iter().filter_map(|name| Some((SmolStr::new(name), automaton.group(name)?)));
        let texts = texts.collect();
        let name = |slot: &Slot| SmolStr::new(&slot.name);
        let certain = pattern.certain_slots().map(|(slots, kinds)| (slots.into_iter().map(name).collect(), kinds));
        Some(Self { automaton, guards: OnceLock::new(), slots, texts, certain })
    }

    /// The first of the rule's own guard words that stands in a place.
    pub(super) fn guard<'w>(&self, place: &str, words: &'w [String]) -> Option<&'w String> {
        if words.len() > 2 && self.automaton.is_busy() {
            let guards = self.guards.get_or_init(|| WordScan::every(words.iter().map(String::as_str)));
            let mut first: Option<usize> = None;
            guards.find(place, |_, word| first = Some(first.map_or(word, |first| first.min(word))));
            return words.get(first?);
        }
        words.iter().find(|word| place.contains(word.as_str()))
    }

    /// What the match fills that was found last.
    pub(super) fn filled(
        &self,
        rule: usize,
        whole: &Range<usize>,
        rewritten: &Rewritten,
        scratch: &mut Scratch,
        trail: &mut Option<Trail>,
    ) -> Option<Match> {
        let mut found = Match {
            rule,
            slots: Vec::new(),
            texts: Vec::new(),
            mentions_before: rewritten.mentions_before(whole.start),
            mentions_until: rewritten.mentions_before(whole.end),
            range: whole.clone(),
        };
        if let Some(slots) = self.without_choice(&found, rewritten) {
            found.slots = slots;
            return Some(found);
        }
        if !self.automaton.group_match(rewritten.bytes(), whole, scratch, trail) {
            return None;
        }
        for (name, group) in &self.slots {
            let mentions = scratch.group(*group).map(|group| rewritten.mentions_in(group).collect());
            found.slots.extend(mentions.map(|mentions| (name.clone(), mentions)));
        }
        for (name, group) in &self.texts {
            let text = scratch.group(*group).and_then(|group| rewritten.text.get(group));
            found.texts.extend(text.map(|text| (name.clone(), plain_words(text))));
        }
        Some(found)
    }

    /// The slots of a match that has no mention more than it must have, as most have.
    fn without_choice(&self, found: &Match, rewritten: &Rewritten) -> Option<Vec<(SmolStr, Vec<usize>)>> {
        let (certain, kinds) = self.certain.as_ref()?;
        let among = found.mentions_before..found.mentions_until;
        let mentions = among.clone().zip(rewritten.mentions().get(among)?);
        let mut of_kinds = mentions.filter(|(_, (_, kind))| kind & kinds != 0).map(|(index, _)| index);
        let mut slots = Vec::with_capacity(certain.len());
        for name in certain {
            slots.push((name.clone(), vec![of_kinds.next()?]));
        }
        of_kinds.next().is_none().then_some(slots)
    }
}

/// The words of a group, without the mentions and marks in it.
fn plain_words(text: &str) -> SmolStr {
    let kept = |c: &char| !is_symbol(*c) && !c.is_control();
    text.chars().filter(kept).collect()
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::mention::{Kind, KindTable, Mention, MentionValue};
    use crate::rules::pattern::Named;
    use crate::rules::translate::translate;

    use super::*;

    const PATTERNS: [&str; 5] = [
        "{payer:Division}{_:2}投入{_:1}{amount:Money}",
        "{a:Division+}与{b:Division}",
        "({since:Date})?{_:2}{a:County}(投入{amount:Money})?{_:3}{b:Person|District}",
        "({a:Person}与){1,2}{b:County}",
        "{a:County}{_:4}{b:County}{_:4}{c:Money}",
    ];

    proptest! {
        /// Where a match has no mention more than it must have, its slots are those that its groups give.
        #[test]
        fn slots_without_choice_are_those_of_the_groups(parts in prop::collection::vec(0..9_usize, 1..12)) {
            let kinds = KindTable::new(std::iter::empty());
            let mentioned = [Kind::COUNTY, Kind::DISTRICT, Kind::MONEY, Kind::PERSON, Kind::DATE];
            let (mut text, mut mentions) = (String::new(), Vec::new());
            for part in parts {
                let start = text.len();
                text.push_str(["某", "某", "某", "某", "某", "投入", "与", "又", "，"][part]);
                let mention = |kind: &Kind| Mention { kind: *kind, range: start..text.len(), value: MentionValue::Person };
                mentions.extend(mentioned.get(part).map(mention));
            }
            let mut rewritten = Rewritten::default();
            rewritten.fill(&text, &(0..text.len()), &mentions);
            for written in PATTERNS {
                let pattern = translate(written, &kinds, &Named::default()).expect("a constant pattern");
                let compiled = Compiled::new(&pattern).expect("small");
                let (mut scratch, mut trail) = (Scratch::default(), None);
                let bytes = rewritten.bytes();
                let mut at = 0;
                while let Some(whole) = compiled.automaton.search(bytes, at..=bytes.len(), &mut scratch, &mut trail) {
                    let told = compiled.filled(0, &whole, &rewritten, &mut scratch, &mut trail).expect("a match");
                    let asked = Compiled { certain: None, ..Compiled::new(&pattern).expect("small") };
                    let grouped = asked.filled(0, &whole, &rewritten, &mut scratch, &mut trail).expect("a match");
                    prop_assert_eq!(told, grouped, "{} in {}", written, &rewritten.text);
                    at = whole.start + 1;
                }
            }
        }
    }
}
