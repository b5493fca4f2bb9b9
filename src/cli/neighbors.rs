//! `aid-graph neighbors`

use clap::Args;
use serde_json::{Value as Json, json};
use smol_str::SmolStr;

use crate::query::neighbors;
use crate::wording;

use super::error::{CliError, Status};
use super::table::{Form, Table};
use super::{Input, json, output};

#[derive(Args)]
pub(super) struct Arguments {
    /// A name (丰台, 丰台区), a code (110106) or an id
    name: String,
    #[command(flatten)]
    input: Input,
    /// How many steps away
    #[arg(long, value_name = "N", default_value_t = 1)]
    hops: usize,
    /// Only over these relations, with commas between them
    #[arg(long, value_name = "RELATION", value_delimiter = ',')]
    relations: Vec<SmolStr>,
    /// Only entities of these types, with commas between them
    #[arg(long, value_name = "TYPE", value_delimiter = ',')]
    types: Vec<SmolStr>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(arguments: &Arguments) -> Result<Status, CliError> {
    let opened = arguments.input.open()?;
    let schema = &opened.schema;
    let relations = opened.relations(&arguments.relations)?;
    let types = opened.types(&arguments.types)?;
    let (graph, start) = opened.around(&[&arguments.name], arguments.hops)?;
    let (graph, start) = (&*graph, start[0]);
    let found = neighbors(graph, start, arguments.hops, &relations, &types);
    if arguments.json {
        let found: Vec<Json> = found
            .iter()
            .map(|one| {
                json!({ "entity": json::entity(graph, one.entity), "distance": one.distance,
                        "from": json::entity(graph, one.from), "over": json::edge(graph, schema, one.over) })
            })
            .collect();
        output::print_json(&json!({ "entity": json::entity(graph, start), "neighbors": found }))?;
    } else {
        let mut table = Table::new(&["步", "名称", "类型", "经由"]).numbers(&[0]);
        for one in &found {
            let entity = &graph.graph()[one.entity];
            table.row(vec![
                one.distance.to_string(),
                entity.name.to_string(),
                schema.type_label(&entity.kind).to_owned(),
                wording::statement(graph, schema, &graph.graph()[one.over]),
            ]);
        }
        if !found.is_empty() {
            table.print(Form::Table)?;
        }
    }
    if found.is_empty() {
        eprintln!("Nothing of that kind is near {}.", graph.graph()[start].name);
        return Ok(Status::Nothing);
    }
    Ok(opened.status)
}
