//! Counts and the figures that come of them.

use std::collections::BTreeMap;

use serde::Serialize;
use serde::ser::SerializeMap;
use smol_str::SmolStr;

use crate::rules::confidence;

/// What was found of what was asked for, and what was found beside it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Asked for and found.
    pub right: usize,
    /// Found, and in no line of the gold.
    pub wrong: usize,
    /// Asked for and not found.
    pub missing: usize,
}

impl Counts {
    /// Adds others.
    pub fn add(&mut self, other: Counts) {
        self.right += other.right;
        self.wrong += other.wrong;
        self.missing += other.missing;
    }

    /// The share of what was found that is right; 0 where nothing was found.
    #[must_use]
    pub fn precision(self) -> f64 {
        share(self.right, self.right + self.wrong)
    }

    /// The share of what was asked for that was found; 0 where nothing was asked for.
    #[must_use]
    pub fn recall(self) -> f64 {
        share(self.right, self.right + self.missing)
    }

    /// The harmonic mean of precision and recall; 0 where both are.
    #[must_use]
    pub fn f1(self) -> f64 {
        // In this order of operations, so that the last digit is that of other scorers that follow the schema.
        let (precision, recall) = (self.precision(), self.recall());
        if precision + recall == 0.0 { 0.0 } else { 2.0 * precision * recall / (precision + recall) }
    }
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

impl Serialize for Counts {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(6))?;
        map.serialize_entry("precision", &self.precision())?;
        map.serialize_entry("recall", &self.recall())?;
        map.serialize_entry("f1", &self.f1())?;
        map.serialize_entry("tp", &self.right)?;
        map.serialize_entry("fp", &self.wrong)?;
        map.serialize_entry("fn", &self.missing)?;
        map.end()
    }
}

/// Counts of one level, in all and by type, relation or indicator.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// All of them.
    pub total: Counts,
    /// By the name of the type, relation or indicator.
    pub each: BTreeMap<SmolStr, Counts>,
}

impl Tally {
    /// Adds counts under a name.
    pub fn count(&mut self, name: &SmolStr, counts: Counts) {
        self.total.add(counts);
        self.each.entry(name.clone()).or_default().add(counts);
    }

    /// Adds another tally.
    pub fn add(&mut self, other: &Tally) {
        self.total.add(other.total);
        for (name, counts) in &other.each {
            self.each.entry(name.clone()).or_default().add(*counts);
        }
    }
}

/// How the claims of one rule fared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct RuleCounts {
    /// Claims that the gold asks for, with all their qualifiers.
    pub right: usize,
    /// Claims that the gold does not hold, or holds with other qualifiers.
    pub wrong: usize,
    /// Claims that the gold allows and does not ask for.
    pub optional: usize,
}

impl RuleCounts {
    /// All claims of the rule.
    #[must_use]
    pub fn hits(self) -> usize {
        self.right + self.wrong + self.optional
    }

    /// The confidence that comes of it. A claim that the gold allows holds as well as one that it asks for: what a body's name says
    /// of its place is true whether or not it is asked for.
    #[must_use]
    pub fn confidence(self) -> f64 {
        confidence(self.right + self.optional, self.wrong)
    }

    /// The share of the claims that are right among those that are right or wrong; nothing where there are none.
    #[must_use]
    pub fn precision(self) -> Option<f64> {
        (self.right + self.wrong > 0).then(|| share(self.right, self.right + self.wrong))
    }

    /// Adds others.
    pub fn add(&mut self, other: RuleCounts) {
        self.right += other.right;
        self.wrong += other.wrong;
        self.optional += other.optional;
    }
}
