//! Many graphs as one, without holding any of them in memory: their entities and statements stand in one order, so the
//! least of the next ones is the next of all.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::io::Write;

use petgraph::graph::{EdgeIndex, NodeIndex};
use smol_str::SmolStr;

use crate::graph::{GraphView, Qualifiers};

use super::part::Reader;
use super::{PackedError, PackedGraph, PackedView, PackedWriter};

/// Writes the join of packed graphs: the same bytes as packing [their join in memory](crate::KnowledgeGraph::merge). Memory
/// grows by four bytes for each entity of each graph, and by what [`PackedWriter`] takes.
///
/// # Errors
/// When a graph is damaged, with its place among them; or when the file cannot be written (without a place).
pub fn merge(graphs: &[&PackedGraph], out: &mut dyn Write) -> Result<(), (Option<usize>, PackedError)> {
    let mut writer = PackedWriter::new();
    let inputs: Vec<PackedView<'_>> = graphs.iter().copied().map(PackedView).collect();
    let readers: Vec<Reader<'_>> = inputs.iter().map(|view| Reader::new(*view)).collect();
    let written = documents(&inputs, &readers, &mut writer)
        .and_then(|()| entities(&inputs, &readers, &mut writer))
        .and_then(|ranks| statements(&inputs, &readers, &ranks, &mut writer));
    // What was read decides: of a damaged graph, whatever was written is wrong.
    for (place, graph) in graphs.iter().enumerate() {
        graph.sound().map_err(|error| (Some(place), error))?;
    }
    written.and_then(|()| writer.finish(out)).map_err(|error| (None, error))
}

fn documents(inputs: &[PackedView<'_>], readers: &[Reader<'_>], writer: &mut PackedWriter) -> Result<(), PackedError> {
    let next = |input: usize, place: usize| {
        (place < inputs[input].document_count()).then(|| Reverse((readers[input].document(place), input, place)))
    };
    let mut heads: BinaryHeap<_> = (0..inputs.len()).filter_map(|input| next(input, 0)).collect();
    let mut last: Option<SmolStr> = None;
    while let Some(Reverse((document, input, place))) = heads.pop() {
        heads.extend(next(input, place + 1));
        // Of those with one id the least comes first and stays.
        if last.as_ref() != Some(&document.id) {
            writer.document(&document)?;
            last = Some(document.id);
        }
    }
    Ok(())
}

/// Writes the entities and gives the rank of each entity of each graph.
fn entities(
    inputs: &[PackedView<'_>],
    readers: &[Reader<'_>],
    writer: &mut PackedWriter,
) -> Result<Vec<Vec<u32>>, PackedError> {
    let mut ranks: Vec<Vec<u32>> = inputs.iter().map(|view| Vec::with_capacity(view.node_count())).collect();
    let next = |input: usize, place: usize| {
        let node = NodeIndex::new(place);
        (place < inputs[input].node_count()).then(|| Reverse((inputs[input].id(node), input, place)))
    };
    let mut heads: BinaryHeap<_> = (0..inputs.len()).filter_map(|input| next(input, 0)).collect();
    let mut rank = 0_u32;
    while let Some(Reverse((id, input, place))) = heads.pop() {
        let mut entity = readers[input].entity(NodeIndex::new(place));
        ranks[input].push(rank);
        heads.extend(next(input, place + 1));
        let mut alone = true;
        while let Some(Reverse((_, input, place))) = heads.peek().filter(|head| head.0.0 == id).copied() {
            heads.pop();
            entity.unite(readers[input].entity(NodeIndex::new(place)));
            alone = false;
            ranks[input].push(rank);
            heads.extend(next(input, place + 1));
        }
        if !alone {
            entity.put_in_order();
        }
        writer.entity(&entity)?;
        rank = rank.checked_add(1).ok_or(PackedError::TooLarge { what: "entities" })?;
    }
    Ok(ranks)
}

/// The next statement of a graph, in the order of all.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Head {
    ends: (u32, u32),
    relation: SmolStr,
    qualifiers: Qualifiers,
    input: usize,
    place: usize,
}

impl Head {
    fn is_same(&self, other: &Self) -> bool {
        (self.ends, &self.relation, &self.qualifiers) == (other.ends, &other.relation, &other.qualifiers)
    }
}

fn statements(
    inputs: &[PackedView<'_>],
    readers: &[Reader<'_>],
    ranks: &[Vec<u32>],
    writer: &mut PackedWriter,
) -> Result<(), PackedError> {
    let next = |input: usize, place: usize| {
        let (view, edge) = (inputs[input], EdgeIndex::new(place));
        (place < view.edge_count()).then(|| {
            let (source, target) = view.ends(edge);
            let rank = |node: NodeIndex| ranks[input].get(node.index()).copied().unwrap_or(u32::MAX);
            let (relation, qualifiers) = readers[input].content(edge);
            Reverse(Head { ends: (rank(source), rank(target)), relation, qualifiers, input, place })
        })
    };
    let mut heads: BinaryHeap<_> = (0..inputs.len()).filter_map(|input| next(input, 0)).collect();
    while let Some(Reverse(head)) = heads.pop() {
        let mut statement = readers[head.input].statement(EdgeIndex::new(head.place));
        heads.extend(next(head.input, head.place + 1));
        let mut alone = true;
        while heads.peek().is_some_and(|Reverse(other)| other.is_same(&head)) {
            let Some(Reverse(other)) = heads.pop() else { break };
            statement.unite(readers[other.input].statement(EdgeIndex::new(other.place)));
            alone = false;
            heads.extend(next(other.input, other.place + 1));
        }
        if !alone {
            statement.put_in_order();
        }
        writer.statement(head.ends.0, head.ends.1, &statement)?;
    }
    Ok(())
}
