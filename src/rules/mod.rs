//! The rule language: loading, checking and matching of rule packs.

pub mod catalogue;
mod check;
mod compile;
mod emit;
mod fault;
mod load;
mod matching;
mod pack;
mod parse;
mod pattern;
mod sentence;
mod source;

pub use fault::{PackError, PackErrors};
pub use load::built_in_files;
pub use matching::{Match, Matcher, nearest};
pub use pack::{Pack, Rule};
pub use pattern::{Named, Pattern, PatternError, Slot, translate};
pub use sentence::Rewritten;
pub use source::{Choice, Default_ as DefaultRelation, Distribution, Emit, Example, Helpers, PackFile};
