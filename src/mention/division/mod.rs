//! Divisions in a text: full names, short names under evidence, chains, villages.
//!
//! A short name counts only where the document gives a reason: the full name elsewhere, a chain, a neighbour.

use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::gazetteer::{DivisionId, DivisionType, NameId, NameKind, gazetteer};
use crate::read::Document;

use super::characters::Characters;
use super::lexicon::Lexicons;
use super::taken::Taken;
use context::Context;

mod context;
mod corps;
mod everyday;
mod short;
mod township;
mod village;

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
    /// What it goes by, where that is not what the text writes, the name in full first: 四十七团 for 兵团47团.
    pub called: Vec<String>,
}

impl DivisionPart {
    /// What it goes by in a text, its name first.
    pub fn names<'a>(&'a self, text: &'a str) -> impl Iterator<Item = &'a str> {
        let written = self.called.is_empty().then(|| &text[self.range.clone()]);
        self.called.iter().map(String::as_str).chain(written)
    }
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

    /// The innermost division, or the one that it stands in where the gazetteer does not know it.
    #[must_use]
    pub fn known(&self) -> Option<DivisionId> {
        self.last().id.or(self.last().within)
    }
}

struct Hit {
    range: Range<usize>,
    bears: Bears,
}

/// A division that bears a name.
#[derive(Clone, Copy)]
struct Bearer {
    id: DivisionId,
    kind: NameKind,
    level: u8,
}

/// What is asked of a name first, for all who bear it together.
#[derive(Clone, Copy)]
struct Bears {
    /// Where they stand among the bearers of the names of the text.
    first: u32,
    end: u32,
    /// The outermost level of a bearer.
    level: u8,
    /// Whether a division bears the name in another form than the bare one.
    named: bool,
    /// Whether a division bears it without the word for its level.
    short: bool,
    /// The name, where there are phrases with it that name no place.
    phrased: Option<NameId>,
}

impl Bears {
    /// Reads the bearers of a name and adds them to those of the text.
    fn of(name: NameId, lexicons: &Lexicons, all: &mut Vec<Bearer>) -> Self {
        let first = all.len();
        all.extend(name.bearers().map(|(id, kind)| Bearer { id, kind, level: gazetteer().level(id) }));
        let bearers = &all[first..];
        Self {
            first: first as u32,
            end: all.len() as u32,
            level: bearers.iter().map(|bearer| bearer.level).min().unwrap_or(5),
            named: bearers.iter().any(|bearer| bearer.kind != NameKind::Short),
            short: bearers.iter().any(|bearer| bearer.kind == NameKind::Short),
            phrased: lexicons.not_places.hold(name).then_some(name),
        }
    }
}

/// The chains of a document, in the order of the text.
pub(super) fn divisions(document: &Document, lexicons: &Lexicons, characters: &Characters) -> Vec<Chain> {
    let text = &document.text;
    let (hits, bearers) = scan(characters, lexicons);
    let mut found = Resolver {
        bearers,
        text,
        lexicons,
        context: Context::new(),
        parts: FxHashMap::default(),
        taken: Taken::new(text.len()),
    };
    found.accept_corps();
    let named = |hit: &&Hit| hit.bears.named;
    // From the outermost level inwards, so that each level can use what is known of the ones above it.
    for level in 1..=3 {
        for hit in hits.iter().filter(named).filter(|hit| hit.bears.level == level) {
            found.accept_full(hit);
        }
    }
    let province = DivisionType::Province.level();
    found.accept_short(&hits, province, |_, _, bearer| bearer.level == province);
    found.settle_context();
    found.accept_listed(&hits, characters);
    found.accept_short(&hits, 4, Resolver::short_is_evident);
    found.accept_banners();
    for hit in hits.iter().filter(named).filter(|hit| hit.bears.level == 4) {
        found.accept_full(hit);
    }
    found.settle_context();
    found.accept_unknown_townships();
    found.accept_villages();
    found.accept_listed(&hits, characters);
    found.accept_short(&hits, 4, Resolver::short_is_evident);
    found.accept_short(&hits, 4, Resolver::opens_a_chain);
    found.chains()
}

/// All names of levels 1 to 4 in the text, longest first at each place, and who bears them.
fn scan(characters: &Characters, lexicons: &Lexicons) -> (Vec<Hit>, Vec<Bearer>) {
    let gazetteer = gazetteer();
    let mut hits = Vec::new();
    let mut bearers = Vec::new();
    // A text names the same places again and again.
    let mut known: FxHashMap<NameId, Bears> = FxHashMap::default();
    let all = characters.all();
    for (index, (at, c)) in all.iter().enumerate() {
        if c.is_ascii() {
            continue;
        }
        let first = hits.len();
        for (name, length) in gazetteer.names_beginning(all[index..].iter().map(|(_, c)| *c)) {
            let bears = *known.entry(name).or_insert_with(|| Bears::of(name, lexicons, &mut bearers));
            hits.push(Hit { range: *at as usize..characters.begin(index + length), bears });
        }
        if hits.len() > first + 1 {
            hits[first..].reverse();
        }
    }
    (hits, bearers)
}

struct Resolver<'a> {
    text: &'a str,
    lexicons: &'a Lexicons,
    /// Of all names in the text.
    bearers: Vec<Bearer>,
    /// Divisions of levels 1 to 4 that the document names, without their ancestors.
    context: Context,
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
    /// Whether a digit follows it.
    before_digit: bool,
}

impl Resolver<'_> {
    fn accept_full(&mut self, hit: &Hit) {
        let name = &self.text[hit.range.clone()];
        if self.taken.overlaps(&hit.range) {
            return;
        }
        let before = self.part_ending_at(hit.range.start).and_then(|part| part.id);
        let named = self.bearers_of(hit).iter().filter(|bearer| bearer.kind != NameKind::Short);
        let bearers: Vec<DivisionId> = named.map(|bearer| bearer.id).collect();
        let in_chain = before.is_some_and(|before| bearers.iter().any(|id| gazetteer().is_within(*id, before)));
        let everyday = self.lexicons.everyday.contains(name);
        let short_county = hit.bears.level == 3 && name.chars().count() == 2;
        let beside_sibling = !in_chain && (everyday || short_county) && self.beside_sibling(&hit.range, &bearers);
        if !in_chain && (everyday && !beside_sibling || self.in_phrase(hit)) {
            return;
        }
        let township = hit.bears.level == 4;
        // A farm or a zone of the level of a township bears any word for a name.
        let plain =
            township && !name.ends_with(['镇', '乡', '区']) && !name.ends_with("街道") && !name.ends_with("苏木");
        if short_county && !in_chain && !beside_sibling && !self.short_county_is_meant(hit, &bearers) {
            return;
        }
        if plain && !in_chain && name.chars().count() <= 3 {
            return;
        }
        // 某经济开发区管委会: whoever governs a zone is a body and no place.
        let governed = ["管委会", "管理委员会"];
        let behind = &self.text[hit.range.end..];
        if township && plain && governed.iter().any(|word| name.ends_with(word) || behind.starts_with(word)) {
            return;
        }
        let id = self.choose(&bearers, before);
        if id.is_none() && township && (plain || !self.plausible_township(name)) {
            return;
        }
        self.insert(hit.range.clone(), id, bearers);
    }

    fn bearers_of(&self, hit: &Hit) -> &[Bearer] {
        &self.bearers[hit.bears.first as usize..hit.bears.end as usize]
    }

    /// Whether a name is only a piece of a phrase: 日照时间.
    #[inline]
    fn in_phrase(&self, hit: &Hit) -> bool {
        hit.bears.phrased.is_some_and(|name| self.lexicons.not_places.cover(name, self.text, &hit.range))
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
        self.parts.insert(range.start, DivisionPart { range, id, kind, candidates, within: None, called: Vec::new() });
    }

    /// What stands around a short name.
    fn around(&self, range: &Range<usize>) -> Around<'_> {
        let before = self.part_ending_at(range.start).and_then(|part| part.id);
        let before_digit = self.text.as_bytes().get(range.end).is_some_and(u8::is_ascii_digit);
        Around { range: range.clone(), before, inner: self.parts.get(&range.end), before_digit }
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

    fn chains(mut self) -> Vec<Chain> {
        let mut chains: Vec<Chain> = Vec::new();
        for part in self.taken.beginnings().filter_map(|start| self.parts.remove(&start)) {
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
#[inline]
pub(super) fn is_mark(c: char) -> bool {
    // Most characters of a text are Han characters.
    if ('\u{3400}'..='\u{9FFF}').contains(&c) {
        return false;
    }
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
