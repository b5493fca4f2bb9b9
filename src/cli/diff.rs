//! `aid-graph diff`

use std::path::PathBuf;

use anstream::println;
use clap::Args;
use owo_colors::OwoColorize;
use serde_json::json;

use crate::graph::{Entity, Statement};
use crate::query::diff;
use crate::wording;

use super::error::{CliError, Status};
use super::opened::Loaded;
use super::pack::PackArguments;
use super::sources::SourceArguments;
use super::{input, json, output};

#[derive(Args)]
pub(super) struct Arguments {
    /// The graph (or the texts) of before
    old: PathBuf,
    /// The graph (or the texts) of now
    new: PathBuf,
    #[command(flatten)]
    sources: SourceArguments,
    #[command(flatten)]
    pack: PackArguments,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(arguments: &Arguments) -> Result<Status, CliError> {
    let load =
        |path: &PathBuf| input::open(std::slice::from_ref(path), &arguments.sources, &arguments.pack)?.into_memory();
    let (Loaded { graph: old, schema, status }, Loaded { graph: new, status: other, .. }) =
        (load(&arguments.old)?, load(&arguments.new)?);
    let schema = &schema;
    let found = diff(&old, &new);
    if arguments.json {
        let statement = |graph, one: &Statement| json::statement(graph, schema, one);
        output::print_json(&json!({
            "documents": { "added": found.documents.added, "removed": found.documents.removed },
            "entities": {
                "added": found.entities.added, "removed": found.entities.removed,
                "changed": found.changed_entities.iter().map(|(a, b)| json!({ "old": a, "new": b })).collect::<Vec<_>>(),
            },
            "statements": {
                "added": found.statements.added.iter().map(|one| statement(&new, one)).collect::<Vec<_>>(),
                "removed": found.statements.removed.iter().map(|one| statement(&old, one)).collect::<Vec<_>>(),
                "changed": found.changed_statements.iter()
                    .map(|(a, b)| json!({ "old": statement(&old, a), "new": statement(&new, b) })).collect::<Vec<_>>(),
            },
        }))?;
    } else {
        for document in &found.documents.removed {
            println!("{} 文献 {}", "-".red(), document.path);
        }
        for document in &found.documents.added {
            println!("{} 文献 {}", "+".green(), document.path);
        }
        let entity = |one: &Entity| format!("{} {}（{}）", schema.type_label(&one.kind), one.name, one.id);
        found.entities.removed.iter().for_each(|one| println!("{} {}", "-".red(), entity(one)));
        found.entities.added.iter().for_each(|one| println!("{} {}", "+".green(), entity(one)));
        found.changed_entities.iter().for_each(|(_, one)| println!("{} {}", "~".yellow(), entity(one)));
        let line = |graph, one: &Statement| wording::statement(graph, schema, one);
        found.statements.removed.iter().for_each(|one| println!("{} {}", "-".red(), line(&old, one)));
        found.statements.added.iter().for_each(|one| println!("{} {}", "+".green(), line(&new, one)));
        for (before, now) in &found.changed_statements {
            let proofs = format!("依据 {} → {}", before.evidence.len(), now.evidence.len());
            println!("{} {} {}", "~".yellow(), line(&new, now), proofs.dimmed());
        }
    }
    if found.is_empty() {
        eprintln!("The two graphs say the same.");
    }
    Ok(if status == Status::Done { other } else { status })
}
