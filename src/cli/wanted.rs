//! `--relations` and `--types`: by name or Chinese label, and only what the graph has.

use std::collections::BTreeSet;

use smol_str::SmolStr;

use crate::graph::GraphView;
use crate::schema::Schema;

use super::error::CliError;

/// The relations of these names.
pub(super) fn relations(graph: &impl GraphView, schema: &Schema, names: &[SmolStr]) -> Result<Vec<SmolStr>, CliError> {
    let label = |name: &str| schema.relation_label(name).to_owned();
    known("relation", names, || distinct(graph.edge_indices().map(|edge| graph.relation(edge))), label)
}

/// The types of these names.
pub(super) fn types(graph: &impl GraphView, schema: &Schema, names: &[SmolStr]) -> Result<Vec<SmolStr>, CliError> {
    let label = |name: &str| schema.type_label(name).to_owned();
    known("type", names, || distinct(graph.node_indices().map(|node| graph.kind(node))), label)
}

fn distinct<'g>(names: impl Iterator<Item = &'g str>) -> BTreeSet<&'g str> {
    let mut all = BTreeSet::new();
    for name in names {
        all.insert(name);
    }
    all
}

fn known<'g>(
    kind: &'static str,
    names: &[SmolStr],
    all: impl FnOnce() -> BTreeSet<&'g str>,
    label: impl Fn(&str) -> String,
) -> Result<Vec<SmolStr>, CliError> {
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let all = all();
    names
        .iter()
        .map(|name| {
            all.iter().find(|known| **known == name || label(known) == *name).map(SmolStr::new).ok_or_else(|| {
                let there: Vec<String> = all.iter().map(|known| format!("{known} ({})", label(known))).collect();
                CliError::NotThere { kind, name: name.to_string(), help: format!("it has {}", there.join(", ")) }
            })
        })
        .collect()
}
