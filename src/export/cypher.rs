//! A Cypher script for Neo4j, Memgraph, ArcadeDB and FalkorDB: constraints, then `UNWIND … MERGE` in batches, so that
//! running it twice changes nothing. Labels and types stand in backticks, evidence as JSON text.

use std::collections::BTreeSet;
use std::io::Write;

use sha2::{Digest, Sha256};

use crate::graph::{Document, Entity, KnowledgeGraph, Statement, Value};
use crate::schema::Schema;

use super::{ExportError, Exporter, Format, Options};

/// See the module.
pub struct Cypher;

/// How many rows one statement of the script has: small transactions, few round trips.
const BATCH: usize = 500;

impl Exporter for Cypher {
    fn format(&self) -> Format {
        Format::text("cypher", "cypher", "a Cypher script with constraints and MERGE, for Neo4j and its kin")
    }

    fn write_with(
        &self,
        graph: &KnowledgeGraph,
        schema: &Schema,
        _: &Options,
        out: &mut dyn Write,
    ) -> Result<(), ExportError> {
        for label in ["Entity", "SourceDocument"] {
            writeln!(out, "CREATE CONSTRAINT `{label}_id` IF NOT EXISTS FOR (n:`{label}`) REQUIRE n.`id` IS UNIQUE;")?;
        }
        let merge = |label: &str| format!("MERGE (n:`{label}` {{`id`: row.`id`}}) SET n += row.`set`");
        batches(out, graph.documents(), &merge("SourceDocument"), document)?;
        let kinds: BTreeSet<&str> = graph.entities().map(|entity| entity.kind.as_str()).collect();
        for kind in kinds {
            let of_kind = graph.entities().filter(|entity| entity.kind == kind);
            let tail = format!("{}, n:{}", merge("Entity"), identifier(kind));
            batches(out, of_kind, &tail, |out, one| entity(out, schema, one))?;
        }
        let relations: BTreeSet<&str> = graph.statements().map(|statement| statement.relation.as_str()).collect();
        for relation in relations {
            let of_relation = graph.statements().filter(|statement| statement.relation == relation);
            let tail = format!(
                "MATCH (a:`Entity` {{`id`: row.`from`}}) MATCH (b:`Entity` {{`id`: row.`to`}}) \
                 MERGE (a)-[r:{} {{`id`: row.`id`}}]->(b) SET r += row.`set`",
                identifier(relation)
            );
            batches(out, of_relation, &tail, |out, one| statement(out, schema, one))?;
        }
        Ok(())
    }
}

fn batches<T>(
    out: &mut dyn Write,
    items: impl Iterator<Item = T>,
    tail: &str,
    write: impl Fn(&mut dyn Write, T) -> Result<(), ExportError>,
) -> Result<(), ExportError> {
    let mut in_batch = 0;
    for item in items {
        out.write_all(if in_batch == 0 { b"UNWIND [\n" } else { b",\n" })?;
        write(out, item)?;
        in_batch += 1;
        if in_batch == BATCH {
            writeln!(out, "\n] AS row\n{tail};")?;
            in_batch = 0;
        }
    }
    if in_batch > 0 {
        writeln!(out, "\n] AS row\n{tail};")?;
    }
    Ok(())
}

fn document(out: &mut dyn Write, document: &Document) -> Result<(), ExportError> {
    write!(out, "  {{`id`: ")?;
    text(out, &document.id)?;
    write!(out, ", `set`: {{`path`: ")?;
    text(out, &document.path)?;
    if let Some(record) = document.record {
        write!(out, ", `record`: {record}")?;
    }
    let texts = [
        ("title", &document.title),
        ("date", &document.date),
        ("date_source", &document.date_source),
        ("publisher", &document.publisher),
        ("author", &document.author),
        ("format", &document.format),
        ("encoding", &document.encoding),
    ];
    for (name, value) in texts {
        if let Some(value) = value {
            write!(out, ", `{name}`: ")?;
            text(out, value)?;
        }
    }
    write!(out, "}}}}")?;
    Ok(())
}

fn entity(out: &mut dyn Write, schema: &Schema, entity: &Entity) -> Result<(), ExportError> {
    write!(out, "  {{`id`: ")?;
    text(out, &entity.id)?;
    write!(out, ", `set`: {{`name`: ")?;
    text(out, &entity.name)?;
    write!(out, ", `type`: ")?;
    text(out, &entity.kind)?;
    write!(out, ", `label_zh`: ")?;
    text(out, schema.type_label(&entity.kind))?;
    if let Some(code) = &entity.code {
        write!(out, ", `code`: ")?;
        text(out, code)?;
    }
    if !entity.aliases.is_empty() {
        for (number, alias) in entity.aliases.iter().enumerate() {
            write!(out, "{}", if number == 0 { ", `aliases`: [" } else { ", " })?;
            text(out, alias)?;
        }
        write!(out, "]")?;
    }
    if !entity.measures.is_empty() {
        write!(out, ", `measures`: ")?;
        text(out, &serde_json::to_string(&entity.measures)?)?;
    }
    write!(out, ", `evidence`: ")?;
    text(out, &serde_json::to_string(&entity.evidence)?)?;
    write!(out, "}}}}")?;
    Ok(())
}

fn statement(out: &mut dyn Write, schema: &Schema, statement: &Statement) -> Result<(), ExportError> {
    // Two statements between the same ends differ in their qualifiers; a number of them is what MERGE knows them by.
    let content = serde_json::to_vec(&statement.qualifiers)?;
    let id: String = Sha256::digest(&content)[..8].iter().map(|byte| format!("{byte:02x}")).collect();
    write!(out, "  {{`id`: '{id}', `from`: ")?;
    text(out, &statement.source)?;
    write!(out, ", `to`: ")?;
    text(out, &statement.target)?;
    write!(out, ", `set`: {{`label_zh`: ")?;
    text(out, schema.relation_label(&statement.relation))?;
    write!(out, ", `confidence`: {:?}", statement.confidence)?;
    for (name, value) in &statement.qualifiers {
        write!(out, ", {}: ", identifier(name))?;
        match value {
            Value::Number(number) => write!(out, "{:?}", number.0)?,
            Value::Text(value) => text(out, value)?,
        }
    }
    write!(out, ", `evidence`: ")?;
    text(out, &serde_json::to_string(&statement.evidence)?)?;
    write!(out, "}}}}")?;
    Ok(())
}

/// An identifier; a backtick in it is doubled.
fn identifier(name: &str) -> String {
    // An empty identifier is none.
    let name = if name.is_empty() { "_" } else { name };
    format!("`{}`", name.replace('`', "``"))
}

/// A string of Cypher in single quotes.
fn text(out: &mut dyn Write, text: &str) -> std::io::Result<()> {
    out.write_all(b"'")?;
    let mut from = 0;
    for (at, c) in text.char_indices() {
        let escape = match c {
            '\'' => "\\'",
            '\\' => "\\\\",
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') => "",
            _ => continue,
        };
        out.write_all(&text.as_bytes()[from..at])?;
        from = at + c.len_utf8();
        if escape.is_empty() {
            write!(out, "\\u{:04X}", c as u32)?;
        } else {
            out.write_all(escape.as_bytes())?;
        }
    }
    out.write_all(&text.as_bytes()[from..])?;
    out.write_all(b"'")
}
