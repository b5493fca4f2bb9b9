//! `aid-graph find`

use anstream::println;
use clap::Args;
use unicode_width::UnicodeWidthStr;

use crate::query::find;

use super::Input;
use super::error::{CliError, Status};
use super::output;

#[derive(Args)]
pub(super) struct Arguments {
    /// A part of a name or of another name, or a code
    text: String,
    #[command(flatten)]
    input: Input,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(arguments: &Arguments) -> Result<Status, CliError> {
    let loaded = arguments.input.load()?;
    let found = find(&loaded.graph, &arguments.text);
    if arguments.json {
        output::print_json(&found)?;
    } else {
        let width = found.iter().map(|entity| entity.name.width()).max().unwrap_or(0);
        for entity in &found {
            let label = loaded.compiler.pack().schema.type_label(&entity.kind);
            let pad = " ".repeat(width - entity.name.width());
            println!(
                "{}{pad}  {label}{}  {}",
                entity.name,
                " ".repeat(8_usize.saturating_sub(label.width())),
                entity.id
            );
        }
    }
    if found.is_empty() {
        eprintln!("Nothing in this graph is called {:?}.", arguments.text);
        return Ok(Status::Nothing);
    }
    Ok(loaded.status)
}
