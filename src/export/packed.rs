//! Packed graph files, for programs that ask large graphs.

use std::io::Write;

use crate::graph::KnowledgeGraph;
use crate::packed::{PackedError, PackedWriter};
use crate::schema::Schema;

use super::{ExportError, Exporter, Options};

/// The packed graph: `docs/packed-format.md`.
pub struct Packed;

impl Exporter for Packed {
    fn name(&self) -> &'static str {
        "packed"
    }

    fn extension(&self) -> &'static str {
        "aidg"
    }

    fn description(&self) -> &'static str {
        "packed, memory-mapped graph; reading commands answer from it in milliseconds, however large it is"
    }

    fn is_text(&self) -> bool {
        false
    }

    fn write_with(
        &self,
        graph: &KnowledgeGraph,
        _schema: &Schema,
        _options: &Options,
        out: &mut dyn Write,
    ) -> Result<(), ExportError> {
        PackedWriter::write(graph, out).map_err(|error| match error {
            PackedError::Io(error) => ExportError::Io(error),
            other => ExportError::Packed(other),
        })
    }
}
