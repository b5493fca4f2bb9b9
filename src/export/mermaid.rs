//! Mermaid (<https://mermaid.js.org>) for Markdown pages: a flowchart with the Chinese names, a colour for each type.
//!
//! Mermaid draws at most 500 edges unless told otherwise; `--max-nodes` and `--focus` make a graph fit.

use std::collections::BTreeSet;
use std::io::Write;

use crate::graph::KnowledgeGraph;
use crate::schema::{Role, Schema};
use crate::wording;

use super::ahead::{self, ahead};
use super::escape::{bytes_to_look_at, escape};
use super::{ExportError, Exporter, Format, Options};

/// What is markup to Mermaid or to HTML.
const MARKS: [bool; 256] = bytes_to_look_at(b"\"<>&#;`\\*_~|[]{}()");

/// See the module.
pub struct Mermaid;

impl Exporter for Mermaid {
    fn format(&self) -> Format {
        Format::text("mermaid", "mmd", "Mermaid: a flowchart for Markdown pages")
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
        // Two texts serve all lines: millions of short-lived ones would take longer than the rest.
        let (mut label, mut shown) = (String::new(), String::new());
        for (number, entity) in graph.entities().enumerate() {
            let class = kinds.binary_search(&entity.kind.as_str()).unwrap_or_default();
            escaped(&entity.name, &mut shown);
            writeln!(out, "  n{number}[\"{shown}\"]:::t{class}")?;
        }
        for edge in ahead(graph.graph().raw_edges(), &[ahead::qualifiers]) {
            let statement = &edge.weight;
            let declared = schema.relations.get(statement.relation.as_str()).and_then(|relation| relation.role);
            let arrow = if declared == Some(Role::Containment) { "-.->" } else { "-->" };
            label.clear();
            wording::write_relation(graph, schema, statement, &mut label);
            escaped(&label, &mut shown);
            writeln!(out, "  n{} {arrow}|\"{shown}\"| n{}", edge.source().index(), edge.target().index())?;
        }
        let left = options.left_out;
        if left.nodes > 0 {
            writeln!(out, "  rest[\"另有 {} 个节点、{} 条关系未画出\"]", left.nodes, left.edges)?;
        }
        Ok(())
    }
}

/// Makes `out` a label: Mermaid's own entities for all that is markup to it or to HTML, a blank where there is nothing.
fn escaped(text: &str, out: &mut String) {
    out.clear();
    if text.is_empty() {
        out.push(' ');
    }
    escape(text, &MARKS, out, |c, out| {
        match c {
            '\n' => out.push_str("<br/>"),
            c if c.is_ascii_punctuation() => out.push_str(&format!("#{};", c as u32)),
            _ => return false,
        }
        true
    });
}
