//! Packed graph files (`.aidg`): a graph that is asked without being read. The file is mapped into memory and a question
//! touches what it needs; statements stand by source and by target, names are sorted, each block has a checksum.
//!
//! `docs/packed-format.md` describes the format. [`PackedWriter`] writes it from entities and statements in canonical order,
//! one by one, so that graphs larger than the memory can be written and [merged](merge).

mod blocks;
mod join;
mod layout;
mod map;
mod part;
mod strings;
mod view;
mod writer;

use std::fs::File;
use std::path::Path;

use smol_str::SmolStr;

use crate::graph::KnowledgeGraph;

use blocks::{Blocks, Bytes};
pub use join::merge;
pub use layout::{MAGIC, VERSION};
pub use part::Part;
pub use writer::PackedWriter;

/// Why a packed graph cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PackedError {
    /// The file cannot be opened, or a new one not be written.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// It does not begin with [`MAGIC`].
    #[error("this is no packed graph")]
    NotPacked,
    /// It was written by another version of the format.
    #[error("its format has version {found}, this program reads {VERSION}")]
    Version {
        /// What the file says.
        found: u32,
    },
    /// The first block is damaged, or the file ends within it.
    #[error("its header is damaged, or the file was cut off at {length} bytes")]
    Header {
        /// Bytes of the file.
        length: u64,
    },
    /// Something was cut off or added.
    #[error("it should have {stated} bytes and has {actual}")]
    Length {
        /// What the header says.
        stated: u64,
        /// What there is.
        actual: u64,
    },
    /// A checksum is wrong.
    #[error("it is damaged: the checksum of the bytes from {offset} on is wrong")]
    Damaged {
        /// The first byte of the block.
        offset: u64,
    },
    /// The checksums are right and the content is not.
    #[error("it makes no sense at byte {offset}: it was not written by this program")]
    Senseless {
        /// The byte.
        offset: u64,
    },
    /// More of something than 32 bits can count.
    #[error("a packed graph holds at most 4,294,967,294 {what}")]
    TooLarge {
        /// Of what.
        what: &'static str,
    },
    /// A statement leads to an entity that was not written, or stands in the wrong place.
    #[error("entities and statements must be written in their order, and both ends of a statement before it")]
    Order,
}

/// A packed graph.
pub struct PackedGraph {
    blocks: Blocks,
    terms: Vec<SmolStr>,
    nothing: SmolStr,
}

/// A packed graph within a question; see [`PackedGraph::read`].
#[derive(Clone, Copy)]
pub struct PackedView<'g>(&'g PackedGraph);

impl PackedGraph {
    /// Opens a packed graph: maps the file and checks its header, its length and the checksums' checksum.
    ///
    /// # Errors
    /// When it cannot be opened, is no packed graph, is of another version, cut off or damaged.
    pub fn open(path: &Path) -> Result<Self, PackedError> {
        let file = File::open(path)?;
        // An empty file cannot be mapped on some systems.
        if file.metadata()?.len() < MAGIC.len() as u64 {
            return Err(PackedError::NotPacked);
        }
        Self::of(Bytes::Mapped(map::map(&file)?))
    }

    /// A packed graph in memory.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self, PackedError> {
        Self::of(Bytes::Owned(bytes))
    }

    fn of(bytes: Bytes) -> Result<Self, PackedError> {
        let mut graph = Self { blocks: Blocks::new(bytes)?, terms: Vec::new(), nothing: SmolStr::default() };
        graph.load_terms();
        graph.sound()?;
        Ok(graph)
    }

    /// Answers a question. What it touches is checked before; nothing that was read from a damaged place leaves here.
    ///
    /// # Errors
    /// When the question met, now or before, a block whose checksum is wrong, or a value that makes no sense.
    pub fn read<R>(&self, question: impl FnOnce(PackedView<'_>) -> R) -> Result<R, PackedError> {
        let answer = question(PackedView(self));
        self.sound()?;
        Ok(answer)
    }

    /// The whole graph, in memory.
    ///
    /// # Errors
    /// When it is damaged anywhere.
    pub fn to_graph(&self) -> Result<KnowledgeGraph, PackedError> {
        self.read(|view| view.whole())
    }

    fn sound(&self) -> Result<(), PackedError> {
        match self.blocks.fault() {
            None => Ok(()),
            Some(fault) if fault.checksum => Err(PackedError::Damaged { offset: fault.offset }),
            Some(fault) => Err(PackedError::Senseless { offset: fault.offset }),
        }
    }
}
