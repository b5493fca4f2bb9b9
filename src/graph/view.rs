//! What questions need to see of a graph, wherever it is kept: in memory, or packed in a file.

use std::num::NonZeroU32;

use petgraph::Direction;
use petgraph::graph::{EdgeIndex, NodeIndex};
use rayon::prelude::*;

use super::{KnowledgeGraph, NamePattern, Number, Period, Value};

/// The value of a qualifier, borrowed from its graph.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ValueRef<'g> {
    /// A count or an amount.
    Number(Number),
    /// A date, a title, a kind, or the id of an entity.
    Text(&'g str),
}

/// How a text may name an entity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Naming {
    /// It is the id.
    Id,
    /// It is the official code.
    Code,
    /// It is the name.
    Name,
    /// It is another name.
    Alias,
    /// A name or another name begins with it.
    Beginning,
    /// A name or another name holds it.
    Part,
}

/// A graph that can be asked: entities and statements by their places in its canonical order.
///
/// An implementation may find entities by an index; the answers are those of looking at each of them.
pub trait GraphView: Sync {
    /// How many entities it has.
    fn node_count(&self) -> usize;
    /// How many statements it has.
    fn edge_count(&self) -> usize;
    /// The entity of an id.
    fn index_of(&self, id: &str) -> Option<NodeIndex>;
    /// The id of an entity.
    fn id(&self, node: NodeIndex) -> &str;
    /// The name of its type in the schema.
    fn kind(&self, node: NodeIndex) -> &str;
    /// Its name.
    fn name(&self, node: NodeIndex) -> &str;
    /// Its official code.
    fn code(&self, node: NodeIndex) -> Option<&str>;
    /// Its other names, sorted.
    fn aliases(&self, node: NodeIndex) -> impl Iterator<Item = &str>;
    /// The source and the target of a statement.
    fn ends(&self, edge: EdgeIndex) -> (NodeIndex, NodeIndex);
    /// The statements that start from (`Outgoing`) or lead to (`Incoming`) an entity, with their other ends, in any order.
    fn steps(&self, node: NodeIndex, direction: Direction) -> impl Iterator<Item = (EdgeIndex, NodeIndex)>;
    /// The relation of a statement.
    fn relation(&self, edge: EdgeIndex) -> &str;
    /// A qualifier of a statement.
    fn qualifier(&self, edge: EdgeIndex, name: &str) -> Option<ValueRef<'_>>;
    /// How far to trust a statement, from 0 to 1.
    fn confidence(&self, edge: EdgeIndex) -> f64;
    /// In how many places it stands.
    fn evidence_count(&self, edge: EdgeIndex) -> usize;

    /// How many measures an entity has.
    fn measure_count(&self, node: NodeIndex) -> usize;
    /// The ids of the documents of an entity's evidence, sorted, with repetitions.
    fn node_documents(&self, node: NodeIndex) -> impl Iterator<Item = &str>;
    /// The same of a statement's evidence.
    fn edge_documents(&self, edge: EdgeIndex) -> impl Iterator<Item = &str>;
    /// Id, path and record of the documents, by id.
    fn sources(&self) -> impl Iterator<Item = (&str, &str, Option<NonZeroU32>)>;

    /// All entities.
    fn node_indices(&self) -> impl ExactSizeIterator<Item = NodeIndex> {
        (0..self.node_count()).map(NodeIndex::new)
    }

    /// All statements.
    fn edge_indices(&self) -> impl ExactSizeIterator<Item = EdgeIndex> {
        (0..self.edge_count()).map(EdgeIndex::new)
    }

    /// The first number among some qualifiers, in the order of their names.
    fn number(&self, edge: EdgeIndex, qualifiers: &[&str]) -> Option<Number> {
        qualifiers.iter().find_map(|name| match self.qualifier(edge, name) {
            Some(ValueRef::Number(number)) => Some(number),
            _ => None,
        })
    }

    /// The entities of whose names one fits, in their order; looked at on all threads.
    fn whose_name(&self, fits: impl Fn(&str) -> bool + Sync) -> Vec<NodeIndex> {
        let fits = |node: &NodeIndex| fits(self.name(*node)) || self.aliases(*node).any(&fits);
        (0..self.node_count()).into_par_iter().with_min_len(4096).map(NodeIndex::new).filter(fits).collect()
    }

    /// The entities of whose names one fits, in their order.
    fn matching<P: NamePattern>(&self, pattern: &P) -> Vec<NodeIndex> {
        self.whose_name(|name| pattern.fits(name))
    }

    /// The text of a qualifier; `None` where it is a number or is not there.
    fn text(&self, edge: EdgeIndex, qualifier: &str) -> Option<&str> {
        match self.qualifier(edge, qualifier) {
            Some(ValueRef::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// When a statement holds or happened; see [`Statement::period`](super::Statement::period).
    fn period(&self, edge: EdgeIndex) -> Period {
        Period::stated(|qualifier| self.text(edge, qualifier))
    }

    /// The entities that a text names in this way, in their order.
    fn named(&self, how: Naming, text: &str) -> Vec<NodeIndex> {
        let of = |fits: &dyn Fn(NodeIndex) -> bool| self.node_indices().filter(|node| fits(*node)).collect();
        match how {
            Naming::Id => of(&|node| self.id(node) == text),
            Naming::Code => of(&|node| self.code(node) == Some(text)),
            Naming::Name => of(&|node| self.name(node) == text),
            Naming::Alias => of(&|node| self.aliases(node).any(|alias| alias == text)),
            Naming::Beginning => self.whose_name(|name| name.starts_with(text)),
            Naming::Part => self.whose_name(|name| name.contains(text)),
        }
    }
}

impl GraphView for KnowledgeGraph {
    fn node_count(&self) -> usize {
        self.graph().node_count()
    }

    fn edge_count(&self) -> usize {
        self.graph().edge_count()
    }

    fn index_of(&self, id: &str) -> Option<NodeIndex> {
        KnowledgeGraph::index_of(self, id)
    }

    fn id(&self, node: NodeIndex) -> &str {
        &self.graph()[node].id
    }

    fn kind(&self, node: NodeIndex) -> &str {
        &self.graph()[node].kind
    }

    fn name(&self, node: NodeIndex) -> &str {
        &self.graph()[node].name
    }

    fn code(&self, node: NodeIndex) -> Option<&str> {
        self.graph()[node].code.as_deref()
    }

    fn aliases(&self, node: NodeIndex) -> impl Iterator<Item = &str> {
        self.graph()[node].aliases.iter().map(|alias| alias.as_str())
    }

    fn ends(&self, edge: EdgeIndex) -> (NodeIndex, NodeIndex) {
        let edge = &self.graph().raw_edges()[edge.index()];
        (edge.source(), edge.target())
    }

    fn steps(&self, node: NodeIndex, direction: Direction) -> impl Iterator<Item = (EdgeIndex, NodeIndex)> {
        self.statements_of(node, direction).map(|(edge, other, _)| (edge, other))
    }

    fn relation(&self, edge: EdgeIndex) -> &str {
        &self.graph()[edge].relation
    }

    fn qualifier(&self, edge: EdgeIndex, name: &str) -> Option<ValueRef<'_>> {
        self.graph()[edge].qualifiers.get(name).map(|value| match value {
            Value::Number(number) => ValueRef::Number(*number),
            Value::Text(text) => ValueRef::Text(text),
        })
    }

    fn confidence(&self, edge: EdgeIndex) -> f64 {
        self.graph()[edge].confidence
    }

    fn evidence_count(&self, edge: EdgeIndex) -> usize {
        self.graph()[edge].evidence.len()
    }

    fn measure_count(&self, node: NodeIndex) -> usize {
        self.graph()[node].measures.len()
    }

    fn node_documents(&self, node: NodeIndex) -> impl Iterator<Item = &str> {
        self.graph()[node].evidence.iter().map(|evidence| evidence.document.as_str())
    }

    fn edge_documents(&self, edge: EdgeIndex) -> impl Iterator<Item = &str> {
        self.graph()[edge].evidence.iter().map(|evidence| evidence.document.as_str())
    }

    fn sources(&self) -> impl Iterator<Item = (&str, &str, Option<NonZeroU32>)> {
        self.documents().map(|document| (document.id.as_str(), document.path.as_str(), document.record))
    }
}
