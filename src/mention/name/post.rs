//! Posts: a title and the body before it.

use std::ops::Range;

use crate::mention::division::is_mark;
use crate::mention::number::number_at;
use crate::mention::{Kind, Mention, MentionValue, Post, division_mention};

use super::Finder;

impl Finder<'_> {
    pub(super) fn post(&mut self, floor: usize, title: Range<usize>, government: bool) {
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
        // 骨科主任医师 is a rank, 主任医师, and no head of a department.
        let rank = ["医师", "护师", "技师", "药师"].into_iter().find(|rank| text[title.end..].starts_with(rank));
        let rank = rank.filter(|_| text[title.clone()].ends_with("主任"));
        let title = title.start..title.end + rank.map_or(0, str::len);
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
            let part = division_mention(chain);
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
