//! What a document claims, before its entities have ids.

use std::ops::Range;

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use crate::graph::{Qualifiers, Value};
use crate::schema::Schema;

use super::entities::LocalId;
use super::fold::folded;

/// A relation that a sentence states.
#[derive(Clone, Debug, PartialEq)]
pub struct ClaimedStatement {
    /// Where it starts.
    pub source: LocalId,
    /// Where it leads.
    pub target: LocalId,
    /// Its relation.
    pub relation: SmolStr,
    /// Its qualifiers; entities by their local index.
    pub qualifiers: Vec<(SmolStr, ClaimedValue)>,
    /// Bytes of its sentence.
    pub sentence: Range<usize>,
    /// The rule.
    pub rule: SmolStr,
    /// The rule's.
    pub confidence: f64,
    /// Whether it says again, with more, what had been claimed: then each rule that has shown it stays in the evidence.
    pub again: bool,
    /// Whether no word of the sentence says where it starts, so that a later one may.
    pub guessed: bool,
}

/// The value of a qualifier before entities have ids.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ClaimedValue {
    /// A number or a text.
    Plain(Value),
    /// An entity.
    Entity(LocalId),
}

/// A measure that a sentence states.
#[derive(Clone, Debug, PartialEq)]
pub struct ClaimedMeasure {
    /// What it is about.
    pub entity: LocalId,
    /// The indicator.
    pub indicator: SmolStr,
    /// Its value.
    pub value: Value,
    /// Its unit.
    pub unit: Option<SmolStr>,
    /// Its date.
    pub date: Option<SmolStr>,
    /// Bytes of its sentence.
    pub sentence: Range<usize>,
    /// The rule.
    pub rule: SmolStr,
}

/// All that a document states.
#[derive(Debug, Default)]
pub struct Claims {
    /// Relations.
    pub statements: Vec<ClaimedStatement>,
    /// Numbers.
    pub measures: Vec<ClaimedMeasure>,
    /// Where each sentence begins that was read, and how much had been claimed before it.
    begun: Vec<(usize, (usize, usize))>,
}

impl Claims {
    /// A sentence is read from here on.
    pub(super) fn begin_sentence(&mut self, sentence: &Range<usize>) {
        self.begun.push((sentence.start, self.ends()));
    }

    /// How much had been claimed before the first sentence that begins at a byte or behind it: what is claimed of such sentences
    /// stands behind that.
    pub(super) fn before(&self, start: usize) -> (usize, usize) {
        let first = self.begun.partition_point(|(begun, _)| *begun < start);
        self.begun.get(first).map_or(self.ends(), |(_, ends)| *ends)
    }

    /// How many statements had been claimed before the sentence before the one that is read.
    pub(super) fn before_last_sentence(&self) -> usize {
        self.begun.iter().rev().nth(1).map_or(0, |(_, (statements, _))| *statements)
    }

    /// How many statements and measures there are.
    pub(super) fn ends(&self) -> (usize, usize) {
        (self.statements.len(), self.measures.len())
    }

    /// Of the statements with the same ends and relation, one that says less than another goes: 到访 without a date beside
    /// 到访 with one. Qualifiers that the schema calls loose do not count. Gives those that went, with the rules of the ones
    /// that stay in their place.
    pub fn fold(&mut self, schema: &Schema) -> Vec<(ClaimedStatement, SmolStr)> {
        let gone = folded(&self.statements, schema);
        self.take_out(&gone)
    }

    /// Takes statements out, each with the one that stays in its place. Gives them, with the rules of those that stay.
    pub(super) fn take_out(&mut self, gone: &FxHashMap<usize, usize>) -> Vec<(ClaimedStatement, SmolStr)> {
        if gone.is_empty() {
            return Vec::new();
        }
        let mut lost: Vec<usize> = gone.keys().copied().collect();
        lost.sort_unstable();
        let lost =
            lost.into_iter().map(|index| (self.statements[index].clone(), self.statements[gone[&index]].rule.clone()));
        let lost = lost.collect();
        let mut index = 0;
        self.statements.retain(|_| {
            index += 1;
            !gone.contains_key(&(index - 1))
        });
        lost
    }
}

/// The qualifiers of a claim, with entities by their ids.
#[must_use]
pub fn qualifiers(claimed: &[(SmolStr, ClaimedValue)], id: impl Fn(LocalId) -> SmolStr) -> Qualifiers {
    claimed
        .iter()
        .map(|(name, value)| {
            let value = match value {
                ClaimedValue::Plain(value) => value.clone(),
                ClaimedValue::Entity(entity) => Value::Text(id(*entity)),
            };
            (name.clone(), value)
        })
        .collect()
}
