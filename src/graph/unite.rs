//! What two accounts of one thing say together. It does not matter which of them comes first, nor how many there are:
//! whoever unites some puts the result in order once, at the end.

use std::cmp::Reverse;

use smol_str::SmolStr;

use super::{Entity, Evidence, Measure, Statement};

impl Entity {
    /// Adds what another account of the same entity says. Where names differ, the one that stays is the longer, of equally
    /// long ones the lesser; the others become aliases.
    pub fn unite(&mut self, other: Self) {
        let rank = |name: &SmolStr| (Reverse(name.chars().count()), name.clone());
        self.aliases.extend(other.aliases);
        if other.name != self.name {
            let (name, alias) = if rank(&other.name) < rank(&self.name) {
                (other.name, self.name.clone())
            } else {
                (self.name.clone(), other.name)
            };
            self.name = name;
            self.aliases.insert(alias);
        }
        self.aliases.remove(&self.name);
        if other.kind < self.kind {
            self.kind = other.kind;
        }
        self.code = match (self.code.take(), other.code) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        self.measures.extend(other.measures);
        self.evidence.extend(other.evidence);
    }

    /// Sorts evidence and measures and takes out doubles.
    pub fn put_in_order(&mut self) {
        sort_evidence(&mut self.evidence);
        sort_measures(&mut self.measures);
    }
}

impl Statement {
    /// Adds what another account of the same statement says: its evidence, and its confidence if that is higher.
    pub fn unite(&mut self, other: Self) {
        self.confidence = self.confidence.max(other.confidence);
        self.evidence.extend(other.evidence);
    }

    /// Sorts evidence and takes out doubles.
    pub fn put_in_order(&mut self) {
        sort_evidence(&mut self.evidence);
    }
}

fn sort_evidence(evidence: &mut Vec<Evidence>) {
    evidence.sort_unstable();
    evidence.dedup();
}

/// Measures that say the same are one, with the evidence of all.
fn sort_measures(measures: &mut Vec<Measure>) {
    measures.sort_unstable();
    let mut united: Vec<Measure> = Vec::with_capacity(measures.len());
    for measure in measures.drain(..) {
        match united.last_mut() {
            Some(last)
                if (&last.indicator, &last.value, &last.unit, &last.date)
                    == (&measure.indicator, &measure.value, &measure.unit, &measure.date) =>
            {
                last.evidence.extend(measure.evidence);
            }
            _ => united.push(measure),
        }
    }
    for measure in &mut united {
        sort_evidence(&mut measure.evidence);
    }
    *measures = united;
}
