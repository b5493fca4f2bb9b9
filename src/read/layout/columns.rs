//! Columns that stand side by side in one line with runs of blanks between them, as `pdftotext -layout` prints a page: each
//! line belongs to two or more articles. They are read one after the other.
//!
//! A gutter is a column of the page at which most lines of a run have blanks, or end before it, or begin behind it. Programs
//! place text either by characters or by the width of a fixed font, so both measures are tried.

use super::line::{Line, width_of};

/// How many lines with text on both sides make a gutter.
const LEAST_LINES: usize = 4;
/// How long the parts of such lines must be in the mean, in characters; the cells of tables are shorter.
const LEAST_CHARACTERS: usize = 6;

/// A run of blanks inside a line.
#[derive(Clone, Copy)]
struct Gap {
    /// The byte of the content at which the blanks begin.
    byte: usize,
    /// The columns at which they begin and end, in characters and in halves of a Chinese character.
    from: [u32; 2],
    to: [u32; 2],
}

/// Where a line stands to a gutter.
#[derive(Clone, Copy)]
enum Side {
    Left,
    Right,
    /// Text on both sides; the byte at which the blanks between them begin.
    Both(usize),
    Across,
}

/// The lines in reading order, where a page is set in columns.
pub(super) fn in_reading_order<'a>(lines: Vec<Line<'a>>) -> Vec<Line<'a>> {
    if !lines.iter().any(|line| has_gap(line.content)) {
        return lines;
    }
    lines.chunk_by(|a, b| a.region == b.region).flat_map(|region| unfold(region, 0)).collect()
}

/// Whether a line has a run of blanks in it.
pub(super) fn has_gap(content: &str) -> bool {
    let bytes = content.as_bytes();
    memchr::memchr_iter(b' ', bytes).any(|at| bytes.get(at + 1) == Some(&b' ')) || content.contains("\u{3000}\u{3000}")
}

fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\u{3000}' | '\u{a0}')
}

fn gaps(line: &Line<'_>) -> Vec<Gap> {
    let mut gaps = Vec::new();
    if !line.content.contains(' ') && !line.content.contains('\u{3000}') {
        return gaps;
    }
    let (mut at, mut place) = (0, line.column);
    let advance = |place: [u32; 2], text: &str| {
        let characters = text.chars().count();
        [place[0] + characters as u32, place[1] + width_of(text, characters) as u32]
    };
    while let Some(start) = line.content[at..].find(is_blank) {
        let start = at + start;
        let from = advance(place, &line.content[at..start]);
        let rest = line.content[start..].trim_start_matches(is_blank);
        let end = line.content.len() - rest.len();
        place = advance(from, &line.content[start..end]);
        at = end;
        gaps.push(Gap { byte: start, from, to: place });
    }
    gaps
}

/// Splits a page at its clearest gutter, and the two sides again.
fn unfold<'a>(lines: &[Line<'a>], depth: usize) -> Vec<Line<'a>> {
    let gaps: Vec<Vec<Gap>> = lines.iter().map(gaps).collect();
    // More than eight columns are a table.
    let gutter = if depth < 3 { gutter(lines, &gaps) } else { None };
    let Some((unit, column)) = gutter else { return lines.to_vec() };
    let sides: Vec<Side> = lines.iter().zip(&gaps).map(|(line, gaps)| side(line, gaps, unit, column)).collect();
    let mut out = Vec::with_capacity(lines.len() + 8);
    let mut index = 0;
    while index < lines.len() {
        if matches!(sides[index], Side::Across | Side::Left) {
            out.push(lines[index]);
            index += 1;
            continue;
        }
        let mut end =
            sides[index..].iter().position(|side| matches!(side, Side::Across)).map_or(lines.len(), |n| index + n);
        // What stands below the last line with two sides belongs to the left column only where that is still open.
        while end > index + 1 && matches!(sides[end - 1], Side::Left) && closed_before(lines, &sides, index, end - 1) {
            end -= 1;
        }
        out.extend(split(&lines[index..end], &sides[index..end], depth));
        index = end;
    }
    out
}

/// Whether the left column has come to the end of a sentence before a line.
fn closed_before(lines: &[Line<'_>], sides: &[Side], first: usize, line: usize) -> bool {
    let above = (first..line).rev().find_map(|index| match sides[index] {
        Side::Left => Some(lines[index].content),
        Side::Both(byte) => Some(&lines[index].content[..byte]),
        _ => None,
    });
    above.is_none_or(super::ends_sentence)
}

/// The left column of a run of lines and then the right one.
fn split<'a>(lines: &[Line<'a>], sides: &[Side], depth: usize) -> Vec<Line<'a>> {
    let (mut left, mut right) = (Vec::with_capacity(lines.len()), Vec::with_capacity(lines.len()));
    for (line, side) in lines.iter().zip(sides) {
        match *side {
            Side::Both(byte) => {
                left.push(Line { column: line.column, ..line.part(0, byte) });
                right.push(line.part(byte, line.content.len()));
            }
            Side::Right => right.push(*line),
            Side::Left | Side::Across => left.push(*line),
        }
    }
    for column in [&mut left, &mut right] {
        let edge = column.iter().map(|line| line.column[0]).min().unwrap_or(0);
        for line in column.iter_mut() {
            line.indented = line.column[0] >= edge + 2;
        }
    }
    let mut out = unfold(&left, depth + 1);
    out.extend(unfold(&right, depth + 1));
    out
}

/// The unit of measure and the column of the gutter, if the page has columns of running text.
fn gutter(lines: &[Line<'_>], gaps: &[Vec<Gap>]) -> Option<(usize, u32)> {
    let candidates = [0, 1].into_iter().filter_map(|unit| {
        let column = column_of_blanks(gaps, unit)?;
        let agreement = agreement(lines, gaps, unit, column)?;
        Some((agreement, unit, column))
    });
    // By characters where both fit.
    let (_, unit, column) = candidates.max_by_key(|(agreement, unit, _)| (*agreement, std::cmp::Reverse(*unit)))?;
    Some((unit, column))
}

/// The column at which most lines have a run of blanks.
fn column_of_blanks(gaps: &[Vec<Gap>], unit: usize) -> Option<u32> {
    // A single blank may stand in a gutter, but does not show one.
    let gaps = || gaps.iter().flatten().filter(|gap| gap.to[0] - gap.from[0] >= 2);
    let widest = gaps().map(|gap| gap.to[unit]).max()? as usize;
    // How many gaps begin less how many end at each column, summed up from the left.
    let mut changes = vec![0_i32; widest + 2];
    for gap in gaps() {
        changes[gap.from[unit] as usize] += 1;
        changes[gap.to[unit] as usize] -= 1;
    }
    let mut open = 0;
    let heights = changes.iter().map(|change| {
        open += change;
        open
    });
    // The last of equal columns stands just before the text on the right.
    let (column, height) = heights.enumerate().max_by_key(|(_, height)| *height)?;
    (height as usize >= LEAST_LINES).then_some(column as u32)
}

/// How well the lines of a page agree with a gutter; nothing where it does not part columns of running text.
fn agreement(lines: &[Line<'_>], gaps: &[Vec<Gap>], unit: usize, column: u32) -> Option<i64> {
    let (mut both, mut across, mut marked, mut characters) = (0, 0, 0, [0, 0]);
    for (line, gaps) in lines.iter().zip(gaps) {
        match side(line, gaps, unit, column) {
            Side::Both(byte) => {
                let (left, right) = line.content.split_at(byte);
                both += 1;
                characters[0] += left.chars().count();
                characters[1] += right.trim_start().chars().count();
                marked += usize::from(line.content.contains(['，', '。', '、', '；', ',']));
            }
            Side::Across => across += 1,
            Side::Left | Side::Right => {}
        }
    }
    let is_text = characters.iter().all(|sum| *sum >= both * LEAST_CHARACTERS) && marked * 5 >= both * 2;
    (both >= LEAST_LINES && both >= across && is_text).then_some(both as i64 - 2 * across as i64)
}

fn side(line: &Line<'_>, gaps: &[Gap], unit: usize, column: u32) -> Side {
    let length = if unit == 0 { line.characters } else { line.width } as u32;
    if let Some(gap) = gaps.iter().find(|gap| gap.from[unit] <= column && column < gap.to[unit]) {
        Side::Both(gap.byte)
    } else if line.column[unit] + length <= column + 1 {
        Side::Left
    } else if line.column[unit] > column {
        Side::Right
    } else {
        Side::Across
    }
}
