//! Word documents (ECMA-376, WordprocessingML): paragraphs with their style, and tables row by row.

use std::io::{Cursor, Read};
use std::ops::Range;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use smol_str::SmolStr;
use zip::ZipArchive;

use super::super::document::Origin;
use super::super::layout::{self, Part};
use super::super::{BlockKind, Document, ReadError};
use super::zip_file;

/// Reads a Word document. Offsets count in its text, a paragraph or a row of a table a line.
pub(in crate::read) fn read(bytes: &[u8], path: &str, limit: u64) -> Result<Document, ReadError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| zip_file::fault(&error, "Word document"))?;
    let member = archive.by_name("word/document.xml").map_err(|error| zip_file::fault(&error, "Word document"))?;
    let mut xml = Vec::new();
    member.take(limit + 1).read_to_end(&mut xml).map_err(|error| damaged(&error))?;
    if xml.len() as u64 > limit {
        return Err(ReadError::TooLarge { limit });
    }
    let mut body = Body::default();
    body.read(&xml)?;
    let origin = Origin { path: SmolStr::new(path), format: "docx", ..Origin::default() };
    Document::assemble(bytes, layout::lay_out_parts(&body.text, &body.parts), origin)
}

fn damaged(error: &dyn std::fmt::Display) -> ReadError {
    ReadError::Damaged { format: "Word document", reason: error.to_string() }
}

/// The text as it is put together.
#[derive(Default)]
struct Body {
    text: String,
    parts: Vec<(Part, Range<usize>)>,
    /// Where the paragraph, the table, and the cell began.
    paragraph: usize,
    table: Option<usize>,
    /// Tables in the cells of tables.
    depth: usize,
    heading: bool,
}

impl Body {
    fn read(&mut self, xml: &[u8]) -> Result<(), ReadError> {
        let xml = simdutf8::compat::from_utf8(xml).map_err(|error| damaged(&error))?;
        let mut reader = Reader::from_str(xml);
        let mut in_text = false;
        loop {
            match reader.read_event().map_err(|error| damaged(&error))? {
                Event::Start(element) => match element.local_name().as_ref() {
                    "t" => in_text = true,
                    "tbl" => self.open_table(),
                    "p" => self.open_paragraph(),
                    "pStyle" => self.style(&element),
                    _ => {}
                },
                Event::Empty(element) => match element.local_name().as_ref() {
                    "pStyle" => self.style(&element),
                    "tab" => self.text.push('\u{3000}'),
                    "br" | "cr" if self.table.is_none() => self.text.push('\n'),
                    _ => {}
                },
                Event::Text(text) if in_text => {
                    self.text.push_str(&text);
                }
                Event::GeneralRef(name) if in_text => {
                    let character = name.resolve_char_ref().map_err(|error| damaged(&error))?;
                    match character {
                        Some(c) => self.text.push(c),
                        None => self.text.push_str(quick_xml::escape::resolve_predefined_entity(&name).unwrap_or("")),
                    }
                }
                Event::End(element) => match element.local_name().as_ref() {
                    "t" => in_text = false,
                    "p" => self.close_paragraph(),
                    "tc" if self.depth == 1 => self.text.push('\t'),
                    "tr" if self.depth == 1 => {
                        if self.text.ends_with('\t') {
                            self.text.pop();
                        }
                        self.text.push('\n');
                    }
                    "tbl" => self.close_table(),
                    _ => {}
                },
                Event::Eof => return Ok(()),
                _ => {}
            }
        }
    }

    fn open_paragraph(&mut self) {
        self.paragraph = self.text.len();
        self.heading = false;
    }

    fn close_paragraph(&mut self) {
        if self.table.is_some() {
            return;
        }
        let kind = if self.heading { Part::Block(BlockKind::Heading) } else { Part::Guess };
        self.parts.push((kind, self.paragraph..self.text.len()));
        self.text.push('\n');
    }

    fn open_table(&mut self) {
        self.depth += 1;
        if self.depth == 1 {
            self.table = Some(self.text.len());
        }
    }

    fn close_table(&mut self) {
        self.depth = self.depth.saturating_sub(1);
        if self.depth == 0
            && let Some(start) = self.table.take()
        {
            self.parts.push((Part::Table, start..self.text.len()));
        }
    }

    /// Heading1, 标题 1, Title: what Word calls the styles of headings.
    fn style(&mut self, element: &BytesStart<'_>) {
        let value = element.attributes().flatten().find(|attribute| attribute.key.local_name().as_ref() == "val");
        let name = value.map(|value| value.value.to_lowercase()).unwrap_or_default();
        // Chinese Word numbers its heading styles: 1 to 9.
        self.heading = name.contains("heading")
            || name.contains("title")
            || name.contains("标题")
            || matches!(name.as_bytes(), [b'1'..=b'9']);
    }
}
