//! Reading back what the program wrote: `graph.json`, JSON-LD, N-Quads, TriG, Turtle.

use oxjsonld::{JsonLdParser, JsonLdSyntaxError};
use oxrdf::{GraphName, Quad};
use oxttl::{NQuadsParser, TriGParser, TurtleSyntaxError};

use crate::graph::{GraphError, KnowledgeGraph};
use crate::rdf::{BaseIri, RdfError, graph_of};

/// Why bytes cannot be made a graph again.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// A faulty `graph.json`.
    #[error(transparent)]
    Graph(#[from] GraphError),
    /// Faulty JSON-LD.
    #[error("this is no JSON-LD: {0}")]
    JsonLd(#[from] JsonLdSyntaxError),
    /// Faulty N-Quads, TriG or Turtle; the message names line and column.
    #[error("this is no {format}: {source}")]
    Turtle {
        /// What it was read as.
        format: &'static str,
        /// What is wrong where.
        source: TurtleSyntaxError,
    },
    /// RDF that is no graph of ours.
    #[error(transparent)]
    Rdf(#[from] RdfError),
}

/// The graph that an export holds. Its format is seen from its content: JSON from `{`, JSON-LD from `@context`, N-Quads from a
/// first line that ends with ` .`, anything else is read as TriG, of which Turtle is a part.
///
/// # Errors
/// When the bytes are faulty, or are RDF of another origin.
pub fn graph(bytes: &[u8], base: &BaseIri) -> Result<KnowledgeGraph, ImportError> {
    let start = bytes.trim_ascii_start();
    let start = start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(start);
    if start.starts_with(b"{") || start.starts_with(b"[") {
        let head = &start[..start.len().min(1024)];
        if !head.windows(10).any(|window| window == b"\"@context\"") {
            return Ok(KnowledgeGraph::from_json(start)?);
        }
        let quads = JsonLdParser::new().for_slice(start).collect::<Result<Vec<Quad>, _>>()?;
        return Ok(graph_of(quads, base)?);
    }
    let line = start.split(|byte| *byte == b'\n').next().unwrap_or_default().trim_ascii_end();
    let quads = if line.is_empty() || line.starts_with(b"<") && line.ends_with(b" .") {
        let quads = NQuadsParser::new().for_slice(start).collect::<Result<Vec<Quad>, _>>();
        quads.map_err(|source| ImportError::Turtle { format: "N-Quads", source })?
    } else {
        let quads = TriGParser::new().for_slice(start).collect::<Result<Vec<Quad>, _>>();
        quads.map_err(|source| ImportError::Turtle { format: "TriG or Turtle", source })?
    };
    let quads = quads.into_iter().map(|quad| Quad { graph_name: GraphName::DefaultGraph, ..quad });
    Ok(graph_of(quads, base)?)
}
