//! Which entity each mention means.

use std::ops::Range;

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use crate::gazetteer::{DivisionId, gazetteer};
use crate::mention::{Attachment, Kind, Mention, MentionValue, Mentions, Name, Post, ReferenceScope};
use crate::read::{Block, BlockKind, DateSource, Document};
use crate::rules::Pack;

use super::claims::ClaimedStatement;
use super::discourse::{Discourse, county_of};
use super::entities::{Entities, LocalId, Opened};
use super::sides::{Side, Sides};

/// What a mention means.
#[derive(Clone, Debug, Default)]
pub struct Meaning {
    /// The entities; two for 两地.
    pub entities: Vec<LocalId>,
    /// The body of a post.
    pub body: Option<LocalId>,
    /// The date of a date.
    pub date: Option<SmolStr>,
    /// How much had been spoken of before it.
    pub horizon: usize,
}

/// The place that an entity's own name, or the list that it stands in, gives it.
#[derive(Clone, Debug)]
pub struct Placed {
    /// The place.
    pub place: LocalId,
    /// Bytes of the sentence that shows it.
    pub sentence: Range<usize>,
    /// Whether the entity's own name says so.
    pub by_name: bool,
}

/// A phrase of a heading that stands apart from its article.
struct Orphan {
    range: Range<usize>,
    taken: bool,
}

/// Resolves the mentions of one document, sentence by sentence.
pub struct Resolver<'a> {
    pub(super) document: &'a Document,
    pub(super) mentions: &'a Mentions,
    pub(super) pack: &'a Pack,
    /// The document's entities.
    pub entities: Entities,
    /// What has been said.
    pub discourse: Discourse,
    /// Places of entities, from their names and lists.
    pub placed: FxHashMap<LocalId, Placed>,
    /// Who pays for the items of the list that the document is in the middle of.
    pub list_payer: Option<LocalId>,
    /// Where people come from, as far as the document has said.
    pub homes: FxHashMap<LocalId, LocalId>,
    orphans: Vec<Orphan>,
    /// Where the document names its one narrator.
    narrator: Option<Range<usize>>,
    /// Members of lists that have their place from the first member.
    shared: rustc_hash::FxHashSet<LocalId>,
}

/// Labels of whoever tells the story.
const TELLERS: [&str; 4] = ["口述", "讲述人", "自述", "讲述"];

/// Beginnings of names that belong to the whole country and to no county.
const NATIONAL: [&str; 9] = ["全国", "中国", "中华", "国家", "国务院", "中共中央", "中央", "世界", "联合国"];

impl<'a> Resolver<'a> {
    /// A resolver at the beginning of a document.
    #[must_use]
    pub fn new(document: &'a Document, mentions: &'a Mentions, pack: &'a Pack) -> Self {
        let sides = Sides::of(mentions, &pack.helpers);
        let year = document.date.as_deref().and_then(|date| date.get(..4)).and_then(|year| year.parse().ok());
        let mut resolver = Self {
            document,
            mentions,
            pack,
            entities: Entities::default(),
            discourse: Discourse::new(sides, year),
            placed: FxHashMap::default(),
            homes: FxHashMap::default(),
            list_payer: None,
            orphans: Vec::new(),
            narrator: None,
            shared: rustc_hash::FxHashSet::default(),
        };
        resolver.find_own();
        resolver.find_dates();
        resolver.find_orphans();
        resolver.find_narrator();
        resolver
    }

    fn text(&self, range: &Range<usize>) -> &'a str {
        &self.document.text[range.clone()]
    }

    /// The county that the document speaks for: the one of its title, else the helped one that it names most.
    fn find_own(&mut self) {
        let gazetteer = gazetteer();
        let mut counts: Vec<(usize, DivisionId)> = Vec::new();
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
            match counts.iter_mut().find(|(_, known)| *known == county) {
                Some((count, _)) => *count += 1,
                None => counts.push((1, county)),
            }
        }
        self.find_main_helper();
        let most = counts.iter().max_by_key(|(count, id)| (*count, std::cmp::Reverse(*id))).map(|(_, id)| *id);
        if let Some(id) = titled.or(most) {
            let name = gazetteer.name(id);
            let sentence = self.first_sentence_naming(id);
            let own = self.entities.division(id, &name, &sentence);
            self.discourse.speak_for(Some(own));
        }
    }

    /// The month in which the document was written and, of a decree, the date at its end.
    fn find_dates(&mut self) {
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
    fn find_narrator(&mut self) {
        let text = self.document.text.as_str();
        // 口述：某县副县长　某某某
        let closes_a_label = |mention: &Mention| {
            let line = self.document.blocks.iter().find(|block| block.range.end == mention.range.end);
            line.is_some_and(|line| {
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
    fn find_orphans(&mut self) {
        let blocks = &self.document.blocks;
        for (index, block) in blocks.iter().enumerate().filter(|(_, block)| block.kind == BlockKind::Heading) {
            let followed = blocks.get(index + 1).is_some_and(|next| next.kind == BlockKind::Paragraph);
            if !followed && index > 0 {
                for range in self.document.sentences(block) {
                    self.orphans.push(Orphan { range, taken: false });
                }
            }
        }
    }

    /// The meanings of the mentions of a sentence, in order.
    pub fn sentence(&mut self, block: &Block, sentence: &Range<usize>) -> Vec<Meaning> {
        let mentions = self.mentions.within(sentence);
        let mut meanings: Vec<Meaning> = Vec::with_capacity(mentions.len());
        for (index, mention) in mentions.iter().enumerate() {
            let horizon = self.discourse.now();
            let mut meaning = Meaning { horizon, ..Meaning::default() };
            match &mention.value {
                // 较2022年增加: a year that is only compared with is not the one that is spoken of.
                MentionValue::Date(_) if self.document.text[..mention.range.start].ends_with(['较', '比']) => {}
                MentionValue::Date(date) => {
                    let (before, after) = self.document.text.split_at(mention.range.end);
                    // 自2021年10月起: how long something has lasted is not the time that is told of.
                    let lasting = after.starts_with('起') || before[..mention.range.start].ends_with(['自', '从']);
                    meaning.date = self.discourse.dates.say(date, lasting);
                }
                MentionValue::Number(_) => {}
                MentionValue::Post(post) => {
                    let earlier = &meanings[..index];
                    meaning.body = self.body(post, &mentions[..index], earlier, sentence);
                }
                _ => {
                    let opens = block.kind == BlockKind::Paragraph && mention.range.start == block.range.start;
                    meaning.entities = self.entities_of(mention, sentence, opens, mentions);
                    self.place_by_list(mentions, &meanings, index, &meaning);
                }
            }
            meanings.push(meaning);
        }
        meanings
    }

    fn entities_of(
        &mut self,
        mention: &Mention,
        sentence: &Range<usize>,
        opens: bool,
        all: &[Mention],
    ) -> Vec<LocalId> {
        match &mention.value {
            MentionValue::Division(chain) => {
                // 从某乡某村搬来: the place that somebody has left is not the one that is told of.
                let (before, after) =
                    (&self.document.text[..mention.range.start], &self.document.text[mention.range.end..]);
                let left_behind = before.ends_with('从') && after.starts_with(['搬', '迁', '走', '移']);
                let reached = self.is_reached(sentence.start, mention.range.start);
                let mut last = Vec::new();
                for part in &chain.parts {
                    let entity = self.entities.part(part, &self.document.text, sentence);
                    let outer = part.range.end < chain.range().end;
                    if !left_behind {
                        self.discourse.pass_over(entity, self.entities.get(entity).kind, outer, reached);
                    }
                    last = vec![entity];
                }
                last
            }
            MentionValue::Person => {
                let name = self.text(&mention.range);
                let writes = self.only_writes(mention.range.start, sentence.start);
                vec![self.person(name, writes, sentence)]
            }
            MentionValue::Name(name) => vec![self.name(mention, name, sentence)],
            MentionValue::Reference(rule) => self.reference(*rule, mention, opens, all, sentence).into_iter().collect(),
            MentionValue::Pair(ids) if ids.is_empty() => self.discourse.both(&self.entities),
            MentionValue::Pair(ids) => {
                let characters: Vec<char> = self.text(&mention.range).chars().collect();
                ids.iter()
                    .zip(characters)
                    .map(|(id, c)| self.entities.division(*id, &c.to_string(), sentence))
                    .collect()
            }
            _ => Vec::new(),
        }
    }

    /// 带动甲镇乙村、丙村农户: behind a verb of reaching, up to the end of its clause, stand those who have the use of it.
    fn is_reached(&self, from: usize, until: usize) -> bool {
        let said = &self.document.text[from..until];
        let clause = said.rfind(['，', '；', '。', ',', ';']).map_or(said, |at| &said[at..]);
        self.pack.lexicons.holds_reaching(clause)
    }

    /// 集团投入2600万元：甲项目1100万元；乙项目600万元。 Who pays at the head of a list pays for all of its items.
    pub fn keep_payer_of_list(&mut self, sentence: &Range<usize>, stated: &[ClaimedStatement]) {
        let text = self.text(sentence).trim_end();
        let goes_on = text.ends_with(['；', ';', '：', ':']);
        let paid = stated.iter().rev().find(|claim| claim.qualifiers.iter().any(|(name, _)| name == "amount"));
        self.list_payer = paid.map(|claim| claim.source).or(self.list_payer).filter(|_| goes_on);
    }

    /// Keeps in mind whose money the sentence speaks of: 全部为某省财政帮扶资金.
    pub fn keep_source(&mut self, meanings: &[Meaning], mentions: &[Mention]) {
        for (meaning, mention) in meanings.iter().zip(mentions) {
            let Some(entity) = meaning.entities.last() else { continue };
            let gives = self.discourse.side(&self.entities, *entity) == Side::Helping;
            if !gives || !matches!(mention.value, MentionValue::Division(_)) {
                continue;
            }
            let after = &self.document.text[mention.range.end..];
            let end = after.char_indices().nth(10).map_or(after.len(), |(at, _)| at);
            let near = &after[..end];
            let clause = near.find(['，', '。', '；', '、', ',', ';']).map_or(near, |at| &near[..at]);
            if clause.contains("资金") && !clause.contains(['在', '向', '与', '赴', '到']) {
                self.discourse.money_of(*entity);
            }
        }
    }

    fn person(&mut self, name: &str, writes: bool, sentence: &Range<usize>) -> LocalId {
        let longer = self.entities.all().iter().position(|entity| {
            entity.kind == Kind::PERSON
                && entity.name.strip_prefix(name).is_some_and(|rest| rest.starts_with(['·', '•', '・']))
        });
        let entity = longer.unwrap_or_else(|| self.entities.named(Kind::PERSON, name, None, sentence));
        self.entities.alias(entity, name);
        self.discourse.pass_over(entity, Kind::PERSON, writes, false);
        entity
    }

    fn name(&mut self, mention: &Mention, name: &Name, sentence: &Range<usize>) -> LocalId {
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
                    None => self.discourse.helped(&self.entities),
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
        for defined in self.mentions.defined.iter().filter(|defined| defined.full == mention.range) {
            self.entities.call(entity, mention.kind, &defined.short);
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
    fn place_by_list(&mut self, mentions: &[Mention], meanings: &[Meaning], index: usize, meaning: &Meaning) {
        let Some(before) = index.checked_sub(1) else {
            return;
        };
        let between =
            self.document.text.get(mentions[before].range.end..mentions[index].range.start).unwrap_or_default();
        let joined = matches!(between, "、" | "和" | "及" | "以及" | "与");
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

    fn reference(
        &mut self,
        rule: usize,
        mention: &Mention,
        opens: bool,
        all: &[Mention],
        sentence: &Range<usize>,
    ) -> Option<LocalId> {
        let (reference, kinds) = self.pack.lexicons.reference(rule);
        let found = if reference.scope == ReferenceScope::Own {
            self.discourse.own()
        } else if kinds == [Kind::PERSON] {
            self.narrator_of(mention, sentence).or_else(|| self.discourse.person())
        } else {
            let orphan = if opens { self.orphan(kinds, mention, all, sentence) } else { None };
            let heads: Vec<&str> = reference.head.as_deref().map(|head| head.split('|').collect()).unwrap_or_default();
            let fits = |entity: LocalId| {
                heads.is_empty() || heads.iter().any(|head| self.entities.get(entity).name.ends_with(head))
            };
            // Of the kinds that a word can stand for the first is the likelier, as long as the article has one.
            orphan
                .or_else(|| self.discourse.nearest_in_article(&kinds[..1], fits))
                .or_else(|| self.discourse.nearest(kinds, fits))
        };
        if let Some(entity) = found {
            self.discourse.speak_of(entity, self.entities.get(entity).kind);
        }
        found
    }

    /// Who says 我 outside of quotation marks, where the document names its one narrator.
    fn narrator_of(&mut self, mention: &Mention, sentence: &Range<usize>) -> Option<LocalId> {
        let before = &self.document.text[sentence.start..mention.range.start];
        let quoted = before.matches('“').count() > before.matches('”').count();
        if self.text(&mention.range) != "我" || quoted {
            return None;
        }
        let range = self.narrator.clone()?;
        let name = self.text(&range);
        Some(self.person(name, false, sentence))
    }

    /// The heading that a paragraph which opens with 该项目 or 该村 belongs to: the one whose place fits what the sentence says.
    fn orphan(
        &mut self,
        kinds: &[Kind],
        mention: &Mention,
        all: &[Mention],
        sentence: &Range<usize>,
    ) -> Option<LocalId> {
        let here: Vec<DivisionId> = all
            .iter()
            .filter_map(|mention| match &mention.value {
                MentionValue::Division(chain) => chain.last().id,
                _ => None,
            })
            .collect();
        let index = self.orphans.iter().position(|orphan| {
            !orphan.taken
                && self.mentions.within(&orphan.range).iter().any(|heading| {
                    let (ids, kind_fits) = match &heading.value {
                        MentionValue::Division(chain) => {
                            // A heading that is only about cooperation with a county names no thing in it.
                            let village = heading.kind == Kind::VILLAGE;
                            let named = village && kinds.contains(&Kind::VILLAGE)
                                || !village
                                    && !kinds.contains(&Kind::VILLAGE)
                                    && heading.range.start == orphan.range.start
                                    && heading.range.end < orphan.range.end;
                            (chain.last().id.into_iter().collect::<Vec<_>>(), named)
                        }
                        MentionValue::Name(name) => (
                            name.division.iter().filter_map(|chain| chain.last().id).collect(),
                            kinds.contains(&heading.kind),
                        ),
                        _ => (Vec::new(), false),
                    };
                    kind_fits && ids.iter().any(|id| here.iter().any(|place| related(*id, *place)))
                })
        })?;
        self.orphans[index].taken = true;
        let range = self.orphans[index].range.clone();
        let whole = self.mentions.within(&range).iter().find(|heading| {
            heading.kind == Kind::VILLAGE && kinds.contains(&Kind::VILLAGE)
                || matches!(heading.value, MentionValue::Name(_)) && kinds.contains(&heading.kind)
        });
        match whole.cloned() {
            Some(heading) => self.entities_of(&heading, &range, false, &[]).first().copied(),
            None => {
                let name = self.text(&range);
                let place = here.first().copied().and_then(county_of);
                let kind = kinds.first().copied().unwrap_or(mention.kind);
                let entity = self.entities.named(kind, name, place, &range);
                let _ = sentence;
                Some(entity)
            }
        }
    }

    /// The body of a post: the one named, else that of the post before it, else the division that the title speaks of.
    fn body(
        &mut self,
        post: &Post,
        before: &[Mention],
        meanings: &[Meaning],
        sentence: &Range<usize>,
    ) -> Option<LocalId> {
        if let Some(body) = &post.body {
            let found = self.entities_of(body, sentence, false, &[]).first().copied();
            return found;
        }
        let previous = before.last().zip(meanings.last()).filter(|(mention, _)| {
            let between = self.document.text.get(mention.range.end..post.title.start).unwrap_or("…………");
            matches!(mention.value, MentionValue::Post(_)) && between.chars().count() <= 2
        });
        if post.government {
            let title = self.text(&post.title);
            let level = ["省", "州", "盟", "市", "区", "县", "旗", "镇", "乡", "村", "师"]
                .into_iter()
                .find(|level| title.contains(level))?;
            return self.discourse.of_level(&self.entities, level);
        }
        // 组长 behind a sentence on a 工作组 leads it.
        let group = [
            ("组长", "组"),
            ("队长", "队"),
            ("领队", "队"),
            ("团长", "团"),
            ("指挥长", "指挥部"),
            ("总指挥", "指挥部"),
            ("校长", "学"),
            ("校长", "学校"),
            ("园长", "幼儿园"),
            ("院长", "医院"),
            ("科主任", "医院"),
            ("护士长", "医院"),
            ("董事长", "公司"),
            ("董事长", "集团"),
            ("总经理", "公司"),
            ("理事长", "合作社"),
        ];
        let title = self.text(&post.title);
        // 妇产科主任: whoever heads a department of a hospital serves in the one that is spoken of.
        let before_title = &self.document.text[..post.title.start];
        let taken_up = before_title.chars().rev().take(8).any(|c| c == '任' || c == '职');
        let department =
            taken_up && before_title.ends_with('科') && ["主任", "副主任", "护士长", "副护士长"].contains(&title);
        let wards = [("主任", "医院"), ("主任", "卫生院"), ("护士长", "医院"), ("护士长", "卫生院")];
        let wards = wards.into_iter().filter(|_| department);
        let endings: Vec<&str> = group
            .into_iter()
            .chain(wards)
            .filter(|(leader, _)| title.ends_with(leader))
            .map(|(_, ending)| ending)
            .collect();
        let led = Some(self.pack.lexicons.body_kinds()).filter(|_| !endings.is_empty()).and_then(|kinds| {
            let led = |entity: LocalId| endings.iter().any(|ending| self.entities.get(entity).name.ends_with(ending));
            self.discourse.nearest_in_article(&kinds, led)
        });
        previous.and_then(|(_, meaning)| meaning.body).or(led)
    }
}

fn related(a: DivisionId, b: DivisionId) -> bool {
    gazetteer().is_within(a, b)
        || gazetteer().is_within(b, a)
        || county_of(a).is_some() && gazetteer().parent(a) == Some(b)
}

/// A name without quotation marks around all of it.
fn unquoted(name: &str) -> &str {
    name.strip_prefix('“').and_then(|rest| rest.strip_suffix('”')).filter(|inner| !inner.contains('“')).unwrap_or(name)
}
