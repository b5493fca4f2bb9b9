//! Short names (丰台, 扎旗): everyday words too, so each needs a reason in the document.

use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::gazetteer::{DivisionId, NameKind, gazetteer};

use crate::mention::JOINTS;
use crate::mention::characters::Characters;
use crate::mention::list_class::{self, ListClass, list_class};

use super::{Around, Bearer, Hit, Resolver, is_mark};

impl Resolver<'_> {
    /// Takes short names that a division bears of which it is evident; none where all stand below a level.
    pub(super) fn accept_short(&mut self, hits: &[Hit], level: u8, evident: impl Fn(&Self, &Around, &Bearer) -> bool) {
        let short = |hit: &Hit| hit.bears.short && hit.bears.level <= level;
        for (index, hit) in hits.iter().enumerate().filter(|(_, hit)| short(hit)) {
            if self.taken.overlaps(&hit.range) || self.in_phrase(hit) || self.ends_township(&hit.range) {
                continue;
            }
            let around = self.around(&hit.range);
            let fitting = self.bearers_of(hit).iter().filter(|bearer| evident(self, &around, bearer));
            // What covers a short name takes longer to find than whether it is meant at all.
            if let Some(only) = only_outermost(fitting)
                && !self.inside_township(hits, index)
                && !self.inside_village(&hit.range)
            {
                self.insert(hit.range.clone(), Some(only), Vec::new());
            }
        }
    }

    /// 银川 in 金银川镇, 江西 in 江西坡镇: the full name of a township of a county that is spoken of covers the short name.
    fn inside_township(&self, hits: &[Hit], index: usize) -> bool {
        let hit = &hits[index];
        let near = hits[..index].iter().rev().take_while(|other| other.range.start + 24 > hit.range.start);
        // 镇江 in 平山镇江南村: one that ends within the short name cuts it as well.
        let covers = |other: &&Hit| other.range.start <= hit.range.start && other.range.end > hit.range.end;
        let cuts = |other: &&Hit| other.range.start < hit.range.start && other.range.end > hit.range.start;
        let mut longer = near.filter(|other| covers(other) || cuts(other));
        longer.any(|other| {
            self.bearers_of(other).iter().any(|bearer| {
                bearer.kind == NameKind::Full
                    && bearer.level == 4
                    && gazetteer().parent(bearer.id).is_some_and(|county| self.context.contains(&county))
            })
        })
    }

    /// 镇江 in 某县某山镇江…: a name that begins with the word for a township may end one, also where the gazetteer does not have it.
    fn ends_township(&self, range: &Range<usize>) -> bool {
        self.text[range.clone()].starts_with(['镇', '乡']) && self.may_be_township(range.start).is_some()
    }

    /// 吉林 in 德吉林村: the name of a village of a county that is spoken of covers the short name.
    fn inside_village(&self, range: &Range<usize>) -> bool {
        let near = self.text[range.end..].char_indices().take(4).take_while(|(_, c)| !is_mark(*c));
        let Some(end) = near.filter(|(_, c)| *c == '村').map(|(at, _)| range.end + at + '村'.len_utf8()).next()
        else {
            return false;
        };
        let floor = self.text[..range.start].char_indices().rev().take(5).take_while(|(_, c)| !is_mark(*c)).last();
        let Some((floor, _)) = floor else { return false };
        let mut hits =
            gazetteer().villages_ending_at(self.text, floor, end).into_iter().filter(|hit| hit.start <= range.start);
        let spoken_of = |village: DivisionId| {
            let county = gazetteer().ancestors(village).find(|above| gazetteer().level(*above) == 3);
            county.is_some_and(|county| self.context.contains(&county))
        };
        hits.any(|hit| gazetteer().village_bearers(&hit).any(spoken_of))
    }

    /// 甲、乙、丙三镇: short names in a list that says how many of which level they are, if each can be told.
    pub(super) fn accept_listed(&mut self, hits: &[Hit], characters: &Characters) {
        let text = self.text;
        for (at, _) in characters.all().iter().filter(|(_, c)| list_class::may_begin(*c)) {
            let at = *at as usize;
            let Some(class) = list_class(&text[at..]) else { continue };
            let mut members = Vec::new();
            let mut end = at;
            while members.len() < class.members {
                let Some(member) = self.listed_before(hits, end, class) else { break };
                end = member.0.start;
                members.push(member);
                let Some(joint) = JOINTS.into_iter().find(|joint| text[..end].ends_with(joint)) else {
                    break;
                };
                end -= joint.len();
            }
            if members.len() == class.members {
                for (range, id) in members {
                    if self.part_ending_at(range.end).is_none() && !self.taken.overlaps(&range) {
                        self.insert(range, Some(id), Vec::new());
                    }
                }
            }
        }
    }

    /// The name before a byte that a division of some levels bears, which stands there already or can be told.
    fn listed_before(&self, hits: &[Hit], end: usize, class: ListClass) -> Option<(Range<usize>, DivisionId)> {
        if let Some(part) = self.part_ending_at(end) {
            let id = part.id.filter(|id| class.holds(*id))?;
            return Some((part.range.clone(), id));
        }
        let last = hits.partition_point(|hit| hit.range.start < end);
        let near = hits[..last].iter().rev().take_while(|hit| hit.range.start + 30 > end);
        let opens = |hit: &&Hit| {
            let before = self.text[..hit.range.start].chars().next_back();
            hit.range.end == end
                && (class.members > 2
                    || before.is_none_or(|c| is_mark(c) || "和与及在到向对为给从由赴援扶帮的".contains(c)))
        };
        near.filter(opens).find_map(|hit| {
            let members = self.bearers_of(hit).iter().filter(|bearer| class.holds(bearer.id));
            let outermost = members.clone().map(|bearer| bearer.level).min()?;
            let bearers: Vec<DivisionId> =
                members.filter(|bearer| bearer.level == outermost).map(|bearer| bearer.id).collect();
            Some((hit.range.clone(), self.choose(&bearers, None)?))
        })
    }

    /// Whether a short name is meant: its division is named elsewhere in full, or stands in the division before it.
    #[inline]
    pub(super) fn short_is_evident(&self, around: &Around, bearer: &Bearer) -> bool {
        // Most of those who bear a name: nothing that stands around it lets them through.
        let alone = around.before.is_none() && around.inner.is_none() && !around.before_digit;
        let unheard_of = alone && bearer.level != 2 && !self.context.contains(&bearer.id);
        !unheard_of && self.short_is_meant(around, bearer)
    }

    fn short_is_meant(&self, around: &Around, bearer: &Bearer) -> bool {
        let gazetteer = gazetteer();
        let (id, level) = (bearer.id, bearer.level);
        let (range, inner) = (&around.range, around.inner.and_then(|inner| inner.id));
        let chained = around.before.is_some_and(|before| before != id && gazetteer.is_within(id, before))
            || inner.is_some_and(|inner| inner != id && gazetteer.is_within(inner, id));
        if chained {
            return level <= 3 || around.inner.is_some();
        }
        let in_context = self.context.contains(&id);
        if level != 2 && !in_context && !around.before_digit {
            return false;
        }
        let next = self.text[range.end..].chars().next();
        if self.text[..range.start].ends_with(['大', '小', '老', '新']) {
            // 大凉山, 小凉山: another name.
            return false;
        }
        if stands_in_dateline(&self.text[range.end..]) {
            return true;
        }
        let everyday = || self.lexicons.everyday.contains(&self.text[range.clone()]);
        if level == 2 && !everyday() {
            // A prefecture's name is rarely anything else, but a word may go on: 白银市 is no silver coin.
            return true;
        }
        if !in_context {
            return false;
        }
        if level == 4 {
            // 和平 of 和平乡 is too often the word itself, and a township is rarely called by its bare name.
            return false;
        }
        !everyday() || next.is_some_and(|c| matches!(c, '与' | '和' | '、')) && self.division_after(range.end)
    }

    /// Whether a division stands right behind a connective.
    fn division_after(&self, end: usize) -> bool {
        let connective = self.text[end..].chars().next().map_or(0, char::len_utf8);
        self.parts.contains_key(&(end + connective))
    }

    /// 光禄 in 光禄某村: a short name right before a division that lies in it.
    pub(super) fn opens_a_chain(&self, around: &Around, bearer: &Bearer) -> bool {
        let id = bearer.id;
        around.inner.is_some_and(|inner| {
            inner.id.is_some_and(|inner| inner != id && gazetteer().is_within(inner, id))
                || inner.candidates.iter().any(|inner| gazetteer().is_within(*inner, id))
        })
    }

    /// 扎旗 for a banner that the document names in full, 左旗 for one with a side.
    pub(super) fn accept_banners(&mut self) {
        let gazetteer = gazetteer();
        let mut shorts: FxHashMap<String, FxHashSet<DivisionId>> = FxHashMap::default();
        for id in self.context.iter() {
            let name = gazetteer.name(*id);
            let Some(stem) = name.strip_suffix('旗') else {
                continue;
            };
            if let Some(first) = stem.chars().next() {
                shorts.entry(format!("{first}旗")).or_default().insert(*id);
            }
            if let Some(side) = stem.chars().next_back().filter(|c| "左右前后中".contains(*c)) {
                shorts.entry(format!("{side}旗")).or_default().insert(*id);
            }
        }
        for (short, bearers) in shorts {
            let Some(only) = bearers.iter().next().filter(|_| bearers.len() == 1) else {
                continue;
            };
            let text = self.text;
            for at in memchr::memmem::find_iter(text.as_bytes(), short.as_bytes()) {
                let range = at..at + short.len();
                let inside_word = self.text[..at].ends_with(['红', '国', '锦', '各', '本', '该', '全']);
                if !self.taken.overlaps(&range) && !inside_word {
                    self.insert(range, Some(*only), Vec::new());
                }
            }
        }
    }
}

/// The outermost of some bearers, if there is one only.
fn only_outermost<'a>(bearers: impl Iterator<Item = &'a Bearer>) -> Option<DivisionId> {
    let mut outermost: Option<(u8, Option<DivisionId>)> = None;
    for bearer in bearers {
        match &mut outermost {
            Some((level, _)) if *level < bearer.level => {}
            Some((level, only)) if *level == bearer.level => *only = None,
            _ => outermost = Some((bearer.level, Some(bearer.id))),
        }
    }
    outermost.and_then(|(_, only)| only)
}

/// Whether what follows a name makes a dateline of it: 8月21日电, 5月3日讯.
fn stands_in_dateline(after: &str) -> bool {
    let digits = |text: &'_ str| text.bytes().take_while(u8::is_ascii_digit).count();
    let month = digits(after);
    let Some(rest) = after[month..].strip_prefix('月').filter(|_| (1..=2).contains(&month)) else { return false };
    let day = digits(rest);
    (1..=2).contains(&day) && rest[day..].strip_prefix('日').is_some_and(|rest| rest.starts_with(['电', '讯']))
}
