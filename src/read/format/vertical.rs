//! Vertical text of a PDF page: characters of a line below each other, lines from right to left.
//!
//! A font says so by its writing mode; or a program has put the characters of a horizontal font one below the other, which
//! shows by their places alone. Lines become paragraphs here, where their ends and indents can still be seen.

use std::collections::BTreeMap;
use std::ops::Range;

use pdf_oxide::layout::{TextChar, TextSpan};

use super::super::layout::ends_sentence;
use super::super::normal_form::{is_vertical_form, ordinary_character};

/// Within how much of a character the middles of two that stand in one line may differ.
const SAME_LINE: f32 = 0.4;
/// How far apart the characters of a stack are, from foot to foot, in characters; the rows of tables are further.
const PITCH: Range<f32> = 0.8..1.35;
/// How deep blocks lie in blocks.
const DEPTH: usize = 16;

/// Characters that stand below each other, of one size.
#[derive(Clone, Debug)]
struct Run {
    /// The middle of the line.
    middle: f32,
    top: f32,
    bottom: f32,
    size: f32,
    text: String,
}

impl Run {
    /// Whether a character stands in this line.
    fn holds(&self, other: &Run) -> bool {
        let height = (other.top + other.bottom) / 2.0;
        (self.middle - other.middle).abs() < self.size && (self.bottom..=self.top).contains(&height)
    }
}

/// A paragraph or a heading.
#[derive(Debug, PartialEq)]
pub(super) struct Paragraph {
    /// How high it begins.
    pub(super) top: f32,
    /// Its lines as one, its marks in their ordinary forms.
    pub(super) text: String,
}

/// The vertical paragraphs of a page in reading order, and the spans that are not vertical.
///
/// `characters` gives those of the page one by one.
pub(super) fn part(
    spans: Vec<&TextSpan>,
    characters: impl FnOnce() -> Vec<TextChar>,
) -> (Vec<Paragraph>, Vec<&TextSpan>) {
    let (vertical, mut rest): (Vec<&TextSpan>, Vec<&TextSpan>) = spans.into_iter().partition(|span| span.wmode == 1);
    let mut runs: Vec<Run> = vertical.into_iter().map(of_vertical_font).collect();
    let mut stacks = stacks(&mut rest, &runs, characters);
    runs.append(&mut stacks);
    if runs.is_empty() {
        return (Vec::new(), rest);
    }
    runs.append(&mut upright_in_lines(&runs, &mut rest));
    let mut lines = Vec::new();
    blocks(runs, 0, &mut lines);
    (paragraphs(&lines), rest)
}

/// The place of a span of a vertical font is the middle of its upper edge, and its width how far it goes down, negative.
fn of_vertical_font(span: &TextSpan) -> Run {
    let length = span.bbox.width.abs().max(span.font_size);
    Run {
        middle: span.bbox.x,
        top: span.bbox.y,
        bottom: span.bbox.y - length,
        size: span.font_size,
        text: span.text.clone(),
    }
}

/// Characters of a horizontal font at a place: the left end of their foot.
fn upright(left: f32, foot: f32, width: f32, size: f32, text: String) -> Run {
    Run { middle: left + width / 2.0, top: foot + size * 0.88, bottom: foot - size * 0.12, size, text }
}

fn of_upright(span: &TextSpan) -> Option<Run> {
    let (size, bbox) = (span.font_size, span.bbox);
    let is_upright = span.wmode == 0 && span.rotation_degrees == 0.0 && size > 0.0;
    (is_upright && span.text.chars().count() <= 4)
        .then(|| upright(bbox.x, bbox.y, bbox.width, size, span.text.trim().to_owned()))
}

/// Takes the characters that stand one below the other out of the spans.
fn stacks(spans: &mut Vec<&TextSpan>, vertical: &[Run], characters: impl FnOnce() -> Vec<TextChar>) -> Vec<Run> {
    let narrow = |span: &&&TextSpan| span.bbox.width <= span.font_size * 1.4;
    let candidates: Vec<Run> = spans.iter().filter(narrow).filter_map(|span| of_upright(span)).collect();
    let rows = Rows::of(spans);
    if found(candidates, &rows).is_empty() {
        return Vec::new();
    }
    // Characters of neighbouring lines may have been taken for one word, so it is asked again of the characters themselves.
    let is_upright = |one: &TextChar| one.rotation_degrees == 0.0 && one.font_size > 0.0 && !one.char.is_whitespace();
    let candidates = characters()
        .into_iter()
        .filter(is_upright)
        .map(|one| upright(one.origin_x, one.origin_y, one.advance_width, one.font_size, one.char.to_string()));
    let (_, candidates): (Vec<Run>, Vec<Run>) =
        candidates.partition(|run| vertical.iter().take(512).any(|line| line.holds(run)));
    let stacks = found(candidates, &rows);
    let mut held: BTreeMap<i32, Vec<f32>> = BTreeMap::new();
    for run in stacks.iter().flatten() {
        held.entry(Rows::row(run.bottom + run.size * 0.12)).or_default().push(run.middle);
    }
    spans.retain(|span| {
        let (row, extent) = (Rows::row(span.bbox.y), span.bbox.x..=span.bbox.x + span.bbox.width);
        let held = held.range(row - 1..=row + 1).flat_map(|(_, middles)| middles).filter(|at| extent.contains(at));
        let own = span.text.chars().filter(|c| !c.is_whitespace()).count();
        // A point may have been put between two digits of neighbouring lines.
        held.count() < own.saturating_sub(1).max(1)
    });
    stacks.iter().map(|stack| joined(stack)).collect()
}

/// The stacks among characters.
fn found(mut candidates: Vec<Run>, rows: &Rows) -> Vec<Vec<Run>> {
    if candidates.len() < 3 {
        return Vec::new();
    }
    candidates.sort_by(|a, b| b.top.total_cmp(&a.top).then(b.middle.total_cmp(&a.middle)));
    let chains = chains(&candidates).into_iter();
    let chains = chains.map(|chain| chain.iter().map(|place| candidates[*place].clone()).collect::<Vec<Run>>());
    let (mut stacks, others): (Vec<Vec<Run>>, Vec<Vec<Run>>) =
        chains.filter(|chain| !rows.hold(chain)).partition(|chain| is_chinese(chain));
    // The rest of a paragraph may be short, or a number; it begins beside a line that is neither.
    let whole = stacks.len().min(1024);
    for other in others {
        let (Some(first), true) = (other.first(), whole > 0) else { continue };
        let beside = stacks[..whole].iter().filter_map(|stack| stack.first()).any(|stack| {
            (stack.size - first.size).abs() < stack.size * 0.1
                && (stack.top - first.top).abs() < stack.size * 0.5
                && (stack.middle - first.middle).abs() < stack.size * 3.0
        });
        if beside {
            stacks.push(other);
        }
    }
    stacks
}

/// Candidates of one size that follow each other downwards, from the top of the page.
fn chains(candidates: &[Run]) -> Vec<Vec<usize>> {
    let mut chains: Vec<Vec<usize>> = Vec::new();
    // The chains that are still open, by the strip of the page in which they end.
    let mut open: BTreeMap<i32, Vec<usize>> = BTreeMap::new();
    let strip = |middle: f32| (middle / 8.0).floor() as i32;
    for (place, run) in candidates.iter().enumerate() {
        let reach = run.size * SAME_LINE;
        let near = open.range(strip(run.middle - reach)..=strip(run.middle + reach)).flat_map(|(_, chains)| chains);
        let above = near.copied().find(|chain| {
            let last = chains[*chain].last().map(|place| &candidates[*place]);
            last.is_some_and(|last| follows(last, run))
        });
        let chain = above.unwrap_or_else(|| {
            chains.push(Vec::new());
            chains.len() - 1
        });
        chains[chain].push(place);
        let ends = open.entry(strip(run.middle)).or_default();
        ends.retain(|other| {
            *other != chain
                && chains[*other].last().is_some_and(|last| candidates[*last].top - run.top < run.size * 2.0)
        });
        // More than a few at one place are noise.
        if ends.len() < 8 {
            ends.push(chain);
        }
    }
    chains
}

fn follows(above: &Run, below: &Run) -> bool {
    let size = above.size.max(below.size);
    let is_twice = above.text == below.text && (above.top - below.top).abs() < size * 0.1;
    (above.middle - below.middle).abs() < size * SAME_LINE
        && above.size.min(below.size) * 1.1 > size
        // Bold type is often the same character twice.
        && (is_twice || PITCH.contains(&((above.top - below.top) / size)))
}

/// Whether characters below each other are Chinese, and no column of numbers.
fn is_chinese(stack: &[Run]) -> bool {
    let chinese = stack.iter().filter(|run| run.text.chars().any(|c| c >= '\u{2E80}')).count();
    stack.len() >= 3 && chinese * 2 >= stack.len()
}

fn joined(stack: &[Run]) -> Run {
    let (first, last) = (&stack[0], &stack[stack.len() - 1]);
    let mut text = first.text.clone();
    for pair in stack.windows(2) {
        if pair[0].text != pair[1].text || pair[0].top - pair[1].top > first.size * 0.5 {
            text.push_str(&pair[1].text);
        }
    }
    Run { bottom: last.bottom, text, ..first.clone() }
}

/// The spans of a page by the heights of their feet.
struct Rows(BTreeMap<i32, Row>);

#[derive(Default)]
struct Row {
    /// The left and right ends of its texts.
    texts: Vec<(f32, f32)>,
    longest: f32,
}

impl Rows {
    fn of(spans: &[&TextSpan]) -> Self {
        let mut rows: BTreeMap<i32, Row> = BTreeMap::new();
        for span in spans {
            let row = rows.entry(Self::row(span.bbox.y)).or_default();
            row.texts.push((span.bbox.x, span.bbox.x + span.bbox.width));
            row.longest = row.longest.max(span.bbox.width);
        }
        for row in rows.values_mut() {
            row.texts.sort_by(|a, b| a.0.total_cmp(&b.0));
        }
        Self(rows)
    }

    fn row(foot: f32) -> i32 {
        (foot * 2.0).round() as i32
    }

    /// Whether characters below each other are the beginnings of horizontal lines, or a column of a table.
    fn hold(&self, stack: &[Run]) -> bool {
        let (Some(first), Some(last)) = (stack.first(), stack.last()) else { return true };
        let steps = stack.len() - 1;
        let pitch = if steps == 0 { first.size } else { (first.top - last.top) / steps as f32 };
        let in_rows = stack.iter().filter(|run| self.reads_on(run, pitch)).count();
        // The cells of a table have the feet of others, however far these stand.
        let beside_long = stack.iter().filter(|run| self.has_long(run)).count();
        in_rows * 2 >= stack.len() || beside_long * 3 >= stack.len() * 2
    }

    /// Whether a text of more than one character stands in the row of a character.
    fn has_long(&self, run: &Run) -> bool {
        let row = Self::row(run.bottom + run.size * 0.12);
        let mut near = self.0.range(row - 1..=row + 1);
        near.any(|(_, row)| row.longest > run.size * 1.6)
    }

    /// Whether in the row of a character another text is nearer than the next character below, or a longer one not far.
    fn reads_on(&self, run: &Run, pitch: f32) -> bool {
        let row = Self::row(run.bottom + run.size * 0.12);
        self.0.range(row - 1..=row + 1).any(|(_, Row { texts, .. })| {
            // A text lies to the right of all that begin before it, so the nearest ones stand here.
            let at = texts.partition_point(|text| text.0 < run.middle);
            let near = &texts[at.saturating_sub(2)..(at + 1).min(texts.len())];
            near.iter().any(|(left, right)| {
                let is_itself = *left < run.middle && run.middle < *right;
                let is_long = right - left > run.size * 1.6;
                let gap = if *left > run.middle { left - run.middle } else { run.middle - right } - run.size / 2.0;
                if is_itself { is_long } else { gap < pitch - run.size || is_long && gap < run.size * 2.0 }
            })
        })
    }
}

/// Takes numbers and short words that stand upright in vertical lines out of the spans: 20 in 20年.
fn upright_in_lines(runs: &[Run], spans: &mut Vec<&TextSpan>) -> Vec<Run> {
    let mut by_middle: Vec<&Run> = runs.iter().collect();
    by_middle.sort_by(|a, b| a.middle.total_cmp(&b.middle));
    let mut found = Vec::new();
    spans.retain(|span| {
        let Some(upright) = of_upright(span) else { return true };
        // Set smaller than the line itself, often.
        let reach = upright.size * SAME_LINE * 1.5;
        let from = by_middle.partition_point(|run| run.middle < upright.middle - reach);
        let mut near = by_middle[from..].iter().take_while(|run| run.middle <= upright.middle + reach).take(64);
        let touches = near.any(|run| {
            let gap = (run.bottom - upright.top).max(upright.bottom - run.top);
            gap.abs() < run.size * 0.6 && span.bbox.width.max(upright.size) < run.size * 1.3
        });
        if touches {
            found.push(upright);
        }
        !touches
    });
    found
}

/// A vertical line and where it stands in its block.
#[derive(Debug)]
struct Line {
    run: Run,
    /// Whether it begins lower than its block.
    indented: bool,
    /// How much of the height of its block is free below it.
    free: f32,
    /// Whether it is the first of its block, or the only one.
    first: bool,
    only: bool,
}

/// Cuts a page at white bands from edge to edge, first across and then from top to bottom, and gives the lines of each part.
fn blocks(mut runs: Vec<Run>, depth: usize, out: &mut Vec<Line>) {
    let size = runs.iter().map(|run| run.size).fold(f32::INFINITY, f32::min);
    if depth < DEPTH {
        runs.sort_by(|a, b| b.top.total_cmp(&a.top).then(b.middle.total_cmp(&a.middle)));
        let middles = runs.iter().map(|run| run.middle);
        let is_line = middles.clone().fold(0.0, f32::max) - middles.fold(f32::INFINITY, f32::min) < size * SAME_LINE;
        // A heading may have a gap where a sentence would have a mark.
        let least = if is_line { size * 2.5 } else { size };
        let cut = gap(&runs, least, |run| (run.top, run.bottom)).or_else(|| {
            runs.sort_by(|a, b| b.middle.total_cmp(&a.middle).then(b.top.total_cmp(&a.top)));
            gap(&runs, size * 1.5, |run| (run.middle + run.size / 2.0, run.middle - run.size / 2.0))
        });
        if let Some(at) = cut {
            let second = runs.split_off(at);
            blocks(runs, depth + 1, out);
            blocks(second, depth + 1, out);
            return;
        }
    }
    let (top, bottom) = runs
        .iter()
        .fold((f32::NEG_INFINITY, f32::INFINITY), |(top, bottom), run| (top.max(run.top), bottom.min(run.bottom)));
    let lines = lines(runs);
    let only = lines.len() == 1;
    for (number, run) in lines.into_iter().enumerate() {
        let indented = run.text.starts_with(char::is_whitespace) || top - run.top > run.size * 1.2;
        // Up to a character is missing where a mark must not open the next line.
        let free = if run.bottom - bottom > run.size * 1.5 { (run.bottom - bottom) / (top - bottom) } else { 0.0 };
        out.push(Line { run, indented, free, first: number == 0, only });
    }
}

/// The first place at which nothing reaches over a gap; the runs are sorted by where they begin, from above or from the right.
fn gap(runs: &[Run], least: f32, extent: impl Fn(&Run) -> (f32, f32)) -> Option<usize> {
    let mut end = f32::INFINITY;
    runs.iter().position(|run| {
        let (from, to) = extent(run);
        let is_gap = end.is_finite() && end - from >= least;
        end = end.min(to);
        is_gap
    })
}

/// The runs of a block as lines from right to left.
fn lines(mut runs: Vec<Run>) -> Vec<Run> {
    runs.sort_by(|a, b| b.middle.total_cmp(&a.middle).then(b.top.total_cmp(&a.top)));
    let same = |a: &Run, b: &Run| a.middle - b.middle < a.size.max(b.size) * SAME_LINE;
    let mut lines = Vec::new();
    for line in runs.chunk_by(same) {
        let mut line: Vec<&Run> = line.iter().collect();
        line.sort_by(|a, b| b.top.total_cmp(&a.top));
        let mut whole = line[0].clone();
        for run in &line[1..] {
            if whole.bottom - run.top > run.size * 0.6 {
                whole.text.push(' ');
            }
            whole.text.push_str(&run.text);
            whole.bottom = whole.bottom.min(run.bottom);
            whole.size = whole.size.max(run.size);
        }
        lines.push(whole);
    }
    lines
}

/// Lines become paragraphs: a new one begins with an indent, another size of type, behind a line that ends early, and with
/// another block unless the sentence is still open.
fn paragraphs(lines: &[Line]) -> Vec<Paragraph> {
    let mut paragraphs: Vec<Paragraph> = Vec::new();
    let mut before: Option<&Line> = None;
    for line in lines {
        let text = line.run.text.trim().chars().filter(|c| !c.is_control());
        let text: String = text.map(|c| if is_vertical_form(c) { ordinary_character(c) } else { c }).collect();
        let goes_on = before.zip(paragraphs.last()).is_some_and(|(before, paragraph)| {
            let (small, large) = (before.run.size.min(line.run.size), before.run.size.max(line.run.size));
            let open = !ends_sentence(&paragraph.text);
            let ended = before.free > if open { 0.5 } else { 0.0 };
            small * 1.15 > large && !line.indented && !ended && (!line.first || open && !before.only)
        });
        match paragraphs.last_mut() {
            Some(paragraph) if goes_on => {
                let is_latin = |c: char| c.is_ascii_alphabetic();
                if paragraph.text.ends_with(is_latin) && text.starts_with(is_latin) {
                    paragraph.text.push(' ');
                }
                paragraph.text.push_str(&text);
            }
            _ => paragraphs.push(Paragraph { top: line.run.top, text }),
        }
        before = Some(line);
    }
    paragraphs
}
