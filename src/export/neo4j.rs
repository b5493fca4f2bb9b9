//! CSV for `neo4j-admin database import full`: types are labels, relations are relationship types, evidence is JSON text.
//!
//! `neo4j-admin database import full --nodes=nodes.csv --nodes=documents.csv --relationships=edges.csv
//! --multiline-fields=true`

use std::io::Write;

use csv::WriterBuilder;
use smol_str::SmolStr;

use crate::graph::KnowledgeGraph;
use crate::schema::Schema;

use super::table::{Columns, DOCUMENT, Kind, document_cells, statement_row};
use super::{ExportError, Exporter, Format, Options};

/// See the module.
pub struct Neo4j;

impl Exporter for Neo4j {
    fn format(&self) -> Format {
        Format {
            files: &["nodes.csv", "edges.csv", "documents.csv"],
            ..Format::text("neo4j-csv", "neo4j", "CSV with the headers of neo4j-admin database import")
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
                    statement_row(&mut rows, statement, &columns, schema)?;
                }
            }
            _ => {
                let mut header = DOCUMENT.map(|name| if name == "record" { "record:long" } else { name }).to_vec();
                header.splice(..1, ["id:ID", ":LABEL"]);
                rows.write_record(header)?;
                for document in graph.documents() {
                    let mut cells = document_cells(document).to_vec();
                    cells.insert(1, SmolStr::new_static("SourceDocument"));
                    rows.write_record(cells.iter().map(|cell| cell.as_bytes()))?;
                }
            }
        }
        rows.flush()?;
        Ok(())
    }
}
