//! What is about to be written is looked at a little ahead.
//!
//! Qualifiers, evidence and quotes lie anywhere in memory. Asked for one at a time each is waited for, which takes longer
//! than writing it; asked for together they come together.

use std::hint::black_box;

use petgraph::graph::Edge;

use crate::graph::{Evidence, Statement, Value};

/// How many things are looked at together: what belongs to them has room in the cache until it is written.
pub(super) const TOGETHER: usize = 64;

/// What brings a part of a thing near. The number only makes sure that it is read.
pub(super) type Look<T> = fn(&T) -> usize;

/// All things of a slice, each after `looks` at it and its neighbours. A later look goes through what an earlier one brought.
pub(super) fn ahead<'a, T>(all: &'a [T], looks: &'static [Look<T>]) -> impl Iterator<Item = &'a T> {
    all.chunks(TOGETHER).flat_map(move |some| {
        for look in looks {
            black_box(some.iter().map(look).sum::<usize>());
        }
        some
    })
}

/// The qualifiers of a statement.
pub(super) fn qualifiers(edge: &Edge<Statement>) -> usize {
    let size = |(name, value): (&smol_str::SmolStr, &Value)| match value {
        Value::Text(text) => name.len() + text.len(),
        Value::Number(_) => name.len(),
    };
    edge.weight.qualifiers.iter().map(size).sum()
}

/// The evidence of a thing, without its quotes.
pub(super) fn evidence(all: &[Evidence]) -> usize {
    all.iter().map(|one| one.quote.len() + one.rule.len()).sum()
}

/// The quotes of its evidence.
pub(super) fn quotes(all: &[Evidence]) -> usize {
    all.iter().map(|one| text(&one.quote)).sum()
}

/// A text, each cache line of it.
pub(super) fn text(text: &str) -> usize {
    text.as_bytes().iter().step_by(64).map(|byte| usize::from(*byte)).sum()
}
