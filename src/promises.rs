//! The examples of rules, run: what a rule claims in them, and where that is not what it promises.

use std::collections::BTreeSet;
use std::ops::Range;

use rayon::prelude::*;

use crate::Compiler;
use crate::rules::{PackError, PackErrors, Rule};

/// What one rule claims in a text, in the form of the examples: `甲 relation 乙 qualifier=value`.
#[must_use]
pub fn claims(compiler: &Compiler, rule: &str, text: &str) -> BTreeSet<String> {
    let Ok(graph) = compiler.compile(text.as_bytes(), "example") else {
        return BTreeSet::new();
    };
    let mut found: BTreeSet<String> = graph
        .statements()
        .filter(|statement| statement.evidence.iter().any(|evidence| evidence.rule == rule))
        .map(|statement| graph.line(statement))
        .collect();
    for entity in graph.entities() {
        let measures = entity.measures.iter();
        for measure in measures.filter(|measure| measure.evidence.iter().any(|evidence| evidence.rule == rule)) {
            let date = measure.date.as_ref().map(|date| format!(" date={date}")).unwrap_or_default();
            found.insert(format!("{} {}={}{date}", entity.name, measure.indicator, measure.value));
        }
    }
    found
}

/// Runs all examples and counter-examples of a compiler's pack, on all threads of the current pool.
///
/// # Errors
/// Every promise that is not kept, each at its line in the pack, with what the rule gave instead.
pub fn check(compiler: &Compiler) -> Result<(), PackErrors> {
    let pack = compiler.pack();
    let mut broken: Vec<PackError> = pack.rules.par_iter().flat_map_iter(|rule| broken(compiler, rule)).collect();
    broken.sort_by_key(|fault| (fault.file.clone(), fault.places.first().map(|(range, _)| range.start)));
    if broken.is_empty() { Ok(()) } else { Err(PackErrors(broken)) }
}

fn broken(compiler: &Compiler, rule: &Rule) -> Vec<PackError> {
    let mut faults = Vec::new();
    let Some(file) = compiler.pack().files.get(rule.file) else {
        return faults;
    };
    // Without this a pack that was prepared without its examples would keep every promise.
    if rule.examples.is_empty() {
        let message = format!("rule `{}` has no example here", rule.id);
        let help = "`Pack::load(&built_in_files())` reads the built-in pack with its examples";
        return vec![PackError::new(file, message).at(Some(rule.place.clone()), "to be shown").help(Some(help))];
    }
    // The same text may be an example of an earlier rule; this rule's own stand behind its id.
    let place = |text: &str| -> Option<Range<usize>> {
        let table = file.text.get(rule.place.start..)?;
        let at = rule.place.start + table.find(text)?;
        Some(at..at + text.len())
    };
    let gave = |found: &BTreeSet<String>| match found.len() {
        0 => format!("it gives nothing; `aid-graph explain --rule {}` shows where it breaks off", rule.id),
        _ => format!("it gives {}", found.iter().map(|one| format!("`{one}`")).collect::<Vec<_>>().join(", ")),
    };
    for example in &rule.examples {
        let found = claims(compiler, &rule.id, &example.text);
        for missing in example.gives.iter().filter(|expected| !found.contains(*expected)) {
            let message = format!("rule `{}`: the example does not give `{missing}`", rule.id);
            let mut fault = PackError::new(file, message).at(place(&example.text), "in this text");
            fault.help = Some(gave(&found));
            faults.push(fault);
        }
    }
    for text in &rule.not_examples {
        let found = claims(compiler, &rule.id, text);
        if !found.is_empty() {
            let message = format!("rule `{}` claims something in its counter-example", rule.id);
            let mut fault = PackError::new(file, message).at(place(text), "must give nothing");
            fault.help = Some(gave(&found));
            faults.push(fault);
        }
    }
    faults
}
