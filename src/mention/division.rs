//! Divisions in a text: full names, short names under evidence, chains, villages.
//!
//! A short name counts only where the document gives a reason: the full name elsewhere, a chain, a neighbour.

use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::gazetteer::{DivisionId, DivisionType, NameId, NameKind, Villages, gazetteer};
use crate::read::Document;

use super::lexicon::Lexicons;
use super::taken::Taken;

/// One division as a text names it.
#[derive(Clone, Debug, PartialEq)]
pub struct DivisionPart {
    /// Bytes of its name.
    pub range: Range<usize>,
    /// Which division it is, if that can be told.
    pub id: Option<DivisionId>,
    /// Its type, by the name where the division is not known.
    pub kind: DivisionType,
    /// The divisions that bear the name, where it cannot be told which is meant.
    pub candidates: Vec<DivisionId>,
    /// The division that an unknown village or township stands in.
    pub within: Option<DivisionId>,
}

/// Divisions that follow one another without a gap, each within the one before it: 甘肃省定西市岷县.
#[derive(Clone, Debug, PartialEq)]
pub struct Chain {
    /// Outermost first; at least one.
    pub parts: Vec<DivisionPart>,
}

impl Chain {
    /// From the first byte of the outermost to the last of the innermost.
    #[must_use]
    pub fn range(&self) -> Range<usize> {
        self.parts[0].range.start..self.last().range.end
    }

    /// The innermost division, which the chain is about.
    #[must_use]
    pub fn last(&self) -> &DivisionPart {
        &self.parts[self.parts.len() - 1]
    }
}

struct Hit {
    range: Range<usize>,
    name: NameId,
    bears: Bears,
}

/// What is asked of a name first, for all who bear it together.
#[derive(Clone, Copy)]
struct Bears {
    /// The outermost level of a bearer.
    level: u8,
    /// Whether a division bears the name in another form than the bare one.
    named: bool,
    /// Whether a division bears it without the word for its level.
    short: bool,
}

impl Bears {
    fn of(name: NameId) -> Self {
        let mut bears = Self { level: 5, named: false, short: false };
        for (id, kind) in name.bearers() {
            bears.level = bears.level.min(gazetteer().level(id));
            bears.named |= kind != NameKind::Short;
            bears.short |= kind == NameKind::Short;
        }
        bears
    }
}

/// The chains of a document, in the order of the text.
pub(super) fn divisions(document: &Document, lexicons: &Lexicons) -> Vec<Chain> {
    let text = &document.text;
    let hits = scan(text);
    let mut found = Resolver {
        text,
        lexicons,
        context: FxHashSet::default(),
        phrases: phrases(text, lexicons),
        parts: FxHashMap::default(),
        taken: Taken::new(text.len()),
    };
    let named = |hit: &&Hit| hit.bears.named;
    // From the outermost level inwards, so that each level can use what is known of the ones above it.
    for level in 1..=3 {
        for hit in hits.iter().filter(named).filter(|hit| hit.bears.level == level) {
            found.accept_full(hit);
        }
    }
    let province = DivisionType::Province.level();
    found.accept_short(&hits, province, |_, _, id| gazetteer().level(id) == province);
    found.settle_context();
    found.accept_short(&hits, 4, Resolver::short_is_evident);
    found.accept_banners();
    for hit in hits.iter().filter(named).filter(|hit| hit.bears.level == 4) {
        found.accept_full(hit);
    }
    found.settle_context();
    found.accept_villages();
    found.accept_short(&hits, 4, Resolver::short_is_evident);
    found.accept_short(&hits, 4, Resolver::opens_a_chain);
    found.chains()
}

/// Whether what follows a name makes a dateline of it: 8月21日电, 5月3日讯.
fn stands_in_dateline(after: &str) -> bool {
    let digits = |text: &'_ str| text.bytes().take_while(u8::is_ascii_digit).count();
    let month = digits(after);
    let Some(rest) = after[month..].strip_prefix('月').filter(|_| (1..=2).contains(&month)) else { return false };
    let day = digits(rest);
    (1..=2).contains(&day) && rest[day..].strip_prefix('日').is_some_and(|rest| rest.starts_with(['电', '讯']))
}

fn phrases(text: &str, lexicons: &Lexicons) -> Vec<Range<usize>> {
    let automaton = lexicons.not_places.iter();
    automaton.flat_map(|automaton| automaton.find_overlapping_iter(text).map(|found| found.range())).collect()
}

/// All names of levels 1 to 4 in the text, longest first at each place.
fn scan(text: &str) -> Vec<Hit> {
    let gazetteer = gazetteer();
    let mut hits = Vec::new();
    // A text names the same places again and again.
    let mut known: FxHashMap<NameId, Bears> = FxHashMap::default();
    for (at, c) in text.char_indices() {
        if c.is_ascii() {
            continue;
        }
        for found in gazetteer.names_at(text, at) {
            let bears = *known.entry(found.name).or_insert_with(|| Bears::of(found.name));
            hits.push(Hit { range: at..found.end, name: found.name, bears });
        }
    }
    hits
}

struct Resolver<'a> {
    text: &'a str,
    lexicons: &'a Lexicons,
    /// Bytes of phrases in which the name of a place is none.
    phrases: Vec<Range<usize>>,
    /// Divisions of levels 1 to 4 that the document names, without their ancestors.
    context: FxHashSet<DivisionId>,
    parts: FxHashMap<usize, DivisionPart>,
    taken: Taken,
}

/// What stands around a short name, the same for all who bear it.
struct Around<'a> {
    range: Range<usize>,
    /// The division that ends where it begins.
    before: Option<DivisionId>,
    /// The one that begins where it ends.
    inner: Option<&'a DivisionPart>,
}

impl Resolver<'_> {
    fn accept_full(&mut self, hit: &Hit) {
        let name = &self.text[hit.range.clone()];
        if self.taken.overlaps(&hit.range) {
            return;
        }
        let before = self.part_ending_at(hit.range.start).and_then(|part| part.id);
        let bearers: Vec<DivisionId> =
            hit.name.bearers().filter(|(_, kind)| *kind != NameKind::Short).map(|(id, _)| id).collect();
        let in_chain = before.is_some_and(|before| bearers.iter().any(|id| gazetteer().is_within(*id, before)));
        if !in_chain && (self.lexicons.everyday.contains(name) || self.in_phrase(&hit.range)) {
            return;
        }
        let township = hit.bears.level == 4;
        // A farm or a zone of the level of a township bears any word for a name.
        let plain =
            township && !name.ends_with(['镇', '乡', '区']) && !name.ends_with("街道") && !name.ends_with("苏木");
        if hit.bears.level == 3 && !in_chain && name.chars().count() == 2 && !self.short_county_is_meant(hit, &bearers)
        {
            return;
        }
        if plain && !in_chain && name.chars().count() <= 3 {
            return;
        }
        let id = self.choose(&bearers, before);
        if id.is_none() && township && !self.plausible_township(name) {
            return;
        }
        self.insert(hit.range.clone(), id, bearers);
    }

    /// Whether a name is only a piece of a phrase: 日照时间.
    fn in_phrase(&self, range: &Range<usize>) -> bool {
        self.phrases.iter().any(|phrase| phrase.start <= range.start && range.end <= phrase.end)
    }

    /// 道县 in 知道县医院 is no county: a name of two characters needs a mark, a connective or its province around it.
    fn short_county_is_meant(&self, hit: &Hit, bearers: &[DivisionId]) -> bool {
        let before = self.text[..hit.range.start].chars().next_back();
        let apart = before
            .is_none_or(|c| is_mark(c) || c.is_ascii_digit() || "在与和到赴向对为给从由及跟同往来帮扶助至".contains(c));
        apart || bearers.iter().any(|id| gazetteer().ancestors(*id).any(|above| self.context.contains(&above)))
    }

    /// A township that no named county holds counts only when its name is long enough to be no accident.
    fn plausible_township(&self, name: &str) -> bool {
        name.chars().count() >= 3
    }

    fn insert(&mut self, range: Range<usize>, id: Option<DivisionId>, candidates: Vec<DivisionId>) {
        let kind = id.or(candidates.first().copied()).map_or(DivisionType::Village, |id| gazetteer().kind(id));
        if let Some(id) = id {
            self.context.insert(id);
        }
        self.taken.insert(&range);
        let candidates = if id.is_some() { Vec::new() } else { candidates };
        self.parts.insert(range.start, DivisionPart { range, id, kind, candidates, within: None });
    }

    /// What stands around a short name.
    fn around(&self, range: &Range<usize>) -> Around<'_> {
        let before = self.part_ending_at(range.start).and_then(|part| part.id);
        Around { range: range.clone(), before, inner: self.parts.get(&range.end) }
    }

    fn part_ending_at(&self, end: usize) -> Option<&DivisionPart> {
        self.taken.ending_at(end).and_then(|start| self.parts.get(&start))
    }

    /// The one bearer that fits: within the division before it, else within what the document names.
    fn choose(&self, bearers: &[DivisionId], before: Option<DivisionId>) -> Option<DivisionId> {
        if let Some(before) = before {
            let mut within = bearers.iter().filter(|id| gazetteer().is_within(**id, before) && **id != before);
            if let (Some(only), None) = (within.next(), within.next()) {
                return Some(*only);
            }
        }
        if let [only] = bearers {
            // 解放乡 of another province, where the counties that are spoken of have lost theirs.
            let elsewhere = gazetteer().level(*only) == 4
                && self.context.iter().any(|id| gazetteer().level(*id) == 3)
                && !gazetteer().ancestors(*only).any(|above| self.context.contains(&above));
            if elsewhere {
                return None;
            }
            // A township is only grounded where its county is spoken of, or its name is borne once in the country.
            return Some(*only);
        }
        let score = |id: DivisionId| {
            gazetteer()
                .ancestors(id)
                .filter(|ancestor| self.context.contains(ancestor))
                .map(|ancestor| gazetteer().level(ancestor))
                .max()
                .unwrap_or(0)
                + u8::from(self.context.contains(&id)) * 8
        };
        let best = bearers.iter().map(|id| score(*id)).max().filter(|best| *best > 0)?;
        let mut fitting = bearers.iter().filter(|id| score(**id) == best);
        match (fitting.next(), fitting.next()) {
            (Some(only), None) => Some(*only),
            _ => None,
        }
    }

    /// Tries again what could not be told before the whole document was seen.
    fn settle_context(&mut self) {
        let open: Vec<usize> =
            self.parts.values().filter(|part| part.id.is_none()).map(|part| part.range.start).collect();
        for start in open {
            let part = &self.parts[&start];
            let before = self.part_ending_at(start).and_then(|part| part.id);
            if let Some(id) = self.choose(&part.candidates, before) {
                self.context.insert(id);
                let kind = gazetteer().kind(id);
                if let Some(part) = self.parts.get_mut(&start) {
                    part.id = Some(id);
                    part.kind = kind;
                    part.candidates.clear();
                }
            }
        }
    }

    /// Takes short names that a division bears of which it is evident; none where all stand below a level.
    fn accept_short(&mut self, hits: &[Hit], level: u8, evident: impl Fn(&Self, &Around, DivisionId) -> bool) {
        let short = |hit: &Hit| hit.bears.short && hit.bears.level <= level;
        for (index, hit) in hits.iter().enumerate().filter(|(_, hit)| short(hit)) {
            if self.taken.overlaps(&hit.range) || self.in_phrase(&hit.range) {
                continue;
            }
            let around = self.around(&hit.range);
            let bearers = hit.name.bearers().map(|(id, _)| id);
            let mut fitting: Vec<DivisionId> = bearers.filter(|id| evident(self, &around, *id)).collect();
            let outermost = fitting.iter().map(|id| gazetteer().level(*id)).min();
            fitting.retain(|id| Some(gazetteer().level(*id)) == outermost);
            // What covers a short name takes longer to find than whether it is meant at all.
            if let [only] = fitting.as_slice()
                && !self.inside_township(hits, index)
                && !self.inside_village(&hit.range)
            {
                self.insert(hit.range.clone(), Some(*only), Vec::new());
            }
        }
    }

    /// 银川 in 金银川镇: the full name of a township of a county that is spoken of covers the short name.
    fn inside_township(&self, hits: &[Hit], index: usize) -> bool {
        let hit = &hits[index];
        let near = hits[..index].iter().rev().take_while(|other| other.range.start + 24 > hit.range.start);
        let mut longer = near.filter(|other| other.range.start < hit.range.start && other.range.end > hit.range.end);
        longer.any(|other| {
            other.name.bearers().any(|(id, kind)| {
                kind == NameKind::Full
                    && gazetteer().level(id) == 4
                    && gazetteer().parent(id).is_some_and(|county| self.context.contains(&county))
            })
        })
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
        let counties = self.context.iter().filter(|id| gazetteer().level(**id) == 3);
        let mut hits =
            gazetteer().villages_ending_at(self.text, floor, end).into_iter().filter(|hit| hit.start <= range.start);
        hits.any(|hit| {
            counties.clone().any(|county| gazetteer().village_bearers_within(&hit, *county).next().is_some())
        })
    }

    /// Whether a short name is meant: its division is named elsewhere in full, or stands in the division before it.
    fn short_is_evident(&self, around: &Around, id: DivisionId) -> bool {
        let gazetteer = gazetteer();
        let level = gazetteer.level(id);
        let (range, inner) = (&around.range, around.inner.and_then(|inner| inner.id));
        let chained = around.before.is_some_and(|before| before != id && gazetteer.is_within(id, before))
            || inner.is_some_and(|inner| inner != id && gazetteer.is_within(inner, id));
        if chained {
            return level <= 3 || around.inner.is_some();
        }
        let in_context = self.context.contains(&id);
        if level != 2 && !in_context && !self.text[range.end..].starts_with(|c: char| c.is_ascii_digit()) {
            // Most of those who bear a name: what follows lets none of them through.
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
    fn opens_a_chain(&self, around: &Around, id: DivisionId) -> bool {
        around.inner.is_some_and(|inner| {
            inner.id.is_some_and(|inner| inner != id && gazetteer().is_within(inner, id))
                || inner.candidates.iter().any(|inner| gazetteer().is_within(*inner, id))
        })
    }

    /// 扎旗 for a banner that the document names in full, 左旗 for one with a side.
    fn accept_banners(&mut self) {
        let gazetteer = gazetteer();
        let mut shorts: FxHashMap<String, FxHashSet<DivisionId>> = FxHashMap::default();
        for id in &self.context {
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

    /// The widest divisions in which a village's name is looked up: counties, and townships of counties that are not named.
    fn search_areas(&self) -> Vec<Villages> {
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

    fn accept_villages(&mut self) {
        let areas = self.search_areas();
        for word in ["嘎查", "社区", "村"] {
            let text = self.text;
            for at in memchr::memmem::find_iter(text.as_bytes(), word.as_bytes()) {
                self.accept_village(at + word.len(), word, &areas);
            }
        }
    }

    fn accept_village(&mut self, end: usize, word: &str, areas: &[Villages]) {
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
                for villages in areas {
                    bearers.extend(gazetteer.village_bearers_among(hit, *villages));
                }
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
            let id = match (bearers.as_slice(), townships.as_slice()) {
                ([only], _) | (_, [only]) => Some(*only),
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
            if let Some(hit) = gazetteer.names_at(self.text, start).into_iter().find(|hit| hit.end == end) {
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
            if is_mark(c) || "的该本全各在和与到一二两三".contains(c) || characters >= 5 {
                return;
            }
            start -= c.len_utf8();
            characters += 1;
        };
        let name = &self.text[start..end];
        let excluded = self.lexicons.not_villages.iter().any(|word| name.ends_with(word.as_str()));
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
                },
            );
        }
    }

    fn chains(self) -> Vec<Chain> {
        let mut parts: Vec<DivisionPart> = self.parts.into_values().collect();
        parts.sort_unstable_by_key(|part| part.range.start);
        let mut chains: Vec<Chain> = Vec::new();
        for part in parts {
            if let Some(chain) = chains.last_mut() {
                let outer = chain.last();
                let holds = outer.range.end == part.range.start
                    && outer.id.is_some_and(|outer| {
                        part.within == Some(outer)
                            || part.id.is_some_and(|id| id != outer && gazetteer().is_within(id, outer))
                            || part.candidates.iter().any(|id| gazetteer().is_within(*id, outer))
                    });
                if holds {
                    chain.parts.push(part);
                    continue;
                }
            }
            chains.push(Chain { parts: vec![part] });
        }
        chains
    }
}

/// Whether a character cannot stand inside a name.
pub(super) fn is_mark(c: char) -> bool {
    c.is_whitespace()
        || c.is_ascii_punctuation()
        || matches!(
            c,
            '，' | '。'
                | '；'
                | '：'
                | '！'
                | '？'
                | '、'
                | '（'
                | '）'
                | '《'
                | '》'
                | '“'
                | '”'
                | '‘'
                | '’'
                | '—'
                | '…'
                | '－'
                | '■'
                | '．'
                | '【'
                | '】'
                | '「'
                | '」'
        )
}
