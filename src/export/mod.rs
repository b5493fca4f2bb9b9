//! Exporters: one file a format, all behind one small trait, all streaming to a [`Write`].

mod dot;
mod graphml;
mod json;
mod jsonld;

use std::io::Write;

use crate::graph::KnowledgeGraph;
use crate::schema::Schema;

pub use dot::Dot;
pub use graphml::GraphMl;
pub use json::Json;
pub use jsonld::JsonLd;

/// Why an export failed.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The output could not be written.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// A value could not be put into the format.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
}

/// A format that graphs are written in.
pub trait Exporter: Sync {
    /// What `--format` calls it.
    fn name(&self) -> &'static str;
    /// The usual file name extension, without the dot.
    fn extension(&self) -> &'static str;
    /// One line for the help text.
    fn description(&self) -> &'static str;
    /// Writes a graph; a canonical one gives the same bytes each time.
    ///
    /// # Errors
    /// When the output cannot be written.
    fn write(&self, graph: &KnowledgeGraph, schema: &Schema, out: &mut dyn Write) -> Result<(), ExportError>;
}

/// The one list of formats: help, documentation and tests are made from it.
pub static EXPORTERS: [&dyn Exporter; 4] = [&Json, &Dot, &GraphMl, &JsonLd];

/// The exporter of a name.
#[must_use]
pub fn exporter(name: &str) -> Option<&'static dyn Exporter> {
    EXPORTERS.iter().copied().find(|exporter| exporter.name() == name)
}
