//! Villages: looked up backwards from 村, 社区 and 嘎查, within the counties and townships that the document speaks of.

use crate::gazetteer::{Areas, DivisionId, DivisionType, gazetteer};
use crate::mention::word_scan::places;

use super::{DivisionPart, Resolver, is_mark};

impl Resolver<'_> {
    /// The widest divisions in which a village's name is looked up: counties, and townships of counties that are not named.
    fn search_areas(&self) -> Areas {
        let gazetteer = gazetteer();
        let named = |id: &DivisionId| self.context.contains(id);
        self.context
            .iter()
            .copied()
            .filter(|id| {
                gazetteer.level(*id) == 3
                    || gazetteer.level(*id) == 4 && !gazetteer.parent(*id).as_ref().is_some_and(named)
            })
            .map(|id| gazetteer.villages_of(id))
            .collect()
    }

    pub(super) fn accept_villages(&mut self) {
        let areas = self.search_areas();
        for word in ["嘎查", "社区", "村"] {
            let text = self.text;
            for at in memchr::memmem::find_iter(text.as_bytes(), word.as_bytes()) {
                self.accept_village(at + word.len(), word, &areas);
            }
        }
        self.unknown_names_again();
    }

    /// A village or township that only its place behind the division above it has shown, wherever its name stands again.
    fn unknown_names_again(&mut self) {
        let text = self.text;
        let levels = [DivisionType::Village, DivisionType::Township];
        let unknown = self.parts.values().filter(|part| part.within.is_some() && levels.contains(&part.kind));
        let mut names: Vec<(String, DivisionType, Option<DivisionId>)> = unknown
            .map(|part| (text[part.range.clone()].to_owned(), part.kind, part.within))
            .filter(|(name, ..)| name.chars().count() >= 3)
            .collect();
        names.sort_unstable();
        // Of one name that two divisions have the first counts.
        names.dedup_by(|(again, ..), (name, ..)| again == name);
        let words: Vec<&str> = names.iter().map(|(name, ..)| name.as_str()).collect();
        for ((_, kind, within), places) in names.iter().zip(places(text, &words)) {
            for range in places {
                if !self.taken.overlaps(&range) {
                    self.taken.insert(&range);
                    let (kind, within, candidates, called) = (*kind, *within, Vec::new(), Vec::new());
                    self.parts.insert(range.start, DivisionPart { range, id: None, kind, candidates, within, called });
                }
            }
        }
    }

    fn accept_village(&mut self, end: usize, word: &str, areas: &Areas) {
        let gazetteer = gazetteer();
        // The name starts on this side of the last line break or mark, at most a dozen characters back.
        let floor = self.text[..end]
            .char_indices()
            .rev()
            .take(13)
            .take_while(|(_, c)| !is_mark(*c))
            .last()
            .map_or(end, |(at, _)| at);
        let hits = gazetteer.villages_ending_at(self.text, floor, end);
        let mut best: Option<(u8, usize, Vec<DivisionId>)> = None;
        for hit in &hits {
            let range = hit.start..end;
            let name = &self.text[range.clone()];
            if self.taken.overlaps(&range) || self.lexicons.not_villages.contains(name) {
                continue;
            }
            let before = self.part_ending_at(hit.start).and_then(|part| part.id);
            let mut bearers: Vec<DivisionId> = Vec::new();
            let mut rank = 0;
            if let Some(before) = before {
                bearers.extend(gazetteer.village_bearers_within(hit, before));
                rank = 3;
            }
            if bearers.is_empty() {
                gazetteer.add_village_bearers_among(hit, areas, &mut bearers);
                rank = 2;
            }
            if bearers.is_empty()
                && let Some(short) = self.short_township_before(hit.start)
            {
                bearers.extend(
                    short
                        .into_iter()
                        .flat_map(|township| gazetteer.village_bearers_within(hit, township).collect::<Vec<_>>()),
                );
                rank = 1;
            }
            bearers.sort_unstable();
            bearers.dedup();
            if !bearers.is_empty() && best.as_ref().is_none_or(|(known, ..)| rank > *known) {
                best = Some((rank, hit.start, bearers));
            }
        }
        if let Some((_, start, bearers)) = best {
            let before = self.part_ending_at(start).and_then(|part| part.id);
            let townships: Vec<DivisionId> = bearers
                .iter()
                .copied()
                .filter(|id| gazetteer.parent(*id).is_some_and(|parent| self.context.contains(&parent)))
                .collect();
            // The one that the text has named with its township before.
            let known: Vec<DivisionId> = bearers.iter().copied().filter(|id| self.context.contains(id)).collect();
            let id = match (bearers.as_slice(), townships.as_slice(), known.as_slice()) {
                ([only], ..) | (_, [only], _) | (_, _, [only]) => Some(*only),
                _ => before.and_then(|before| {
                    let mut within = bearers.iter().filter(|id| gazetteer.is_within(**id, before));
                    within.next().copied().filter(|_| within.next().is_none())
                }),
            };
            self.insert(start..end, id, bearers);
            return;
        }
        self.accept_unknown_village(end, word);
    }

    /// The townships whose short name ends right before a village's name.
    fn short_township_before(&self, end: usize) -> Option<Vec<DivisionId>> {
        let gazetteer = gazetteer();
        let starts = self.text[..end].char_indices().rev().take(6).map(|(at, _)| at).skip(1);
        for start in starts {
            if is_mark(self.text[start..].chars().next()?) {
                break;
            }
            if let Some(hit) = gazetteer.names_at(self.text, start).find(|hit| hit.end == end) {
                return Some(
                    hit.name
                        .bearers()
                        .map(|(id, _)| id)
                        .filter(|id| gazetteer.kind(*id) == DivisionType::Township)
                        .collect(),
                );
            }
        }
        None
    }

    /// Whether a word over which no name reaches stands in a range.
    pub(super) fn holds_boundary(&self, range: std::ops::Range<usize>) -> bool {
        let text = &self.text[range];
        text.char_indices().any(|(at, _)| {
            let rest = &text[at..];
            rest.char_indices().any(|(length, c)| self.lexicons.boundary.contains(&rest[..length + c.len_utf8()]))
        })
    }

    /// A village that the gazetteer does not have counts right behind its township or county.
    fn accept_unknown_village(&mut self, end: usize, word: &str) {
        let mut start = end - word.len();
        let mut characters = 0;
        let parent = loop {
            if let Some(part) = self.part_ending_at(start) {
                break part.id.filter(|id| (3..=4).contains(&gazetteer().level(*id)));
            }
            let Some(c) = self.text[..start].chars().next_back() else {
                return;
            };
            if is_mark(c) || "的该本全各在和与到一二两三给为向从把让对由使被".contains(c) || characters >= 5
            {
                return;
            }
            start -= c.len_utf8();
            characters += 1;
        };
        let name = &self.text[start..end];
        // 某乡签订村企结对协议: what holds a verb is no name, and 村企 is a word.
        let phrase = self.text[end..].starts_with(['企', '级']) || self.holds_boundary(start..end - word.len());
        let excluded = phrase || self.lexicons.not_villages.iter().any(|word| name.ends_with(word.as_str()));
        if let Some(parent) = parent.filter(|_| characters > 0 && !excluded) {
            let range = start..end;
            // A known division within it is the better reading.
            if self.taken.overlaps(&range) {
                return;
            }
            self.taken.insert(&range);
            self.parts.insert(
                start,
                DivisionPart {
                    range,
                    id: None,
                    kind: DivisionType::Village,
                    candidates: Vec::new(),
                    within: Some(parent),
                    called: Vec::new(),
                },
            );
        }
    }
}
