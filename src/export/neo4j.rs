//! CSV for `neo4j-admin database import full`: types are labels, relations are relationship types, evidence is JSON text.
//!
//! `neo4j-admin database import full --nodes=nodes.csv --nodes=documents.csv --relationships=edges.csv
//! --multiline-fields=true`

use std::io::Write;

use csv::WriterBuilder;

use crate::graph::KnowledgeGraph;
use crate::schema::Schema;

use super::table::{Columns, Kind};
use super::{ExportError, Exporter, Options};

/// See the module.
pub struct Neo4j;

impl Exporter for Neo4j {
    fn name(&self) -> &'static str {
        "neo4j-csv"
    }

    fn extension(&self) -> &'static str {
        "neo4j"
    }

    fn description(&self) -> &'static str {
        "CSV with the headers of neo4j-admin database import"
    }

    fn files(&self) -> &'static [&'static str] {
        &["nodes.csv", "edges.csv", "documents.csv"]
    }

    fn write_with(&self, _: &KnowledgeGraph, _: &Schema, _: &Options, _: &mut dyn Write) -> Result<(), ExportError> {
        Err(ExportError::Folder(self.name()))
    }

    fn write_file(
        &self,
        file: &str,
        graph: &KnowledgeGraph,
        schema: &Schema,
        _: &Options,
        out: &mut dyn Write,
    ) -> Result<(), ExportError> {
        let mut rows = WriterBuilder::new().from_writer(out);
        match file {
            "nodes.csv" => {
                let header = ["id:ID", ":LABEL", "name", "type", "label_zh", "code", "aliases", "measures", "evidence"];
                rows.write_record(header)?;
                for entity in graph.entities() {
                    // A `;` would make two labels of one.
                    let label = format!("Entity;{}", entity.kind.replace(';', "_"));
                    rows.write_record([
                        entity.id.as_str(),
                        &label,
                        &entity.name,
                        &entity.kind,
                        schema.type_label(&entity.kind),
                        entity.code.as_deref().unwrap_or_default(),
                        &serde_json::to_string(&entity.aliases)?,
                        &serde_json::to_string(&entity.measures)?,
                        &serde_json::to_string(&entity.evidence)?,
                    ])?;
                }
            }
            "edges.csv" => {
                let columns = Columns::of(schema);
                let mut header: Vec<String> =
                    [":START_ID", ":END_ID", ":TYPE", "label_zh", "confidence:double"].map(str::to_owned).into();
                header.extend(columns.iter().map(|column| match column.kind {
                    Kind::Decimal => format!("{}:double", column.name),
                    Kind::Whole => format!("{}:long", column.name),
                    Kind::Text => column.name.clone(),
                }));
                header.extend(["other", "evidence"].map(str::to_owned));
                rows.write_record(&header)?;
                for statement in graph.statements() {
                    rows.write_field(&statement.source)?;
                    rows.write_field(&statement.target)?;
                    rows.write_field(&statement.relation)?;
                    rows.write_field(schema.relation_label(&statement.relation))?;
                    rows.write_field(statement.confidence.to_string())?;
                    for column in columns.iter() {
                        let value = columns.value(statement, &column.name).map(ToString::to_string);
                        rows.write_field(value.unwrap_or_default())?;
                    }
                    rows.write_field(columns.other(statement)?.unwrap_or_default())?;
                    rows.write_field(serde_json::to_string(&statement.evidence)?)?;
                    rows.write_record(None::<&[u8]>)?;
                }
            }
            _ => {
                rows.write_record([
                    "id:ID",
                    ":LABEL",
                    "path",
                    "record:long",
                    "title",
                    "date",
                    "date_source",
                    "publisher",
                    "author",
                    "format",
                    "encoding",
                ])?;
                for document in graph.documents() {
                    rows.write_record([
                        document.id.as_str(),
                        "SourceDocument",
                        &document.path,
                        &document.record.map(|record| record.to_string()).unwrap_or_default(),
                        document.title.as_deref().unwrap_or_default(),
                        document.date.as_deref().unwrap_or_default(),
                        document.date_source.as_deref().unwrap_or_default(),
                        document.publisher.as_deref().unwrap_or_default(),
                        document.author.as_deref().unwrap_or_default(),
                        document.format.as_deref().unwrap_or_default(),
                        document.encoding.as_deref().unwrap_or_default(),
                    ])?;
                }
            }
        }
        rows.flush()?;
        Ok(())
    }
}
