//! What a graph holds, in numbers.

use std::collections::BTreeMap;
use std::num::NonZeroU32;

use petgraph::unionfind::UnionFind;
use petgraph::visit::EdgeRef;
use rustc_hash::FxHashMap;
use serde::Serialize;
use smol_str::SmolStr;

use crate::graph::{Evidence, KnowledgeGraph};

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
    /// What each document gave, in the order of documents.
    pub coverage: Vec<Coverage>,
}

/// What a document gave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Coverage {
    /// Its path.
    pub path: SmolStr,
    /// Its row or record where one file holds many.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record: Option<NonZeroU32>,
    /// Entities that it names.
    pub entities: usize,
    /// Statements that it proves.
    pub statements: usize,
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
    let mut given: FxHashMap<&str, (usize, usize)> = FxHashMap::default();
    for entity in graph.entities() {
        of_documents(&entity.evidence, |document| given.entry(document).or_default().0 += 1);
    }
    for statement in graph.statements() {
        of_documents(&statement.evidence, |document| given.entry(document).or_default().1 += 1);
    }
    let coverage = graph
        .documents()
        .map(|document| {
            let (entities, statements) = given.get(document.id.as_str()).copied().unwrap_or_default();
            Coverage { path: document.path.clone(), record: document.record, entities, statements }
        })
        .collect();
    Overview {
        documents: graph.documents().len(),
        nodes: inner.node_count(),
        edges: inner.edge_count(),
        measures: graph.entities().map(|entity| entity.measures.len()).sum(),
        types,
        relations,
        components,
        most_connected,
        coverage,
    }
}

/// Each document of some evidence once; evidence is sorted by document.
fn of_documents<'g>(evidence: &'g [Evidence], mut take: impl FnMut(&'g str)) {
    let mut last = "";
    for one in evidence.iter().filter(|one| !one.document.is_empty()) {
        if one.document != last {
            last = &one.document;
            take(last);
        }
    }
}
