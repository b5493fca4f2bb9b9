//! Townships that the gazetteer does not have: merged, renamed or new ones, right behind their county.

use crate::gazetteer::{DivisionType, gazetteer};

use super::{DivisionPart, Resolver, is_mark};

/// The words for their level.
const LEVELS: [&str; 3] = ["苏木", "乡", "镇"];

/// No name is longer than this before the word for its level, in characters.
const LONGEST: usize = 4;

/// What makes another word of 乡 or 镇 before it: 家乡, 返乡, 城镇, 三个乡, 特色小镇.
const BEFORE: &str = "城家故返回老水同异他侨思离还下还本全各该这那每些几数多个的大小古集重村乡镇县等和与在到赴为是有成名进入往向从由给把被建造做变设好此某两";

/// And what makes one with it: 乡村, 乡镇, 乡亲.
const BEHIND: [char; 9] = ['村', '镇', '亲', '土', '音', '情', '愁', '间', '里'];

impl Resolver<'_> {
    /// 某县下某乡: a name right behind a county, if it is no phrase.
    pub(super) fn accept_unknown_townships(&mut self) {
        let text = self.text;
        for level in LEVELS {
            for at in memchr::memmem::find_iter(text.as_bytes(), level) {
                self.accept_unknown_township(at, at + level.len());
            }
        }
    }

    fn accept_unknown_township(&mut self, level: usize, end: usize) {
        let text = self.text;
        if text[end..].starts_with(BEHIND) || text[..level].ends_with(|c| BEFORE.contains(c)) {
            return;
        }
        let mut start = level;
        let mut characters = 0;
        let county = loop {
            if let Some(part) = self.part_ending_at(start) {
                break part.id.filter(|id| gazetteer().level(*id) == 3);
            }
            let Some(c) = text[..start].chars().next_back().filter(|c| !is_mark(*c) && !c.is_ascii()) else { return };
            if characters == LONGEST || "的各和与在".contains(c) {
                return;
            }
            start -= c.len_utf8();
            characters += 1;
        };
        let range = start..end;
        let Some(county) = county.filter(|_| characters > 0 && !self.taken.overlaps(&range)) else { return };
        if self.holds_boundary(start..level) {
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
}
