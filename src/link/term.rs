//! Lengths of time (两年, 一年半, 18个月) and the date at which one ends that begins at another date.

use smol_str::{SmolStr, format_smolstr};

use crate::graph::days_in_month;

/// The months of a length of time that a text writes in words: 两年, 一年半, 半年, 十八个月.
pub(super) fn months_in_words(words: &str) -> Option<u32> {
    if words == "半年" {
        return Some(6);
    }
    let numeral = words.find(['年', '个']).map(|end| &words[..end])?;
    months(chinese(numeral)?, &words[numeral.len()..])
}

/// The months of so many of the unit with which the text goes on: 年, 年半, 个月.
pub(super) fn months(count: u32, unit: &str) -> Option<u32> {
    // Nobody is sent for longer than a working life.
    let count = (1..=360).contains(&count).then_some(count)?;
    if let Some(rest) = unit.strip_prefix('年') {
        Some(count * 12 + if rest.starts_with('半') { 6 } else { 0 })
    } else {
        unit.starts_with("个月").then_some(count)
    }
}

fn chinese(numeral: &str) -> Option<u32> {
    let mut value = 0;
    for c in numeral.chars() {
        let digit =
            "一二三四五六七八九".chars().position(|one| one == c).and_then(|index| u32::try_from(index + 1).ok());
        match (c, digit) {
            ('十', _) => value = value.max(1) * 10,
            ('两', _) => value += 2,
            (_, Some(digit)) => value += digit,
            _ => return None,
        }
    }
    (value > 0).then_some(value)
}

/// The date so many months after another, at the same precision; none where that precision cannot say it.
pub(super) fn later_by(since: &str, months: u32) -> Option<SmolStr> {
    let mut parts = since.split('-').map(str::parse::<u32>);
    let year = parts.next()?.ok()?;
    let (month, day) = (parts.next(), parts.next());
    let Some(month) = month else {
        return months.is_multiple_of(12).then(|| format_smolstr!("{:04}", year + months / 12));
    };
    let total = year * 12 + month.ok()?.checked_sub(1)? + months;
    let (year, month) = (total / 12, total % 12 + 1);
    match day {
        None => Some(format_smolstr!("{year:04}-{month:02}")),
        Some(day) => {
            let day = day.ok()?.min(days_in_month(i32::try_from(year).ok()?, month));
            Some(format_smolstr!("{year:04}-{month:02}-{day:02}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_read_in_words() {
        for (words, value) in
            [("两年", 24), ("一年半", 18), ("半年", 6), ("十八个月", 18), ("三年", 36), ("二十个月", 20)]
        {
            assert_eq!(months_in_words(words), Some(value), "{words}");
        }
        assert_eq!(
            (months_in_words("多年"), months_in_words("年"), months(0, "年"), months(3, "天")),
            (None, None, None, None)
        );
    }

    #[test]
    fn the_end_is_as_exact_as_the_beginning() {
        let cases = [
            ("2021", 24, Some("2023")),
            ("2021", 18, None),
            ("2021-05", 18, Some("2022-11")),
            ("2021-12", 12, Some("2022-12")),
        ];
        for (since, months, until) in cases {
            assert_eq!(later_by(since, months).as_deref(), until, "{since} + {months}");
        }
        assert_eq!(later_by("2022-08-31", 6).as_deref(), Some("2023-02-28"));
        assert_eq!(later_by("2023-10/2023-12", 6), None);
    }
}
