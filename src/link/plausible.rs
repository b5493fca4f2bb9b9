//! Which matches can be meant at all: not those that reach over another sum or person, or in which the wrong side gives.

use crate::mention::{Kind, MentionValue};
use crate::rules::{AidSide, Match};

use super::claims::Claims;
use super::reading::Reading;
use super::sides::Side;
use super::slots::slot;
use super::trace::Outcome;

impl Reading<'_, '_> {
    /// The matches without those in which the helped side gives the money, where another match ends at the same place; and
    /// without those whose words run on over a second sum.
    pub(super) fn plausible(&mut self, matches: Vec<Match>) -> Vec<Match> {
        let helped: Vec<bool> = matches
            .iter()
            .map(|found| {
                let giver = self.pack.rules[found.rule].giver.as_deref().and_then(|name| slot(found, name));
                giver.is_some_and(|filled| {
                    filled.first().is_some_and(|index| self.is_given_to(*index))
                        || filled.iter().flat_map(|index| &self.meanings[*index].entities).any(|entity| {
                            self.resolver.entities.get(*entity).division.is_some()
                                && self.side_of(*entity) == Side::Helped
                        })
                })
            })
            .collect();
        let stopped: Vec<Option<Outcome>> = matches
            .iter()
            .zip(&helped)
            .map(|(found, bad)| {
                let other = || {
                    let mut others = matches.iter().zip(&helped);
                    others
                        .any(|(other, worse)| !worse && other.rule == found.rule && other.range.end == found.range.end)
                };
                if *bad && other() {
                    Some(Outcome::HelpedSideGives)
                } else if self.gives_where_it_stands(found) {
                    Some(Outcome::GivesWhereItStands)
                } else if !self.ends_as_asked(found) {
                    Some(Outcome::OtherEnding)
                } else if !self.is_on_its_sides(found) {
                    Some(Outcome::OtherSide)
                } else {
                    (self.skips_a_sum(found) || self.skips_a_person(found)).then_some(Outcome::SkipsOver)
                }
            })
            .collect();
        let mut kept = Vec::with_capacity(matches.len());
        for (found, stopped) in matches.into_iter().zip(stopped) {
            match stopped {
                None => kept.push(found),
                Some(outcome) => self.tell(&found, outcome, (0, 0), &Claims::default()),
            }
        }
        kept
    }

    /// 定点帮扶某县，累计投入: a division behind such a word does not give.
    fn is_given_to(&self, index: usize) -> bool {
        let mention = &self.mentions[index];
        let before = &self.text[..mention.range.start];
        mention.kind.is_division() && self.pack.lexicons.is_given_to(before)
    }

    /// 在某村投资: the place in which money is spent does not give it.
    pub(super) fn gives_where_it_stands(&self, found: &Match) -> bool {
        let giver = self.pack.rules[found.rule].giver.as_deref().and_then(|name| slot(found, name));
        giver.and_then(|filled| filled.first()).is_some_and(|index| {
            let mention = &self.mentions[*index];
            let stands = mention.kind.is_division() || matches!(mention.value, MentionValue::Name(_));
            stands && self.text[..mention.range.start].ends_with('在')
        })
    }

    /// Whether the slots of which the rule asks an ending have it.
    pub(super) fn ends_as_asked(&self, found: &Match) -> bool {
        self.pack.rules[found.rule].ends.iter().all(|(name, endings)| {
            let first = slot(found, name).and_then(|filled| filled.first());
            first.is_none_or(|index| {
                let text = self.text[self.mentions[*index].range.clone()].trim_end_matches(['”', '"', '》', '」']);
                endings.iter().any(|ending| text.ends_with(ending.as_str()))
            })
        })
    }

    /// Whether the slots that the rule wants filled from one side are filled from there.
    fn is_on_its_sides(&self, found: &Match) -> bool {
        self.pack.rules[found.rule].sides.iter().all(|(name, side)| {
            let meaning = slot(found, name).and_then(|filled| filled.first()).map(|index| &self.meanings[*index]);
            meaning.is_none_or(|meaning| {
                let asked = match side {
                    AidSide::Helping => Side::Helping,
                    AidSide::Helped => Side::Helped,
                };
                let entity = meaning.body.or_else(|| meaning.entities.first().copied());
                entity.is_some_and(|entity| self.side_of(entity) == asked)
            })
        })
    }

    /// Whether a person who fills no slot stands between a person who fills one and a post: it is the nearer one's.
    pub(super) fn skips_a_person(&self, found: &Match) -> bool {
        let filled = |index: &usize| found.slots.iter().any(|(_, filled)| filled.contains(index));
        let of_kind = |kind: Kind| {
            (found.mentions_before..found.mentions_until).filter(move |index| self.mentions[*index].kind == kind)
        };
        let named = |index: &usize| matches!(self.mentions[*index].value, MentionValue::Person);
        let Some(first) = of_kind(Kind::PERSON).find(filled) else { return false };
        let Some(post) = of_kind(Kind::POST).filter(|index| *index > first).find(filled) else { return false };
        of_kind(Kind::PERSON).any(|index| first < index && index < post && named(&index) && !filled(&index))
    }

    /// Whether a sum that fills no slot stands between the sum of a match and its end.
    pub(super) fn skips_a_sum(&self, found: &Match) -> bool {
        let filled = |index: &usize| found.slots.iter().any(|(_, filled)| filled.contains(index));
        let sums =
            (found.mentions_before..found.mentions_until).filter(|index| self.mentions[*index].kind == Kind::MONEY);
        let Some(first) = sums.clone().find(|index| filled(index) && !self.only_compares(*index)) else { return false };
        sums.clone().any(|index| index > first && !filled(&index) && !self.only_compares(index))
    }

    /// Whether a number only says by how much something has grown: 较上年增加150万元.
    pub(super) fn only_compares(&self, index: usize) -> bool {
        let before = &self.text[..self.mentions[index].range.start];
        // What most numbers stand behind is none of the words' last characters.
        before.ends_with(['加', '了', '长', '高', '少', '降', '出'])
            && ["增加", "增加了", "增长", "增长了", "提高", "提高了", "减少", "减少了", "下降", "多出"]
                .iter()
                .any(|word| before.ends_with(word))
    }
}
