//! What a document tells of itself before its sentences are read: for whom it speaks, when it was written, who tells it, and
//! which headings have lost their text.

use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::gazetteer::{DivisionId, gazetteer};
use crate::link::discourse::county_of;
use crate::link::sides::Side;
use crate::mention::{Kind, Mention, MentionValue};
use crate::read::{BlockKind, DateSource};

use super::{About, Orphan, Resolver};

/// Labels of whoever tells the story.
const TELLERS: [&str; 4] = ["口述", "讲述人", "自述", "讲述"];

impl<'a> Resolver<'a> {
    /// The county that the document speaks for: the one of its title, else the helped one that it names most.
    pub(super) fn find_own(&mut self) {
        let gazetteer = gazetteer();
        let mut counts: FxHashMap<DivisionId, usize> = FxHashMap::default();
        let mut titled = None;
        let heading = self
            .document
            .blocks
            .iter()
            .take(3)
            .filter(|block| block.kind == BlockKind::Heading)
            .map(|block| block.range.end)
            .max();
        for mention in &self.mentions.all {
            let id = match &mention.value {
                MentionValue::Division(chain) => chain.last().id,
                MentionValue::Name(name) => name.division.as_ref().and_then(|chain| chain.last().id),
                _ => None,
            };
            let Some(county) = id.and_then(county_of).filter(|id| self.discourse.sides().side(*id) != Side::Helping)
            else {
                continue;
            };
            if heading.is_some_and(|end| mention.range.end <= end) && titled.is_none() {
                titled = Some(county);
            }
            *counts.entry(county).or_default() += 1;
        }
        self.find_main_helper();
        let most = counts.iter().max_by_key(|(id, count)| (**count, std::cmp::Reverse(**id))).map(|(id, _)| *id);
        if let Some(id) = titled.or(most) {
            let name = gazetteer.name(id);
            let sentence = self.first_sentence_naming(id);
            let own = self.entities.division(id, &name, &sentence);
            self.discourse.speak_for(Some(own));
        }
    }

    /// The month in which the document was written and, of a decree, the date at its end.
    pub(super) fn find_dates(&mut self) {
        let written =
            self.document.date.as_deref().filter(|_| self.document.date_source != Some(DateSource::LatestYear));
        let month = written.and_then(|date| Some((date.get(..4)?.parse().ok()?, date.get(5..7)?.parse().ok()?)));
        self.discourse.dates.written_in(month);
        let titled = self.document.blocks.iter().take(4).map(|block| self.text(&block.range));
        let decree = ["决定", "通报", "命令", "公告", "通知", "嘉奖令"];
        let mut titled = titled.filter(|title| title.len() <= 200);
        if !titled.any(|title| decree.iter().any(|word| title.trim_end().ends_with(word))) {
            return;
        }
        let dated = self.document.blocks.iter().rev().take(6).find_map(|block| {
            let [Mention { value: MentionValue::Date(date), range, .. }] = self.mentions.within(&block.range) else {
                return None;
            };
            let alone = self.text(range).len() == self.text(&block.range).trim().len();
            let day = alone && date.start.day.is_some() && date.end.is_none();
            if day { date.iso(None, None) } else { None }
        });
        if let Some(date) = dated {
            self.discourse.dates.issue(date);
        }
    }

    fn find_main_helper(&mut self) {
        let mut counts: std::collections::BTreeMap<DivisionId, usize> = std::collections::BTreeMap::new();
        for mention in &self.mentions.all {
            let MentionValue::Division(chain) = &mention.value else { continue };
            let Some(id) = chain.last().id.filter(|id| self.discourse.sides().side(*id) == Side::Helping) else {
                continue;
            };
            if (2..=3).contains(&gazetteer().level(id)) {
                // A district helps rather than its city.
                *counts.entry(id).or_default() += if gazetteer().level(id) == 3 { 3 } else { 1 };
            }
        }
        let most = counts.iter().max_by_key(|(id, count)| (**count, std::cmp::Reverse(**id))).map(|(id, _)| *id);
        let helper = most.map(|id| {
            let sentence = self.first_sentence_naming(id);
            self.entities.division(id, &gazetteer().name(id), &sentence)
        });
        self.discourse.helped_by(helper);
    }

    fn first_sentence_naming(&self, id: DivisionId) -> Range<usize> {
        let mention = self.mentions.all.iter().find(|mention| match &mention.value {
            MentionValue::Division(chain) => {
                chain.parts.iter().any(|part| part.id.is_some_and(|part| gazetteer().is_within(part, id)))
            }
            MentionValue::Name(name) => {
                name.division.iter().flat_map(|chain| &chain.parts).any(|part| part.id == Some(id))
            }
            _ => false,
        });
        let at = mention.map_or(0, |mention| mention.range.start);
        let block = self.document.blocks.iter().find(|block| block.range.contains(&at));
        block.and_then(|block| self.document.sentences(block).find(|sentence| sentence.contains(&at))).unwrap_or(at..at)
    }

    /// The person behind 口述 or 讲述人, if the document has one such place.
    pub(super) fn find_narrator(&mut self) {
        let text = self.document.text.as_str();
        // 口述：某县副县长　某某某
        let closes_a_label = |mention: &Mention| {
            let line = self.document.blocks.binary_search_by_key(&mention.range.end, |block| block.range.end);
            line.is_ok_and(|line| {
                let line = &self.document.blocks[line];
                let labels = TELLERS.iter().filter_map(|word| self.text(&line.range).strip_prefix(*word));
                labels.into_iter().any(|rest| rest.starts_with(['：', ':']))
            })
        };
        let mut narrators = self.mentions.all.iter().filter(|mention| {
            let label = text[..mention.range.start].trim_end_matches(['：', ':', '/', '／', ' ', '\u{3000}']);
            mention.kind == Kind::PERSON
                && matches!(mention.value, MentionValue::Person)
                && (label.len() < mention.range.start && TELLERS.iter().any(|word| label.ends_with(word))
                    || closes_a_label(mention))
        });
        if let (Some(only), None) = (narrators.next(), narrators.next()) {
            self.narrator = Some(only.range.clone());
        } else {
            self.narrator = self.author_who_tells();
        }
    }

    /// The one author under the title of a text that says 我 again and again outside of quotation marks.
    fn author_who_tells(&self) -> Option<Range<usize>> {
        let text = self.document.text.as_str();
        let mut depth = 0_usize;
        let mut said = 0;
        for (at, c) in text.char_indices() {
            match c {
                '“' => depth += 1,
                '”' => depth = depth.saturating_sub(1),
                '我' if depth == 0
                    && !text[at + c.len_utf8()..].starts_with(['国', '省', '市', '县', '区', '旗', '州', '们']) =>
                {
                    said += 1
                }
                _ => {}
            }
        }
        let lines = self.document.blocks.iter().skip(1).take(2);
        let mut authors = lines.flat_map(|block| {
            let short = self.text(&block.range).chars().count() <= 24;
            let mentions = self.mentions.within(&block.range).iter();
            mentions
                .filter(move |mention| short && mention.kind == Kind::PERSON && mention.range.end == block.range.end)
        });
        match (authors.next(), authors.next()) {
            (Some(only), None) if said >= 4 => Some(only.range.clone()),
            _ => None,
        }
    }

    /// Headings with no text below them: on a newspaper page their articles stand elsewhere.
    pub(super) fn find_orphans(&mut self) {
        let blocks = &self.document.blocks;
        for (index, block) in blocks.iter().enumerate().filter(|(_, block)| block.kind == BlockKind::Heading) {
            let followed = blocks.get(index + 1).is_some_and(|next| next.kind == BlockKind::Paragraph);
            if !followed && index > 0 {
                for range in self.document.sentences(block) {
                    let about = self.mentions.within(&range).iter().filter_map(|mention| about(mention, &range));
                    self.orphans.push(Orphan { about: about.collect(), range, taken: false });
                }
            }
        }
    }
}

/// What a mention in a heading says that the heading is about.
fn about(mention: &Mention, heading: &Range<usize>) -> Option<(DivisionId, About)> {
    match &mention.value {
        MentionValue::Division(chain) => {
            // A heading that is only about cooperation with a county names no thing in it.
            let opens = mention.range.start == heading.start && mention.range.end < heading.end;
            let about = if mention.kind == Kind::VILLAGE { Some(About::Kind(Kind::VILLAGE)) } else { None };
            Some((chain.last().id?, about.or(opens.then_some(About::ThingIn))?))
        }
        MentionValue::Name(name) => Some((name.division.as_ref()?.last().id?, About::Kind(mention.kind))),
        _ => None,
    }
}
