//! `aid-graph path`

use anstream::println;
use clap::Args;
use owo_colors::OwoColorize;
use serde_json::{Value as Json, json};

use crate::KnowledgeGraph;
use crate::query::{Hop, Path, paths, resolve};
use crate::schema::Schema;
use crate::wording;

use super::Input;
use super::error::{CliError, Status};
use super::output;

#[derive(Args)]
pub(super) struct Arguments {
    /// Where the path starts: a name (丰台, 丰台区), a code (110106) or an id
    from: String,
    /// Where it leads
    to: String,
    #[command(flatten)]
    input: Input,
    /// Show the N best paths
    #[arg(short, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=1000))]
    k: u16,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(arguments: &Arguments) -> Result<Status, CliError> {
    let loaded = arguments.input.load()?;
    let (graph, schema) = (&loaded.graph, &loaded.compiler.pack().schema);
    let (from, to) = (resolve(graph, &arguments.from)?, resolve(graph, &arguments.to)?);
    let found = paths(graph, from, to, usize::from(arguments.k));
    if arguments.json {
        let found: Vec<Json> = found.iter().map(|path| as_json(graph, schema, path)).collect();
        output::print_json(&json!({ "paths": found }))?;
    } else {
        for (number, path) in found.iter().enumerate() {
            if number > 0 {
                println!();
            }
            print(graph, schema, path);
        }
    }
    if found.is_empty() {
        eprintln!("{} and {} do not hang together in this graph.", graph.graph()[from].name, graph.graph()[to].name);
        return Ok(Status::Nothing);
    }
    Ok(loaded.status)
}

fn print(graph: &KnowledgeGraph, schema: &Schema, path: &Path) {
    let names: Vec<&str> = path
        .hops
        .first()
        .map(|hop| hop.from)
        .into_iter()
        .chain(path.hops.iter().map(|hop| hop.to))
        .map(|index| graph.graph()[index].name.as_str())
        .collect();
    println!("{}", names.join(" — ").bold());
    for (number, hop) in path.hops.iter().enumerate() {
        println!();
        print_hop(graph, schema, number + 1, hop);
    }
}

fn print_hop(graph: &KnowledgeGraph, schema: &Schema, number: usize, hop: &Hop) {
    let (from, to) = (&graph.graph()[hop.from], &graph.graph()[hop.to]);
    for (position, index) in hop.statements.iter().enumerate() {
        let statement = &graph.graph()[*index];
        let relation = wording::relation(graph, schema, statement);
        // The arrow shows which way the statement runs; the path may walk against it.
        let arrow = if hop.is_forward(graph, *index) {
            format!("——{relation}—→")
        } else {
            format!("←—{relation}——")
        };
        let lead = if position == 0 { format!("{number}.") } else { "  ".to_owned() };
        println!("{lead} {} {} {}", from.name.cyan(), arrow.yellow(), to.name.cyan());
        for evidence in &statement.evidence {
            println!("     “{}”", evidence.quote.dimmed());
            println!("      {}", wording::place(graph, evidence).dimmed());
        }
    }
}

fn as_json(graph: &KnowledgeGraph, schema: &Schema, path: &Path) -> Json {
    let hops: Vec<Json> = path
        .hops
        .iter()
        .map(|hop| {
            let statements: Vec<Json> = hop
                .statements
                .iter()
                .map(|index| {
                    let statement = &graph.graph()[*index];
                    json!({
                        "relation": statement.relation,
                        "label_zh": schema.relation_label(&statement.relation),
                        "direction": if hop.is_forward(graph, *index) { "forward" } else { "backward" },
                        "qualifiers": statement.qualifiers,
                        "confidence": statement.confidence,
                        "evidence": statement.evidence,
                    })
                })
                .collect();
            let end = |index: petgraph::graph::NodeIndex| {
                let entity = &graph.graph()[index];
                json!({ "id": entity.id, "type": entity.kind, "name": entity.name })
            };
            json!({ "from": end(hop.from), "to": end(hop.to), "statements": statements })
        })
        .collect();
    json!({ "length": path.hops.len(), "hops": hops })
}
