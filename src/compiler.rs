//! The compiler: sources in, one knowledge graph out.

use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use crate::graph::{KnowledgeGraph, Parts};
use crate::link::link;
use crate::mention::Mentions;
use crate::read::{Document, ReadError, read_text};
use crate::rules::Pack;

/// Compiles sources with a rule pack.
///
/// ```
/// let compiler = aid_graph::Compiler::built_in();
/// let graph = compiler.compile("北京市丰台区与内蒙古林西县结对帮扶。".as_bytes(), "a.txt").unwrap();
/// assert!(graph.statements().any(|statement| statement.relation == "paired_with"));
/// ```
pub struct Compiler {
    pack: Pack,
    /// Whether the first document has woken the rules.
    warm: AtomicBool,
}

impl Compiler {
    /// A compiler with a pack of your own.
    #[must_use]
    pub fn new(pack: Pack) -> Self {
        Self { pack, warm: AtomicBool::new(false) }
    }

    /// A compiler with the built-in pack on aid between regions.
    ///
    /// # Panics
    /// Never in a released program: the tests load the embedded pack.
    #[must_use]
    pub fn built_in() -> Self {
        Self::new(Pack::built_in().expect("the embedded pack loads"))
    }

    /// The pack.
    #[must_use]
    pub fn pack(&self) -> &Pack {
        &self.pack
    }

    /// The pack, for who needs no compiler any more.
    #[must_use]
    pub fn into_pack(self) -> Pack {
        self.pack
    }

    /// Compiles one source. `path` is the name that the graph shows.
    ///
    /// # Errors
    /// When the source cannot be read.
    pub fn compile(&self, bytes: &[u8], path: &str) -> Result<KnowledgeGraph, ReadError> {
        Ok(self.compile_document(&read_text(bytes, path)?))
    }

    /// Compiles a document that has been read.
    #[must_use]
    pub fn compile_document(&self, document: &Document) -> KnowledgeGraph {
        self.parts(document).join().expect("a document's parts hold both ends of its statements")
    }

    /// What a document gives to a graph.
    #[must_use]
    pub fn parts(&self, document: &Document) -> Parts {
        let find = || Mentions::find(document, &self.pack.lexicons);
        let mentions = if self.warm.swap(true, Ordering::Relaxed) {
            find()
        } else {
            rayon::join(find, || self.pack.warm_up(&document.text)).0
        };
        link(document, &mentions, &self.pack)
    }

    /// Compiles many sources on all threads of the current rayon pool and joins them. `load` gives the documents of a source
    /// as they come; what cannot be loaded or read comes back with the index of its source.
    pub fn compile_all<S, E>(
        &self,
        sources: &[S],
        load: impl Fn(&S, &mut dyn FnMut(Result<Document, E>)) + Sync,
    ) -> (KnowledgeGraph, Vec<(usize, E)>)
    where
        S: Sync,
        E: Send,
    {
        let (parts, mut failed) = sources
            .par_iter()
            .enumerate()
            .fold(
                || (Vec::new(), Vec::new()),
                |(mut parts, mut failed), (index, source)| {
                    load(source, &mut |document| match document {
                        Ok(document) => parts.push(self.parts(&document)),
                        Err(error) => failed.push((index, error)),
                    });
                    (parts, failed)
                },
            )
            .reduce(
                || (Vec::new(), Vec::new()),
                |(mut parts, mut failed), (other, more)| {
                    parts.extend(other);
                    failed.extend(more);
                    (parts, failed)
                },
            );
        // Those of one source are in their order already.
        failed.sort_by_key(|(index, _)| *index);
        (Parts::all(parts).join().expect("documents' parts hold both ends of their statements"), failed)
    }
}
