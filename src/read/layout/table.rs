//! Tables flattened to text: a row says what its cells say under the heads of their columns.
//!
//! 项目名称 | 建设地点 | 资金（万元） over 甲项目 | 乙村 | 240 is read as 项目名称：甲项目，建设地点：乙村，资金：240万元。 Each row is a
//! paragraph of its own, so that the cells of two rows never make one claim.

use super::line::{Blanks, Line, first_blank, run_of_blanks};

/// A head is no longer than this, in characters.
const LONGEST_HEAD: u32 = 16;

/// Heads of a column of numbers of rows.
const ROW_NUMBERS: [&str; 5] = ["序号", "编号", "序", "No", "NO"];

/// A run of rows under one head.
pub(super) struct Table<'a> {
    /// The head, one entry a column.
    pub(super) heads: Vec<Head<'a>>,
    /// The rows, each with as many cells as there are heads.
    pub(super) rows: Vec<Vec<Line<'a>>>,
    /// How many lines it takes, the head with them.
    pub(super) lines: usize,
}

/// The head of a column.
pub(super) struct Head<'a> {
    /// Its words without a unit in brackets.
    pub(super) name: Line<'a>,
    /// The unit in brackets: 万元 of 资金（万元）.
    pub(super) unit: Option<Line<'a>>,
}

/// What parts the cells of a line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Separator {
    Tab,
    Bar,
    Blanks,
    /// Single blanks, under a head that begins with 序号 or 项目名称: no sentence looks like that.
    Blank,
}

/// The table that begins with the first of some lines, if one does.
///
/// The line above may say the unit of its sums: （单位：万元）.
pub(super) fn table_at<'a>(lines: &[Line<'a>], above: Option<&Line<'a>>, separators: Separators) -> Option<Table<'a>> {
    let first = lines.first().filter(|first| first.blanks > Blanks::None || separators.any())?;
    let separator = separators.of_line(first).or_else(|| is_numbered_head(first).then_some(Separator::Blank))?;
    let heads: Option<Vec<Line<'a>>> = cells(first, separator).map(|cell| Some(cell).filter(is_head)).collect();
    let heads = heads.filter(|heads| heads.len() >= 2)?;
    let columns = heads.len();
    let mut rows = Vec::new();
    let mut count = 1;
    for line in &lines[1..] {
        let parted = separator == Separator::Blank || separators.of_line(line) == Some(separator);
        let mut row = Vec::new();
        if parted {
            row.reserve_exact(columns);
            row.extend(cells(line, separator));
        }
        if row.len() != columns || row.iter().any(|cell| cell.characters > 200) {
            break;
        }
        rows.push(row);
        count += 1;
    }
    // Two lines with runs of blanks may be anything; tabs and bars are set on purpose.
    let least = if matches!(separator, Separator::Blanks | Separator::Blank) { 2 } else { 1 };
    let unit = above.and_then(unit_of_sums);
    let with_unit = |cell: Line<'a>| {
        let mut head = head(cell);
        let sum = ["金额", "资金", "投资", "投入", "经费"].iter().any(|word| head.name.content.contains(word));
        head.unit = head.unit.or(unit.filter(|_| sum));
        head
    };
    (rows.len() >= least).then(|| Table { heads: heads.into_iter().map(with_unit).collect(), rows, lines: count })
}

/// 序号 项目名称 建设地点 金额: a head whose columns only single blanks part.
fn is_numbered_head(line: &Line<'_>) -> bool {
    let content = line.content;
    line.blanks > Blanks::None
        && ROW_NUMBERS
            .iter()
            .chain(&["项目名称", "姓名"])
            .any(|word| content.strip_prefix(word).is_some_and(|rest| rest.starts_with(is_blank)))
        && content.split(is_blank).count() >= 4
}

/// 万元 of a line that ends in （单位：万元）.
fn unit_of_sums<'a>(line: &Line<'a>) -> Option<Line<'a>> {
    let (at, label) = ["单位：", "单位:"].iter().find_map(|label| Some((line.content.rfind(label)?, label)))?;
    let from = at + label.len();
    let unit = line.part(from, line.content[from..].find(['）', ')']).map_or(line.content.len(), |end| from + end));
    matches!(unit.content, "万元" | "元" | "亿元").then_some(unit)
}

fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\u{3000}' | '\u{a0}')
}

/// What parts cells anywhere in a text; it is asked once, before each of its lines is.
#[derive(Clone, Copy)]
pub(super) struct Separators {
    tabs_or_bars: bool,
    wide_bars: bool,
}

impl Separators {
    pub(super) fn of(source: &str) -> Self {
        let holds = |separator: &str| memchr::memmem::find(source.as_bytes(), separator.as_bytes()).is_some();
        Self {
            tabs_or_bars: memchr::memchr2(b'\t', b'|', source.as_bytes()).is_some(),
            wide_bars: holds("｜") || holds("│"),
        }
    }

    /// Whether a line has cells that tabs or bars part: a row, also where the table has no head.
    pub(super) fn part(self, line: &Line<'_>) -> bool {
        self.any() && matches!(self.of_line(line), Some(Separator::Tab | Separator::Bar))
    }

    /// Whether there are separators other than blanks.
    fn any(self) -> bool {
        self.tabs_or_bars || self.wide_bars
    }

    fn of_line(self, line: &Line<'_>) -> Option<Separator> {
        let bytes = line.content.as_bytes();
        if self.tabs_or_bars && memchr::memchr(b'\t', bytes).is_some() {
            Some(Separator::Tab)
        } else if self.tabs_or_bars && memchr::memchr(b'|', bytes).is_some()
            || self.wide_bars && line.content.contains(['｜', '│'])
        {
            Some(Separator::Bar)
        } else if super::columns::has_gap(line) {
            Some(Separator::Blanks)
        } else {
            None
        }
    }
}

/// The cells of a line one by one: most lines with blanks are no rows, as their first cell shows.
fn cells<'a>(line: &Line<'a>, separator: Separator) -> impl Iterator<Item = Line<'a>> {
    let line = *line;
    let content = line.content;
    let bars: &[char] = &['|', '｜', '│'];
    // | a | b | has a bar at both ends.
    let (mut at, mut end) = (Some(0), content.len());
    if separator == Separator::Bar {
        at = Some(content.len() - content.strip_prefix(bars).unwrap_or(content).len());
        end = content.strip_suffix(bars).unwrap_or(content).len();
    }
    std::iter::from_fn(move || {
        let from = at.filter(|from| *from <= end)?;
        let rest = &content[from..end];
        let next = match separator {
            Separator::Tab => rest.find('\t').map(|found| (from + found, from + found + 1)),
            Separator::Bar => {
                rest.match_indices(bars).next().map(|(found, bar)| (from + found, from + found + bar.len()))
            }
            Separator::Blanks => gap(content, from, 2),
            Separator::Blank => gap(content, from, 1),
        };
        at = next.map(|(_, next)| next);
        Some(line.part(from, next.map_or(end, |(to, _)| to)))
    })
}

/// The next run of at least so many blanks, by the bytes at which it begins and ends.
fn gap(content: &str, from: usize, least: u32) -> Option<(usize, usize)> {
    let mut at = from;
    loop {
        let start = at + first_blank(&content.as_bytes()[at..])?;
        let (bytes, characters) = run_of_blanks(&content.as_bytes()[start..]);
        at = start + bytes;
        if characters >= least {
            return Some((start, at));
        }
    }
}

/// Whether a cell may stand in a head: some words without a number or a mark that ends a clause.
fn is_head(cell: &Line<'_>) -> bool {
    (1..=LONGEST_HEAD).contains(&cell.characters)
        && !cell.content.contains(|c: char| c.is_numeric() || matches!(c, '，' | '。' | '；' | '：' | ':'))
        && cell.content.contains(|c: char| !c.is_ascii())
}

fn head(cell: Line<'_>) -> Head<'_> {
    let open = cell.content.find(['（', '(']);
    let Some(open) = open.filter(|open| *open > 0 && cell.content.ends_with(['）', ')'])) else {
        return Head { name: cell, unit: None };
    };
    let bracket = cell.content[open..].chars().next().map_or(1, char::len_utf8);
    let close = cell.content.chars().next_back().map_or(1, char::len_utf8);
    let inside = cell.part(open + bracket, cell.content.len() - close);
    let label = ["单位：", "单位:"].into_iter().find(|label| inside.content.starts_with(label)).map_or(0, str::len);
    let unit = inside.part(label, inside.content.len());
    Head { name: cell.part(0, open), unit: Some(unit).filter(|unit| !unit.content.is_empty()) }
}

/// Whether a cell holds nothing: a dash or a stroke stands for that.
pub(super) fn is_empty(cell: &Line<'_>) -> bool {
    cell.content.chars().all(|c| matches!(c, '-' | '—' | '–' | '/' | '／' | '无' | '*'))
}

/// Whether a cell is a bare number, which takes the unit of its head.
pub(super) fn is_number(cell: &Line<'_>) -> bool {
    !cell.content.is_empty() && cell.content.chars().all(|c| c.is_numeric() || matches!(c, '.' | ',' | '．' | '，'))
}

/// 序号: the number of a row says nothing.
pub(super) fn is_row_number(head: &Head<'_>) -> bool {
    ROW_NUMBERS.contains(&head.name.content)
}
