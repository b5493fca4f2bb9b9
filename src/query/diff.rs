//! What one graph has that another one has not.

use std::collections::BTreeMap;

use crate::graph::{Document, Entity, KnowledgeGraph, Statement};

/// The differences between an old graph and a new one.
#[derive(Clone, Debug, Default)]
pub struct Difference<'g> {
    /// Documents that only one has.
    pub documents: Change<&'g Document>,
    /// Entities that only one has, by id.
    pub entities: Change<&'g Entity>,
    /// Entities that both have, with other names, numbers or code.
    pub changed_entities: Vec<(&'g Entity, &'g Entity)>,
    /// Statements that only one has, by ends, relation and qualifiers.
    pub statements: Change<&'g Statement>,
    /// Statements that both have, with another confidence or other evidence.
    pub changed_statements: Vec<(&'g Statement, &'g Statement)>,
}

/// What came and what went.
#[derive(Clone, Debug)]
pub struct Change<T> {
    /// Only in the new one.
    pub added: Vec<T>,
    /// Only in the old one.
    pub removed: Vec<T>,
}

impl<T> Default for Change<T> {
    fn default() -> Self {
        Self { added: Vec::new(), removed: Vec::new() }
    }
}

impl Difference<'_> {
    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.documents.is_empty()
            && self.entities.is_empty()
            && self.changed_entities.is_empty()
            && self.statements.is_empty()
            && self.changed_statements.is_empty()
    }
}

impl<T> Change<T> {
    fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty()
    }
}

/// The differences. Takes O(n log n) for n things in both.
#[must_use]
pub fn diff<'g>(old: &'g KnowledgeGraph, new: &'g KnowledgeGraph) -> Difference<'g> {
    let (documents, _) = compare(old.documents(), new.documents(), |document| document.id.clone());
    let (entities, both) = compare(old.entities(), new.entities(), |entity| entity.id.clone());
    let changed_entities = both
        .into_iter()
        // Where else an entity is named is no news of it.
        .filter(|(a, b)| (&a.name, &a.code, &a.aliases, values(a)) != (&b.name, &b.code, &b.aliases, values(b)))
        .collect();
    let (statements, both) = compare(old.statements(), new.statements(), |one| {
        (one.source.clone(), one.relation.clone(), one.target.clone(), format!("{:?}", one.qualifiers))
    });
    let changed_statements = both.into_iter().filter(|(a, b)| a != b).collect();
    Difference { documents, entities, changed_entities, statements, changed_statements }
}

fn values(entity: &Entity) -> Vec<impl PartialEq> {
    entity
        .measures
        .iter()
        .map(|measure| (measure.indicator.clone(), measure.value.clone(), measure.unit.clone(), measure.date.clone()))
        .collect()
}

type Compared<'g, T> = (Change<&'g T>, Vec<(&'g T, &'g T)>);

fn compare<'g, T, K: Ord>(
    old: impl Iterator<Item = &'g T>,
    new: impl Iterator<Item = &'g T>,
    key: impl Fn(&T) -> K,
) -> Compared<'g, T> {
    let mut before: BTreeMap<K, &T> = old.map(|one| (key(one), one)).collect();
    let mut change = Change::default();
    let mut both = Vec::new();
    for one in new {
        match before.remove(&key(one)) {
            Some(known) => both.push((known, one)),
            None => change.added.push(one),
        }
    }
    change.removed = before.into_values().collect();
    (change, both)
}
