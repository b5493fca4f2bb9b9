//! `aid-graph build`

use std::path::PathBuf;

use clap::Args;

use super::error::{CliError, Status};
use super::pack::PackArguments;
use super::sources::SourceArguments;
use super::{input, output};

#[derive(Args)]
pub(super) struct Arguments {
    /// Texts, web pages, PDF, Word documents, tables, archives, or folders of them; `-` is standard input
    #[arg(required = true, value_name = "INPUT")]
    inputs: Vec<PathBuf>,
    /// Where to write the graph: a packed one where the name ends in .aidg, else a graph.json [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// How many threads compile [default: as many as there are cores]
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
    #[command(flatten)]
    sources: SourceArguments,
    #[command(flatten)]
    pack: PackArguments,
}

pub(super) fn run(arguments: &Arguments) -> Result<Status, CliError> {
    let compiler = arguments.pack.compiler()?;
    let threads = arguments.threads.unwrap_or(0);
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .map_err(|error| CliError::Threads { threads, message: error.to_string() })?;
    let (graph, status) = pool.install(|| input::compile(&compiler, &arguments.inputs, &arguments.sources))?;
    output::write_graph(&graph, arguments.output.as_deref())?;
    if arguments.output.as_deref().is_some_and(|path| path != std::path::Path::new("-")) {
        eprintln!(
            "{} document{}, {} nodes, {} edges",
            graph.documents().len(),
            if graph.documents().len() == 1 { "" } else { "s" },
            graph.entities().len(),
            graph.statements().len()
        );
    }
    // The process ends here; giving back a million strings one by one would take longer than some builds.
    std::mem::forget(graph);
    Ok(status)
}
