//! Things that bear names: which entity a name means, and where that entity stands.

use std::ops::Range;

use crate::gazetteer::{DivisionId, gazetteer};
use crate::mention::{Attachment, Kind, Mention, MentionValue, Name, joins};

use crate::link::discourse::county_of;
use crate::link::entities::{LocalId, Opened};

use super::{Meaning, Placed, Resolver};

/// Beginnings of names that belong to the whole country and to no county.
const NATIONAL: [&str; 9] = ["全国", "中国", "中华", "国家", "国务院", "中共中央", "中央", "世界", "联合国"];

impl Resolver<'_> {
    pub(super) fn name(&mut self, mention: &Mention, name: &Name, sentence: &Range<usize>) -> LocalId {
        let written = self.text(&mention.range).trim_matches(['《', '》']);
        let written = unquoted(written);
        let title = self.pack.lexicons.is_placeless(name.rule);
        let body = self.pack.lexicons.is_body(name.rule);
        let mut opening = None;
        if let Some(chain) = &name.division {
            for part in &chain.parts {
                let entity = self.entities.part(part, &self.document.text, sentence);
                opening = Some((entity, part.range.clone()));
                // 岷县委 speaks of 岷县; a project that is called after a village does not.
                if self.pack.lexicons.takes_official_name(name.rule) {
                    self.discourse.speak_of(entity, self.entities.get(entity).kind);
                }
            }
        }
        let (full, own, place) = match (&opening, &name.attach) {
            (Some((division, range)), _) => {
                let own = self.document.text[range.end..mention.range.end].trim_matches(['《', '》']);
                // 云南省姚安县第一中学 is 姚安县第一中学; but 南京某区开放大学 calls itself so.
                let whole = name.division.as_ref().is_some_and(|chain| {
                    chain.parts.len() > 1
                        && chain.parts.iter().all(|part| {
                            part.id.is_some_and(|id| gazetteer().name(id) == self.document.text[part.range.clone()])
                        })
                });
                let official = self.pack.lexicons.takes_official_name(name.rule) || body && whole;
                let full =
                    if official { format!("{}{own}", self.entities.get(*division).name) } else { written.to_owned() };
                (full, own.to_owned(), Some(*division))
            }
            (None, Some((Attachment::Owner, owner))) => {
                let body = self.discourse.nearest(&self.pack.lexicons.body_kinds(), |_| true);
                let full = match (owner, body) {
                    (Some(_), Some(body)) => format!("{}{written}", self.entities.get(body).name),
                    _ => written.to_owned(),
                };
                (full, written.to_owned(), body.and_then(|body| self.placed.get(&body)).map(|placed| placed.place))
            }
            (None, Some((attachment, level))) if !NATIONAL.iter().any(|word| written.starts_with(word)) => {
                let division = match level {
                    None if *attachment == Attachment::Leader => {
                        let led = [Kind::DISTRICT, Kind::COUNTY, Kind::PREFECTURE, Kind::PROVINCE];
                        self.discourse.nearest(&led, |_| true)
                    }
                    Some(level) => {
                        let level = self.text(level);
                        let named = self.discourse.of_level(&self.entities, level);
                        named.or_else(|| self.above(level, sentence))
                    }
                    None => self.offices_of.or_else(|| self.discourse.helped(&self.entities)),
                };
                let rest = level.as_ref().map_or(written, |level| &self.document.text[level.end..mention.range.end]);
                match division {
                    Some(division) => {
                        (format!("{}{rest}", self.entities.get(division).name), rest.to_owned(), Some(division))
                    }
                    None => (written.to_owned(), written.to_owned(), None),
                }
            }
            _ => (written.to_owned(), written.to_owned(), None),
        };
        // 某医院急救中心: 该院 behind it is the hospital.
        if let Some(premises) = self.entities.premises_of(&full).filter(|_| !body && !title) {
            self.discourse.speak_of(premises, self.entities.get(premises).kind);
        }
        let context = if body || title {
            None
        } else {
            self.discourse.here(&self.entities).and_then(|here| self.entities.get(here).division)
        };
        let named_division = place.and_then(|place| self.entities.get(place).division);
        let county = named_division.or(context).and_then(|id| county_of(id).or(Some(id)));
        let place_id = if title { None } else { county };
        // 甲镇人民政府 and 县人民政府 are two, though one stands in the other.
        let opened = Opened {
            by: named_division.filter(|_| !title),
            office: self.pack.lexicons.takes_official_name(name.rule) && named_division.is_some(),
        };
        let own_name = own.trim_start_matches(['“', '”']);
        let entity = self.entities.coreferent(mention.kind, &full, own_name, place_id, opened, sentence);
        self.entities.alias(entity, written);
        if self.pack.lexicons.has_premises(name.rule) {
            self.entities.note_premises(entity);
        }
        for short in self.mentions.short_names(&mention.range) {
            self.entities.call(entity, mention.kind, short);
        }
        for inner in &name.inner {
            let tail = self.text(&(inner.range.end..mention.range.end));
            // 村史馆建设 is the 村史馆 itself; 园内道路建设 is something in the 园.
            if !title && !body && !self.pack.lexicons.is_same_thing(tail) {
                self.inner(inner, sentence);
            }
        }
        if let Some(division) = place.filter(|_| !title) {
            self.placed.entry(entity).or_insert_with(|| Placed {
                place: division,
                sentence: sentence.clone(),
                by_name: opening.is_some(),
            });
        }
        self.discourse.speak_of(entity, mention.kind);
        entity
    }

    /// The division of a level in which the one spoken of last lies, though the text has not named it: 县 of 县农牧局 behind 某镇.
    fn above(&mut self, level: &str, sentence: &Range<usize>) -> Option<LocalId> {
        let places = [Kind::VILLAGE, Kind::TOWNSHIP, Kind::COUNTY, Kind::DISTRICT];
        let near = self.discourse.nearest_in_article(&places, |_| true)?;
        let id = self.entities.get(near).division?;
        let fits = |above: &DivisionId| gazetteer().level(*above) <= 3 && gazetteer().name(*above).ends_with(level);
        let above = gazetteer().ancestors(id).find(fits)?;
        Some(self.entities.division(above, "", sentence))
    }

    /// A site inside the name of a project is an entity too; an organisation there is only part of the name.
    fn inner(&mut self, inner: &Mention, sentence: &Range<usize>) {
        let MentionValue::Name(name) = &inner.value else {
            return;
        };
        if !self.pack.lexicons.is_body(name.rule) {
            self.name(inner, &Name { inner: Vec::new(), ..name.clone() }, sentence);
        }
    }

    /// A project of a list without a division of its own stands where the one before it stands.
    pub(super) fn place_by_list(
        &mut self,
        mentions: &[Mention],
        meanings: &[Meaning],
        index: usize,
        meaning: &Meaning,
    ) {
        let Some(before) = index.checked_sub(1) else {
            return;
        };
        let between =
            self.document.text.get(mentions[before].range.end..mentions[index].range.start).unwrap_or_default();
        let joined = joins(between);
        let same = mentions[before].kind == mentions[index].kind;
        let (Some(entity), Some(sibling)) = (meaning.entities.first(), meanings[before].entities.first()) else {
            return;
        };
        let of_site = between.is_empty() && self.pack.lexicons.opens_with_stage(self.text(&mentions[index].range));
        if of_site && !self.placed.contains_key(entity) {
            // 某产业园二期工程: a stage stands where its site stands.
            let kind = self.entities.get(*sibling).kind;
            if !kind.is_division()
                && kind != Kind::PERSON
                && let Some(placed) = self.placed.get(sibling).cloned()
            {
                self.placed.insert(*entity, placed);
            }
            return;
        }
        if !joined || !same || !matches!(mentions[index].value, MentionValue::Name(_)) {
            return;
        }
        // Only the place that the first member gives is that of all.
        let opens_list =
            before == 0 || !self.document.text[..mentions[before].range.start].ends_with(['、', '和', '及']);
        let named = matches!(&mentions[before].value, MentionValue::Name(name) if name.division.is_some());
        if (opens_list && named || self.shared.contains(sibling))
            && let Some(placed) = self.placed.get(sibling).cloned()
        {
            self.placed.entry(*entity).or_insert(placed);
            self.shared.insert(*entity);
        }
    }

    /// What is left without a place stands where the text is at the end of the sentence.
    pub fn place_here(&mut self, meanings: &[Meaning], mentions: &[Mention]) {
        for (meaning, mention) in meanings.iter().zip(mentions) {
            let (MentionValue::Name(name), Some(entity)) = (&mention.value, meaning.entities.first()) else {
                continue;
            };
            if self.pack.lexicons.is_placeless(name.rule) || self.placed.contains_key(entity) {
                continue;
            }
            self.discourse.look_no_further_than(meaning.horizon);
            let here = self.discourse.here(&self.entities);
            self.discourse.look_no_further_than(usize::MAX);
            if let Some(place) = here.or_else(|| self.discourse.here(&self.entities)) {
                let sentence = self.entities.get(*entity).sentence.clone();
                self.placed.insert(*entity, Placed { place, sentence, by_name: false });
            }
        }
    }
}

/// A name without quotation marks around all of it.
fn unquoted(name: &str) -> &str {
    name.strip_prefix('“').and_then(|rest| rest.strip_suffix('”')).filter(|inner| !inner.contains('“')).unwrap_or(name)
}
