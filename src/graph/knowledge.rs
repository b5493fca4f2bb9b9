//! The graph itself, on petgraph, and its one way of growing: joining what is already there with what comes.

use std::collections::BTreeMap;
use std::collections::hash_map::Entry;

use petgraph::graph::{DiGraph, EdgeIndex, NodeIndex};
use petgraph::visit::EdgeRef;
use petgraph::{Direction, Graph};
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use super::{Document, Entity, Evidence, Measure, Qualifiers, Statement};

/// Entities and statements with their evidence.
///
/// [`merge`](Self::merge) is commutative, associative and idempotent, as far as [`canonical`](Self::canonical) order and
/// content go: equal sets of sources give equal graphs, in whatever order they were compiled.
#[derive(Clone, Debug, Default)]
pub struct KnowledgeGraph {
    graph: DiGraph<Entity, Statement>,
    nodes: FxHashMap<SmolStr, NodeIndex>,
    edges: FxHashMap<StatementKey, EdgeIndex>,
    documents: BTreeMap<SmolStr, Document>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct StatementKey {
    source: NodeIndex,
    target: NodeIndex,
    relation: SmolStr,
    qualifiers: Qualifiers,
}

/// A statement whose end is not among the entities.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the statement `{source_id} {relation} {target_id}` leads to `{missing}`, which is no node")]
pub struct DanglingStatement {
    /// Where it starts.
    pub source_id: SmolStr,
    /// Its relation.
    pub relation: SmolStr,
    /// Where it leads.
    pub target_id: SmolStr,
    /// The end that is missing.
    pub missing: SmolStr,
}

impl KnowledgeGraph {
    /// An empty graph.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a document; of two with one id the lesser stays, so that the order does not matter.
    pub fn add_document(&mut self, document: Document) {
        match self.documents.entry(document.id.clone()) {
            std::collections::btree_map::Entry::Vacant(place) => {
                place.insert(document);
            }
            std::collections::btree_map::Entry::Occupied(mut place) => {
                if document < *place.get() {
                    place.insert(document);
                }
            }
        }
    }

    /// Adds an entity, or unites it with the one of the same id.
    ///
    /// Where names differ, the one that stays is the longer, of equally long ones the lesser; the other becomes an alias.
    pub fn add_entity(&mut self, entity: Entity) -> NodeIndex {
        match self.nodes.entry(entity.id.clone()) {
            Entry::Vacant(place) => *place.insert(self.graph.add_node(entity)),
            Entry::Occupied(place) => {
                let index = *place.get();
                unite(&mut self.graph[index], entity);
                index
            }
        }
    }

    /// Adds a statement, or its evidence to the one with the same ends, relation and qualifiers.
    ///
    /// # Errors
    /// When one of its ends is not in the graph.
    pub fn add_statement(&mut self, statement: Statement) -> Result<EdgeIndex, DanglingStatement> {
        let end = |id: &SmolStr| {
            self.nodes.get(id).copied().ok_or_else(|| DanglingStatement {
                source_id: statement.source.clone(),
                relation: statement.relation.clone(),
                target_id: statement.target.clone(),
                missing: id.clone(),
            })
        };
        let key = StatementKey {
            source: end(&statement.source)?,
            target: end(&statement.target)?,
            relation: statement.relation.clone(),
            qualifiers: statement.qualifiers.clone(),
        };
        let (source, target) = (key.source, key.target);
        Ok(match self.edges.entry(key) {
            Entry::Vacant(place) => *place.insert(self.graph.add_edge(source, target, statement)),
            Entry::Occupied(place) => {
                let known = &mut self.graph[*place.get()];
                known.confidence = known.confidence.max(statement.confidence);
                known.evidence.extend(statement.evidence);
                *place.get()
            }
        })
    }

    /// Joins another graph into this one.
    pub fn merge(&mut self, other: Self) {
        for document in other.documents.into_values() {
            self.add_document(document);
        }
        let (nodes, edges) = other.graph.into_nodes_edges();
        for node in nodes {
            self.add_entity(node.weight);
        }
        for edge in edges {
            let added = self.add_statement(edge.weight);
            debug_assert!(added.is_ok(), "a graph holds both ends of its statements");
        }
    }

    /// The same graph in its one canonical order: documents and entities by id, statements by source, target, relation
    /// and qualifiers, evidence and measures sorted and without doubles.
    #[must_use]
    pub fn canonical(self) -> Self {
        let (nodes, edges) = self.graph.into_nodes_edges();
        let mut entities: Vec<Entity> = nodes.into_iter().map(|node| node.weight).collect();
        entities.sort_unstable_by(|a, b| a.id.cmp(&b.id));
        let mut statements: Vec<Statement> = edges.into_iter().map(|edge| edge.weight).collect();
        statements.sort_unstable_by(|a, b| {
            (&a.source, &a.target, &a.relation, &a.qualifiers).cmp(&(&b.source, &b.target, &b.relation, &b.qualifiers))
        });
        let mut graph = Graph::with_capacity(entities.len(), statements.len());
        let mut by_id = FxHashMap::default();
        for mut entity in entities {
            sort_evidence(&mut entity.evidence);
            sort_measures(&mut entity.measures);
            let id = entity.id.clone();
            by_id.insert(id, graph.add_node(entity));
        }
        let mut keys = FxHashMap::default();
        for mut statement in statements {
            sort_evidence(&mut statement.evidence);
            let (source, target) = (by_id[&statement.source], by_id[&statement.target]);
            let key = StatementKey {
                source,
                target,
                relation: statement.relation.clone(),
                qualifiers: statement.qualifiers.clone(),
            };
            keys.insert(key, graph.add_edge(source, target, statement));
        }
        Self { graph, nodes: by_id, edges: keys, documents: self.documents }
    }

    /// The petgraph graph below.
    #[must_use]
    pub fn graph(&self) -> &DiGraph<Entity, Statement> {
        &self.graph
    }

    /// The index of an entity.
    #[must_use]
    pub fn index_of(&self, id: &str) -> Option<NodeIndex> {
        self.nodes.get(id).copied()
    }

    /// The entity of an id.
    #[must_use]
    pub fn entity(&self, id: &str) -> Option<&Entity> {
        self.index_of(id).map(|index| &self.graph[index])
    }

    /// All entities; in a canonical graph by id.
    pub fn entities(&self) -> impl ExactSizeIterator<Item = &Entity> {
        self.graph.raw_nodes().iter().map(|node| &node.weight)
    }

    /// All statements; in a canonical graph in their order.
    pub fn statements(&self) -> impl ExactSizeIterator<Item = &Statement> {
        self.graph.raw_edges().iter().map(|edge| &edge.weight)
    }

    /// The documents, by id.
    pub fn documents(&self) -> impl ExactSizeIterator<Item = &Document> {
        self.documents.values()
    }

    /// The document of an id.
    #[must_use]
    pub fn document(&self, id: &str) -> Option<&Document> {
        self.documents.get(id)
    }

    /// The statements that start from (`Outgoing`) or lead to (`Incoming`) an entity, with their other ends.
    pub fn statements_of(
        &self,
        index: NodeIndex,
        direction: Direction,
    ) -> impl Iterator<Item = (EdgeIndex, NodeIndex, &Statement)> {
        self.graph.edges_directed(index, direction).map(move |edge| {
            let other = if direction == Direction::Outgoing { edge.target() } else { edge.source() };
            (edge.id(), other, edge.weight())
        })
    }
}

fn unite(known: &mut Entity, entity: Entity) {
    let rank = |name: &SmolStr| (std::cmp::Reverse(name.chars().count()), name.clone());
    known.aliases.extend(entity.aliases);
    if entity.name != known.name {
        let (name, alias) = if rank(&entity.name) < rank(&known.name) {
            (entity.name, known.name.clone())
        } else {
            (known.name.clone(), entity.name)
        };
        known.name = name;
        known.aliases.insert(alias);
    }
    known.aliases.remove(&known.name);
    if entity.kind < known.kind {
        known.kind = entity.kind;
    }
    known.code = match (known.code.take(), entity.code) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    };
    known.measures.extend(entity.measures);
    known.evidence.extend(entity.evidence);
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
