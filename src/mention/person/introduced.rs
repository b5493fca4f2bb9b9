//! People whom a text introduces without a post before the name: who takes one up, who is asked, who is told of again and again.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::mention::MentionValue;
use crate::mention::division::is_mark;
use crate::mention::word_scan::places;
use crate::read::Document;

use super::Finder;
use super::clauses::ClauseStart;

/// Verbs of taking up a post, the longer ones first.
const TAKING_UP: [&str; 8] = ["挂职担任", "挂职任", "担任", "挂任", "兼任", "出任", "挂职", "任"];

/// What shows that something is grown or sold and no person, behind its name …
const OF_GOODS: [&str; 17] = [
    "产业", "种植", "养殖", "基地", "加工", "收购", "价格", "苗", "园", "产量", "丰收", "市场", "品牌", "销", "的种",
    "等", "地",
];
/// … and right before it.
const BEFORE_GOODS: [char; 14] = ['种', '卖', '吃', '收', '栽', '斤', '吨', '亩', '产', '养', '摘', '采', '买', '万'];

impl Finder<'_> {
    /// 王立民任某局副局长: a name that opens a clause, before a verb of taking up the post that follows.
    pub(super) fn before_taken_posts(&mut self) {
        let posts = self.all.iter().filter(|mention| matches!(mention.value, MentionValue::Post(_)));
        let starts: Vec<usize> = posts.map(|mention| mention.range.start).collect();
        for start in starts {
            let before = &self.text[..start];
            let Some(verb) = TAKING_UP.iter().find(|verb| before.ends_with(**verb)) else { continue };
            let end = start - verb.len();
            for characters in [3, 2] {
                let Some((begin, _)) = self.text[..end].char_indices().rev().nth(characters - 1) else { continue };
                let opens = self.text[..begin].chars().next_back().is_none_or(is_mark)
                    || ["其中", "和", "由"].iter().any(|word| self.text[..begin].ends_with(word));
                let given = self.surname_at(begin).map(|(_, given)| given).filter(|given| *given < end);
                let doubtful = self.text[begin..].starts_with(|c| self.lexicons.doubtful_surnames.contains(&c));
                let plain = given.is_some_and(|given| {
                    self.text[given..end].chars().all(|c| !self.lexicons.not_given.contains(&c) && !is_mark(c))
                });
                if opens && plain && !doubtful && !self.is_word(begin, end) && !self.blocked_between(begin, end) {
                    self.add(begin..end);
                    break;
                }
            }
        }
    }

    /// 王立民，某区某局干部，…: three characters that open a sentence, before a body and a word for whoever works there.
    pub(super) fn apposed(&mut self) {
        const NEAR: usize = 12;
        let text = self.text;
        let begins = self.all.iter().filter(|mention| {
            mention.kind.is_division() || matches!(mention.value, MentionValue::Name(_) | MentionValue::Post(_))
        });
        let begins: Vec<(usize, usize, bool)> = begins
            .map(|mention| {
                let post = matches!(mention.value, MentionValue::Post(_));
                (mention.range.start, mention.range.end, post)
            })
            .collect();
        for (start, end, post) in begins {
            let Some(before) = text[..start].strip_suffix('，') else { continue };
            let Some((at, _)) = before.char_indices().rev().nth(2) else { continue };
            let opens = text[..at].chars().next_back().is_none_or(|c| c.is_whitespace() || "。！？”：；".contains(c));
            if !opens || self.three_like_a_name(at) != Some(before.len()) {
                continue;
            }
            let clause: String = text[end..].chars().take(NEAR).take_while(|c| !is_mark(*c)).collect();
            if post || self.lexicons.ends_in_role(&clause) {
                self.add(at..before.len());
            }
        }
    }

    /// 与他同来的某某某，是某医院医师: behind 的 three characters, before the verb of being and the body or the post that says who
    /// that is.
    pub(super) fn described(&mut self) {
        const BEING: [&str; 7] = ["是", "就是", "正是", "则是", "原是", "本是", "来自"];
        let text = self.text;
        for at in memchr::memmem::find_iter(text.as_bytes(), "的").map(|at| at + "的".len()) {
            let Some(end) = self.three_like_a_name(at) else { continue };
            let rest = &text[end..];
            let rest = rest.strip_prefix('，').unwrap_or(rest);
            let Some(rest) = BEING.iter().find_map(|verb| rest.strip_prefix(verb)) else { continue };
            let begin = text.len() - rest.len();
            let near = rest.char_indices().take(3).map(|(offset, _)| begin + offset);
            let told = near.into_iter().any(|near| {
                let mention = self.all.binary_search_by_key(&near, |mention| mention.range.start);
                mention.is_ok_and(|index| {
                    let mention = &self.all[index];
                    let who =
                        matches!(mention.value, MentionValue::Name(_) | MentionValue::Post(_) | MentionValue::Date(_));
                    who || mention.kind.is_division()
                })
            });
            if told {
                self.add(at..end);
            }
        }
    }

    /// 某某某：… at the beginning of several paragraphs: who is asked in an interview.
    pub(super) fn interviewed(&mut self, document: &Document) {
        let mut labels: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for block in &document.blocks {
            let text = &self.text[block.range.clone()];
            let label = text.split_once(['：', ':']).map(|(label, _)| label);
            if let Some(label) = label.filter(|label| (2..=4).contains(&label.chars().count())) {
                labels.entry(label).or_default().push(block.range.start);
            }
        }
        for (label, places) in labels.into_iter().filter(|(_, places)| places.len() >= 2) {
            let named = |at: usize| {
                let given = self.surname_at(at).map(|(_, given)| given).filter(|given| *given < at + label.len());
                given.is_some_and(|given| {
                    let rest = &self.text[given..at + label.len()];
                    rest.chars().all(|c| !self.lexicons.not_given.contains(&c) && !is_mark(c))
                })
            };
            let free = |at: usize| !self.is_word(at, at + label.len()) && !self.blocked_between(at, at + label.len());
            if places.iter().all(|at| named(*at) && free(*at)) {
                for at in places {
                    self.add(at..at + label.len());
                }
            }
        }
    }

    /// Three characters that begin clauses again and again like a name, and at least once before a word that follows
    /// names, are one: whom a portrait tells of, it names without a post.
    pub(super) fn told_of_again_and_again<'s>(&mut self, starts: impl Iterator<Item = &'s ClauseStart>) {
        let text = self.text;
        let mut candidates: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for at in starts.filter(|start| start.behind_mark).map(|start| start.at) {
            if let Some(end) = self.three_like_a_name(at) {
                candidates.entry(&text[at..end]).or_default().push(at);
            }
        }
        let followed = |name: &str, at: &usize| self.long_verb_at(at + name.len());
        candidates.retain(|name, begins| begins.len() >= 2 && begins.iter().any(|at| followed(name, at)));
        let names: Vec<&str> = candidates.keys().copied().collect();
        for (begins, all) in candidates.values().zip(places(text, &names)) {
            let goods = |place: &Range<usize>| {
                OF_GOODS.iter().any(|word| text[place.end..].starts_with(word))
                    || text[..place.start].ends_with(BEFORE_GOODS)
                    || text[..place.start].ends_with(|c: char| c.is_ascii_digit())
            };
            if all.len() >= 3 && begins.len() * 2 >= all.len() && !all.iter().any(goods) {
                all.into_iter().for_each(|place| self.add(place));
            }
        }
    }

    /// The end of three characters that may be a surname and a given name.
    fn three_like_a_name(&self, at: usize) -> Option<usize> {
        let first = self.text[at..].chars().next()?;
        if !self.lexicons.surnames.contains(&first) || self.lexicons.doubtful_surnames.contains(&first) {
            return None;
        }
        let given = at + first.len_utf8();
        let two = self.advance(given, 1)?;
        let end = self.advance(given, 2)?;
        let plain = self.text[given..end].chars().all(|c| !self.lexicons.not_given.contains(&c) && !is_mark(c));
        (plain && !self.verb_at(two) && !self.is_word(at, end) && !self.blocked_between(at, end)).then_some(end)
    }
}
