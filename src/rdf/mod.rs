//! The one mapping between graphs and RDF, both ways: [`Mapping`] describes a graph as resources, [`graph_of`] makes a
//! graph of quads that were so described. Every RDF format is written and read through it.
//!
//! There are no blank nodes: every resource has an IRI that is a function of its content, so that loading a graph twice
//! changes nothing and files can be compared line by line.

mod iri;
mod mapping;
mod read;
mod triples;
mod vocabulary;

pub use iri::{BaseIri, BaseIriError, decoded};
pub use mapping::{Datatype, Mapping, Object, Resource};
pub use read::{RdfError, graph_of};
pub use triples::{shared, triples, triples_of};
pub use vocabulary::{CLASSES, NAMESPACE, PREFIXES, PROPERTIES, expand, means};
