//! `aid-graph timeline`

use anstream::println;
use clap::Args;
use owo_colors::OwoColorize;
use serde_json::{Value as Json, json};
use unicode_width::UnicodeWidthStr;

use crate::query::{What, timeline};
use crate::wording;

use super::error::{CliError, Status};
use super::{Input, evidence, json, output};

#[derive(Args)]
pub(super) struct Arguments {
    /// A name (丰台, 丰台区), a code (110106) or an id
    name: String,
    /// Only what is between it and this one
    with: Option<String>,
    #[command(flatten)]
    input: Input,
    /// Print the words that prove it, too
    #[arg(short, long)]
    evidence: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(arguments: &Arguments) -> Result<Status, CliError> {
    let opened = arguments.input.open()?;
    let schema = &opened.schema;
    let names: Vec<&str> = [Some(arguments.name.as_str()), arguments.with.as_deref()].into_iter().flatten().collect();
    let (graph, found) = opened.around(&names, 1)?;
    let graph = &*graph;
    let (entity, with) = (found[0], found.get(1).copied());
    let events = timeline(graph, entity, with);
    if arguments.json {
        let events: Vec<Json> = events
            .iter()
            .map(|event| {
                let (first, last) =
                    (event.period.first.map(|day| day.first_day()), event.period.last.map(|day| day.last_day()));
                match event.what {
                    What::Statement(edge) => {
                        json!({ "first": first, "last": last, "statement": json::edge(graph, schema, edge) })
                    }
                    What::Measure(node, measure) => {
                        json!({ "first": first, "last": last, "entity": json::entity(graph, node), "measure": measure })
                    }
                }
            })
            .collect();
        output::print_json(&json!({ "entity": json::entity(graph, entity), "events": events }))?;
    } else {
        let times: Vec<String> = events.iter().map(|event| wording::period(event.period)).collect();
        let width = times.iter().map(|time| time.width()).max().unwrap_or(0);
        for (event, time) in events.iter().zip(&times) {
            let pad = " ".repeat(width - time.width());
            let (line, proof) = match event.what {
                What::Statement(edge) => {
                    let statement = &graph.graph()[edge];
                    (wording::statement(graph, schema, statement), &statement.evidence)
                }
                What::Measure(node, measure) => {
                    (format!("{} {}", graph.graph()[node].name, wording::measure(schema, measure)), &measure.evidence)
                }
            };
            println!("{}{pad}  {line}", time.yellow());
            if arguments.evidence {
                evidence::print(graph, proof);
            }
        }
    }
    if events.is_empty() {
        eprintln!("Nothing with a date is known of that.");
        return Ok(Status::Nothing);
    }
    Ok(opened.status)
}
