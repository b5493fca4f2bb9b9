//! The graph itself, on petgraph. It does not change: graphs grow by joining their parts.

use std::collections::BTreeMap;

use petgraph::Direction;
use petgraph::graph::{DiGraph, EdgeIndex, NodeIndex};
use petgraph::visit::EdgeRef;
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use super::{Document, Entity, Parts, Statement, Value};

/// Entities and statements with their evidence, in canonical order: documents and entities by id, statements by source,
/// target, relation and qualifiers, evidence and measures sorted and without doubles.
///
/// [`merge`](Self::merge) is commutative, associative and idempotent: equal sets of sources give equal graphs, in whatever
/// order they were compiled.
#[derive(Clone, Debug, Default)]
pub struct KnowledgeGraph {
    graph: DiGraph<Entity, Statement>,
    nodes: FxHashMap<SmolStr, NodeIndex>,
    documents: BTreeMap<SmolStr, Document>,
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
    /// The graph of parts that have been joined.
    pub(super) fn of(
        graph: DiGraph<Entity, Statement>,
        nodes: FxHashMap<SmolStr, NodeIndex>,
        documents: BTreeMap<SmolStr, Document>,
    ) -> Self {
        Self { graph, nodes, documents }
    }

    /// What the graph can be joined from again.
    #[must_use]
    pub fn into_parts(self) -> Parts {
        let mut parts = Parts::new();
        for document in self.documents.into_values() {
            parts.add_document(document);
        }
        let (nodes, edges) = self.graph.into_nodes_edges();
        for node in nodes {
            parts.add_entity(node.weight);
        }
        for edge in edges {
            parts.add_statement(edge.weight);
        }
        parts
    }

    /// This graph and another one as one. To join many, collect their [`Parts`] and join once.
    #[must_use]
    pub fn merge(self, other: Self) -> Self {
        let mut parts = self.into_parts();
        parts.append(other.into_parts());
        parts.join().expect("a graph holds both ends of its statements")
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

    /// A statement in one line with names in the place of ids: `甲 relation 乙 qualifier=value`, as the examples of rules and the
    /// reports of an evaluation have it.
    #[must_use]
    pub fn line(&self, statement: &Statement) -> String {
        let name = |id: &str| self.entity(id).map_or_else(|| id.to_owned(), |entity| entity.name.to_string());
        let mut line = format!("{} {} {}", name(&statement.source), statement.relation, name(&statement.target));
        for (key, value) in &statement.qualifiers {
            let value = match value {
                Value::Text(text) => name(text),
                Value::Number(number) => number.to_string(),
            };
            line.push_str(&format!(" {key}={value}"));
        }
        line
    }

    /// All entities, by id.
    pub fn entities(&self) -> impl ExactSizeIterator<Item = &Entity> {
        self.graph.raw_nodes().iter().map(|node| &node.weight)
    }

    /// All statements, in their order.
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
