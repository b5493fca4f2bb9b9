//! The best paths are the best of all paths, as a search that tries everything finds them, whatever the question allows.

use std::collections::BTreeSet;

use aid_graph::graph::{CalendarDate, Entity, KnowledgeGraph, Parts, Period, Statement, Value};
use aid_graph::query::{PathQuery, Waypoint};
use petgraph::graph::NodeIndex;
use proptest::prelude::*;

const NODES: u8 = 7;
const TYPES: [&str; 3] = ["Site", "County", "Project"];
const RELATIONS: [&str; 3] = ["funds", "visited", "part_of"];

/// An edge: its ends, its relation, its year if it has one, its confidence in percent.
type Edge = (u8, u8, usize, Option<i32>, u8);

fn edge() -> impl Strategy<Value = Edge> {
    (0..NODES, 0..NODES, 0..RELATIONS.len(), proptest::option::of(2018..2022_i32), 80..=100_u8)
}

fn build(edges: &[Edge]) -> KnowledgeGraph {
    let mut graph = Parts::new();
    for id in 0..NODES {
        graph.add_entity(Entity {
            id: format!("n{id}").into(),
            kind: TYPES[usize::from(id) % TYPES.len()].into(),
            name: format!("n{id}").into(),
            code: None,
            aliases: Default::default(),
            measures: Vec::new(),
            evidence: Vec::new(),
        });
    }
    for (source, target, relation, year, confidence) in edges {
        let date = year.map(|year| ("date".into(), Value::Text(year.to_string().into())));
        graph.add_statement(Statement {
            source: format!("n{source}").into(),
            target: format!("n{target}").into(),
            relation: RELATIONS[*relation].into(),
            qualifiers: date.into_iter().collect(),
            confidence: f64::from(*confidence) / 100.0,
            evidence: Vec::new(),
        });
    }
    graph.join().expect("both ends are there")
}

/// A question in plain terms.
#[derive(Clone, Debug)]
struct Question {
    from: u8,
    to: u8,
    most: usize,
    max_hops: usize,
    directed: bool,
    via: Option<u8>,
    avoid: Option<u8>,
    years: Option<(i32, i32)>,
}

fn question() -> impl Strategy<Value = Question> {
    let waypoint = || proptest::option::weighted(0.3, 0..(NODES + 6));
    let years =
        proptest::option::weighted(0.3, (2018..2022_i32, 0..2_i32).prop_map(|(year, more)| (year, year + more)));
    (
        0..NODES,
        0..NODES,
        1..6_usize,
        prop_oneof![Just(usize::MAX), 1..5_usize],
        any::<bool>(),
        waypoint(),
        waypoint(),
        years,
    )
        .prop_map(|(from, to, most, max_hops, directed, via, avoid, years)| Question {
            from,
            to,
            most,
            max_hops,
            directed,
            via,
            avoid,
            years,
        })
}

/// 0 to 2 is a relation, 3 to 5 a type, the rest an entity.
fn waypoint(graph: &KnowledgeGraph, number: u8) -> Waypoint {
    match usize::from(number) {
        relation @ 0..3 => Waypoint::Relation(RELATIONS[relation].into()),
        kind @ 3..6 => Waypoint::Type(TYPES[kind - 3].into()),
        node => Waypoint::Entity(graph.index_of(&format!("n{}", node - 6)).expect("a node")),
    }
}

/// What a walk over everything finds: hops and doubt of all simple paths that fit, the best first.
fn brute_force(graph: &KnowledgeGraph, question: &Question, from: NodeIndex, to: NodeIndex) -> Vec<(usize, u64)> {
    let inner = graph.graph();
    let (via, avoid) = (question.via.map(|one| waypoint(graph, one)), question.avoid.map(|one| waypoint(graph, one)));
    let allowed = |statement: &Statement| {
        let year = match statement.qualifiers.get("date") {
            Some(Value::Text(year)) => year.parse::<i32>().ok(),
            _ => None,
        };
        let avoided = matches!(&avoid, Some(Waypoint::Relation(relation)) if *relation == statement.relation);
        let in_time = match (question.years, year) {
            (Some((first, last)), Some(year)) => (first..=last).contains(&year),
            _ => true,
        };
        !avoided && in_time
    };
    let blocked = |node: NodeIndex| {
        node != from
            && node != to
            && match &avoid {
                Some(Waypoint::Type(kind)) => inner[node].kind == *kind,
                Some(Waypoint::Entity(entity)) => node == *entity,
                _ => false,
            }
    };
    // The relations and the least doubt between two nodes in the direction of the path.
    let step = |a: NodeIndex, b: NodeIndex| -> Vec<(&str, u64)> {
        inner
            .edge_indices()
            .filter(|edge| {
                let (source, target) = inner.edge_endpoints(*edge).expect("an edge");
                (source, target) == (a, b) || !question.directed && (target, source) == (a, b)
            })
            .map(|edge| &inner[edge])
            .filter(|statement| allowed(statement))
            .map(|statement| {
                (statement.relation.as_str(), ((1.0 - statement.confidence) * 1000.0).round() as u64 + 100)
            })
            .collect()
    };
    let mut found = Vec::new();
    let mut open = vec![vec![from]];
    while let Some(nodes) = open.pop() {
        let at = *nodes.last().expect("a node");
        if at == to {
            let steps: Vec<Vec<(&str, u64)>> = nodes.windows(2).map(|pair| step(pair[0], pair[1])).collect();
            let fits = match &via {
                None => true,
                Some(Waypoint::Relation(relation)) => steps.iter().flatten().any(|(known, _)| known == relation),
                Some(Waypoint::Type(kind)) => {
                    nodes.len() > 2 && nodes[1..nodes.len() - 1].iter().any(|node| inner[*node].kind == *kind)
                }
                Some(Waypoint::Entity(entity)) => nodes.contains(entity),
            };
            if fits && steps.len() <= question.max_hops {
                let doubt = steps.iter().map(|step| step.iter().map(|(_, doubt)| doubt).min().expect("a step")).sum();
                found.push((steps.len(), doubt));
            }
            continue;
        }
        for next in inner.node_indices().filter(|next| !nodes.contains(next) && !blocked(*next)) {
            if !step(at, next).is_empty() {
                open.push(nodes.iter().copied().chain([next]).collect());
            }
        }
    }
    found.sort_unstable();
    found
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]
    #[test]
    fn the_best_paths_are_the_best_of_all(edges in proptest::collection::vec(edge(), 0..14), question in question()) {
        let graph = build(&edges);
        let index = |id: u8| graph.index_of(&format!("n{id}")).expect("a node");
        let (from, to) = (index(question.from), index(question.to));
        let mut query = PathQuery::between(from, to);
        query.most = question.most;
        query.max_hops = question.max_hops;
        query.directed = question.directed;
        query.via = question.via.map(|one| waypoint(&graph, one)).into_iter().collect();
        query.avoid = question.avoid.map(|one| waypoint(&graph, one)).into_iter().collect();
        query.period = question.years.map(|(first, last)| {
            let year = |year: i32| CalendarDate::parse(&year.to_string());
            Period { first: year(first), last: year(last) }
        });
        let found = query.answer(&graph);
        let mut expected = brute_force(&graph, &question, from, to);
        expected.truncate(question.most);
        let doubt = |edge: petgraph::graph::EdgeIndex| ((1.0 - graph.graph()[edge].confidence) * 1000.0_f64).round() as u64 + 100;
        let costs: Vec<(usize, u64)> = found
            .iter()
            .map(|path| (path.hops.len(), path.hops.iter().map(|hop| doubt(hop.statements[0])).sum()))
            .collect();
        prop_assert_eq!(costs, expected);
        let nodes: BTreeSet<Vec<NodeIndex>> =
            found.iter().map(|path| path.hops.iter().map(|hop| hop.to).collect()).collect();
        prop_assert_eq!(nodes.len(), found.len(), "a path stands twice");
    }
}
