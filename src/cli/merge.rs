//! `aid-graph merge`

use std::path::{Path, PathBuf};

use clap::Args;

use crate::export::ExportError;
use crate::graph::Parts;
use crate::packed::{self, PackedError, PackedGraph, PackedWriter};

use super::error::{CliError, Status};
use super::opened::{PackedFile, Store};
use super::{input, output};

#[derive(Args)]
pub(super) struct Arguments {
    /// Graphs: graph.json or packed (.aidg); the same entities and statements become one, with the evidence of all
    #[arg(required = true, value_name = "GRAPH")]
    graphs: Vec<PathBuf>,
    /// Where to write the graph: a packed one where the name ends in .aidg, else a graph.json [default: standard output].
    /// A packed one is written without holding the graphs in memory
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub(super) fn run(arguments: &Arguments) -> Result<Status, CliError> {
    let target = arguments.output.as_deref();
    if output::is_packed(target) {
        let graphs = arguments.graphs.iter().map(|path| packed(path)).collect::<Result<Vec<_>, _>>()?;
        let views: Vec<&PackedGraph> = graphs.iter().map(PackedFile::graph).collect();
        let mut damaged = None;
        let written = output::whole(target, |out| {
            packed::merge(&views, out).map_err(|(place, error)| {
                damaged = place;
                match error {
                    PackedError::Io(error) => ExportError::Io(error),
                    other => ExportError::Packed(other),
                }
            })
        });
        return match (written, damaged.and_then(|place| graphs.get(place))) {
            (Err(CliError::Export(ExportError::Packed(error))), Some(file)) => Err(file.fault(error)),
            (written, _) => written.map(|()| Status::Done),
        };
    }
    let mut parts = Parts::new();
    for path in &arguments.graphs {
        let graph = match graph(path)? {
            Store::Memory(graph) => graph,
            Store::Packed(file) => file.graph().to_graph().map_err(|error| file.fault(error))?,
        };
        parts.append(graph.into_parts());
    }
    let graph = parts.join().expect("graphs hold both ends of their statements");
    output::write_graph(&graph, target)?;
    std::mem::forget(graph);
    Ok(Status::Done)
}

fn graph(path: &Path) -> Result<Store, CliError> {
    input::graph_file(path)?.ok_or_else(|| CliError::NoGraph { path: path.to_owned() })
}

/// A packed graph; of a graph.json one in a temporary file, so that one at a time is in memory.
fn packed(path: &Path) -> Result<PackedFile, CliError> {
    match graph(path)? {
        Store::Packed(file) => Ok(*file),
        Store::Memory(graph) => {
            let fault = |source: std::io::Error| CliError::Write { path: "a temporary file".into(), source };
            let mut file = std::io::BufWriter::new(tempfile::NamedTempFile::new().map_err(fault)?);
            PackedWriter::write(&graph, &mut file)
                .map_err(|source| CliError::Packed { path: path.to_owned(), source })?;
            let file = file.into_inner().map_err(|error| fault(error.into_error()))?;
            // The mapping outlives the name.
            PackedFile::open(file.path())
        }
    }
}
