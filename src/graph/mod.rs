//! The knowledge graph: entities, statements, and the evidence for both. It knows neither text nor rules.

mod model;

pub use model::{
    Document, Entity, EntityId, Evidence, GRAPH_FORMAT, Measure, Number, Qualifiers, Statement,
    Value,
};
