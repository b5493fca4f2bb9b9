//! The automata of one pattern: cheap to make, since most runs are short, and quicker the more they are used.
//!
//! The `regex` crate makes for each expression all that could ever help: a reversed automaton, literals, a one-pass table.
//! That takes longer than a short text takes to match. Here a pattern has one automaton, which the bounded backtracker runs
//! on; a rule that is asked again and again gets a lazy DFA beside it, which tells in one pass where nothing matches, and
//! where a match ends. All are the engines of the `regex` crate, so they agree on what matches.

use std::cell::RefCell;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use regex_automata::hybrid::dfa::{Cache as DfaCache, DFA};
use regex_automata::nfa::thompson::backtrack::{BoundedBacktracker, Cache as Trail};
use regex_automata::nfa::thompson::pikevm::PikeVM;
use regex_automata::nfa::thompson::{BuildError, Compiler, NFA};
use regex_automata::util::primitives::NonMaxUsize;
use regex_automata::{Input, PatternID};
use regex_syntax::hir::Hir;

use super::pattern::SIZE_LIMIT;

/// After so many searches a lazy DFA is worth making.
const WORTH_A_DFA: u32 = 24;

thread_local! {
    /// Keeps large tables from one pattern to the next.
    static COMPILER: RefCell<Compiler> = {
        let mut compiler = Compiler::new();
        compiler.configure(NFA::config().utf8(false).nfa_size_limit(Some(SIZE_LIMIT)));
        RefCell::new(compiler)
    };
}

/// The automata of one pattern.
#[derive(Debug)]
pub(super) struct Automaton {
    backtracker: BoundedBacktracker,
    searches: AtomicU32,
    dfa: OnceLock<Option<DFA>>,
    /// For texts that are too long for the backtracker.
    pike: OnceLock<Option<PikeVM>>,
}

/// What searching with an automaton needs beside it; kept from one search to the next.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    dfa: Option<DfaCache>,
    slots: Vec<Option<NonMaxUsize>>,
}

impl Automaton {
    /// The automaton of an expression.
    ///
    /// # Errors
    /// When it would be larger than the limit.
    pub(super) fn new(expression: &Hir) -> Result<Self, Box<BuildError>> {
        let nfa = COMPILER.with_borrow(|compiler| compiler.build_from_hir(expression))?;
        let backtracker = BoundedBacktracker::builder().build_from_nfa(nfa)?;
        Ok(Self { backtracker, searches: AtomicU32::new(0), dfa: OnceLock::new(), pike: OnceLock::new() })
    }

    /// The number of a named group.
    pub(super) fn group(&self, name: &str) -> Option<usize> {
        self.backtracker.get_nfa().group_info().to_index(PatternID::ZERO, name)
    }

    /// Looks for the first match at `from` or behind it; the scratch then holds where its groups lie.
    pub(super) fn search(&self, bytes: &[u8], from: usize, scratch: &mut Scratch, trail: &mut Option<Trail>) -> bool {
        let mut input = Input::new(bytes).range(from..);
        if let Some(dfa) = self.dfa() {
            let cache = scratch.dfa.get_or_insert_with(|| dfa.create_cache());
            match dfa.try_search_fwd(cache, &input) {
                Ok(None) => return false,
                Ok(Some(end)) => input.set_end(end.offset()),
                // The other engines never give up.
                Err(_) => {}
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

    /// The lazy DFA, once it is worth one.
    fn dfa(&self) -> Option<&DFA> {
        if self.searches.load(Ordering::Relaxed) < WORTH_A_DFA {
            self.searches.fetch_add(1, Ordering::Relaxed);
            return None;
        }
        self.dfa.get_or_init(|| DFA::builder().build_from_nfa(self.backtracker.get_nfa().clone()).ok()).as_ref()
    }
}

impl Scratch {
    /// Where a group lay in the last match.
    pub(super) fn group(&self, group: usize) -> Option<std::ops::Range<usize>> {
        let place = |slot: usize| self.slots.get(slot).copied().flatten().map(NonMaxUsize::get);
        Some(place(group * 2)?..place(group * 2 + 1)?)
    }
}
