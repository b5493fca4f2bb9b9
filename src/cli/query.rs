//! `aid-graph query`

use std::io::Write;
use std::path::PathBuf;

use anstream::println;
use clap::Args;

use crate::rdf::BaseIri;
use crate::sparql::{Answer, Dataset, NAMED_QUERIES, Pattern, SparqlError, ask_packed, short};

use super::error::{CliError, Status};
use super::opened::{Opened, Store};
use super::table::{Form, Table};
use super::{Input, input};

#[derive(Args)]
pub(super) struct Arguments {
    /// A SPARQL 1.1 query; the prefixes aid, schema, rdf, rdfs, skos, org, oa, prov, xsd, dcterms and id are known
    #[arg(required_unless_present_any = ["named", "file", "pattern", "list"])]
    query: Option<String>,
    #[command(flatten)]
    input: Input,
    /// A ready-made query
    #[arg(long, value_name = "NAME", conflicts_with = "query",
        value_parser = clap::builder::PossibleValuesParser::new(NAMED_QUERIES.map(|query| query.name)))]
    named: Option<String>,
    /// Entities with relations between them: '丰台区 -资助-> ?项目:Project -位于-> ?地方'; -- is any relation, in either direction
    #[arg(long, value_name = "PATTERN", conflicts_with_all = ["query", "named", "file"])]
    pattern: Option<String>,
    /// A file with a query; `-` is standard input
    #[arg(long, value_name = "FILE", conflicts_with_all = ["query", "named"])]
    file: Option<PathBuf>,
    /// List the ready-made queries with their texts
    #[arg(long)]
    list: bool,
    /// Print the plan of the query with the rows and seconds of each step, as JSON, on standard error
    #[arg(long)]
    explain: bool,
    /// How to write the answer; JSON and CSV are the standard forms of SPARQL results
    #[arg(short, long, value_enum, default_value_t = Form::Table)]
    format: Form,
    /// Print JSON: --format json
    #[arg(long, conflicts_with = "format")]
    json: bool,
    /// What the entities' IRIs begin with
    #[arg(long, value_name = "IRI", default_value_t = BaseIri::default())]
    base_iri: BaseIri,
}

impl Arguments {
    /// A pattern as a query, which `--explain` shows.
    fn of_pattern(&self, pattern: &str, opened: &Opened) -> Result<String, CliError> {
        let schema = &opened.schema;
        let pattern =
            Pattern::parse(pattern, schema).map_err(|error| CliError::Pattern { message: error.to_string() })?;
        let query = pattern.to_sparql(schema, |name| Ok::<_, CliError>(self.base_iri.of_id(&opened.id_of(name)?)))?;
        if self.explain {
            eprintln!("{query}");
        }
        Ok(query)
    }
}

pub(super) fn run(arguments: &Arguments) -> Result<Status, CliError> {
    if arguments.list {
        for query in NAMED_QUERIES {
            println!("{}\n{}", query.name, query.text.trim_end());
            println!();
        }
        return Ok(Status::Done);
    }
    let text = match (&arguments.named, &arguments.file, &arguments.query) {
        (Some(name), ..) => {
            NAMED_QUERIES.iter().find(|query| query.name == name).map(|query| query.text.to_owned()).unwrap_or_default()
        }
        (None, Some(file), _) => {
            String::from_utf8(input::read(file)?).map_err(|_| CliError::Query { message: "it is no UTF-8".into() })?
        }
        (None, None, query) => query.clone().unwrap_or_default(),
    };
    let opened = arguments.input.open()?;
    let text = match &arguments.pattern {
        Some(pattern) => arguments.of_pattern(pattern, &opened)?,
        None => text,
    };
    let fault = |error: SparqlError| match error {
        SparqlError::Write(source) => CliError::Write { path: "standard output".into(), source },
        other => CliError::Query { message: other.to_string() },
    };
    let (schema, base) = (&opened.schema, &arguments.base_iri);
    let (answer, explanation) = match &opened.store {
        Store::Memory(graph) => {
            Dataset::of(graph, schema, base).and_then(|dataset| dataset.ask(&text)).map_err(fault)?
        }
        Store::Packed(file) => file.ask(|view| ask_packed(view, schema, base, &text).map_err(fault))?,
    };
    if arguments.explain {
        let mut plan = Vec::new();
        explanation.write_in_json(&mut plan).map_err(|error| fault(error.into()))?;
        eprintln!("{}", String::from_utf8_lossy(&plan));
    }
    let form = if arguments.json { Form::Json } else { arguments.format };
    match (&answer, form) {
        (_, Form::Json | Form::Csv) => {
            let mut out = std::io::stdout().lock();
            answer.write(form == Form::Json, &mut out).map_err(fault)?;
            if form == Form::Json {
                writeln!(out).map_err(|error| fault(error.into()))?;
            }
        }
        (Answer::Boolean(yes), _) => println!("{}", if *yes { "是" } else { "否" }),
        (Answer::Graph(triples), _) => triples.iter().for_each(|triple| println!("{triple} .")),
        (Answer::Solutions(variables, rows), _) => {
            let heads: Vec<&str> = variables.iter().map(|variable| variable.as_str()).collect();
            let mut table = Table::new(&heads);
            for row in rows {
                let cell = |variable| row.get(variable).map_or(String::new(), |term| short(term, &arguments.base_iri));
                table.row(variables.iter().map(cell).collect());
            }
            if !rows.is_empty() {
                table.print(form)?;
            }
        }
    }
    if answer.is_empty() {
        eprintln!("The query finds nothing in this graph.");
        return Ok(Status::Nothing);
    }
    Ok(opened.status)
}
