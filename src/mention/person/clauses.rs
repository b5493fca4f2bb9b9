//! People whom a clause begins with: before a verb of speech, before what people do, before the post that they hold.

use std::ops::Range;

use crate::mention::division::is_mark;
use crate::mention::{Kind, MentionValue};

use super::{Finder, RARELY_GIVEN};

impl Finder<'_> {
    /// 甲某某说 at the beginning of a clause.
    pub(super) fn before_speech(&mut self, block: Range<usize>) {
        let mut clause_begins = true;
        let mut places = Vec::new();
        for (at, c) in self.text[block.clone()].char_indices() {
            if clause_begins {
                places.push(block.start + at);
            }
            // 由某某某接任县长
            clause_begins = is_mark(c) || c == '由';
        }
        for at in places {
            if self.blocked(at) {
                continue;
            }
            let Some((_, given)) = self.surname_at(at) else {
                continue;
            };
            for characters in [2, 1] {
                let Some(end) = self.advance(given, characters) else {
                    continue;
                };
                // Fewer words begin like a surname with two more characters than with one.
                let long =
                    characters == 2 && !self.text[at..].starts_with(|c| self.lexicons.doubtful_surnames.contains(&c));
                let serves = long && self.serves_from(end);
                let begins = |c: char| self.lexicons.speech_begins.contains(&c);
                if !serves && !self.text[end..].chars().next().is_some_and(begins) {
                    continue;
                }
                let told_by = |words: &[String]| words.iter().any(|word| self.text[end..].starts_with(word.as_str()));
                // 蓝有某说: before a verb of speech such a character may stand in the middle of a name.
                let rare = characters == 2 && self.text[given..].starts_with(RARELY_GIVEN);
                let given = match rare && told_by(&self.lexicons.lists.speech_verbs) {
                    true => given + self.text[given..].chars().next().map_or(0, char::len_utf8),
                    false => given,
                };
                let plain = self.text[given..end].chars().all(|c| !self.lexicons.not_given.contains(&c) && !is_mark(c));
                let speaks = serves
                    || told_by(&self.lexicons.lists.speech_verbs)
                    || long && told_by(&self.lexicons.lists.doings);
                // 甲县挂职干部: a place that sends people begins clauses too.
                let place = self
                    .all
                    .binary_search_by_key(&at, |mention| mention.range.start)
                    .is_ok_and(|index| self.all[index].range.end == end);
                if plain && speaks && !place && !self.is_word(at, end) {
                    self.add(at..end);
                    break;
                }
            }
        }
    }

    /// 某某某2022年4月起任某县某局副局长: whether a verb of holding a post and, in the same clause, a post with its body stand
    /// behind what may be a name.
    fn serves_from(&self, end: usize) -> bool {
        const HOLDS: [&str; 14] =
            ["现任", "担任", "出任", "接任", "兼任", "挂任", "挂职", "原任", "原是", "本是", "现为", "任", "是", "系"];
        let mention_at = |at: usize| {
            let index = self.all.binary_search_by_key(&at, |mention| mention.range.start).ok()?;
            Some(&self.all[index])
        };
        let held = |at: usize| {
            mention_at(at)
                .is_some_and(|mention| matches!(&mention.value, MentionValue::Post(post) if post.body.is_some()))
        };
        if let Some(inside) = self.text[end..].strip_prefix(['（', '(']) {
            return held(self.text.len() - inside.len());
        }
        let bare = self.text[end..].strip_prefix(['于', '自', '从']).map_or(end, |rest| self.text.len() - rest.len());
        let dated = mention_at(bare).filter(|mention| mention.kind == Kind::DATE).map_or(end, |date| date.range.end);
        let rest = self.text[dated..].strip_prefix('起').unwrap_or(&self.text[dated..]);
        let Some(verb) = HOLDS.iter().find(|verb| rest.starts_with(**verb)) else { return false };
        // 徐州联系某县某局局长: 系 is half of a word.
        if *verb == "系" && self.text[..end].ends_with(['联', '关']) {
            return false;
        }
        let from = self.text.len() - rest.len() + verb.len();
        let mut at = from;
        for c in std::iter::once('\0').chain(self.text[from..].chars().take(12)) {
            at += if c == '\0' { 0 } else { c.len_utf8() };
            if mention_at(at).is_some() {
                return held(at);
            }
            if c != '\0' && is_mark(c) {
                return false;
            }
        }
        false
    }
}
