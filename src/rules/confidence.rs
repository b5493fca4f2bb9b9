//! How far to trust a rule: from what it got right and wrong in annotated texts.

use std::collections::BTreeMap;

use serde::Deserialize;
use smol_str::SmolStr;

/// What is believed of a rule before any evidence, in claims: as if it had been right 8.5 times and wrong 1.5 times. A rule that
/// does what its examples and counter-examples say was right in 85 of 100 claims on texts that nobody had looked at.
pub const PRIOR_RIGHT: f64 = 8.5;
/// See [`PRIOR_RIGHT`].
pub const PRIOR_WRONG: f64 = 1.5;

/// The confidence of a rule of whose claims so many hold and so many are wrong: the mean of the beta distribution with the
/// prior, `(held + 8.5) / (held + wrong + 10)`, to two places.
///
/// ```
/// assert_eq!(aid_graph::rules::confidence(0, 0), 0.85);
/// assert_eq!(aid_graph::rules::confidence(40, 0), 0.97);
/// assert_eq!(aid_graph::rules::confidence(5, 5), 0.68);
/// ```
#[must_use]
pub fn confidence(held: usize, wrong: usize) -> f64 {
    let mean = (held as f64 + PRIOR_RIGHT) / ((held + wrong) as f64 + PRIOR_RIGHT + PRIOR_WRONG);
    (mean * 100.0).round() / 100.0
}

/// A pack's `confidence.toml`: what its rules got right and wrong. `aid-graph eval … --confidence` writes it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Confidences {
    /// By the rules' ids.
    pub rules: BTreeMap<SmolStr, Record>,
}

/// What one rule got right and wrong.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// All its claims, with those that the gold allows and does not ask for.
    pub hits: usize,
    /// Right claims.
    pub right: usize,
    /// Wrong claims.
    pub wrong: usize,
    /// By the formula.
    pub confidence: f64,
}

impl Confidences {
    /// The confidence of a rule; that of the prior where there is no record of it.
    #[must_use]
    pub fn of(&self, rule: &str) -> f64 {
        self.rules.get(rule).map_or_else(|| confidence(0, 0), |record| record.confidence)
    }
}
