//! Words that stand for something named before: 该项目, a head alone.

use std::ops::Range;

use crate::mention::division::is_mark;
use crate::mention::{Mention, MentionValue};

use super::Finder;

impl Finder<'_> {
    pub(super) fn reference(&mut self, range: Range<usize>, rule: usize) {
        let (reference, kinds) = self.lexicons.reference(rule);
        if reference.opens && !self.opens_sentence(&range) {
            return;
        }
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

    /// 这个去年建成的项目: a head behind a demonstrative and what is said of the thing refers to it as 该项目 does.
    pub(super) fn demonstrated(&self, floor: usize, head: &Range<usize>) -> Option<Mention> {
        const DEMONSTRATIVES: [&str; 7] = ["这个", "这座", "这家", "这片", "这处", "这条", "这所"];
        const FARTHEST: usize = 14;
        let said = self.text[floor..head.start].strip_suffix('的')?;
        let near = said.char_indices().rev().take(FARTHEST).take_while(|(_, c)| !is_mark(*c));
        let start = near.last().map(|(at, _)| at)?;
        DEMONSTRATIVES.iter().find(|word| said[start..].contains(*word))?;
        let rule = *self.lexicons.reference_words.get(&format!("该{}", &self.text[head.clone()]))?;
        let kind = *self.lexicons.reference(rule).1.first()?;
        Some(Mention { kind, range: head.clone(), value: MentionValue::Reference(rule) })
    }

    /// 分选中心 behind 某某分选中心, 该养殖场: a head alone, where a clause begins or behind a demonstrative, names the thing once
    /// more whose name ends so.
    pub(super) fn recalled(&self, head: &Range<usize>, rule_index: usize) -> Option<Mention> {
        const DEMONSTRATIVES: [&str; 9] = ["该", "此", "这个", "这座", "这家", "这片", "这处", "这条", "这所"];
        let (rule, kind) = &self.lexicons.names[rule_index];
        let word = &self.text[head.clone()];
        let before = &self.text[..head.start];
        let demonstrative = DEMONSTRATIVES.iter().find(|word| before.ends_with(*word));
        let opens = before.chars().next_back().is_none_or(|c| is_mark(c) && c != '、' || c.is_whitespace());
        // A word of two characters is too often a class.
        let telling = word.chars().count() >= 3 && !rule.generic_only.iter().any(|generic| generic == word);
        if demonstrative.is_none() && !(opens && telling) || rule.attach.is_some() || !self.heads.contains(word) {
            return None;
        }
        let start = head.start - demonstrative.map_or(0, |word| word.len());
        Some(Mention { kind: *kind, range: start..head.end, value: MentionValue::Head(head.clone()) })
    }

    /// 。项目由…: whether a word opens a sentence and a predicate follows.
    fn opens_sentence(&self, range: &Range<usize>) -> bool {
        let before = self.text[..range.start].chars().next_back();
        let predicate = [
            "由",
            "总投资",
            "占地",
            "建成",
            "投产",
            "位于",
            "采用",
            "于",
            "计划总投资",
            "建设地点",
            "落户",
            "落地",
            "现",
        ];
        let rest = &self.text[range.end..];
        before.is_none_or(|c| c.is_whitespace() || matches!(c, '。' | '；' | '！' | '”'))
            && predicate.iter().any(|word| rest.starts_with(word))
    }
}
