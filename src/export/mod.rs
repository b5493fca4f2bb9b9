//! Exporters: one file a format, all behind one small trait, all streaming to a [`Write`].

mod ahead;
mod csv;
mod cypher;
mod dot;
mod escape;
mod full_text;
mod gexf;
mod graphml;
mod inserts;
mod json;
mod jsonld;
mod ladybug;
mod mermaid;
mod neo4j;
mod packed;
mod pairs;
mod quads;
mod sqlite;
mod table;
mod xml;

use std::io::Write;

use crate::graph::KnowledgeGraph;
use crate::packed::PackedError;
use crate::query::LeftOut;
use crate::rdf::BaseIri;
use crate::schema::Schema;

pub use csv::{Csv, disarmed};
pub use cypher::Cypher;
pub use dot::Dot;
pub use gexf::Gexf;
pub use graphml::GraphMl;
pub use json::Json;
pub use jsonld::JsonLd;
pub use ladybug::Ladybug;
pub use mermaid::Mermaid;
pub use neo4j::Neo4j;
pub use packed::Packed;
pub use quads::{NQuads, TriG, Turtle};
pub use sqlite::Sqlite;

/// Why an export failed.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The output could not be written.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// A value could not be put into the format.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
    /// The database could not be made.
    #[error("SQLite: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// The graph is too large for a packed file.
    #[error(transparent)]
    Packed(PackedError),
    /// A format of several files was to be written as one.
    #[error("{0} is a folder of several files: name it with --output")]
    Folder(&'static str),
}

impl From<::csv::Error> for ExportError {
    fn from(error: ::csv::Error) -> Self {
        ExportError::Io(error.into())
    }
}

/// What all formats are told.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// What IRIs begin with.
    pub base: BaseIri,
    /// What was left out of the graph before; drawings say so.
    pub left_out: LeftOut,
}

/// What a format is called and what it is.
#[derive(Clone, Copy, Debug)]
pub struct Format {
    /// What `--format` calls it.
    pub name: &'static str,
    /// The usual file name extension, without the dot; of a folder what its name ends in.
    pub extension: &'static str,
    /// One line for the help text.
    pub description: &'static str,
    /// The files of a format that is a folder; none for a format that is one file.
    pub files: &'static [&'static str],
    /// Whether the bytes are text.
    pub is_text: bool,
}

impl Format {
    /// A text in one file.
    const fn text(name: &'static str, extension: &'static str, description: &'static str) -> Self {
        Self { name, extension, description, files: &[], is_text: true }
    }
}

/// A writer of a format: one for each, all in [`EXPORTERS`].
pub trait Exporter: Sync {
    /// The format.
    fn format(&self) -> Format;
    /// Writes a graph as one file; a canonical one gives the same bytes each time.
    ///
    /// # Errors
    /// When the output cannot be written, and for a format that is a folder.
    fn write_with(
        &self,
        _graph: &KnowledgeGraph,
        _schema: &Schema,
        _options: &Options,
        _out: &mut dyn Write,
    ) -> Result<(), ExportError> {
        Err(ExportError::Folder(self.format().name))
    }
    /// Writes one of the [`files`](Format::files), or the only file.
    ///
    /// # Errors
    /// When the output cannot be written.
    fn write_file(
        &self,
        _file: &str,
        graph: &KnowledgeGraph,
        schema: &Schema,
        options: &Options,
        out: &mut dyn Write,
    ) -> Result<(), ExportError> {
        self.write_with(graph, schema, options, out)
    }
    /// Writes a graph with the default options.
    ///
    /// # Errors
    /// As [`write_with`](Self::write_with).
    fn write(&self, graph: &KnowledgeGraph, schema: &Schema, out: &mut dyn Write) -> Result<(), ExportError> {
        self.write_with(graph, schema, &Options::default(), out)
    }
}

/// The one list of formats: help, documentation and tests are made from it.
pub static EXPORTERS: [&dyn Exporter; 15] = [
    &Json, &Packed, &Dot, &Mermaid, &GraphMl, &Gexf, &JsonLd, &NQuads, &TriG, &Turtle, &Csv, &Neo4j, &Ladybug, &Cypher,
    &Sqlite,
];

/// The exporter of a name.
#[must_use]
pub fn exporter(name: &str) -> Option<&'static dyn Exporter> {
    EXPORTERS.iter().copied().find(|exporter| exporter.format().name == name)
}

/// The formats as a table in Markdown, as `docs/exports.md` has it.
#[must_use]
pub fn format_table() -> String {
    let mut table = String::from("| format | file | what |\n|---|---|---|\n");
    for Format { name, extension, description, files, .. } in EXPORTERS.map(|exporter| exporter.format()) {
        let file = if files.is_empty() {
            format!("`.{extension}`")
        } else {
            let names: Vec<String> = files.iter().map(|file| format!("`{file}`")).collect();
            format!("a folder with {}", names.join(", "))
        };
        table.push_str(&format!("| `{name}` | {file} | {description} |\n"));
    }
    table
}
