//! Reading: bytes of a source → [`Document`], with lines joined, blocks told apart, and a way back to the source.

mod date;
mod layout;
mod normal_form;
mod script;
mod sentence;

use std::ops::Range;

use sha2::{Digest, Sha256};
use smol_str::{SmolStr, format_smolstr};

pub use date::DateSource;

/// A source as the later rooms see it.
#[derive(Clone, Debug)]
pub struct Document {
    /// `doc:` and the first 16 hexadecimal digits of the SHA-256 of the source's bytes.
    pub id: SmolStr,
    /// The name that the caller gave.
    pub path: SmolStr,
    /// The text after joining: wrapped lines made whole, one block a line, in simplified characters.
    pub text: String,
    /// The blocks, in the order of the text.
    pub blocks: Vec<Block>,
    /// The first heading.
    pub title: Option<SmolStr>,
    /// When it was written, ISO 8601 at the precision known.
    pub date: Option<SmolStr>,
    /// How that is known.
    pub date_source: Option<DateSource>,
    /// The text in its own script, where that is not the one it is matched in.
    written: Option<String>,
    map: Vec<Segment>,
}

/// A block of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Its bytes in [`Document::text`].
    pub range: Range<usize>,
}

/// What a block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockKind {
    /// A headline or the heading of a section.
    Heading,
    /// Running text.
    Paragraph,
    /// Who wrote, told or published it, and when.
    Byline,
}

/// A run of characters that stand in the source as they stand in the text.
#[derive(Clone, Copy, Debug)]
struct Segment {
    text_byte: usize,
    source_character: u32,
}

/// Why a source cannot be read.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum ReadError {
    /// Nothing but white space.
    #[error("the file is empty: it holds no text to read")]
    Empty,
    /// Bytes that are no UTF-8.
    #[error("byte {offset} (line {line}) is no UTF-8: save the file as UTF-8 and try again")]
    NotUtf8 {
        /// The first such byte, counted from 0.
        offset: usize,
        /// Its line, counted from 1.
        line: usize,
    },
    /// NUL bytes: a binary file or UTF-16.
    #[error("byte {offset} is NUL: this is no plain text (if it is UTF-16, save it as UTF-8)")]
    Binary {
        /// The first such byte, counted from 0.
        offset: usize,
    },
}

/// Reads plain text.
///
/// # Errors
/// When there is nothing to read, or when the bytes are no UTF-8 text.
pub fn read_text(bytes: &[u8], path: &str) -> Result<Document, ReadError> {
    let digest = Sha256::digest(bytes);
    let mut id = String::from("doc:");
    for byte in &digest[..8] {
        id.push_str(&format!("{byte:02x}"));
    }
    let (bytes, skipped) = bytes.strip_prefix(b"\xEF\xBB\xBF").map_or((bytes, 0), |rest| (rest, 3));
    if let Some(offset) = memchr::memchr(0, bytes) {
        return Err(ReadError::Binary { offset: offset + skipped });
    }
    let source = simdutf8::compat::from_utf8(bytes).map_err(|error| {
        let offset = error.valid_up_to();
        let line = bytes[..offset].iter().filter(|byte| **byte == b'\n').count() + 1;
        ReadError::NotUtf8 { offset: offset + skipped, line }
    })?;
    let mut laid_out = layout::lay_out(source);
    if laid_out.blocks.is_empty() {
        return Err(ReadError::Empty);
    }
    let mut written = None;
    for normalise in [normal_form::ordinary, script::simplified] {
        if let Some(text) = normalise(&laid_out.text) {
            let before = std::mem::replace(&mut laid_out.text, text);
            written.get_or_insert(before);
        }
    }
    let heading = laid_out.blocks.iter().find(|block| block.kind == BlockKind::Heading);
    let title = heading.map(|block| SmolStr::new(&laid_out.text[block.range.clone()]));
    let dated = date::document_date(&laid_out.text, &laid_out.blocks, path);
    Ok(Document {
        id: format_smolstr!("{id}"),
        path: SmolStr::new(path),
        title,
        date: dated.as_ref().map(|(date, _)| date.clone()),
        date_source: dated.map(|(_, source)| source),
        text: laid_out.text,
        blocks: laid_out.blocks,
        written,
        map: laid_out.map,
    })
}

impl Document {
    /// Where the character at a byte of [`Document::text`] stands in the source, in Unicode scalar values from 0.
    ///
    /// For the end of the text, or a line break between blocks, one past the character before it.
    #[must_use]
    pub fn source_offset(&self, byte: usize) -> u32 {
        let Some(index) = self.map.partition_point(|segment| segment.text_byte <= byte).checked_sub(1) else {
            return 0;
        };
        let segment = self.map[index];
        let characters = self.text[segment.text_byte..byte].chars().count();
        segment.source_character + u32::try_from(characters).unwrap_or(u32::MAX)
    }

    /// The words of a range of the text as they are written.
    #[must_use]
    pub fn quote(&self, range: Range<usize>) -> &str {
        &self.written.as_deref().unwrap_or(&self.text)[range]
    }

    /// The range in the source of a range of the text.
    #[must_use]
    pub fn source_range(&self, range: Range<usize>) -> Range<u32> {
        let start = self.source_offset(range.start);
        // The end is one past the last character, not the first of what follows: between them may lie a line break.
        let last = self.text[range.clone()].char_indices().next_back().map(|(at, _)| range.start + at);
        start..last.map_or(start, |last| self.source_offset(last) + 1)
    }

    /// The sentences of a block, as bytes of [`Document::text`], closing quotation marks and brackets with them.
    pub fn sentences(&self, block: &Block) -> impl Iterator<Item = Range<usize>> + '_ {
        sentence::sentences(&self.text, block)
    }
}

#[cfg(test)]
mod tests;
