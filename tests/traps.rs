//! Sentences in which something must not be found: each trap of `data/traps.toml` is compiled alone, and at most a small
//! share of them may fire. Precision comes before recall, and a gold file cannot show what it does not ask for.

use std::collections::{BTreeMap, BTreeSet};

use aid_graph::Compiler;
use aid_graph::graph::{Entity, KnowledgeGraph, Value};
use serde::Deserialize;

/// How many of a hundred traps may fire.
const MOST_THAT_MAY_FIRE_PER_HUNDRED: usize = 1;
const FEWEST_TRAPS: usize = 300;
/// Where something lies follows from its name or its context alone, so it is no claim of the text.
const PLACING: [&str; 3] = ["part_of", "part_of_site", "located_in"];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Traps {
    trap: Vec<Trap>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Trap {
    text: String,
    family: String,
    #[serde(default)]
    no_entity: Vec<String>,
    #[serde(default)]
    no_type: Vec<String>,
    #[serde(default)]
    no_code: Vec<String>,
    #[serde(default)]
    no_relation: Vec<String>,
    #[serde(default)]
    no_measure: Vec<String>,
    #[serde(default)]
    no_value: Vec<String>,
    #[serde(default)]
    no_claim: bool,
    twin: Option<String>,
}

impl Trap {
    fn asks_for_nothing(&self) -> bool {
        let lists =
            [&self.no_entity, &self.no_type, &self.no_code, &self.no_relation, &self.no_measure, &self.no_value];
        lists.iter().all(|list| list.is_empty()) && !self.no_claim
    }
}

fn goes_by(entity: &Entity, name: &str) -> bool {
    entity.name == name || entity.aliases.contains(name) || entity.code.as_deref() == Some(name)
}

fn name<'g>(graph: &'g KnowledgeGraph, id: &str) -> &'g str {
    graph.entity(id).map_or("?", |entity| entity.name.as_str())
}

/// What of that which must not be there the graph holds, one line each.
fn fired(graph: &KnowledgeGraph, trap: &Trap) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for entity in graph.entities() {
        for unwanted in trap.no_entity.iter().filter(|unwanted| goes_by(entity, unwanted)) {
            found.insert(format!("entity {unwanted}: {} {}", entity.kind, entity.name));
        }
        if trap.no_type.iter().any(|kind| entity.kind == *kind) {
            found.insert(format!("entity of type {}: {}", entity.kind, entity.name));
        }
        if let Some(code) = &entity.code
            && trap.no_code.iter().any(|unwanted| goes_by(entity, unwanted))
        {
            found.insert(format!("code of {}: {code}", entity.name));
        }
        for measure in &entity.measures {
            let rule = measure.evidence.first().map_or("", |evidence| evidence.rule.as_str());
            let line = format!("{} {}={} by {rule}", entity.name, measure.indicator, measure.value);
            let unwanted = trap.no_measure.iter().any(|indicator| measure.indicator == *indicator)
                || trap.no_value.contains(&measure.value.to_string());
            if trap.no_claim || unwanted {
                found.insert(line);
            }
        }
    }
    for statement in graph.statements() {
        let holds_value = statement
            .qualifiers
            .iter()
            .any(|(_, value)| matches!(value, Value::Number(_)) && trap.no_value.contains(&value.to_string()));
        let unwanted = trap.no_relation.iter().any(|relation| statement.relation == *relation);
        let claim = trap.no_claim && !PLACING.contains(&statement.relation.as_str());
        if holds_value || unwanted || claim {
            let rule = statement.evidence.first().map_or("", |evidence| evidence.rule.as_str());
            let (source, target) = (name(graph, &statement.source), name(graph, &statement.target));
            found.insert(format!("{source} {} {target} by {rule}", statement.relation));
        }
    }
    found
}

fn traps() -> Vec<Trap> {
    toml::from_str::<Traps>(include_str!("../data/traps.toml")).expect("data/traps.toml").trap
}

#[test]
fn hardly_any_trap_fires() {
    let compiler = Compiler::built_in();
    let traps = traps();
    let mut firing: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for trap in &traps {
        let graph = compiler.compile(trap.text.as_bytes(), "trap").expect("a trap");
        let found = fired(&graph, trap);
        if !found.is_empty() {
            let lines: Vec<String> = found.into_iter().collect();
            firing.entry(&trap.family).or_default().push(format!("{}\n    {}", trap.text, lines.join("\n    ")));
        }
    }
    let count: usize = firing.values().map(Vec::len).sum();
    let most = traps.len() * MOST_THAT_MAY_FIRE_PER_HUNDRED / 100;
    let mut report = String::new();
    for (family, fires) in &firing {
        report.push_str(&format!("{family}\n"));
        for one in fires {
            report.push_str(&format!("  {one}\n"));
        }
    }
    println!("{count} of {} traps fire, {most} may\n{report}", traps.len());
    assert!(count <= most, "{count} of {} traps fire, {most} may\n{report}", traps.len());
}

#[test]
fn what_a_trap_forbids_is_found_in_its_twin() {
    let compiler = Compiler::built_in();
    let traps = traps();
    let blind: Vec<&str> = traps
        .iter()
        .filter_map(|trap| {
            let twin = trap.twin.as_deref()?;
            let graph = compiler.compile(twin.as_bytes(), "twin").expect("a twin");
            fired(&graph, trap).is_empty().then_some(twin)
        })
        .collect();
    assert!(blind.is_empty(), "{} twins in which nothing is found\n{}", blind.len(), blind.join("\n"));
}

#[test]
fn every_trap_says_what_must_not_be_there() {
    let traps = traps();
    assert!(traps.len() >= FEWEST_TRAPS, "{} traps", traps.len());
    let compiler = Compiler::built_in();
    let schema = &compiler.pack().schema;
    let mut texts = BTreeSet::new();
    for trap in &traps {
        assert!(!trap.asks_for_nothing(), "asks for nothing: {}", trap.text);
        assert!(texts.insert(&trap.text), "is there twice: {}", trap.text);
        let length = trap.text.chars().count();
        assert!((15..=80).contains(&length), "{length} characters: {}", trap.text);
        // A misspelt name would make a trap that can never fire.
        for kind in &trap.no_type {
            assert!(schema.types.contains_key(kind.as_str()), "unknown type {kind}: {}", trap.text);
        }
        for relation in &trap.no_relation {
            assert!(schema.relations.contains_key(relation.as_str()), "unknown relation {relation}: {}", trap.text);
        }
        for indicator in &trap.no_measure {
            assert!(schema.indicators.contains_key(indicator.as_str()), "unknown indicator {indicator}: {}", trap.text);
        }
    }
}
