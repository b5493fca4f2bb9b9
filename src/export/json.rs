//! `graph.json`, the public format `aid-graph/2`: sorted, a node or an edge a line, so that equal graphs are equal bytes
//! and differences show line by line.

use std::io::Write;

use rayon::prelude::*;
use serde::Serialize;

use crate::graph::{GRAPH_FORMAT, KnowledgeGraph};
use crate::schema::Schema;

use super::{ExportError, Exporter, Format, Options};

/// See the module.
pub struct Json;

impl Exporter for Json {
    fn format(&self) -> Format {
        Format::text("json", "json", "graph.json (aid-graph/2): everything, with evidence")
    }

    fn write_with(
        &self,
        graph: &KnowledgeGraph,
        _: &Schema,
        _: &Options,
        mut out: &mut dyn Write,
    ) -> Result<(), ExportError> {
        write!(out, "{{\n\"format\": \"{GRAPH_FORMAT}\",\n\"documents\": [")?;
        lines(&mut out, &graph.documents().collect::<Vec<_>>())?;
        write!(out, "],\n\"nodes\": [")?;
        lines(&mut out, &graph.entities().collect::<Vec<_>>())?;
        write!(out, "],\n\"edges\": [")?;
        lines(&mut out, &graph.statements().collect::<Vec<_>>())?;
        out.write_all(b"]\n}\n")?;
        Ok(())
    }
}

/// How many items are put into text at once; while they are written the next ones are under way.
const BATCH: usize = 16 * 1024;

/// Writes items, one a line. All threads put them into text, in pieces that are written in their order.
fn lines<T: Serialize + Sync>(out: &mut dyn Write, items: &[T]) -> Result<(), ExportError> {
    let text = |batch: &[T]| -> Result<Vec<Vec<u8>>, serde_json::Error> {
        let size = batch.len().div_ceil(rayon::current_num_threads() * 4).max(64);
        batch.par_chunks(size).map(text_of).collect()
    };
    let mut batches = items.chunks(BATCH);
    let mut ready = batches.next().map(text).transpose()?;
    let mut first = true;
    while let Some(pieces) = ready {
        let (mut next, mut written) = (None, Ok(()));
        // The writer need not be able to change threads, so it stays on this one.
        rayon::in_place_scope(|scope| {
            scope.spawn(|_| next = batches.next().map(text));
            written = write_pieces(out, &pieces, &mut first);
        });
        written?;
        ready = next.transpose()?;
    }
    if !first {
        out.write_all(b"\n")?;
    }
    Ok(())
}

/// Items with the comma and the line break that stand before each of them.
fn text_of<T: Serialize>(items: &[T]) -> Result<Vec<u8>, serde_json::Error> {
    // Long enough for most: to move a piece to a larger place takes longer than to ask for one.
    let mut text = Vec::with_capacity(items.len() * 1024);
    for item in items {
        text.extend_from_slice(b",\n");
        serde_json::to_writer(&mut text, item)?;
    }
    Ok(text)
}

fn write_pieces(out: &mut dyn Write, pieces: &[Vec<u8>], first: &mut bool) -> std::io::Result<()> {
    for piece in pieces {
        // Before the very first item stands no comma.
        out.write_all(&piece[usize::from(std::mem::take(first))..])?;
    }
    Ok(())
}
