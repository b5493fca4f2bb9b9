//! The command line: one file a command, no logic of its own.

mod build;
mod conflicts;
mod diff;
mod error;
mod eval;
mod evidence;
mod explain;
mod export;
mod find;
mod import;
mod input;
mod json;
mod ledger;
mod manual;
mod merge;
mod neighbors;
mod opened;
mod output;
mod pack;
mod path;
mod people;
mod progress;
mod query;
mod render;
mod rules;
mod show;
mod sources;
mod stats;
mod table;
mod time;
mod timeline;
mod wanted;

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

pub use error::{CliError, Status};

/// Turn Chinese reporting on aid between regions into a knowledge graph in which every edge points at the words that
/// prove it.
#[derive(Parser)]
#[command(
    name = "aid-graph",
    version,
    max_term_width = 100,
    after_help = "\
Examples:
  aid-graph path 丰台 巨力河村                  how the two hang together, on the built-in sample
  aid-graph build 报道/ -o graph.json          compile a folder of texts
  aid-graph export -i graph.json --render svg -o graph.svg
  aid-graph export -i graph.json -f sqlite -o graph.sqlite
  aid-graph show -i graph.json 扎赉特旗         all that is known of one place
  aid-graph ledger -i graph.json --by payer,year

Exit codes: 0 done, 1 nothing found, 2 wrong use or ambiguous name, 3 bad input, 4 input/output error."
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Compile texts into one graph
    Build(build::Arguments),
    /// Write a graph in another format
    Export(export::Arguments),
    /// Read an export back into a graph
    Import(import::Arguments),
    /// Join graphs into one
    Merge(merge::Arguments),
    /// Show how two entities hang together
    Path(path::Arguments),
    /// Show all that is known of one entity
    Show(show::Arguments),
    /// List what is near an entity
    Neighbors(neighbors::Arguments),
    /// List the entities whose name holds a text, or is like it
    Find(find::Arguments),
    /// Who paid whom how much for what: a table, and sums that count no money twice
    Ledger(ledger::Arguments),
    /// What happened to an entity, or between two, in the order of time
    Timeline(timeline::Arguments),
    /// Who served where, as what, when, and from where
    People(people::Arguments),
    /// Show statements that cannot both hold
    Conflicts(conflicts::Arguments),
    /// Show what one graph has that another one has not
    Diff(diff::Arguments),
    /// Count what the graph holds
    Stats(stats::Arguments),
    /// Ask in SPARQL, or by a ready-made query
    Query(query::Arguments),
    /// Show what the rules see in a text, and why
    Explain(explain::Arguments),
    /// Score what the rules find against annotated texts
    Eval(eval::Arguments),
    /// Check, list and show the rules of a pack
    Rules(rules::Arguments),
    /// Print a completion script for a shell
    Completions(manual::CompletionArguments),
    /// Print the manual page, or write one for each command
    Man(manual::ManArguments),
}

/// Where a reading command takes its graph from.
#[derive(Args)]
struct Input {
    /// A graph.json, a packed graph (.aidg), texts, or folders of texts; `-` is standard input [default: the sample page
    /// inside the program]
    #[arg(short, long = "input", value_name = "PATH")]
    input: Vec<PathBuf>,
    #[command(flatten)]
    sources: sources::SourceArguments,
    #[command(flatten)]
    pack: pack::PackArguments,
}

/// Runs the program with the arguments of the process.
#[must_use]
pub fn run() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let _ = error.print();
            return if error.use_stderr() { Status::Usage.into() } else { Status::Done.into() };
        }
    };
    let result = match cli.command {
        Command::Build(arguments) => build::run(&arguments),
        Command::Export(arguments) => export::run(&arguments),
        Command::Import(arguments) => import::run(&arguments),
        Command::Merge(arguments) => merge::run(&arguments),
        Command::Path(arguments) => path::run(&arguments),
        Command::Show(arguments) => show::run(&arguments),
        Command::Neighbors(arguments) => neighbors::run(&arguments),
        Command::Ledger(arguments) => ledger::run(&arguments),
        Command::Timeline(arguments) => timeline::run(&arguments),
        Command::People(arguments) => people::run(&arguments),
        Command::Conflicts(arguments) => conflicts::run(&arguments),
        Command::Diff(arguments) => diff::run(&arguments),
        Command::Query(arguments) => query::run(&arguments),
        Command::Find(arguments) => find::run(&arguments),
        Command::Stats(arguments) => stats::run(&arguments),
        Command::Explain(arguments) => explain::run(&arguments),
        Command::Eval(arguments) => eval::run(&arguments),
        Command::Rules(arguments) => rules::run(&arguments),
        Command::Completions(arguments) => manual::completions(&arguments),
        Command::Man(arguments) => manual::man(&arguments),
    };
    let status = match result {
        Ok(status) => status,
        // Whoever reads has had enough: `aid-graph … | head` is no failure.
        Err(error) if error.is_broken_pipe() => Status::Done,
        Err(error) => {
            let status = error.status();
            error.report();
            status
        }
    };
    let _ = std::io::stdout().flush();
    status.into()
}
