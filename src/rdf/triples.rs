//! From the resources of a [`Mapping`] to triples, with full IRIs.

use oxrdf::{LiteralRef, NamedNodeRef, TermRef, TripleRef};
use rustc_hash::FxHashSet;

use crate::graph::KnowledgeGraph;
use crate::schema::Schema;

use super::{BaseIri, Datatype, Mapping, Object, Resource, expand};

/// Gives all triples of a graph; none twice.
///
/// # Errors
/// The first one of `take`.
pub fn triples<E>(
    graph: &KnowledgeGraph,
    schema: &Schema,
    base: &BaseIri,
    take: impl FnMut(TripleRef<'_>) -> Result<(), E>,
) -> Result<(), E> {
    let mut walk = Walk { base: base.as_str(), shared: FxHashSet::default(), take, spare: Vec::new() };
    Mapping::new(schema).describe(graph, |resource| walk.resource(&resource, &mut String::new()))
}

/// Gives the triples of one resource and of those that are described within it; none twice.
///
/// # Errors
/// The first one of `take`.
pub fn triples_of<E>(
    resource: &Resource<'_>,
    base: &BaseIri,
    take: impl FnMut(TripleRef<'_>) -> Result<(), E>,
) -> Result<(), E> {
    let mut walk = Walk { base: base.as_str(), shared: FxHashSet::default(), take, spare: Vec::new() };
    walk.resource(resource, &mut String::new())
}

/// What of an IRI below the base several resources may share: they are described once for all.
#[must_use]
pub fn shared(iri: &str) -> Option<u64> {
    let (kind, rest) = iri.split_once('/')?;
    let digits = rest.split('/').next().unwrap_or_default();
    matches!(kind, "evidence" | "post").then(|| u64::from_str_radix(digits, 16).ok())?
}

struct Walk<'o, F> {
    base: &'o str,
    /// What several resources share, evidence and posts, is described where it comes first: eight bytes for each.
    shared: FxHashSet<u64>,
    take: F,
    /// Buffers that have been used before.
    spare: Vec<String>,
}

impl<E, F: FnMut(TripleRef<'_>) -> Result<(), E>> Walk<'_, F> {
    fn resource(&mut self, resource: &Resource<'_>, predicate: &mut String) -> Result<(), E> {
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
        // What is within what is shared comes with it.
        iri.matches('/').count() > 1 || shared(iri).is_none_or(|number| self.shared.insert(number))
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
