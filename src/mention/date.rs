//! Points and intervals of time as texts write them, and their ISO 8601 form once the year is known.

mod cursor;

use std::ops::Range;

use smol_str::{SmolStr, format_smolstr};

use super::division::is_mark;
use super::number::numeral;
use cursor::Cursor;

/// The year of a date as the text gives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Year {
    /// 2018年
    Absolute(i32),
    /// 今年 0, 去年 −1, 明年 +1: counted from the document's year.
    FromDocument(i32),
    /// 当年、同年 0, 次年 +1: counted from the year that the text spoke of last.
    FromContext(i32),
    /// 次日 +1, 同日 0: counted from the day that the text spoke of last.
    FromDay(i32),
    /// 本月 0, 上月 −1: counted from the document's month.
    FromMonth(i32),
    /// 当月、同月: the month that the text spoke of last.
    SameMonth,
    /// 6月8日: the year is that of the context.
    Unsaid,
}

/// A point in time at the precision of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Point {
    /// Its year.
    pub year: Year,
    /// 1 to 12.
    pub month: Option<u32>,
    /// 1 to 31.
    pub day: Option<u32>,
}

/// A point, or an interval with both ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateValue {
    /// The point, or the beginning.
    pub start: Point,
    /// The end of an interval.
    pub end: Option<Point>,
    /// Whether it is a planning period such as “十四五”.
    pub period: bool,
}

/// A date found in a text.
#[derive(Clone, Debug, PartialEq)]
pub struct DateHit {
    /// Its bytes.
    pub range: Range<usize>,
    /// What it says.
    pub value: DateValue,
}

const RELATIVE_YEARS: [(&str, Year); 25] = [
    ("上个月", Year::FromMonth(-1)),
    ("上月", Year::FromMonth(-1)),
    ("这个月", Year::FromMonth(0)),
    ("本月", Year::FromMonth(0)),
    ("当月", Year::SameMonth),
    ("同月", Year::SameMonth),
    ("次日", Year::FromDay(1)),
    ("翌日", Year::FromDay(1)),
    ("第二天", Year::FromDay(1)),
    ("当日", Year::FromDay(0)),
    ("当天", Year::FromDay(0)),
    ("同日", Year::FromDay(0)),
    ("今年", Year::FromDocument(0)),
    ("本年度", Year::FromDocument(0)),
    ("去年", Year::FromDocument(-1)),
    ("上年", Year::FromDocument(-1)),
    ("前年", Year::FromDocument(-2)),
    ("明年", Year::FromDocument(1)),
    ("近日", Year::FromDocument(0)),
    ("日前", Year::FromDocument(0)),
    ("当年", Year::FromContext(0)),
    ("同年", Year::FromContext(0)),
    ("次年", Year::FromContext(1)),
    ("翌年", Year::FromContext(1)),
    ("全年", Year::FromContext(0)),
];

/// The characters that those words begin with.
pub(super) const RELATIVE_BEGINNINGS: [char; 15] =
    ['上', '这', '本', '当', '同', '次', '翌', '今', '去', '前', '明', '近', '日', '全', '第'];

const PERIODS: [(&str, i32); 5] =
    [("十一五", 2006), ("十二五", 2011), ("十三五", 2016), ("十四五", 2021), ("十五五", 2026)];

/// Reads the date that starts at byte `at`, if one does.
#[must_use]
pub fn date_at(text: &str, at: usize) -> Option<DateHit> {
    period_at(text, at).or_else(|| years_later(text, at)).or_else(|| interval_at(text, at))
}

/// 三年后 where a clause begins: so many years after the one that the text spoke of last.
fn years_later(text: &str, at: usize) -> Option<DateHit> {
    let rest = &text[at..];
    let first = rest.chars().next()?;
    let years = match first {
        '两' => 2,
        _ => numeral(first).filter(|years| (1..=9).contains(years))?,
    };
    let end = at + first.len_utf8() + "年后".len();
    let opens = text[..at].chars().next_back().is_none_or(|c| is_mark(c) && c != '、');
    let later = rest[first.len_utf8()..].strip_prefix("年后").filter(|rest| !rest.starts_with(['的', '将']))?;
    // 几年之后还会: what is still to come has no date.
    let plan = later.trim_start_matches('，').starts_with(['将', '要', '拟', '可', '会']);
    let start = Point { year: Year::FromContext(i32::try_from(years).ok()?), month: None, day: None };
    (opens && !plan).then_some(DateHit { range: at..end, value: DateValue { start, end: None, period: false } })
}

fn period_at(text: &str, at: usize) -> Option<DateHit> {
    let mut cursor = Cursor { text, at };
    // Few dates are periods of this kind.
    if !text[at..].starts_with(['十', '“', '"', '‘']) {
        return None;
    }
    cursor.any(&["“", "\"", "‘"]);
    let opened = cursor.at > at;
    let (_, first) = *PERIODS.iter().find(|(name, _)| cursor.take(name))?;
    if opened && !cursor.any(&["”", "\"", "’"]) {
        return None;
    }
    cursor.any(&["时期", "期间"]);
    let point = |year| Point { year: Year::Absolute(year), month: None, day: None };
    Some(DateHit {
        range: at..cursor.at,
        value: DateValue { start: point(first), end: Some(point(first + 4)), period: true },
    })
}

fn interval_at(text: &str, at: usize) -> Option<DateHit> {
    let mut cursor = Cursor { text, at };
    // Most numerals are not written in digits and begin no year either, most words are not those of a date.
    if cursor.at_digit_of_either_width() {
        if !cursor.counts_time() {
            return None;
        }
    } else if !cursor.at_numeral() && !cursor.at_relative() {
        return None;
    }
    // 2018—2020年
    if let Some((first, last)) = bare_years(&mut cursor) {
        let point = |year| Point { year: Year::Absolute(year), month: None, day: None };
        return Some(DateHit {
            range: at..cursor.at,
            value: DateValue { start: point(first), end: Some(point(last)), period: false },
        });
    }
    let start = point(&mut cursor)?;
    let point_end = cursor.at;
    let mut value = DateValue { start, end: None, period: false };
    cursor.any(&["上午", "下午"]);
    if cursor.any(&["至", "到", "—", "－", "-", "~", "～"])
        && let Some(end) = end_point(&mut cursor, start)
    {
        value.end = Some(end);
        return Some(DateHit { range: at..cursor.at, value });
    }
    cursor.at = point_end;
    Some(DateHit { range: at..cursor.at, value })
}

/// The second half of an interval, which may leave out what both share: 5月16日至18日.
fn end_point(cursor: &mut Cursor<'_>, start: Point) -> Option<Point> {
    let before = cursor.at;
    if let Some(end) = point(cursor) {
        let year = if end.year == Year::Unsaid { start.year } else { end.year };
        return Some(Point { year, ..end });
    }
    cursor.at = before;
    let day = cursor.number(2)?;
    (start.day.is_some() && (1..=31).contains(&day) && cursor.any(&["日", "号"]))
        .then_some(Point { day: Some(day), ..start })
}

fn bare_years(cursor: &mut Cursor<'_>) -> Option<(i32, i32)> {
    let before = cursor.at;
    let result = (|| {
        let first = cursor.year()?;
        cursor.any(&["—", "－", "-", "~", "～", "至"]).then_some(())?;
        cursor.any(&["—"]);
        let last = cursor.year()?;
        (cursor.take("年") && first < last).then_some((first, last))
    })();
    if result.is_none() {
        cursor.at = before;
    }
    result
}

fn point(cursor: &mut Cursor<'_>) -> Option<Point> {
    let before = cursor.at;
    let mut year = Year::Unsaid;
    if let Some(number) = cursor.year() {
        // 2022-08-21
        if cursor.any(&["-", "/", "."]) {
            let (month, day) = cursor.month_and_day()?;
            return Some(Point { year: Year::Absolute(number), month: Some(month), day: Some(day) });
        }
        if !cursor.take("年") {
            cursor.at = before;
            return None;
        }
        year = Year::Absolute(number);
        cursor.take("度");
    } else if !cursor.at_digit()
        && cursor.at_relative()
        && let Some((_, relative)) = RELATIVE_YEARS.iter().find(|(word, _)| cursor.take(word))
    {
        year = *relative;
    }
    let after_year = cursor.at;
    if matches!(year, Year::FromMonth(_) | Year::SameMonth) {
        return of_month(cursor, year, before);
    }
    let month = cursor.number(2).filter(|month| (1..=12).contains(month) && cursor.take("月"));
    if month.is_none() {
        cursor.at = after_year;
        if let Some(day) = lone_day(cursor, year, before) {
            return Some(Point { year, month: None, day: Some(day) });
        }
        return (year != Year::Unsaid).then_some(Point { year, month: None, day: None });
    }
    if cursor.text[cursor.at..].starts_with('份') {
        cursor.take("份");
    }
    let after_month = cursor.at;
    let day = cursor.number(2).filter(|day| (1..=31).contains(day) && cursor.any(&["日", "号"]));
    if day.is_none() {
        cursor.at = after_month;
    }
    Some(Point { year, month, day })
}

/// 上月21日; but 晚上月亮 and 以上月份 speak of no month before.
fn of_month(cursor: &mut Cursor<'_>, year: Year, begin: usize) -> Option<Point> {
    const NO_MONTH: [char; 11] = ['以', '晚', '登', '爬', '天', '海', '早', '奔', '山', '坐', '树'];
    let (before, after) = (&cursor.text[..begin], &cursor.text[cursor.at..]);
    if before.ends_with(NO_MONTH) || after.starts_with(['球', '亮', '色', '光', '饼', '台', '老', '薪', '季'])
    {
        return None;
    }
    let after_month = cursor.at;
    let day = cursor.number(2).filter(|day| (1..=31).contains(day) && cursor.any(&["日", "号"]));
    if day.is_none() {
        cursor.at = after_month;
        cursor.take("份");
    }
    Some(Point { year, month: None, day })
}

/// 14日 at the beginning of an entry of a chronicle, whose month stands above it.
fn lone_day(cursor: &mut Cursor<'_>, year: Year, begin: usize) -> Option<u32> {
    let before = cursor.text[..begin].chars().next_back();
    let opens = before.is_none_or(|c| matches!(c, '\n' | '。' | '；' | '，' | ',' | '.' | '”'));
    if year != Year::Unsaid || !opens {
        return None;
    }
    let after_year = cursor.at;
    let day = cursor.number(2).filter(|day| (1..=31).contains(day) && cursor.any(&["日"]));
    let after = &cursor.text[cursor.at..];
    let line = before.is_none_or(|c| c == '\n');
    let told = ["上午", "下午", "晚", "的", "，", ",", "傍晚", "当天", "中午", "清晨", "举行", "召开"];
    let counted =
        after.starts_with(['内', '后', '前', '游']) || !line && !told.iter().any(|word| after.starts_with(word));
    if day.is_none() || counted {
        cursor.at = after_year;
        return None;
    }
    day
}

impl DateValue {
    /// The ISO 8601 form, given the document's year and the year that the text spoke of last.
    #[must_use]
    pub fn iso(&self, document_year: Option<i32>, context_year: Option<i32>) -> Option<SmolStr> {
        let start = self.start.iso(document_year, context_year)?;
        match self.end {
            None => Some(start),
            Some(end) => Some(format_smolstr!("{start}/{}", end.iso(document_year, context_year)?)),
        }
    }

    /// The year of its beginning, as far as it can be told.
    #[must_use]
    pub fn year(&self, document_year: Option<i32>, context_year: Option<i32>) -> Option<i32> {
        self.start.year_number(document_year, context_year)
    }

    /// The year of its end, where it has one.
    #[must_use]
    pub fn end_year(&self, document_year: Option<i32>, context_year: Option<i32>) -> Option<i32> {
        self.end?.year_number(document_year, context_year)
    }
}

impl Point {
    /// The point, in `month` where it names a day alone.
    #[must_use]
    pub fn in_month(self, month: Option<u32>) -> Self {
        Self { month: if self.day.is_some() { self.month.or(month) } else { self.month }, ..self }
    }

    fn year_number(&self, document_year: Option<i32>, context_year: Option<i32>) -> Option<i32> {
        match self.year {
            Year::Absolute(year) => Some(year),
            Year::FromDocument(offset) => document_year.map(|year| year + offset),
            Year::FromContext(offset) => context_year.or(document_year).map(|year| year + offset),
            Year::FromDay(_) | Year::FromMonth(_) | Year::SameMonth => None,
            Year::Unsaid => context_year.or(document_year),
        }
    }

    /// The ISO 8601 form of the point alone.
    #[must_use]
    pub fn iso(&self, document_year: Option<i32>, context_year: Option<i32>) -> Option<SmolStr> {
        let year = self.year_number(document_year, context_year)?;
        Some(match (self.month, self.day) {
            (Some(month), Some(day)) => format_smolstr!("{year:04}-{month:02}-{day:02}"),
            (Some(month), None) => format_smolstr!("{year:04}-{month:02}"),
            (None, Some(_)) => return None,
            _ => format_smolstr!("{year:04}"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, written: &str, iso: &str) {
        let hit = date_at(text, 0).expect("a date");
        assert_eq!(
            (&text[hit.range], hit.value.iso(Some(2024), Some(2022)).as_deref()),
            (written, Some(iso)),
            "{text}"
        );
    }

    #[test]
    fn dates_keep_the_precision_of_the_text() {
        check("2018年，", "2018年", "2018");
        check("2018年8月正式", "2018年8月", "2018-08");
        check("2018年8月21日", "2018年8月21日", "2018-08-21");
        check("二〇二三年", "二〇二三年", "2023");
        check("2022-08-21 发布", "2022-08-21", "2022-08-21");
        check("2024年度", "2024年度", "2024");
    }

    #[test]
    fn relative_dates_count_from_the_document_or_from_the_text() {
        check("今年6月，", "今年6月", "2024-06");
        check("去年投入", "去年", "2023");
        check("次年2月", "次年2月", "2023-02");
        check("当年，", "当年", "2022");
        check("6月8日，", "6月8日", "2022-06-08");
    }

    #[test]
    fn every_relative_word_is_known_by_its_beginning() {
        let known = |word: &str| word.starts_with(RELATIVE_BEGINNINGS);
        assert!(RELATIVE_YEARS.iter().all(|(word, _)| known(word)));
    }

    #[test]
    fn intervals_have_both_ends() {
        check("5月16日至18日，", "5月16日至18日", "2022-05-16/2022-05-18");
        check("“十四五”期间，", "“十四五”期间", "2021/2025");
        check("2016—2020年", "2016—2020年", "2016/2020");
        check("2018年4月至2020年12月", "2018年4月至2020年12月", "2018-04/2020-12");
    }

    #[test]
    fn other_numbers_are_no_dates() {
        for text in ["2018个", "13月", "5847.82万元", "24小时", "月底"] {
            assert_eq!(date_at(text, 0), None, "{text}");
        }
    }
}
