//! CSV for the `COPY` of Ladybug (and of Kùzu before it), with the schema that it wants first: run `schema.cypher` in the
//! folder. One node table and one relationship table, with type and relation as properties, so that any pack's graph fits.

use std::io::Write;

use csv::{QuoteStyle, WriterBuilder};

use crate::graph::KnowledgeGraph;
use crate::schema::Schema;

use super::table::{Columns, DOCUMENT, Kind, document_cells, statement_row};
use super::{ExportError, Exporter, Format, Options};

/// See the module.
pub struct Ladybug;

const NODE: [&str; 8] = ["id", "type", "label_zh", "name", "code", "aliases", "measures", "evidence"];

impl Exporter for Ladybug {
    fn format(&self) -> Format {
        Format {
            files: &["schema.cypher", "nodes.csv", "edges.csv", "documents.csv"],
            ..Format::text("ladybug-csv", "ladybug", "CSV with a schema script for the COPY of Ladybug and Kùzu")
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
        let columns = Columns::of(schema);
        if file == "schema.cypher" {
            return script(&columns, out);
        }
        let mut rows = WriterBuilder::new().quote_style(QuoteStyle::NonNumeric).from_writer(out);
        match file {
            "nodes.csv" => {
                rows.write_record(NODE)?;
                for entity in graph.entities() {
                    rows.write_record([
                        entity.id.as_str(),
                        &entity.kind,
                        schema.type_label(&entity.kind),
                        &entity.name,
                        entity.code.as_deref().unwrap_or_default(),
                        &serde_json::to_string(&entity.aliases)?,
                        &serde_json::to_string(&entity.measures)?,
                        &serde_json::to_string(&entity.evidence)?,
                    ])?;
                }
            }
            "edges.csv" => {
                let mut header = vec!["source", "target", "relation", "label_zh", "confidence"];
                let names: Vec<String> = columns.iter().map(|column| property(&column.name)).collect();
                header.extend(names.iter().map(String::as_str));
                header.extend(["other", "evidence"]);
                rows.write_record(&header)?;
                for statement in graph.statements() {
                    statement_row(&mut rows, statement, &columns, schema)?;
                }
            }
            _ => {
                rows.write_record(DOCUMENT)?;
                for document in graph.documents() {
                    rows.write_record(document_cells(document).iter().map(|cell| cell.as_bytes()))?;
                }
            }
        }
        rows.flush()?;
        Ok(())
    }
}

/// The property of a qualifier. `from` and `to` are the ends of a relationship; they and others that are taken get a `_`.
fn property(name: &str) -> String {
    let name = name.replace('`', "_");
    let taken = ["from", "to", "relation", "label_zh", "confidence", "other", "evidence"].contains(&name.as_str());
    if taken { format!("{name}_") } else { name }
}

fn script(columns: &Columns, out: &mut dyn Write) -> Result<(), ExportError> {
    let texts = |names: &[&str]| names.iter().map(|name| format!("`{name}` STRING")).collect::<Vec<_>>().join(", ");
    writeln!(out, "CREATE NODE TABLE `Entity`({}, PRIMARY KEY (`id`));", texts(&NODE))?;
    let document = texts(&DOCUMENT).replace("`record` STRING", "`record` INT64");
    writeln!(out, "CREATE NODE TABLE `SourceDocument`({document}, PRIMARY KEY (`id`));")?;
    write!(
        out,
        "CREATE REL TABLE `Statement`(FROM `Entity` TO `Entity`, `relation` STRING, `label_zh` STRING, `confidence` DOUBLE"
    )?;
    for column in columns.iter() {
        let kind = match column.kind {
            Kind::Decimal => "DOUBLE",
            Kind::Whole => "INT64",
            Kind::Text => "STRING",
        };
        write!(out, ", `{}` {kind}", property(&column.name))?;
    }
    writeln!(out, ", `other` STRING, `evidence` STRING);")?;
    // Quotes hold line breaks, which only one thread can read, and double their own marks.
    for (table, file) in [("Entity", "nodes"), ("SourceDocument", "documents"), ("Statement", "edges")] {
        writeln!(out, "COPY `{table}` FROM '{file}.csv' (HEADER=true, PARALLEL=false, ESCAPE='\"');")?;
    }
    Ok(())
}
