//! Layout: the lines of a page become blocks in reading order. Columns are read one after the other, tables row by row, page
//! numbers and running heads are left out, and lines that only the page has broken are made whole.

mod columns;
mod form;
mod furniture;
mod heading;
mod laid_out;
mod line;
mod markdown;
mod table;

use std::ops::Range;

use super::BlockKind;
use form::form_length;
use heading::{doubled, headings_of_wrapped, is_byline, is_heading_line, undoubled};
use line::{Line, lines_of};
use table::{Separators, table_at};

pub(super) use heading::ends_sentence;
pub(crate) use heading::is_numbered;
pub(super) use laid_out::LaidOut;

/// Lays out plain text, whose lines and headings have to be guessed at.
pub(super) fn lay_out(source: &str) -> LaidOut {
    let mut lines = lines_of(source, 0);
    let markdown = markdown::is_markdown(source);
    if markdown {
        lines = markdown::strip(lines);
    }
    furniture::remove(&mut lines);
    let separators = Separators::of(source);
    let lines = heading::without_item_marks(columns::in_reading_order(lines));
    let wrapped = is_wrapped(&lines);
    let bylines: Vec<bool> = lines.iter().map(is_byline).collect();
    let mut headings: Vec<bool> =
        if wrapped { headings_of_wrapped(&lines, &bylines) } else { lines.iter().map(is_heading_line).collect() };
    form::fields_are_no_headings(&lines, &mut headings);
    let mut out = LaidOut::with_capacity(source.len());
    out.markdown = markdown;
    let mut index = 0;
    while index < lines.len() {
        let line = &lines[index];
        let above = index.checked_sub(1).map(|above| &lines[above]);
        if let Some(table) = table_at(&lines[index..], above, separators) {
            out.table(&table);
            index += table.lines;
        } else if let fields @ 2.. = if wrapped { 0 } else { form_length(&lines[index..], &bylines[index..]) } {
            out.form(&lines[index..index + fields]);
            index += fields;
        } else if bylines[index] {
            out.block(BlockKind::Byline, std::slice::from_ref(line));
            index += 1;
        } else if headings[index] || line.marked_heading {
            out.block(BlockKind::Heading, std::slice::from_ref(&undoubled(line)));
            index += 1;
        } else {
            let mut end = index + 1;
            let row = |line: usize| separators.part(&lines[line]);
            while wrapped
                && end < lines.len()
                && !bylines[end]
                && !row(end)
                && !row(end - 1)
                && continues(&lines, &headings, index, end)
            {
                end += 1;
            }
            out.block(BlockKind::Paragraph, &lines[index..end]);
            index = end;
        }
    }
    out
}

/// What a part of a text is, where its format says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// One block, whatever its lines.
    Block(BlockKind),
    /// One block: a by-line or a heading if it looks like one, else a paragraph.
    Guess,
    /// The rows of a table, a line each, their cells parted by tabs.
    Table,
}

/// Lays out text of which it is known what its parts are, as Word documents and spreadsheets say.
pub(super) fn lay_out_parts(source: &str, parts: &[(Part, Range<usize>)]) -> LaidOut {
    let mut out = LaidOut::with_capacity(source.len());
    let (mut at, mut characters) = (0, 0_u32);
    for (part, range) in parts {
        characters += source[at..range.start].chars().count() as u32;
        at = range.start;
        let text = &source[range.clone()];
        let lines = heading::without_item_marks(lines_of(text, characters));
        let Some(first) = lines.first() else { continue };
        let guessed = |line: &Line<'_>| {
            if is_byline(line) {
                BlockKind::Byline
            } else if lines.len() == 1 && is_heading_line(line) {
                BlockKind::Heading
            } else {
                BlockKind::Paragraph
            }
        };
        match part {
            Part::Block(kind) => out.block(*kind, &lines),
            Part::Guess => out.block(guessed(first), &lines),
            Part::Table => {
                let mut rest = lines.as_slice();
                while !rest.is_empty() {
                    if let Some(table) = table_at(rest, None, Separators::of(text)) {
                        out.table(&table);
                        rest = &rest[table.lines..];
                    } else {
                        out.block(BlockKind::Paragraph, &rest[..1]);
                        rest = &rest[1..];
                    }
                }
            }
        }
    }
    out
}

/// A page whose long lines often stop in the middle of a sentence is wrapped, and so is one whose open lines are all as wide
/// as the page.
fn is_wrapped(lines: &[Line<'_>]) -> bool {
    let (mut long, mut open, mut full, mut whole) = (0, 0, 0, 0);
    let right_edge = |line: &Line<'_>| line.column[1] + line.width();
    let widest = lines.iter().map(right_edge).max().unwrap_or(0);
    for line in lines.iter().filter(|line| line.characters >= 14) {
        if line.characters > 60 {
            whole += usize::from(ends_sentence(line.content));
            continue;
        }
        long += 1;
        if !ends_sentence(line.content) {
            open += 1;
            // A mark that may not open a line, or a number, can make a line a little shorter.
            full += usize::from(right_edge(line) + 4 >= widest);
        }
    }
    // Lines that no page is wide enough for, and that end with a sentence, are paragraphs.
    let whole_paragraphs = whole >= 2 && whole >= open;
    lines.len() >= 6
        && !whole_paragraphs
        && (long >= 4 && open * 5 >= long * 3 || widest <= 120 && full >= 3 && full * 10 >= open * 7)
}

/// Whether line `next` goes on with the paragraph that opened at line `first`.
fn continues(lines: &[Line<'_>], headings: &[bool], first: usize, next: usize) -> bool {
    let (before, line) = (&lines[next - 1], &lines[next]);
    if before.region != line.region && before.page == line.page {
        return false;
    }
    if is_numbered(line.content) || doubled(line.content).is_some() || line.content.starts_with("编者按") || line.item
    {
        return false;
    }
    if !ends_sentence(before.content) {
        // A sentence that is still open goes on, whatever the width of the line.
        return true;
    }
    if headings[next]
        || line.marked_heading
        || (line.indented && !lines[first + 1..next].iter().any(|line| line.indented))
    {
        return false;
    }
    // A full line may end with a sentence by chance; a short one ends its paragraph.
    let width = lines[first..=next].iter().map(Line::width).max().unwrap_or(0);
    before.width() + 2 >= width
}
