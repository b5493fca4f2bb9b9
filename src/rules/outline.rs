//! The outline of a pattern: the words and mentions that every match holds, in their order, and how far they stand apart at
//! most. Where a sentence does not hold them like that, no match begins, and no automaton needs to look.

use std::ops::RangeInclusive;

use regex_syntax::hir::{Class, Hir, HirKind};
use serde::{Deserialize, Serialize};

use crate::mention::{Kind, is_symbol};

use super::expression::required_words;
use super::pattern::{ends_clause, kind_bit};

/// What a pattern's matches look like from afar.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Outline {
    steps: Vec<Step>,
}

/// One landmark, and what lies between it and the one before, or the beginning of the match.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Step {
    landmark: Landmark,
    between: Between,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Landmark {
    /// One of the words of a group, by its index among the pattern's required ones.
    #[serde(rename = "w")]
    Words(usize),
    /// A mention of one of these kinds, as bits.
    #[serde(rename = "k")]
    Kinds(u64),
}

/// What may lie in some part of a match.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Between {
    /// Bytes at most; none: any number.
    #[serde(rename = "b")]
    most: Option<usize>,
    /// Whether a mark that ends a clause can be among them.
    #[serde(rename = "m")]
    marks: bool,
}

impl Between {
    const NOTHING: Self = Self { most: Some(0), marks: false };

    fn and(self, other: Self) -> Self {
        let most = self.most.zip(other.most).and_then(|(one, other)| one.checked_add(other));
        Self { most, marks: self.marks || other.marks }
    }

    /// All that an expression can match.
    fn of(hir: &Hir) -> Self {
        Self { most: hir.properties().maximum_len(), marks: holds_mark(hir) }
    }

    /// Whether what lies between two landmarks can be this.
    fn allows(self, before: &Spot, next: &Spot) -> bool {
        next.start.checked_sub(before.end).is_some_and(|between| self.most.is_none_or(|most| between as usize <= most))
            && (self.marks || before.end_clause == next.start_clause)
    }
}

/// Where a landmark stands in a sentence: its bytes, and in which clauses it begins and ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Spot {
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) start_clause: u16,
    pub(super) end_clause: u16,
}

/// The landmarks of one sentence, as one rule asks for them.
pub(super) trait Places {
    /// Where the words of a group of the rule's pattern stand.
    fn words(&self, group: usize, give: impl FnMut(&Spot));
    /// Where mentions stand, each with the bit of its kind, in order.
    fn mentions(&self) -> &[(Spot, u64)];
    /// Where a clause begins.
    fn clause_start(&self, clause: u16) -> usize;
}

/// Ranges of bytes in which matches begin, and what is needed to find them; kept from one rule to the next.
#[derive(Debug, Default)]
pub(super) struct Beginnings {
    ranges: Vec<RangeInclusive<usize>>,
    here: Vec<Spot>,
    next: Vec<Spot>,
}

impl Beginnings {
    /// In order and apart.
    pub(super) fn ranges(&self) -> &[RangeInclusive<usize>] {
        &self.ranges
    }
}

impl Outline {
    /// Reads the outline off an expression whose required words are known.
    pub(super) fn of(expression: &Hir, required: &[Vec<String>]) -> Self {
        let mut reader = Reader { required, steps: Vec::new(), between: Between::NOTHING };
        reader.read(expression);
        Self { steps: reader.steps }
    }

    /// Where matches can begin in a sentence of so many bytes; nowhere if it does not hold the landmarks.
    pub(super) fn beginnings(&self, places: &impl Places, length: usize, into: &mut Beginnings) {
        let Beginnings { ranges, here, next } = into;
        ranges.clear();
        // From the last landmark to the first: what stands where the rest of the row can follow.
        let mut behind: Option<Between> = None;
        for step in self.steps.iter().rev() {
            here.clear();
            let leads_on =
                |spot: &Spot| behind.is_none_or(|between| next.iter().any(|next| between.allows(spot, next)));
            match step.landmark {
                Landmark::Words(group) => places.words(group, |spot| {
                    if leads_on(spot) {
                        here.push(*spot);
                    }
                }),
                Landmark::Kinds(kinds) => {
                    for (spot, kind) in places.mentions() {
                        if kind & kinds != 0 && leads_on(spot) {
                            here.push(*spot);
                        }
                    }
                }
            }
            if here.is_empty() {
                return;
            }
            std::mem::swap(here, next);
            behind = Some(step.between);
        }
        let Some(before) = behind else {
            ranges.push(0..=length);
            return;
        };
        for spot in next.iter() {
            let start = spot.start as usize;
            let nearest = before.most.map_or(0, |most| start.saturating_sub(most));
            let clause =
                if before.marks || before.most == Some(0) { 0 } else { places.clause_start(spot.start_clause) };
            ranges.push(nearest.max(clause)..=start);
        }
        if ranges.len() > 1 {
            ranges.sort_unstable_by_key(|range| *range.start());
            ranges.dedup_by(|range, last| {
                let touches = *range.start() <= last.end() + 1;
                if touches {
                    *last = *last.start()..=(*last.end()).max(*range.end());
                }
                touches
            });
        }
    }
}

/// Whether some match of an expression holds a mark that ends a clause.
fn holds_mark(hir: &Hir) -> bool {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => false,
        HirKind::Literal(literal) => literal.0.iter().any(|byte| ends_clause(*byte)),
        HirKind::Class(Class::Bytes(class)) => class.iter().any(|range| (range.start()..=range.end()).any(ends_clause)),
        HirKind::Class(Class::Unicode(class)) => class
            .iter()
            .any(|range| (u32::from(range.start())..=u32::from(range.end()).min(0x7F)).any(|c| ends_clause(c as u8))),
        HirKind::Repetition(repetition) => holds_mark(&repetition.sub),
        HirKind::Capture(capture) => holds_mark(&capture.sub),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => parts.iter().any(holds_mark),
    }
}

/// Reads an expression from its first part to its last.
struct Reader<'r> {
    required: &'r [Vec<String>],
    steps: Vec<Step>,
    /// What has been passed since the last landmark.
    between: Between,
}

impl Reader<'_> {
    fn read(&mut self, hir: &Hir) {
        match hir.kind() {
            HirKind::Empty | HirKind::Look(_) => {}
            HirKind::Concat(parts) => parts.iter().for_each(|part| self.read(part)),
            HirKind::Capture(capture) => self.read(&capture.sub),
            HirKind::Repetition(repetition) if repetition.min > 0 => {
                self.read(&repetition.sub);
                // What is said once more may hold more landmarks, but nothing tells how many.
                let once = Between::of(&repetition.sub);
                let more = repetition.max.map(|most| most.saturating_sub(1) as usize);
                let most = match (once.most, more) {
                    (Some(0), _) | (_, Some(0)) => Some(0),
                    (Some(once), Some(more)) => once.checked_mul(more),
                    _ => None,
                };
                self.pass(Between { most, ..once });
            }
            _ => match self.landmark(hir) {
                Some(landmark) => {
                    // (由{_:4}出资|投资): the word may stand anywhere in the alternatives.
                    let around = if is_exact(hir) { Between::NOTHING } else { Between::of(hir) };
                    self.pass(around);
                    self.steps.push(Step { landmark, between: self.between });
                    self.between = around;
                }
                None => self.pass(Between::of(hir)),
            },
        }
    }

    fn pass(&mut self, part: Between) {
        self.between = self.between.and(part);
    }

    fn landmark(&self, hir: &Hir) -> Option<Landmark> {
        if let Some(kinds) = kinds_of(hir) {
            return Some(Landmark::Kinds(kinds));
        }
        let [group] = <[Vec<String>; 1]>::try_from(required_words(hir)).ok()?;
        self.required.iter().position(|known| *known == group).map(Landmark::Words)
    }
}

/// The kinds of which an expression matches one symbol.
fn kinds_of(hir: &Hir) -> Option<u64> {
    let kind = |c: char| is_symbol(c).then(|| kind_bit(Kind((u32::from(c) & 0xFF) as u8)));
    match hir.kind() {
        HirKind::Literal(literal) => {
            let mut characters = std::str::from_utf8(&literal.0).ok()?.chars();
            characters.next().and_then(kind).filter(|_| characters.next().is_none())
        }
        HirKind::Class(Class::Unicode(class)) => {
            let mut symbols = class.iter().map(|range| {
                (is_symbol(range.start()) && is_symbol(range.end()))
                    .then(|| (range.start()..=range.end()).filter_map(kind).fold(0, |bits, bit| bits | bit))
            });
            symbols.try_fold(0, |bits, range| Some(bits | range?)).filter(|bits| *bits != 0)
        }
        HirKind::Capture(capture) => kinds_of(&capture.sub),
        _ => None,
    }
}

/// Whether all that an expression matches is one of its required words.
fn is_exact(hir: &Hir) -> bool {
    match hir.kind() {
        HirKind::Literal(_) | HirKind::Class(_) => true,
        HirKind::Capture(capture) => is_exact(&capture.sub),
        HirKind::Alternation(parts) => parts.iter().all(is_exact),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use regex_automata::nfa::thompson::{NFA, pikevm::PikeVM};
    use regex_automata::{Anchored, Input};

    use crate::mention::KindTable;
    use crate::rules::pattern::{Named, Pattern};
    use crate::rules::translate::translate;

    use super::*;

    /// The places of one pattern's landmarks, found one by one.
    struct Looked<'a> {
        text: &'a str,
        pattern: &'a Pattern,
        mentions: Vec<(Spot, u64)>,
    }

    fn spot(text: &str, start: usize, length: usize) -> Spot {
        let clause = |at: usize| text.bytes().take(at).filter(|byte| ends_clause(*byte)).count() as u16;
        let end = start + length;
        Spot { start: start as u32, end: end as u32, start_clause: clause(start), end_clause: clause(end) }
    }

    impl<'a> Looked<'a> {
        fn at(text: &'a str, pattern: &'a Pattern) -> Self {
            let symbols = text.char_indices().filter(|(_, c)| is_symbol(*c));
            let bit = |c: char| kind_bit(Kind((c as u32 & 0xFF) as u8));
            Self { text, pattern, mentions: symbols.map(|(at, c)| (spot(text, at, c.len_utf8()), bit(c))).collect() }
        }
    }

    impl Places for Looked<'_> {
        fn words(&self, group: usize, mut give: impl FnMut(&Spot)) {
            for word in &self.pattern.required[group] {
                self.text.match_indices(word.as_str()).for_each(|(at, _)| give(&spot(self.text, at, word.len())));
            }
        }

        fn mentions(&self) -> &[(Spot, u64)] {
            &self.mentions
        }

        fn clause_start(&self, clause: u16) -> usize {
            let mut marks = self.text.bytes().enumerate().filter(|(_, byte)| ends_clause(*byte)).map(|(at, _)| at + 1);
            clause.checked_sub(1).and_then(|before| marks.nth(before.into())).unwrap_or(0)
        }
    }

    fn engine(pattern: &Pattern) -> PikeVM {
        let syntax = regex_automata::util::syntax::Config::new().utf8(false);
        let built = PikeVM::builder().syntax(syntax).thompson(NFA::config().utf8(false)).build(&pattern.translated);
        built.expect("a constant pattern")
    }

    const PATTERNS: [&str; 9] = [
        "{payer:Division}{_:2}投入{_:1}{amount:Money}",
        "(新|再)?投入{__:3}{place:County|District}",
        "{a:Division+}与{b:Division}",
        "(投入|由{_:1}出资){amount:Money}",
        "({a:Person}，){2,3}到{b:County}",
        "到{b:County}(投入{_:2}){1,2}出资",
        "[新扩]建{_:2}，{_:2}[投出]",
        "{a:County}(?P<how>投入|新建)?{b:Money}",
        "^{a:County}{_}出资$",
    ];

    proptest! {
        /// No match begins outside of what the outline tells, and the last mark that it may not cross is heeded.
        #[test]
        fn no_match_is_lost(parts in prop::collection::vec(0..14_usize, 0..14)) {
            let kinds = KindTable::new(std::iter::empty());
            let symbols = [Kind::COUNTY, Kind::DISTRICT, Kind::MONEY, Kind::PERSON].map(|kind| kind.symbol().to_string());
            let words = ["投入", "出资", "新", "建", "与", "由", "到", "甲", "\x01", "\x0E"];
            let all: Vec<&str> = symbols.iter().map(String::as_str).chain(words).collect();
            let text: String = parts.iter().map(|part| all[*part]).collect();
            for written in PATTERNS {
                let pattern = translate(written, &kinds, &Named::default()).expect("a constant pattern");
                let mut told = Beginnings::default();
                pattern.outline.beginnings(&Looked::at(&text, &pattern), text.len(), &mut told);
                let engine = engine(&pattern);
                for at in 0..text.len() {
                    let input = Input::new(text.as_bytes()).range(at..).anchored(Anchored::Yes);
                    if engine.is_match(&mut engine.create_cache(), input) {
                        prop_assert!(told.ranges().iter().any(|range| range.contains(&at)), "{written} in {text:?} at {at}");
                    }
                }
            }
        }
    }

    /// What stands too far apart, in another clause or in another order wakes no automaton.
    #[test]
    fn what_does_not_fit_begins_nowhere() {
        let kinds = KindTable::new(std::iter::empty());
        let [county, money] = [Kind::COUNTY, Kind::MONEY].map(Kind::symbol);
        let begins = |written: &str, text: String| {
            let pattern = translate(written, &kinds, &Named::default()).expect("a constant pattern");
            let mut told = Beginnings::default();
            pattern.outline.beginnings(&Looked::at(&text, &pattern), text.len(), &mut told);
            told.ranges().to_vec()
        };
        let written = "{payer:County}{_:2}投入{_:1}{amount:Money}";
        assert_eq!(begins(written, format!("甲{county}又投入{money}")), [3..=3]);
        assert_eq!(begins(written, format!("{county}又又又投入{money}")), []);
        assert_eq!(begins(written, format!("{county}\x01投入{money}")), []);
        assert_eq!(begins(written, format!("{money}投入{county}")), []);
        assert_eq!(begins("(新|再)?投入{_:1}{a:Money}", format!("甲甲新投入{money}")), [6..=9]);
    }
}
