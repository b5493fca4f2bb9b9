//! The rules of a pack as a reader sees them: one rule as Markdown or JSON, all of them as a catalogue.

use std::fmt::Write;

use serde_json::{Value, json};

use super::pack::{Pack, Rule};
use super::source::{Choice, Distribution, Emit};

/// What a rule claims, in one line: `funds: payer → to, amount = amount, date = @date`.
#[must_use]
pub fn claim(emit: &Emit) -> String {
    let choices = |choice: &Choice| choice.iter().collect::<Vec<_>>().join(" or ");
    let mut text = match (&emit.relation, &emit.measure) {
        (Some(relation), _) if emit.restates => format!("{relation}: once more what was claimed last"),
        (Some(relation), _) => format!("{relation}: {} → {}", choices(&emit.from), choices(&emit.to)),
        (None, Some(measure)) => format!("{measure} of {} = {}", choices(&emit.of), choices(&emit.value)),
        (None, None) => String::new(),
    };
    for (name, choice) in &emit.qualifiers {
        let _ = write!(text, ", {name} = {}", choices(choice));
    }
    match emit.distribution {
        Distribution::Shared => {}
        Distribution::Each => text.push_str(", to each"),
        Distribution::Pairwise => text.push_str(", pair by pair"),
    }
    if emit.share_to.iter().next().is_some() {
        let _ = write!(text, ", a shared sum to {}", choices(&emit.share_to));
    }
    if emit.directed_by_aid {
        text.push_str(", the helping side first");
    }
    text
}

/// A rule for programs.
#[must_use]
pub fn as_json(pack: &Pack, rule: &Rule) -> Value {
    let (file, line) = pack.place(rule);
    let examples: Vec<Value> =
        rule.examples.iter().map(|example| json!({ "text": example.text, "gives": example.gives })).collect();
    json!({
        "id": rule.id,
        "file": file,
        "line": line,
        "pattern": rule.source,
        "emits": rule.emits.iter().map(claim).collect::<Vec<_>>(),
        "unless": rule.guards,
        "requires": rule.requires,
        "exclusive": rule.exclusive,
        "priority": rule.priority,
        "confidence": rule.confidence,
        "examples": examples,
        "not_examples": rule.not_examples,
    })
}

/// A rule in Markdown.
#[must_use]
pub fn as_markdown(pack: &Pack, rule: &Rule) -> String {
    let (file, line) = pack.place(rule);
    let mut out = format!("### {}\n\n`{file}`, line {line}; priority {}", rule.id, rule.priority);
    let _ = writeln!(out, ", confidence {}\n\n```text\n{}\n```\n", rule.confidence, rule.source);
    for emit in &rule.emits {
        let _ = writeln!(out, "- claims {}", claim(emit));
    }
    for (words, list) in [
        ("not where one of these stands", &rule.guards),
        ("only in a document with one of these", &rule.requires),
        ("used by one rule of the family only", &rule.exclusive),
    ] {
        if !list.is_empty() {
            let _ = writeln!(out, "- {words}: {}", list.join("、"));
        }
    }
    out.push('\n');
    for example in &rule.examples {
        let _ = writeln!(out, "> {}\n>", example.text);
        for given in &example.gives {
            let _ = writeln!(out, "> ⇒ {given}\n>");
        }
        out.push('\n');
    }
    for text in &rule.not_examples {
        let _ = writeln!(out, "> {text}\n>\n> ⇏ nothing\n");
    }
    out
}

/// All rules of a pack in Markdown, by family and then by id.
#[must_use]
pub fn catalogue(pack: &Pack) -> String {
    let mut rules: Vec<&Rule> = pack.rules.iter().collect();
    rules.sort_by(|a, b| a.id.cmp(&b.id));
    let mut out = format!("# Rule catalogue\n\nWritten by `aid-graph rules doc`: {} rules.\n", rules.len());
    let mut family = "";
    for rule in rules {
        let own = rule.id.split('/').next().unwrap_or(&rule.id);
        if own != family {
            let _ = writeln!(out, "\n## {own}");
            family = own;
        }
        let _ = write!(out, "\n{}", as_markdown(pack, rule).trim_end());
        out.push('\n');
    }
    out
}
