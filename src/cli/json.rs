//! The shapes that `--json` of the commands share; docs/answers.md describes them.

use petgraph::graph::{EdgeIndex, NodeIndex};
use serde_json::{Value, json};

use crate::KnowledgeGraph;
use crate::graph::Statement;
use crate::schema::Schema;

/// `{id, type, name}`
pub(super) fn entity(graph: &KnowledgeGraph, index: NodeIndex) -> Value {
    let entity = &graph.graph()[index];
    json!({ "id": entity.id, "type": entity.kind, "name": entity.name })
}

/// `{source, relation, label_zh, target, qualifiers, confidence, evidence}`, the ends as [`entity`] has them.
pub(super) fn statement(graph: &KnowledgeGraph, schema: &Schema, statement: &Statement) -> Value {
    let end = |id: &str| graph.index_of(id).map_or_else(|| json!({ "id": id }), |index| entity(graph, index));
    json!({
        "source": end(&statement.source),
        "relation": statement.relation,
        "label_zh": schema.relation_label(&statement.relation),
        "target": end(&statement.target),
        "qualifiers": statement.qualifiers,
        "confidence": statement.confidence,
        "evidence": statement.evidence,
    })
}

/// The same for an edge.
pub(super) fn edge(graph: &KnowledgeGraph, schema: &Schema, index: EdgeIndex) -> Value {
    statement(graph, schema, &graph.graph()[index])
}
