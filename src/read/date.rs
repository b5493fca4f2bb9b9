//! When a document was written.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;
use smol_str::{SmolStr, format_smolstr};

use super::{Block, BlockKind};

/// How a document's date is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateSource {
    /// A line that says who published it and when, a by-line, the line under a title, or the date at the end.
    Line,
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
            Self::Line => "line",
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

/// Lines in which a date is the document's own; running text may speak of any day.
const OWN_DATE: [&str; 10] = ["来源", "发布", "记者", "通讯员", "时间", "公示期", "日期", "报道", "——", "文/"];

/// The document's date: from a line that gives it, else from the file name, else the latest year of the text.
pub(super) fn document_date(text: &str, blocks: &[Block], path: &str) -> Option<(SmolStr, DateSource)> {
    let half_width = half_width_digits(text);
    let text = half_width.as_deref().unwrap_or(text);
    // Digits of half the width take a third of the bytes, so the blocks have other places then.
    let lines: Vec<&str> = if half_width.is_some() {
        text.split('\n').collect()
    } else {
        blocks.iter().map(|block| &text[block.range.clone()]).collect()
    };
    let day = |captures: &regex::Captures<'_>| {
        let number = |index: usize| captures.get(index).and_then(|found| found.as_str().parse::<u32>().ok());
        let (year, month, day) = (number(1)?, number(2)?, number(3)?);
        ((1..=12).contains(&month) && (1..=31).contains(&day)).then(|| format_smolstr!("{year:04}-{month:02}-{day:02}"))
    };
    let near_edge = |index: usize| index < 6 || index + 6 >= blocks.len();
    for (block, line) in
        blocks.iter().zip(lines).enumerate().filter(|(index, _)| near_edge(*index)).map(|(_, pair)| pair)
    {
        let short = line.chars().count() <= 60;
        let own = block.kind == BlockKind::Byline || OWN_DATE.iter().any(|word| line.contains(word));
        let alone = line.chars().count() <= 16;
        if short
            && (own || alone)
            && let Some(date) = DAY.captures(line).as_ref().and_then(day)
        {
            return Some((date, DateSource::Line));
        }
    }
    if let Some(date) = FILE_DATE.captures(path).as_ref().and_then(day) {
        return Some((date, DateSource::FileName));
    }
    // 某县2022年度工作总结: the title's year is the one that is written about.
    let titled = blocks.iter().zip(text.split('\n')).find(|(block, _)| block.kind == BlockKind::Heading);
    let of_title = titled.and_then(|(_, line)| YEAR.captures(line)).map(|captures| SmolStr::new(&captures[2]));
    if let Some(year) = of_title {
        return Some((year, DateSource::Title));
    }
    // A year that is only aimed at (到2030年) is not the year of writing.
    let years = |aims: bool| {
        let before = |start: usize| text[..start].chars().next_back();
        years_of(text)
            .filter(|(_, range)| aims || !is_aim(&text[range.end..]))
            .filter(|(_, range)| {
                aims || !matches!(before(range.start), Some('到' | '至' | '—' | '-' | '－' | '～' | '~'))
            })
            .map(|(year, _)| year)
            .max()
    };
    years(false).or_else(|| years(true)).map(|year| (format_smolstr!("{year}"), DateSource::LatestYear))
}

/// The years 1900 to 2099 that stand before 年, with their bytes and those of the 年.
fn years_of(text: &str) -> impl Iterator<Item = (u32, Range<usize>)> + '_ {
    memchr::memmem::find_iter(text.as_bytes(), "年").filter_map(|at| {
        let digits =
            text.get(at.checked_sub(4)?..at).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))?;
        let year = digits.parse().ok().filter(|year| (1900..2100).contains(year))?;
        Some((year, at - 4..at + "年".len()))
    })
}

/// Whether a plan is told of the year before this text: 2030年，力争.
fn is_aim(text: &str) -> bool {
    let rest = text.trim_start_matches(['，', ',']);
    let clause: String = rest.chars().take(8).take_while(|c| !matches!(c, '，' | ',' | '。' | '；' | '\n')).collect();
    ["力争", "计划", "拟", "将", "争取", "预计", "目标"].iter().any(|word| clause.contains(word))
}

/// The text with digits of half the width, where it has others.
fn half_width_digits(text: &str) -> Option<String> {
    let is_wide = |c: char| ('０'..='９').contains(&c);
    let digit =
        |c: char| if is_wide(c) { char::from_u32(c as u32 - '０' as u32 + '0' as u32).unwrap_or(c) } else { c };
    text.contains(is_wide).then(|| text.chars().map(digit).collect())
}
