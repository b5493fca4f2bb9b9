//! Dates as statements carry them: ISO 8601 at the precision of the text, `2018`, `2018-08` or `2018-08-21`.

use std::fmt;

/// The days of a month (1 to 12) in the Gregorian calendar.
#[must_use]
pub fn days_in_month(year: i32, month: u32) -> u32 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// A year, a month or a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CalendarDate {
    /// 1 to 9999.
    pub year: i32,
    /// 1 to 12, where the month is known.
    pub month: Option<u32>,
    /// 1 to 31, where the day is known.
    pub day: Option<u32>,
}

impl fmt::Display for CalendarDate {
    /// As [`parse`](Self::parse) reads it.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:04}", self.year)?;
        for part in [self.month, self.day].into_iter().flatten() {
            write!(out, "-{part:02}")?;
        }
        Ok(())
    }
}

impl CalendarDate {
    /// Reads `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; nothing else, no interval and no day that the calendar lacks.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let number = |part: &str, digits: usize| {
            let plain = part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit());
            plain.then(|| part.parse::<u32>().ok())?
        };
        let year = i32::try_from(number(parts.next()?, 4)?).ok().filter(|year| *year > 0)?;
        let month = match parts.next() {
            Some(part) => Some(number(part, 2).filter(|month| (1..=12).contains(month))?),
            None => None,
        };
        let day = match (parts.next(), month) {
            (Some(part), Some(month)) => {
                Some(number(part, 2).filter(|day| (1..=days_in_month(year, month)).contains(day))?)
            }
            _ => None,
        };
        parts.next().is_none().then_some(Self { year, month, day })
    }

    /// The first day that it covers, as `YYYY-MM-DD`.
    #[must_use]
    pub fn first_day(self) -> String {
        format!("{:04}-{:02}-{:02}", self.year, self.month.unwrap_or(1), self.day.unwrap_or(1))
    }

    /// The last day that it covers, as `YYYY-MM-DD`.
    #[must_use]
    pub fn last_day(self) -> String {
        let month = self.month.unwrap_or(12);
        let day = self.day.unwrap_or_else(|| days_in_month(self.year, month));
        format!("{:04}-{month:02}-{day:02}", self.year)
    }
}

/// The time of a statement: from the first day of its beginning to the last day of its end, open where one is not known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Period {
    /// Its beginning.
    pub first: Option<CalendarDate>,
    /// Its end.
    pub last: Option<CalendarDate>,
}

impl Period {
    /// A date (`2023-07`) or an interval of two (`2021/2025`); open on both sides where the text is neither.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let (first, last) = text.split_once('/').unwrap_or((text, text));
        Self { first: CalendarDate::parse(first), last: CalendarDate::parse(last) }
    }

    /// The time that qualifiers state: their `date`, else from `since` until `until`.
    #[must_use]
    pub fn stated<'q>(qualifier: impl Fn(&str) -> Option<&'q str>) -> Self {
        match qualifier("date") {
            Some(date) => Self::parse(date),
            None => Self {
                first: qualifier("since").and_then(CalendarDate::parse),
                last: qualifier("until").and_then(CalendarDate::parse),
            },
        }
    }

    /// Whether no day of it is known.
    #[must_use]
    pub fn is_unknown(self) -> bool {
        self.first.is_none() && self.last.is_none()
    }

    /// Whether the two may share a day. An unknown beginning or end reaches as far as need be.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        let before = |end: Option<CalendarDate>, begin: Option<CalendarDate>| match (end, begin) {
            (Some(end), Some(begin)) => end.last_day() < begin.first_day(),
            _ => false,
        };
        !before(self.last, other.first) && !before(other.last, self.first)
    }

    /// Whether each known day of the other lies within this one, whose both ends must be known.
    #[must_use]
    pub fn contains(self, other: Self) -> bool {
        match (self.first, self.last, other.first, other.last) {
            (Some(first), Some(last), Some(begin), Some(end)) => {
                first.first_day() <= begin.first_day() && end.last_day() <= last.last_day()
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_covers_the_days_of_its_precision_and_what_is_no_date_is_refused() {
        for (text, first, last) in [
            ("2018", "2018-01-01", "2018-12-31"),
            ("2018-08", "2018-08-01", "2018-08-31"),
            ("2020-02", "2020-02-01", "2020-02-29"),
            ("1900-02", "1900-02-01", "1900-02-28"),
            ("2020-02-29", "2020-02-29", "2020-02-29"),
        ] {
            let date = CalendarDate::parse(text).expect(text);
            assert_eq!((date.first_day().as_str(), date.last_day().as_str()), (first, last));
            assert_eq!(date.to_string(), text);
        }
        let none =
            ["", "0000", "2021/2025", "2018-13", "2019-02-29", "2018-8", "副县长", "2018-08-21-1", "+018", "2018-"];
        for text in none {
            assert_eq!(CalendarDate::parse(text), None, "{text}");
        }
    }
}
