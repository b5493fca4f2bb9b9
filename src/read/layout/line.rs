//! The lines of a page that are not blank, each with its place in the source.

use std::ops::Range;

use memchr::memchr3_iter;

/// A line, or the part of one that belongs to one column.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line<'a> {
    /// Without the blanks around it.
    pub(super) content: &'a str,
    /// Where its content begins in the source, in characters.
    pub(super) offset: u32,
    /// Where its content begins on the page, measured in characters and in halves of a Chinese character.
    pub(super) column: [u32; 2],
    pub(super) characters: u32,
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
    /// How many blanks (U+0020, U+3000, U+00A0) stand together in its content at most, among other edges or alone.
    pub(super) blanks: Blanks,
}

/// The widest run of blanks that a line holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Blanks {
    #[default]
    None,
    One,
    Several,
}

impl Blanks {
    fn and_one_more(self) -> Self {
        if self == Self::None { Self::One } else { Self::Several }
    }
}

impl<'a> Line<'a> {
    /// Some of its bytes, without the blanks around them, as a line of its own.
    pub(super) fn part(&self, from: usize, to: usize) -> Self {
        let found = Found::from(&self.content[..to], from);
        let start = if found.content.is_empty() { to } else { found.content.start };
        let characters = self.content[..start].chars().count() as u32;
        Line {
            content: &self.content[found.content],
            column: [self.column[0] + characters, self.column[1] + width_of(start, characters)],
            characters: found.characters,
            region: self.region,
            blanks: found.blanks,
            ..Self::empty(self.offset + characters, self.page)
        }
    }

    /// Its width in halves of a Chinese character, as a page sets it.
    pub(super) fn width(&self) -> u32 {
        width_of(self.content.len(), self.characters)
    }

    fn empty(offset: u32, page: u32) -> Self {
        Line {
            content: "",
            offset,
            column: [0; 2],
            characters: 0,
            indented: false,
            page,
            region: 0,
            marked_heading: false,
            item: false,
            blanks: Blanks::None,
        }
    }
}

/// The width of a text of so many bytes and characters, in halves of a Chinese character: one for each of its ASCII
/// characters, two for each of three bytes. Characters of two or four bytes are rare; they count as one and a half and two
/// and a half.
pub(super) fn width_of(bytes: usize, characters: u32) -> u32 {
    characters + (bytes as u32 - characters) / 2
}

fn is_edge(c: char) -> bool {
    c.is_whitespace() || c.is_control() || c == '\u{feff}'
}

/// The lines of a text. Offsets count from `first`, the place of the text in the source.
pub(super) fn lines_of(source: &str, first: u32) -> Vec<Line<'_>> {
    // Average lines are of some eighty bytes; short wrapped ones let the list grow once.
    let mut lines = Vec::with_capacity(source.len() / 64 + 1);
    let (mut start, mut offset, mut page, mut region) = (0, first, 0, 0);
    loop {
        let found = Found::from(source, start);
        let before = found.before;
        if !found.content.is_empty() {
            let edge = &source[start..found.content.start];
            lines.push(Line {
                content: &source[found.content],
                column: [before, width_of(edge.len(), before)],
                characters: found.characters,
                indented: before >= 2 || edge.starts_with('\u{3000}'),
                region,
                blanks: found.blanks,
                ..Line::empty(offset + before, page)
            });
        }
        let Some(separator) = source[found.end..].chars().next() else { return lines };
        page += u32::from(separator == '\u{c}');
        region += u32::from(matches!(separator, '\u{c}' | '\u{2029}'));
        offset = offset.saturating_add(before + found.characters + found.behind + 1);
        start = found.end + separator.len_utf8();
    }
}

/// A line as it is found: one look at each character tells where it and its content end, how many characters they have and
/// which blanks are among them.
struct Found {
    content: Range<usize>,
    /// How many characters stand before its content, in it, and behind it.
    before: u32,
    characters: u32,
    behind: u32,
    blanks: Blanks,
    /// The byte of the separator behind it, or the end of the text.
    end: usize,
}

impl Found {
    /// The line that begins at a byte.
    #[inline]
    fn from(source: &str, start: usize) -> Self {
        let before = edges_from(source, start);
        let mut content = before.end..before.end;
        let (mut characters, mut blanks) = (0, Blanks::None);
        let mut behind = Run { end: before.end, ..Run::default() };
        while let words = words_from(source, behind.end)
            && words.characters > 0
        {
            characters += behind.characters + words.characters;
            blanks = blanks.max(behind.blanks);
            content.end = words.end;
            behind = edges_from(source, words.end);
        }
        let Run { end, characters: behind, .. } = behind;
        Found { content, before: before.characters, characters, behind, blanks, end }
    }
}

/// A run of characters of one kind.
#[derive(Default)]
struct Run {
    /// The byte at which it ends.
    end: usize,
    characters: u32,
    /// How many of them are blanks.
    blanks: Blanks,
}

/// The characters from a byte on that are no edges and no separators of lines, which are edges, too.
#[inline]
fn words_from(source: &str, start: usize) -> Run {
    let bytes = source.as_bytes();
    let mut run = Run { end: start, ..Run::default() };
    while let Some(byte) = bytes.get(run.end) {
        // Most characters are Han, of three bytes that begin so, and most others of ASCII or marks of Chinese texts, of which
        // two are edges: these are not decoded.
        run.end += if (0xE4..=0xE9).contains(byte) {
            3
        } else if byte.is_ascii_graphic() {
            1
        } else {
            match bytes[run.end..] {
                [0xE3, 0x80, 0x80, ..] | [0xEF, 0xBB, 0xBF, ..] => break,
                [0xE3 | 0xEF, ..] => 3,
                _ => match source[run.end..].chars().next() {
                    Some(c) if !is_edge(c) => c.len_utf8(),
                    _ => break,
                },
            }
        };
        run.characters += 1;
    }
    run
}

/// The edges from a byte on up to the first separator of lines.
#[inline]
fn edges_from(source: &str, start: usize) -> Run {
    let bytes = source.as_bytes();
    let mut run = Run { end: start, ..Run::default() };
    loop {
        let (length, blank) = match bytes[run.end..] {
            // What most lines begin and end with.
            [0xE4..=0xE9 | b'!'..=b'~' | b'\n' | b'\r' | b'\x0c', ..] => break,
            [b' ', ..] => (1, true),
            [0xE3, 0x80, 0x80, ..] => (3, true),
            [0xC2, 0xA0, ..] => (2, true),
            _ => match source[run.end..].chars().next() {
                Some(c) if is_edge(c) && !matches!(c, '\u{2028}' | '\u{2029}') => (c.len_utf8(), false),
                _ => break,
            },
        };
        run.end += length;
        run.characters += 1;
        if blank {
            run.blanks = run.blanks.and_one_more();
        }
    }
    run
}

/// Where the first blank begins.
pub(super) fn first_blank(text: &[u8]) -> Option<usize> {
    memchr3_iter(b' ', 0xE3, 0xC2, text).find(|at| blank_at(&text[*at..]) > 0)
}

/// How many bytes the blank takes that stands here; none where none does.
fn blank_at(text: &[u8]) -> usize {
    match text {
        [b' ', ..] => 1,
        [0xE3, 0x80, 0x80, ..] => 3,
        [0xC2, 0xA0, ..] => 2,
        _ => 0,
    }
}

/// How many bytes and characters the run of blanks takes that stands here.
pub(super) fn run_of_blanks(text: &[u8]) -> (usize, u32) {
    let (mut bytes, mut characters) = (0, 0);
    while let length @ 1.. = blank_at(&text[bytes..]) {
        bytes += length;
        characters += 1;
    }
    (bytes, characters)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn widest_run_of_blanks(content: &str) -> usize {
        let is_other = |c: char| !matches!(c, ' ' | '\u{3000}' | '\u{a0}') && !is_edge(c);
        let blanks = |run: &str| run.chars().filter(|c| matches!(c, ' ' | '\u{3000}' | '\u{a0}')).count();
        content.split(is_other).map(blanks).max().unwrap_or(0)
    }

    proptest! {
        /// What is found character by character is what the definitions say of the whole line.
        #[test]
        fn lines_are_what_stands_between_separators(
            source in "([甲乙龥𠮷é。，：《“１a1~\u{3000}\u{a0} \u{85}\u{feff}\u{200b}\u{2003}\u{7f}\t]|  |[\n\r\u{c}\u{2028}\u{2029}]){0,60}"
        ) {
            let mut expected = Vec::new();
            let mut offset = 0;
            for raw in source.split(['\n', '\r', '\u{c}', '\u{2028}', '\u{2029}']) {
                let content = raw.trim_matches(is_edge);
                let lead = raw.chars().take_while(|c| is_edge(*c)).count();
                if !content.is_empty() {
                    expected.push((content, (offset + lead) as u32, content.chars().count() as u32));
                }
                offset += raw.chars().count() + 1;
            }
            let lines = lines_of(&source, 0);
            let found: Vec<_> = lines.iter().map(|line| (line.content, line.offset, line.characters)).collect();
            prop_assert_eq!(found, expected);
            for line in &lines {
                let blanks = match widest_run_of_blanks(line.content) {
                    0 => Blanks::None,
                    1 => Blanks::One,
                    _ => Blanks::Several,
                };
                prop_assert_eq!(line.blanks, blanks);
                prop_assert_eq!(first_blank(line.content.as_bytes()).is_some(), blanks > Blanks::None);
            }
        }
    }
}
