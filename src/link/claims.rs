//! What a document claims, before its entities have ids.

use std::ops::Range;

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use crate::graph::{Qualifiers, Value};
use crate::schema::Schema;

use super::entities::LocalId;

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
#[derive(Clone, Debug, PartialEq)]
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
}

impl Claims {
    /// How many statements and measures there are.
    pub(super) fn ends(&self) -> (usize, usize) {
        (self.statements.len(), self.measures.len())
    }

    /// Of the statements with the same ends and relation, one that says less than another goes: 到访 without a date beside
    /// 到访 with one. Qualifiers that the schema calls loose do not count. Gives those that went, with the rules of the ones
    /// that stay in their place.
    pub fn fold(&mut self, schema: &Schema) -> Vec<(ClaimedStatement, SmolStr)> {
        let loose = |relation: &SmolStr| {
            schema.relations.get(relation.as_str()).map(|declared| declared.loose.as_slice()).unwrap_or_default()
        };
        let mut groups: FxHashMap<(LocalId, LocalId, SmolStr), Vec<usize>> = FxHashMap::default();
        for (index, claim) in self.statements.iter().enumerate() {
            groups.entry((claim.source, claim.target, claim.relation.clone())).or_default().push(index);
        }
        let mut gone: FxHashMap<usize, usize> = FxHashMap::default();
        for ((_, _, relation), members) in &groups {
            let telling = |index: &usize| -> Vec<&(SmolStr, ClaimedValue)> {
                self.statements[*index]
                    .qualifiers
                    .iter()
                    .filter(|(name, _)| !loose(relation).iter().any(|loose| loose == name.as_str()))
                    .collect()
            };
            for a in members {
                let less = telling(a);
                let covered = members.iter().find(|b| {
                    let more = telling(b);
                    let subset = less.iter().all(|qualifier| more.contains(qualifier));
                    let one = &self.statements[*a];
                    let same = one.again && one.qualifiers == self.statements[**b].qualifiers;
                    a != *b
                        && subset
                        && !same
                        && !gone.contains_key(*b)
                        && (less.len() < more.len()
                            || less.len() == more.len() && a > *b && !loose(relation).is_empty())
                });
                if let Some(by) = covered {
                    gone.insert(*a, *by);
                }
            }
        }
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
