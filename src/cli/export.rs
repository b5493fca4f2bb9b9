//! `aid-graph export`

use std::path::PathBuf;

use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser};

use crate::export::{EXPORTERS, exporter};

use super::error::{CliError, Status};
use super::{Input, output};

#[derive(Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    input: Input,
    /// The format
    #[arg(short, long, value_parser = formats())]
    format: String,
    /// Where to write [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

fn formats() -> PossibleValuesParser {
    PossibleValuesParser::new(
        EXPORTERS.iter().map(|exporter| PossibleValue::new(exporter.name()).help(exporter.description())),
    )
}

pub(super) fn run(arguments: &Arguments) -> Result<Status, CliError> {
    let loaded = arguments.input.load()?;
    if let Some(exporter) = exporter(&arguments.format) {
        output::write(exporter, &loaded.graph, &loaded.compiler.pack().schema, arguments.output.as_deref())?;
    }
    Ok(loaded.status)
}
