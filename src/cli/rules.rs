//! `aid-graph rules`

use std::io::Write;
use std::path::PathBuf;

use anstream::{print, println};
use clap::{Args, Subcommand};
use serde_json::json;
use unicode_width::UnicodeWidthStr;

use crate::promises;
use crate::rules::catalogue::{as_json, as_markdown, catalogue, claim};

use super::error::{CliError, Status};
use super::output;
use super::pack::PackArguments;

#[derive(Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Load a pack and run all its examples
    Check {
        /// A folder with rules, laid over the pack
        folder: Option<PathBuf>,
        #[command(flatten)]
        pack: PackArguments,
    },
    /// List the rules
    List {
        #[command(flatten)]
        pack: PackArguments,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Show one rule with its examples
    Show {
        /// The rule's id
        id: String,
        #[command(flatten)]
        pack: PackArguments,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Write the catalogue of all rules in Markdown
    Doc {
        #[command(flatten)]
        pack: PackArguments,
    },
}

pub(super) fn run(arguments: &Arguments) -> Result<Status, CliError> {
    match &arguments.command {
        Command::Check { folder, pack } => {
            let compiler = pack.compiler_with_examples(folder.as_deref())?;
            promises::check(&compiler).map_err(CliError::Pack)?;
            let rules = &compiler.pack().rules;
            let texts: usize = rules.iter().map(|rule| rule.examples.len() + rule.not_examples.len()).sum();
            println!("{} rules keep the promises of {texts} examples.", rules.len());
        }
        Command::List { pack, json } => list(pack, *json)?,
        Command::Show { id, pack, json } => {
            let compiler = pack.compiler_with_examples(None)?;
            let pack = compiler.pack();
            let rule = &pack.rules[pack.rule(id)?];
            if *json {
                output::print_json(&as_json(pack, rule))?;
            } else {
                print!("{}", as_markdown(pack, rule));
            }
        }
        Command::Doc { pack } => {
            let text = catalogue(pack.compiler_with_examples(None)?.pack());
            let write = |source| CliError::Write { path: "standard output".into(), source };
            std::io::stdout().lock().write_all(text.as_bytes()).map_err(write)?;
        }
    }
    Ok(Status::Done)
}

fn list(pack: &PackArguments, as_programs_read: bool) -> Result<(), CliError> {
    let compiler = pack.compiler_with_examples(None)?;
    let pack = compiler.pack();
    if as_programs_read {
        let rules: Vec<_> = pack.rules.iter().map(|rule| as_json(pack, rule)).collect();
        output::print_json(&json!({ "rules": rules }))?;
        return Ok(());
    }
    let width = pack.rules.iter().map(|rule| rule.id.width()).max().unwrap_or(0);
    println!("{:width$}  {:>8}  {:>10}  claims", "rule", "priority", "confidence");
    for rule in &pack.rules {
        let claims: Vec<String> = rule.emits.iter().map(claim).collect();
        println!("{:width$}  {:>8}  {:>10}  {}", rule.id, rule.priority, rule.confidence, claims.join("; "));
    }
    Ok(())
}
