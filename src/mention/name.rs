//! Names that end in a telling word: organisations, sites, projects; posts; titles in 《》; references.

use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::read::Document;

use super::division::{Chain, is_mark};
use super::lexicon::{Attachment, Lexicons, NameRule, Word};
use super::number::number_at;
use super::{Kind, Mention, MentionValue, Name, Post};

/// No name is longer, in characters.
const LONGEST_NAME: usize = 30;

/// Units of measure: what they measure is not part of a name either.
const UNITS: [&str; 7] = ["平方公里", "平方米", "立方米", "公里", "千米", "公顷", "米"];

/// Classifiers: a number before one counts things and is no part of a name, before anything else it may be.
const CLASSIFIERS: &str = "个家名座所处项批次户栋条件种位支";

/// Adds names, posts, titles and references to what is there; those that they swallow become parts of them.
pub(super) fn names(document: &Document, lexicons: &Lexicons, found: Vec<Mention>) -> Vec<Mention> {
    let text = document.text.as_str();
    let divisions = found.iter().filter(|mention| mention.kind.is_division()).map(|mention| mention.range.clone());
    let divisions = divisions.collect();
    let mut finder = Finder { text, lexicons, divisions, ends: FxHashMap::default(), mentions: Vec::new() };
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
    /// Where each mention ends; a longer one that swallows it takes its place.
    ends: FxHashMap<usize, usize>,
    mentions: Vec<Option<Mention>>,
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

    fn reference(&mut self, range: Range<usize>, rule: usize) {
        let (_, kinds) = self.lexicons.reference(rule);
        // 4家东部企业, 当地学校: what is counted or qualified is not what was named before; 这家公司 is.
        let before = &self.text[..range.start];
        let qualified = before.ends_with([
            '家', '部', '地', '些', '各', '批', '小', '型', '营', '有', '头', '心', '多', '方', '等', '类', '所',
        ]) && !before.ends_with(['这', '那'])
            && !["这家", "那家", "这所", "那所"].iter().any(|word| before.ends_with(word));
        let bare = self.text[range.clone()].chars().count() == 2
            && !self.text[range.clone()].starts_with(['该', '本', '我', '全', '此', '咱']);
        if bare && qualified {
            return;
        }
        if let Some(kind) = kinds.first() {
            self.push(Mention { kind: *kind, range, value: MentionValue::Reference(rule) });
        }
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
        // 上海青浦发展集团有限公司: behind a place such words are the name of a company of limited liability.
        let company = has_division && rule.body && rule.attach.is_none() && head.ends_with("有限公司");
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
        let room = !named && owner.is_some() && grown.content == 0 && head.chars().count() >= 3 && !generic_head;
        let named = (named || room) && !scene;
        let attach = attach.or(owner.filter(|_| named).map(|owner| (Attachment::Owner, room.then_some(owner))));
        if !named || called || counted {
            if let Some(reference) =
                self.lexicons.reference_words.get(head).filter(|_| !has_division && grown.content == 0)
            {
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

    /// Reaches from a head to the left, as far as its name goes.
    fn grow(&self, floor: usize, head: &Range<usize>, rule: &NameRule) -> Grown {
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
                // 四川金|都|建筑公司: right behind the place that opens a company's name such a character belongs to it.
                let in_company = single && rule.body && !body && !proper && {
                    let mut before = self.text[..start - length].char_indices().rev().map(|(at, _)| at);
                    before.by_ref().take(2).any(|at| {
                        let opens = self.ending_at(at).map(|mention| &mention.value);
                        matches!(opens, Some(MentionValue::Division(_)))
                    })
                };
                if !(single && c == '和' && !joins || in_company) {
                    break;
                }
            }
            start -= c.len_utf8();
            content += 1;
            characters += 1;
        }
        Grown { start, content, division: None }
    }

    /// A body with premises that ends at a byte, with a 的 behind it or none.
    fn owner_before(&self, end: usize) -> Option<Range<usize>> {
        let bare = self.text[..end].strip_suffix('的').map_or(end, str::len);
        self.ending_at(bare).filter(|mention| self.has_premises(mention)).map(|mention| mention.range.clone())
    }

    fn has_premises(&self, mention: &Mention) -> bool {
        match &mention.value {
            MentionValue::Name(name) => self.lexicons.names.get(name.rule).is_some_and(|(rule, _)| rule.premises),
            _ => false,
        }
    }

    /// 某医院|某地|分院: a branch bears the name of its body, and stands in the place that is named between them.
    fn branch(&self, floor: usize, head: &Range<usize>) -> Option<Grown> {
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
    fn division_into(&self, head: &Range<usize>) -> Option<Chain> {
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
    fn boundary_before(&self, floor: usize, end: usize, limit: usize) -> Option<usize> {
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

    fn post(&mut self, floor: usize, title: Range<usize>, government: bool) {
        let text = self.text;
        // 教师37名: how many there are, and nobody's post.
        let counted = number_at(text, title.end)
            .is_some_and(|count| !count.money && text[count.range.end..].starts_with(['名', '人', '位']));
        if counted {
            return;
        }
        // 骨科主任 holds the post of a 主任; 科主任 is one of its own where no department is named.
        let department = text[title.clone()].starts_with("科主任")
            && text[floor..title.start].chars().next_back().is_some_and(|c| !is_mark(c));
        let title = if department { title.start + '科'.len_utf8()..title.end } else { title };
        let mut start = title.start;
        // 副县长, 常务副市长: the prefix belongs to the title.
        loop {
            let prefix = self
                .lexicons
                .lists
                .title_prefixes
                .iter()
                .filter(|prefix| text[floor..start].ends_with(prefix.as_str()))
                .max_by_key(|prefix| prefix.len());
            match prefix {
                Some(prefix) => start -= prefix.len(),
                None => break,
            }
        }
        // 嘉定区区长, 勐腊县长: the division may end inside the title.
        let body = self.division_into(&(start..title.end)).filter(|_| start == title.start);
        if let Some(chain) = body {
            let range = chain.range().start..title.end;
            let part = super::division_mention(chain);
            self.push(Mention {
                kind: Kind::POST,
                range,
                value: MentionValue::Post(Post { body: Some(Box::new(part)), title, government }),
            });
            return;
        }
        // 合作社的理事长: the body may stand before a 的.
        let of = text[floor..start].strip_suffix('的').map(|before| floor + before.len());
        let mut body = self.ending_at(start).or_else(|| of.and_then(|end| self.ending_at(end))).cloned();
        if body.is_none() {
            body = self.department(floor, start);
        }
        let body = body.filter(|mention| match &mention.value {
            MentionValue::Division(_) | MentionValue::Reference(_) => true,
            MentionValue::Name(name) => self.lexicons.is_body(name.rule),
            _ => false,
        });
        let range = body.as_ref().map_or(start, |body| body.range.start)..title.end;
        let post = Post { body: body.map(Box::new), title: start..title.end, government };
        self.push(Mention { kind: Kind::POST, range, value: MentionValue::Post(post) });
    }

    /// The organisation before a department that stands before a title: 某医院骨科主任.
    fn department(&self, floor: usize, end: usize) -> Option<Mention> {
        let mut at = end;
        for c in self.text[floor..end].chars().rev().take(6) {
            if is_mark(c) || self.boundary_before(floor, at, at).is_some() {
                return None;
            }
            at -= c.len_utf8();
            if let Some(mention) = self.ending_at(at) {
                let organisation =
                    matches!(&mention.value, MentionValue::Name(name) if self.lexicons.is_body(name.rule));
                return organisation.then(|| mention.clone());
            }
        }
        None
    }
}

/// The innermost division of a chain alone: 甘肃省岷县委 is the committee of 岷县.
fn last_only(chain: &Chain) -> Chain {
    Chain { parts: chain.parts[chain.parts.len() - 1..].to_vec() }
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
