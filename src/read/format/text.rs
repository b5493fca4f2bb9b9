//! Plain text and Markdown.

use smol_str::SmolStr;

use super::super::document::Origin;
use super::super::{Document, ReadError, encoding, layout};

/// Reads a text in any of the encodings of Chinese texts.
pub(in crate::read) fn read(bytes: &[u8], path: &str) -> Result<Document, ReadError> {
    let decoded = encoding::decode(bytes, None)?;
    let origin =
        Origin { path: SmolStr::new(path), format: "text", encoding: Some(decoded.encoding), ..Origin::default() };
    Document::assemble(bytes, layout::lay_out(&decoded.text), origin)
}
