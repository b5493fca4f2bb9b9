//! `--relations` and `--types`: by name or Chinese label, and only what the graph has.

use smol_str::SmolStr;

use crate::KnowledgeGraph;
use crate::schema::Schema;

use super::error::CliError;

/// The relations of these names.
pub(super) fn relations(graph: &KnowledgeGraph, schema: &Schema, names: &[SmolStr]) -> Result<Vec<SmolStr>, CliError> {
    let label = |name: &str| schema.relation_label(name).to_owned();
    known("relation", names, || graph.statements().map(|statement| &statement.relation).collect(), label)
}

/// The types of these names.
pub(super) fn types(graph: &KnowledgeGraph, schema: &Schema, names: &[SmolStr]) -> Result<Vec<SmolStr>, CliError> {
    let label = |name: &str| schema.type_label(name).to_owned();
    known("type", names, || graph.entities().map(|entity| &entity.kind).collect(), label)
}

fn known<'g>(
    kind: &'static str,
    names: &[SmolStr],
    all: impl FnOnce() -> Vec<&'g SmolStr>,
    label: impl Fn(&str) -> String,
) -> Result<Vec<SmolStr>, CliError> {
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let mut all = all();
    all.sort_unstable();
    all.dedup();
    names
        .iter()
        .map(|name| {
            all.iter().find(|known| **known == name || label(known) == *name).map(|known| (*known).clone()).ok_or_else(
                || {
                    let there: Vec<String> = all.iter().map(|known| format!("{known} ({})", label(known))).collect();
                    CliError::NotThere { kind, name: name.to_string(), help: format!("it has {}", there.join(", ")) }
                },
            )
        })
        .collect()
}
