//! **aid-graph** turns Chinese reporting on aid between regions into a knowledge graph that can be trusted:
//! every edge points at the words that prove it.

pub mod cli;
mod compiler;
pub mod evaluate;
pub mod explain;
pub mod export;
pub mod gazetteer;
pub mod graph;
pub mod import;
pub mod link;
pub mod mention;
pub mod packed;
pub mod promises;
pub mod query;
pub mod rdf;
pub mod read;
pub mod rules;
pub mod schema;
pub mod sparql;
pub mod wording;

pub use compiler::Compiler;
pub use graph::KnowledgeGraph;
