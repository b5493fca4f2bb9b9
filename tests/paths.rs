//! The best path is the best of all paths, as a search that tries everything finds them.

use aid_graph::graph::{Entity, KnowledgeGraph, Parts, Statement};
use aid_graph::query::PathQuery;
use petgraph::graph::NodeIndex;
use proptest::prelude::*;

fn build(edges: &[(u8, u8)]) -> KnowledgeGraph {
    let mut graph = Parts::new();
    for id in 0..7 {
        graph.add_entity(Entity {
            id: format!("n{id}").into(),
            kind: "Site".into(),
            name: format!("n{id}").into(),
            code: None,
            aliases: Default::default(),
            measures: Vec::new(),
            evidence: Vec::new(),
        });
    }
    for (source, target) in edges {
        graph.add_statement(Statement {
            source: format!("n{source}").into(),
            target: format!("n{target}").into(),
            relation: "funds".into(),
            qualifiers: Default::default(),
            confidence: 1.0,
            evidence: Vec::new(),
        });
    }
    graph.join().expect("both ends are there")
}

/// Lengths of all simple paths, edges taken both ways, the shortest first.
fn brute_force(graph: &KnowledgeGraph, from: NodeIndex, to: NodeIndex) -> Vec<usize> {
    fn walk(graph: &KnowledgeGraph, at: NodeIndex, to: NodeIndex, seen: &mut Vec<NodeIndex>, lengths: &mut Vec<usize>) {
        if at == to {
            lengths.push(seen.len() - 1);
            return;
        }
        let next: std::collections::BTreeSet<NodeIndex> = graph.graph().neighbors_undirected(at).collect();
        for other in next {
            if !seen.contains(&other) {
                seen.push(other);
                walk(graph, other, to, seen, lengths);
                seen.pop();
            }
        }
    }
    let mut lengths = Vec::new();
    walk(graph, from, to, &mut vec![from], &mut lengths);
    lengths.sort_unstable();
    lengths
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]
    #[test]
    fn the_k_best_paths_are_the_k_shortest(edges in proptest::collection::vec((0..7_u8, 0..7_u8), 0..14), from in 0..7_u8, to in 0..7_u8, k in 1..6_usize) {
        let graph = build(&edges);
        let index = |id: u8| graph.index_of(&format!("n{id}")).expect("a node");
        let found = PathQuery { most: k, ..PathQuery::between(index(from), index(to)) }.answer(&graph);
        let expected: Vec<usize> = brute_force(&graph, index(from), index(to)).into_iter().take(k).collect();
        let lengths: Vec<usize> = found.iter().map(|path| path.hops.len()).collect();
        prop_assert_eq!(lengths, expected);
        let mut nodes: Vec<Vec<NodeIndex>> = found.iter().map(|path| path.hops.iter().map(|hop| hop.to).collect()).collect();
        let all = nodes.len();
        nodes.sort();
        nodes.dedup();
        prop_assert_eq!(nodes.len(), all, "a path stands twice");
        for path in &found {
            for hop in &path.hops {
                prop_assert!(!hop.statements.is_empty());
            }
        }
    }
}
