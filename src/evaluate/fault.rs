//! Where a graph and a gold file disagree.

use std::sync::Arc;

use serde::Serialize;
use smol_str::SmolStr;

use crate::graph::Evidence;

/// One disagreement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// What is at fault.
    pub kind: FaultKind,
    /// Names and values in one line.
    pub text: String,
    /// What the gold has where the graph has something else.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wanted: Option<String>,
    /// The rules that made the claim.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<SmolStr>,
    /// The words that the claim points at.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quote: Option<Arc<str>>,
}

impl Fault {
    /// Something that the graph does not have.
    pub(super) fn missing(kind: FaultKind, text: String) -> Self {
        Self { kind, text, wanted: None, rules: Vec::new(), quote: None }
    }

    /// Something that the graph has, with its evidence.
    pub(super) fn wrong(kind: FaultKind, text: String, evidence: &[Evidence]) -> Self {
        let mut rules: Vec<SmolStr> = evidence.iter().map(|evidence| evidence.rule.clone()).collect();
        rules.sort_unstable();
        rules.dedup();
        Self { kind, text, wanted: None, rules, quote: evidence.first().map(|evidence| evidence.quote.clone()) }
    }
}

/// What is at fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultKind {
    /// An entity that is asked for and not there.
    MissingEntity,
    /// An entity that the gold does not hold.
    WrongEntity,
    /// A second entity for one of the gold.
    DuplicateEntity,
    /// A relation that is asked for and not there.
    MissingRelation,
    /// A relation that the gold does not hold.
    WrongRelation,
    /// A relation that the gold holds with other qualifiers.
    WrongQualifier,
    /// A relation that is there, but never with the qualifiers that are asked for.
    MissingQualifier,
    /// A measure that is asked for and not there.
    MissingMeasure,
    /// A measure that the gold does not hold.
    WrongMeasure,
}

impl FaultKind {
    /// In words.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            FaultKind::MissingEntity => "missing entity",
            FaultKind::WrongEntity => "wrong entity",
            FaultKind::DuplicateEntity => "duplicate entity",
            FaultKind::MissingRelation => "missing relation",
            FaultKind::WrongRelation => "wrong relation",
            FaultKind::WrongQualifier => "wrong qualifier",
            FaultKind::MissingQualifier => "missing qualifier",
            FaultKind::MissingMeasure => "missing measure",
            FaultKind::WrongMeasure => "wrong measure",
        }
    }
}
