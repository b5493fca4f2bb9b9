//! `aid-graph export`

use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Args, ValueEnum};
use smol_str::SmolStr;

use crate::KnowledgeGraph;
use crate::export::{EXPORTERS, Options, exporter};
use crate::graph::GraphView;
use crate::query::{LeftOut, Selection, resolve};
use crate::rdf::BaseIri;

use super::error::{CliError, Status};
use super::opened::{Loaded, Opened, Store};
use super::{Input, output, render};

#[derive(Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    input: Input,
    /// The format
    #[arg(short, long, value_parser = formats(), required_unless_present_any = ["render"])]
    format: Option<String>,
    /// Where to write; a folder for the CSV formats [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Draw the graph with Graphviz, which must be installed
    #[arg(long, value_enum, value_name = "PICTURE", conflicts_with = "format")]
    render: Option<Picture>,
    /// What IRIs begin with, in the RDF formats
    #[arg(long, value_name = "IRI", default_value_t = BaseIri::default())]
    base_iri: BaseIri,
    #[command(flatten)]
    part: Part,
}

/// Which part of the graph to write.
#[derive(Args)]
#[command(next_help_heading = "Part of the graph")]
struct Part {
    /// Only what is near this entity (a name, a code or an id)
    #[arg(long, value_name = "NAME")]
    focus: Option<String>,
    /// How many edges away from the focus
    #[arg(long, value_name = "N", default_value_t = 1, requires = "focus")]
    hops: usize,
    /// Only these relations, with commas between them
    #[arg(long, value_name = "RELATION", value_delimiter = ',')]
    relations: Vec<SmolStr>,
    /// Only entities of these types, with commas between them
    #[arg(long, value_name = "TYPE", value_delimiter = ',')]
    types: Vec<SmolStr>,
    /// At most so many entities: the nearest to the focus, then those with most edges
    #[arg(long, value_name = "N")]
    max_nodes: Option<usize>,
}

/// What Graphviz can draw.
#[derive(Clone, Copy, ValueEnum)]
pub(super) enum Picture {
    /// Scalable, for pages
    Svg,
    /// Pixels
    Png,
    /// For print
    Pdf,
}

fn formats() -> PossibleValuesParser {
    PossibleValuesParser::new(
        EXPORTERS
            .iter()
            .map(|exporter| exporter.format())
            .map(|format| PossibleValue::new(format.name).help(format.description)),
    )
}

pub(super) fn run(arguments: &Arguments) -> Result<Status, CliError> {
    let opened = arguments.input.open()?;
    let wanted = (opened.relations(&arguments.part.relations)?, opened.types(&arguments.part.types)?);
    let (loaded, before) = arguments.part.load(opened)?;
    let schema = &loaded.schema;
    let (part, mut left_out) = arguments.part.of(&loaded.graph, wanted)?;
    left_out.nodes += before.nodes;
    left_out.edges += before.edges;
    let graph = part.as_ref().unwrap_or(&loaded.graph);
    if left_out != LeftOut::default() {
        eprintln!("(left out {} of the nodes and {} of the edges)", left_out.nodes, left_out.edges);
    }
    let options = Options { base: arguments.base_iri.clone(), left_out };
    let target = arguments.output.as_deref();
    if let Some(picture) = arguments.render {
        render::draw(picture, graph, schema, &options, target)?;
    } else if let Some(exporter) = arguments.format.as_deref().and_then(exporter) {
        output::write(exporter, graph, schema, &options, target)?;
    }
    Ok(loaded.status)
}

impl Part {
    /// The graph, or of a packed one as much as the focus needs, and how much that leaves out.
    fn load(&self, opened: Opened) -> Result<(Loaded, LeftOut), CliError> {
        let (Store::Packed(file), Some(focus)) = (&opened.store, &self.focus) else {
            return Ok((opened.into_memory()?, LeftOut::default()));
        };
        let (graph, left_out) = file.ask(|view| {
            // One more, so that all statements of what stands at the edge are counted.
            let graph = view.around(&[resolve(&view, focus)?], self.hops.saturating_add(1)).graph;
            let nodes = view.node_count() - graph.entities().len();
            let edges = view.edge_count() - graph.statements().len();
            Ok((graph, LeftOut { nodes, edges }))
        })?;
        Ok((Loaded { graph, schema: opened.schema, status: opened.status }, left_out))
    }

    fn of(
        &self,
        graph: &KnowledgeGraph,
        (relations, types): (Vec<SmolStr>, Vec<SmolStr>),
    ) -> Result<(Option<KnowledgeGraph>, LeftOut), CliError> {
        let selection = Selection {
            focus: self.focus.as_deref().map(|name| resolve(graph, name)).transpose()?,
            hops: self.hops,
            relations,
            types,
            max_nodes: self.max_nodes,
        };
        if selection.is_all() {
            return Ok((None, LeftOut::default()));
        }
        let (part, left_out) = selection.of(graph);
        Ok((Some(part), left_out))
    }
}
