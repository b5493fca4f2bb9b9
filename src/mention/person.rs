//! Names of people: after a post or a word for people, in by-lines, before a verb of speech, with a middle dot, and
//! wherever a name that is known stands again.

mod anchored;
mod clauses;
mod introduced;
mod shape;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::gazetteer::CharacterFilter;
use crate::read::{BlockKind, Document};

use rustc_hash::FxHashMap;

use super::characters::Characters;
use super::division::is_mark;
use super::lexicon::Lexicons;
use super::{Kind, Mention, MentionValue};

/// Adds the persons of a document to its mentions.
pub(super) fn persons(document: &Document, lexicons: &Lexicons, characters: &Characters, all: &mut Vec<Mention>) {
    let (names, found) = (BTreeSet::new(), BTreeMap::new());
    let mut finder = Finder { text: &document.text, characters, lexicons, all, names, found };
    let clauses = clauses::clause_starts(&document.blocks, characters);
    finder.dotted();
    finder.alone(document);
    finder.after_posts();
    finder.before_posts();
    finder.before_taken_posts();
    finder.apposed();
    finder.of_places();
    finder.described();
    finder.taken();
    for (block, starts) in document.blocks.iter().zip(&clauses) {
        finder.after_roles(block.range.clone(), block.kind == BlockKind::Byline);
        finder.before_speech(starts);
    }
    finder.after_bodies_in_bylines(document);
    finder.in_closing_brackets(document);
    finder.interviewed(document);
    finder.told_of_again_and_again(clauses.iter().flatten());
    finder.again();
    let found = finder.found;
    if found.is_empty() {
        return;
    }
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

/// Characters that no given name ends in, but some have in the middle: 某其骏.
const RARELY_GIVEN: [char; 6] = ['其', '有', '如', '之', '由', '向'];

struct Finder<'a> {
    text: &'a str,
    characters: &'a Characters,
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
        let dots = self.characters.all().iter().filter(|(_, c)| matches!(c, '·' | '•' | '・'));
        for (dot, mark) in dots.map(|(at, mark)| (*at as usize, mark.len_utf8())) {
            let fits = |c: &char| self.lexicons.transliteration.contains(c);
            let start = text[..dot].char_indices().rev().take_while(|(_, c)| fits(c)).take(6).last().map(|(at, _)| at);
            let after = dot + mark;
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
            if let Some((note, length)) = anchored::bracketed(rest)
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
        for (at, c) in self.characters.all().iter().filter(|(_, c)| initials.may_hold(*c)) {
            let at = *at as usize;
            let names = by_initial.get(c).filter(|_| at >= end);
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

    fn blocked_between(&self, start: usize, end: usize) -> bool {
        self.text[start..end].char_indices().any(|(at, _)| self.blocked(start + at))
    }
}
