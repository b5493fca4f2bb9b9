//! People: who served where, as what, when, and from where.

use petgraph::graph::{EdgeIndex, NodeIndex};
use smol_str::SmolStr;

use crate::graph::{KnowledgeGraph, Period};
use crate::schema::{Role, Schema};

/// A post or a secondment.
#[derive(Clone, Debug, PartialEq)]
pub struct Service {
    /// The statement.
    pub statement: EdgeIndex,
    /// Who.
    pub person: NodeIndex,
    /// In which body or division.
    pub place: NodeIndex,
    /// As what.
    pub title: Option<SmolStr>,
    /// When.
    pub period: Period,
    /// Where somebody who is seconded comes from.
    pub home: Option<SmolStr>,
    /// Whether it is a secondment.
    pub seconded: bool,
}

/// All posts and secondments, by name of the person, then by time.
#[must_use]
pub fn people(graph: &KnowledgeGraph, schema: &Schema) -> Vec<Service> {
    let (post, secondment) = (schema.relation_of(Role::Post), schema.relation_of(Role::Secondment));
    let mut found: Vec<Service> = graph
        .graph()
        .edge_indices()
        .filter_map(|index| {
            let statement = &graph.graph()[index];
            let relation = Some(statement.relation.as_str());
            let (person, place) = graph.graph().edge_endpoints(index)?;
            (relation == post || relation == secondment).then(|| Service {
                statement: index,
                person,
                place,
                title: statement.text("title").map(SmolStr::new),
                period: statement.period(),
                home: statement
                    .text("from")
                    .map(|id| graph.entity(id).map_or_else(|| SmolStr::new(id), |entity| entity.name.clone())),
                seconded: relation == secondment,
            })
        })
        .collect();
    found.sort_by_key(|service| {
        let entity = &graph.graph()[service.person];
        (entity.name.clone(), entity.id.clone(), service.seconded, service.period.first, service.statement)
    });
    found
}
