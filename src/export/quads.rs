//! N-Quads, TriG and Turtle: the same data set as JSON-LD, all of it in the default graph, written by `oxttl` as it comes.

use std::io::Write;

use oxrdf::GraphNameRef;
use oxttl::{NQuadsSerializer, TriGSerializer, TurtleSerializer};

use crate::graph::KnowledgeGraph;
use crate::rdf::{PREFIXES, triples};
use crate::schema::Schema;

use super::{ExportError, Exporter, Format, Options};

/// N-Quads.
pub struct NQuads;
/// TriG.
pub struct TriG;
/// Turtle.
pub struct Turtle;

impl Exporter for NQuads {
    fn format(&self) -> Format {
        Format::text("nquads", "nq", "N-Quads, for bulk loading into Virtuoso, Oxigraph, Jena, GraphDB")
    }

    fn write_with(
        &self,
        graph: &KnowledgeGraph,
        schema: &Schema,
        options: &Options,
        out: &mut dyn Write,
    ) -> Result<(), ExportError> {
        let mut writer = NQuadsSerializer::new().for_writer(out);
        triples(graph, schema, &options.base, |triple| {
            writer.serialize_quad(triple.in_graph(GraphNameRef::DefaultGraph))
        })?;
        Ok(())
    }
}

impl Exporter for TriG {
    fn format(&self) -> Format {
        Format::text("trig", "trig", "TriG: the same quads with prefixes, to read")
    }

    fn write_with(
        &self,
        graph: &KnowledgeGraph,
        schema: &Schema,
        options: &Options,
        out: &mut dyn Write,
    ) -> Result<(), ExportError> {
        let mut serializer = TriGSerializer::new();
        for (prefix, namespace) in PREFIXES {
            serializer = serializer.with_prefix(prefix, namespace).expect("the namespaces are IRIs");
        }
        let mut writer = serializer.for_writer(out);
        triples(graph, schema, &options.base, |triple| {
            writer.serialize_quad(triple.in_graph(GraphNameRef::DefaultGraph))
        })?;
        writer.finish()?;
        Ok(())
    }
}

impl Exporter for Turtle {
    fn format(&self) -> Format {
        Format::text("turtle", "ttl", "Turtle: the same triples with prefixes, for Protégé, rdflib, SHACL")
    }

    fn write_with(
        &self,
        graph: &KnowledgeGraph,
        schema: &Schema,
        options: &Options,
        out: &mut dyn Write,
    ) -> Result<(), ExportError> {
        let mut serializer = TurtleSerializer::new();
        for (prefix, namespace) in PREFIXES {
            serializer = serializer.with_prefix(prefix, namespace).expect("the namespaces are IRIs");
        }
        let mut writer = serializer.for_writer(out);
        triples(graph, schema, &options.base, |triple| writer.serialize_triple(triple))?;
        writer.finish()?;
        Ok(())
    }
}
