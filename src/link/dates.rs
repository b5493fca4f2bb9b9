//! Which date a document means: what 今年, 21日 and 次日 stand for, and what holds where a sentence gives none.

use smol_str::{SmolStr, format_smolstr};

use crate::graph::days_in_month;
use crate::mention::{DateValue, Point, Year};

/// The dates that a document has spoken of so far.
#[derive(Debug, Default)]
pub struct Dates {
    document_year: Option<i32>,
    /// The year and the month in which the document was written.
    document_month: Option<(i32, u32)>,
    /// The date that a decree bears at its end.
    issued: Option<SmolStr>,
    paragraph_year: Option<i32>,
    /// The year in the heading of the section: 2017年 above the entries of a chronicle.
    section_year: Option<i32>,
    last_year: Option<i32>,
    /// Whether that year was said of several, which no later sentence is about: 2020年至2023年.
    among_years: bool,
    /// The day that was said last.
    last_day: Option<(i32, u32, u32)>,
    /// The month that was said last.
    last_month: Option<u32>,
    /// The month of what is being told, which a day alone (21日) is one of: that of a day, or one without a year. Months of a
    /// stated year (2020年11月摘帽) are as a rule the background.
    told_month: Option<u32>,
    /// The date that the paragraph carries, in full.
    paragraph_date: Option<SmolStr>,
    /// The last date of the article that is more exact than a year.
    event_date: Option<SmolStr>,
}

impl Dates {
    /// Those of a document of which the year may be known.
    #[must_use]
    pub fn new(document_year: Option<i32>) -> Self {
        Self { document_year, ..Self::default() }
    }

    /// The document was written in this month.
    pub fn written_in(&mut self, month: Option<(i32, u32)>) {
        self.document_month = month;
    }

    /// The document is a decree of this date.
    pub fn issue(&mut self, date: SmolStr) {
        self.issued = Some(date);
    }

    /// The date of the document, where it is a decree.
    #[must_use]
    pub fn issued(&self) -> Option<SmolStr> {
        self.issued.clone()
    }

    /// A new paragraph begins: its dates are its own.
    pub fn begin_paragraph(&mut self) {
        self.paragraph_year = None;
        self.paragraph_date = None;
    }

    /// A new article or section begins: what the one before told of is over.
    pub fn begin_article(&mut self) {
        self.event_date = None;
        self.told_month = None;
    }

    /// A heading has been read to its end; a year in it holds for its section.
    pub fn end_heading(&mut self) {
        self.section_year = self.paragraph_year.or(self.section_year);
    }

    /// A date is said; gives its ISO form. One that only says how long something has lasted does not carry over, and of one up
    /// to which something has been counted only the year does.
    pub fn say(&mut self, date: &DateValue, lasting: bool, up_to: bool) -> Option<SmolStr> {
        if let Year::FromDay(offset) = date.start.year {
            let day = later(self.last_day?, offset)?;
            self.event_date = Some(day.clone());
            self.paragraph_date = Some(day.clone());
            return Some(day);
        }
        let counted = match date.start.year {
            Year::FromMonth(offset) => Some(self.document_month.and_then(|month| months_on(month, offset))?),
            Year::SameMonth => Some((self.last_year?, self.last_month?)),
            _ => None,
        };
        let date = &match counted {
            Some((year, month)) => {
                let start = Point { year: Year::Absolute(year), month: Some(month), day: date.start.day };
                DateValue { start, end: None, period: false }
            }
            None => *date,
        };
        let current = self.told_month.or(self.last_month);
        let date = &DateValue {
            start: date.start.in_month(current),
            end: date.end.map(|end| end.in_month(date.start.month.or(current))),
            period: date.period,
        };
        let month = date.end.and_then(|end| end.month).or(date.start.month);
        self.last_month = month.or(self.last_month);
        if !up_to && (date.start.day.is_some() || !matches!(date.start.year, Year::Absolute(_))) {
            self.told_month = month.or(self.told_month);
        }
        let context = match date.start.year {
            Year::Unsaid => self.paragraph_year.or(self.section_year).or_else(|| self.year_before(date.start.month?)),
            _ => self.last_year,
        };
        // 三年后 of a year that is no more than three years past is still to come.
        let later = matches!(date.start.year, Year::FromContext(years) if years > 0);
        let to_come = |year: i32| self.document_month.is_some_and(|(written, _)| year > written);
        if later && date.year(self.document_year, context).is_some_and(to_come) {
            return None;
        }
        let iso = date.iso(self.document_year, context)?;
        if let (Some(year), Some(month), Some(day)) =
            (date.year(self.document_year, context), date.start.month, date.start.day)
        {
            self.last_day = Some((year, month, date.end.and_then(|end| end.day).unwrap_or(day)));
        }
        let background = lasting && matches!(date.start.year, Year::Absolute(_));
        if !date.period && !background {
            let year = date.year(self.document_year, context);
            self.paragraph_year = year.or(self.paragraph_year);
            self.last_year = year.or(self.last_year);
            let ends = date.end_year(self.document_year, context);
            self.among_years = year.is_some() && ends.is_some_and(|ends| year != Some(ends));
            self.paragraph_date = match up_to {
                true => year.map(|year| format_smolstr!("{year}")),
                false => Some(iso.clone()),
            };
            // 2022年8月投产: a month of a stated year is as a rule the background of what is told.
            let told = date.start.year == Year::Unsaid || date.start.day.is_some();
            if !up_to && date.start.month.is_some() && (told || self.event_date.is_none()) {
                self.event_date = Some(iso.clone());
            }
        }
        Some(iso)
    }

    /// 8月 in what was written in January is that of the year before: nothing is told of a month that is still to come.
    fn year_before(&self, month: u32) -> Option<i32> {
        let (year, written) = self.document_month?;
        (month > written).then_some(year - 1)
    }

    /// The date that holds where a sentence gives none: the paragraph's, else the year spoken of last.
    #[must_use]
    pub fn date(&self) -> Option<SmolStr> {
        let year = self.last_year.filter(|_| !self.among_years);
        self.paragraph_date.clone().or_else(|| year.map(|year| SmolStr::new(format!("{year}"))))
    }

    /// The day or month that is being told of: years of the background (该基地2022年建成) do not change it.
    #[must_use]
    pub fn event_date(&self) -> Option<SmolStr> {
        self.event_date.clone()
    }
}

/// Whether a sentence begins with a length of time that goes on: 三年来, 近年来, 长期以来. What it tells has no date that a sentence
/// before it has given.
#[must_use]
pub fn spans_years(sentence: &str) -> bool {
    let opening = sentence.trim_start();
    if ["长期以来", "一直以来", "多年以来", "这些年", "这几年", "历年"].iter().any(|words| opening.starts_with(words))
    {
        return true;
    }
    let rest =
        opening.trim_start_matches(|c: char| c.is_ascii_digit() || "近多几数这两一二三四五六七八九十余来".contains(c));
    let rest = rest.strip_prefix('个').unwrap_or(rest);
    let rest = rest.strip_prefix('年').map(|rest| rest.trim_start_matches(['多', '余', '时', '间', '以']));
    rest.is_some_and(|rest| rest.starts_with('来'))
}

/// A month some months later or, for a negative number, before.
fn months_on((year, month): (i32, u32), months: i32) -> Option<(i32, u32)> {
    let total = year.checked_mul(12)?.checked_add_unsigned(month.checked_sub(1)?)?.checked_add(months)?;
    Some((total.div_euclid(12), u32::try_from(total.rem_euclid(12)).ok()? + 1))
}

/// A day some days later, in ISO 8601.
fn later((year, month, day): (i32, u32, u32), days: i32) -> Option<SmolStr> {
    let last = days_in_month(year, month);
    let day = day.checked_add_signed(days)?;
    let (year, month, day) = match (day > last, month) {
        (false, _) => (year, month, day),
        (true, 12) => (year + 1, 1, day - last),
        (true, _) => (year, month + 1, day - last),
    };
    Some(SmolStr::new(format!("{year:04}-{month:02}-{day:02}")))
}
