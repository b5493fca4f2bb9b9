//! CSV for spreadsheets and data frames: one table each for nodes, edges, measures, evidence and documents.
//!
//! UTF-8 with a byte order mark, without which spreadsheets show Chinese as noise. A text that a spreadsheet would run as a
//! formula (it begins with `=`, `+`, `-`, `@`, a tab, a line break, or a full-width `＝＋－＠`) gets an apostrophe in front,
//! and so does one that begins with an apostrophe: to have the text back, take one leading apostrophe away.

use std::borrow::Cow;
use std::io::Write;

use csv::{Terminator, Writer, WriterBuilder};

use crate::graph::{Evidence, KnowledgeGraph};
use crate::schema::Schema;

use super::table::{Columns, DOCUMENT, Kind, document_cells};
use super::{ExportError, Exporter, Format, Options};

/// See the module.
pub struct Csv;

impl Exporter for Csv {
    fn format(&self) -> Format {
        Format {
            files: &["nodes.csv", "edges.csv", "measures.csv", "evidence.csv", "documents.csv"],
            ..Format::text("csv", "csv", "CSV tables for spreadsheets, pandas, DuckDB; formulas in names are disarmed")
        }
    }

    fn write_file(
        &self,
        file: &str,
        graph: &KnowledgeGraph,
        schema: &Schema,
        _: &Options,
        out: &mut dyn Write,
    ) -> Result<(), ExportError> {
        out.write_all("\u{feff}".as_bytes())?;
        let mut rows = Rows(WriterBuilder::new().terminator(Terminator::CRLF).from_writer(out));
        match file {
            "nodes.csv" => nodes(graph, schema, &mut rows)?,
            "edges.csv" => edges(graph, schema, &mut rows)?,
            "measures.csv" => measures(graph, schema, &mut rows)?,
            "evidence.csv" => evidence(graph, &mut rows)?,
            _ => documents(graph, &mut rows)?,
        }
        rows.0.flush()?;
        Ok(())
    }
}

/// Rows whose texts are no formulas.
struct Rows<'o>(Writer<&'o mut dyn Write>);

impl Rows<'_> {
    fn header(&mut self, names: &[&str]) -> Result<(), ExportError> {
        Ok(self.0.write_record(names)?)
    }

    fn text(&mut self, text: &str) -> Result<(), ExportError> {
        Ok(self.0.write_field(disarmed(text).as_bytes())?)
    }

    fn optional(&mut self, text: Option<&str>) -> Result<(), ExportError> {
        self.text(text.unwrap_or_default())
    }

    /// A number is no formula, whatever its sign.
    fn number(&mut self, number: impl std::fmt::Display) -> Result<(), ExportError> {
        Ok(self.0.write_field(number.to_string())?)
    }

    fn end(&mut self) -> Result<(), ExportError> {
        Ok(self.0.write_record(None::<&[u8]>)?)
    }
}

/// A text that no spreadsheet runs as a formula: with an apostrophe in front where it would.
#[must_use]
pub fn disarmed(text: &str) -> Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '\'', '＝', '＋', '－', '＠']) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

fn nodes(graph: &KnowledgeGraph, schema: &Schema, rows: &mut Rows<'_>) -> Result<(), ExportError> {
    rows.header(&["id", "type", "label_zh", "name", "code", "aliases"])?;
    for entity in graph.entities() {
        rows.text(&entity.id)?;
        rows.text(&entity.kind)?;
        rows.text(schema.type_label(&entity.kind))?;
        rows.text(&entity.name)?;
        rows.optional(entity.code.as_deref())?;
        let aliases = if entity.aliases.is_empty() { String::new() } else { serde_json::to_string(&entity.aliases)? };
        rows.text(&aliases)?;
        rows.end()?;
    }
    Ok(())
}

fn edges(graph: &KnowledgeGraph, schema: &Schema, rows: &mut Rows<'_>) -> Result<(), ExportError> {
    let columns = Columns::of(schema);
    let mut header =
        vec!["edge", "source", "source_name", "relation", "label_zh", "target", "target_name", "confidence"];
    header.extend(columns.iter().map(|column| column.name.as_str()));
    header.push("other");
    rows.header(&header)?;
    for (number, statement) in graph.statements().enumerate() {
        let name = |id: &str| graph.entity(id).map_or("", |entity| entity.name.as_str());
        rows.number(number)?;
        rows.text(&statement.source)?;
        rows.text(name(&statement.source))?;
        rows.text(&statement.relation)?;
        rows.text(schema.relation_label(&statement.relation))?;
        rows.text(&statement.target)?;
        rows.text(name(&statement.target))?;
        rows.number(statement.confidence)?;
        for column in columns.iter() {
            match columns.value(statement, &column.name) {
                Some(value) if column.kind == Kind::Text => rows.text(&value.to_string())?,
                Some(value) => rows.number(value)?,
                None => rows.text("")?,
            }
        }
        rows.optional(columns.other(statement)?.as_deref())?;
        rows.end()?;
    }
    Ok(())
}

fn measures(graph: &KnowledgeGraph, schema: &Schema, rows: &mut Rows<'_>) -> Result<(), ExportError> {
    rows.header(&["measure", "node", "indicator", "label_zh", "value", "unit", "date"])?;
    for (number, (entity, measure)) in
        graph.entities().flat_map(|entity| entity.measures.iter().map(move |measure| (entity, measure))).enumerate()
    {
        let label = schema.indicators.get(measure.indicator.as_str()).map(|known| known.label_zh.as_str());
        rows.number(number)?;
        rows.text(&entity.id)?;
        rows.text(&measure.indicator)?;
        rows.optional(label)?;
        match &measure.value {
            crate::graph::Value::Number(number) => rows.number(number)?,
            crate::graph::Value::Text(text) => rows.text(text)?,
        }
        rows.optional(measure.unit.as_deref())?;
        rows.optional(measure.date.as_deref())?;
        rows.end()?;
    }
    Ok(())
}

/// What a row of evidence is for: a node by its id, an edge or a measure by its number.
fn evidence(graph: &KnowledgeGraph, rows: &mut Rows<'_>) -> Result<(), ExportError> {
    rows.header(&["of", "item", "document", "page", "start", "end", "quote", "rule"])?;
    let mut put = |of: &str, item: &str, all: &[Evidence]| {
        for one in all {
            rows.text(of)?;
            rows.text(item)?;
            rows.text(&one.document)?;
            match one.page {
                Some(page) => rows.number(page)?,
                None => rows.text("")?,
            }
            rows.number(one.start)?;
            rows.number(one.end)?;
            rows.text(&one.quote)?;
            rows.text(&one.rule)?;
            rows.end()?;
        }
        Ok::<_, ExportError>(())
    };
    let mut number = 0_usize;
    for entity in graph.entities() {
        put("node", &entity.id, &entity.evidence)?;
        for measure in &entity.measures {
            put("measure", &number.to_string(), &measure.evidence)?;
            number += 1;
        }
    }
    for (number, statement) in graph.statements().enumerate() {
        put("edge", &number.to_string(), &statement.evidence)?;
    }
    Ok(())
}

fn documents(graph: &KnowledgeGraph, rows: &mut Rows<'_>) -> Result<(), ExportError> {
    rows.header(&DOCUMENT)?;
    for document in graph.documents() {
        for cell in document_cells(document) {
            rows.text(&cell)?;
        }
        rows.end()?;
    }
    Ok(())
}
