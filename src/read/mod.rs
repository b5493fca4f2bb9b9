//! Reading: bytes of a source in any of [`FORMATS`] → [`Document`]s, with lines joined, blocks told apart, and a way back to
//! the source.

mod date;
mod document;
mod encoding;
mod error;
mod format;
mod layout;
mod normal_form;
mod record;
mod script;
mod sentence;
mod source;

pub use date::DateSource;
pub use document::{Block, BlockKind, Document};
pub use error::ReadError;
pub use format::{FORMATS, Format};
pub(crate) use layout::is_numbered;
pub use record::Columns;
pub use source::{Limits, ReadFault, ReadOptions, read_source};

use document::Segment;

/// Reads plain text.
///
/// # Errors
/// When there is nothing to read, or when the bytes are no text.
pub fn read_text(bytes: &[u8], path: &str) -> Result<Document, ReadError> {
    format::text::read(bytes, path)
}

#[cfg(test)]
mod tests;
