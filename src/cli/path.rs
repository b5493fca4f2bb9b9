//! `aid-graph path`

use anstream::println;
use clap::Args;
use owo_colors::OwoColorize;
use petgraph::graph::{EdgeIndex, NodeIndex};
use serde_json::{Value as Json, json};

use crate::KnowledgeGraph;
use crate::graph::GraphView;
use crate::packed::Part;
use crate::query::{Hop, Path, PathQuery, Waypoint, resolve};
use crate::schema::Schema;
use crate::wording;

use super::Input;
use super::error::{CliError, Status};
use super::opened::Question;
use super::time::TimeArguments;
use super::{evidence, output};

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
    /// Show all paths
    #[arg(long, conflicts_with = "k", requires = "max_hops")]
    all: bool,
    /// Only paths of at most N steps
    #[arg(long, value_name = "N")]
    max_hops: Option<usize>,
    /// Only paths over this relation (funds, 资助), type (Project, 项目) or entity; may be given more than once
    #[arg(long, value_name = "WHAT")]
    via: Vec<String>,
    /// No path over this relation, type or entity; may be given more than once
    #[arg(long, value_name = "WHAT")]
    avoid: Vec<String>,
    /// Follow relations only from source to target
    #[arg(long)]
    directed: bool,
    #[command(flatten)]
    time: TimeArguments,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(arguments: &Arguments) -> Result<Status, CliError> {
    let opened = arguments.input.open()?;
    let schema = &opened.schema;
    let (graph, found) = opened.answer(arguments)?;
    arguments.print(&graph, schema, &found, opened.status)
}

/// Paths and the ends that were asked for.
pub(super) struct Answer {
    ends: [NodeIndex; 2],
    paths: Vec<Path>,
}

impl Question for Arguments {
    type Answer = Answer;

    fn answer(&self, graph: &impl GraphView, schema: &Schema) -> Result<Answer, CliError> {
        let (from, to) = (resolve(graph, &self.from)?, resolve(graph, &self.to)?);
        let waypoints = |names: &[String]| -> Result<Vec<Waypoint>, CliError> {
            names.iter().map(|name| waypoint(graph, schema, name)).collect()
        };
        let mut query = PathQuery::between(from, to);
        query.most = if self.all { usize::MAX } else { usize::from(self.k) };
        query.max_hops = self.max_hops.unwrap_or(usize::MAX);
        query.directed = self.directed;
        query.via = waypoints(&self.via)?;
        query.avoid = waypoints(&self.avoid)?;
        query.period = self.time.period()?;
        Ok(Answer { ends: [from, to], paths: query.answer(graph) })
    }

    fn needs(&self, Answer { ends, paths }: &Answer) -> (Vec<NodeIndex>, Vec<EdgeIndex>) {
        let nodes = paths.iter().flat_map(Path::entities).chain(*ends);
        let edges = paths.iter().flat_map(|path| &path.hops).flat_map(|hop| &hop.statements).copied();
        (nodes.collect(), edges.collect())
    }

    fn move_into(&self, answer: &mut Answer, part: &Part) {
        answer.ends = answer.ends.map(|end| part.node(end).unwrap_or(end));
        for path in &mut answer.paths {
            path.move_into(|node| part.node(node), |edge| part.edge(edge));
        }
    }
}

impl Arguments {
    /// Whether some paths are not wanted.
    fn is_choosy(&self) -> Result<bool, CliError> {
        let bounded = self.max_hops.is_some() || self.directed || self.time.period()?.is_some();
        Ok(bounded || !(self.via.is_empty() && self.avoid.is_empty()))
    }

    fn print(
        &self,
        graph: &KnowledgeGraph,
        schema: &Schema,
        Answer { ends: [from, to], paths: found }: &Answer,
        status: Status,
    ) -> Result<Status, CliError> {
        if self.json {
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
            let how = if self.is_choosy()? { " in the way that is asked for" } else { "" };
            let (from, to) = (&graph.graph()[*from].name, &graph.graph()[*to].name);
            eprintln!("{from} and {to} do not hang together{how} in this graph.");
            return Ok(Status::Nothing);
        }
        Ok(status)
    }
}

/// A relation or a type by its name or its Chinese label, else an entity.
fn waypoint(graph: &impl GraphView, schema: &Schema, text: &str) -> Result<Waypoint, CliError> {
    let relation = schema.relations.iter().find(|(name, known)| *name == text || known.label_zh == text);
    let kind = schema.types.iter().find(|(name, known)| *name == text || known.label_zh == text);
    Ok(match (relation, kind) {
        (Some((name, _)), _) => Waypoint::Relation(name.as_str().into()),
        (None, Some((name, _))) => Waypoint::Type(name.as_str().into()),
        (None, None) => Waypoint::Entity(resolve(graph, text)?),
    })
}

fn print(graph: &KnowledgeGraph, schema: &Schema, path: &Path) {
    let names: Vec<&str> = path.entities().map(|index| graph.graph()[index].name.as_str()).collect();
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
        evidence::print(graph, &statement.evidence);
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
            let end = |index| super::json::entity(graph, index);
            json!({ "from": end(hop.from), "to": end(hop.to), "statements": statements })
        })
        .collect();
    json!({ "length": path.hops.len(), "hops": hops })
}
