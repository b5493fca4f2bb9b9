//! People: who served where, as what, when, and from where.

use petgraph::graph::{EdgeIndex, NodeIndex};
use rayon::prelude::*;
use smol_str::SmolStr;

use crate::graph::{GraphView, Period};
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
pub fn people(graph: &impl GraphView, schema: &Schema) -> Vec<Service> {
    let (post, secondment) = (schema.relation_of(Role::Post), schema.relation_of(Role::Secondment));
    let service = |statement: EdgeIndex| {
        let relation = Some(graph.relation(statement));
        let seconded = relation == secondment;
        let (person, place) = graph.ends(statement);
        let name = |id: &str| graph.index_of(id).map_or(id, |entity| graph.name(entity)).into();
        (relation == post || seconded).then(|| Service {
            statement,
            person,
            place,
            title: graph.text(statement, "title").map(SmolStr::new),
            period: graph.period(statement),
            home: graph.text(statement, "from").map(name),
            seconded,
        })
    };
    let all = (0..graph.edge_count()).into_par_iter().with_min_len(4096).map(EdgeIndex::new);
    let mut found: Vec<(&str, Service)> =
        all.filter_map(service).map(|service| (graph.name(service.person), service)).collect();
    found.par_sort_unstable_by(|(name, a), (other, b)| {
        // Entities stand by their ids.
        (name, a.person, a.seconded, a.period.first, a.statement).cmp(&(
            other,
            b.person,
            b.seconded,
            b.period.first,
            b.statement,
        ))
    });
    found.into_iter().map(|(_, service)| service).collect()
}
