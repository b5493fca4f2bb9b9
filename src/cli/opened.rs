//! A graph that has been opened, in memory or packed in a file, and what commands take out of it.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use petgraph::graph::{EdgeIndex, NodeIndex};
use smol_str::SmolStr;

use crate::KnowledgeGraph;
use crate::graph::GraphView;
use crate::packed::{PackedError, PackedGraph, PackedView, Part};
use crate::query::resolve;
use crate::schema::Schema;

use super::error::{CliError, Status};
use super::wanted;

/// Where a graph is kept.
pub(super) enum Store {
    Memory(KnowledgeGraph),
    Packed(Box<PackedFile>),
}

/// A packed graph with its path, for messages.
pub(super) struct PackedFile {
    graph: PackedGraph,
    path: PathBuf,
}

/// An opened graph.
pub(super) struct Opened {
    pub(super) store: Store,
    pub(super) schema: Schema,
    /// Whether a part of the input could not be read; it has been reported.
    pub(super) status: Status,
}

/// A question whose answer speaks of entities and statements by their places in the graph that was asked.
pub(super) trait Question {
    type Answer;
    fn answer(&self, graph: &impl GraphView, schema: &Schema) -> Result<Self::Answer, CliError>;
    /// What printing the answer needs of the graph.
    fn needs(&self, answer: &Self::Answer) -> (Vec<NodeIndex>, Vec<EdgeIndex>);
    /// Gives what is printed its places in a part that holds what is needed.
    fn move_into(&self, answer: &mut Self::Answer, part: &Part);
}

/// A graph in memory.
pub(super) struct Loaded {
    pub(super) schema: Schema,
    pub(super) graph: KnowledgeGraph,
    /// As in [`Opened`].
    pub(super) status: Status,
}

impl Opened {
    /// All of it in memory.
    pub(super) fn into_memory(self) -> Result<Loaded, CliError> {
        let Self { store, schema, status } = self;
        let graph = match store {
            Store::Memory(graph) => graph,
            Store::Packed(file) => file.graph.to_graph().map_err(|error| file.fault(error))?,
        };
        Ok(Loaded { schema, graph, status })
    }

    /// The answer to a question, with a graph that holds what printing it needs.
    pub(super) fn answer<Q: Question>(&self, question: &Q) -> Result<(Cow<'_, KnowledgeGraph>, Q::Answer), CliError> {
        match &self.store {
            Store::Memory(graph) => Ok((Cow::Borrowed(graph), question.answer(graph, &self.schema)?)),
            Store::Packed(file) => file.ask(|view| {
                let mut answer = question.answer(&view, &self.schema)?;
                let (nodes, edges) = question.needs(&answer);
                let part = view.part(nodes, edges);
                question.move_into(&mut answer, &part);
                Ok((Cow::Owned(part.graph), answer))
            }),
        }
    }

    /// The relations of these names or labels.
    pub(super) fn relations(&self, names: &[SmolStr]) -> Result<Vec<SmolStr>, CliError> {
        match &self.store {
            Store::Memory(graph) => wanted::relations(graph, &self.schema, names),
            Store::Packed(file) => file.ask(|view| wanted::relations(&view, &self.schema, names)),
        }
    }

    /// The types of these names or labels.
    pub(super) fn types(&self, names: &[SmolStr]) -> Result<Vec<SmolStr>, CliError> {
        match &self.store {
            Store::Memory(graph) => wanted::types(graph, &self.schema, names),
            Store::Packed(file) => file.ask(|view| wanted::types(&view, &self.schema, names)),
        }
    }

    /// The id of the entity of a name.
    pub(super) fn id_of(&self, name: &str) -> Result<String, CliError> {
        match &self.store {
            Store::Memory(graph) => Ok(GraphView::id(graph, resolve(graph, name)?).to_owned()),
            Store::Packed(file) => file.ask(|view| Ok(view.id(resolve(&view, name)?).to_owned())),
        }
    }

    /// Entities by their names, in a graph that holds them and at least all that is at most so many statements away from
    /// them.
    pub(super) fn around(
        &self,
        names: &[&str],
        hops: usize,
    ) -> Result<(Cow<'_, KnowledgeGraph>, Vec<NodeIndex>), CliError> {
        match &self.store {
            Store::Memory(graph) => {
                let found = names.iter().map(|name| resolve(graph, name)).collect::<Result<_, _>>()?;
                Ok((Cow::Borrowed(graph), found))
            }
            Store::Packed(file) => file.ask(|view| {
                let found = names.iter().map(|name| resolve(&view, name)).collect::<Result<Vec<_>, _>>()?;
                let part = view.around(&found, hops);
                let found = found.into_iter().filter_map(|node| part.node(node)).collect();
                Ok((Cow::Owned(part.graph), found))
            }),
        }
    }
}

impl PackedFile {
    /// Opens a packed graph.
    pub(super) fn open(path: &Path) -> Result<Self, CliError> {
        let path = path.to_owned();
        match PackedGraph::open(&path) {
            Ok(graph) => Ok(Self { graph, path }),
            Err(PackedError::Io(source)) => Err(CliError::Open { path, source }),
            Err(source) => Err(CliError::Packed { path, source }),
        }
    }

    /// An answer, unless the file turns out to be damaged where the question led.
    pub(super) fn ask<R>(&self, question: impl FnOnce(PackedView<'_>) -> Result<R, CliError>) -> Result<R, CliError> {
        self.graph.read(question).map_err(|error| self.fault(error))?
    }

    pub(super) fn graph(&self) -> &PackedGraph {
        &self.graph
    }

    pub(super) fn fault(&self, source: PackedError) -> CliError {
        CliError::Packed { path: self.path.clone(), source }
    }
}
