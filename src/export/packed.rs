//! Packed graph files, for programs that ask large graphs.

use std::io::Write;

use crate::graph::KnowledgeGraph;
use crate::packed::{PackedError, PackedWriter};
use crate::schema::Schema;

use super::{ExportError, Exporter, Format, Options};

/// The packed graph: `docs/packed-format.md`.
pub struct Packed;

impl Exporter for Packed {
    fn format(&self) -> Format {
        Format {
            is_text: false,
            ..Format::text(
                "packed",
                "aidg",
                "packed, memory-mapped graph; reading commands answer from it in milliseconds, however large it is",
            )
        }
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
