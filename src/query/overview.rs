//! What a graph holds, in numbers.

use std::collections::BTreeMap;

use petgraph::unionfind::UnionFind;
use petgraph::visit::EdgeRef;
use serde::Serialize;
use smol_str::SmolStr;

use crate::graph::KnowledgeGraph;

/// The numbers of a graph.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Overview {
    /// Documents read.
    pub documents: usize,
    /// Entities.
    pub nodes: usize,
    /// Statements.
    pub edges: usize,
    /// Measures of all entities.
    pub measures: usize,
    /// Entities by type.
    pub types: BTreeMap<SmolStr, usize>,
    /// Statements by relation.
    pub relations: BTreeMap<SmolStr, usize>,
    /// Parts of the graph that no edge joins.
    pub components: usize,
    /// The entities with the most statements, the most first.
    pub most_connected: Vec<(SmolStr, usize)>,
}

/// Counts.
#[must_use]
pub fn overview(graph: &KnowledgeGraph) -> Overview {
    let mut types = BTreeMap::new();
    let mut relations = BTreeMap::new();
    for entity in graph.entities() {
        *types.entry(entity.kind.clone()).or_insert(0) += 1;
    }
    for statement in graph.statements() {
        *relations.entry(statement.relation.clone()).or_insert(0) += 1;
    }
    let inner = graph.graph();
    let mut parts = UnionFind::<usize>::new(inner.node_count());
    let mut components = inner.node_count();
    for edge in inner.edge_references() {
        if parts.union(edge.source().index(), edge.target().index()) {
            components -= 1;
        }
    }
    let mut most_connected: Vec<(SmolStr, usize)> = inner
        .node_indices()
        .map(|index| {
            (
                inner[index].name.clone(),
                inner.edges_directed(index, petgraph::Outgoing).count()
                    + inner.edges_directed(index, petgraph::Incoming).count(),
            )
        })
        .collect();
    most_connected.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    most_connected.truncate(10);
    Overview {
        documents: graph.documents().len(),
        nodes: inner.node_count(),
        edges: inner.edge_count(),
        measures: graph.entities().map(|entity| entity.measures.len()).sum(),
        types,
        relations,
        components,
        most_connected,
    }
}
