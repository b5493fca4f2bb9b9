//! `aid-graph find`

use clap::Args;
use petgraph::graph::NodeIndex;
use serde_json::{Value as Json, json};

use crate::graph::GraphView;
use crate::query::{Fit, find};
use crate::schema::Schema;

use super::Input;
use super::error::{CliError, Status};
use super::opened::Store;
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
    let opened = arguments.input.open()?;
    let schema = &opened.schema;
    let found = match &opened.store {
        Store::Memory(graph) => arguments
            .answer(graph, schema, |nodes| json!(nodes.iter().map(|node| &graph.graph()[*node]).collect::<Vec<_>>())),
        Store::Packed(file) => file.ask(|view| {
            Ok(arguments.answer(&view, schema, |nodes| {
                let part = view.part(nodes.iter().copied(), []);
                let entity = |node: &NodeIndex| part.node(*node).map(|node| &part.graph.graph()[node]);
                json!(nodes.iter().filter_map(entity).collect::<Vec<_>>())
            }))
        })?,
    };
    match &found {
        Found::Json(entities) => output::print_json(entities)?,
        Found::Rows { rows, similar } => {
            if *similar {
                eprintln!("Nothing is called {:?}; these are similar:", arguments.text);
            }
            let mut table = Table::new(&["名称", "类型", "又作", "标识"]);
            rows.iter().for_each(|row| table.row(row.clone()));
            table.print(Form::Table)?;
        }
        Found::Nothing => {
            if arguments.json {
                output::print_json(&json!([]))?;
            }
            eprintln!("Nothing in this graph is called {:?}.", arguments.text);
            return Ok(Status::Nothing);
        }
    }
    Ok(opened.status)
}

/// What is printed.
enum Found {
    Nothing,
    Json(Json),
    Rows { rows: Vec<Vec<String>>, similar: bool },
}

impl Arguments {
    fn answer(&self, graph: &impl GraphView, schema: &Schema, entities: impl Fn(&[NodeIndex]) -> Json) -> Found {
        let found = find(graph, &self.text);
        if found.is_empty() {
            return Found::Nothing;
        }
        if self.json {
            return Found::Json(entities(&found.iter().map(|(_, node)| *node).collect::<Vec<_>>()));
        }
        let row = |(_, node): &(Fit, NodeIndex)| {
            let aliases = graph.aliases(*node).collect::<Vec<_>>().join("、");
            let label = schema.type_label(graph.kind(*node)).to_owned();
            vec![graph.name(*node).to_owned(), label, aliases, graph.id(*node).to_owned()]
        };
        let similar = found.iter().all(|(fit, _)| *fit == Fit::Similar);
        Found::Rows { rows: found.iter().map(row).collect(), similar }
    }
}
