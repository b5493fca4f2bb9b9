//! The rule language: loading, checking and matching of rule packs.

mod confidence;
mod matching;
mod pack;
mod pattern;
mod sentence;

pub use confidence::{Confidences, PRIOR_RIGHT, PRIOR_WRONG, Record, confidence};
pub use matching::{Match, Matcher, nearest};
pub use pack::{
    Choice, Default_ as DefaultRelation, Distribution, Emit, Example, Helpers, Pack, PackError, PackFile, Rule,
};
pub use pattern::{Pattern, PatternError, Slot, translate};
pub use sentence::Rewritten;
