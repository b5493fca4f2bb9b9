//! `aid-graph ledger`

use clap::{Args, ValueEnum};
use petgraph::graph::{EdgeIndex, NodeIndex};
use serde_json::{Value as Json, json};

use crate::KnowledgeGraph;
use crate::graph::{GraphView, Number, Period};
use crate::packed::Part;
use crate::query::{Entry, Group, HeldBack, Sum, by_name, ledger, resolve, sums};
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
    /// Sum by these, with commas between them
    #[arg(long, value_enum, value_name = "GROUP", value_delimiter = ',')]
    by: Vec<By>,
    /// Only what this one pays
    #[arg(long, value_name = "NAME")]
    payer: Option<String>,
    /// Only what this one has
    #[arg(long, value_name = "NAME")]
    recipient: Option<String>,
    /// Show what is held back from the sums too: parts of a total, and the same money told again
    #[arg(long)]
    all: bool,
    /// How to write it
    #[arg(short, long, value_enum, default_value_t = Form::Table)]
    format: Form,
    /// Print JSON: --format json
    #[arg(long, conflicts_with = "format")]
    json: bool,
    #[command(flatten)]
    time: TimeArguments,
}

/// What sums are grouped by.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum By {
    /// Who pays
    Payer,
    /// Who has it
    Recipient,
    /// In which year
    Year,
    /// The type of what it is for
    Type,
}

impl By {
    fn group(self) -> (Group, &'static str) {
        match self {
            Self::Payer => (Group::Payer, "出资方"),
            Self::Recipient => (Group::Recipient, "受援方"),
            Self::Year => (Group::Year, "年份"),
            Self::Type => (Group::Type, "用途类型"),
        }
    }
}

pub(super) fn run(arguments: &Arguments) -> Result<Status, CliError> {
    let opened = arguments.input.open()?;
    let schema = &opened.schema;
    let (graph, found) = opened.answer(arguments)?;
    arguments.print(&graph, schema, &found, opened.status)
}

/// The ledger, and what of it is asked for.
pub(super) struct Found {
    whole: Vec<Entry>,
    /// Places in the whole.
    chosen: Vec<usize>,
    sums: Vec<(Vec<String>, Sum)>,
}

impl Found {
    /// What is printed: the chosen entries and those under which one is held back.
    fn entries(&self) -> impl Iterator<Item = &Entry> + Clone {
        let other = |entry: &Entry| match entry.held_back {
            Some(HeldBack::Same(other) | HeldBack::Part(other)) => self.whole.get(other),
            None => None,
        };
        let chosen = self.chosen.iter().map(|place| &self.whole[*place]);
        chosen.clone().chain(chosen.filter_map(other))
    }
}

impl Question for Arguments {
    type Answer = Found;

    fn answer(&self, graph: &impl GraphView, schema: &Schema) -> Result<Found, CliError> {
        let whole = ledger(graph, schema);
        let wanted = wanted(self, graph)?;
        let chosen: Vec<usize> = (0..whole.len()).filter(|place| wanted(&whole[*place])).collect();
        let groups: Vec<Group> = self.by.iter().map(|by| by.group().0).collect();
        let sums = sums(graph, schema, chosen.iter().map(|place| &whole[*place]), &groups);
        let chosen = if self.lists() { by_name(graph, &whole, chosen) } else { chosen };
        Ok(Found { whole, chosen, sums })
    }

    fn needs(&self, found: &Found) -> (Vec<NodeIndex>, Vec<EdgeIndex>) {
        // Sums have their names already.
        if !self.lists() {
            return (Vec::new(), Vec::new());
        }
        let entries = found.entries();
        let ends = entries.clone().flat_map(|entry| [Some(entry.payer), entry.recipient, entry.project]);
        (ends.flatten().collect(), entries.map(|entry| entry.statement).collect())
    }

    fn move_into(&self, found: &mut Found, part: &Part) {
        let node = |node: NodeIndex| part.node(node).unwrap_or(node);
        for entry in &mut found.whole {
            entry.statement = part.edge(entry.statement).unwrap_or(entry.statement);
            entry.payer = node(entry.payer);
            entry.recipient = entry.recipient.map(node);
            entry.project = entry.project.map(node);
        }
    }
}

impl Arguments {
    /// Whether entries are printed, and not their sums alone.
    fn lists(&self) -> bool {
        self.by.is_empty() || self.form() == Form::Json
    }

    fn form(&self) -> Form {
        if self.json { Form::Json } else { self.format }
    }

    fn print(
        &self,
        graph: &KnowledgeGraph,
        schema: &Schema,
        found: &Found,
        status: Status,
    ) -> Result<Status, CliError> {
        let (form, Found { whole, chosen, sums }) = (self.form(), found);
        if chosen.is_empty() {
            if form == Form::Json {
                output::print_json(&json!({ "entries": [], "sums": [] }))?;
            }
            eprintln!("No money of that kind stands in this graph.");
            return Ok(Status::Nothing);
        }
        if form == Form::Json {
            output::print_json(&as_json(graph, schema, whole, chosen, &self.by, sums))?;
        } else if self.by.is_empty() {
            entries(graph, whole, chosen, self.all).print(form)?;
        } else {
            let mut heads: Vec<&'static str> = self.by.iter().map(|by| by.group().1).collect();
            heads.extend(["金额", "笔数", "另有"]);
            let first = self.by.len();
            let mut table = Table::new(&heads).numbers(&[first, first + 1, first + 2]);
            for (key, sum) in sums {
                let mut row = key.clone();
                row.extend([wording::money(Number(sum.amount)), sum.entries.to_string(), sum.held_back.to_string()]);
                table.row(row);
            }
            table.print(form)?;
        }
        if form == Form::Table {
            let amount: f64 = sums.iter().map(|(_, sum)| sum.amount).sum();
            let (entries, held): (usize, usize) =
                sums.iter().fold((0, 0), |(a, b), (_, sum)| (a + sum.entries, b + sum.held_back));
            anstream::println!("\n合计 {}，{entries} 笔", wording::money(Number(amount)));
            if held > 0 {
                let how = if self.all { "" } else { "，--all 列出" };
                anstream::println!("另有 {held} 笔是其中的一部分或重复记载，未计入{how}");
            }
        }
        Ok(status)
    }
}

/// Which entries are asked for.
fn wanted<'g>(arguments: &Arguments, graph: &'g impl GraphView) -> Result<impl Fn(&Entry) -> bool + 'g, CliError> {
    let node = |name: &Option<String>| name.as_deref().map(|name| resolve(graph, name)).transpose();
    let (payer, recipient) = (node(&arguments.payer)?, node(&arguments.recipient)?);
    let period = arguments.time.period()?;
    Ok(move |entry: &Entry| {
        let target = Some(graph.ends(entry.statement).1);
        payer.is_none_or(|payer| payer == entry.payer)
            && recipient.is_none_or(|wanted| entry.recipient == Some(wanted) || target == Some(wanted))
            && period.is_none_or(|period| period.overlaps(entry.date.as_deref().map(Period::parse).unwrap_or_default()))
    })
}

fn entries(graph: &KnowledgeGraph, whole: &[Entry], chosen: &[usize], all: bool) -> Table {
    let mut heads = vec!["出资方", "受援方", "用于", "时间", "金额", "来源"];
    if all {
        heads.push("未计入");
    }
    let mut table = Table::new(&heads).numbers(&[4]);
    let name = |node: Option<NodeIndex>| node.map_or(String::new(), |node| graph.graph()[node].name.to_string());
    for entry in chosen.iter().map(|place| &whole[*place]).filter(|entry| all || entry.held_back.is_none()) {
        let evidence = graph.graph()[entry.statement].evidence.first();
        let mut row = vec![
            name(Some(entry.payer)),
            name(entry.recipient),
            name(entry.project),
            entry.date.as_deref().unwrap_or_default().to_owned(),
            wording::money(Number(entry.amount)),
            evidence.map_or(String::new(), |evidence| wording::source(graph, evidence)),
        ];
        if all {
            row.push(entry.held_back.map_or(String::new(), |reason| {
                let (what, other) = match reason {
                    HeldBack::Same(other) => ("同一笔", other),
                    HeldBack::Part(other) => ("其中", other),
                };
                format!(
                    "{what}：{}",
                    whole.get(other).map_or(String::new(), |other| wording::money(Number(other.amount)))
                )
            }));
        }
        table.row(row);
    }
    table
}

fn as_json(
    graph: &KnowledgeGraph,
    schema: &Schema,
    whole: &[Entry],
    chosen: &[usize],
    by: &[By],
    sums: &[(Vec<String>, Sum)],
) -> Json {
    let end = |node: Option<NodeIndex>| node.map(|node| json::entity(graph, node));
    let entries: Vec<Json> = chosen
        .iter()
        .map(|place| &whole[*place])
        .map(|entry| {
            let held_back = entry.held_back.map(|reason| {
                let (reason, other) = match reason {
                    HeldBack::Same(other) => ("same", other),
                    HeldBack::Part(other) => ("part", other),
                };
                let other = whole.get(other).map(|other| json::edge(graph, schema, other.statement));
                json!({ "reason": reason, "of": other })
            });
            json!({
                "payer": end(Some(entry.payer)), "recipient": end(entry.recipient), "project": end(entry.project),
                "date": entry.date, "amount": Number(entry.amount), "held_back": held_back,
                "evidence": graph.graph()[entry.statement].evidence,
            })
        })
        .collect();
    let sums: Vec<Json> = sums
        .iter()
        .map(|(key, sum)| {
            let mut row = json!({ "amount": Number(sum.amount), "entries": sum.entries, "held_back": sum.held_back });
            for (by, value) in by.iter().zip(key) {
                let name = by.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default();
                row[name] = json!(value);
            }
            row
        })
        .collect();
    json!({ "entries": entries, "sums": sums })
}
