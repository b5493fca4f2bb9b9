//! Context slots: what has been spoken of, asked for by a rule.

use crate::mention::{Kind, Mention, MentionValue};
use crate::rules::Match;

use super::entities::LocalId;
use super::reading::Reading;
use super::sides::Side;

impl Reading<'_, '_> {
    pub(super) fn context(&mut self, context: &str, found: &Match) -> Vec<LocalId> {
        let start = self.meanings.get(found.mentions_before).map_or(usize::MAX, |meaning| meaning.horizon);
        let end = self.meanings.get(found.mentions_until).map_or(usize::MAX, |meaning| meaning.horizon);
        let first = self.meanings.first().map_or(start, |meaning| meaning.horizon);
        if let Some(kinds) = context.strip_prefix("in:") {
            return self.in_sentence(kinds, found).into_iter().collect();
        }
        if let Some(kinds) = context.strip_prefix("last:") {
            // 占地40亩，…: only a sentence that names no place of its own goes on with the one before it.
            let entities = &self.resolver.entities;
            let mut before = self.meanings[..found.mentions_before].iter().flat_map(|meaning| &meaning.entities);
            if before.any(|entity| entities.get(*entity).kind.is_division()) {
                return Vec::new();
            }
            let kinds: Vec<Kind> = kinds.split('|').flat_map(|kind| self.pack.lexicons.kinds().expand(kind)).collect();
            return self.resolver.discourse.of_last_sentence(&kinds).into_iter().collect();
        }
        match context {
            "payer" => return self.payer(found).into_iter().collect(),
            // Whose money it is where nobody is said to pay: the one whose money the article has spoken of last.
            "source" => return self.resolver.discourse.source().into_iter().collect(),
            "doer" => return self.doer(found).into_iter().collect(),
            "home" => return self.home(found).into_iter().collect(),
            "body" => return self.body(found).into_iter().collect(),
            "partner" => return self.partner().into_iter().collect(),
            _ => {}
        }
        let topic_kinds = self.topic_kinds();
        let resolver = &mut *self.resolver;
        resolver.discourse.look_no_further_than(end);
        let (discourse, entities) = (&resolver.discourse, &resolver.entities);
        let answer = match context {
            "here" => discourse.here(entities).into_iter().collect(),
            "helper" => discourse.helper(entities).into_iter().collect(),
            "helped" => discourse.helped(entities).into_iter().collect(),
            "both" => discourse.both(entities),
            "helping-province" => {
                discourse.nearest_on_side(&[Kind::PROVINCE], Side::Helping, entities).into_iter().collect()
            }
            "helping-city" => {
                discourse.nearest_on_side(&[Kind::PREFECTURE], Side::Helping, entities).into_iter().collect()
            }
            "helping-district" => discourse
                .nearest_on_side(&[Kind::DISTRICT, Kind::COUNTY], Side::Helping, entities)
                .into_iter()
                .collect(),
            "own" => discourse.own().into_iter().collect(),
            "topic" => discourse.topic(&topic_kinds).into_iter().collect(),
            "subject" => {
                let in_sentence =
                    self.meanings[..found.mentions_before].iter().find_map(|meaning| meaning.entities.first().copied());
                resolver.discourse.look_no_further_than(start.max(first));
                in_sentence.or_else(|| resolver.discourse.subject()).into_iter().collect()
            }
            near => {
                let kinds: Vec<Kind> =
                    near.split('|').flat_map(|kind| self.pack.lexicons.kinds().expand(kind)).collect();
                resolver.discourse.look_no_further_than(start);
                resolver
                    .discourse
                    .nearest_in_paragraph(&kinds)
                    .or_else(|| resolver.discourse.nearest(&kinds, |_| true))
                    .into_iter()
                    .collect()
            }
        };
        resolver.discourse.look_no_further_than(usize::MAX);
        answer
    }

    /// The nearest entity of one of the kinds in this sentence, before the match.
    pub(super) fn in_sentence(&self, kinds: &str, found: &Match) -> Option<LocalId> {
        let kinds: Vec<Kind> = kinds.split('|').flat_map(|kind| self.pack.lexicons.kinds().expand(kind)).collect();
        let entities = &self.resolver.entities;
        let first = self.item_begins(found.mentions_before);
        self.meanings[first..found.mentions_before]
            .iter()
            .rev()
            .flat_map(|meaning| meaning.entities.iter().rev())
            .copied()
            .find(|entity| kinds.contains(&entities.get(*entity).kind))
    }

    /// 甲镇…；乙镇补助430户: an item of a list that names a place of its own does not speak of what the one before it names.
    fn item_begins(&self, until: usize) -> usize {
        let Some(last) = self.mentions[..until].last() else { return 0 };
        let item = self.text[self.sentence.start..last.range.start].rfind('；').map(|at| self.sentence.start + at);
        let Some(item) = item else { return 0 };
        let first = self.mentions[..until].partition_point(|mention| mention.range.start < item);
        let placed = self.mentions[first..until].iter().any(|mention| mention.kind.is_division());
        if placed { first } else { 0 }
    }

    /// What a paragraph can be about: things and small places, no county and no person.
    pub(super) fn topic_kinds(&self) -> Vec<Kind> {
        let things = self
            .pack
            .defaults
            .iter()
            .filter(|default| !default.by_name_only)
            .flat_map(|default| &default.types)
            .filter_map(|name| self.pack.lexicons.kinds().get(name));
        things.chain([Kind::VILLAGE, Kind::TOWNSHIP]).collect()
    }

    pub(super) fn side_of(&self, entity: LocalId) -> Side {
        self.resolver.side_of(entity)
    }

    /// Who can be meant to pay where the clause does not say: somebody named before who is not on the helped side.
    pub(super) fn payer(&self, found: &Match) -> Option<LocalId> {
        let entities = &self.resolver.entities;
        let acts = |kind: Kind| self.pack.schema.acts(self.pack.lexicons.kinds().name(kind));
        let can_pay = |entity: &LocalId, unknown: bool| {
            let kind = entities.get(*entity).kind;
            match self.side_of(*entity) {
                Side::Helped => false,
                Side::Helping => acts(kind) || kind.is_division(),
                Side::Unknown => acts(kind) || unknown && kind.is_division(),
            }
        };
        // A division of which the side is not known comes last.
        [false, true].into_iter().find_map(|unknown| {
            // 京蒙协作资金: a compound of two provinces names a programme and nobody who pays.
            let before = self.meanings[..found.mentions_before].iter().zip(self.mentions).rev();
            let said = before
                .filter(|(_, mention)| !matches!(mention.value, MentionValue::Pair(_)))
                .flat_map(|(meaning, _)| &meaning.entities);
            said.copied()
                .find(|entity| can_pay(entity, unknown))
                .or_else(|| self.resolver.list_payer.filter(|entity| can_pay(entity, unknown)))
                .or_else(|| self.resolver.discourse.subject().filter(|entity| can_pay(entity, unknown)))
        })
    }

    /// Who does what the sentence tells: the first organisation before the match that is no office of a government.
    pub(super) fn doer(&self, found: &Match) -> Option<LocalId> {
        let acts = |kind: Kind| self.pack.schema.acts(self.pack.lexicons.kinds().name(kind));
        let entities = &self.resolver.entities;
        let before = self.meanings[..found.mentions_before].iter().zip(self.mentions);
        let office = |mention: &Mention| match &mention.value {
            MentionValue::Name(name) => self.pack.lexicons.takes_official_name(name.rule),
            _ => false,
        };
        before
            .filter(|(_, mention)| !office(mention))
            .flat_map(|(meaning, _)| &meaning.entities)
            .copied()
            .find(|entity| acts(entities.get(*entity).kind) && !entities.get(*entity).kind.is_division())
    }

    /// Where somebody comes from: the body of a post named before, on the helping side; else what the document has said of
    /// the first person of the match.
    pub(super) fn home(&self, found: &Match) -> Option<LocalId> {
        let bodies = self.meanings[..found.mentions_before].iter().rev().filter_map(|meaning| meaning.body);
        let here = bodies.into_iter().find(|body| self.side_of(*body) == Side::Helping);
        here.or_else(|| {
            let mut people = (found.mentions_before..found.mentions_until)
                .filter(|index| self.mentions[*index].kind == Kind::PERSON)
                .flat_map(|index| &self.meanings[index].entities);
            people.find_map(|person| self.resolver.homes.get(person).copied())
        })
    }

    /// The body of the post that was named last before the match, in this sentence.
    pub(super) fn body(&self, found: &Match) -> Option<LocalId> {
        self.meanings[..found.mentions_before].iter().rev().find_map(|meaning| meaning.body)
    }

    /// The organisation on the helped side that was named last.
    pub(super) fn partner(&self) -> Option<LocalId> {
        let kinds: Vec<Kind> = self.pack.lexicons.kinds().those(|name| self.pack.schema.acts(name));
        self.resolver.discourse.nearest(&kinds, |entity| self.side_of(entity) == Side::Helped)
    }
}
