//! Every rule of the built-in pack claims in its examples what it says it does, and nothing in its counter-examples; and
//! no pattern is too large.

use std::collections::BTreeSet;

use aid_graph::Compiler;
use aid_graph::graph::{KnowledgeGraph, Statement, Value};
use aid_graph::rules::{Pack, PackFile};

fn qualifier(graph: &KnowledgeGraph, value: &Value) -> String {
    match value {
        Value::Text(text) => graph.entity(text).map_or_else(|| text.to_string(), |entity| entity.name.to_string()),
        Value::Number(number) => number.to_string(),
    }
}

fn written(graph: &KnowledgeGraph, statement: &Statement) -> String {
    let name = |id: &str| graph.entity(id).expect("an end").name.clone();
    let mut text = format!("{} {} {}", name(&statement.source), statement.relation, name(&statement.target));
    for (name, value) in &statement.qualifiers {
        text.push_str(&format!(" {name}={}", qualifier(graph, value)));
    }
    text
}

/// What one rule claims in a text, in the form of the examples.
fn claims(compiler: &Compiler, rule: &str, text: &str) -> BTreeSet<String> {
    let graph = compiler.compile(text.as_bytes(), "example").expect("an example");
    let mut found: BTreeSet<String> = graph
        .statements()
        .filter(|statement| statement.evidence.iter().any(|evidence| evidence.rule == rule))
        .map(|statement| written(&graph, statement))
        .collect();
    for entity in graph.entities() {
        for measure in
            entity.measures.iter().filter(|measure| measure.evidence.iter().any(|evidence| evidence.rule == rule))
        {
            let date = measure.date.as_ref().map(|date| format!(" date={date}")).unwrap_or_default();
            found.insert(format!("{} {}={}{date}", entity.name, measure.indicator, measure.value));
        }
    }
    found
}

#[test]
fn rules_claim_what_their_examples_say() {
    let compiler = Compiler::built_in();
    let mut broken = Vec::new();
    for rule in &compiler.pack().rules {
        for example in &rule.examples {
            let found = claims(&compiler, &rule.id, &example.text);
            for expected in example.gives.iter().filter(|expected| !found.contains(*expected)) {
                broken.push(format!("{}: {}\n  misses {expected}\n  gives  {found:?}", rule.id, example.text));
            }
        }
        for text in &rule.not_examples {
            let found = claims(&compiler, &rule.id, text);
            if !found.is_empty() {
                broken.push(format!("{}: {text}\n  must give nothing, gives {found:?}", rule.id));
            }
        }
    }
    assert!(broken.is_empty(), "{} broken promises\n{}", broken.len(), broken.join("\n"));
}

#[test]
fn every_pattern_compiles_within_its_limit() {
    for rule in &Pack::built_in().map_err(|faults| format!("{faults:?}")).expect("the built-in pack").rules {
        assert!(rule.pattern.compile().is_ok(), "{}", rule.id);
    }
}

const SCHEMA: &str = include_str!("../data/rules/schema.toml");

fn faults(rules: &str) -> Vec<String> {
    let files = [("schema.toml", SCHEMA), ("mine.toml", rules)]
        .map(|(name, text)| PackFile { name: name.into(), text: text.into() });
    match Pack::load(&files) {
        Ok(_) => Vec::new(),
        Err(faults) => faults.into_iter().map(|fault| format!("{}: {}", fault.file, fault.message)).collect(),
    }
}

#[test]
fn faulty_rules_are_refused_all_at_once_and_say_why() {
    let rule = |id: &str, pattern: &str, emit: &str, examples: &str| {
        format!(
            "[[rule]]\nid = \"{id}\"\npattern = '{pattern}'\nemit = {emit}\nexamples = {examples}\nnot_examples = [\"无\"]\n"
        )
    };
    let emit = "{ relation = \"funds\", from = \"a\", to = \"b\" }";
    let one = "[{ text = \"x\", gives = [] }]";
    let pack = [
        rule("a/type", "{a:Divison}投{b:Site}", emit, one),
        rule("a/slot", "{a:Division}投{c:Site}", emit, one),
        rule("a/regex", "{a:Division}(投{b:Site}", emit, one),
        rule("a/empty", "{a:Division}?({b:Site})?", emit, one),
        rule("a/huge", "({a:Division}投.{1,1000}){1,1000}{b:Site}", emit, one),
        rule("a/relation", "{a:Division}投{b:Site}", "{ relation = \"fund\", from = \"a\", to = \"b\" }", one),
        rule("a/example", "{a:Division}投{b:Site}", emit, "[]"),
        rule("a/twice", "{a:Division}投{b:Site}", emit, one),
        rule("a/twice", "{a:Division}投{b:Site}", emit, one),
        rule("a/sub", "{a:Division}{{nothing}}{b:Site}", emit, one),
    ]
    .join("\n");
    let found = faults(&pack);
    for (id, words) in [
        ("a/type", "unknown type `Divison`"),
        ("a/slot", "a slot `b` that the pattern does not have"),
        ("a/regex", "unclosed group"),
        ("a/empty", "matches the empty text"),
        ("a/huge", "larger than"),
        ("a/relation", "unknown relation `fund`"),
        ("a/example", "has no example"),
        ("a/twice", "is there twice"),
        ("a/sub", "no sub-pattern `nothing`"),
    ] {
        assert!(found.iter().any(|fault| fault.contains(id) && fault.contains(words)), "{id}: {words}\n{found:#?}");
    }
    assert_eq!(faults("[[rule]\n").len(), 1, "a file that is no TOML is one fault");
}
