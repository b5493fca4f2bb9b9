//! Names of people: after a post or a word for people, in by-lines, before a verb of speech, with a middle dot, and
//! wherever a name that is known stands again.

mod clauses;
mod introduced;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::gazetteer::CharacterFilter;
use crate::read::{Block, BlockKind, Document};

use rustc_hash::FxHashMap;

use super::division::is_mark;
use super::lexicon::Lexicons;
use super::{Kind, Mention, MentionValue};

/// Adds the persons of a document to its mentions.
pub(super) fn persons(document: &Document, lexicons: &Lexicons, all: &mut Vec<Mention>) {
    let mut finder = Finder { text: &document.text, lexicons, all, names: BTreeSet::new(), found: BTreeMap::new() };
    finder.dotted();
    finder.alone(document);
    finder.after_posts();
    finder.before_posts();
    finder.before_taken_posts();
    finder.apposed();
    finder.of_places();
    finder.taken();
    for block in &document.blocks {
        finder.after_roles(block.range.clone(), block.kind == BlockKind::Byline);
        finder.before_speech(block.range.clone());
    }
    finder.after_bodies_in_bylines(document);
    finder.in_closing_brackets(document);
    finder.interviewed(document);
    finder.told_of_again_and_again(document);
    finder.again();
    let found = finder.found;
    // What lies inside a person's name is part of it.
    all.retain(|mention| {
        let person = found.range(..=mention.range.start).next_back();
        person.is_none_or(|(_, end)| *end < mention.range.end)
    });
    all.extend(found.into_iter().map(|(start, end)| Mention {
        kind: Kind::PERSON,
        range: start..end,
        value: MentionValue::Person,
    }));
    all.sort_by_key(|mention| mention.range.start);
}

/// What makes a name likely where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Anchor {
    /// A post: 副县长….
    Post,
    /// A word for people: 村民….
    Role,
    /// The label of a by-line.
    Byline,
    /// Only that another name stands before it.
    List,
}

/// Characters that no given name has behind a surname which is as often another word: 于会上, 和县里.
const NOT_AFTER_DOUBTFUL: [char; 26] = [
    '有', '关', '其', '相', '年', '月', '日', '会', '上', '下', '前', '后', '时', '地', '方', '里', '间', '县', '市',
    '区', '委', '政', '人', '民', '各', '全',
];

/// Characters that no given name ends in, but some have in the middle: 某其骏.
const RARELY_GIVEN: [char; 6] = ['其', '有', '如', '之', '由', '向'];

/// What stands in the brackets that a text opens with, and how many bytes they take with it.
fn bracketed(text: &str) -> Option<(&str, usize)> {
    let inside = text.strip_prefix(['（', '('])?;
    let length = inside.find(['）', ')'])?;
    let closing = inside[length..].chars().next().map_or(0, char::len_utf8);
    Some((&inside[..length], text.len() - inside.len() + length + closing))
}

struct Finder<'a> {
    text: &'a str,
    lexicons: &'a Lexicons,
    all: &'a [Mention],
    names: BTreeSet<String>,
    /// Persons by where they begin, with where they end.
    found: BTreeMap<usize, usize>,
}

impl Finder<'_> {
    fn add(&mut self, range: Range<usize>) {
        let overlaps = self.found.range(..range.end).next_back().is_some_and(|(_, end)| *end > range.start);
        if !overlaps {
            self.names.insert(self.text[range.clone()].to_owned());
            self.found.insert(range.start, range.end);
        }
    }

    /// The mention that covers a byte, if it is one that no person's name may cut.
    fn blocked(&self, at: usize) -> bool {
        let index = self.all.partition_point(|mention| mention.range.end <= at);
        self.all.get(index).is_some_and(|mention| {
            mention.range.start <= at && !(mention.kind.is_division() && mention.range.len() <= 6)
        })
    }

    /// 阿卜杜拉·艾合买提
    fn dotted(&mut self) {
        let text = self.text;
        for (dot, mark) in text.match_indices(['·', '•', '・']) {
            let fits = |c: &char| self.lexicons.transliteration.contains(c);
            let start = text[..dot].char_indices().rev().take_while(|(_, c)| fits(c)).take(6).last().map(|(at, _)| at);
            let after = dot + mark.len();
            let end = text[after..]
                .char_indices()
                .take_while(|(_, c)| fits(c))
                .take(6)
                .last()
                .map(|(at, c)| after + at + c.len_utf8());
            let (Some(start), Some(end)) = (start, end) else {
                continue;
            };
            // A verb that begins with such a character ends the name before it.
            let start = self.after_role_inside(start, dot);
            let end = self.before_verb_inside(after, end);
            let long = |range: Range<usize>| text[range].chars().count() >= 2;
            let quoted = text[..start].ends_with(['“', '《']);
            if long(start..dot) && long(after..end) && !quoted {
                self.add(start..end);
                self.names.insert(text[start..dot].to_owned());
            }
        }
    }

    /// A name that has a line to itself under the title.
    fn alone(&mut self, document: &Document) {
        for block in document.blocks.iter().skip(1).take(3).filter(|block| block.kind != BlockKind::Paragraph) {
            let characters = self.text[block.range.clone()].chars().count();
            let fits = |given: usize| {
                self.text[given..block.range.end].chars().all(|c| !self.lexicons.not_given.contains(&c) && !is_mark(c))
            };
            let named =
                self.surname_at(block.range.start).is_some_and(|(_, given)| given < block.range.end && fits(given));
            let free = self
                .all
                .iter()
                .all(|mention| mention.range.end <= block.range.start || mention.range.start >= block.range.end);
            if (2..=4).contains(&characters) && named && free && !self.is_word(block.range.start, block.range.end) {
                self.add(block.range.clone());
            }
        }
    }

    fn after_role_inside(&self, start: usize, end: usize) -> usize {
        let mut best = start;
        for (at, _) in self.text[start..end].char_indices() {
            let cut = start + at;
            if self
                .lexicons
                .roles
                .iter()
                .any(|role| self.text[..cut].ends_with(role.as_str()) && cut - role.len() < end && cut > best)
            {
                best = cut;
            }
        }
        best
    }

    fn before_verb_inside(&self, start: usize, end: usize) -> usize {
        self.text[start..end]
            .char_indices()
            .skip(2)
            .map(|(at, _)| start + at)
            .find(|at| self.verb_at(*at))
            .unwrap_or(end)
    }

    fn after_posts(&mut self) {
        let ends: Vec<usize> = self
            .all
            .iter()
            .filter(|mention| matches!(mention.value, MentionValue::Post(_)))
            .map(|mention| mention.range.end)
            .collect();
        for end in ends {
            // 副县长（某市挂职）某某某
            let rest = self.text[end..].trim_start_matches(' ');
            let of_service = |note: &str| note.chars().count() <= 12 && (note.contains("挂职") || note.contains('援'));
            let note = bracketed(rest).filter(|(note, _)| of_service(note)).map_or(0, |(_, length)| length);
            let end = self.text.len() - rest.len() + note;
            let blanks: usize =
                self.text[end..].chars().take_while(|c| matches!(c, ' ' | '\u{3000}')).map(char::len_utf8).sum();
            // 现任副县长的某某某: behind 的 a name must end well.
            let of = self.text[end..].strip_prefix('的').map(|_| end + '的'.len_utf8());
            match of {
                Some(at) => self.list(at, Anchor::List),
                None => self.list(end + blanks, Anchor::Post),
            }
        }
    }

    /// 某村的某某某告诉记者: behind a place or a body and 的 a name must have a word behind it that follows names.
    fn of_places(&mut self) {
        let ends: Vec<usize> = self
            .all
            .iter()
            .filter(|mention| mention.kind.is_division() || matches!(mention.value, MentionValue::Name(_)))
            .map(|mention| mention.range.end)
            .collect();
        for end in ends {
            let Some(at) = self.text[end..].strip_prefix('的').map(|_| end + '的'.len_utf8()) else { continue };
            let doubtful = |first: char| self.lexicons.doubtful_surnames.contains(&first);
            let Some((_, given)) =
                self.surname_at(at).filter(|_| !self.text[at..].chars().next().is_some_and(doubtful))
            else {
                continue;
            };
            let Some(two) = self.advance(given, 2) else { continue };
            let plain = self.text[given..two].chars().all(|c| !self.lexicons.not_given.contains(&c) && !is_mark(c));
            if plain && self.long_verb_at(two) && !self.is_word(at, two) && !self.blocked_between(at, two) {
                self.add(at..two);
            }
        }
    }

    /// 选派甲某某、乙某某等人: names behind a verb that takes people, where they end well.
    fn taken(&mut self) {
        let lexicons = self.lexicons;
        let ends = lexicons.lists.takes_people.iter().flat_map(|verb| {
            memchr::memmem::find_iter(self.text.as_bytes(), verb.as_str()).map(move |at| at + verb.len())
        });
        let mut ends: Vec<usize> = ends.collect();
        ends.sort_unstable();
        ends.dedup();
        for at in ends {
            let plain = |c: char| !lexicons.doubtful_surnames.contains(&c) && lexicons.surnames.contains(&c);
            let three = self.surname_at(at).and_then(|(_, given)| self.advance(given, 2));
            let named = self.text[at..].starts_with(plain)
                && three.is_some_and(|end| self.name_at(at, Anchor::List) == Some(end) && !self.is_word(at, end));
            if named {
                self.list(at, Anchor::List);
            }
        }
    }

    /// 王立民书记: a name right before a title that names no body.
    fn before_posts(&mut self) {
        let starts: Vec<usize> = self
            .all
            .iter()
            .filter(|mention| matches!(&mention.value, MentionValue::Post(post) if post.body.is_none()))
            .map(|mention| mention.range.start)
            .collect();
        for end in starts {
            for characters in [3, 2] {
                let Some((start, _)) = self.text[..end].char_indices().rev().nth(characters - 1) else {
                    continue;
                };
                let opens = self.text[..start].chars().next_back().is_none_or(is_mark);
                let given = self.surname_at(start).map(|(_, given)| given).filter(|given| *given < end);
                let plain = given.is_some_and(|given| {
                    self.text[given..end].chars().all(|c| !self.lexicons.not_given.contains(&c) && !is_mark(c))
                });
                if opens && plain && !self.is_word(start, end) && !self.blocked_between(start, end) {
                    self.add(start..end);
                    break;
                }
            }
        }
    }

    fn after_roles(&mut self, block: Range<usize>, byline: bool) {
        let text = &self.text[block.clone()];
        let mut places: Vec<usize> = Vec::new();
        self.lexicons.role_scan.find(text, |role, _| places.push(block.start + role.end));
        places.dedup();
        for end in places {
            let is_label = self.text[end..].starts_with(['：', ':', ' ', '\u{3000}', '/', '／'])
                || self.text[..end].ends_with(['/', '／']);
            let skip: usize = self.text[end..]
                .chars()
                .take_while(|c| matches!(c, '：' | ':' | ' ' | '\u{3000}' | '/' | '／'))
                .map(char::len_utf8)
                .sum();
            // 记者：某地援建多少年了？ Behind a colon somebody may begin to speak, so a name must end well there.
            let asks = self.text[end..].starts_with(['：', ':'])
                && (!byline || self.text[block.clone()].contains(['？', '。', '！']));
            let byline = byline && !asks;
            if byline || skip == 0 || is_label {
                let anchor = match (byline, asks) {
                    (true, _) => Anchor::Byline,
                    (false, true) => Anchor::List,
                    (false, false) => Anchor::Role,
                };
                self.list(end + skip, anchor);
            }
        }
    }

    /// 供稿：某某部 某某某
    fn after_bodies_in_bylines(&mut self, document: &Document) {
        let signed = |block: &Block| {
            let text = &self.text[block.range.clone()];
            let under_the_title = document.blocks.iter().take(4).any(|other| other.range == block.range);
            under_the_title && text.chars().count() <= 24 && !text.contains(['。', '，', '：', '！', '？'])
        };
        let blocks: Vec<&Block> =
            document.blocks.iter().filter(|block| block.kind == BlockKind::Byline || signed(block)).collect();
        for block in blocks {
            let first = self.all.partition_point(|mention| mention.range.start < block.range.start);
            let bodies = self.all[first..].iter().take_while(|mention| mention.range.end <= block.range.end);
            let ends: Vec<usize> = bodies
                .filter(|mention| matches!(mention.value, MentionValue::Name(_)))
                .map(|mention| mention.range.end)
                .collect();
            for end in ends {
                let rest = &self.text[end..block.range.end];
                let name = rest.trim_start_matches([' ', '\u{3000}']);
                if name.len() < rest.len() {
                    self.list(end + rest.len() - name.len(), Anchor::Byline);
                }
            }
        }
    }

    /// （某报　某某某）: names with blanks around them in brackets at the end of a text.
    fn in_closing_brackets(&mut self, document: &Document) {
        for block in document.blocks.iter().rev().take(3) {
            let text = &self.text[block.range.clone()];
            let Some(open) = text.ends_with(['）', ')']).then(|| text.rfind(['（', '('])).flatten() else { continue };
            let Some((inside, _)) = bracketed(&text[open..]) else { continue };
            let start = block.range.start + open + text[open..].chars().next().map_or(0, char::len_utf8);
            // （某某某）: who wrote the text, alone in brackets behind its last sentence.
            let behind = text[..open].ends_with(['。', '”', '！', '？']);
            let alone = (2..=3).contains(&inside.chars().count()) && behind;
            if inside.chars().count() > 40 || !alone && !inside.contains([' ', '\u{3000}']) {
                continue;
            }
            let mut at = start;
            let tokens = inside.split_inclusive([' ', '\u{3000}']).map(|token| {
                let begin = at;
                at += token.len();
                begin..begin + token.trim_end().len()
            });
            let tokens: Vec<Range<usize>> = tokens.collect();
            for token in tokens.into_iter().filter(|token| (2..=4).contains(&self.text[token.clone()].chars().count()))
            {
                let characters = || self.text[token.clone()].chars();
                let chinese = characters().count() <= 3 && self.surname_at(token.start).is_some();
                let other =
                    characters().count() >= 3 && characters().all(|c| self.lexicons.transliteration.contains(&c));
                let plain = characters().skip(1).all(|c| !self.lexicons.not_given.contains(&c) && !is_mark(c));
                if (chinese || other) && plain && !self.is_word(token.start, token.end) && !self.blocked(token.start) {
                    self.add(token);
                }
            }
        }
    }

    /// 记者 张 山: a name of two characters that is set with a blank between them.
    fn spaced(&self, at: usize) -> Option<usize> {
        let (_, given) = self.surname_at(at)?;
        let blank = self.text[given..].chars().next().filter(|c| matches!(c, ' ' | '\u{3000}'))?;
        let last = given + blank.len_utf8();
        let end = self.advance(last, 1)?;
        let c = self.text[last..].chars().next()?;
        let closes = self.text[end..].chars().next().is_none_or(|c| is_mark(c) || c.is_whitespace());
        let given = !is_mark(c) && !c.is_ascii() && !self.lexicons.not_given.contains(&c);
        (closes && given).then_some(end)
    }

    /// One name after another, as far as they go: 甲某某、乙某某 or, after a label, with blanks.
    fn list(&mut self, start: usize, anchor: Anchor) {
        let mut at = start;
        let mut first = true;
        let byline =
            |finder: &Self, at| (anchor == Anchor::Byline).then(|| finder.unknown_surname(at, anchor)).flatten();
        let labelled = self.text[..start].ends_with([' ', '\u{3000}', '：', ':', '/', '／']);
        while let Some(end) = self
            .name_at(at, if first { anchor } else { Anchor::List })
            .or_else(|| byline(self, at))
            .or_else(|| if labelled { self.spaced(at) } else { None })
            // A name with a middle dot, which has been found before.
            .or_else(|| self.found.get(&at).copied())
        {
            if self.blocked(at) {
                break;
            }
            self.add(at..end);
            first = false;
            let mut next = end;
            // 甲某某（某县某局副局长）、乙某某
            let rest = &self.text[next..];
            if let Some((note, length)) = bracketed(rest)
                && note.chars().count() <= 30
                && rest[length..].starts_with('、')
            {
                next += length;
            }
            let rest = &self.text[next..];
            let blanks: usize = rest.chars().take_while(|c| c.is_whitespace() && *c != '\n').map(char::len_utf8).sum();
            if blanks > 0 {
                next += blanks;
            } else if rest.starts_with('、') {
                next += '、'.len_utf8();
            } else {
                break;
            }
            at = next;
        }
    }

    /// Every further place of a known name.
    fn again(&mut self) {
        if self.names.is_empty() {
            return;
        }
        // A text has a few dozen names and is scanned for them once: to build an automaton takes longer than to scan.
        let mut by_initial: FxHashMap<char, Vec<String>> = FxHashMap::default();
        for name in &self.names {
            let initial = name.chars().next().unwrap_or_default();
            by_initial.entry(initial).or_default().push(name.clone());
        }
        by_initial.values_mut().for_each(|names| names.sort_by_key(|name| std::cmp::Reverse(name.len())));
        let initials = CharacterFilter::new(by_initial.keys().copied());
        let text = self.text;
        let mut end = 0;
        for (at, c) in text.char_indices().filter(|(_, c)| initials.may_hold(*c)) {
            let names = by_initial.get(&c).filter(|_| at >= end);
            // The longest name that begins here.
            if let Some(name) = names.and_then(|names| names.iter().find(|name| text[at..].starts_with(name.as_str())))
            {
                end = at + name.len();
                if !self.blocked(at) {
                    self.add(at..end);
                }
            }
        }
    }

    fn advance(&self, at: usize, characters: usize) -> Option<usize> {
        let mut end = at;
        let mut rest = self.text[at..].chars();
        for _ in 0..characters {
            end += rest.next()?.len_utf8();
        }
        Some(end)
    }

    /// The surname that stands here and the byte behind it.
    fn surname_at(&self, at: usize) -> Option<(usize, usize)> {
        let two = self.advance(at, 2).filter(|end| self.lexicons.compound_surnames.contains(&self.text[at..*end]));
        if let Some(end) = two {
            return Some((at, end));
        }
        let c = self.text[at..].chars().next()?;
        self.lexicons.surnames.contains(&c).then(|| (at, at + c.len_utf8()))
    }

    fn is_word(&self, start: usize, end: usize) -> bool {
        let mut stop = start;
        for c in self.text[start..].chars().take(4) {
            stop += c.len_utf8();
            if self.lexicons.not_names.contains(&self.text[start..stop])
                || stop - start > 3 && self.lexicons.roles.contains(&self.text[start..stop])
            {
                return true;
            }
        }
        self.lexicons.not_names.contains(&self.text[start..end])
    }

    /// Whether a word that follows names begins here.
    fn verb_at(&self, at: usize) -> bool {
        let first = self.text[at..].chars().next();
        if !first.is_some_and(|first| self.lexicons.after_name_begins.contains(&first)) {
            return false;
        }
        let mut end = at;
        for c in self.text[at..].chars().take(3) {
            end += c.len_utf8();
            if self.lexicons.after_name.contains(&self.text[at..end]) {
                return true;
            }
        }
        false
    }

    /// Whether such a word of two or more characters begins here; one character alone may be part of a name.
    fn long_verb_at(&self, at: usize) -> bool {
        let two = self.advance(at, 2);
        let three = self.advance(at, 3);
        two.into_iter().chain(three).any(|end| self.lexicons.after_name.contains(&self.text[at..end]))
    }

    fn ends_well(&self, end: usize) -> bool {
        self.text[end..].chars().next().is_none_or(is_mark)
            || self.verb_at(end)
            || self.all.binary_search_by_key(&end, |mention| mention.range.start).is_ok()
    }

    /// The end of the name that begins here. Names behind a post or a role are surer than others, which must end well.
    fn name_at(&self, at: usize, anchor: Anchor) -> Option<usize> {
        let first = self.text[at..].chars().next()?;
        if is_mark(first) || self.is_word(at, at) {
            return None;
        }
        let given_fits = |range: Range<usize>| {
            self.text[range].chars().all(|c| !self.lexicons.not_given.contains(&c) && !is_mark(c) && !c.is_ascii())
        };
        // 公保才旦: a run of such characters that goes on behind a Chinese name's end is no Chinese name.
        if anchor != Anchor::List
            && let Some(run) = self.transliterated(at).filter(|run| self.text[at..*run].chars().count() >= 4)
            && self.advance(at, 3).is_some_and(|three| !self.ends_well(three))
        {
            return Some(run);
        }
        // 吉觉阿呷一年…: behind a post or a role four or five such characters are a name, whatever goes on behind them.
        if matches!(anchor, Anchor::Post | Anchor::Role) {
            let run = self.text[at..].chars().take_while(|c| self.lexicons.transliteration.contains(c)).take(6);
            let run: Vec<char> = run.collect();
            let end = at + run.iter().map(|c| c.len_utf8()).sum::<usize>();
            let chinese = self.advance(at, 3).is_some_and(|three| self.ends_well(three));
            if (4..=5).contains(&run.len()) && !chinese && !self.blocked_between(at, end) && !self.is_word(at, end) {
                return Some(end);
            }
        }
        if let Some((_, given)) = self.surname_at(at) {
            // 某其骏: characters that are rarely in a name may stand in its middle where it ends well.
            let middle = self.text[given..].starts_with(RARELY_GIVEN) && anchor != Anchor::List;
            let last_fits = |end: usize| middle && given_fits(given + '其'.len_utf8()..end) && self.ends_well(end);
            let two = self
                .advance(given, 2)
                .filter(|end| (given_fits(given..*end) || last_fits(*end)) && !self.long_verb_at(given));
            let one = self.advance(given, 1).filter(|end| given_fits(given..*end));
            // A verb that begins with the second character of the given name ends the name before it.
            let cut = one
                .is_some_and(|one| self.verb_at(one) && self.text[one..].chars().next().is_some_and(|c| !is_mark(c)));
            // 石某来告诉记者: the verb behind the longer name shows that 来 belongs to it.
            // 门某来，56岁: before a mark too.
            let goes_on = one.is_some_and(|one| self.text[one..].starts_with(['来', '有']))
                && two.is_some_and(|two| {
                    let closes = self.text[two..].chars().next().is_none_or(|c| is_mark(c) && c != '、');
                    (self.long_verb_at(two) || closes && self.text[..two].ends_with('来'))
                        && !self.text[two..].starts_with('到')
                });
            if let Some(one) = one
                .filter(|one| self.ends_well(*one) && !goes_on && (cut || two.is_none_or(|two| !self.ends_well(two))))
            {
                return Some(one);
            }
            let phrase = |end: usize| {
                self.lexicons.doubtful_surnames.contains(&first) && self.text[given..end].contains(NOT_AFTER_DOUBTFUL)
            };
            if let Some(two) = two.filter(|two| self.ends_well(*two) && !phrase(*two)) {
                return Some(two);
            }
            if let Some(run) = self.transliterated(at) {
                return Some(run);
            }
            let sure = match anchor {
                Anchor::List => false,
                Anchor::Role | Anchor::Byline => !self.lexicons.doubtful_surnames.contains(&first),
                // 副局长于某某: in a post's place the doubtful surname is one, unless what follows is no given name.
                // 副主任和辅导员: what joins two posts is no surname.
                Anchor::Post => {
                    !self.lexicons.doubtful_surnames.contains(&first)
                        || first != '和' && two.is_some_and(|two| !self.text[given..two].contains(NOT_AFTER_DOUBTFUL))
                }
            };
            if let Some(two) = two.filter(|_| sure).filter(|two| !self.blocked_between(at, *two)) {
                return Some(two);
            }
        }
        self.transliterated(at).or_else(|| self.unknown_surname(at, anchor))
    }

    /// A name whose surname no list has: two or three characters right behind a post, or any that stand alone in a by-line,
    /// and then a mark or a word that follows names.
    fn unknown_surname(&self, at: usize, anchor: Anchor) -> Option<usize> {
        let most = match anchor {
            Anchor::Post => 3,
            Anchor::Byline => 4,
            Anchor::Role | Anchor::List => return None,
        };
        if self.verb_at(at) {
            return None;
        }
        let mut end = at;
        for (count, c) in self.text[at..].chars().take(most + 1).enumerate() {
            let closes = is_mark(c) && !matches!(c, '（' | '(' | '《' | '“' | '：' | ':');
            if count >= 2 && (closes || anchor == Anchor::Post && self.long_verb_at(end)) {
                let next = self.all.partition_point(|mention| mention.range.end <= at);
                let free =
                    self.all.get(next).is_none_or(|mention| mention.range.start >= end) && !self.is_word(at, end);
                return Some(end).filter(|_| free);
            }
            let given = !self.lexicons.not_given.contains(&c) || self.lexicons.transliteration.contains(&c);
            if count == most || is_mark(c) || c.is_ascii() || !given {
                return None;
            }
            end += c.len_utf8();
        }
        // The text ends with the name.
        let long = self.text[at..end].chars().count() >= 2;
        (anchor == Anchor::Byline && long && end == self.text.len()).then_some(end)
    }

    fn blocked_between(&self, start: usize, end: usize) -> bool {
        self.text[start..end].char_indices().any(|(at, _)| self.blocked(start + at))
    }

    /// Three to six characters of transliterated names that end well: 扎西次仁.
    fn transliterated(&self, at: usize) -> Option<usize> {
        let mut end = at;
        let mut best = None;
        for (count, c) in self.text[at..].chars().take(7).enumerate() {
            if count >= 3 && self.ends_well(end) {
                best = Some(end);
                if self.verb_at(end) {
                    break;
                }
            }
            if !self.lexicons.transliteration.contains(&c) || self.lexicons.not_given.contains(&c) {
                break;
            }
            end += c.len_utf8();
            if count == 6 {
                return None;
            }
        }
        best
    }
}
