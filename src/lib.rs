//! **aid-graph** turns Chinese reporting on aid between regions into a knowledge graph that can be trusted:
//! every edge points at the words that prove it.

pub mod gazetteer;
pub mod graph;
pub mod read;
pub mod schema;
