//! The rule language: loading, checking and matching of rule packs.

mod confidence;
mod guards;
mod matching;
mod near_miss;
mod pack;
mod pattern;
mod sentence;
mod waking;

pub use confidence::{Confidences, PRIOR_RIGHT, PRIOR_WRONG, Record, confidence};
pub use matching::{GuardedMatch, Match, Matcher, nearest};
pub use near_miss::{NearMiss, NearMisses};
pub use pack::{
    Choice, Default_ as DefaultRelation, Distribution, Emit, Example, Helpers, Pack, PackError, PackFile, Rule,
};
pub(crate) use pattern::unmark as mark_of;
pub use pattern::{Pattern, PatternError, Slot, translate};
pub use sentence::Rewritten;
