//! What happened, in the order of time: to one entity, or between two.

use petgraph::graph::{EdgeIndex, NodeIndex};

use crate::graph::{CalendarDate, KnowledgeGraph, Measure, Period};

/// A dated statement, or a dated number about an entity.
#[derive(Clone, Debug, PartialEq)]
pub struct Event<'g> {
    /// When.
    pub period: Period,
    /// What.
    pub what: What<'g>,
}

/// What an [`Event`] is.
#[derive(Clone, Debug, PartialEq)]
pub enum What<'g> {
    /// A relation began, held or happened.
    Statement(EdgeIndex),
    /// A number was stated of the entity.
    Measure(NodeIndex, &'g Measure),
}

/// The dated statements of an entity and its dated measures; with another one, the statements between the two. The earliest
/// first; of those that begin on one day the shortest first.
#[must_use]
pub fn timeline(graph: &KnowledgeGraph, entity: NodeIndex, with: Option<NodeIndex>) -> Vec<Event<'_>> {
    let mut events: Vec<Event<'_>> = Vec::new();
    for direction in [petgraph::Outgoing, petgraph::Incoming] {
        for (index, other, statement) in graph.statements_of(entity, direction) {
            let again = other == entity && direction == petgraph::Incoming;
            if !again && with.is_none_or(|with| with == other) && !statement.period().is_unknown() {
                events.push(Event { period: statement.period(), what: What::Statement(index) });
            }
        }
    }
    if with.is_none() {
        for measure in &graph.graph()[entity].measures {
            let period = measure.date.as_deref().map(Period::parse).unwrap_or_default();
            if !period.is_unknown() {
                events.push(Event { period, what: What::Measure(entity, measure) });
            }
        }
    }
    let last = |event: &Event<'_>| event.period.last.map(CalendarDate::last_day);
    events.sort_by_key(|event| {
        let first = event.period.first.map(CalendarDate::first_day).or_else(|| last(event));
        let rank = match event.what {
            What::Statement(index) => index.index(),
            What::Measure(..) => usize::MAX,
        };
        (first, last(event).unwrap_or_else(|| "9999".into()), rank)
    });
    events
}
