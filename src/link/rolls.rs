//! Rolls of honour: in a decree a line names the award, and the lines below it name who has won it.

use std::ops::Range;

use smol_str::SmolStr;

use crate::graph::Value;
use crate::mention::{Kind, Mention, MentionValue};
use crate::read::Document;

use super::claims::{ClaimedStatement, ClaimedValue, Claims};
use super::entities::LocalId;
use super::resolve::{Meaning, Resolver};

/// Verbs of a decree's title; what follows them says what is awarded.
const DECREES: [&str; 5] = ["表扬", "表彰", "命名", "授予", "公布"];

/// What numbers a line.
const NUMBERING: [char; 26] = [
    '一', '二', '三', '四', '五', '六', '七', '八', '九', '十', '（', '）', '(', ')', '、', '.', '．', '0', '1', '2',
    '3', '4', '5', '6', '7', ' ',
];

/// A line on winners is no longer than this, in characters, and is no sentence.
const LONGEST_LINE: usize = 70;

/// The award under whose name the lines of a decree stand.
#[derive(Debug)]
pub(super) struct Roll {
    /// Where in the title of a decree its verb ends.
    verb: Option<usize>,
    honour: Option<(LocalId, SmolStr, SmolStr)>,
}

impl Roll {
    /// A roll that has not begun.
    pub(super) fn of(document: &Document) -> Self {
        let title = document.blocks.first().map_or("", |block| &document.text[block.range.clone()]);
        let verb = DECREES.iter().find_map(|verb| title.find(verb).map(|at| at + verb.len()));
        Self { verb, honour: None }
    }

    /// Reads a line: a new award, somebody who has won the one above, or the end of the roll.
    pub(super) fn read(
        &mut self,
        resolver: &mut Resolver,
        sentence: &Range<usize>,
        mentions: &[Mention],
        meanings: &[Meaning],
        claims: &mut Claims,
    ) {
        let Some(verb) = self.verb else { return };
        let text = resolver.document.text[sentence.clone()].trim();
        if let Some(honour) = heading(resolver, verb, text, sentence) {
            self.honour = Some(honour);
            return;
        }
        if text.contains('。') || text.chars().count() > LONGEST_LINE {
            self.honour = None;
        }
        let Some((honour, relation, rule)) = &self.honour else { return };
        for winner in winners(resolver, sentence, mentions, meanings) {
            let date = resolver.document.date.as_deref().map(SmolStr::new);
            let date = date.map(|date| (SmolStr::new("date"), ClaimedValue::Plain(Value::Text(date))));
            claims.statements.push(ClaimedStatement {
                source: winner,
                target: *honour,
                relation: relation.clone(),
                qualifiers: date.into_iter().collect(),
                sentence: sentence.clone(),
                rule: rule.clone(),
                confidence: crate::rules::confidence(0, 0),
                again: false,
                guessed: false,
            });
        }
    }
}

/// The award that a line names and nothing else: 一、先进集体（3个）, in a document that awards something.
fn heading(
    resolver: &mut Resolver,
    verb: usize,
    text: &str,
    sentence: &Range<usize>,
) -> Option<(LocalId, SmolStr, SmolStr)> {
    let document: &Document = resolver.document;
    let pack = resolver.pack;
    let title = document.blocks.first().map(|block| &document.text[block.range.clone()])?;
    let bare = text.trim_start_matches(NUMBERING);
    let bare = bare.find(['（', '(']).map_or(bare, |at| &bare[..at]).trim_end_matches(['：', ':', ' ']);
    let plain = (3..=24).contains(&bare.chars().count())
        && !bare.contains(['，', '。', '；', '、', '《', '》', '“', '”'])
        && bare != title;
    let (rule, kind) = pack.lexicons.awards().find(|(rule, _)| {
        plain && rule.rolls.is_some() && rule.telling.iter().any(|word| bare.ends_with(word.as_str()))
    })?;
    let relation = rule.rolls.as_deref().filter(|relation| pack.schema.relations.contains_key(*relation))?;
    // 关于表扬2022年度某某协作先进集体和先进个人的通报: what stands before the first award holds for all of them.
    let rest = &title[verb..];
    let begins = rule.telling.iter().filter_map(|word| rest.find(word.as_str())).min();
    let prefix = begins.map(|at| &rest[..at]).filter(|prefix| {
        prefix.chars().count() <= 16 && !prefix.contains(['的', '，', '、']) && !bare.starts_with(*prefix)
    });
    let name = format!("{}{bare}", prefix.unwrap_or_default());
    let honour = resolver.entities.named(kind, &name, None, sentence);
    resolver.entities.alias(honour, bare);
    Some((honour, SmolStr::new(relation), SmolStr::new(&rule.id)))
}

/// Whom a line names: its people, else the bodies and places that begin it or stand behind a mark.
fn winners(resolver: &Resolver, sentence: &Range<usize>, mentions: &[Mention], meanings: &[Meaning]) -> Vec<LocalId> {
    let first = |meaning: &Meaning| meaning.entities.last().copied();
    let people: Vec<LocalId> = mentions
        .iter()
        .zip(meanings)
        .filter(|(mention, _)| mention.kind == Kind::PERSON && matches!(mention.value, MentionValue::Person))
        .filter_map(|(_, meaning)| first(meaning))
        .collect();
    if !people.is_empty() {
        return people;
    }
    let begins = |mention: &Mention| {
        let before = &resolver.document.text[sentence.start..mention.range.start];
        before.trim_start_matches(NUMBERING).is_empty() || before.ends_with(['、', ' ', '\u{3000}', '，'])
    };
    let bodies = mentions.iter().zip(meanings).filter(|(mention, _)| {
        let named = match &mention.value {
            MentionValue::Name(name) => resolver.pack.lexicons.is_body(name.rule),
            MentionValue::Division(_) => {
                // 甲县教育局 of which only 甲县 was read is nobody's name.
                let after = resolver.document.text[mention.range.end..sentence.end].chars().next();
                after.is_none_or(|c| c.is_whitespace() || matches!(c, '、' | '，' | '；'))
            }
            _ => false,
        };
        named && begins(mention)
    });
    bodies.filter_map(|(_, meaning)| first(meaning)).collect()
}
