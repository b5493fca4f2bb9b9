//! Mermaid (<https://mermaid.js.org>) for Markdown pages: a flowchart with the Chinese names, a colour for each type.
//!
//! Mermaid draws at most 500 edges unless told otherwise; `--max-nodes` and `--focus` make a graph fit.

use std::collections::BTreeSet;
use std::io::Write;

use crate::graph::KnowledgeGraph;
use crate::schema::{Role, Schema};
use crate::wording;

use super::{ExportError, Exporter, Options};

/// See the module.
pub struct Mermaid;

impl Exporter for Mermaid {
    fn name(&self) -> &'static str {
        "mermaid"
    }

    fn extension(&self) -> &'static str {
        "mmd"
    }

    fn description(&self) -> &'static str {
        "Mermaid: a flowchart for Markdown pages"
    }

    fn write_with(
        &self,
        graph: &KnowledgeGraph,
        schema: &Schema,
        options: &Options,
        out: &mut dyn Write,
    ) -> Result<(), ExportError> {
        writeln!(out, "flowchart LR")?;
        let kinds: BTreeSet<&str> = graph.entities().map(|entity| entity.kind.as_str()).collect();
        let kinds: Vec<&str> = kinds.into_iter().collect();
        for (number, kind) in kinds.iter().enumerate() {
            let colour = schema.types.get(*kind).map_or("#ffffff", |kind| &kind.colour);
            writeln!(out, "  classDef t{number} fill:{colour},stroke:#666666,color:#000000")?;
        }
        for (number, entity) in graph.entities().enumerate() {
            let class = kinds.binary_search(&entity.kind.as_str()).unwrap_or_default();
            writeln!(out, "  n{number}[\"{}\"]:::t{class}", escaped(&entity.name))?;
        }
        for edge in graph.graph().raw_edges() {
            let statement = &edge.weight;
            let declared = schema.relations.get(statement.relation.as_str()).and_then(|relation| relation.role);
            let arrow = if declared == Some(Role::Containment) { "-.->" } else { "-->" };
            let label = escaped(&wording::relation(graph, schema, statement));
            writeln!(out, "  n{} {arrow}|\"{label}\"| n{}", edge.source().index(), edge.target().index())?;
        }
        let left = options.left_out;
        if left.nodes > 0 {
            writeln!(out, "  rest[\"另有 {} 个节点、{} 条关系未画出\"]", left.nodes, left.edges)?;
        }
        Ok(())
    }
}

/// A label: Mermaid's own entities for all that is markup to it or to HTML. A blank where there is nothing.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => out.push_str("<br/>"),
            '"' | '<' | '>' | '&' | '#' | ';' | '`' | '\\' | '*' | '_' | '~' | '|' | '[' | ']' | '{' | '}' | '('
            | ')' => {
                out.push_str(&format!("#{};", c as u32));
            }
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    if out.is_empty() { " ".to_owned() } else { out }
}
