//! Mentions: the typed places of a text that rules speak of. One pass over a document finds them all.

mod again;
mod characters;
mod compound;
mod date;
mod defined;
mod division;
mod kind;
mod lexicon;
pub(crate) mod list_class;
mod name;
mod number;
mod object;
mod person;
mod taken;
mod word_scan;

use std::ops::Range;

use crate::read::Document;

use characters::Characters;

pub(crate) use again::names_before;
pub use date::{DateValue, Point, Year};
pub use defined::{Defined, definition_length};
pub use division::{Chain, DivisionPart};
pub use kind::{Kind, KindTable, is_symbol};
pub use lexicon::{Attachment, Lexicons, MentionRules, NameRule, ReferenceRule, ReferenceScope, TitleRule, WordLists};
pub(crate) use list_class::{JOINTS, joins, list_class};
pub use object::{AwardRule, ListRule};
pub(crate) use word_scan::WordScan;

/// A typed place of a text.
#[derive(Clone, Debug, PartialEq)]
pub struct Mention {
    /// Its kind.
    pub kind: Kind,
    /// Its bytes in the document's text.
    pub range: Range<usize>,
    /// What it says.
    pub value: MentionValue,
}

/// What a mention says.
#[derive(Clone, Debug, PartialEq)]
pub enum MentionValue {
    /// A chain of divisions.
    Division(Chain),
    /// A date.
    Date(DateValue),
    /// A number, or an amount in CNY.
    Number(f64),
    /// A person by name.
    Person,
    /// A name of one of the pack's types.
    Name(Name),
    /// A post.
    Post(Post),
    /// A word for something named before; the index of its rule.
    Reference(usize),
    /// The thing named last whose name ends as these bytes do: 分选中心 behind 某某分选中心.
    Head(Range<usize>),
    /// So many things that were named before, by the word for their class: 两家医院.
    Several {
        /// The index of the rule of what the word stands for.
        rule: usize,
        /// How many they are.
        members: usize,
    },
    /// What another mention means, by its place in a list: 前者. The bytes of that mention.
    Same(Range<usize>),
    /// Both sides of a pairing: the two divisions of a compound, or none for 两地.
    Pair(Vec<crate::gazetteer::DivisionId>),
}

/// A name of a pack's type: an organisation, a site, a project.
#[derive(Clone, Debug, PartialEq)]
pub struct Name {
    /// The rule that found it.
    pub rule: usize,
    /// The division that opens it.
    pub division: Option<Chain>,
    /// What it takes from the context, with the bytes of the level word (县 of 县委).
    pub attach: Option<(Attachment, Option<Range<usize>>)>,
    /// Shorter names that it begins with: the site in the name of a project.
    pub inner: Vec<Mention>,
}

/// A post: a title and the body in which it is held.
#[derive(Clone, Debug, PartialEq)]
pub struct Post {
    /// The body that the text names right before the title.
    pub body: Option<Box<Mention>>,
    /// Bytes of the bare title.
    pub title: Range<usize>,
    /// Whether the title is one of a government, held in the division itself.
    pub government: bool,
}

/// The mentions of a document, in the order of its text, none overlapping another.
#[derive(Debug, Default)]
pub struct Mentions {
    /// The mentions.
    pub all: Vec<Mention>,
    /// The short names that the document defines.
    pub defined: Vec<Defined>,
}

impl Mentions {
    /// Finds the mentions of a document.
    #[must_use]
    pub fn find(document: &Document, lexicons: &Lexicons) -> Self {
        let text = document.text.as_str();
        let characters = Characters::of(text);
        let chains = division::divisions(document, lexicons, &characters);
        let mut all: Vec<Mention> = chains.into_iter().map(division_mention).collect();
        let values = values(text, &characters, &all);
        all.extend(values);
        all.sort_by_key(|mention| mention.range.start);
        let pairs = compound::compounds(document, lexicons, &characters, &all);
        if !pairs.is_empty() {
            all.extend(pairs);
            all.sort_by_key(|mention| mention.range.start);
        }
        let mut all = name::names(document, lexicons, all);
        let defined = defined::defined(text, &mut all);
        person::persons(document, lexicons, &characters, &mut all);
        again::again(text, lexicons, &characters, &mut all);
        Self { all, defined }
    }

    /// The short names that the document defines for the name at a range of the text.
    pub fn short_names(&self, full: &Range<usize>) -> impl Iterator<Item = &str> {
        let first = self.defined.partition_point(|defined| defined.full.start < full.start);
        let here = self.defined[first..].iter().take_while(move |defined| defined.full == *full);
        here.map(|defined| defined.short.as_str())
    }

    /// The mentions within a range of the text.
    #[must_use]
    pub fn within(&self, range: &Range<usize>) -> &[Mention] {
        let start = self.all.partition_point(|mention| mention.range.start < range.start);
        let end = self.all.partition_point(|mention| mention.range.end <= range.end);
        &self.all[start..end.max(start)]
    }
}

fn division_mention(chain: Chain) -> Mention {
    let kind = match chain.last().kind {
        crate::gazetteer::DivisionType::Province => Kind::PROVINCE,
        crate::gazetteer::DivisionType::Prefecture => Kind::PREFECTURE,
        crate::gazetteer::DivisionType::District => Kind::DISTRICT,
        crate::gazetteer::DivisionType::County => Kind::COUNTY,
        crate::gazetteer::DivisionType::Township => Kind::TOWNSHIP,
        crate::gazetteer::DivisionType::Village => Kind::VILLAGE,
    };
    Mention { kind, range: chain.range(), value: MentionValue::Division(chain) }
}

/// Dates, amounts and numbers outside of the divisions.
fn values(text: &str, characters: &Characters, divisions: &[Mention]) -> Vec<Mention> {
    let mut found = Vec::new();
    let all = characters.all();
    // What begins before this byte has been read.
    let mut read = 0;
    let mut next_division = 0;
    for (index, (at, c)) in all.iter().enumerate() {
        let c = *c;
        if !may_begin_value(c) {
            continue;
        }
        let at = *at as usize;
        if at < read {
            continue;
        }
        while divisions.get(next_division).is_some_and(|mention| mention.range.end <= at) {
            next_division += 1;
        }
        if let Some(mention) = divisions.get(next_division).filter(|mention| mention.range.start <= at) {
            read = mention.range.end;
            continue;
        }
        // 第二天 is a date; 第二批 is neither that nor a number.
        if c == '第' && !text[at..].starts_with("第二天") {
            let numeral = |(_, c): &&(u32, char)| c.is_ascii_digit() || "〇零一二三四五六七八九十百".contains(*c);
            read = characters.begin(index + 1 + all[index + 1..].iter().take_while(numeral).count());
            continue;
        }
        // 第七批, GDP2 and the inside of a number are no numbers of their own.
        let before = index.checked_sub(1).map(|before| all[before].1);
        if before.is_some_and(|before| before == '第' || before.is_ascii_alphanumeric()) {
            continue;
        }
        let limit = divisions.get(next_division).map_or(text.len(), |mention| mention.range.start);
        if let Some(date) = date::date_at(text, at).filter(|date| date.range.end <= limit) {
            read = date.range.end;
            found.push(Mention { kind: Kind::DATE, range: date.range, value: MentionValue::Date(date.value) });
            continue;
        }
        if let Some(number) = number::number_at(text, at).filter(|number| number.range.end <= limit) {
            read = number.range.end;
            let kind = if number.money { Kind::MONEY } else { Kind::NUMBER };
            found.push(Mention { kind, range: number.range, value: MentionValue::Number(number.value) });
        }
    }
    found
}

fn may_begin_value(c: char) -> bool {
    c.is_ascii_digit()
        || ('０'..='９').contains(&c)
        || matches!(
            c,
            '一' | '二' | '两' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十' | '〇' | '“' | '"' | '‘'
        )
        || date::RELATIVE_BEGINNINGS.contains(&c)
}
