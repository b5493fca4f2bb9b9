//! What a graph holds, in numbers.

use std::collections::BTreeMap;
use std::num::NonZeroU32;

use petgraph::unionfind::UnionFind;
use rustc_hash::FxHashMap;
use serde::Serialize;
use smol_str::SmolStr;

use crate::graph::GraphView;

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
pub fn overview(graph: &impl GraphView) -> Overview {
    let mut parts = UnionFind::<usize>::new(graph.node_count());
    let mut components = graph.node_count();
    let mut statements = vec![0_usize; graph.node_count()];
    for edge in graph.edge_indices() {
        let (source, target) = graph.ends(edge);
        // Ends that are not there are a fault of the file, of which the answer is not seen.
        let (Some(_), Some(_)) = (statements.get(source.index()), statements.get(target.index())) else { continue };
        statements[source.index()] += 1;
        statements[target.index()] += 1;
        if parts.union(source.index(), target.index()) {
            components -= 1;
        }
    }
    let mut most_connected: Vec<(&str, usize)> =
        graph.node_indices().zip(statements).map(|(node, count)| (graph.name(node), count)).collect();
    most_connected.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
    most_connected.truncate(10);
    let mut given: FxHashMap<&str, (usize, usize)> = FxHashMap::default();
    for node in graph.node_indices() {
        once(graph.node_documents(node), |document| given.entry(document).or_default().0 += 1);
    }
    for edge in graph.edge_indices() {
        once(graph.edge_documents(edge), |document| given.entry(document).or_default().1 += 1);
    }
    let coverage: Vec<Coverage> = graph
        .sources()
        .map(|(id, path, record)| {
            let (entities, statements) = given.get(id).copied().unwrap_or_default();
            Coverage { path: path.into(), record, entities, statements }
        })
        .collect();
    Overview {
        documents: coverage.len(),
        nodes: graph.node_count(),
        edges: graph.edge_count(),
        measures: graph.node_indices().map(|node| graph.measure_count(node)).sum(),
        types: counts(graph.node_indices().map(|node| graph.kind(node))),
        relations: counts(graph.edge_indices().map(|edge| graph.relation(edge))),
        components,
        most_connected: most_connected.into_iter().map(|(name, count)| (name.into(), count)).collect(),
        coverage,
    }
}

fn counts<'g>(names: impl Iterator<Item = &'g str>) -> BTreeMap<SmolStr, usize> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for name in names {
        *counts.entry(name).or_default() += 1;
    }
    counts.into_iter().map(|(name, count)| (name.into(), count)).collect()
}

/// Each document of some evidence once; evidence is sorted by document.
fn once<'g>(documents: impl Iterator<Item = &'g str>, mut take: impl FnMut(&'g str)) {
    let mut last = "";
    for document in documents.filter(|document| !document.is_empty()) {
        if document != last {
            last = document;
            take(document);
        }
    }
}
