//! What the language of reports does, phenomenon by phenomenon: the sentences of `tests/phenomena.toml` with what must be found in
//! them and what must not. Places are real, people, firms and sums invented; none stands in a passage that accuracy is measured on.

use std::collections::BTreeMap;

use aid_graph::Compiler;
use aid_graph::graph::KnowledgeGraph;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Phenomena {
    sentence: Vec<Sentence>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sentence {
    /// What it is about: divisions, lists, people …
    about: String,
    text: String,
    /// Words that must stand together in one line of what the graph says: `甲 relation 乙 qualifier=value`, `甲 indicator=value`, or an
    /// entity's type, name, code and aliases.
    #[serde(default)]
    found: Vec<String>,
    /// The same, that must not.
    #[serde(default)]
    not_found: Vec<String>,
}

const KINDS: [&str; 8] =
    ["text", "divisions", "lists", "people", "organisations and honours", "money and numbers", "time", "discourse"];
const FEWEST_OF_A_KIND: usize = 5;

/// What a graph says, one line for each entity, measure and statement.
fn lines(graph: &KnowledgeGraph) -> Vec<String> {
    let mut lines = Vec::new();
    for entity in graph.entities() {
        let aliases: Vec<&str> = entity.aliases.iter().map(|alias| alias.as_str()).collect();
        let code = entity.code.as_deref().unwrap_or_default();
        lines.push(format!("{} {} {code} {}", entity.kind, entity.name, aliases.join(" ")));
        for measure in &entity.measures {
            let date = measure.date.as_ref().map(|date| format!(" date={date}")).unwrap_or_default();
            lines.push(format!("{} {}={}{date}", entity.name, measure.indicator, measure.value));
        }
    }
    lines.extend(
        graph.statements().filter(|statement| statement.relation != "part_of").map(|statement| graph.line(statement)),
    );
    lines
}

fn holds(lines: &[String], wanted: &str) -> bool {
    lines.iter().any(|line| wanted.split(' ').all(|word| line.split(' ').any(|own| own == word)))
}

#[test]
fn every_phenomenon_is_read_as_it_is_meant() {
    let phenomena: Phenomena = toml::from_str(include_str!("phenomena.toml")).expect("tests/phenomena.toml");
    let compiler = Compiler::built_in();
    let mut faults = Vec::new();
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for sentence in &phenomena.sentence {
        *kinds.entry(&sentence.about).or_default() += 1;
        assert!(!sentence.found.is_empty() || !sentence.not_found.is_empty(), "{} asks for nothing", sentence.text);
        let graph = compiler.compile(sentence.text.as_bytes(), "phenomenon").expect("a sentence");
        let lines = lines(&graph);
        let missing = sentence.found.iter().filter(|wanted| !holds(&lines, wanted)).map(|wanted| ("missing", wanted));
        let wrong = sentence.not_found.iter().filter(|unwanted| holds(&lines, unwanted)).map(|line| ("wrong", line));
        for (what, line) in missing.chain(wrong) {
            faults.push(format!("{}\n  {what}: {line}\n    {}", sentence.text, lines.join("\n    ")));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    for kind in KINDS {
        assert!(
            kinds.get(kind).is_some_and(|count| *count >= FEWEST_OF_A_KIND),
            "too few sentences on {kind}: {kinds:?}"
        );
    }
}
