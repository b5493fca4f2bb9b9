//! Merging is a join: the order of the sources, their number of threads and their repetition do not show.

use std::num::NonZeroU32;

use aid_graph::export::{Exporter, Json};
use aid_graph::graph::{Document, Entity, Evidence, KnowledgeGraph, Number, Parts, Statement, Value};
use aid_graph::schema::Schema;
use proptest::prelude::*;

fn bytes(graph: KnowledgeGraph) -> Vec<u8> {
    let mut out = Vec::new();
    Json.write(&graph, &Schema::built_in(), &mut out).expect("memory");
    out
}

fn evidence() -> impl Strategy<Value = Evidence> {
    (0..3_u32, 0..4_u32).prop_map(|(document, start)| Evidence {
        document: format!("doc:{document}").into(),
        page: NonZeroU32::new(start),
        start,
        end: start + 2,
        quote: format!("句子{start}").into(),
        rule: "rule".into(),
    })
}

/// Small graphs over the same few ids, so that they overlap in all ways.
pub fn graph() -> impl Strategy<Value = KnowledgeGraph> {
    let entity = (0..5_u8, "[甲乙丙\"<&\n]{0,3}", proptest::collection::vec(evidence(), 0..3));
    let statement = (0..5_u8, 0..5_u8, 0..2_u8, 0..3_i32, 1..=4_u8, evidence());
    (proptest::collection::vec(entity, 0..6), proptest::collection::vec(statement, 0..8)).prop_map(
        |(entities, statements)| {
            let mut graph = Parts::new();
            graph.add_document(Document { id: "doc:0".into(), path: "a.txt".into(), ..Document::default() });
            for id in 0..5 {
                graph.add_entity(Entity {
                    id: format!("e{id}").into(),
                    kind: "Site".into(),
                    name: format!("地{id}").into(),
                    code: None,
                    aliases: Default::default(),
                    measures: Vec::new(),
                    evidence: Vec::new(),
                });
            }
            for (id, name, evidence) in entities {
                graph.add_entity(Entity {
                    id: format!("e{id}").into(),
                    kind: "Site".into(),
                    name: name.into(),
                    code: None,
                    aliases: Default::default(),
                    measures: Vec::new(),
                    evidence,
                });
            }
            for (source, target, relation, amount, confidence, evidence) in statements {
                let qualifiers = [("amount".into(), Value::Number(Number(f64::from(amount))))].into_iter().collect();
                graph.add_statement(Statement {
                    source: format!("e{source}").into(),
                    target: format!("e{target}").into(),
                    relation: ["funds", "implements"][usize::from(relation)].into(),
                    qualifiers,
                    confidence: f64::from(confidence) / 4.0,
                    evidence: vec![evidence],
                });
            }
            graph.join().expect("both ends are there")
        },
    )
}

fn join(a: &KnowledgeGraph, b: &KnowledgeGraph) -> KnowledgeGraph {
    a.clone().merge(b.clone())
}

proptest! {
    #[test]
    fn merge_is_commutative(a in graph(), b in graph()) {
        prop_assert_eq!(bytes(join(&a, &b)), bytes(join(&b, &a)));
    }

    #[test]
    fn merge_is_associative(a in graph(), b in graph(), c in graph()) {
        prop_assert_eq!(bytes(join(&join(&a, &b), &c)), bytes(join(&a, &join(&b, &c))));
    }

    #[test]
    fn merge_is_idempotent(a in graph()) {
        prop_assert_eq!(bytes(join(&a, &a)), bytes(a));
    }

    #[test]
    fn what_is_written_is_read_back(a in graph()) {
        let written = bytes(a);
        let read = KnowledgeGraph::from_json(&written).expect("what was written");
        prop_assert_eq!(bytes(read), written);
    }
}
