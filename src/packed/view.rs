//! The packed graph as questions see it.

use std::num::NonZeroU32;
use std::ops::Range;

use petgraph::Direction;
use petgraph::graph::{EdgeIndex, NodeIndex};
use rayon::prelude::*;
use smol_str::SmolStr;

use crate::graph::{GraphView, NamePattern, NameSignature, Naming, Number, SignatureKind, ValueRef};

use super::blocks::numbers;
use super::layout::{NONE, Section};
use super::{PackedGraph, PackedView};

/// A value is a number, in the bits of a double.
pub(super) const NUMBER: u32 = 0;
/// A value is a text, by the number of its string.
pub(super) const TEXT: u32 = 1;

/// How many names a thread looks at before it takes up the next ones.
const AT_ONCE: usize = 1 << 15;

/// The numbers of an entity's record, by their places.
const ID: usize = 0;
const KIND: usize = 1;
const CODE: usize = 2;
const LABEL: usize = 3;
/// Those of a statement's record.
const RELATION: usize = 0;
const QUALIFIER: usize = 1;
const PLACES: usize = 3;
const CONFIDENCE: usize = 4;

/// An entity's record.
pub(super) struct NodeRecord {
    pub(super) id: u32,
    pub(super) kind: u32,
    pub(super) code: u32,
    pub(super) labels: Range<usize>,
    pub(super) measures: Range<usize>,
    pub(super) evidence: Range<usize>,
}

/// A statement's record.
pub(super) struct EdgeRecord {
    pub(super) relation: u32,
    pub(super) qualifiers: Range<usize>,
    pub(super) evidence: Range<usize>,
    pub(super) confidence: f64,
}

impl<'g> PackedView<'g> {
    pub(super) fn string(self, number: u32) -> &'g str {
        self.0.blocks.text(Section::StringOffsets, Section::StringBytes, number as usize)
    }

    pub(super) fn optional(self, number: u32) -> Option<&'g str> {
        (number != NONE).then(|| self.string(number))
    }

    pub(super) fn term(self, number: u32) -> &'g SmolStr {
        self.0.terms.get(number as usize).unwrap_or_else(|| {
            self.0.blocks.senseless(Section::Terms, number as usize);
            &self.0.nothing
        })
    }

    pub(super) fn node(self, node: NodeIndex) -> NodeRecord {
        let record: [u8; 56] = self.0.blocks.record(Section::Nodes, node.index());
        let [id, kind, code, label, measure, evidence, count, .., next_label, next_measure, _, _] =
            numbers::<14>(&record);
        let labels = self.0.blocks.records(Section::LabelNodes, label.into(), next_label.into());
        let measures = self.0.blocks.records(Section::Measures, measure.into(), next_measure.into());
        NodeRecord { id, kind, code, labels, measures, evidence: self.places(evidence, count) }
    }

    /// So many places of evidence.
    pub(super) fn places(self, first: u32, count: u32) -> Range<usize> {
        self.0.blocks.records(Section::Evidence, first.into(), u64::from(first) + u64::from(count))
    }

    pub(super) fn edge(self, edge: EdgeIndex) -> EdgeRecord {
        let record: [u8; 48] = self.0.blocks.record(Section::Edges, edge.index());
        let [relation, qualifier, evidence, count, low, high, _, next, ..] = numbers::<12>(&record);
        EdgeRecord {
            relation,
            qualifiers: self.0.blocks.records(Section::Qualifiers, qualifier.into(), next.into()),
            evidence: self.places(evidence, count),
            confidence: f64::from_bits(u64::from(high) << 32 | u64::from(low)),
        }
    }

    /// A value from its kind and its bits.
    pub(super) fn value(self, kind: u32, bits: u64) -> ValueRef<'g> {
        match kind {
            NUMBER => ValueRef::Number(Number(f64::from_bits(bits))),
            _ => ValueRef::Text(self.string(u32::try_from(bits).unwrap_or(NONE))),
        }
    }

    fn qualifier_name(self, place: usize) -> &'g SmolStr {
        self.term(self.0.blocks.field(Section::Qualifiers, place, 0))
    }

    fn qualifiers(self, edge: EdgeIndex) -> Range<usize> {
        let first = |edge: usize| u64::from(self.0.blocks.field(Section::Edges, edge, QUALIFIER));
        self.0.blocks.records(Section::Qualifiers, first(edge.index()), first(edge.index() + 1))
    }

    /// A qualifier: its name and its value.
    pub(super) fn qualifier_at(self, place: usize) -> (&'g SmolStr, ValueRef<'g>) {
        let record: [u8; 16] = self.0.blocks.record(Section::Qualifiers, place);
        let [name, kind, low, high] = numbers(&record);
        (self.term(name), self.value(kind, u64::from(high) << 32 | u64::from(low)))
    }

    fn documents_of(self, evidence: Range<usize>) -> impl Iterator<Item = &'g str> {
        evidence.map(move |place| self.string(self.0.blocks.field(Section::Evidence, place, 0)))
    }

    pub(super) fn label(self, label: usize) -> &'g str {
        self.0.blocks.text(Section::LabelOffsets, Section::LabelBytes, label)
    }

    fn label_count(self) -> usize {
        self.0.blocks.header.count(Section::LabelNodes)
    }

    fn label_node(self, label: usize) -> NodeIndex {
        NodeIndex::new(self.0.blocks.u32(Section::LabelNodes, label) as usize)
    }

    /// The first place of a sorted section at which a text is not below what is looked for.
    fn lower_bound(self, count: usize, is_below: impl Fn(usize) -> bool) -> usize {
        let (mut first, mut last) = (0, count);
        while first < last {
            let middle = first.midpoint(last);
            if is_below(middle) {
                first = middle + 1;
            } else {
                last = middle;
            }
        }
        first
    }

    /// The labels, as they are sorted by their text, from the first one that is not below a text on.
    fn labels_from(self, text: &str) -> impl Iterator<Item = (usize, &'g str)> {
        let count = self.0.blocks.header.count(Section::LabelOrder);
        let at = move |place| self.0.blocks.u32(Section::LabelOrder, place) as usize;
        let first = self.lower_bound(count, |place| self.label(at(place)) < text);
        (first..count).map(move |place| (at(place), self.label(at(place))))
    }

    /// The labels that hold a text, found in all of them at once.
    fn labels_with(self, text: &str) -> Vec<usize> {
        let finder = memchr::memmem::Finder::new(text);
        let offset = |label: usize| u64::from_le_bytes(self.0.blocks.record(Section::LabelOffsets, label));
        let chunks: Vec<usize> = (0..self.label_count()).step_by(AT_ONCE).collect();
        let found: Vec<Vec<usize>> = chunks
            .into_par_iter()
            .map(|first| {
                let end = (first + AT_ONCE).min(self.label_count());
                let begin = offset(first);
                let bytes = self.0.blocks.bytes(Section::LabelBytes, begin..offset(end).max(begin));
                let mut found = Vec::new();
                let (mut label, mut from) = (first, 0);
                while let Some(place) = bytes.get(from..).and_then(|rest| finder.find(rest)).map(|place| from + place) {
                    // The label in which it begins; it must end there too.
                    let absolute = begin + place as u64;
                    label += self.lower_bound(end - label, |step| offset(label + step + 1) <= absolute);
                    if absolute + text.len() as u64 <= offset(label + 1) {
                        found.push(label);
                        from = (offset(label + 1).saturating_sub(begin)) as usize;
                    } else {
                        from = place + 1;
                    }
                    if label >= end {
                        break;
                    }
                }
                found
            })
            .collect();
        found.concat()
    }
}

impl GraphView for PackedView<'_> {
    fn node_count(&self) -> usize {
        self.0.blocks.header.count(Section::Nodes)
    }

    fn edge_count(&self) -> usize {
        self.0.blocks.header.count(Section::Edges)
    }

    fn index_of(&self, id: &str) -> Option<NodeIndex> {
        let place = self.lower_bound(self.node_count(), |node| self.id(NodeIndex::new(node)) < id);
        let node = NodeIndex::new(place);
        (place < self.node_count() && self.id(node) == id).then_some(node)
    }

    fn id(&self, node: NodeIndex) -> &str {
        self.string(self.0.blocks.field(Section::Nodes, node.index(), ID))
    }

    fn kind(&self, node: NodeIndex) -> &str {
        self.term(self.0.blocks.field(Section::Nodes, node.index(), KIND))
    }

    fn name(&self, node: NodeIndex) -> &str {
        self.label(self.0.blocks.field(Section::Nodes, node.index(), LABEL) as usize)
    }

    fn code(&self, node: NodeIndex) -> Option<&str> {
        self.optional(self.0.blocks.field(Section::Nodes, node.index(), CODE))
    }

    fn aliases(&self, node: NodeIndex) -> impl Iterator<Item = &str> {
        self.node(node).labels.skip(1).map(|label| self.label(label))
    }

    fn ends(&self, edge: EdgeIndex) -> (NodeIndex, NodeIndex) {
        let record: [u8; 8] = self.0.blocks.record(Section::Ends, edge.index());
        let [source, target] = numbers(&record);
        (NodeIndex::new(source as usize), NodeIndex::new(target as usize))
    }

    fn steps(&self, node: NodeIndex, direction: Direction) -> impl Iterator<Item = (EdgeIndex, NodeIndex)> {
        let blocks = &self.0.blocks;
        let record: [u8; 16] = blocks.record(Section::Starts, node.index());
        let [out, into, next_out, next_into] = numbers::<4>(&record).map(u64::from);
        let (first, middle, last) = (out + into, next_out + into, next_out + next_into);
        let places = match direction {
            Direction::Outgoing => blocks.records(Section::Adjacent, first, middle),
            Direction::Incoming => blocks.records(Section::Adjacent, middle, last),
        };
        places.map(move |place| {
            let record: [u8; 8] = blocks.record(Section::Adjacent, place);
            let [other, edge] = numbers(&record);
            (EdgeIndex::new(edge as usize), NodeIndex::new(other as usize))
        })
    }

    fn relation(&self, edge: EdgeIndex) -> &str {
        self.term(self.0.blocks.field(Section::Edges, edge.index(), RELATION))
    }

    fn qualifier(&self, edge: EdgeIndex, name: &str) -> Option<ValueRef<'_>> {
        let place = self.qualifiers(edge).find(|place| self.qualifier_name(*place) == name)?;
        Some(self.qualifier_at(place).1)
    }

    fn number(&self, edge: EdgeIndex, qualifiers: &[&str]) -> Option<Number> {
        self.qualifiers(edge).find_map(|place| match self.qualifier_at(place) {
            (name, ValueRef::Number(number)) if qualifiers.contains(&name.as_str()) => Some(number),
            _ => None,
        })
    }

    fn matching<P: NamePattern>(&self, pattern: &P) -> Vec<NodeIndex> {
        let section = match P::Signature::KIND {
            SignatureKind::Spelling => Section::LabelSpellings,
            SignatureKind::Reading => Section::LabelReadings,
        };
        let chunks: Vec<usize> = (0..self.label_count()).step_by(AT_ONCE).collect();
        let found = chunks.into_par_iter().map(|first| {
            let last = (first + AT_ONCE).min(self.label_count());
            let (bits, _) = self.0.blocks.bytes(section, first as u64 * 8..last as u64 * 8).as_chunks();
            (first..last)
                .zip(bits)
                .filter(|(_, bits)| pattern.may_fit(P::Signature::from_bits(u64::from_le_bytes(**bits))))
                .filter(|(label, _)| pattern.fits(self.label(*label)))
                .map(|(label, _)| self.label_node(label))
                .collect()
        });
        let mut found = found.collect::<Vec<Vec<_>>>().concat();
        found.dedup();
        found
    }

    fn confidence(&self, edge: EdgeIndex) -> f64 {
        let half = |field| u64::from(self.0.blocks.field(Section::Edges, edge.index(), field));
        f64::from_bits(half(CONFIDENCE + 1) << 32 | half(CONFIDENCE))
    }

    fn evidence_count(&self, edge: EdgeIndex) -> usize {
        self.0.blocks.field(Section::Edges, edge.index(), PLACES) as usize
    }

    fn measure_count(&self, node: NodeIndex) -> usize {
        self.node(node).measures.len()
    }

    fn node_documents(&self, node: NodeIndex) -> impl Iterator<Item = &str> {
        self.documents_of(self.node(node).evidence)
    }

    fn edge_documents(&self, edge: EdgeIndex) -> impl Iterator<Item = &str> {
        self.documents_of(self.edge(edge).evidence)
    }

    fn sources(&self) -> impl Iterator<Item = (&str, &str, Option<NonZeroU32>)> {
        (0..self.document_count()).map(|place| {
            let field = |field| self.0.blocks.field(Section::Documents, place, field);
            (self.string(field(0)), self.string(field(1)), NonZeroU32::new(field(2)))
        })
    }

    fn named(&self, how: Naming, text: &str) -> Vec<NodeIndex> {
        let first = |node: NodeIndex| self.0.blocks.field(Section::Nodes, node.index(), LABEL) as usize;
        let is_name = |label: usize| first(self.label_node(label)) == label;
        let mut found: Vec<NodeIndex> = match how {
            Naming::Id => self.index_of(text).into_iter().collect(),
            Naming::Code => {
                let count = self.0.blocks.header.count(Section::CodeOrder);
                let at = |place| NodeIndex::new(self.0.blocks.u32(Section::CodeOrder, place) as usize);
                let code = |place| self.code(at(place)).unwrap_or_default();
                let first = self.lower_bound(count, |place| code(place) < text);
                (first..count).take_while(|place| code(*place) == text).map(at).collect()
            }
            Naming::Beginning | Naming::Part if text.is_empty() => self.node_indices().collect(),
            Naming::Part => self.labels_with(text).into_iter().map(|label| self.label_node(label)).collect(),
            Naming::Name | Naming::Alias | Naming::Beginning => self
                .labels_from(text)
                .take_while(|(_, label)| label.starts_with(text))
                // Names that go on come after those that end here.
                .take_while(|(_, label)| how == Naming::Beginning || *label == text)
                .map(|(label, _)| label)
                .filter(|label| how == Naming::Beginning || is_name(*label) == (how == Naming::Name))
                .map(|label| self.label_node(label))
                .collect(),
        };
        found.sort_unstable();
        found.dedup();
        found
    }
}

impl PackedGraph {
    /// The strings of all terms, kept in memory: there are some hundreds.
    pub(super) fn load_terms(&mut self) {
        let count = self.blocks.header.count(Section::Terms);
        let terms = (0..count)
            .map(|place| SmolStr::new(PackedView(self).string(self.blocks.u32(Section::Terms, place))))
            .collect();
        self.terms = terms;
    }
}
