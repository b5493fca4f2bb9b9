//! The rule language: loading, checking and matching of rule packs.

mod automaton;
mod batch;
pub mod catalogue;
mod check;
mod compile;
mod confidence;
mod emit;
mod expression;
mod fault;
mod guards;
mod load;
mod matching;
mod near_miss;
mod opening;
mod outline;
mod pack;
mod parse;
mod pattern;
mod prepared;
mod sentence;
mod source;
mod translate;
mod waking;

pub use batch::{Matcher, Matches};
pub use confidence::{Confidences, PRIOR_RIGHT, PRIOR_WRONG, Record, confidence};
pub use fault::{PackError, PackErrors};
pub use load::built_in_files;
pub use matching::{GuardedMatch, Match, nearest};
pub use near_miss::{NearMiss, NearMisses};
pub use pack::{Pack, Rule, UnknownRule};
pub(crate) use pattern::unmark as mark_of;
pub use pattern::{Named, Pattern, PatternError, Slot};
pub use prepared::prepare;
pub use sentence::Rewritten;
pub use source::{
    AidSide, Choice, Default_ as DefaultRelation, Distribution, Emit, Example, Helpers, PackFile, Sending,
};
pub use translate::translate;
