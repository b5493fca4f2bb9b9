//! When a document was written.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;
use smol_str::{SmolStr, format_smolstr};

use super::{Block, BlockKind};

/// How a document's date is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateSource {
    /// What the file says of itself: a `meta` element, a property of the document, a column.
    Metadata,
    /// A line that says who published it and when, a by-line, the line under a title, or the date at the end.
    Line,
    /// The dateline that opens a report: 某社某地8月21日电; its year is the latest of the text.
    Dateline,
    /// The year in its title.
    Title,
    /// The name of the file.
    FileName,
    /// The latest year that the text speaks of.
    LatestYear,
}

impl DateSource {
    /// Its name in `graph.json`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Metadata => "metadata",
            Self::Line => "line",
            Self::Dateline => "dateline",
            Self::Title => "title",
            Self::FileName => "file-name",
            Self::LatestYear => "latest-year",
        }
    }
}

static DAY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"((?:19|20)[0-9]{2})(?:年|[-/.])([0-9]{1,2})(?:月|[-/.])([0-9]{1,2})(?:日|[^0-9]|$)")
        .expect("a constant pattern")
});
static YEAR: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(.?)((?:19|20)[0-9]{2})年").expect("a constant pattern"));
static FILE_DATE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:^|[^0-9])((?:19|20)[0-9]{2})[-_.]?(0[1-9]|1[0-2])[-_.]?([0-3][0-9])(?:[^0-9]|$)")
        .expect("a constant pattern")
});

static DATELINE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^[^，。；：\n]{0,24}?(?:((?:19|20)[0-9]{2})年)?([0-9]{1,2})月([0-9]{1,2})日(?:[电讯]|综合)")
        .expect("a constant pattern")
});

/// Lines in which a date is the document's own; running text may speak of any day.
const OWN_DATE: [&str; 11] = ["来源", "发布", "记者", "通讯员", "时间", "公示期", "日期", "报道", "——", "文/", "星期"];

/// How many blocks from either end of a text may tell its date.
const EDGE: usize = 6;

/// The document's date: from a line that gives it, else from the file name, the dateline, the title, else the latest year of
/// the text.
pub(super) fn document_date(text: &str, blocks: &[Block], path: &str) -> Option<(SmolStr, DateSource)> {
    let line = |block: &Block| half_width_digits(&text[block.range.clone()]);
    let day = |captures: &regex::Captures<'_>| {
        let number = |index: usize| captures.get(index).and_then(|found| found.as_str().parse::<u32>().ok());
        let (year, month, day) = (number(1)?, number(2)?, number(3)?);
        ((1..=12).contains(&month) && (1..=31).contains(&day)).then(|| format_smolstr!("{year:04}-{month:02}-{day:02}"))
    };
    let tail = blocks.len().saturating_sub(EDGE).max(EDGE.min(blocks.len()));
    let near_edge = blocks.iter().take(EDGE).chain(&blocks[tail..]);
    // Sixty characters are no more than 240 bytes.
    for block in near_edge.filter(|block| block.range.len() <= 240) {
        let line = line(block);
        let characters = line.chars().count();
        let own = block.kind == BlockKind::Byline || OWN_DATE.iter().any(|word| line.contains(word));
        if characters <= 60
            && (own || characters <= 16)
            && let Some(date) = DAY.captures(&line).as_ref().and_then(day)
        {
            return Some((date, DateSource::Line));
        }
    }
    if let Some(date) = FILE_DATE.captures(path).as_ref().and_then(day) {
        return Some((date, DateSource::FileName));
    }
    for block in blocks.iter().take(EDGE) {
        // A dateline ends within 24 characters and a date; the paragraph that it opens may be long.
        let paragraph = &text[block.range.clone()];
        let opening = paragraph.char_indices().nth(48).map_or(paragraph, |(end, _)| &paragraph[..end]);
        if !opening.contains('日') {
            continue;
        }
        let line = half_width_digits(opening);
        let Some(captures) = DATELINE.captures(&line) else { continue };
        let number = |index: usize| captures.get(index).and_then(|found| found.as_str().parse::<u32>().ok());
        let year = number(1).or_else(|| latest_year(text));
        if let (Some(year), Some(month @ 1..=12), Some(day @ 1..=31)) = (year, number(2), number(3)) {
            return Some((format_smolstr!("{year:04}-{month:02}-{day:02}"), DateSource::Dateline));
        }
    }
    // 某县2022年度工作总结: the title's year is the one that is written about.
    let title = blocks.iter().find(|block| block.kind == BlockKind::Heading).map(line);
    if let Some(captures) = title.as_ref().and_then(|title| YEAR.captures(title)) {
        return Some((SmolStr::new(&captures[2]), DateSource::Title));
    }
    latest_year(text).map(|year| (format_smolstr!("{year}"), DateSource::LatestYear))
}

/// A date of metadata, however it is written, in ISO 8601; nothing where it has no year.
pub(super) fn full_date(written: &str) -> Option<SmolStr> {
    static WRITTEN: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"((?:19|20)[0-9]{2})(?:(?:年|[-/.])?([0-9]{1,2})(?:(?:月|[-/.])?([0-9]{1,2}))?)?")
            .expect("a constant pattern")
    });
    let captures = WRITTEN.captures(written)?;
    let number = |index: usize| captures.get(index).and_then(|found| found.as_str().parse::<u32>().ok());
    let year = number(1)?;
    Some(match (number(2), number(3)) {
        (Some(month @ 1..=12), Some(day @ 1..=31)) => format_smolstr!("{year:04}-{month:02}-{day:02}"),
        (Some(month @ 1..=12), None) => format_smolstr!("{year:04}-{month:02}"),
        _ => format_smolstr!("{year:04}"),
    })
}

/// Who published the text, as a line near its beginning or end says: 来源：某报.
pub(super) fn publisher(text: &str, blocks: &[Block]) -> Option<SmolStr> {
    static SOURCE: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"来源[：:]\s*([^\s：:，。|）)]{2,30})").expect("a constant pattern"));
    let tail = blocks.len().saturating_sub(EDGE).max(EDGE.min(blocks.len()));
    let near_edge = blocks.iter().take(EDGE).chain(&blocks[tail..]).filter(|block| block.range.len() <= 240);
    near_edge
        .filter_map(|block| SOURCE.captures(&text[block.range.clone()]))
        .map(|found| SmolStr::new(&found[1]))
        .next()
}

/// The latest year that the text speaks of.
fn latest_year(text: &str) -> Option<u32> {
    let (mut told, mut aimed) = (None, None);
    for (year, range) in years_of(text) {
        // A year that is only aimed at (到2030年) is not the year of writing.
        let before = text[..range.start].chars().next_back();
        let aim = is_aim(&text[range.end..]) || matches!(before, Some('到' | '至' | '—' | '-' | '－' | '～' | '~'));
        let latest = if aim { &mut aimed } else { &mut told };
        *latest = (*latest).max(Some(year));
    }
    told.or(aimed)
}

/// The years 1900 to 2099 that stand before 年, with their bytes and those of the 年.
fn years_of(text: &str) -> impl Iterator<Item = (u32, Range<usize>)> + '_ {
    memchr::memmem::find_iter(text.as_bytes(), "年").filter_map(|at| {
        let mut digits = text[..at].chars().rev();
        let (mut year, mut start) = (0, at);
        for place in [1, 10, 100, 1000] {
            let c = digits.next()?;
            year += half_width(c).to_digit(10)? * place;
            start -= c.len_utf8();
        }
        (1900..2100).contains(&year).then_some((year, start..at + "年".len()))
    })
}

/// Whether a plan is told of the year before this text: 2030年，力争.
fn is_aim(text: &str) -> bool {
    let rest = text.trim_start_matches(['，', ',']);
    let clause: String = rest.chars().take(8).take_while(|c| !matches!(c, '，' | ',' | '。' | '；' | '\n')).collect();
    ["力争", "计划", "拟", "将", "争取", "预计", "目标"].iter().any(|word| clause.contains(word))
}

/// The text with digits of half the width.
fn half_width_digits(text: &str) -> Cow<'_, str> {
    // ０ to ９ begin with the bytes EF BC.
    let is_wide = |at: usize| text[at..].starts_with(|c| ('０'..='９').contains(&c));
    let any = memchr::memchr_iter(0xEF, text.as_bytes()).any(is_wide);
    if any { text.chars().map(half_width).collect() } else { text.into() }
}

fn half_width(c: char) -> char {
    if ('０'..='９').contains(&c) { char::from_u32(c as u32 - '０' as u32 + '0' as u32).unwrap_or(c) } else { c }
}
