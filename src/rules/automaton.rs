//! The automata of one pattern: cheap to make, since most runs are short, and quicker the more they are used.
//!
//! The `regex` crate makes for each expression all that could ever help: a reversed automaton, literals, a one-pass table.
//! That takes longer than a short text takes to match. Here a pattern has one automaton, which the bounded backtracker runs
//! on; a rule that is asked again and again gets lazy DFAs beside it, which tell in one pass whether and where something
//! matches. All are the engines of the `regex` crate, so they agree on what matches.

use std::cell::RefCell;
use std::ops::RangeInclusive;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use regex_automata::hybrid::dfa::{Cache as DfaCache, DFA};
use regex_automata::nfa::thompson::backtrack::{BoundedBacktracker, Cache as Trail};
use regex_automata::nfa::thompson::pikevm::PikeVM;
use regex_automata::nfa::thompson::{BuildError, Compiler, NFA, WhichCaptures};
use regex_automata::util::primitives::NonMaxUsize;
use regex_automata::{Anchored, Input, MatchError, MatchKind, PatternID};
use regex_syntax::hir::Hir;

use super::opening::Opening;
use super::pattern::{Pattern, SIZE_LIMIT};

/// After so many searches tables are worth making that make the next ones quicker.
const BUSY: u32 = 24;

/// Compiles an expression, to be read forwards with its groups, or backwards without them.
fn compile(expression: &Hir, backwards: bool) -> Result<NFA, Box<BuildError>> {
    thread_local! {
        // Keeps large tables from one pattern to the next.
        static COMPILER: RefCell<Compiler> = RefCell::new(Compiler::new());
    }
    let captures = if backwards { WhichCaptures::None } else { WhichCaptures::All };
    let config = NFA::config().utf8(false).nfa_size_limit(Some(SIZE_LIMIT)).reverse(backwards).which_captures(captures);
    COMPILER.with_borrow_mut(|compiler| Ok(compiler.configure(config).build_from_hir(expression)?))
}

/// Tell together where a match lies, before its groups are asked for.
#[derive(Debug)]
struct Finder {
    end: DFA,
    start: DFA,
}

impl Finder {
    fn new(pattern: &Pattern, forwards: &NFA) -> Option<Self> {
        let end = DFA::builder().build_from_nfa(forwards.clone()).ok()?;
        let backwards = compile(pattern.expression()?, true).ok()?;
        // Of all places where a match that ends here can begin, the first is meant.
        let every = DFA::config().match_kind(MatchKind::All);
        let start = DFA::builder().configure(every).build_from_nfa(backwards).ok()?;
        Some(Self { end, start })
    }

    /// Narrows a search to the first match; gives whether there is one.
    fn narrow(&self, caches: &mut (DfaCache, DfaCache), input: &mut Input<'_>) -> Result<bool, MatchError> {
        let Some(end) = self.end.try_search_fwd(&mut caches.0, input)? else { return Ok(false) };
        let backwards = input.clone().range(input.start()..end.offset()).anchored(Anchored::Yes);
        if let Some(start) = self.start.try_search_rev(&mut caches.1, &backwards)? {
            input.set_anchored(Anchored::Yes);
            input.set_start(start.offset());
        }
        input.set_end(end.offset());
        Ok(true)
    }
}

/// The automata of one pattern.
#[derive(Debug)]
pub(super) struct Automaton {
    opening: Opening,
    backtracker: BoundedBacktracker,
    searches: AtomicU32,
    finder: OnceLock<Option<Finder>>,
    /// For texts that are too long for the backtracker.
    pike: OnceLock<Option<PikeVM>>,
}

/// What searching with an automaton needs beside it; kept from one search to the next.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    finder: Option<(DfaCache, DfaCache)>,
    slots: Vec<Option<NonMaxUsize>>,
}

impl Automaton {
    /// The automaton of a pattern; nothing comes of one that is too large.
    pub(super) fn new(pattern: &Pattern) -> Option<Self> {
        let nfa = compile(pattern.expression()?, false).ok()?;
        let opening = Opening::of(&nfa);
        let backtracker = BoundedBacktracker::builder().build_from_nfa(nfa).ok()?;
        let searches = AtomicU32::new(0);
        Some(Self { opening, backtracker, searches, finder: OnceLock::new(), pike: OnceLock::new() })
    }

    /// The number of a named group.
    pub(super) fn group(&self, name: &str) -> Option<usize> {
        self.backtracker.get_nfa().group_info().to_index(PatternID::ZERO, name)
    }

    /// Looks for the first match; the scratch then holds where its groups lie. The caller knows that none begins outside of
    /// `within`.
    pub(super) fn search(
        &self,
        pattern: &Pattern,
        bytes: &[u8],
        within: RangeInclusive<usize>,
        scratch: &mut Scratch,
        trail: &mut Option<Trail>,
    ) -> bool {
        let Some(from) = self.opening.next(bytes, *within.start()).filter(|from| from <= within.end()) else {
            return false;
        };
        let mut input = Input::new(bytes).range(from..);
        if let Some(finder) = self.finder(pattern) {
            let caches = || (finder.end.create_cache(), finder.start.create_cache());
            // The other engines never give up.
            if let Ok(false) = finder.narrow(scratch.finder.get_or_insert_with(caches), &mut input) {
                return false;
            }
        }
        let slots = &mut scratch.slots;
        slots.resize(self.backtracker.get_nfa().group_info().slot_len(), None);
        let trail = match trail {
            Some(trail) => {
                trail.reset(&self.backtracker);
                trail
            }
            None => trail.insert(self.backtracker.create_cache()),
        };
        match self.backtracker.try_search_slots(trail, &input, slots) {
            Ok(found) => found.is_some(),
            Err(_) => {
                let pike = self.pike.get_or_init(|| PikeVM::new_from_nfa(self.backtracker.get_nfa().clone()).ok());
                pike.as_ref().is_some_and(|pike| pike.search_slots(&mut pike.create_cache(), &input, slots).is_some())
            }
        }
    }

    /// Whether the pattern has been searched for often.
    pub(super) fn is_busy(&self) -> bool {
        self.searches.load(Ordering::Relaxed) >= BUSY
    }

    /// The lazy DFAs, once the pattern is worth them.
    fn finder(&self, pattern: &Pattern) -> Option<&Finder> {
        if !self.is_busy() {
            self.searches.fetch_add(1, Ordering::Relaxed);
            return None;
        }
        self.finder.get_or_init(|| Finder::new(pattern, self.backtracker.get_nfa())).as_ref()
    }
}

impl Scratch {
    /// Where a group lay in the last match.
    pub(super) fn group(&self, group: usize) -> Option<std::ops::Range<usize>> {
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
                    let found = automaton.search(&pattern, text.as_bytes(), at..=text.len(), &mut scratch, &mut trail);
                    let Some(captures) = expected.captures_at(text.as_bytes(), at) else {
                        assert!(!found, "{written} at {at}");
                        break;
                    };
                    assert!(found, "{written} at {at}");
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
