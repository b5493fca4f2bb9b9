//! The automata of one pattern: cheap to make, since most runs are short, and quicker the more they are used.
//!
//! The `regex` crate makes for each expression all that could ever help: a reversed automaton, literals, a one-pass table.
//! That takes longer than a short text takes to match. Here a pattern has one automaton, which the bounded backtracker runs
//! on; a rule that is asked again and again gets a lazy DFA beside it, which tells in one pass whether something matches and
//! where it ends. All are the engines of the `regex` crate, so they agree on what matches.

use std::cell::RefCell;
use std::ops::{Range, RangeInclusive};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use regex_automata::hybrid::dfa::{Cache as DfaCache, DFA};
use regex_automata::nfa::thompson::backtrack::{BoundedBacktracker, Cache as Trail};
use regex_automata::nfa::thompson::pikevm::PikeVM;
use regex_automata::nfa::thompson::{BuildError, Compiler, NFA, WhichCaptures};
use regex_automata::util::primitives::NonMaxUsize;
use regex_automata::{Anchored, Input, PatternID};
use regex_syntax::hir::Hir;

use super::opening::Opening;
use super::pattern::{Pattern, SIZE_LIMIT};

/// After so many searches tables are worth making that make the next ones quicker.
const BUSY: u32 = 24;

/// Compiles an expression with its groups.
fn compile(expression: &Hir) -> Result<NFA, Box<BuildError>> {
    thread_local! {
        // Keeps large tables from one pattern to the next.
        static COMPILER: RefCell<Compiler> = RefCell::new(Compiler::new());
    }
    let config = NFA::config().utf8(false).nfa_size_limit(Some(SIZE_LIMIT)).which_captures(WhichCaptures::All);
    COMPILER.with_borrow_mut(|compiler| Ok(compiler.configure(config).build_from_hir(expression)?))
}

/// The automata of one pattern.
#[derive(Debug)]
pub(super) struct Automaton {
    opening: Opening,
    backtracker: BoundedBacktracker,
    searches: AtomicU32,
    /// Tells whether a match begins at a place and where it ends, before its groups are asked for.
    end: OnceLock<Option<DFA>>,
    /// For texts that are too long for the backtracker.
    pike: OnceLock<Option<PikeVM>>,
}

/// What searching with an automaton needs beside it; kept from one search to the next.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    end: Option<DfaCache>,
    /// Whether the groups are those of the last match.
    grouped: bool,
    slots: Vec<Option<NonMaxUsize>>,
}

impl Automaton {
    /// The automaton of a pattern; nothing comes of one that is too large.
    pub(super) fn new(pattern: &Pattern) -> Option<Self> {
        let nfa = compile(pattern.expression()?).ok()?;
        let opening = Opening::of(&nfa);
        let backtracker = BoundedBacktracker::builder().build_from_nfa(nfa).ok()?;
        let searches = AtomicU32::new(0);
        Some(Self { opening, backtracker, searches, end: OnceLock::new(), pike: OnceLock::new() })
    }

    /// The number of a named group.
    pub(super) fn group(&self, name: &str) -> Option<usize> {
        self.backtracker.get_nfa().group_info().to_index(PatternID::ZERO, name)
    }

    /// Looks for the first match that begins in a range and gives where it lies.
    pub(super) fn search(
        &self,
        bytes: &[u8],
        within: RangeInclusive<usize>,
        scratch: &mut Scratch,
        trail: &mut Option<Trail>,
    ) -> Option<Range<usize>> {
        let (mut from, last) = within.into_inner();
        while let Some(at) = self.opening.next(bytes, from).filter(|at| *at <= last) {
            if let Some(end) = self.end_of_match(bytes, at, scratch, trail) {
                return Some(at..end);
            }
            from = at + 1;
        }
        None
    }

    /// Where a match ends that begins at a place.
    fn end_of_match(&self, bytes: &[u8], at: usize, scratch: &mut Scratch, trail: &mut Option<Trail>) -> Option<usize> {
        scratch.grouped = false;
        if let Some(end) = self.end() {
            let cache = scratch.end.get_or_insert_with(|| end.create_cache());
            // The other engines never give up.
            if let Ok(found) = end.try_search_fwd(cache, &Input::new(bytes).range(at..).anchored(Anchored::Yes)) {
                return found.map(|end| end.offset());
            }
        }
        self.find_groups(bytes, at..bytes.len(), scratch, trail)
            .then(|| scratch.group(0))
            .flatten()
            .map(|whole| whole.end)
    }

    /// Looks for the groups of the match that was found last, if they are not known yet.
    pub(super) fn group_match(
        &self,
        bytes: &[u8],
        whole: &Range<usize>,
        scratch: &mut Scratch,
        trail: &mut Option<Trail>,
    ) -> bool {
        scratch.grouped || self.find_groups(bytes, whole.clone(), scratch, trail)
    }

    /// Looks for a match at the beginning of a range; the scratch then holds where its groups lie.
    fn find_groups(&self, bytes: &[u8], range: Range<usize>, scratch: &mut Scratch, trail: &mut Option<Trail>) -> bool {
        let input = Input::new(bytes).range(range).anchored(Anchored::Yes);
        let slots = &mut scratch.slots;
        slots.resize(self.backtracker.get_nfa().group_info().slot_len(), None);
        let trail = match trail {
            Some(trail) => {
                trail.reset(&self.backtracker);
                trail
            }
            None => trail.insert(self.backtracker.create_cache()),
        };
        scratch.grouped = match self.backtracker.try_search_slots(trail, &input, slots) {
            Ok(found) => found.is_some(),
            Err(_) => {
                let pike = self.pike.get_or_init(|| PikeVM::new_from_nfa(self.backtracker.get_nfa().clone()).ok());
                pike.as_ref().is_some_and(|pike| pike.search_slots(&mut pike.create_cache(), &input, slots).is_some())
            }
        };
        scratch.grouped
    }

    /// Whether the pattern has been searched for often.
    pub(super) fn is_busy(&self) -> bool {
        self.searches.load(Ordering::Relaxed) >= BUSY
    }

    /// The lazy DFA, once the pattern is worth it.
    fn end(&self) -> Option<&DFA> {
        if !self.is_busy() {
            self.searches.fetch_add(1, Ordering::Relaxed);
            return None;
        }
        let make = || DFA::builder().build_from_nfa(self.backtracker.get_nfa().clone()).ok();
        self.end.get_or_init(make).as_ref()
    }
}

impl Scratch {
    /// Where a group lay in the last match.
    pub(super) fn group(&self, group: usize) -> Option<Range<usize>> {
        let place = |slot: usize| self.slots.get(slot).copied().flatten().map(NonMaxUsize::get);
        Some(place(group * 2)?..place(group * 2 + 1)?)
    }
}

#[cfg(test)]
mod tests {
    use crate::mention::{Kind, KindTable};
    use crate::rules::pattern::Named;
    use crate::rules::translate::translate;

    use super::*;

    /// What the `regex` crate finds is found, by each of the engines: while the pattern is new, when it is busy, and in a text
    /// that is too long for the backtracker.
    #[test]
    fn all_engines_agree_with_the_regex_crate() {
        let kinds = KindTable::new(std::iter::empty());
        let [county, district, money] = [Kind::COUNTY, Kind::DISTRICT, Kind::MONEY].map(Kind::symbol);
        let text = format!(
            "{district}投入资金{money}\x01用于{county}和{district}建设\x02{district}再投入{money}\x01改造{county}"
        );
        let text = text.as_str();
        let long = format!("{}{text}", format!("改新甲{district}").repeat(12_000));
        for written in
            ["{payer:Division}{_}投入{_}{amount:Money}", "(?P<what>用于|改造){to:Division+}(建设)?", "(新|再)?投入"]
        {
            let pattern = translate(written, &kinds, &Named::default()).expect("a constant pattern");
            let (expected, automaton) = (pattern.compile().expect("small"), Automaton::new(&pattern).expect("small"));
            let (mut scratch, mut trail) = (Scratch::default(), None);
            let mut matches = 0;
            for text in [text, &long].into_iter().chain(std::iter::repeat_n(text, 40)).chain([long.as_str()]) {
                let mut at = 0;
                loop {
                    let found = automaton.search(text.as_bytes(), at..=text.len(), &mut scratch, &mut trail);
                    let Some(captures) = expected.captures_at(text.as_bytes(), at) else {
                        assert_eq!(found, None, "{written} at {at}");
                        break;
                    };
                    let whole = found.expect("what the regex crate finds");
                    assert!(automaton.group_match(text.as_bytes(), &whole, &mut scratch, &mut trail));
                    for (group, place) in captures.iter().enumerate() {
                        assert_eq!(scratch.group(group), place.map(|place| place.range()), "{written} at {at}");
                    }
                    matches += 1;
                    at = captures.get(0).map_or(text.len(), |whole| whole.start() + 1);
                }
            }
            assert!(automaton.is_busy() && automaton.pike.get().is_some() && matches > 42, "{written}");
        }
    }
}
