//! The lines of a page that are not blank, each with its place in the source.

use memchr::memchr3;

/// A line, or the part of one that belongs to one column.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line<'a> {
    /// Without the blanks around it.
    pub(super) content: &'a str,
    /// Where its content begins in the source, in characters.
    pub(super) offset: u32,
    /// Where its content begins on the page, measured in characters and in halves of a Chinese character.
    pub(super) column: [u32; 2],
    /// In halves of a Chinese character, as a page sets them.
    pub(super) width: usize,
    pub(super) characters: usize,
    pub(super) indented: bool,
    /// How many form feeds stand before it.
    pub(super) page: u32,
    /// How many form feeds and paragraph separators (U+2029) stand before it: lines of different regions are never set side
    /// by side, and those of different regions of a page never one paragraph.
    pub(super) region: u32,
    /// Whether the source marks it as a heading (`#` in Markdown).
    pub(super) marked_heading: bool,
    /// Whether a mark of a list stood before it; its content is without that mark.
    pub(super) item: bool,
}

impl<'a> Line<'a> {
    /// Some of its bytes, without the blanks around them, as a line of its own.
    pub(super) fn part(&self, from: usize, to: usize) -> Self {
        let raw = &self.content[from..to];
        let rest = raw.trim_start_matches(is_edge);
        let content = rest.trim_end_matches(is_edge);
        let before = &self.content[..to - rest.len()];
        let characters = before.chars().count();
        let column = [self.column[0] + characters as u32, self.column[1] + width_of(before, characters) as u32];
        let line = Self::of(content, self.offset + characters as u32, self.page);
        Line { column, region: self.region, ..line }
    }

    fn of(content: &'a str, offset: u32, page: u32) -> Self {
        let characters = content.chars().count();
        let width = width_of(content, characters);
        Line {
            content,
            offset,
            column: [0; 2],
            width,
            characters,
            indented: false,
            page,
            region: 0,
            marked_heading: false,
            item: false,
        }
    }
}

/// The width of a text in halves of a Chinese character: one for each of its ASCII characters, two for each of three bytes.
/// Characters of two or four bytes are rare; they count as one and a half and two and a half.
pub(super) fn width_of(text: &str, characters: usize) -> usize {
    characters + (text.len() - characters) / 2
}

fn is_edge(c: char) -> bool {
    c.is_whitespace() || c.is_control() || c == '\u{feff}'
}

/// The lines of a text. Offsets count from `first`, the place of the text in the source.
pub(super) fn lines_of(source: &str, first: u32) -> Vec<Line<'_>> {
    // Average lines are of some eighty bytes; short wrapped ones let the list grow once.
    let mut lines = Vec::with_capacity(source.len() / 64 + 1);
    let unusual = memchr::memmem::find(source.as_bytes(), "\u{2028}".as_bytes()).is_some()
        || memchr::memmem::find(source.as_bytes(), "\u{2029}".as_bytes()).is_some();
    let (mut rest, mut offset, mut page, mut region) = (source, first, 0, 0);
    loop {
        let end = end_of_line(rest, unusual);
        let raw = &rest[..end.unwrap_or(rest.len())];
        let from_content = raw.trim_start_matches(is_edge);
        let content = from_content.trim_end_matches(is_edge);
        let blanks = &raw[..raw.len() - from_content.len()];
        let lead = blanks.chars().count();
        let trail = from_content[content.len()..].chars().count();
        let mut length = lead + trail;
        if !content.is_empty() {
            let line = Line::of(content, offset + lead as u32, page);
            length += line.characters;
            let column = [lead as u32, width_of(blanks, lead) as u32];
            lines.push(Line { column, region, indented: lead >= 2 || raw.starts_with('\u{3000}'), ..line });
        }
        let Some(end) = end else { return lines };
        let Some(separator) = rest[end..].chars().next() else { return lines };
        page += u32::from(separator == '\u{c}');
        region += u32::from(matches!(separator, '\u{c}' | '\u{2029}'));
        offset = offset.saturating_add(length as u32 + 1);
        rest = &rest[end + separator.len_utf8()..];
    }
}

/// The byte of the first separator of lines.
fn end_of_line(text: &str, unusual: bool) -> Option<usize> {
    if unusual {
        return text.find(['\n', '\r', '\u{2028}', '\u{2029}', '\u{c}']);
    }
    memchr3(b'\n', b'\r', b'\x0c', text.as_bytes())
}
