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
use super::ranges::by_ranges;
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
        Self::join_all(vec![self])
    }

    /// The same of many parts, which need not be put together before.
    ///
    /// # Errors
    /// As for [`join`](Self::join).
    pub fn join_all(many: Vec<Self>) -> Result<KnowledgeGraph, DanglingStatement> {
        let mut documents: BTreeMap<SmolStr, Document> = BTreeMap::new();
        let mut entities = Vec::with_capacity(many.len());
        let mut statements = Vec::with_capacity(many.len());
        for parts in many {
            for document in parts.documents {
                match documents.get(&document.id) {
                    Some(known) if *known <= document => {}
                    _ => drop(documents.insert(document.id.clone(), document)),
                }
            }
            entities.push(parts.entities);
            statements.push(parts.statements);
        }
        let entities = join_entities(entities);
        let count = entities.iter().map(Vec::len).sum();
        let mut graph = Graph::with_capacity(count, 0);
        let mut nodes = FxHashMap::with_capacity_and_hasher(count, rustc_hash::FxBuildHasher);
        for entity in entities.into_iter().flatten() {
            let id = entity.id.clone();
            nodes.insert(id, graph.add_node(entity));
        }
        let statements = join_statements(statements, &nodes)?;
        graph.reserve_exact_edges(statements.iter().map(Vec::len).sum());
        for (ends, statement) in statements.into_iter().flatten() {
            graph.add_edge(NodeIndex::new((ends >> 32) as usize), NodeIndex::new(ends as u32 as usize), statement);
        }
        Ok(KnowledgeGraph::of(graph, nodes, documents))
    }
}

/// One entity for each id, in the order of ids, in pieces.
fn join_entities(entities: Vec<Vec<Entity>>) -> Vec<Vec<Entity>> {
    let join = |mut range: Vec<Entity>| {
        range.sort_unstable_by(|a, b| a.id.cmp(&b.id));
        let mut united = united(range, |last, next| last.id == next.id, Entity::unite);
        united.iter_mut().for_each(Entity::put_in_order);
        united
    };
    by_ranges(entities, |entity| &entity.id).into_par_iter().map(join).collect()
}

/// One statement for each pair of ends, relation and qualifiers, in this order, in pieces.
fn join_statements(
    statements: Vec<Vec<Statement>>,
    nodes: &FxHashMap<SmolStr, NodeIndex>,
) -> Result<Vec<Vec<Ranked>>, DanglingStatement> {
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
    let join = |range: Vec<Statement>| {
        let mut range = range.into_iter().map(ranked).collect::<Result<Vec<Ranked>, DanglingStatement>>()?;
        range.sort_unstable_by(|a, b| order(a).cmp(&order(b)));
        let unite = |last: &mut Ranked, (_, next): Ranked| last.1.unite(next);
        let mut united = united(range, |last, next| order(last) == order(next), unite);
        united.iter_mut().for_each(|(_, statement)| statement.put_in_order());
        Ok(united)
    };
    by_ranges(statements, |statement| &statement.source).into_par_iter().map(join).collect()
}

fn order((ends, statement): &Ranked) -> (u64, &SmolStr, &Qualifiers) {
    (*ends, &statement.relation, &statement.qualifiers)
}

/// Neighbours of a sorted list that are the same, united.
fn united<T>(sorted: Vec<T>, same: impl Fn(&T, &T) -> bool, unite: impl Fn(&mut T, T)) -> Vec<T> {
    let mut united: Vec<T> = Vec::with_capacity(sorted.len());
    for next in sorted {
        match united.last_mut().filter(|last| same(last, &next)) {
            Some(last) => unite(last, next),
            None => united.push(next),
        }
    }
    united
}
