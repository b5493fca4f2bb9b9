//! N-Quads, TriG and Turtle: the same data set as JSON-LD, all of it in the default graph, written by `oxttl` as it comes.

use std::io::Write;

use oxrdf::{GraphNameRef, LiteralRef, NamedNodeRef, TermRef, TripleRef};
use oxttl::{NQuadsSerializer, TriGSerializer, TurtleSerializer};
use rustc_hash::FxHashSet;

use crate::graph::KnowledgeGraph;
use crate::rdf::{Datatype, Mapping, Object, PREFIXES, Resource, expand};
use crate::schema::Schema;

use super::{ExportError, Exporter, Options};

/// N-Quads.
pub struct NQuads;
/// TriG.
pub struct TriG;
/// Turtle.
pub struct Turtle;

impl Exporter for NQuads {
    fn name(&self) -> &'static str {
        "nquads"
    }

    fn extension(&self) -> &'static str {
        "nq"
    }

    fn description(&self) -> &'static str {
        "N-Quads, for bulk loading into Virtuoso, Oxigraph, Jena, GraphDB"
    }

    fn write_with(
        &self,
        graph: &KnowledgeGraph,
        schema: &Schema,
        options: &Options,
        out: &mut dyn Write,
    ) -> Result<(), ExportError> {
        let mut writer = NQuadsSerializer::new().for_writer(out);
        triples(graph, schema, options, |triple| writer.serialize_quad(triple.in_graph(GraphNameRef::DefaultGraph)))
    }
}

impl Exporter for TriG {
    fn name(&self) -> &'static str {
        "trig"
    }

    fn extension(&self) -> &'static str {
        "trig"
    }

    fn description(&self) -> &'static str {
        "TriG: the same quads with prefixes, to read"
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
        triples(graph, schema, options, |triple| writer.serialize_quad(triple.in_graph(GraphNameRef::DefaultGraph)))?;
        writer.finish()?;
        Ok(())
    }
}

impl Exporter for Turtle {
    fn name(&self) -> &'static str {
        "turtle"
    }

    fn extension(&self) -> &'static str {
        "ttl"
    }

    fn description(&self) -> &'static str {
        "Turtle: the same triples with prefixes, for Protégé, rdflib, SHACL"
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
        triples(graph, schema, options, |triple| writer.serialize_triple(triple))?;
        writer.finish()?;
        Ok(())
    }
}

/// Gives all triples of a graph; none twice.
fn triples(
    graph: &KnowledgeGraph,
    schema: &Schema,
    options: &Options,
    take: impl FnMut(TripleRef<'_>) -> std::io::Result<()>,
) -> Result<(), ExportError> {
    let mut walk = Walk { base: options.base.as_str(), shared: FxHashSet::default(), take, spare: Vec::new() };
    Mapping::new(graph, schema).describe(|resource| walk.resource(&resource, &mut String::new()))?;
    Ok(())
}

struct Walk<'o, F> {
    base: &'o str,
    /// What several resources share, evidence and posts, is described where it comes first: eight bytes for each.
    shared: FxHashSet<u64>,
    take: F,
    /// Buffers that have been used before.
    spare: Vec<String>,
}

impl<F: FnMut(TripleRef<'_>) -> std::io::Result<()>> Walk<'_, F> {
    fn resource(&mut self, resource: &Resource<'_>, predicate: &mut String) -> Result<(), ExportError> {
        let mut subject = self.spare.pop().unwrap_or_default();
        self.full(&resource.iri, &mut subject);
        let mut object = self.spare.pop().unwrap_or_default();
        let this = NamedNodeRef::new_unchecked(&subject);
        expand("rdf:type", predicate);
        for class in &resource.types {
            expand(class, &mut object);
            let triple =
                TripleRef::new(this, NamedNodeRef::new_unchecked(predicate), NamedNodeRef::new_unchecked(&object));
            (self.take)(triple)?;
        }
        // What is nested comes after its parent, so that the triples of a subject stand together.
        for (property, values) in &resource.properties {
            expand(property, predicate);
            for value in values {
                let predicate = NamedNodeRef::new_unchecked(predicate);
                let term = match value {
                    Object::Resource(inner) => {
                        self.full(&inner.iri, &mut object);
                        TermRef::NamedNode(NamedNodeRef::new_unchecked(&object))
                    }
                    Object::Iri(iri) => {
                        self.full(iri, &mut object);
                        TermRef::NamedNode(NamedNodeRef::new_unchecked(&object))
                    }
                    Object::Term(short) => {
                        expand(short, &mut object);
                        TermRef::NamedNode(NamedNodeRef::new_unchecked(&object))
                    }
                    Object::Literal(text, kind) => TermRef::Literal(literal(text, *kind, &mut object)),
                };
                (self.take)(TripleRef::new(this, predicate, term))?;
            }
        }
        self.spare.push(object);
        for inner in resource.properties.iter().flat_map(|(_, values)| values) {
            if let Object::Resource(inner) = inner
                && self.is_new(&inner.iri)
            {
                self.resource(inner, predicate)?;
            }
        }
        self.spare.push(subject);
        Ok(())
    }

    fn full(&self, iri: &str, out: &mut String) {
        out.clear();
        out.push_str(self.base);
        out.push_str(iri);
    }

    fn is_new(&mut self, iri: &str) -> bool {
        match iri.split_once('/') {
            Some(("evidence" | "post", digits)) => match u64::from_str_radix(digits, 16) {
                Ok(number) => self.shared.insert(number),
                Err(_) => true,
            },
            _ => true,
        }
    }
}

fn literal<'t>(text: &'t str, kind: Datatype, buffer: &'t mut String) -> LiteralRef<'t> {
    match kind.iri() {
        None => LiteralRef::new_language_tagged_literal_unchecked(text, "zh"),
        Some("xsd:string") => LiteralRef::new_simple_literal(text),
        Some(short) => {
            expand(short, buffer);
            LiteralRef::new_typed_literal(text, NamedNodeRef::new_unchecked(buffer))
        }
    }
}
