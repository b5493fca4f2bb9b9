//! `aid-graph conflicts`

use anstream::println;
use clap::Args;
use owo_colors::OwoColorize;
use petgraph::graph::EdgeIndex;
use serde_json::{Value as Json, json};

use crate::query::{Conflict, conflicts};
use crate::wording;

use super::error::{CliError, Status};
use super::{Input, evidence, json, output};

#[derive(Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    input: Input,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(arguments: &Arguments) -> Result<Status, CliError> {
    let loaded = arguments.input.load()?;
    let (graph, schema) = (&loaded.graph, &loaded.schema);
    let found = conflicts(graph, schema);
    let title = |conflict: &Conflict<'_>| match conflict {
        Conflict::Amounts(_) => ("amounts", "金额不一"),
        Conflict::Post(..) => ("post", "一职两人"),
        Conflict::Once(..) => ("once", "数值不一"),
        Conflict::Outside(_) => ("outside", "隶属与代码不符"),
    };
    if arguments.json {
        let found: Vec<Json> = found
            .iter()
            .map(|conflict| {
                let edge = |edge: &EdgeIndex| json::edge(graph, schema, *edge);
                let sides: Vec<Json> = match conflict {
                    Conflict::Amounts(all) => all.iter().map(edge).collect(),
                    Conflict::Post(a, b) => [a, b].into_iter().map(edge).collect(),
                    Conflict::Once(node, all) => all
                        .iter()
                        .map(|measure| json!({ "entity": json::entity(graph, *node), "measure": measure }))
                        .collect(),
                    Conflict::Outside(one) => vec![edge(one)],
                };
                json!({ "kind": title(conflict).0, "sides": sides })
            })
            .collect();
        output::print_json(&json!({ "conflicts": found }))?;
    } else {
        for (number, conflict) in found.iter().enumerate() {
            println!("{}{}. {}", if number > 0 { "\n" } else { "" }, number + 1, title(conflict).1.bold());
            let edge = |edge: EdgeIndex| {
                let statement = &graph.graph()[edge];
                println!("   {}", wording::statement(graph, schema, statement).cyan());
                evidence::print(graph, &statement.evidence);
            };
            match conflict {
                Conflict::Amounts(all) => all.iter().copied().for_each(edge),
                Conflict::Post(a, b) => [*a, *b].into_iter().for_each(edge),
                Conflict::Outside(one) => edge(*one),
                Conflict::Once(node, all) => {
                    for measure in all {
                        let line = format!("{} {}", graph.graph()[*node].name, wording::measure(schema, measure));
                        println!("   {}", line.cyan());
                        evidence::print(graph, &measure.evidence);
                    }
                }
            }
        }
    }
    if found.is_empty() {
        eprintln!("No statements of this graph contradict one another.");
        return Ok(Status::Nothing);
    }
    Ok(loaded.status)
}
