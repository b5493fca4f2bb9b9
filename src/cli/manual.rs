//! `aid-graph completions` and `aid-graph man`

use std::path::PathBuf;

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use super::error::{CliError, Status};
use super::{Cli, output};

#[derive(Args)]
pub(super) struct CompletionArguments {
    /// The shell
    shell: Shell,
}

#[derive(Args)]
pub(super) struct ManArguments {
    /// A folder for the pages of all commands [default: the main page, to standard output]
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,
}

pub(super) fn completions(arguments: &CompletionArguments) -> Result<Status, CliError> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Cli::command(), "aid-graph", &mut script);
    output::write_bytes(&script, None)?;
    Ok(Status::Done)
}

pub(super) fn man(arguments: &ManArguments) -> Result<Status, CliError> {
    if let Some(folder) = &arguments.output {
        let fault = |source| CliError::Write { path: folder.display().to_string(), source };
        std::fs::create_dir_all(folder).map_err(fault)?;
        clap_mangen::generate_to(Cli::command(), folder).map_err(fault)?;
        return Ok(Status::Done);
    }
    let mut page = Vec::new();
    clap_mangen::Man::new(Cli::command())
        .render(&mut page)
        .map_err(|source| CliError::Write { path: "standard output".into(), source })?;
    output::write_bytes(&page, None)?;
    Ok(Status::Done)
}
