//! The knowledge graph: entities, statements, and the evidence for both. It knows neither text nor rules.

mod calendar;
mod json;
mod knowledge;
mod model;
mod name_signature;
mod parts;
mod unite;
mod view;

pub use calendar::{CalendarDate, Period, days_in_month};
pub use json::GraphError;
pub use knowledge::{DanglingStatement, KnowledgeGraph};
pub use model::{
    Document, Entity, EntityId, Evidence, GRAPH_FORMAT, Measure, Number, Qualifiers, READABLE_FORMATS, Statement, Value,
};
pub use name_signature::{NamePattern, NameSignature, Reading, SignatureKind, Spelling, initials};
pub use parts::Parts;
pub use view::{GraphView, Naming, ValueRef};
