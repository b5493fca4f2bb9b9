//! Reading `graph.json` (`aid-graph/2`, and `aid-graph/1` before it).

use rustc_hash::FxHashSet;
use serde::Deserialize;
use smol_str::SmolStr;

use super::{DanglingStatement, Document, Entity, KnowledgeGraph, Parts, READABLE_FORMATS, Statement};

/// Why a `graph.json` cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum GraphError {
    /// No JSON, or not of the shape of a graph; the message names line and column.
    #[error("this is no graph.json: {0}")]
    Json(#[from] serde_json::Error),
    /// A format that this version does not know.
    #[error("the format is `{found}`, this version reads {}", READABLE_FORMATS.join(" and "))]
    Format {
        /// What the file says.
        found: SmolStr,
    },
    /// Two nodes with one id.
    #[error("two nodes have the id `{id}`")]
    DuplicateId {
        /// The id.
        id: SmolStr,
    },
    /// An edge without its end.
    #[error(transparent)]
    Dangling(#[from] DanglingStatement),
}

#[derive(Deserialize)]
struct File {
    format: SmolStr,
    #[serde(default)]
    documents: Vec<Document>,
    nodes: Vec<Entity>,
    edges: Vec<Statement>,
}

impl KnowledgeGraph {
    /// Reads a `graph.json`.
    ///
    /// # Errors
    /// When it is no JSON of that shape, has another format, a double id or an edge without its end.
    pub fn from_json(bytes: &[u8]) -> Result<Self, GraphError> {
        let file: File = serde_json::from_slice(bytes)?;
        if !READABLE_FORMATS.contains(&file.format.as_str()) {
            return Err(GraphError::Format { found: file.format });
        }
        let mut parts = Parts::new();
        let mut seen = FxHashSet::default();
        for document in file.documents {
            parts.add_document(document);
        }
        for entity in file.nodes {
            if !seen.insert(entity.id.clone()) {
                return Err(GraphError::DuplicateId { id: entity.id });
            }
            parts.add_entity(entity);
        }
        for statement in file.edges {
            parts.add_statement(statement);
        }
        Ok(parts.join()?)
    }
}
