//! Names beside what makes them likely: posts, words for people, places and bodies, the labels of by-lines.

use std::ops::Range;

use crate::mention::MentionValue;
use crate::mention::division::is_mark;
use crate::read::{Block, BlockKind, Document};

use super::{Anchor, Finder};

/// What stands in the brackets that a text opens with, and how many bytes they take with it.
pub(super) fn bracketed(text: &str) -> Option<(&str, usize)> {
    let inside = text.strip_prefix(['（', '('])?;
    let length = inside.find(['）', ')'])?;
    let closing = inside[length..].chars().next().map_or(0, char::len_utf8);
    Some((&inside[..length], text.len() - inside.len() + length + closing))
}

impl Finder<'_> {
    pub(super) fn after_posts(&mut self) {
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
    pub(super) fn of_places(&mut self) {
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
            let followed = self.long_verb_at(two) || self.lexicons.doings.begin(&self.text[two..]);
            if plain && followed && !self.is_word(at, two) && !self.blocked_between(at, two) {
                self.add(at..two);
            }
        }
    }

    /// 选派甲某某、乙某某等人: names behind a verb that takes people, where they end well.
    pub(super) fn taken(&mut self) {
        let lexicons = self.lexicons;
        let mut ends = Vec::new();
        lexicons.takes_people.find(self.text, |verb, _| ends.push(verb.end));
        ends.dedup();
        for at in ends {
            let plain = |c: char| !lexicons.doubtful_surnames.contains(&c) && lexicons.surnames.contains(&c);
            // 由某中学援派的某某某担任…: behind 的 before a verb.
            if let Some(rest) = self.text[at..].strip_prefix('的') {
                let at = self.text.len() - rest.len();
                let three = self.surname_at(at).and_then(|(_, given)| self.advance(given, 2));
                let sure = self.text[at..].starts_with(plain);
                let named = three.is_some_and(|end| {
                    let ends = sure || self.long_verb_at(end);
                    ends && self.name_at(at, Anchor::List) == Some(end) && !self.is_word(at, end)
                });
                if named {
                    self.list(at, Anchor::List);
                }
                continue;
            }
            let three = self.surname_at(at).and_then(|(_, given)| self.advance(given, 2));
            let named = self.text[at..].starts_with(plain)
                && three.is_some_and(|end| self.name_at(at, Anchor::List) == Some(end) && !self.is_word(at, end));
            if named {
                self.list(at, Anchor::List);
            }
        }
    }

    /// 王立民书记: a name right before a title that names no body.
    pub(super) fn before_posts(&mut self) {
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

    pub(super) fn after_roles(&mut self, block: Range<usize>, byline: bool) {
        let text = &self.text[block.clone()];
        let mut places: Vec<usize> = Vec::new();
        self.lexicons.role_scan.find(text, |role, _| places.push(block.start + role.end));
        places.dedup();
        // 教师节那天: a day is called after those whose it is.
        places.retain(|end| !self.text[*end..].starts_with('节'));
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
    pub(super) fn after_bodies_in_bylines(&mut self, document: &Document) {
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
    pub(super) fn in_closing_brackets(&mut self, document: &Document) {
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
}
