//! Columns that stand side by side in one line with runs of blanks between them, as `pdftotext -layout` prints a page: each
//! line belongs to two or more articles. They are read one after the other.
//!
//! A gutter is a column of the page at which most lines of a run have blanks, or end before it, or begin behind it. Programs
//! place text either by characters or by the width of a fixed font, so both measures are tried.

use std::ops::Range;

use super::line::{Blanks, Line, first_blank, run_of_blanks, width_of};

/// How many lines with text on both sides make a gutter.
const LEAST_LINES: usize = 4;
/// How long the parts of such lines must be in the mean, in characters; the cells of tables are shorter.
const LEAST_CHARACTERS: usize = 6;

/// A run of blanks inside a line.
#[derive(Clone, Copy)]
struct Gap {
    /// The bytes of the content at which the blanks begin and end.
    byte: usize,
    end: usize,
    /// The columns at which they begin and end, in characters and in halves of a Chinese character.
    from: [u32; 2],
    to: [u32; 2],
}

/// The runs of blanks of some lines, one list for all of them.
struct Gaps {
    gaps: Vec<Gap>,
    /// Where those of each line end.
    ends: Vec<usize>,
}

/// Where a line stands to a gutter.
#[derive(Clone, Copy)]
enum Side {
    Left,
    Right,
    /// Text on both sides, and the blanks between them.
    Both(Gap),
    Across,
}

/// The lines in reading order, where a page is set in columns.
pub(super) fn in_reading_order<'a>(lines: Vec<Line<'a>>) -> Vec<Line<'a>> {
    if !lines.iter().any(has_gap) {
        return lines;
    }
    let mut out = Vec::new();
    let mut unfolded = 0;
    let mut seen = 0;
    for region in lines.chunk_by(|a, b| a.region == b.region) {
        let start = seen;
        seen += region.len();
        // Lines are copied only where some change their places.
        let Some(page) = Page::of(region, 0) else { continue };
        out.extend_from_slice(&lines[unfolded..start]);
        page.unfold(&mut out);
        unfolded = seen;
    }
    if out.is_empty() {
        return lines;
    }
    out.extend_from_slice(&lines[unfolded..]);
    out
}

/// Whether a line has a run of blanks in it.
pub(super) fn has_gap(line: &Line<'_>) -> bool {
    let bytes = line.content.as_bytes();
    line.blanks == Blanks::Several
        && (memchr::memchr_iter(b' ', bytes).any(|at| bytes.get(at + 1) == Some(&b' '))
            || line.content.contains("\u{3000}\u{3000}"))
}

impl Gaps {
    /// Those of the lines in which blanks stand together.
    fn wide(lines: &[Line<'_>]) -> Self {
        let mut gaps = Gaps { gaps: Vec::new(), ends: Vec::with_capacity(lines.len()) };
        for line in lines {
            if line.blanks == Blanks::Several {
                gaps.add(line);
            }
            gaps.ends.push(gaps.gaps.len());
        }
        gaps
    }

    /// Those of all lines: these, and those of the lines with single blanks.
    fn and_single(&self, lines: &[Line<'_>]) -> Self {
        let mut gaps = Gaps { gaps: Vec::with_capacity(self.gaps.len()), ends: Vec::with_capacity(lines.len()) };
        for (line, wide) in lines.iter().zip(self.by_line()) {
            gaps.gaps.extend_from_slice(wide);
            if line.blanks == Blanks::One {
                gaps.add(line);
            }
            gaps.ends.push(gaps.gaps.len());
        }
        gaps
    }

    fn add(&mut self, line: &Line<'_>) {
        // No-break blanks alone part nothing.
        if !line.content.contains(' ') && !line.content.contains('\u{3000}') {
            return;
        }
        let (mut at, mut place) = (0, line.column);
        let advance = |place: [u32; 2], bytes: usize, characters: u32| {
            [place[0] + characters, place[1] + width_of(bytes, characters)]
        };
        while let Some(words) = first_blank(&line.content.as_bytes()[at..]) {
            let byte = at + words;
            let from = advance(place, words, line.content[at..byte].chars().count() as u32);
            let (bytes, characters) = run_of_blanks(&line.content.as_bytes()[byte..]);
            place = advance(from, bytes, characters);
            at = byte + bytes;
            self.gaps.push(Gap { byte, end: at, from, to: place });
        }
    }

    /// Those of each line in turn.
    fn by_line(&self) -> impl Iterator<Item = &[Gap]> {
        let starts = std::iter::once(&0).chain(&self.ends);
        starts.zip(&self.ends).map(|(start, end)| &self.gaps[*start..*end])
    }
}

/// The lines of a page that has a gutter, and where each stands to it.
struct Page<'l, 'a> {
    lines: &'l [Line<'a>],
    sides: Vec<Side>,
    /// How many gutters have parted the page before.
    depth: usize,
}

impl<'l, 'a> Page<'l, 'a> {
    /// Finds the clearest gutter, if there is one.
    fn of(lines: &'l [Line<'a>], depth: usize) -> Option<Self> {
        // More than eight columns are a table.
        if depth >= 3 {
            return None;
        }
        let (unit, column, gaps) = gutter(lines)?;
        let sides = lines.iter().zip(gaps.by_line()).map(|(line, gaps)| side(line, gaps, unit, column)).collect();
        Some(Page { lines, sides, depth })
    }

    /// Adds its lines in reading order, the two sides split again where they can be.
    fn unfold(&self, out: &mut Vec<Line<'a>>) {
        let mut index = 0;
        while index < self.lines.len() {
            if matches!(self.sides[index], Side::Across | Side::Left) {
                out.push(self.lines[index]);
                index += 1;
                continue;
            }
            let mut end = self.sides[index..]
                .iter()
                .position(|side| matches!(side, Side::Across))
                .map_or(self.lines.len(), |ahead| index + ahead);
            // What stands below the last line with two sides belongs to the left column only where that is still open.
            while end > index + 1 && matches!(self.sides[end - 1], Side::Left) && self.is_closed_before(index, end - 1)
            {
                end -= 1;
            }
            for column in self.columns(index..end) {
                match Page::of(&column, self.depth + 1) {
                    Some(page) => page.unfold(out),
                    None => out.extend_from_slice(&column),
                }
            }
            index = end;
        }
    }

    /// Whether the left column has come to the end of a sentence before a line.
    fn is_closed_before(&self, first: usize, line: usize) -> bool {
        let above = (first..line).rev().find_map(|index| match self.sides[index] {
            Side::Left => Some(self.lines[index].content),
            Side::Both(gap) => Some(&self.lines[index].content[..gap.byte]),
            _ => None,
        });
        above.is_none_or(super::ends_sentence)
    }

    /// The left column of a run of lines and the right one.
    fn columns(&self, run: Range<usize>) -> [Vec<Line<'a>>; 2] {
        let (mut left, mut right) = (Vec::with_capacity(run.len()), Vec::with_capacity(run.len()));
        for (line, side) in self.lines[run.clone()].iter().zip(&self.sides[run]) {
            match *side {
                Side::Both(gap) => {
                    left.push(Line { column: line.column, ..line.part(0, gap.byte) });
                    right.push(line.part(gap.byte, line.content.len()));
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
        [left, right]
    }
}

/// The unit of measure and the column of the gutter, if the page has columns of running text, and all runs of blanks.
fn gutter(lines: &[Line<'_>]) -> Option<(usize, u32, Gaps)> {
    // Runs of blanks are few in a text without columns, and show that it has none before single blanks are looked for.
    let wide = Gaps::wide(lines);
    let may_have_both = lines.iter().filter(|line| line.blanks > Blanks::None).count();
    let column = |unit: usize| {
        let column = column_of_blanks(&wide, unit)?;
        let whole = lines.iter().filter(|line| line.blanks == Blanks::None);
        let across = whole.filter(|line| matches!(side(line, &[], unit, column), Side::Across)).count();
        (across <= may_have_both).then_some((unit, column))
    };
    let columns = [column(0), column(1)];
    if columns == [None, None] {
        return None;
    }
    let gaps = wide.and_single(lines);
    let candidates = columns
        .into_iter()
        .flatten()
        .filter_map(|(unit, column)| Some((agreement(lines, &gaps, unit, column)?, unit, column)));
    // By characters where both fit.
    let (_, unit, column) = candidates.max_by_key(|(agreement, unit, _)| (*agreement, std::cmp::Reverse(*unit)))?;
    Some((unit, column, gaps))
}

/// The column at which most lines have a run of blanks.
fn column_of_blanks(gaps: &Gaps, unit: usize) -> Option<u32> {
    // A single blank may stand in a gutter, but does not show one.
    let gaps = || gaps.gaps.iter().filter(|gap| gap.to[0] - gap.from[0] >= 2);
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
fn agreement(lines: &[Line<'_>], gaps: &Gaps, unit: usize, column: u32) -> Option<i64> {
    let (mut both, mut across, mut marked, mut characters) = (0, 0, 0, [0, 0]);
    for (line, gaps) in lines.iter().zip(gaps.by_line()) {
        match side(line, gaps, unit, column) {
            Side::Both(gap) => {
                both += 1;
                let right = &line.content[gap.end..];
                let other_blanks = right.len() - right.trim_start().len();
                let [left, to_right] = [gap.from[0], gap.to[0]].map(|place| (place - line.column[0]) as usize);
                characters[0] += left;
                characters[1] += line.characters as usize - to_right - right[..other_blanks].chars().count();
                marked += usize::from(has_mark(line.content));
            }
            Side::Across => across += 1,
            Side::Left | Side::Right => {}
        }
    }
    let is_text = characters.iter().all(|sum| *sum >= both * LEAST_CHARACTERS) && marked * 5 >= both * 2;
    (both >= LEAST_LINES && both >= across && is_text).then_some(both as i64 - 2 * across as i64)
}

/// Whether a line has a mark between clauses or words, as running text does.
fn has_mark(content: &str) -> bool {
    let bytes = content.as_bytes();
    memchr::memchr3_iter(b',', 0xE3, 0xEF, bytes)
        .any(|at| bytes[at] == b',' || content[at..].starts_with(['，', '。', '、', '；']))
}

fn side(line: &Line<'_>, gaps: &[Gap], unit: usize, column: u32) -> Side {
    let length = if unit == 0 { line.characters } else { line.width() };
    if let Some(gap) = gaps.iter().find(|gap| gap.from[unit] <= column && column < gap.to[unit]) {
        Side::Both(*gap)
    } else if line.column[unit] + length <= column + 1 {
        Side::Left
    } else if line.column[unit] > column {
        Side::Right
    } else {
        Side::Across
    }
}
