//! People whom a clause begins with: before a verb of speech, before what people do, before the post that they hold.

use std::ops::Range;

use crate::mention::characters::Characters;
use crate::mention::division::is_mark;
use crate::mention::{Kind, MentionValue};
use crate::read::Block;

use super::{Finder, RARELY_GIVEN};

/// Where a clause begins, or what may be one.
pub(super) struct ClauseStart {
    /// The byte of its first character.
    pub(super) at: usize,
    /// Whether it opens its block or stands behind a mark, and not only behind 由 (由某某某接任县长).
    pub(super) behind_mark: bool,
}

/// The beginnings of the clauses of blocks, one list for each.
pub(super) fn clause_starts(blocks: &[Block], characters: &Characters) -> Vec<Vec<ClauseStart>> {
    let all = characters.all();
    let starts_in = |range: &Range<usize>| {
        let index = |byte: usize| all.partition_point(|(at, _)| (*at as usize) < byte);
        let mut starts = Vec::new();
        let mut before = None;
        for (at, c) in &all[index(range.start)..index(range.end)] {
            let behind_mark = before.is_none_or(is_mark);
            if behind_mark || before == Some('由') {
                starts.push(ClauseStart { at: *at as usize, behind_mark });
            }
            before = Some(*c);
        }
        starts
    };
    blocks.iter().map(|block| starts_in(&block.range)).collect()
}

impl Finder<'_> {
    /// 甲某某说 at the beginning of a clause.
    pub(super) fn before_speech(&mut self, starts: &[ClauseStart]) {
        for at in starts.iter().map(|start| start.at) {
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
                let speech = self.lexicons.speech_verbs.begin(&self.text[end..]);
                let speaks = serves || speech || long && self.lexicons.doings.begin(&self.text[end..]);
                if !speaks {
                    continue;
                }
                // 蓝有某说: before a verb of speech such a character may stand in the middle of a name.
                let rare = characters == 2 && self.text[given..].starts_with(RARELY_GIVEN);
                let given = match rare && speech {
                    true => given + self.text[given..].chars().next().map_or(0, char::len_utf8),
                    false => given,
                };
                let plain = self.text[given..end].chars().all(|c| !self.lexicons.not_given.contains(&c) && !is_mark(c));
                // 甲县挂职干部: a place that sends people begins clauses too.
                let place = self
                    .all
                    .binary_search_by_key(&at, |mention| mention.range.start)
                    .is_ok_and(|index| self.all[index].range.end == end);
                if plain && !place && !self.is_word(at, end) {
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
