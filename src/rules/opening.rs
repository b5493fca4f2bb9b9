//! Where a match of a pattern can begin at all: read off the first states of its automaton. Most places of a sentence are
//! none, and a look at the byte tells.

use regex_automata::nfa::thompson::{NFA, State};
use regex_automata::util::primitives::StateID;

/// The bytes that open the symbol of a mention.
const SYMBOL: [u8; 2] = [0xEE, 0x80];

/// The bytes that a match can begin with and, where it begins with a mention, the symbols' last bytes.
pub(super) struct Opening {
    bytes: Set,
    symbols: Set,
}

/// A set of bytes.
#[derive(Clone, Copy, Debug, Default)]
struct Set([u64; 4]);

impl Set {
    fn insert(&mut self, from: u8, to: u8) {
        (from..=to).for_each(|byte| self.0[usize::from(byte) / 64] |= 1 << (byte % 64));
    }

    fn contains(self, byte: u8) -> bool {
        self.0[usize::from(byte) / 64] >> (byte % 64) & 1 == 1
    }
}

impl std::fmt::Debug for Opening {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Opening").finish_non_exhaustive()
    }
}

impl Opening {
    /// Reads the opening off an automaton.
    pub(super) fn of(nfa: &NFA) -> Self {
        let (bytes, states) = step(nfa, &[nfa.start_anchored()], SYMBOL[0]);
        let (_, states) = step(nfa, &states, SYMBOL[1]);
        let (symbols, _) = step(nfa, &states, 0);
        Self { bytes, symbols }
    }

    /// The first place, from `from` on, at which a match can begin.
    pub(super) fn next(&self, text: &[u8], from: usize) -> Option<usize> {
        let fits = |at: &usize| {
            self.bytes.contains(text[*at])
                && match text[*at..] {
                    [first, second, last, ..] if [first, second] == SYMBOL => self.symbols.contains(last),
                    _ => true,
                }
        };
        (from..text.len()).find(fits)
    }
}

/// The bytes that lead on from some states, and the states to which one of them leads.
fn step(nfa: &NFA, from: &[StateID], byte: u8) -> (Set, Vec<StateID>) {
    let (mut bytes, mut next) = (Set::default(), Vec::new());
    let mut seen = vec![false; nfa.states().len()];
    let mut open = from.to_vec();
    while let Some(id) = open.pop() {
        if std::mem::replace(&mut seen[id.as_usize()], true) {
            continue;
        }
        let mut lead = |start: u8, end: u8, to: StateID| {
            bytes.insert(start, end);
            if (start..=end).contains(&byte) {
                next.push(to);
            }
        };
        match nfa.state(id) {
            State::ByteRange { trans } => lead(trans.start, trans.end, trans.next),
            State::Sparse(sparse) => {
                sparse.transitions.iter().for_each(|trans| lead(trans.start, trans.end, trans.next))
            }
            State::Dense(dense) => {
                (0..=u8::MAX)
                    .filter_map(|byte| Some((byte, dense.matches_byte(byte)?)))
                    .for_each(|(byte, to)| lead(byte, byte, to));
            }
            State::Look { next, .. } | State::Capture { next, .. } => open.push(*next),
            State::Union { alternates } => open.extend(alternates.iter()),
            State::BinaryUnion { alt1, alt2 } => open.extend([alt1, alt2]),
            State::Fail | State::Match { .. } => {}
        }
    }
    (bytes, next)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use regex_automata::nfa::thompson::pikevm::PikeVM;

    use super::*;

    proptest! {
        /// No match begins at a place that is passed over.
        #[test]
        fn no_match_is_lost(text in "[\u{E001}\u{E002}\u{E041}甲乙丙丁a]{0,12}") {
            for pattern in ["\u{E001}?甲", "[\u{E001}\u{E002}]乙", "(?:甲乙|\u{E041}丙|a)", "[^甲]{1,2}丙", "(?:|丁)[乙\u{E002}]"] {
                let engine = PikeVM::new(pattern).expect("a constant pattern");
                let opening = Opening::of(engine.get_nfa());
                for (at, _) in text.char_indices() {
                    let found = engine.find(&mut engine.create_cache(), regex_automata::Input::new(&text).range(at..));
                    let next = opening.next(text.as_bytes(), at);
                    prop_assert!(found.is_none_or(|found| next.is_some_and(|next| next <= found.start())));
                }
            }
        }
    }
}
