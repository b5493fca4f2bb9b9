//! What is exported is read back the same, whatever stands in it; and all RDF formats say the same.

use std::collections::BTreeSet;
use std::num::NonZeroU32;

use aid_graph::Compiler;
use aid_graph::export::{EXPORTERS, Exporter, Json, JsonLd, NQuads, Options, TriG, Turtle};
use aid_graph::graph::{Document, Entity, Evidence, KnowledgeGraph, Measure, Number, Parts, Statement, Value};
use aid_graph::import;
use aid_graph::rdf::{BaseIri, NAMESPACE};
use aid_graph::schema::Schema;
use oxjsonld::JsonLdParser;
use oxrdf::Quad;
use oxttl::{NQuadsParser, TriGParser, TurtleParser};
use proptest::prelude::*;

fn bytes(exporter: &dyn Exporter, graph: &KnowledgeGraph) -> Vec<u8> {
    let mut out = Vec::new();
    exporter.write(graph, &Schema::built_in(), &mut out).expect("memory");
    out
}

/// Text that is made to break writers: markup, quotes, controls, directions, emoji, rare characters, escapes, nothing.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[甲乙𠮷🀄\"'<&>\\\\\n\r\t\u{0}\u{1}\u{1b}\u{7f}\u{85}\u{2028}\u{202e}\u{e000}\u{feff}\u{fffd}=+@:/#?%.| {}\\[\\]`^-]{0,6}",
        "\\PC{0,8}",
        Just(String::new()),
        Just("..".to_owned()),
        Just("]]><script>alert(1)</script>".to_owned()),
        Just("2020-02-29".to_owned()),
        Just("2021/2025".to_owned()),
        Just("240".to_owned()),
    ]
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        text().prop_map(|text| Value::Text(text.into())),
        (-1e12..1e12_f64).prop_map(|number| Value::Number(Number(number))),
        (-1000..1_000_000_i32).prop_map(|number| Value::Number(Number(f64::from(number)))),
    ]
}

fn evidence() -> impl Strategy<Value = Evidence> {
    (text(), 0..3_u32, 0..50_u32, text(), text()).prop_map(|(document, page, start, quote, rule)| Evidence {
        document: format!("doc:{document}").into(),
        page: NonZeroU32::new(page),
        start,
        end: start + 7,
        quote: quote.into(),
        rule: rule.into(),
    })
}

fn optional() -> impl Strategy<Value = Option<String>> {
    proptest::option::of(text())
}

fn document() -> impl Strategy<Value = Document> {
    (text(), text(), 0..3_u32, [optional(), optional(), optional()], [optional(), optional(), optional(), optional()])
        .prop_map(|(id, path, record, [title, date, source], [publisher, author, format, encoding])| Document {
            id: format!("doc:{id}").into(),
            path: path.into(),
            record: NonZeroU32::new(record),
            title: title.map(Into::into),
            date: date.map(Into::into),
            date_source: source.map(Into::into),
            publisher: publisher.map(Into::into),
            author: author.map(Into::into),
            format: format.map(Into::into),
            encoding: encoding.map(Into::into),
        })
}

fn measure() -> impl Strategy<Value = Measure> {
    (text(), value(), optional(), optional(), proptest::collection::vec(evidence(), 0..2)).prop_map(
        |(indicator, value, unit, date, evidence)| Measure {
            indicator: indicator.into(),
            value,
            unit: unit.map(Into::into),
            date: date.map(Into::into),
            evidence,
        },
    )
}

fn entity() -> impl Strategy<Value = Entity> {
    (
        (0..3_usize, text()),
        (prop_oneof![Just("County".to_owned()), Just("Honour".to_owned()), text()], text(), optional()),
        proptest::collection::btree_set(text(), 0..3),
        proptest::collection::vec(measure(), 0..2),
        proptest::collection::vec(evidence(), 0..2),
    )
        .prop_map(|((head, id), (kind, name, code), aliases, measures, evidence)| Entity {
            id: format!("{}{id}", ["site:", "e/", "rule:"][head]).into(),
            kind: kind.into(),
            name: name.into(),
            code: code.map(Into::into),
            aliases: aliases.into_iter().map(Into::into).collect(),
            measures,
            evidence,
        })
}

type Edge = (prop::sample::Index, prop::sample::Index, String, Vec<(String, Value)>, f64, Vec<Evidence>);

fn edge() -> impl Strategy<Value = Edge> {
    let relation =
        prop_oneof![Just("funds".to_owned()), Just("holds_post".to_owned()), Just("part_of".to_owned()), text()];
    let name = prop_oneof![
        prop::sample::select(vec!["amount", "date", "since", "title", "kind", "projects", "from"])
            .prop_map(str::to_owned),
        text()
    ];
    (
        any::<prop::sample::Index>(),
        any::<prop::sample::Index>(),
        relation,
        proptest::collection::vec((name, value()), 0..3),
        0.0..=1.0_f64,
        proptest::collection::vec(evidence(), 0..3),
    )
}

/// Graphs that are made to break writers.
pub fn graph() -> impl Strategy<Value = KnowledgeGraph> {
    (
        proptest::collection::vec(document(), 0..3),
        proptest::collection::vec(entity(), 0..4),
        proptest::collection::vec(edge(), 0..5),
    )
        .prop_map(|(documents, entities, edges)| {
            let mut parts = Parts::new();
            documents.into_iter().for_each(|document| parts.add_document(document));
            let ids: Vec<_> = entities.iter().map(|entity| entity.id.clone()).collect();
            entities.into_iter().for_each(|entity| parts.add_entity(entity));
            for (source, target, relation, qualifiers, confidence, evidence) in edges {
                if ids.is_empty() {
                    continue;
                }
                parts.add_statement(Statement {
                    source: source.get(&ids).clone(),
                    target: target.get(&ids).clone(),
                    relation: relation.into(),
                    qualifiers: qualifiers.into_iter().map(|(name, value)| (name.into(), value)).collect(),
                    confidence,
                    evidence,
                });
            }
            parts.join().expect("both ends are there")
        })
}

fn set(quads: impl Iterator<Item = Quad>) -> BTreeSet<String> {
    quads.map(|quad| quad.to_string()).collect()
}

/// Who meets a term of ours in an export can look it up.
#[test]
fn every_term_of_our_own_is_in_the_vocabulary() {
    let vocabulary = include_bytes!("../data/vocabulary.ttl");
    let declared: BTreeSet<String> = TurtleParser::new()
        .for_slice(vocabulary)
        .map(|triple| triple.expect("Turtle"))
        .filter(|triple| triple.predicate.as_str().ends_with("#comment"))
        .map(|triple| triple.subject.to_string())
        .collect();
    let schema = Schema::built_in();
    let own = |iri: &str| iri.strip_prefix("aid:").map(|name| format!("<{NAMESPACE}{name}>"));
    let of_schema = schema
        .relations
        .values()
        .filter_map(|relation| own(&relation.iri))
        .chain(schema.types.keys().map(|kind| format!("<{NAMESPACE}{kind}>")));
    let sample =
        Compiler::built_in().compile(include_bytes!("../data/corpus/fengtai-2023.txt"), "sample").expect("the sample");
    let lines = bytes(&NQuads, &sample);
    let of_sample = NQuadsParser::new().for_slice(&lines).flat_map(|quad| {
        let quad = quad.expect("N-Quads");
        [quad.predicate.to_string(), quad.object.to_string()]
    });
    let used: BTreeSet<String> =
        of_schema.chain(of_sample).filter(|term| term.starts_with(&format!("<{NAMESPACE}"))).collect();
    assert!(used.len() > 20);
    assert_eq!(used.difference(&declared).collect::<Vec<_>>(), Vec::<&String>::new());
}

proptest! {
    #[test]
    fn an_export_is_read_back_the_same(graph in graph()) {
        let wanted = bytes(&Json, &graph);
        for exporter in [&Json as &dyn Exporter, &JsonLd, &NQuads, &TriG, &Turtle] {
            let written = bytes(exporter, &graph);
            let read = import::graph(&written, &BaseIri::default());
            let read = read.map_err(|error| TestCaseError::fail(format!("{}: {error}", exporter.format().name)))?;
            let read = bytes(&Json, &read);
            let (read, wanted) = (String::from_utf8_lossy(&read), String::from_utf8_lossy(&wanted));
            prop_assert_eq!(read, wanted, "{}", exporter.format().name);
        }
    }

    #[test]
    fn all_rdf_formats_say_the_same(graph in graph()) {
        let lines = bytes(&NQuads, &graph);
        let wanted: Vec<Quad> = NQuadsParser::new().for_slice(&lines).collect::<Result<_, _>>().expect("N-Quads");
        let count = wanted.len();
        let wanted = set(wanted.into_iter());
        prop_assert_eq!(wanted.len(), count, "a quad is written twice");
        let json = bytes(&JsonLd, &graph);
        let json = set(JsonLdParser::new().for_slice(&json).map(|quad| quad.expect("JSON-LD")));
        prop_assert_eq!(&json, &wanted);
        let trig = bytes(&TriG, &graph);
        prop_assert_eq!(&set(TriGParser::new().for_slice(&trig).map(|quad| quad.expect("TriG"))), &wanted);
        let turtle = bytes(&Turtle, &graph);
        let turtle = TurtleParser::new().for_slice(&turtle).map(|triple| triple.expect("Turtle"));
        prop_assert_eq!(&set(turtle.map(|triple| triple.in_graph(oxrdf::GraphName::DefaultGraph))), &wanted);
    }

    #[test]
    fn every_format_takes_every_graph(graph in graph()) {
        for exporter in EXPORTERS {
            let files = if exporter.format().files.is_empty() { &[""] } else { exporter.format().files };
            for file in files {
                let write = || {
                    let mut out = Vec::new();
                    exporter.write_file(file, &graph, &Schema::built_in(), &Options::default(), &mut out).map(|()| out)
                };
                let once = write().map_err(|error| TestCaseError::fail(format!("{}: {error}", exporter.format().name)))?;
                prop_assert!(once == write().expect("again"), "{} differs between runs", exporter.format().name);
            }
        }
    }
}
