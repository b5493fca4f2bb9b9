//! A part of a graph: what lies around one entity, some relations or types only, at most so many entities.

use std::cmp::Reverse;
use std::collections::VecDeque;

use petgraph::graph::NodeIndex;
use smol_str::SmolStr;

use crate::graph::{KnowledgeGraph, Parts};

/// What of a graph is wanted; the default is all of it.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Only what is at most `hops` edges away from this entity, edges taken in both directions.
    pub focus: Option<NodeIndex>,
    /// How far from the focus.
    pub hops: usize,
    /// Only statements of these relations, and the entities that they join; empty for all.
    pub relations: Vec<SmolStr>,
    /// Only entities of these types, and the statements between them; empty for all.
    pub types: Vec<SmolStr>,
    /// At most this many entities: those nearest to the focus, then those with most statements, then by id.
    pub max_nodes: Option<usize>,
}

/// How much of a graph a [`Selection`] left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// Entities.
    pub nodes: usize,
    /// Statements.
    pub edges: usize,
}

impl Selection {
    /// Whether it takes everything.
    #[must_use]
    pub fn is_all(&self) -> bool {
        self.focus.is_none() && self.relations.is_empty() && self.types.is_empty() && self.max_nodes.is_none()
    }

    /// The selected part as a graph of its own, with the documents that its evidence names, and what was left out.
    ///
    /// Takes O(m + n log n) for n entities and m statements.
    #[must_use]
    pub fn of(&self, graph: &KnowledgeGraph) -> (KnowledgeGraph, LeftOut) {
        let (nodes, edges) = (graph.entities().len(), graph.statements().len());
        let all = graph.graph();
        let wanted_edge = |relation: &SmolStr| self.relations.is_empty() || self.relations.contains(relation);
        let mut kept: Vec<bool> = all
            .node_indices()
            .map(|index| Some(index) == self.focus || self.types.is_empty() || self.types.contains(&all[index].kind))
            .collect();
        let mut degree = vec![0_usize; nodes];
        for edge in all.raw_edges() {
            let (a, b) = (edge.source().index(), edge.target().index());
            if wanted_edge(&edge.weight.relation) && kept[a] && kept[b] {
                degree[a] += 1;
                degree[b] += 1;
            }
        }
        if !self.relations.is_empty() {
            for (index, kept) in kept.iter_mut().enumerate() {
                *kept &= degree[index] > 0 || Some(NodeIndex::new(index)) == self.focus;
            }
        }
        let distance = self.focus.map(|focus| self.distances(graph, focus, &kept));
        if let Some(distance) = &distance {
            for (kept, distance) in kept.iter_mut().zip(distance) {
                *kept &= *distance <= self.hops;
            }
        }
        if let Some(most) = self.max_nodes {
            let mut ranked: Vec<usize> = (0..nodes).filter(|index| kept[*index]).collect();
            // Entities stand in the order of their ids, so equal ranks stay in it.
            ranked.sort_by_key(|index| (distance.as_ref().map_or(0, |all| all[*index]), Reverse(degree[*index])));
            for index in ranked.into_iter().skip(most) {
                kept[index] = false;
            }
        }
        let mut parts = Parts::new();
        for document in graph.documents() {
            parts.add_document(document.clone());
        }
        for (index, entity) in graph.entities().enumerate() {
            if kept[index] {
                parts.add_entity(entity.clone());
            }
        }
        for edge in all.raw_edges() {
            let statement = &edge.weight;
            if wanted_edge(&statement.relation) && kept[edge.source().index()] && kept[edge.target().index()] {
                parts.add_statement(statement.clone());
            }
        }
        let part = parts.join().expect("both ends of a selected statement are selected");
        let left = LeftOut { nodes: nodes - part.entities().len(), edges: edges - part.statements().len() };
        (part, left)
    }

    /// How many wanted edges lie between the focus and each entity; [`usize::MAX`] where no path leads there.
    fn distances(&self, graph: &KnowledgeGraph, focus: NodeIndex, kept: &[bool]) -> Vec<usize> {
        let mut distance = vec![usize::MAX; kept.len()];
        let mut queue = VecDeque::from([focus]);
        distance[focus.index()] = 0;
        while let Some(at) = queue.pop_front() {
            if distance[at.index()] == self.hops {
                continue;
            }
            for direction in [petgraph::Outgoing, petgraph::Incoming] {
                for (_, other, statement) in graph.statements_of(at, direction) {
                    let wanted = self.relations.is_empty() || self.relations.contains(&statement.relation);
                    if wanted && kept[other.index()] && distance[other.index()] == usize::MAX {
                        distance[other.index()] = distance[at.index()] + 1;
                        queue.push_back(other);
                    }
                }
            }
        }
        distance
    }
}
