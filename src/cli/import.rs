//! `aid-graph import`

use std::path::PathBuf;

use clap::Args;

use crate::import;
use crate::rdf::BaseIri;

use super::error::{CliError, Status};
use super::{input, output};

#[derive(Args)]
pub(super) struct Arguments {
    /// A graph.json, or JSON-LD, N-Quads, TriG or Turtle that `export` wrote; `-` is standard input
    #[arg(value_name = "INPUT")]
    input: PathBuf,
    /// Where to write the graph: a packed one where the name ends in .aidg, else a graph.json [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// What IRIs begin with, as it was given to `export`
    #[arg(long, value_name = "IRI", default_value_t = BaseIri::default())]
    base_iri: BaseIri,
}

pub(super) fn run(arguments: &Arguments) -> Result<Status, CliError> {
    let bytes = input::read(&arguments.input)?;
    let graph = import::graph(&bytes, &arguments.base_iri)
        .map_err(|source| CliError::Import { path: arguments.input.clone(), source: Box::new(source) })?;
    output::write_graph(&graph, arguments.output.as_deref())?;
    Ok(Status::Done)
}
