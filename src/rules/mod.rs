//! The rule language: loading, checking and matching of rule packs.

mod guards;
mod matching;
mod pack;
mod pattern;
mod sentence;
mod waking;

pub use matching::{Match, Matcher, nearest};
pub use pack::{
    Choice, Default_ as DefaultRelation, Distribution, Emit, Example, Helpers, Pack, PackError, PackFile, Rule,
};
pub use pattern::{Pattern, PatternError, Slot, translate};
pub use sentence::Rewritten;
