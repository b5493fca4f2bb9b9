//! Names that end in a telling word: organisations, sites, projects; posts; titles in 《》; references.

mod post;
mod reach;
mod reference;

use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::read::Document;

use super::division::{Chain, is_mark};
use super::lexicon::{Attachment, Lexicons, Word};
use super::{Kind, Mention, MentionValue, Name};

/// Adds names, posts, titles and references to what is there; those that they swallow become parts of them.
pub(super) fn names(document: &Document, lexicons: &Lexicons, found: Vec<Mention>) -> Vec<Mention> {
    let text = document.text.as_str();
    let divisions = found.iter().filter(|mention| mention.kind.is_division()).map(|mention| mention.range.clone());
    let divisions = divisions.collect();
    let sums = found.iter().filter(|mention| mention.kind == Kind::MONEY).map(|mention| mention.range.start).collect();
    let (ends, heads) = (FxHashMap::default(), FxHashSet::default());
    let mut finder = Finder { text, lexicons, divisions, sums, ends, mentions: Vec::new(), heads };
    for mention in found {
        finder.push(mention);
    }
    finder.titles();
    for block in &document.blocks {
        let start = block.range.start;
        lexicons.words(&text[block.range.clone()], |range, word| {
            finder.word(start, range.start + start..range.end + start, word);
        });
    }
    let mut all: Vec<Mention> = finder.mentions.into_iter().flatten().collect();
    shorten_chains(&mut all);
    all.sort_by_key(|mention| mention.range.start);
    super::object::objects(text, lexicons, &mut all);
    all.sort_by_key(|mention| (mention.range.start, std::cmp::Reverse(mention.range.end)));
    // A longer mention keeps what lies inside it out.
    let mut end = 0;
    all.retain(|mention| {
        let keep = mention.range.start >= end;
        if keep {
            end = mention.range.end;
        }
        keep
    });
    all
}

struct Finder<'a> {
    text: &'a str,
    lexicons: &'a Lexicons,
    /// The bytes of the divisions, in order.
    divisions: Vec<Range<usize>>,
    /// Where the sums begin, in order.
    sums: Vec<usize>,
    /// Where each mention ends; a longer one that swallows it takes its place.
    ends: FxHashMap<usize, usize>,
    mentions: Vec<Option<Mention>>,
    /// The heads of the names that have been found.
    heads: FxHashSet<&'a str>,
}

/// Verbs behind which something in quotation marks is what a thing is called, or is to become.
const ONLY_CALLED: [&str; 14] =
    ["成为", "打造", "作为", "称为", "叫做", "是", "参评", "申报", "争创", "创建", "评选", "冲刺", "对标", "瞄准"];

/// Words before which it is the name of an activity or an honour.
const ONLY_TITLED: [&str; 10] = ["活动", "行动", "计划", "榜单", "称号", "荣誉", "品牌", "模式", "的称号", "奖牌"];

/// How far a name reaches to the left of its head.
struct Grown {
    start: usize,
    /// Characters before the head, those of a division not counted.
    content: usize,
    division: Option<Chain>,
}

impl Finder<'_> {
    fn push(&mut self, mention: Mention) {
        self.ends.insert(mention.range.end, self.mentions.len());
        self.mentions.push(Some(mention));
    }

    fn ending_at(&self, end: usize) -> Option<&Mention> {
        self.ends.get(&end).and_then(|index| self.mentions[*index].as_ref())
    }

    fn covering(&self, at: usize) -> Option<&Mention> {
        // Only names that were just found can cover a later word, so the last few are enough.
        self.mentions.iter().rev().take(6).flatten().find(|mention| mention.range.contains(&at))
    }

    /// 《…协议》
    fn titles(&mut self) {
        let text = self.text;
        let sorted = self.mentions.len();
        let mut swallowed = Vec::new();
        for (open, _) in text.match_indices('《') {
            let start = open + '《'.len_utf8();
            let Some(length) = text[start..].find('》').filter(|length| *length < 240) else {
                continue;
            };
            let title = &text[start..start + length];
            let bare = title.trim_end_matches(['）', ')']);
            let bare = bare.rfind(['（', '(']).filter(|_| bare.len() < title.len()).map_or(title, |at| &title[..at]);
            let rule = self
                .lexicons
                .titles
                .iter()
                .enumerate()
                .find(|(_, (rule, _))| rule.heads.iter().any(|head| bare.ends_with(head.as_str())));
            let range = open..start + length + '》'.len_utf8();
            // Only the mentions that came in sorted can lie inside a title.
            let first = self.mentions[..sorted]
                .partition_point(|mention| mention.as_ref().is_some_and(|mention| mention.range.start < range.start));
            let inside =
                |mention: &Option<Mention>| mention.as_ref().is_some_and(|mention| mention.range.end <= range.end);
            let last = first + self.mentions[first..sorted].iter().take_while(|mention| inside(mention)).count();
            swallowed.extend(first..last);
            if let Some((index, (_, kind))) = rule {
                let name =
                    Name { rule: self.lexicons.names.len() + index, division: None, attach: None, inner: Vec::new() };
                self.push(Mention { kind: *kind, range, value: MentionValue::Name(name) });
            }
        }
        for index in swallowed {
            self.mentions[index] = None;
        }
    }

    /// 市长 in 上海市长宁区: the word is only a piece of a division's name.
    fn inside_division(&self, range: &Range<usize>) -> bool {
        let before = self.divisions.partition_point(|division| division.start < range.start).checked_sub(1);
        before.is_some_and(|before| self.divisions[before].end > range.end)
    }

    fn word(&mut self, floor: usize, range: Range<usize>, word: Word) {
        if self.inside_division(&range) {
            return;
        }
        if self.covering(range.start).is_some_and(|mention| {
            mention.range.end >= range.end
                && matches!(mention.value, MentionValue::Name(_) | MentionValue::Post(_))
                && !matches!(word, Word::Head(_))
        }) {
            return;
        }
        match word {
            Word::Head(rule) => self.head(floor, range, rule),
            Word::Title | Word::GovernmentTitle => self.post(floor, range, word == Word::GovernmentTitle),
            Word::Reference(rule) => self.reference(range, rule),
            Word::Pair => self.push(Mention { kind: Kind::PAIR, range, value: MentionValue::Pair(Vec::new()) }),
            Word::Role | Word::NotHead => {}
        }
    }

    /// Whether a sum stands right behind a byte, or behind a word for spending it.
    fn sum_follows(&self, end: usize) -> bool {
        let rest = &self.text[end..];
        let word = ["投入", "使用", "安排", "补助", "：", "（"].into_iter().find(|word| rest.starts_with(word));
        self.sums.binary_search(&(end + word.map_or(0, str::len))).is_ok()
    }

    fn head(&mut self, floor: usize, range: Range<usize>, rule_index: usize) {
        // 家园社区 at the end of a neighbourhood's official name is no site of its own.
        if self
            .ending_at(range.end)
            .is_some_and(|mention| mention.kind.is_division() && mention.range.start <= range.start)
        {
            return;
        }
        let (rule, kind) = &self.lexicons.names[rule_index];
        if rule.before_sum && !self.sum_follows(range.end) {
            return;
        }
        let head = &self.text[range.clone()];
        let grown = match self.grow(floor, &range, rule) {
            // 随行的有区委常委: a committee that names its level has no other name.
            grown if rule.attach == Some(Attachment::Level) && grown.division.is_none() => {
                Grown { start: range.start, content: 0, ..grown }
            }
            grown => grown,
        };
        let begin = grown.division.as_ref().map_or(grown.start, |chain| chain.range().end);
        let content = self.text.get(begin..range.start).unwrap_or_default();
        let has_division = grown.division.is_some();
        let attach = if has_division { None } else { self.attachment(rule_index, &grown, &range) };
        let generic_head = rule.generic_only.iter().any(|word| word == head);
        // 粤桂协作产业园: a park that is called after two provinces is named by them.
        let bare = self.without_pairs(content);
        let of_two = bare.chars().count() < content.chars().filter(|c| !is_mark(*c)).count()
            && head.contains('园')
            && !rule.body
            && !generic_head;
        // 上海青浦发展集团有限公司, 某区建设集团: behind a place such words are the name of a company.
        let group = head == "集团" && grown.content >= 2;
        let company = has_division && rule.body && rule.attach.is_none() && (head.ends_with("有限公司") || group);
        let generic = !of_two && !company && self.lexicons.is_generic(&bare);
        let named = match (has_division, attach.is_some()) {
            _ if rule.branch => grown.content > 0,
            (true, _) => {
                if rule.attach.is_some() || rule.attach_level || rule.needs_division {
                    true
                } else {
                    // A division and a bare head name a thing only where the thing has a word of its own.
                    let proper_head = head.chars().count() >= 3 && !generic_head;
                    if grown.content == 0 { proper_head } else { !generic }
                }
            }
            // 各级党委 are many.
            (false, true) => !self.text[..grown.start].ends_with('各'),
            (false, false) => {
                rule.attach != Some(Attachment::Level)
                    && grown.content >= rule.minimum.max(1)
                    && !generic
                    && !rule.needs_division
                    && (!generic_head || grown.content >= 3)
            }
        };
        // 项目31个: what is counted is a class.
        let counted = !has_division && {
            let digits = self.text[range.end..].chars().take_while(char::is_ascii_digit).count();
            digits > 0 && self.text[range.end + digits..].starts_with(['个', '项'])
        };
        // 成为“惠民项目”的样板: what is only called so is no thing of its own.
        let called = self.text[..grown.start].strip_suffix('“').is_some_and(|before| {
            self.text[range.end..].starts_with('”')
                && (ONLY_CALLED.iter().any(|verb| before.ends_with(verb))
                    || ONLY_TITLED.iter().any(|word| self.text[range.end + '”'.len_utf8()..].starts_with(word)))
        });
        // 县医院的透析室: a room of a body is where that body is, and bears its name where it has none of its own.
        let owner = (!has_division && attach.is_none() && !rule.body).then(|| self.owner_before(grown.start)).flatten();
        // 县医院手术室里，一台手术结束: where something happens, no thing that the text is about.
        let scene = head.ends_with('室') && self.text[range.end..].starts_with(['里', '内']);
        // 某村的养鸡场: so is the one of a village.
        let of_a_village = || !rule.body && rule.attach.is_none() && self.village_before(grown.start);
        let room = !named
            && !has_division
            && grown.content == 0
            && head.chars().count() >= 3
            && !generic_head
            && (owner.is_some() || of_a_village());
        let named = (named || room) && !scene;
        let attach = attach.or(owner.filter(|_| named).map(|owner| (Attachment::Owner, room.then_some(owner))));
        if !named || called || counted {
            let bare = !has_division && grown.content == 0;
            let pointed_at = bare.then(|| self.demonstrated(floor, &range)).flatten();
            if let Some(reference) = pointed_at {
                self.push(reference);
            } else if let Some(recalled) = self.recalled(&range, rule_index).filter(|_| bare && !counted) {
                self.push(recalled);
            } else if let Some(reference) = self.lexicons.reference_words.get(head).filter(|_| bare) {
                self.reference(range, *reference);
            }
            return;
        }
        let start = if attach.is_some() { grown.start.min(range.start) } else { grown.start };
        let (start, end) = (start, range.end);
        let inner: Vec<Mention> = self
            .mentions
            .iter()
            .flatten()
            .rev()
            .take(12)
            .filter(|mention| mention.range.start >= start && mention.range.end <= end)
            .filter(|mention| matches!(mention.value, MentionValue::Name(_)) || mention.kind.is_division())
            .cloned()
            .collect();
        self.heads.insert(head);
        let name = Name { rule: rule_index, division: grown.division, attach, inner };
        self.push(Mention { kind: *kind, range: start..end, value: MentionValue::Name(name) });
    }

    /// What a head without a division takes from its context.
    fn attachment(
        &self,
        rule_index: usize,
        grown: &Grown,
        head: &Range<usize>,
    ) -> Option<(Attachment, Option<Range<usize>>)> {
        const LEVELS: [&str; 11] = ["自治区", "街道", "社区", "省", "市", "州", "盟", "区", "县", "旗", "镇"];
        const NOT_LEVELS: [&str; 8] = ["市容", "市政设施", "市民", "镇域", "市场", "区域", "社区", "县域"];
        let (rule, _) = &self.lexicons.names[rule_index];
        let name = &self.text[grown.start..head.end];
        let level = (!NOT_LEVELS.iter().any(|word| name.starts_with(word)))
            .then(|| LEVELS.iter().chain(["乡", "村", "嘎查"].iter()).find(|level| name.starts_with(**level)))
            .flatten()
            .filter(|level| !(**level == "乡" && name.starts_with("乡村")))
            .map(|level| grown.start..grown.start + level.len());
        match rule.attach {
            Some(Attachment::Level) => {
                level.filter(|_| grown.content <= 2).map(|level| (Attachment::Level, Some(level)))
            }
            Some(Attachment::Division) => {
                // A body of an organisation that was named right before belongs to it, not to the county.
                let proper =
                    grown.content >= 2 || name.len() > head.len() || self.text[head.clone()].chars().count() >= 3;
                (proper && grown.content <= 12).then_some((Attachment::Division, level))
            }
            Some(Attachment::Leader | Attachment::Owner) => None,
            None if rule.needs_division && level.is_none() && grown.content <= 4 => {
                let led = ["率", "率领", "带领", "带队率"].iter().any(|verb| self.text[..grown.start].ends_with(verb));
                led.then_some((Attachment::Leader, None))
            }
            None if rule.attach_level => level.map(|level| (Attachment::Level, Some(level))),
            None => None,
        }
    }

    /// A text without the compounds of provinces in it: 京蒙协作 says no more than 协作.
    fn without_pairs(&self, content: &str) -> String {
        let gazetteer = crate::gazetteer::gazetteer();
        let characters: Vec<char> = content.chars().filter(|c| !is_mark(*c)).collect();
        let is_province = |c: &char| gazetteer.province_by_abbreviation(*c).is_some();
        if characters.len() >= 2 && is_province(&characters[0]) && is_province(&characters[1]) {
            return characters[2..].iter().collect();
        }
        characters.into_iter().collect()
    }
}

/// A name that begins in the middle of a chain takes its end: 定西市|岷县委.
fn shorten_chains(all: &mut Vec<Mention>) {
    let mut starts: Vec<usize> = all
        .iter()
        .filter(|mention| matches!(mention.value, MentionValue::Name(_) | MentionValue::Post(_)))
        .map(|mention| mention.range.start)
        .collect();
    starts.sort_unstable();
    for mention in all.iter_mut() {
        let MentionValue::Division(chain) = &mut mention.value else {
            continue;
        };
        let first = starts.partition_point(|start| *start <= mention.range.start);
        let cut = starts.get(first).copied().filter(|start| *start < mention.range.end);
        if let Some(cut) = cut {
            chain.parts.retain(|part| part.range.end <= cut);
            if !chain.parts.is_empty() {
                *mention = super::division_mention(chain.clone());
            }
        }
    }
    all.retain(|mention| !matches!(&mention.value, MentionValue::Division(chain) if chain.parts.is_empty()));
}
