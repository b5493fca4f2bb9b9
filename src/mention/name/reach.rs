//! How far a name reaches to the left of the word that it ends in.

use std::ops::Range;

use crate::mention::division::{Chain, is_mark};
use crate::mention::lexicon::NameRule;
use crate::mention::{Kind, Mention, MentionValue};

use super::{Finder, Grown};

/// No name is longer, in characters.
const LONGEST_NAME: usize = 30;

/// Units of measure: what they measure is not part of a name either.
const UNITS: [&str; 7] = ["平方公里", "平方米", "立方米", "公里", "千米", "公顷", "米"];

/// Classifiers: a number before one counts things and is no part of a name, before anything else it may be.
const CLASSIFIERS: &str = "个家名座所处项批次户栋条件种位支";

impl Finder<'_> {
    /// Reaches from a head to the left, as far as its name goes.
    pub(super) fn grow(&self, floor: usize, head: &Range<usize>, rule: &NameRule) -> Grown {
        // A committee or a delegation is that of one division; a company or a school bears what is written before it.
        let body = rule.attach.is_some() || rule.needs_division;
        // Schools and hospitals have names like 仁和; before a site 和 joins.
        let proper = rule.attach_level;
        if rule.branch {
            return self.branch(floor, head).unwrap_or(Grown { start: head.start, content: 0, division: None });
        }
        // 勐腊县委: the division ends inside the head 县委.
        if let Some(chain) = self.division_into(head) {
            return Grown { start: chain.range().start, content: 0, division: Some(last_only(&chain)) };
        }
        let text = self.text;
        let mut start = head.start;
        let mut content = 0;
        let mut characters = 0;
        while start > floor && characters < LONGEST_NAME {
            if let Some(mention) = self.ending_at(start) {
                match &mention.value {
                    MentionValue::Division(chain) => {
                        let start = chain.range().start;
                        if let Some(opening) = self.programme_before(floor, start).filter(|_| rule.needs_division) {
                            return Grown { start: opening, content: content + 2, division: Some(last_only(chain)) };
                        }
                        if let Some(sender) = self.sender_before(floor, start) {
                            return Grown {
                                start: sender.range().start,
                                content: content + 2,
                                division: Some(last_only(&sender)),
                            };
                        }
                        // 北仑|贞丰|协作产业园: the short names of two places, one behind the other, name what both have built.
                        let short = |range: Range<usize>| (2..=3).contains(&text[range].chars().count());
                        let other = self.ending_at(start).filter(|mention| {
                            matches!(mention.value, MentionValue::Division(_)) && short(mention.range.clone())
                        });
                        if let Some(other) = other.filter(|_| !rule.body && content > 0 && short(chain.range())) {
                            let length = text[other.range.start..head.start].chars().count();
                            return Grown { start: other.range.start, content: length, division: None };
                        }
                        // 某某银行|惠山|支行: the branch bears the name of its bank.
                        let parent = self.ending_at(start).filter(|mention| match &mention.value {
                            MentionValue::Name(name) => rule.body && self.lexicons.is_body(name.rule),
                            _ => false,
                        });
                        let branch = ["支行", "分行", "分公司", "分院", "分校"].contains(&&text[head.clone()]);
                        if let Some(parent) = parent.filter(|_| branch) {
                            let length = text[parent.range.start..head.start].chars().count();
                            return Grown { start: parent.range.start, content: length, division: None };
                        }
                        let chain = if body { last_only(chain) } else { chain.clone() };
                        return Grown { start, content, division: Some(chain) };
                    }
                    MentionValue::Number(_) if mention.kind == Kind::NUMBER => {
                        let unit = UNITS.iter().find(|unit| text[mention.range.end..].starts_with(**unit));
                        let counted = unit.is_some()
                            || text[mention.range.end..].chars().next().is_some_and(|c| CLASSIFIERS.contains(c));
                        if counted || content == 0 {
                            let skip = unit.map_or_else(
                                || {
                                    text[mention.range.end..]
                                        .chars()
                                        .next()
                                        .filter(|_| counted)
                                        .map_or(0, char::len_utf8)
                                },
                                |unit| unit.len(),
                            );
                            let trimmed = (mention.range.end + skip).min(head.start);
                            let dropped = text[start..trimmed].chars().count();
                            return Grown { start: trimmed, content: content - dropped.min(content), division: None };
                        }
                        content += text[mention.range.clone()].chars().count();
                        start = mention.range.start;
                        continue;
                    }
                    MentionValue::Pair(_) => {
                        content += 2;
                        start = mention.range.start;
                        continue;
                    }
                    MentionValue::Name(name)
                        if name.division.is_some()
                            && !matches!(self.text[mention.range.clone()].chars().next(), Some('《')) =>
                    {
                        return Grown {
                            start: mention.range.start,
                            content: content + text[mention.range.clone()].chars().count(),
                            division: name.division.clone(),
                        };
                    }
                    MentionValue::Date(_) | MentionValue::Number(_) | MentionValue::Reference(_) => break,
                    // 副县长某某带队来看…苗圃: what reaches back to a post is a sentence and no name.
                    MentionValue::Post(_) if !body => return Grown { start: head.start, content: 0, division: None },
                    _ => {}
                }
            }
            let Some(c) = text[floor..start].chars().next_back() else {
                break;
            };
            // 甲（江西）环境工程有限公司: a place in brackets is a part of a company's name.
            if matches!(c, '）' | ')')
                && rule.body
                && !body
                && !proper
                && let Some(open) = text[floor..start].rfind(['（', '('])
                && (3..=5).contains(&text[floor + open..start].chars().skip(1).count())
                && text[floor..floor + open].chars().next_back().is_some_and(|before| !is_mark(before))
            {
                content += text[floor + open..start].chars().count();
                characters += text[floor + open..start].chars().count();
                start = floor + open;
                continue;
            }
            if content >= 2
                && text[floor..start].ends_with("建设")
                && !self.is_protected(floor, start - "建设".len(), start, head.end)
                || content >= 3 && self.weak_boundary_before(floor, start, head.end)
            {
                break;
            }
            if c == '”' {
                // “水一来就好了。”县医院院长…: what somebody says is no part of a name.
                let spoken = |quoted: &str| quoted.contains(['。', '，', '？', '！', '；', '…', ',', '?', '!']);
                let Some(length) = text[floor..start]
                    .rfind('“')
                    .map(|open| start - floor - open)
                    .filter(|length| *length <= 60 && !spoken(&text[start - length..start]))
                else {
                    break;
                };
                start -= length;
                content += text[start..start + length].chars().count();
                characters += content;
                continue;
            }
            if c == '·' && content > 0 {
                start -= c.len_utf8();
                content += 1;
                continue;
            }
            if is_mark(c) {
                break;
            }
            // 某村|有|大棚三座: a place has it, where the word is no 有机茶园.
            let has = c == '有'
                && !text[start..].starts_with(['机', '限', '色'])
                && self
                    .ending_at(start - c.len_utf8())
                    .is_some_and(|mention| matches!(mention.value, MentionValue::Division(_) | MentionValue::Name(_)));
            if has {
                break;
            }
            if let Some(length) = self.boundary_before(floor, start, head.end) {
                // 丰乐养殖场: one character alone is no name, so the word before it belongs to it.
                // 仁和中学: a connective right before a head joins nothing, unless something that was named ends before it.
                let single = self.text[start - length..start].chars().count() == 1;
                let joins = self.ending_at(start - length).is_some() || content >= 2 || content == 0 && !proper;
                // 某卫生院|改扩建|工程: a deed between a name and its head belongs to the name of the project.
                let deed = content == 0
                    && !rule.body
                    && ["改扩建", "新建", "改建", "续建"].contains(&&self.text[start - length..start])
                    && self.ending_at(start - length).is_some_and(|mention| {
                        matches!(mention.value, MentionValue::Name(_) | MentionValue::Division(_))
                    });
                if deed {
                    content += 2;
                    start -= length;
                    continue;
                }
                // 四川金|都|建筑公司: right behind the place that opens a company's name such a character belongs to it; 的 never does.
                let in_company = single && c != '的' && rule.body && !body && !proper && {
                    let mut before = self.text[..start - length].char_indices().rev().map(|(at, _)| at);
                    before.by_ref().take(2).any(|at| {
                        let opens = self.ending_at(at).map(|mention| &mention.value);
                        matches!(opens, Some(MentionValue::Division(_)))
                    })
                };
                // 某县|教育体育|和|科学技术局: an office may be for two things.
                let for_two = single && c == '和' && rule.body && self.is_office_for_two(floor, start - length, head);
                if !(single && c == '和' && !joins || in_company || for_two) {
                    break;
                }
            }
            start -= c.len_utf8();
            content += 1;
            characters += 1;
        }
        Grown { start, content, division: None }
    }

    /// Whether a division and nothing but a few characters stand before the connective in the name of an office.
    fn is_office_for_two(&self, floor: usize, connective: usize, head: &Range<usize>) -> bool {
        if !["局", "厅", "委员会"].iter().any(|office| self.text[head.clone()].ends_with(office)) {
            return false;
        }
        let mut at = connective;
        for c in self.text[floor..connective].chars().rev().take(7) {
            if is_mark(c) || self.boundary_before(floor, at, head.end).is_some() {
                return false;
            }
            at -= c.len_utf8();
            let ends = self.ending_at(at).map(|mention| &mention.value);
            if connective - at >= "教育".len() && matches!(ends, Some(MentionValue::Division(_))) {
                return true;
            }
            if ends.is_some() || self.text[at..connective].starts_with(['局', '委', '办', '厅']) {
                return false;
            }
        }
        false
    }

    /// A body with premises that ends at a byte, with a 的 behind it or none.
    pub(super) fn owner_before(&self, end: usize) -> Option<Range<usize>> {
        let bare = self.text[..end].strip_suffix('的').map_or(end, str::len);
        self.ending_at(bare).filter(|mention| self.has_premises(mention)).map(|mention| mention.range.clone())
    }

    /// Whether a village and 的 stand right before a byte.
    pub(super) fn village_before(&self, end: usize) -> bool {
        let village = self.text[..end].strip_suffix('的').and_then(|before| self.ending_at(before.len()));
        village.is_some_and(|mention| mention.kind == Kind::VILLAGE)
    }

    fn has_premises(&self, mention: &Mention) -> bool {
        match &mention.value {
            MentionValue::Name(name) => self.lexicons.has_premises(name.rule),
            _ => false,
        }
    }

    /// 某医院|某地|分院: a branch bears the name of its body, and stands in the place that is named between them.
    pub(super) fn branch(&self, floor: usize, head: &Range<usize>) -> Option<Grown> {
        let place = self.ending_at(head.start).and_then(|mention| match &mention.value {
            MentionValue::Division(chain) => Some(chain.clone()),
            _ => None,
        });
        let mut at = place.as_ref().map_or(head.start, |chain| chain.range().start);
        for step in 0..5 {
            if let Some(parent) = self.ending_at(at).filter(|mention| self.has_premises(mention)) {
                let MentionValue::Name(name) = &parent.value else { return None };
                let content = self.text[parent.range.start..head.start].chars().count();
                return Some(Grown {
                    start: parent.range.start,
                    content,
                    division: place.or_else(|| name.division.clone()),
                });
            }
            let c = self.text[floor..at].chars().next_back().filter(|c| !is_mark(*c))?;
            if step == 4 || self.boundary_before(floor, at, head.end).is_some() {
                return None;
            }
            at -= c.len_utf8();
        }
        None
    }

    /// The chain that ends inside a head, as 广南县 does in the head 县委.
    pub(super) fn division_into(&self, head: &Range<usize>) -> Option<Chain> {
        let mut at = head.start;
        for c in self.text[head.clone()].chars().take(2) {
            at += c.len_utf8();
            if at >= head.end {
                break;
            }
            if let Some(MentionValue::Division(chain)) = self.ending_at(at).map(|mention| &mention.value)
                && chain.range().start < head.start
            {
                return Some(chain.clone());
            }
        }
        None
    }

    /// 某省 in 某省对口支援某市前方指挥部: who is sent there opens the name of a body that bears both.
    fn sender_before(&self, floor: usize, end: usize) -> Option<Chain> {
        let word = ["对口支援", "对口帮扶", "支援", "援助", "援疆", "援藏", "援青", "驻"]
            .into_iter()
            .find(|word| self.text[floor..end].ends_with(word))?;
        match &self.ending_at(end - word.len())?.value {
            MentionValue::Division(chain) => Some(chain.clone()),
            _ => None,
        }
    }

    /// 闽宁协作 in 闽宁协作驻某县工作组: the programme that opens the name of those whom it sends.
    fn programme_before(&self, floor: usize, end: usize) -> Option<usize> {
        let before = self.text[floor..end].strip_suffix('驻')?;
        let bare = ["协作", "扶贫协作", "帮扶", "对口支援"].iter().find_map(|word| before.strip_suffix(word))?;
        let bare = bare.strip_suffix("扶贫").unwrap_or(bare);
        let pair = self.ending_at(floor + bare.len())?;
        matches!(&pair.value, MentionValue::Pair(ids) if !ids.is_empty()).then_some(pair.range.start)
    }

    /// Whether a verb ends here that stands before a long name as often as inside of one.
    fn weak_boundary_before(&self, floor: usize, end: usize, limit: usize) -> bool {
        let two = self.text[floor..end].char_indices().rev().nth(1).map(|(at, _)| floor + at);
        two.is_some_and(|two| {
            self.lexicons.weak_boundary.contains(&self.text[two..end]) && !self.is_protected(floor, two, end, limit)
        })
    }

    /// The length in bytes of the boundary word that ends here, unless a protected word holds it.
    pub(super) fn boundary_before(&self, floor: usize, end: usize, limit: usize) -> Option<usize> {
        let last = self.text[floor..end].chars().next_back()?;
        if !self.lexicons.boundary_ends.contains(&last) {
            return None;
        }
        let mut longest = None;
        let mut at = end;
        for c in self.text[floor..end].chars().rev().take(5) {
            at -= c.len_utf8();
            if self.lexicons.boundary.contains(&self.text[at..end]) {
                longest = Some(end - at);
            }
        }
        let length = longest?;
        (!self.is_protected(floor, end - length, end, limit)).then_some(length)
    }

    /// Whether a protected word holds the word from `begin` to `end`.
    fn is_protected(&self, floor: usize, begin: usize, end: usize, limit: usize) -> bool {
        // A protected word may begin up to five characters before and reach over the boundary word.
        let mut start = begin;
        for step in 0..6 {
            if step > 0 {
                let Some(c) = self.text[floor..start].chars().next_back() else {
                    break;
                };
                start -= c.len_utf8();
            }
            let first = self.text[start..].chars().next();
            if !first.is_some_and(|first| self.lexicons.protected_begins.contains(&first)) {
                continue;
            }
            let mut stop = start;
            for c in self.text[start..].chars().take(8) {
                stop += c.len_utf8();
                if stop >= end
                    && stop <= limit.max(end) + 12
                    && self.lexicons.protected.contains(&self.text[start..stop])
                {
                    return true;
                }
            }
        }
        false
    }
}

/// The innermost division of a chain alone: 甘肃省岷县委 is the committee of 岷县.
fn last_only(chain: &Chain) -> Chain {
    Chain { parts: chain.parts[chain.parts.len() - 1..].to_vec() }
}
