//! From records back to entities, statements and documents: of a part of a packed graph, or of all of it.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::num::NonZeroU32;
use std::ops::Range;
use std::sync::Arc;

use petgraph::Direction;
use petgraph::graph::{EdgeIndex, NodeIndex};
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use crate::graph::{
    Document, Entity, Evidence, GraphView, KnowledgeGraph, Measure, Parts, Qualifiers, Statement, Value, ValueRef,
};

use super::PackedView;
use super::blocks::numbers;
use super::layout::Section;

/// A part of a packed graph as a graph of its own, and where its entities and statements stood before.
#[derive(Debug, Default)]
pub struct Part {
    /// The part, with the documents that its evidence names.
    pub graph: KnowledgeGraph,
    nodes: Vec<NodeIndex>,
    edges: Vec<EdgeIndex>,
}

impl Part {
    /// Where an entity of the packed graph stands in the part.
    #[must_use]
    pub fn node(&self, node: NodeIndex) -> Option<NodeIndex> {
        self.nodes.binary_search(&node).ok().map(NodeIndex::new)
    }

    /// Where a statement of the packed graph stands in the part.
    #[must_use]
    pub fn edge(&self, edge: EdgeIndex) -> Option<EdgeIndex> {
        self.edges.binary_search(&edge).ok().map(EdgeIndex::new)
    }
}

/// Reads records one after the other; equal quotes become one.
pub(super) struct Reader<'g> {
    view: PackedView<'g>,
    quotes: RefCell<FxHashMap<u32, Arc<str>>>,
}

/// So many quotes are remembered at most.
const REMEMBERED: usize = 1 << 16;

impl<'g> Reader<'g> {
    pub(super) fn new(view: PackedView<'g>) -> Self {
        Self { view, quotes: RefCell::default() }
    }

    pub(super) fn document(&self, place: usize) -> Document {
        let record: [u8; 40] = self.view.0.blocks.record(Section::Documents, place);
        let [id, path, record, title, date, date_source, publisher, author, format, encoding] = numbers(&record);
        let text = |number: u32| SmolStr::new(self.view.string(number));
        let optional = |number: u32| self.view.optional(number).map(SmolStr::new);
        Document {
            id: text(id),
            path: text(path),
            record: NonZeroU32::new(record),
            title: optional(title),
            date: optional(date),
            date_source: optional(date_source),
            publisher: optional(publisher),
            author: optional(author),
            format: optional(format),
            encoding: optional(encoding),
        }
    }

    pub(super) fn entity(&self, node: NodeIndex) -> Entity {
        let record = self.view.node(node);
        let mut labels = record.labels.map(|label| SmolStr::new(self.view.label(label)));
        Entity {
            id: self.view.string(record.id).into(),
            kind: self.view.term(record.kind).clone(),
            name: labels.next().unwrap_or_default(),
            code: self.view.optional(record.code).map(SmolStr::new),
            aliases: labels.collect(),
            measures: record.measures.map(|place| self.measure(place)).collect(),
            evidence: self.evidence(record.evidence),
        }
    }

    fn measure(&self, place: usize) -> Measure {
        let record: [u8; 32] = self.view.0.blocks.record(Section::Measures, place);
        let [indicator, kind, low, high, unit, date, evidence, count] = numbers(&record);
        Measure {
            indicator: self.view.term(indicator).clone(),
            value: owned(self.view.value(kind, u64::from(high) << 32 | u64::from(low))),
            unit: self.view.optional(unit).map(SmolStr::new),
            date: self.view.optional(date).map(SmolStr::new),
            evidence: self.evidence(self.view.places(evidence, count)),
        }
    }

    pub(super) fn statement(&self, edge: EdgeIndex) -> Statement {
        let record = self.view.edge(edge);
        let (source, target) = self.view.ends(edge);
        Statement {
            source: self.view.id(source).into(),
            target: self.view.id(target).into(),
            relation: self.view.term(record.relation).clone(),
            qualifiers: self.qualifiers(record.qualifiers),
            confidence: record.confidence,
            evidence: self.evidence(record.evidence),
        }
    }

    /// What orders the statements of two entities.
    pub(super) fn content(&self, edge: EdgeIndex) -> (SmolStr, Qualifiers) {
        let record = self.view.edge(edge);
        (self.view.term(record.relation).clone(), self.qualifiers(record.qualifiers))
    }

    fn qualifiers(&self, places: Range<usize>) -> Qualifiers {
        places.map(|place| self.view.qualifier_at(place)).map(|(name, value)| (name.clone(), owned(value))).collect()
    }

    fn evidence(&self, places: Range<usize>) -> Vec<Evidence> {
        places
            .map(|place| {
                let record: [u8; 24] = self.view.0.blocks.record(Section::Evidence, place);
                let [document, page, start, end, quote, rule] = numbers(&record);
                Evidence {
                    document: self.view.string(document).into(),
                    page: NonZeroU32::new(page),
                    start,
                    end,
                    quote: self.quote(quote),
                    rule: self.view.term(rule).clone(),
                }
            })
            .collect()
    }

    fn quote(&self, number: u32) -> Arc<str> {
        let mut quotes = self.quotes.borrow_mut();
        if quotes.len() > REMEMBERED {
            quotes.clear();
        }
        Arc::clone(quotes.entry(number).or_insert_with(|| self.view.string(number).into()))
    }
}

fn owned(value: ValueRef<'_>) -> Value {
    match value {
        ValueRef::Number(number) => Value::Number(number),
        ValueRef::Text(text) => Value::Text(text.into()),
    }
}

impl PackedView<'_> {
    /// How many documents there are.
    #[must_use]
    pub fn document_count(self) -> usize {
        self.0.blocks.header.count(Section::Documents)
    }

    /// A document, by its place.
    #[must_use]
    pub fn document(self, place: usize) -> Document {
        Reader::new(self).document(place)
    }

    /// An entity, with its measures and its evidence.
    #[must_use]
    pub fn entity(self, node: NodeIndex) -> Entity {
        Reader::new(self).entity(node)
    }

    /// A statement, with its evidence.
    #[must_use]
    pub fn statement(self, edge: EdgeIndex) -> Statement {
        Reader::new(self).statement(edge)
    }

    /// The place of the document of an id.
    #[must_use]
    pub fn document_index(self, id: &str) -> Option<usize> {
        let id_at = |place: usize| self.string(self.0.blocks.field(Section::Documents, place, 0));
        let (mut first, mut last) = (0, self.document_count());
        while first < last {
            let middle = first.midpoint(last);
            if id_at(middle) < id { first = middle + 1 } else { last = middle }
        }
        (first < self.document_count() && id_at(first) == id).then_some(first)
    }

    /// The ids of all rules that made something, sorted.
    #[must_use]
    pub fn rules(self) -> Vec<SmolStr> {
        let count = self.0.blocks.header.count(Section::Evidence);
        let mut used = vec![false; self.0.terms.len()];
        for place in 0..count {
            let rule = self.0.blocks.field(Section::Evidence, place, 5);
            if let Some(used) = used.get_mut(rule as usize) {
                *used = true;
            }
        }
        let used = used.iter().zip(&self.0.terms).filter(|(used, _)| **used).map(|(_, rule)| rule);
        BTreeSet::from_iter(used.cloned()).into_iter().collect()
    }

    /// All of the graph.
    pub(super) fn whole(self) -> KnowledgeGraph {
        let reader = Reader::new(self);
        let mut parts = Parts::new();
        (0..self.document_count()).for_each(|place| parts.add_document(reader.document(place)));
        self.node_indices().for_each(|node| parts.add_entity(reader.entity(node)));
        // A file that makes no sense can be long in telling it; what is missing is noticed by the join.
        self.edge_indices().for_each(|edge| parts.add_statement(reader.statement(edge)));
        let (nodes, edges) = (self.node_count(), self.edge_count());
        parts
            .join()
            .ok()
            .filter(|graph| graph.entities().len() == nodes && graph.statements().len() == edges)
            .unwrap_or_else(|| {
                self.0.blocks.senseless(Section::Edges, 0);
                KnowledgeGraph::default()
            })
    }

    /// Some entities and statements, with the ends of these.
    #[must_use]
    pub fn part(self, nodes: impl IntoIterator<Item = NodeIndex>, edges: impl IntoIterator<Item = EdgeIndex>) -> Part {
        let edges: BTreeSet<EdgeIndex> = edges.into_iter().collect();
        let mut wanted: BTreeSet<NodeIndex> = nodes.into_iter().collect();
        for edge in &edges {
            let (source, target) = self.ends(*edge);
            wanted.extend([source, target]);
        }
        let reader = Reader::new(self);
        let mut parts = Parts::new();
        let mut documents: BTreeSet<SmolStr> = BTreeSet::new();
        let mut note = |evidence: &[Evidence]| documents.extend(evidence.iter().map(|one| one.document.clone()));
        for node in &wanted {
            let entity = reader.entity(*node);
            note(&entity.evidence);
            entity.measures.iter().for_each(|measure| note(&measure.evidence));
            parts.add_entity(entity);
        }
        for edge in &edges {
            let statement = reader.statement(*edge);
            note(&statement.evidence);
            parts.add_statement(statement);
        }
        for place in documents.iter().filter_map(|id| self.document_index(id)) {
            parts.add_document(reader.document(place));
        }
        let (nodes, edges): (Vec<_>, Vec<_>) = (wanted.into_iter().collect(), edges.into_iter().collect());
        // Order is that of ids and contents in both, so places in sorted lists are the places in the part.
        match parts.join() {
            Ok(graph) if graph.entities().len() == nodes.len() && graph.statements().len() == edges.len() => {
                Part { graph, nodes, edges }
            }
            _ => {
                self.0.blocks.senseless(Section::Edges, 0);
                Part::default()
            }
        }
    }

    /// What is at most so many statements away from some entities.
    #[must_use]
    pub fn around(self, starts: &[NodeIndex], hops: usize) -> Part {
        let mut nodes = BTreeSet::from_iter(starts.iter().copied());
        let mut edges = BTreeSet::new();
        let mut frontier = starts.to_vec();
        for _ in 0..hops {
            let mut next = Vec::new();
            for node in std::mem::take(&mut frontier) {
                for direction in [Direction::Outgoing, Direction::Incoming] {
                    for (edge, other) in self.steps(node, direction) {
                        edges.insert(edge);
                        if nodes.insert(other) {
                            next.push(other);
                        }
                    }
                }
            }
            if next.is_empty() {
                break;
            }
            frontier = next;
        }
        self.part(nodes, edges)
    }
}
