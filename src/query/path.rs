//! How two entities hang together: the shortest paths, edges taken in both directions.
//!
//! The best path has the fewest hops; among equally short ones the better evidenced edges win, then the lesser ids, so
//! that the answer is always the same. One best path is found by Dijkstra's algorithm over (hops, doubt), O(m + n log n);
//! the k best by Yen's (J. Y. Yen, Management Science 17, 1971), O(k·n) times that.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};

use petgraph::Direction;
use petgraph::graph::{EdgeIndex, NodeIndex};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::graph::{KnowledgeGraph, Statement};

/// One step of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hop {
    /// Where it starts.
    pub from: NodeIndex,
    /// Where it leads.
    pub to: NodeIndex,
    /// The statements between the two, the best evidenced first.
    pub statements: Vec<EdgeIndex>,
}

impl Hop {
    /// Whether a statement of the hop runs in the direction of the path.
    #[must_use]
    pub fn is_forward(&self, graph: &KnowledgeGraph, statement: EdgeIndex) -> bool {
        graph.graph().edge_endpoints(statement).is_some_and(|(source, _)| source == self.from)
    }
}

/// A path from one entity to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path {
    /// Its steps; none when both ends are one.
    pub hops: Vec<Hop>,
}

/// Hops, then doubt in thousandths.
type Cost = (u32, u64);

/// How much an edge leaves to be desired: the doubt of its rule, and the lack of a second place that says the same.
fn doubt(statement: &Statement) -> u64 {
    let uncertain = ((1.0 - statement.confidence.clamp(0.0, 1.0)) * 1000.0).round() as u64;
    uncertain + 100 / (statement.evidence.len().max(1) as u64)
}

/// The `k` best paths between two entities, the best first; none where they do not hang together.
#[must_use]
pub fn paths(graph: &KnowledgeGraph, from: NodeIndex, to: NodeIndex, k: usize) -> Vec<Path> {
    let mut found: Vec<(Cost, Vec<NodeIndex>)> = Vec::new();
    let mut candidates: BTreeSet<(Cost, Vec<NodeIndex>)> = BTreeSet::new();
    let Some(best) = shortest(graph, from, to, &FxHashSet::default(), &FxHashSet::default()) else {
        return Vec::new();
    };
    candidates.insert(best);
    while found.len() < k {
        let Some(path) = candidates.pop_first() else {
            break;
        };
        found.push(path);
        let Some((_, nodes)) = found.last().cloned() else {
            break;
        };
        if found.len() == k {
            break;
        }
        for spur in 0..nodes.len().saturating_sub(1) {
            let root = &nodes[..=spur];
            let blocked_steps: FxHashSet<(NodeIndex, NodeIndex)> = found
                .iter()
                .filter(|(_, known)| known.len() > spur + 1 && known[..=spur] == *root)
                .map(|(_, known)| (known[spur], known[spur + 1]))
                .collect();
            let blocked_nodes: FxHashSet<NodeIndex> = root[..spur].iter().copied().collect();
            if let Some((cost, rest)) = shortest(graph, nodes[spur], to, &blocked_nodes, &blocked_steps) {
                let mut whole = root[..spur].to_vec();
                whole.extend(rest);
                let ahead = root.windows(2).map(|step| step_cost(graph, step[0], step[1])).fold((0, 0), add);
                candidates.insert((add(ahead, cost), whole));
            }
        }
    }
    found
        .into_iter()
        .map(|(_, nodes)| Path { hops: nodes.windows(2).map(|step| hop(graph, step[0], step[1])).collect() })
        .collect()
}

fn add(a: Cost, b: Cost) -> Cost {
    (a.0 + b.0, a.1 + b.1)
}

/// The statements between two entities in either direction, the best evidenced first.
fn hop(graph: &KnowledgeGraph, from: NodeIndex, to: NodeIndex) -> Hop {
    let mut statements: Vec<EdgeIndex> = [Direction::Outgoing, Direction::Incoming]
        .into_iter()
        .flat_map(|direction| graph.statements_of(from, direction))
        .filter(|(_, other, _)| *other == to)
        .map(|(index, ..)| index)
        .collect();
    statements.sort_by_key(|index| (doubt(&graph.graph()[*index]), *index));
    statements.dedup();
    Hop { from, to, statements }
}

fn step_cost(graph: &KnowledgeGraph, from: NodeIndex, to: NodeIndex) -> Cost {
    let best = hop(graph, from, to).statements.first().map(|index| doubt(&graph.graph()[*index]));
    (1, best.unwrap_or(u64::MAX / 4))
}

fn shortest(
    graph: &KnowledgeGraph,
    from: NodeIndex,
    to: NodeIndex,
    blocked_nodes: &FxHashSet<NodeIndex>,
    blocked_steps: &FxHashSet<(NodeIndex, NodeIndex)>,
) -> Option<(Cost, Vec<NodeIndex>)> {
    let mut best: FxHashMap<NodeIndex, (Cost, Option<NodeIndex>)> = FxHashMap::default();
    let mut done: FxHashSet<NodeIndex> = FxHashSet::default();
    let mut queue = BinaryHeap::new();
    best.insert(from, ((0, 0), None));
    queue.push(Reverse(((0, 0), from)));
    while let Some(Reverse((cost, node))) = queue.pop() {
        if !done.insert(node) {
            continue;
        }
        if node == to {
            let mut nodes = vec![to];
            let mut at = to;
            while let Some((_, Some(before))) = best.get(&at) {
                nodes.push(*before);
                at = *before;
            }
            nodes.reverse();
            return Some((cost, nodes));
        }
        for direction in [Direction::Outgoing, Direction::Incoming] {
            for (_, other, statement) in graph.statements_of(node, direction) {
                if other == node
                    || done.contains(&other)
                    || blocked_nodes.contains(&other)
                    || blocked_steps.contains(&(node, other))
                {
                    continue;
                }
                let reached = (add(cost, (1, doubt(statement))), Some(node));
                // Ties go to the lesser node, so that the answer does not depend on the order of the edges.
                if best.get(&other).is_none_or(|known| reached < *known) {
                    best.insert(other, reached);
                    queue.push(Reverse((reached.0, other)));
                }
            }
        }
    }
    None
}
