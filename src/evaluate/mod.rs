//! Evaluation: how well a graph agrees with what people annotated in the same text (`docs/evaluation.md`).

mod alignment;
mod confidence;
mod counts;
mod fault;
mod gold;
mod passages;
mod score;
mod similarity;

pub use confidence::confidence_file;
pub use counts::{Counts, RuleCounts, Tally};
pub use fault::{Fault, FaultKind};
pub use gold::{Gold, GoldEntity, GoldError, GoldMeasure, GoldRelation};
pub use passages::{Passage, passages};
pub use score::{Score, score};
pub use similarity::{comparable, ratio};
