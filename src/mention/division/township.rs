//! Townships that the gazetteer does not have: merged, renamed or new ones, right behind their county.

use crate::gazetteer::{DivisionId, DivisionType, gazetteer};

use super::{DivisionPart, Resolver, is_mark};

/// The words for their level.
const LEVELS: [&str; 3] = ["苏木", "乡", "镇"];

/// No name is longer than this before the word for its level, in characters.
const LONGEST: usize = 4;

/// What makes another word of 乡 or 镇 before it: 家乡, 返乡, 城镇, 三个乡, 特色小镇.
const BEFORE: &str = "城家故返回老水同异他侨思离还下还本全各该这那每些几数多个的大小古集重村乡镇县等和与在到赴为是有成名进入往向从由给把被建造做变设好此某两及跟";

/// What tells of which sort townships are, and names none: 贫困乡, 产业强镇.
const SORTS: [&str; 18] = [
    "贫困", "偏远", "边远", "民族", "边境", "中心", "重点", "建制", "特色", "旅游", "示范", "强", "脱贫", "薄弱",
    "落后", "试点", "高寒", "边关",
];

/// And what makes another word with it: 乡村, 乡镇, 乡亲.
const BEHIND: [char; 9] = ['村', '镇', '亲', '土', '音', '情', '愁', '间', '里'];

impl Resolver<'_> {
    /// 某县下某乡: a name right behind a county, if it is no phrase.
    pub(super) fn accept_unknown_townships(&mut self) {
        let text = self.text;
        for level in LEVELS {
            for at in memchr::memmem::find_iter(text.as_bytes(), level) {
                let end = at + level.len();
                if let Some((start, county)) = self.may_be_township(at).filter(|_| !text[end..].starts_with(BEHIND)) {
                    self.accept_unknown_township(start, end, county);
                }
            }
        }
    }

    fn accept_unknown_township(&mut self, start: usize, end: usize, county: DivisionId) {
        let range = start..end;
        if self.taken.overlaps(&range) {
            return;
        }
        self.taken.insert(&range);
        let part = DivisionPart {
            range,
            id: None,
            kind: DivisionType::Township,
            candidates: Vec::new(),
            within: Some(county),
            called: Vec::new(),
        };
        self.parts.insert(start, part);
    }

    /// Where the name of a township begins that a word for its level at a byte can end: behind a county, if what stands between
    /// is no phrase.
    pub(super) fn may_be_township(&self, level: usize) -> Option<(usize, DivisionId)> {
        let text = self.text;
        let mut start = level;
        for _ in 0..LONGEST {
            let c = text[..start].chars().next_back().filter(|c| !is_mark(*c) && !c.is_ascii())?;
            if "的各和与在".contains(c) {
                return None;
            }
            start -= c.len_utf8();
            if let Some(part) = self.part_ending_at(start) {
                let county = part.id.filter(|id| gazetteer().level(*id) == 3)?;
                let another_word = text[..level].ends_with(|c| BEFORE.contains(c))
                    || SORTS.iter().any(|sort| text[..level].ends_with(sort));
                return (!another_word && !self.holds_boundary(start..level)).then_some((start, county));
            }
        }
        None
    }
}
