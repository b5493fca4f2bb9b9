//! How two entities hang together: the best paths, edges taken in both directions unless told otherwise.
//!
//! The best path has the fewest hops; among equally short ones the better evidenced edges win, then the lesser ids, so
//! that the answer is always the same. One search is A* over (hops, doubt) with the distance to the goal as its bound, so
//! that it looks at little else than shortest paths; for one path the distances are those of a search from both ends. The k
//! best are Yen's (J. Y. Yen, Management Science 17, 1971), k·n
//! searches for paths of n hops. Where a path must lead over something, simple paths are tried in the order of their
//! length; that can take long in a dense graph when nothing fits, so give a bound on the hops.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap, VecDeque};

use petgraph::Direction;
use petgraph::graph::{EdgeIndex, NodeIndex};
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

use crate::graph::{GraphView, Period};

/// One step of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hop {
    /// Where it starts.
    pub from: NodeIndex,
    /// Where it leads.
    pub to: NodeIndex,
    /// The statements between the two that the question allows, the best evidenced first.
    pub statements: Vec<EdgeIndex>,
}

impl Hop {
    /// Whether a statement of the hop runs in the direction of the path.
    #[must_use]
    pub fn is_forward(&self, graph: &impl GraphView, statement: EdgeIndex) -> bool {
        graph.ends(statement).0 == self.from
    }
}

/// A path from one entity to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path {
    /// Its steps; none when both ends are one.
    pub hops: Vec<Hop>,
}

impl Path {
    /// The entities of the path, in its order.
    pub fn entities(&self) -> impl Iterator<Item = NodeIndex> {
        self.hops.first().map(|hop| hop.from).into_iter().chain(self.hops.iter().map(|hop| hop.to))
    }

    /// Gives entities and statements the places that they have in a graph that holds them; others keep theirs.
    pub fn move_into(
        &mut self,
        node: impl Fn(NodeIndex) -> Option<NodeIndex>,
        edge: impl Fn(EdgeIndex) -> Option<EdgeIndex>,
    ) {
        for hop in &mut self.hops {
            hop.from = node(hop.from).unwrap_or(hop.from);
            hop.to = node(hop.to).unwrap_or(hop.to);
            for one in &mut hop.statements {
                *one = edge(*one).unwrap_or(*one);
            }
        }
    }
}

/// What a path may have to lead over, or must not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Waypoint {
    /// A statement of this relation.
    Relation(SmolStr),
    /// An entity of this type between the two ends.
    Type(SmolStr),
    /// This entity.
    Entity(NodeIndex),
}

/// A question for paths; see [`PathQuery::between`].
#[derive(Clone, Debug)]
pub struct PathQuery {
    from: NodeIndex,
    to: NodeIndex,
    /// How many paths at most.
    pub most: usize,
    /// How many hops a path may have.
    pub max_hops: usize,
    /// Whether statements are only followed from source to target.
    pub directed: bool,
    /// What a path leads over, each of them.
    pub via: Vec<Waypoint>,
    /// What it leads over at no step.
    pub avoid: Vec<Waypoint>,
    /// Only statements that may have held on a day of this time; those without a date may always.
    pub period: Option<Period>,
}

/// Hops, then doubt in thousandths.
type Cost = (u32, u64);

/// How much an edge leaves to be desired: the doubt of its rule, and the lack of a second place that says the same.
fn doubt(graph: &impl GraphView, statement: EdgeIndex) -> u64 {
    let uncertain = ((1.0 - graph.confidence(statement).clamp(0.0, 1.0)) * 1000.0).round() as u64;
    uncertain + 100 / (graph.evidence_count(statement).max(1) as u64)
}

fn add(a: Cost, b: Cost) -> Cost {
    (a.0 + b.0, a.1 + b.1)
}

impl PathQuery {
    /// The one best path between two entities; its fields ask for more, or for less.
    #[must_use]
    pub fn between(from: NodeIndex, to: NodeIndex) -> Self {
        let (via, avoid) = (Vec::new(), Vec::new());
        Self { from, to, most: 1, max_hops: usize::MAX, directed: false, via, avoid, period: None }
    }

    /// The paths that the question asks for, the best first; none where the two do not hang together.
    #[must_use]
    pub fn answer(&self, graph: &impl GraphView) -> Vec<Path> {
        let ahead = if self.most == 1 && self.via.is_empty() { self.half_way(graph) } else { self.distances(graph) };
        let search = Search { graph, query: self, ahead };
        let found = if self.via.is_empty() { search.best() } else { search.best_over_waypoints() };
        found
            .into_iter()
            .map(|nodes| Path { hops: nodes.windows(2).map(|step| search.hop(step[0], step[1])).collect() })
            .collect()
    }

    fn allows_edge(&self, graph: &impl GraphView, edge: EdgeIndex) -> bool {
        let avoided =
            |waypoint: &Waypoint| matches!(waypoint, Waypoint::Relation(name) if name == graph.relation(edge));
        !self.avoid.iter().any(avoided) && self.period.is_none_or(|period| period.overlaps(graph.period(edge)))
    }

    /// Ends are always allowed: who asks for them has named them.
    fn allows_node(&self, graph: &impl GraphView, node: NodeIndex) -> bool {
        node == self.from
            || node == self.to
            || !self.avoid.iter().any(|waypoint| match waypoint {
                Waypoint::Relation(_) => false,
                Waypoint::Type(kind) => graph.kind(node) == kind,
                Waypoint::Entity(entity) => node == *entity,
            })
    }

    /// The neighbours of an entity over allowed statements, forward or backward along the path.
    fn steps<'g>(
        &'g self,
        graph: &'g impl GraphView,
        node: NodeIndex,
        backward: bool,
    ) -> impl Iterator<Item = (NodeIndex, EdgeIndex)> + 'g {
        let along = if backward { Direction::Incoming } else { Direction::Outgoing };
        let against = (!self.directed).then(|| along.opposite());
        [Some(along), against]
            .into_iter()
            .flatten()
            .flat_map(move |direction| graph.steps(node, direction))
            .filter(move |(edge, other)| {
                *other != node && self.allows_edge(graph, *edge) && self.allows_node(graph, *other)
            })
            .map(|(edge, other)| (other, edge))
    }

    /// How many hops lead from each entity to the goal at least; found from the goal on until the start is reached. What
    /// stands in no line is farther away than the start.
    fn distances(&self, graph: &impl GraphView) -> Distances {
        let mut known = FxHashMap::default();
        known.insert(self.to, 0);
        let mut queue = VecDeque::from([self.to]);
        let mut reach = u32::MAX;
        while let Some(node) = queue.pop_front() {
            let distance = known[&node];
            if node == self.from && reach == u32::MAX {
                reach = distance;
            }
            // Waypoints can lead farther away than the start is.
            if self.via.is_empty() && distance >= reach || distance as usize >= self.max_hops {
                continue;
            }
            for (other, _) in self.steps(graph, node, true) {
                if let std::collections::hash_map::Entry::Vacant(entry) = known.entry(other) {
                    entry.insert(distance + 1);
                    queue.push_back(other);
                }
            }
        }
        let complete = reach == u32::MAX || !self.via.is_empty();
        Distances { known, beyond: (!complete).then_some(reach), most: self.max_hops }
    }

    /// The same for one path, where it is enough to know the half of the way that ends at the goal: searches from both ends
    /// meet in the middle (I. Pohl, Bi-directional Search, Machine Intelligence 6, 1971), the smaller one going ahead.
    fn half_way(&self, graph: &impl GraphView) -> Distances {
        let mut known = FxHashMap::from_iter([(self.to, 0)]);
        if self.from == self.to {
            return Distances { known, beyond: None, most: 0 };
        }
        let mut seen = FxHashSet::from_iter([self.from]);
        let (mut ahead, mut behind) = (vec![self.from], vec![self.to]);
        let (mut forth, mut back) = (0, 0);
        while !ahead.is_empty() && !behind.is_empty() && (forth + back) < self.max_hops {
            let mut met = false;
            if ahead.len() < behind.len() {
                forth += 1;
                let mut next = Vec::new();
                for (other, _) in ahead.iter().flat_map(|node| self.steps(graph, *node, false)) {
                    if seen.insert(other) {
                        next.push(other);
                        // Only how long the way is counts of this half.
                        if known.contains_key(&other) {
                            met = true;
                            break;
                        }
                    }
                }
                ahead = next;
            } else {
                back += 1;
                let mut next = Vec::new();
                for (other, _) in behind.iter().flat_map(|node| self.steps(graph, *node, true)) {
                    if let std::collections::hash_map::Entry::Vacant(entry) = known.entry(other) {
                        entry.insert(back as u32);
                        met |= seen.contains(&other);
                        next.push(other);
                    }
                }
                behind = next;
            }
            if met {
                return Distances { known, beyond: Some(back as u32 + 1), most: forth + back };
            }
        }
        // They do not meet within the hops that a path may have, so nothing leads to the goal.
        known.remove(&self.from);
        Distances { known, beyond: None, most: 0 }
    }
}

/// Lower bounds for the hops to the goal.
struct Distances {
    known: FxHashMap<NodeIndex, u32>,
    /// What is not known is at least so far away; `None` where it does not lead to the goal at all.
    beyond: Option<u32>,
    /// Longer paths are not looked for.
    most: usize,
}

impl Distances {
    fn of(&self, node: NodeIndex) -> Option<u32> {
        self.known.get(&node).copied().or(self.beyond)
    }
}

struct Search<'a, G> {
    graph: &'a G,
    query: &'a PathQuery,
    ahead: Distances,
}

impl<G: GraphView> Search<'_, G> {
    /// The statements between two entities that the question allows, the best evidenced first.
    fn hop(&self, from: NodeIndex, to: NodeIndex) -> Hop {
        let mut statements: Vec<EdgeIndex> =
            self.query.steps(self.graph, from, false).filter(|(other, _)| *other == to).map(|(_, edge)| edge).collect();
        statements.sort_by_key(|edge| (doubt(self.graph, *edge), *edge));
        statements.dedup();
        Hop { from, to, statements }
    }

    fn step_cost(&self, from: NodeIndex, to: NodeIndex) -> Cost {
        let best = self.hop(from, to).statements.first().map(|edge| doubt(self.graph, *edge));
        (1, best.unwrap_or(u64::MAX / 4))
    }

    /// Yen's algorithm.
    fn best(&self) -> Vec<Vec<NodeIndex>> {
        let mut found: Vec<Vec<NodeIndex>> = Vec::new();
        let none = FxHashSet::default();
        let mut candidates: BTreeSet<(Cost, Vec<NodeIndex>)> = BTreeSet::new();
        candidates.extend(self.shortest(self.query.from, 0, &none, &FxHashSet::default()));
        while found.len() < self.query.most {
            let Some((_, nodes)) = candidates.pop_first() else {
                break;
            };
            for spur in 0..nodes.len().saturating_sub(1) {
                let root = &nodes[..=spur];
                let shares = |known: &&Vec<NodeIndex>| known.len() > spur + 1 && known[..=spur] == *root;
                let blocked_steps: FxHashSet<(NodeIndex, NodeIndex)> =
                    found.iter().chain([&nodes]).filter(shares).map(|known| (known[spur], known[spur + 1])).collect();
                let blocked_nodes: FxHashSet<NodeIndex> = root[..spur].iter().copied().collect();
                if let Some((cost, rest)) = self.shortest(nodes[spur], spur, &blocked_nodes, &blocked_steps) {
                    let mut whole = root[..spur].to_vec();
                    whole.extend(rest);
                    let before = root.windows(2).map(|step| self.step_cost(step[0], step[1])).fold((0, 0), add);
                    candidates.insert((add(before, cost), whole));
                }
            }
            found.push(nodes);
        }
        found
    }

    /// The best path from an entity to the goal that keeps away from some, `spent` hops having been made before.
    fn shortest(
        &self,
        from: NodeIndex,
        spent: usize,
        blocked_nodes: &FxHashSet<NodeIndex>,
        blocked_steps: &FxHashSet<(NodeIndex, NodeIndex)>,
    ) -> Option<(Cost, Vec<NodeIndex>)> {
        let mut best: FxHashMap<NodeIndex, (Cost, Option<NodeIndex>)> = FxHashMap::default();
        let mut done: FxHashSet<NodeIndex> = FxHashSet::default();
        let mut queue = BinaryHeap::new();
        best.insert(from, ((0, 0), None));
        queue.push(Reverse(((self.ahead.of(from)?, 0), (0, 0), from)));
        while let Some(Reverse((_, cost, node))) = queue.pop() {
            if !done.insert(node) {
                continue;
            }
            if node == self.query.to {
                let mut nodes = vec![node];
                let mut at = node;
                while let Some((_, Some(before))) = best.get(&at) {
                    nodes.push(*before);
                    at = *before;
                }
                nodes.reverse();
                return Some((cost, nodes));
            }
            for (other, edge) in self.query.steps(self.graph, node, false) {
                let Some(ahead) = self.ahead.of(other) else { continue };
                if spent + cost.0 as usize + 1 + ahead as usize > self.ahead.most
                    || done.contains(&other)
                    || blocked_nodes.contains(&other)
                    || blocked_steps.contains(&(node, other))
                {
                    continue;
                }
                let reached = add(cost, (1, doubt(self.graph, edge)));
                // Ties go to the lesser node, so that the answer does not depend on the order of the edges.
                if best.get(&other).is_none_or(|known| (reached, Some(node)) < *known) {
                    best.insert(other, (reached, Some(node)));
                    queue.push(Reverse((add(reached, (ahead, 0)), reached, other)));
                }
            }
        }
        None
    }

    /// All simple paths in the order of their length and doubt, until enough of them lead over every waypoint.
    fn best_over_waypoints(&self) -> Vec<Vec<NodeIndex>> {
        let mut found = Vec::new();
        let mut queue = BinaryHeap::new();
        let Some(ahead) = self.ahead.of(self.query.from) else { return found };
        queue.push(Reverse(((ahead, 0), (0, 0), vec![self.query.from])));
        while let Some(Reverse((_, cost, nodes))) = queue.pop() {
            let Some(&node) = nodes.last() else { continue };
            if node == self.query.to {
                if self.query.via.iter().all(|waypoint| self.leads_over(&nodes, waypoint)) {
                    found.push(nodes);
                    if found.len() == self.query.most {
                        break;
                    }
                }
                continue;
            }
            let mut next: FxHashMap<NodeIndex, u64> = FxHashMap::default();
            for (other, edge) in self.query.steps(self.graph, node, false) {
                if !nodes.contains(&other) {
                    let known = next.entry(other).or_insert(u64::MAX);
                    *known = doubt(self.graph, edge).min(*known);
                }
            }
            for (other, doubt) in next {
                let reached = add(cost, (1, doubt));
                let Some(ahead) = self.ahead.of(other) else { continue };
                if (reached.0 + ahead) as usize <= self.query.max_hops {
                    let mut longer = nodes.clone();
                    longer.push(other);
                    queue.push(Reverse((add(reached, (ahead, 0)), reached, longer)));
                }
            }
        }
        found
    }

    fn leads_over(&self, nodes: &[NodeIndex], waypoint: &Waypoint) -> bool {
        match waypoint {
            Waypoint::Entity(entity) => nodes.contains(entity),
            Waypoint::Type(kind) => nodes
                .get(1..nodes.len().saturating_sub(1))
                .is_some_and(|between| between.iter().any(|node| self.graph.kind(*node) == kind)),
            Waypoint::Relation(relation) => nodes.windows(2).any(|step| {
                let statements = self.hop(step[0], step[1]).statements;
                statements.iter().any(|statement| self.graph.relation(*statement) == relation)
            }),
        }
    }
}
