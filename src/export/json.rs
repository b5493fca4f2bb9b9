//! `graph.json`, the public format `aid-graph/1`: sorted, a node or an edge a line, so that equal graphs are equal bytes
//! and differences show line by line.

use std::io::Write;

use crate::graph::{GRAPH_FORMAT, KnowledgeGraph};
use crate::schema::Schema;

use super::{ExportError, Exporter};

/// See the module.
pub struct Json;

impl Exporter for Json {
    fn name(&self) -> &'static str {
        "json"
    }

    fn extension(&self) -> &'static str {
        "json"
    }

    fn description(&self) -> &'static str {
        "graph.json (aid-graph/1): everything, with evidence"
    }

    fn write(&self, graph: &KnowledgeGraph, _: &Schema, mut out: &mut dyn Write) -> Result<(), ExportError> {
        write!(out, "{{\n\"format\": \"{GRAPH_FORMAT}\",\n\"documents\": [")?;
        lines(&mut out, graph.documents())?;
        write!(out, "],\n\"nodes\": [")?;
        lines(&mut out, graph.entities())?;
        write!(out, "],\n\"edges\": [")?;
        lines(&mut out, graph.statements())?;
        out.write_all(b"]\n}\n")?;
        Ok(())
    }
}

fn lines<T: serde::Serialize>(out: &mut dyn Write, items: impl Iterator<Item = T>) -> Result<(), ExportError> {
    let mut first = true;
    for item in items {
        out.write_all(if first { b"\n" } else { b",\n" })?;
        first = false;
        serde_json::to_writer(&mut *out, &item)?;
    }
    if !first {
        out.write_all(b"\n")?;
    }
    Ok(())
}
