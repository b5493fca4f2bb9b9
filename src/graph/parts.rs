//! Documents, entities and statements as they come, in any order and with repetitions, and the join that makes one graph
//! of them.
//!
//! A join sorts and unites. So it does not matter in which order parts were collected, and joining many documents at once
//! takes O(n log n) for n parts, on all threads of the current rayon pool.

use std::collections::BTreeMap;

use petgraph::Graph;
use petgraph::graph::NodeIndex;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use super::knowledge::{DanglingStatement, KnowledgeGraph};
use super::{Document, Entity, Qualifiers, Statement};

/// What graphs are joined from.
#[derive(Clone, Debug, Default)]
pub struct Parts {
    documents: Vec<Document>,
    entities: Vec<Entity>,
    statements: Vec<Statement>,
}

/// A statement on its way into the graph, with its ends by their ranks among the entities, the source's in the upper half:
/// ranks order the ends as their ids do, and numbers sort many times faster than texts.
type Ranked = (u64, Statement);

impl Parts {
    /// No parts.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a document; of two with one id the join keeps the lesser.
    pub fn add_document(&mut self, document: Document) {
        self.documents.push(document);
    }

    /// Adds an entity; the join unites it with those of the same id.
    ///
    /// Where names differ, the one that stays is the longer, of equally long ones the lesser; the others become aliases.
    pub fn add_entity(&mut self, entity: Entity) {
        self.entities.push(entity);
    }

    /// Adds a statement; the join unites it with those of the same ends, relation and qualifiers.
    pub fn add_statement(&mut self, statement: Statement) {
        self.statements.push(statement);
    }

    /// The parts of many, each of which goes before the next comes.
    #[must_use]
    pub fn all(many: Vec<Self>) -> Self {
        let sum = |count: fn(&Self) -> usize| many.iter().map(count).sum();
        let mut all = Self {
            documents: Vec::with_capacity(sum(|parts| parts.documents.len())),
            entities: Vec::with_capacity(sum(|parts| parts.entities.len())),
            statements: Vec::with_capacity(sum(|parts| parts.statements.len())),
        };
        many.into_iter().for_each(|parts| all.append(parts));
        all
    }

    /// Adds the parts of others.
    pub fn append(&mut self, mut other: Self) {
        self.documents.append(&mut other.documents);
        self.entities.append(&mut other.entities);
        self.statements.append(&mut other.statements);
    }

    /// The graph of these parts, in its one canonical order: documents and entities by id, statements by source, target,
    /// relation and qualifiers, evidence and measures sorted and without doubles.
    ///
    /// # Errors
    /// When a statement has an end that is not among the entities.
    pub fn join(self) -> Result<KnowledgeGraph, DanglingStatement> {
        let mut documents: BTreeMap<SmolStr, Document> = BTreeMap::new();
        for document in self.documents {
            match documents.get(&document.id) {
                Some(known) if *known <= document => {}
                _ => drop(documents.insert(document.id.clone(), document)),
            }
        }
        let entities = join_entities(self.entities);
        let nodes: FxHashMap<SmolStr, NodeIndex> =
            entities.iter().enumerate().map(|(index, entity)| (entity.id.clone(), NodeIndex::new(index))).collect();
        let statements = join_statements(self.statements, &nodes)?;
        let mut graph = Graph::with_capacity(entities.len(), statements.len());
        for entity in entities {
            graph.add_node(entity);
        }
        for (ends, statement) in statements {
            graph.add_edge(NodeIndex::new((ends >> 32) as usize), NodeIndex::new(ends as u32 as usize), statement);
        }
        Ok(KnowledgeGraph::of(graph, nodes, documents))
    }
}

/// One entity for each id, in the order of ids.
fn join_entities(mut entities: Vec<Entity>) -> Vec<Entity> {
    entities.par_sort_unstable_by(|a, b| a.id.cmp(&b.id));
    let same = entities.par_chunk_by_mut(|a, b| a.id == b.id);
    let united = same.map(|same| {
        let mut entity = united(same, Entity::unite);
        entity.put_in_order();
        entity
    });
    united.collect()
}

/// One statement for each pair of ends, relation and qualifiers, in this order.
fn join_statements(
    statements: Vec<Statement>,
    nodes: &FxHashMap<SmolStr, NodeIndex>,
) -> Result<Vec<Ranked>, DanglingStatement> {
    let rank = |statement: &Statement, id: &SmolStr| {
        nodes.get(id).map(|index| index.index() as u64).ok_or_else(|| DanglingStatement {
            source_id: statement.source.clone(),
            relation: statement.relation.clone(),
            target_id: statement.target.clone(),
            missing: id.clone(),
        })
    };
    let ranked = |statement: Statement| {
        let ends = rank(&statement, &statement.source)? << 32 | rank(&statement, &statement.target)?;
        Ok((ends, statement))
    };
    let mut ranked = statements.into_par_iter().map(ranked).collect::<Result<Vec<Ranked>, DanglingStatement>>()?;
    ranked.par_sort_unstable_by(|a, b| order(a).cmp(&order(b)));
    let same = ranked.par_chunk_by_mut(|a, b| order(a) == order(b));
    let united = same.map(|same| {
        let (ends, mut statement) = united(same, |(_, all), (_, other)| all.unite(other));
        statement.put_in_order();
        (ends, statement)
    });
    Ok(united.collect())
}

fn order((ends, statement): &Ranked) -> (u64, &SmolStr, &Qualifiers) {
    (*ends, &statement.relation, &statement.qualifiers)
}

/// What some accounts of the same thing say together; they are taken out of the list.
fn united<T: Default>(same: &mut [T], unite: impl Fn(&mut T, T)) -> T {
    let mut accounts = same.iter_mut().map(std::mem::take);
    let mut all = accounts.next().unwrap_or_default();
    accounts.for_each(|other| unite(&mut all, other));
    all
}
