//! `aid-graph show`

use std::collections::BTreeMap;

use anstream::println;
use clap::Args;
use owo_colors::OwoColorize;
use petgraph::Direction;
use serde_json::json;

use crate::graph::Statement;
use crate::wording;

use super::Input;
use super::error::{CliError, Status};
use super::{evidence, output};

#[derive(Args)]
pub(super) struct Arguments {
    /// A name (丰台, 丰台区), a code (110106) or an id
    name: String,
    #[command(flatten)]
    input: Input,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(arguments: &Arguments) -> Result<Status, CliError> {
    let opened = arguments.input.open()?;
    let schema = &opened.schema;
    let (graph, found) = opened.around(&[&arguments.name], 1)?;
    let graph = &*graph;
    let index = found[0];
    let entity = &graph.graph()[index];
    let statements = |direction| {
        graph.statements_of(index, direction).map(|(_, _, statement)| statement).collect::<Vec<&Statement>>()
    };
    let (outgoing, incoming) = (statements(Direction::Outgoing), statements(Direction::Incoming));
    if arguments.json {
        let all = json!({ "entity": entity, "outgoing": outgoing, "incoming": incoming });
        output::print_json(&all)?;
        return Ok(opened.status);
    }
    let code = entity.code.as_deref().map(|code| format!(" {code}")).unwrap_or_default();
    println!("{} {}{}", entity.name.bold(), schema.type_label(&entity.kind), code);
    if !entity.aliases.is_empty() {
        println!("又作：{}", entity.aliases.iter().map(|alias| alias.as_str()).collect::<Vec<_>>().join("、"));
    }
    for measure in &entity.measures {
        println!("\n{}", wording::measure(schema, measure).yellow());
        for evidence in &measure.evidence {
            println!("     “{}”", evidence.quote.dimmed());
        }
    }
    for (direction, statements) in [("→", outgoing), ("←", incoming)] {
        let mut groups: BTreeMap<&str, Vec<&Statement>> = BTreeMap::new();
        for statement in statements {
            groups.entry(&statement.relation).or_default().push(statement);
        }
        for (relation, mut group) in groups {
            // The newest first, as far as dates tell.
            let when = |statement: &Statement| {
                ["date", "since"].iter().find_map(|name| statement.qualifiers.get(*name)).map(ToString::to_string)
            };
            group.sort_by_key(|statement| std::cmp::Reverse(when(statement)));
            println!("\n{} {}", direction, schema.relation_label(relation).yellow());
            for statement in group {
                let other = if direction == "→" { &statement.target } else { &statement.source };
                let name = graph.entity(other).map_or(other.as_str(), |entity| entity.name.as_str());
                println!("   {}  {}", name.cyan(), wording::qualifiers(graph, schema, statement));
                evidence::print(graph, &statement.evidence);
            }
        }
    }
    Ok(opened.status)
}
