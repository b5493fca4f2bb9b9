//! PDF with a text layer. Each page is printed as text on a grid, as `pdftotext -layout` does, and laid out like any page:
//! columns one after the other, without running heads and page numbers.

use std::panic::{AssertUnwindSafe, catch_unwind};

use pdf_oxide::PdfDocument;
use pdf_oxide::layout::{TextChar, TextSpan};
use smol_str::SmolStr;

use super::super::document::Origin;
use super::super::{Document, ReadError, layout};
use super::vertical;

/// Reads a PDF. Offsets count in the text of a page as it is printed here.
pub(in crate::read) fn read(bytes: &[u8], path: &str) -> Result<Document, ReadError> {
    // The parser is large and its input hostile: a fault of its own must not take the other files down.
    let pages = catch_unwind(AssertUnwindSafe(|| pages(bytes)))
        .unwrap_or_else(|_| Err(damaged(&"the parser gave up on it")))?;
    if pages.iter().all(|page| page.trim().is_empty()) {
        // A file that was cut off has lost the text with the rest.
        if memchr::memmem::rfind(bytes, b"%%EOF").is_none() {
            return Err(damaged(&"it breaks off before its end"));
        }
        return Err(ReadError::NoTextLayer { pages: pages.len() });
    }
    let mut starts = Vec::with_capacity(pages.len());
    let mut text = String::new();
    let mut characters = 0;
    for page in &pages {
        starts.push(characters);
        text.push_str(page);
        // The form feed is the last character of its page.
        text.push('\u{c}');
        characters += u32::try_from(page.chars().count()).unwrap_or(u32::MAX) + 1;
    }
    let origin = Origin { path: SmolStr::new(path), format: "pdf", pages: starts, ..Origin::default() };
    Document::assemble(bytes, layout::lay_out(&text), origin)
}

fn damaged(error: &dyn std::fmt::Display) -> ReadError {
    // Parsers' messages run over many lines.
    let reason = error.to_string();
    ReadError::Damaged { format: "PDF", reason: reason.lines().next().unwrap_or_default().to_owned() }
}

fn pages(bytes: &[u8]) -> Result<Vec<String>, ReadError> {
    let document = PdfDocument::from_bytes(bytes.to_vec()).map_err(|error| damaged(&error))?;
    if document.is_encrypted() && !document.authenticate(b"").unwrap_or(false) {
        return Err(ReadError::Encrypted { format: "PDF" });
    }
    let count = document.page_count().map_err(|error| damaged(&error))?;
    let page = |index| {
        let spans = document.extract_spans(index).map_err(|error| damaged(&error))?;
        Ok(printed(&spans, || document.extract_chars(index).unwrap_or_default()))
    };
    (0..count).map(page).collect()
}

/// The text of a page: what is horizontal as lines, each at its place, and what is vertical as paragraphs, each behind a
/// paragraph separator. Vertical text that begins above all the rest stands before it.
fn printed(spans: &[TextSpan], characters: impl FnOnce() -> Vec<TextChar>) -> String {
    let spans: Vec<&TextSpan> = spans.iter().filter(|span| !span.text.trim().is_empty()).collect();
    let (paragraphs, spans) = vertical::part(spans, characters);
    let top = spans.iter().map(|span| span.bbox.y + span.font_size).fold(f32::NEG_INFINITY, f32::max);
    let lines = printed_lines(spans);
    if paragraphs.is_empty() {
        return lines;
    }
    let (above, below): (Vec<_>, Vec<_>) = paragraphs.into_iter().partition(|paragraph| paragraph.top > top);
    let mut parts: Vec<String> = above.into_iter().map(|paragraph| paragraph.text).collect();
    parts.push(lines);
    parts.extend(below.into_iter().map(|paragraph| paragraph.text));
    parts.retain(|part| !part.is_empty());
    parts.join("\u{2029}")
}

/// Spans as lines of text, each at its place.
fn printed_lines(mut spans: Vec<&TextSpan>) -> String {
    let size = body_size(&spans);
    let left = spans.iter().map(|span| span.bbox.x).fold(f32::INFINITY, f32::min);
    spans.sort_by(|a, b| b.bbox.y.total_cmp(&a.bbox.y).then(a.bbox.x.total_cmp(&b.bbox.x)));
    let mut out = String::new();
    let mut rest = spans.as_slice();
    while let Some(first) = rest.first() {
        // What stands less than half a character lower is of the same line.
        let same = |span: &&&TextSpan| first.bbox.y - span.bbox.y < first.font_size.min(size) / 2.0;
        let (line, below) = rest.split_at(rest.iter().take_while(same).count().max(1));
        let mut line = line.to_vec();
        line.sort_by(|a, b| a.bbox.x.total_cmp(&b.bbox.x));
        print_line(&line, left, size, &mut out);
        out.push('\n');
        rest = below;
    }
    out
}

/// The size of type in which most characters of a page are set.
fn body_size(spans: &[&TextSpan]) -> f32 {
    let mut sizes: Vec<(f32, usize)> = spans.iter().map(|span| (span.font_size, span.text.chars().count())).collect();
    sizes.sort_by(|a, b| a.0.total_cmp(&b.0));
    let half = sizes.iter().map(|(_, count)| count).sum::<usize>() / 2;
    let mut seen = 0;
    let median = sizes.iter().find(|(_, count)| {
        seen += count;
        seen > half
    });
    median.map_or(10.0, |(size, _)| size.max(1.0))
}

/// A line on a grid of half characters of the body type.
fn print_line(line: &[&TextSpan], left: f32, size: f32, out: &mut String) {
    let mut column = 0;
    let mut end: Option<f32> = None;
    for span in line {
        let gap = end.map_or(f32::INFINITY, |end| span.bbox.x - end);
        let place = ((span.bbox.x - left) / (size / 2.0)).round().clamp(0.0, 1000.0) as usize;
        if gap > size * 0.6 {
            // Never without a blank where the page has a gap: a wide heading may have run over its place.
            let least = usize::from(end.is_some()) * if gap > size * 1.2 { 2 } else { 1 };
            let blanks = place.saturating_sub(column).max(least);
            out.extend(std::iter::repeat_n(' ', blanks));
            column += blanks;
        } else if gap > size * 0.2
            && out.ends_with(|c: char| c.is_ascii_alphanumeric())
            && span.text.starts_with(|c: char| c.is_ascii_alphanumeric())
        {
            out.push(' ');
            column += 1;
        }
        for c in span.text.chars().filter(|c| !c.is_control()) {
            out.push(c);
            column += if c.is_ascii() { 1 } else { 2 };
        }
        end = Some(span.bbox.x + span.bbox.width);
    }
}
