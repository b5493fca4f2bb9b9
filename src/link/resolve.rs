//! Which entity each mention means.

mod antecedent;
mod named;
mod survey;

use std::ops::Range;

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use crate::gazetteer::DivisionId;
use crate::mention::{JOINTS, Kind, Mention, MentionValue, Mentions};
use crate::read::{Block, BlockKind, Document};
use crate::rules::Pack;

use super::claims::ClaimedStatement;
use super::discourse::Discourse;
use super::entities::{Entities, LocalId};
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
    /// The divisions that it names, alone or in other names, and what it says of each.
    about: Vec<(DivisionId, About)>,
    taken: bool,
}

/// What a heading with a division's name in it is about.
#[derive(Clone, Copy, Debug)]
enum About {
    /// What it names itself.
    Kind(Kind),
    /// Something in the division that opens it.
    ThingIn,
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
    /// Where the last sentence begins that has settled who pays for the things before it.
    pub settled_until: usize,
    /// Who pays for the items of the list that the document is in the middle of.
    pub list_payer: Option<LocalId>,
    /// Where people come from, as far as the document has said.
    pub homes: FxHashMap<LocalId, LocalId>,
    orphans: Vec<Orphan>,
    /// Where the document names its one narrator.
    narrator: Option<Range<usize>>,
    /// Members of lists that have their place from the first member.
    shared: rustc_hash::FxHashSet<LocalId>,
    /// Of the rules that ask for words anywhere in the document, whether it lacks them.
    lacking: FxHashMap<usize, bool>,
    /// The division whose office a post speaks of that is read, where a post before it in its list has told.
    offices_of: Option<LocalId>,
    /// What the mentions mean that others name once more, by where they begin, as far as they have been read.
    said_again: FxHashMap<usize, Option<LocalId>>,
}

impl<'a> Resolver<'a> {
    /// The side of a division, or of the one that something stands in.
    pub(super) fn side_of(&self, entity: LocalId) -> Side {
        let entity = self.entities.get(entity);
        entity.division.or(entity.place).map_or(Side::Unknown, |id| self.discourse.sides().side(id))
    }

    /// The division that something is or stands in, where the text has named it.
    pub(super) fn division_of(&self, entity: LocalId) -> Option<LocalId> {
        let entity = self.entities.get(entity);
        entity.division.or(entity.place).and_then(|place| self.entities.of_division(place))
    }

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
            settled_until: 0,
            list_payer: None,
            orphans: Vec::new(),
            narrator: None,
            shared: rustc_hash::FxHashSet::default(),
            lacking: FxHashMap::default(),
            offices_of: None,
            said_again: said_again(mentions),
        };
        resolver.find_own();
        resolver.find_dates();
        resolver.find_orphans();
        resolver.find_narrator();
        resolver
    }

    /// Whether a rule asks for words of which the document has none.
    pub fn lacks_required(&mut self, rule: usize) -> bool {
        let required = &self.pack.rules[rule].requires;
        let text = &self.document.text;
        let lacks = || !required.iter().any(|word| text.contains(word.as_str()));
        !required.is_empty() && *self.lacking.entry(rule).or_insert_with(lacks)
    }

    fn text(&self, range: &Range<usize>) -> &'a str {
        &self.document.text[range.clone()]
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
                    let lasting = after.starts_with('起')
                        || after.starts_with("以来")
                        || before[..mention.range.start].ends_with(['自', '从']);
                    // 截至11月底: up to when something has been counted is not when what follows has happened.
                    let up_to = ["截至", "截止", "截止到", "截至到"]
                        .iter()
                        .any(|word| before[..mention.range.start].ends_with(word));
                    meaning.date = self.discourse.dates.say(date, lasting, up_to);
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
                    if let Some(meant) = self.said_again.get_mut(&mention.range.start) {
                        *meant = meaning.entities.last().copied();
                    }
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
                let left_behind = self.is_left_behind(sentence, &mention.range);
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
            MentionValue::Head(head) => self.by_head(mention.kind, head).into_iter().collect(),
            MentionValue::Several { rule, members } => self.several(*rule, *members, mention),
            MentionValue::Same(meant) => {
                let entity = self.said_again.get(&meant.start).copied().flatten();
                if let Some(entity) = entity {
                    self.discourse.speak_of(entity, mention.kind);
                }
                entity.into_iter().collect()
            }
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

    /// 从甲村、乙村迁来: whether a place is one of those that somebody has left.
    fn is_left_behind(&self, sentence: &Range<usize>, place: &Range<usize>) -> bool {
        let (before, after) = (self.document.text.get(sentence.start..place.start), &self.document.text[place.end..]);
        let before = before.unwrap_or_default();
        let Some(others) = before.rfind('从').map(|from| &before[from + '从'.len_utf8()..]) else { return false };
        let near = after.char_indices().nth(16).map_or(after, |(end, _)| &after[..end]);
        let goes = near.find(['搬', '迁', '走', '移']).map(|at| &near[..at]);
        let list = |between: &str| !between.contains(['，', '。', '；', '：', '到', '至']);
        list(others)
            && (others.is_empty() || JOINTS.iter().any(|joint| others.ends_with(joint)))
            && goes.is_some_and(|goes| {
                list(goes) && (goes.is_empty() || JOINTS.iter().any(|joint| goes.starts_with(joint)))
            })
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
        let entity = self.entities.person(name, sentence);
        self.discourse.pass_over(entity, Kind::PERSON, writes, false);
        entity
    }
}

/// Where the mentions begin that others name once more.
fn said_again(mentions: &Mentions) -> FxHashMap<usize, Option<LocalId>> {
    let meant = mentions.all.iter().filter_map(|mention| match &mention.value {
        MentionValue::Same(meant) => Some((meant.start, None)),
        _ => None,
    });
    meant.collect()
}
