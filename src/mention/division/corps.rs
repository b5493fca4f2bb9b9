//! Divisions, regiments and farms of the Xinjiang corps (第八师石河子市, 四十七团, 兵团某某农场): named by number more often than by
//! name, in words that a school or an army has too, so a text must speak of the corps before they count.

use std::collections::BTreeMap;
use std::ops::Range;

use memchr::memmem::find_iter;

use crate::gazetteer::{DivisionId, DivisionType, NameHit, corps_numeral, gazetteer};

use super::super::number::digit;
use super::{DivisionPart, Resolver, is_mark};

/// What may stand before a division or a regiment of the corps, longest first; the region itself is a link of the chain.
const CORPS: [&str; 4] = ["生产建设兵团", "建设兵团", "新疆兵团", "兵团"];
/// What follows 师 in words that are no division: 第一师范, 师德.
const NOT_DIVISION: &str = "范德资生傅兄父母徒友道承表爷附大";
/// What follows 团 in words that are no regiment: 团队, 团员.
const NOT_REGIMENT: &str = "队员体伙购聚圆结圈课日费友建圆粉扇拜饭组";
/// Armies have divisions and regiments too.
const ARMY: [&str; 6] = ["军", "红", "步兵", "骑兵", "炮兵", "部队"];
/// Words before a farm that name none: 兵团国有农场.
const NOT_FARM: [&str; 10] = ["国有", "基层", "边境", "各", "现代", "所属", "下属", "大型", "军垦", "的"];
/// No regiment has a higher number.
const LAST_REGIMENT: u32 = 300;

/// A numeral right before 师 or 团.
struct Numbered {
    /// Bytes of the words that lead to it, the numeral and its word.
    range: Range<usize>,
    /// Where the numeral begins, with its 第.
    name: usize,
    number: u32,
    /// Whether 兵团 or 农 stands before it.
    of_corps: bool,
    /// Whether it is written 第….
    ordinal: bool,
}

impl Resolver<'_> {
    pub(super) fn accept_corps(&mut self) {
        let named = memchr::memmem::find(self.text.as_bytes(), "兵团".as_bytes()).is_some();
        let mut divisions = self.corps_divisions(named);
        if divisions.is_empty() && !named {
            return;
        }
        let cities: Vec<DivisionId> = divisions.values().filter_map(|part| part.id).collect();
        for (_, part) in std::mem::take(&mut divisions) {
            self.insert_part(part);
        }
        self.accept_regiments(&cities);
        self.accept_farms();
        self.accept_authority(&cities);
    }

    fn insert_part(&mut self, part: DivisionPart) {
        if self.taken.overlaps(&part.range) {
            return;
        }
        self.context.extend(part.id);
        self.taken.insert(&part.range);
        self.parts.insert(part.range.start, part);
    }

    /// The divisions of the corps by where they begin. One that stands without its city or 兵团 counts where the text names
    /// its city elsewhere, or where it is written 第… in a text on the corps.
    fn corps_divisions(&self, named: bool) -> BTreeMap<usize, DivisionPart> {
        let gazetteer = gazetteer();
        let mut found = BTreeMap::new();
        let mut known: Vec<u32> = Vec::new();
        let mut weak: Vec<Numbered> = Vec::new();
        for at in find_iter(self.text.as_bytes(), "师") {
            let Some(one) = self.numbered(at, '师').filter(|one| gazetteer.is_corps_division(one.number)) else {
                continue;
            };
            let end = one.range.end;
            if self.text[end..].starts_with(|c| NOT_DIVISION.contains(c)) {
                continue;
            }
            let city = gazetteer.corps_city(one.number);
            let of_city = city.and_then(|city| self.name_of_at(city, end));
            // 八师一三六团: the regiment shows what kind of division it is.
            let of_regiment = || self.text[end..].starts_with(|c| numeral(c).is_some()) && self.regiment_follows(end);
            if one.of_corps || of_city.is_some() || named && of_regiment() {
                known.push(one.number);
                let range = one.range.start..of_city.unwrap_or(end);
                found.insert(range.start, self.corps_division(one.number, range, one.name));
            } else {
                weak.push(one);
            }
        }
        for one in weak {
            let city = gazetteer.corps_city(one.number);
            let speaks_of_city = || city.is_some_and(|city| self.text.contains(gazetteer.name(city).as_str()));
            let army = || ARMY.iter().any(|army| self.text[..one.range.start].ends_with(army));
            if known.contains(&one.number) || named && (one.ordinal || speaks_of_city()) && !army() {
                found.insert(one.range.start, self.corps_division(one.number, one.range, one.name));
            }
        }
        found
    }

    fn corps_division(&self, number: u32, range: Range<usize>, name: usize) -> DivisionPart {
        let gazetteer = gazetteer();
        let id = gazetteer.corps_city(number);
        let written = self.text[name..range.end].to_owned();
        let called = match id {
            Some(_) => vec![written],
            None => vec![format!("第{}师", corps_numeral(number)), written],
        };
        DivisionPart {
            range,
            id,
            kind: id.map_or(DivisionType::Prefecture, |id| gazetteer.kind(id)),
            candidates: Vec::new(),
            within: if id.is_some() { None } else { gazetteer.corps_region() },
            called,
        }
    }

    /// The numeral before a word (师, 团) at a byte, with what leads to it.
    fn numbered(&self, at: usize, word: char) -> Option<Numbered> {
        let (start, number) = numeral_before(self.text, at)?;
        let ordinal = self.text[..start].ends_with('第');
        let name = if ordinal { start - '第'.len_utf8() } else { start };
        let farming = self.text[..start].ends_with('农');
        let name = if farming { start - '农'.len_utf8() } else { name };
        let corps = CORPS.iter().find(|corps| self.text[..name].ends_with(**corps));
        let begin = name - corps.map_or(0, |corps| corps.len());
        Some(Numbered {
            range: begin..at + word.len_utf8(),
            name,
            number,
            of_corps: corps.is_some() || farming && word == '师',
            ordinal,
        })
    }

    fn regiment_follows(&self, at: usize) -> bool {
        let digits = self.text[at..].chars().take_while(|c| numeral(*c).is_some()).map(char::len_utf8).sum::<usize>();
        self.text[at + digits..].starts_with('团')
    }

    /// Where a name of a division that begins at a byte ends.
    fn name_of_at(&self, id: DivisionId, at: usize) -> Option<usize> {
        let borne = |hit: &NameHit| hit.name.bearers().any(|(bearer, _)| bearer == id);
        gazetteer().names_at(self.text, at).filter(borne).last().map(|hit| hit.end)
    }

    /// Regiments. One of a low number counts only behind its division or 兵团; others in any text on the corps.
    fn accept_regiments(&mut self, cities: &[DivisionId]) {
        let mut known: Vec<u32> = Vec::new();
        let mut weak: Vec<Numbered> = Vec::new();
        for at in find_iter(self.text.as_bytes(), "团") {
            let one = self.numbered(at, '团').filter(|one| (1..=LAST_REGIMENT).contains(&one.number));
            let Some(one) = one.filter(|one| {
                !self.text[one.range.end..].starts_with(|c| NOT_REGIMENT.contains(c))
                    && !self.taken.overlaps(&one.range)
            }) else {
                continue;
            };
            if one.of_corps || self.part_ending_at(one.range.start).is_some() {
                known.push(one.number);
                self.accept_regiment(one, cities);
            } else {
                weak.push(one);
            }
        }
        let spoken_of = !cities.is_empty() || !known.is_empty();
        for one in weak {
            let army = ARMY.iter().any(|army| self.text[..one.range.start].ends_with(army));
            if known.contains(&one.number) || spoken_of && one.number > 10 && !army {
                self.accept_regiment(one, cities);
            }
        }
    }

    fn accept_regiment(&mut self, one: Numbered, cities: &[DivisionId]) {
        let gazetteer = gazetteer();
        let name = format!("{}团", corps_numeral(one.number));
        let before = self.part_ending_at(one.range.start).and_then(|part| part.id.or(part.within));
        // 二二四团某某镇: one authority with the town.
        let towns = gazetteer.names_at(self.text, one.range.end).filter_map(|hit| {
            let within = |id: &DivisionId| {
                gazetteer.level(*id) == 4 && cities.iter().chain(&before).any(|city| gazetteer.is_within(*id, *city))
            };
            hit.name.bearers().map(|(id, _)| id).find(within).map(|id| (id, hit.end))
        });
        let (id, end) = match towns.last() {
            Some((id, end)) => (Some(id), end),
            None => (gazetteer.corps_town(&name), one.range.end),
        };
        let within = before.or(match cities {
            [only] => Some(*only),
            [first, rest @ ..] if rest.iter().all(|city| city == first) => Some(*first),
            _ => gazetteer.corps_region(),
        });
        let written = self.text[one.name..end].to_owned();
        let called = if id.is_some() { vec![written] } else { vec![name.clone(), written] };
        self.insert_part(DivisionPart {
            range: one.range.start..end,
            id,
            kind: DivisionType::Township,
            candidates: Vec::new(),
            within,
            called,
        });
        self.accept_company(end, &name, id.or(within));
    }

    /// 三连 behind its regiment: a village of the corps.
    fn accept_company(&mut self, start: usize, regiment: &str, within: Option<DivisionId>) {
        let digits: usize = self.text[start..].chars().take_while(|c| numeral(*c).is_some()).map(char::len_utf8).sum();
        let at = start + digits;
        let Some(after) = self.text[at..].strip_prefix('连').filter(|_| digits > 0) else { return };
        if after.starts_with(['冠', '胜', '续', '环', '任', '接', '片', '跳', '败', '锁']) {
            return;
        }
        let Some((_, number)) = numeral_before(self.text, at) else { return };
        self.insert_part(DivisionPart {
            range: start..at + '连'.len_utf8(),
            id: None,
            kind: DivisionType::Village,
            candidates: Vec::new(),
            within,
            called: vec![
                format!("{regiment}{}连", corps_numeral(number)),
                self.text[start..at + '连'.len_utf8()].to_owned(),
            ],
        });
    }

    /// Farms behind their division or, if the table has them, behind 兵团; and the same names wherever they stand again.
    fn accept_farms(&mut self) {
        let text = self.text;
        let mut known: BTreeMap<String, (Option<DivisionId>, Option<DivisionId>)> = BTreeMap::new();
        let words = ["农场", "牧场", "总场", "场"];
        for at in find_iter(text.as_bytes(), "场") {
            let end = at + '场'.len_utf8();
            let Some(word) = words.iter().find(|word| text[..end].ends_with(**word)) else { continue };
            let Some((start, within)) = self.farm_before(end - word.len()) else { continue };
            let name = &text[start..end];
            let id = gazetteer().corps_town(name);
            // 红星四场: a bare 场 is a farm only where the table has it.
            if id.is_some() || within.is_some() && *word != "场" {
                known.insert(name.to_owned(), (id, within));
            }
        }
        for (name, (id, within)) in known {
            for at in find_iter(text.as_bytes(), &name) {
                let corps = CORPS.iter().find(|corps| text[..at].ends_with(**corps)).map_or(0, |corps| corps.len());
                self.insert_part(DivisionPart {
                    range: at - corps..at + name.len(),
                    id,
                    kind: DivisionType::Township,
                    candidates: Vec::new(),
                    within: within.or_else(|| gazetteer().corps_region()),
                    called: vec![name.clone()],
                });
            }
        }
    }

    /// Where the name of a farm begins that has so many characters of its own before its word, and the division before it.
    fn farm_before(&self, end: usize) -> Option<(usize, Option<DivisionId>)> {
        let mut start = end;
        for (count, c) in self.text[..end].chars().rev().take(5).enumerate() {
            let own = &self.text[start..end];
            let division = self.part_ending_at(start).map(|part| part.id.or(part.within));
            let corps = CORPS.iter().any(|corps| self.text[..start].ends_with(corps));
            if count >= 2 && (division.is_some() || corps) {
                let named = NOT_FARM.iter().all(|word| !own.contains(word));
                return named.then_some((start, division.flatten()));
            }
            if is_mark(c) {
                return None;
            }
            start -= c.len_utf8();
        }
        None
    }

    /// 师市: the one division of the text together with its city.
    fn accept_authority(&mut self, cities: &[DivisionId]) {
        let Some(only) = cities.first().filter(|first| cities.iter().all(|city| city == *first)).copied() else {
            return;
        };
        let text = self.text;
        for at in find_iter(text.as_bytes(), "师市") {
            let (before, end) = (&text[..at], at + "师市".len());
            let of_a_trade = before.ends_with(|c| "教老律医药厨工技讲农大画法理设导名摄美".contains(c));
            if of_a_trade || text[end..].starts_with(['场', '民']) {
                continue;
            }
            self.insert_part(DivisionPart {
                range: at..end,
                id: Some(only),
                kind: gazetteer().kind(only),
                candidates: Vec::new(),
                within: None,
                called: vec!["师市".to_owned()],
            });
        }
    }
}

fn numeral(c: char) -> Option<u32> {
    let chinese = || "零一二三四五六七八九".chars().position(|one| one == c || c == '〇' && one == '零');
    digit(c).or_else(|| chinese().and_then(|value| u32::try_from(value).ok())).or((c == '十').then_some(10))
}

/// The numeral that ends at a byte: where it begins and its value; 一三六 is read digit by digit.
fn numeral_before(text: &str, end: usize) -> Option<(usize, u32)> {
    let mut start = end;
    let mut characters = Vec::new();
    for c in text[..end].chars().rev().take(4) {
        let Some(value) = numeral(c) else { break };
        characters.push(value);
        start -= c.len_utf8();
    }
    characters.reverse();
    let value = match characters.iter().position(|value| *value == 10) {
        None => characters.iter().try_fold(0_u32, |sum, value| sum.checked_mul(10)?.checked_add(*value))?,
        Some(ten) => {
            let tens = match characters[..ten] {
                [] => 1,
                [tens] => tens,
                _ => return None,
            };
            let ones = match characters[ten + 1..] {
                [] => 0,
                [ones @ 0..10] => ones,
                _ => return None,
            };
            tens * 10 + ones
        }
    };
    (!characters.is_empty() && value > 0).then_some((start, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numerals_are_read_in_all_their_forms() {
        for (text, value) in
            [("一三六", 136), ("224", 224), ("四十七", 47), ("十四", 14), ("一〇四", 104), ("６４", 64)]
        {
            assert_eq!(numeral_before(text, text.len()), Some((0, value)), "{text}");
        }
        assert_eq!(numeral_before("考察", "考察".len()), None);
        assert_eq!(numeral_before("二十十", "二十十".len()), None);
    }
}
