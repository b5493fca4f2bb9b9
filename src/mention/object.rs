//! Names that their place in a phrase shows, not a head of their own: what an award is called, the projects of a list.

mod award;

use std::ops::Range;

use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};

use super::division::is_mark;
use super::lexicon::Lexicons;
use super::{Kind, Mention, MentionValue, Name};

/// An `[[award]]` rule: what follows a verb of awarding, to the end of the clause, is the name of the award.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AwardRule {
    /// Unique in the pack.
    pub id: String,
    /// The entity type, declared in the schema.
    #[serde(rename = "type")]
    pub kind: String,
    /// Verbs after which anything is an award.
    pub verbs: Vec<String>,
    /// Verbs after which only something with a telling word is one.
    pub weak_verbs: Vec<String>,
    /// The telling words.
    pub telling: Vec<String>,
    /// Words at the end that are no part of the name.
    pub strip: Vec<String>,
    /// Verbs of those who award: behind them stand the winners, and only then what they are awarded.
    #[serde(default)]
    pub granting: Vec<String>,
    /// The relation of those who stand below a line that names an award, where such lists are read.
    #[serde(default)]
    pub rolls: Option<String>,
}

/// A `[[list]]` rule: the members of 「A、B、C等项目」, 「项目3个（A、B、C）」 and 「用于A和B」.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListRule {
    /// Unique in the pack.
    pub id: String,
    /// The entity type, declared in the schema.
    #[serde(rename = "type")]
    pub kind: String,
    /// The word for the class: 项目.
    pub class: String,
    /// Words after which a purpose follows: 用于.
    pub purposes: Vec<String>,
    /// Verbs that may stand before the first member and are no part of it.
    pub verbs: Vec<String>,
    /// Endings that make a phrase after a purpose a name.
    pub endings: Vec<String>,
}

/// Adds awards and list members to the mentions of a text; longer ones swallow what lies in them.
pub(super) fn objects(text: &str, lexicons: &Lexicons, found: &mut Vec<Mention>) {
    let mut new = Vec::new();
    for (index, (rule, verbs, kind)) in lexicons.awards.iter().enumerate() {
        award::awards(text, rule, verbs, *kind, lexicons.award_index(index), &mut new);
    }
    for (index, (rule, kind)) in lexicons.lists_of_names.iter().enumerate() {
        let mut lists = Lists {
            text,
            rule,
            lexicons,
            kind: *kind,
            index: lexicons.list_index(index),
            found,
            new: &mut new,
            classes: false,
        };
        lists.with_class();
        lists.in_brackets();
        lists.purposes();
    }
    for mention in &mut new {
        let range = mention.range.clone();
        if let MentionValue::Name(name) = &mut mention.value {
            let inside = |other: &&Mention| other.range.end <= range.end && other.range != range;
            let near = from(found, range.start..range.end);
            name.inner = near
                .iter()
                .filter(inside)
                .filter(|other| matches!(other.value, MentionValue::Name(_)))
                .cloned()
                .collect();
            name.division = near.iter().filter(inside).find_map(|other| match &other.value {
                MentionValue::Division(chain) if other.range.start == range.start => Some(chain.clone()),
                MentionValue::Name(name) if other.range.start == range.start => name.division.clone(),
                _ => None,
            });
        }
    }
    // A member of a list of projects is a project, whatever its own head says.
    let places: FxHashSet<(usize, usize)> = new.iter().map(|other| (other.range.start, other.range.end)).collect();
    if !places.is_empty() {
        let named = |mention: &Mention| matches!(mention.value, MentionValue::Name(_));
        found.retain(|mention| !named(mention) || !places.contains(&(mention.range.start, mention.range.end)));
    }
    found.extend(new);
}

/// The mentions that begin in a range; they are sorted.
fn from(found: &[Mention], range: Range<usize>) -> &[Mention] {
    let first = found.partition_point(|mention| mention.range.start < range.start);
    let last = found.partition_point(|mention| mention.range.start < range.end);
    &found[first..last]
}

fn named(kind: Kind, range: Range<usize>, rule: usize) -> Mention {
    Mention { kind, range, value: MentionValue::Name(Name { rule, division: None, attach: None, inner: Vec::new() }) }
}

struct Lists<'a> {
    text: &'a str,
    rule: &'a ListRule,
    lexicons: &'a Lexicons,
    kind: Kind,
    index: usize,
    found: &'a [Mention],
    new: &'a mut Vec<Mention>,
    /// Whether members of the list may be classes rather than things.
    classes: bool,
}

impl Lists<'_> {
    /// 建设A、B、C等项目; A、B、C3个项目
    fn with_class(&mut self) {
        let text = self.text;
        let class = self.rule.class.clone();
        for at in memchr::memmem::find_iter(text.as_bytes(), class.as_str()) {
            let before = &text[..at];
            let mut end = at;
            let counted = before.ends_with('个') && {
                let digits = before.trim_end_matches('个');
                let bare =
                    digits.trim_end_matches(|c: char| c.is_ascii_digit() || "一二两三四五六七八九十".contains(c));
                end = bare.len();
                bare.len() < digits.len()
            };
            // 等粤桂协作项目: generic words may stand between.
            let tail = text[..end].char_indices().rev().take(9).find(|(_, c)| *c == '等' || is_mark(*c));
            let bare = match tail {
                Some((at, '等')) => &text[..at],
                _ => &text[..end],
            };
            if bare.len() == end && !counted {
                continue;
            }
            let end = bare.len();
            let Some(start) = self.list_start(end) else {
                continue;
            };
            if text[start..end].contains('、') {
                self.classes = true;
                self.members(start..end, true);
                self.classes = false;
            }
        }
    }

    /// 项目3个（A、B、C）
    fn in_brackets(&mut self) {
        let text = self.text;
        let class = self.rule.class.clone();
        for (open, mark) in text.match_indices(['（', '(']) {
            let before = text[..open].trim_end_matches('个');
            let bare = before.trim_end_matches(|c: char| c.is_ascii_digit() || "一二两三四五六七八九十余".contains(c));
            if !bare.ends_with(&class) || before.len() == open && bare.len() == before.len() {
                continue;
            }
            let start = open + mark.len();
            let Some(length) = text[start..].find(['）', ')']).filter(|length| *length < 1200) else {
                continue;
            };
            let inside = &text[start..start + length];
            let lead = ["其中：", "其中", "包括", "即"]
                .iter()
                .find(|word| inside.starts_with(**word))
                .map_or(0, |word| word.len());
            let plain =
                !inside.contains(['，', '；', '。', '：']) || lead > 0 && !inside[lead..].contains(['，', '；', '。']);
            let amounts = from(self.found, start..start + length).iter().any(|mention| mention.kind == Kind::MONEY);
            if plain && !amounts && inside.contains('、') {
                self.members(start + lead..start + length, true);
            }
        }
    }

    /// 用于A建设和B改造
    fn purposes(&mut self) {
        let text = self.text;
        for word in self.rule.purposes.clone() {
            for at in memchr::memmem::find_iter(text.as_bytes(), word.as_str()) {
                let start = at + word.len();
                let length = text[start..]
                    .find(|c: char| is_mark(c) && !matches!(c, '、' | '“' | '”' | '·'))
                    .unwrap_or(text.len() - start);
                // 用于甲园等11个项目建设: the class behind 等 is no part of the name.
                let phrase = &text[start..start + length];
                let counted = phrase.find('等').filter(|at| {
                    let rest = phrase[at + '等'.len_utf8()..]
                        .trim_start_matches(|c: char| c.is_ascii_digit() || "一二三四五六七八九十余多".contains(c));
                    rest.starts_with('个') && rest.contains(self.rule.class.as_str())
                });
                let range = start..start + counted.unwrap_or(length);
                let classed = text[range.clone()].ends_with(&format!("等{}", self.rule.class));
                if !classed {
                    self.members(range, false);
                }
            }
        }
    }

    /// Where the list that ends here begins: behind the nearest verb or mark.
    fn list_start(&self, end: usize) -> Option<usize> {
        let clause = self.text[..end]
            .char_indices()
            .rev()
            .take(90)
            .take_while(|(_, c)| !is_mark(*c) || matches!(c, '、' | '“' | '”' | '·'))
            .last()
            .map(|(at, _)| at)?;
        // The verb stands before the first member; one inside of a later member is part of its name.
        let first = self.text[clause..end].find('、').map_or(end, |at| clause + at);
        let phrase = &self.text[clause..first];
        let verb = self
            .rule
            .verbs
            .iter()
            .filter_map(|verb| phrase.rfind(verb.as_str()).map(|at| at + verb.len()))
            .filter(|at| *at < phrase.len())
            .max();
        let money = from(self.found, clause..first)
            .iter()
            .filter(|mention| matches!(mention.kind, Kind::MONEY | Kind::DATE) && mention.range.end <= first)
            .map(|mention| mention.range.end - clause)
            .max();
        Some(clause + verb.max(money).unwrap_or(0))
    }

    /// The members of a list; `sure` ones need no telling ending.
    fn members(&mut self, range: Range<usize>, sure: bool) {
        let mut start = range.start;
        if let Some(verb) = self
            .rule
            .verbs
            .iter()
            .filter(|verb| self.text[range.clone()].starts_with(verb.as_str()))
            .max_by_key(|verb| verb.len())
        {
            start += verb.len();
        }
        let mut pieces: Vec<Range<usize>> = Vec::new();
        let mut at = start;
        for piece in self.text[start..range.end].split('、') {
            pieces.push(at..at + piece.len());
            at += piece.len() + '、'.len_utf8();
        }
        // Only the last member can hold a connective that joins: 围栏及道路 in the middle is one thing.
        if let Some(last) = pieces.pop() {
            match self.joint(&last, sure && !pieces.is_empty()) {
                Some((joint, length)) => {
                    pieces.push(last.start..joint);
                    pieces.push(joint + length..last.end);
                }
                None => pieces.push(last),
            }
        }
        for piece in pieces {
            self.member(piece, sure);
        }
    }

    fn joint(&self, piece: &Range<usize>, sure: bool) -> Option<(usize, usize)> {
        let text = &self.text[piece.clone()];
        ["以及", "及", "和", "与"].iter().find_map(|word| {
            text.match_indices(word)
                .map(|(at, _)| piece.start + at)
                .find(|at| {
                    let inside =
                        from(self.found, at.saturating_sub(120)..*at).iter().any(|mention| mention.range.end > *at);
                    let before = &self.text[piece.start..*at];
                    let after = &self.text[at + word.len()..piece.end];
                    let named = self.rule.endings.iter().any(|ending| before.ends_with(ending.as_str()))
                        || before.ends_with(&self.rule.class);
                    !inside && before.chars().count() >= 3 && after.chars().count() >= 3 && (sure || named)
                })
                .map(|at| (at, word.len()))
        })
    }

    fn member(&mut self, range: Range<usize>, sure: bool) {
        let text = &self.text[range.clone()];
        let characters = text.chars().count();
        let ends = text.ends_with(&self.rule.class)
            || self.rule.endings.iter().any(|ending| text.ends_with(ending.as_str()) && text.len() > ending.len());
        let taken = from(self.found, range.start.saturating_sub(120)..range.end).iter().any(|mention| {
            let value = matches!(mention.value, MentionValue::Number(_) | MentionValue::Date(_))
                && mention.kind != Kind::NUMBER;
            let same = matches!(mention.value, MentionValue::Name(_))
                && mention.range.end == range.end
                && mention.kind == self.kind
                && mention.range.start <= range.start;
            let reference = matches!(mention.value, MentionValue::Reference(_))
                && mention.range.start == range.start
                && mention.range.end == range.end;
            let whole = !sure
                && matches!(mention.value, MentionValue::Name(_))
                && mention.range.end == range.end
                && mention.range.start <= range.start + 3;
            let inside = mention.range.start >= range.start && mention.range.end <= range.end
                || mention.range.start < range.end && mention.range.end > range.start;
            inside && (value || same || whole || reference)
        });
        // 产业协作、劳务协作等项目: classes are no things.
        let class = self.classes && !text.ends_with(&self.rule.class) && self.lexicons.is_generic(text)
            || !sure && text.strip_suffix(self.rule.class.as_str()).is_some_and(|bare| self.lexicons.is_generic(bare));
        // 用于16个项目: how many there are is no name.
        let counted = super::number::number_at(self.text, range.start).is_some_and(|count| {
            !count.money && self.text[count.range.end..range.end.max(count.range.end)].starts_with(['个', '项'])
        });
        let halved = text.matches('“').count() != text.matches('”').count();
        if class
            || counted
            || !(3..=34).contains(&characters)
            || taken
            || !(sure || ends)
            || !sure && (halved || text.contains('的'))
        {
            return;
        }
        // 该村侗寨改造: the reference stands before the name.
        let reference = from(self.found, range.clone()).iter().find(|mention| {
            matches!(mention.value, MentionValue::Reference(_))
                && mention.range.start == range.start
                && mention.range.end < range.end
        });
        let start = reference.map_or(range.start, |mention| mention.range.end);
        self.new.push(named(self.kind, start..range.end, self.index));
    }
}
