//! What fills the values of an emit: entities, dates, sums, titles and words.

use smol_str::{SmolStr, format_smolstr};

use crate::graph::{Number, Value};
use crate::mention::{Kind, MentionValue};
use crate::rules::{Choice, Emit, Match};
use crate::schema::QuantityKind;

use super::claims::ClaimedValue;
use super::entities::LocalId;
use super::reading::Reading;
use super::sides::Side;
use super::term;

impl Reading<'_, '_> {
    /// The amounts of an emit: a list of them where the text has one.
    pub(super) fn amounts(&self, emit: &Emit, found: &Match) -> Vec<usize> {
        emit.qualifiers
            .get("amount")
            .and_then(|choice| choice.iter().find_map(|name| slot(found, name)))
            .map(|indices| {
                let sums = indices.iter().copied().filter(|index| self.mentions[*index].kind == Kind::MONEY);
                sums.filter(|index| !self.only_compares(*index)).collect()
            })
            .unwrap_or_default()
    }

    pub(super) fn titles(&self, choice: &Choice, found: &Match, own_body: bool) -> Vec<Option<SmolStr>> {
        for name in choice.iter() {
            if let Some(literal) = name.strip_prefix('=') {
                return vec![Some(SmolStr::new(literal))];
            }
            let Some(indices) = slot(found, name.split('.').next().unwrap_or(name)) else {
                continue;
            };
            return indices
                .iter()
                .filter(|index| !own_body || self.meanings[**index].body.is_some())
                .map(|index| match &self.mentions[*index].value {
                    MentionValue::Post(post) => Some(SmolStr::new(&self.text[post.title.clone()])),
                    _ => None,
                })
                .collect();
        }
        Vec::new()
    }

    pub(super) fn plain_qualifiers(&mut self, emit: &Emit, found: &Match) -> Vec<(SmolStr, ClaimedValue)> {
        let mut qualifiers = Vec::new();
        for (name, choice) in &emit.qualifiers {
            if name == "amount" || name == "title" {
                continue;
            }
            let declared = self.pack.schema.qualifiers.get(name.as_str());
            let kind = declared.map(|declared| declared.kind);
            let normal =
                |said: SmolStr| declared.map_or(said.clone(), |declared| SmolStr::new(declared.normal_form(&said)));
            let value = match kind {
                Some(QuantityKind::Date) => self.date(choice, found).map(|date| {
                    // An interval is since and until; each takes its own end.
                    let end = match name.as_str() {
                        "since" => date.split('/').next().map(SmolStr::new),
                        "until" => date.split('/').next_back().map(SmolStr::new),
                        _ => None,
                    };
                    ClaimedValue::Plain(Value::Text(end.unwrap_or(date)))
                }),
                Some(QuantityKind::Entity) => self.who_sends(choice, found).map(ClaimedValue::Entity),
                Some(QuantityKind::Text) => {
                    self.words(choice, found).map(|text| ClaimedValue::Plain(Value::Text(normal(text))))
                }
                _ => choice.iter().find_map(|name| slot(found, name)).and_then(|indices| indices.first()).and_then(
                    |index| match self.mentions[*index].value {
                        MentionValue::Number(number) => Some(ClaimedValue::Plain(Value::Number(Number(number)))),
                        _ => None,
                    },
                ),
            };
            if let Some(value) = value {
                qualifiers.push((name.clone(), value));
            }
        }
        qualifiers
    }

    /// A qualifier that is added to a claim: a date, or the end of a length of time that begins at the claim's `since`.
    pub(super) fn added(
        &self,
        choice: &Choice,
        said: &[(SmolStr, ClaimedValue)],
        found: &Match,
    ) -> Option<ClaimedValue> {
        // 后延期至2024年6月: a date that the sentence gives.
        let given = choice.iter().filter_map(|name| slot(found, name)?.first());
        if let Some(date) = given.filter_map(|index| self.meanings[*index].date.clone()).next() {
            return Some(ClaimedValue::Plain(Value::Text(date)));
        }
        let since = said.iter().find_map(|(name, value)| match value {
            ClaimedValue::Plain(Value::Text(date)) if name == "since" => Some(date),
            _ => None,
        })?;
        let months = choice.iter().filter_map(|name| name.strip_suffix(".after")).find_map(|name| {
            let counted = slot(found, name).and_then(|filled| filled.first()).and_then(|index| {
                let mention = &self.mentions[*index];
                let MentionValue::Number(count) = mention.value else { return None };
                let whole = (count.fract() == 0.0 && (1.0..=360.0).contains(&count)).then_some(count as u32)?;
                term::months(whole, &self.text[mention.range.end..])
            });
            let words = || found.texts.iter().find(|(known, _)| known == name);
            counted.or_else(|| words().and_then(|(_, words)| term::months_in_words(words)))
        })?;
        term::later_by(since, months).map(|date| ClaimedValue::Plain(Value::Text(date)))
    }

    /// Who sends: of several that can be meant the first that is not helped itself.
    fn who_sends(&mut self, choice: &Choice, found: &Match) -> Option<LocalId> {
        let names: Vec<SmolStr> = choice.iter().map(SmolStr::new).collect();
        let senders = names.iter().filter_map(|name| self.entities_of(name, found).first().copied());
        let senders: Vec<LocalId> = senders.collect();
        let unhelped = senders.iter().find(|sender| self.side_of(**sender) != Side::Helped);
        unhelped.or(senders.first()).copied()
    }

    pub(super) fn words(&self, choice: &Choice, found: &Match) -> Option<SmolStr> {
        choice.iter().find_map(|name| {
            let group = found.texts.iter().find(|(known, _)| known == name).map(|(_, text)| {
                // 苏陕协作: the two provinces before the word belong to it.
                let pair = slot(found, "compound").and_then(|filled| filled.first());
                match pair {
                    Some(index) => format_smolstr!("{}{text}", &self.text[self.mentions[*index].range.clone()]),
                    None => SmolStr::new(text),
                }
            });
            group.or_else(|| name.strip_prefix('=').map(SmolStr::new)).or_else(|| {
                let index = slot(found, name)?.first().copied()?;
                Some(SmolStr::new(&self.text[self.mentions[index].range.clone()]))
            })
        })
    }

    /// A date: of a slot, or the one that holds at the end of the match.
    pub(super) fn date(&self, choice: &Choice, found: &Match) -> Option<SmolStr> {
        choice.iter().find_map(|name| match name {
            "@date" => {
                let until = found.mentions_until;
                let said = self.meanings[..until].iter().rev().find_map(|meaning| meaning.date.clone());
                said.or_else(|| self.carried_date.clone())
            }
            "@event" => {
                let said = self.meanings[..found.mentions_until].iter().rev().find_map(|meaning| meaning.date.clone());
                said.or_else(|| self.event_date.as_deref().map(within))
                    .or_else(|| self.date(&Choice::One("@date".into()), found))
            }
            "@issued" => self.resolver.discourse.dates.issued(),
            "@document" => self.resolver.document.date.as_deref().map(SmolStr::new),
            "@said" => self.meanings[..found.mentions_until].iter().rev().find_map(|meaning| meaning.date.clone()),
            "@first-date" => {
                self.meanings.iter().find_map(|meaning| meaning.date.clone()).or_else(|| self.carried_date.clone())
            }
            "@period" => {
                self.meanings.iter().filter_map(|meaning| meaning.date.clone()).find(|date| date.contains('/'))
            }
            _ => slot(found, name)?.iter().find_map(|index| self.meanings[*index].date.clone()),
        })
    }

    /// The entities of the first choice that has some.
    pub(super) fn entities(&mut self, choice: &Choice, found: &Match) -> Vec<LocalId> {
        for name in choice.iter() {
            let entities = self.entities_of(name, found);
            if !entities.is_empty() {
                return entities;
            }
        }
        Vec::new()
    }

    pub(super) fn entities_of(&mut self, name: &str, found: &Match) -> Vec<LocalId> {
        if let Some(context) = name.strip_prefix('@') {
            return self.context(context, found);
        }
        let (name, part) = name.split_once('.').map_or((name, None), |(name, part)| (name, Some(part)));
        let Some(indices) = slot(found, name) else {
            return Vec::new();
        };
        match part {
            Some("body") => indices.iter().filter_map(|index| self.meanings[*index].body).collect(),
            // The division that a post's body belongs to: where somebody who holds it works.
            Some("division") => {
                let bodies: Vec<LocalId> = indices
                    .iter()
                    .flat_map(|index| {
                        let meaning = &self.meanings[*index];
                        meaning.body.into_iter().chain(meaning.entities.iter().copied())
                    })
                    .collect();
                bodies.into_iter().filter_map(|body| self.division_of(body)).take(1).collect()
            }
            _ => indices.iter().flat_map(|index| &self.meanings[*index].entities).copied().collect(),
        }
    }

    pub(super) fn division_of(&mut self, entity: LocalId) -> Option<LocalId> {
        let found = self.resolver.entities.get(entity);
        if found.division.is_some() || found.kind.is_division() {
            return Some(entity);
        }
        let placed = self.resolver.placed.get(&entity).map(|placed| placed.place);
        let sentence = self.sentence.clone();
        placed.or_else(|| {
            self.resolver.entities.get(entity).place.map(|id| self.resolver.entities.division(id, "", &sentence))
        })
    }
}

/// When something happened that is told of days which it does not name: of 10 to 11 April, in April.
fn within(event: &str) -> SmolStr {
    match event.split_once('/') {
        Some((start, end)) if start.get(..7).is_some_and(|month| end.starts_with(month)) => SmolStr::new(&start[..7]),
        _ => SmolStr::new(event),
    }
}

/// What fills a slot; nothing where it is not there or empty.
pub(super) fn slot<'m>(found: &'m Match, name: &str) -> Option<&'m [usize]> {
    found.slots.iter().find(|(slot, filled)| slot == name && !filled.is_empty()).map(|(_, filled)| filled.as_slice())
}
