//! A source as the later rooms see it: its text, its blocks, and the way back to where it was written.

use std::num::NonZeroU32;
use std::ops::Range;

use sha2::{Digest, Sha256};
use smol_str::SmolStr;

use super::date::{self, DateSource};
use super::layout::LaidOut;
use super::{ReadError, normal_form, script, sentence};

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
    /// Who published it, as it says itself.
    pub publisher: Option<SmolStr>,
    /// Who wrote it, as it says itself.
    pub author: Option<SmolStr>,
    /// The row or record that it is of a file of many, counted from 1.
    pub record: Option<NonZeroU32>,
    /// The name of its format.
    pub format: &'static str,
    /// The encoding of its bytes by its name in the WHATWG Encoding Standard, where it is a text.
    pub encoding: Option<&'static str>,
    /// The text in its own script, where that is not the one it is matched in.
    written: Option<String>,
    map: Vec<Segment>,
    /// Where each page begins in the source, in characters; empty where there are no pages.
    pages: Vec<u32>,
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
pub(super) struct Segment {
    pub(super) text_byte: usize,
    pub(super) source_character: u32,
}

/// Cuts long segments into short ones, within which characters are soon counted: a text may have no line break at all.
fn short_segments(map: Vec<Segment>, text: &str) -> Vec<Segment> {
    const SHORT: usize = 512;
    let ends = map.iter().skip(1).map(|next| next.text_byte).chain([text.len()]);
    if map.iter().zip(ends.clone()).all(|(segment, end)| end - segment.text_byte <= SHORT * 2) {
        return map;
    }
    let mut short = Vec::with_capacity(map.len() + text.len() / SHORT);
    for (mut segment, end) in map.iter().copied().zip(ends) {
        short.push(segment);
        while end - segment.text_byte > SHORT * 2 {
            let mut next = segment.text_byte + SHORT;
            while !text.is_char_boundary(next) {
                next += 1;
            }
            segment.source_character += text[segment.text_byte..next].chars().count() as u32;
            segment.text_byte = next;
            short.push(segment);
        }
    }
    short
}

/// `doc:` and the first 16 hexadecimal digits of the SHA-256 of some bytes.
fn id_of(bytes: &[u8]) -> SmolStr {
    let digest = Sha256::digest(bytes);
    let mut id = String::from("doc:");
    for byte in &digest[..8] {
        id.push_str(&format!("{byte:02x}"));
    }
    id.into()
}

/// Where a text comes from and what is said of it there.
#[derive(Clone, Debug, Default)]
pub(super) struct Origin {
    pub(super) path: SmolStr,
    pub(super) record: Option<NonZeroU32>,
    pub(super) title: Option<SmolStr>,
    /// As the source writes it.
    pub(super) date: Option<String>,
    pub(super) publisher: Option<SmolStr>,
    pub(super) author: Option<SmolStr>,
    pub(super) format: &'static str,
    pub(super) encoding: Option<&'static str>,
    pub(super) pages: Vec<u32>,
}

impl Document {
    /// A document of a text that has been laid out. Its id is made of `bytes`, those of its source.
    pub(super) fn assemble(bytes: &[u8], mut laid_out: LaidOut, origin: Origin) -> Result<Self, ReadError> {
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
        let title = origin.title.or_else(|| heading.map(|block| SmolStr::new(&laid_out.text[block.range.clone()])));
        let told = origin.date.as_deref().and_then(date::full_date).map(|date| (date, DateSource::Metadata));
        let dated = told.or_else(|| date::document_date(&laid_out.text, &laid_out.blocks, &origin.path));
        let publisher = origin.publisher.or_else(|| date::publisher(&laid_out.text, &laid_out.blocks));
        let map = short_segments(laid_out.map, &laid_out.text);
        Ok(Document {
            id: id_of(bytes),
            path: origin.path,
            title,
            date: dated.as_ref().map(|(date, _)| date.clone()),
            date_source: dated.map(|(_, source)| source),
            publisher,
            author: origin.author,
            record: origin.record,
            format: origin.format,
            encoding: origin.encoding,
            text: laid_out.text,
            blocks: laid_out.blocks,
            written,
            map,
            pages: origin.pages,
        })
    }

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

    /// The page on which a character of the source stands, counted from 1, and where its text begins.
    fn page(&self, character: u32) -> Option<(NonZeroU32, u32)> {
        let number = self.pages.partition_point(|start| *start <= character);
        let start = *self.pages.get(number.checked_sub(1)?)?;
        Some((NonZeroU32::new(u32::try_from(number).ok()?)?, start))
    }

    /// Where a range of the text stands in the source: the page, where there are pages, and the characters, counted from the
    /// begin of that page. What begins on one page and ends on the next has an end beyond its page.
    #[must_use]
    pub fn place(&self, range: Range<usize>) -> (Option<NonZeroU32>, Range<u32>) {
        let characters = self.source_range(range);
        match self.page(characters.start) {
            Some((page, start)) => (Some(page), characters.start - start..characters.end - start),
            None => (None, characters),
        }
    }

    /// The characters of the source at which a range of the text stands, counted from its begin, over all pages.
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
