//! `aid-graph find`

use clap::Args;

use crate::query::{Fit, find};

use super::Input;
use super::error::{CliError, Status};
use super::output;
use super::table::{Form, Table};

#[derive(Args)]
pub(super) struct Arguments {
    /// A part of a name or of another name, a code, or pinyin initials (bjs)
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
        output::print_json(&found.iter().map(|(_, entity)| entity).collect::<Vec<_>>())?;
    } else if !found.is_empty() {
        if found.iter().all(|(fit, _)| *fit == Fit::Similar) {
            eprintln!("Nothing is called {:?}; these are similar:", arguments.text);
        }
        let mut table = Table::new(&["名称", "类型", "又作", "标识"]);
        for (_, entity) in &found {
            let label = loaded.compiler.pack().schema.type_label(&entity.kind).to_owned();
            let aliases = entity.aliases.iter().map(|alias| alias.as_str()).collect::<Vec<_>>().join("、");
            table.row(vec![entity.name.to_string(), label, aliases, entity.id.to_string()]);
        }
        table.print(Form::Table)?;
    }
    if found.is_empty() {
        eprintln!("Nothing in this graph is called {:?}.", arguments.text);
        return Ok(Status::Nothing);
    }
    Ok(loaded.status)
}
