//! What lies around an entity.

use petgraph::Direction;
use petgraph::graph::{EdgeIndex, NodeIndex};
use rustc_hash::FxHashSet;
use smol_str::SmolStr;

use crate::graph::KnowledgeGraph;

/// An entity near another one, and the statement by which it was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Neighbor {
    /// Which.
    pub entity: NodeIndex,
    /// How many hops away.
    pub distance: usize,
    /// The first statement that leads there from one hop nearer.
    pub over: EdgeIndex,
    /// Where that statement comes from.
    pub from: NodeIndex,
}

/// The entities at most `hops` statements away, the nearest first, then in the order of the graph. Empty lists allow all
/// relations and types; an entity of another type is passed through but not named.
#[must_use]
pub fn neighbors(
    graph: &KnowledgeGraph,
    start: NodeIndex,
    hops: usize,
    relations: &[SmolStr],
    types: &[SmolStr],
) -> Vec<Neighbor> {
    let mut seen = FxHashSet::from_iter([start]);
    let mut found: Vec<Neighbor> = Vec::new();
    let mut frontier = vec![start];
    for distance in 1..=hops {
        let mut next: Vec<Neighbor> = Vec::new();
        for &from in &frontier {
            for direction in [Direction::Outgoing, Direction::Incoming] {
                for (over, entity, statement) in graph.statements_of(from, direction) {
                    if (relations.is_empty() || relations.contains(&statement.relation)) && seen.insert(entity) {
                        next.push(Neighbor { entity, distance, over, from });
                    }
                }
            }
        }
        if next.is_empty() {
            break;
        }
        next.sort_by_key(|neighbor| neighbor.entity);
        frontier = next.iter().map(|neighbor| neighbor.entity).collect();
        found.extend(next);
    }
    found.retain(|neighbor| types.is_empty() || types.contains(&graph.graph()[neighbor.entity].kind));
    found
}
