//! `aid-graph people`

use clap::Args;
use petgraph::graph::{EdgeIndex, NodeIndex};
use serde_json::{Value as Json, json};

use crate::KnowledgeGraph;
use crate::graph::GraphView;
use crate::packed::Part;
use crate::query::{Service, people, resolve};
use crate::schema::Schema;
use crate::wording;

use super::error::{CliError, Status};
use super::opened::Question;
use super::table::{Form, Table};
use super::time::TimeArguments;
use super::{Input, json, output};

#[derive(Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    input: Input,
    /// Only who served in this body or division
    #[arg(long, value_name = "NAME")]
    at: Option<String>,
    /// Only this person
    #[arg(long, value_name = "NAME")]
    person: Option<String>,
    /// Only who is seconded
    #[arg(long)]
    seconded: bool,
    /// How to write it
    #[arg(short, long, value_enum, default_value_t = Form::Table)]
    format: Form,
    /// Print JSON: --format json
    #[arg(long, conflicts_with = "format")]
    json: bool,
    #[command(flatten)]
    time: TimeArguments,
}

pub(super) fn run(arguments: &Arguments) -> Result<Status, CliError> {
    let opened = arguments.input.open()?;
    let schema = &opened.schema;
    let (graph, found) = opened.answer(arguments)?;
    arguments.print(&graph, schema, &found, opened.status)
}

impl Question for Arguments {
    type Answer = Vec<Service>;

    fn answer(&self, graph: &impl GraphView, schema: &Schema) -> Result<Vec<Service>, CliError> {
        let node = |name: &Option<String>| name.as_deref().map(|name| resolve(graph, name)).transpose();
        let (at, person, period) = (node(&self.at)?, node(&self.person)?, self.time.period()?);
        let mut found = people(graph, schema);
        found.retain(|service| {
            at.is_none_or(|at| at == service.place)
                && person.is_none_or(|person| person == service.person)
                && (!self.seconded || service.seconded)
                && period.is_none_or(|period| period.overlaps(service.period))
        });
        Ok(found)
    }

    fn needs(&self, found: &Vec<Service>) -> (Vec<NodeIndex>, Vec<EdgeIndex>) {
        (Vec::new(), found.iter().map(|service| service.statement).collect())
    }

    fn move_into(&self, found: &mut Vec<Service>, part: &Part) {
        for service in found {
            service.statement = part.edge(service.statement).unwrap_or(service.statement);
            service.person = part.node(service.person).unwrap_or(service.person);
            service.place = part.node(service.place).unwrap_or(service.place);
        }
    }
}

impl Arguments {
    fn print(
        &self,
        graph: &KnowledgeGraph,
        schema: &Schema,
        found: &[Service],
        status: Status,
    ) -> Result<Status, CliError> {
        let form = if self.json { Form::Json } else { self.format };
        if form == Form::Json {
            let found: Vec<Json> = found.iter().map(|service| as_json(graph, service)).collect();
            output::print_json(&json!({ "services": found }))?;
        } else if !found.is_empty() {
            let mut table = Table::new(&["姓名", "关系", "单位或地方", "职务", "时间", "派出方", "来源"]);
            for service in found {
                let statement = &graph.graph()[service.statement];
                table.row(vec![
                    graph.graph()[service.person].name.to_string(),
                    schema.relation_label(&statement.relation).to_owned(),
                    graph.graph()[service.place].name.to_string(),
                    service.title.as_deref().unwrap_or_default().to_owned(),
                    wording::period(service.period),
                    service.home.as_deref().unwrap_or_default().to_owned(),
                    statement.evidence.first().map_or(String::new(), |evidence| wording::source(graph, evidence)),
                ]);
            }
            table.print(form)?;
        }
        if found.is_empty() {
            eprintln!("Nobody of that kind is in this graph.");
            return Ok(Status::Nothing);
        }
        Ok(status)
    }
}

fn as_json(graph: &KnowledgeGraph, service: &Service) -> Json {
    json!({
        "person": json::entity(graph, service.person),
        "place": json::entity(graph, service.place),
        "title": service.title,
        "seconded": service.seconded,
        "from": service.home,
        "first": service.period.first.map(|day| day.first_day()),
        "last": service.period.last.map(|day| day.last_day()),
        "evidence": graph.graph()[service.statement].evidence,
    })
}
