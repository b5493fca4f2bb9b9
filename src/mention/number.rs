//! Numbers and amounts of money as Chinese texts write them: 5847.82万元, 1.9万名, 两万头, １２亿.

use std::ops::Range;

/// A number found in a text.
#[derive(Clone, Debug, PartialEq)]
pub struct NumberHit {
    /// Bytes of the number, with its multiplier and, for money, its unit.
    pub range: Range<usize>,
    /// The value; CNY for money.
    pub value: f64,
    /// Whether 元 follows.
    pub money: bool,
}

/// Reads the number that starts at byte `at`, if one does.
///
/// Arabic digits (half or full width, grouped by commas) always count. Chinese numerals count only before a multiplier
/// of ten thousand or before a classifier, because 一 and 三 stand in far too many words.
#[must_use]
pub fn number_at(text: &str, at: usize) -> Option<NumberHit> {
    let rest = &text[at..];
    let first = rest.chars().next()?;
    let (mantissa, length) = if digit(first).is_some() { arabic(rest)? } else { chinese(rest)? };
    let mut end = at + length;
    let mut exponent = 0;
    for c in text[end..].chars() {
        let power = match c {
            '百' => 2,
            '千' => 3,
            '万' | '萬' => 4,
            '亿' | '億' => 8,
            _ => break,
        };
        exponent += power;
        end += c.len_utf8();
    }
    // 8个多亿, 3个亿: said of money only.
    let in_hundred_millions = ["个多亿", "多个亿", "个亿"].into_iter().find(|unit| text[end..].starts_with(unit));
    if let Some(unit) = in_hundred_millions.filter(|_| exponent == 0) {
        let value = mantissa.times_ten_to(8, &rest[..length])?;
        return Some(NumberHit { range: at..end + unit.len(), value, money: true });
    }
    // 160来人: about so many.
    let about =
        text[end..].strip_prefix('来').is_some_and(|rest| rest.starts_with(['人', '名', '户', '个', '位', '亩', '家']));
    let approximate = text[end..].chars().next().filter(|c| matches!(c, '余' | '多' | '餘') || about);
    if let Some(c) = approximate {
        end += c.len_utf8();
        // 20多万元: the multiplier may follow the 余.
        if exponent == 0 {
            for c in text[end..].chars() {
                let power = match c {
                    '万' => 4,
                    '亿' => 8,
                    _ => break,
                };
                exponent += power;
                end += c.len_utf8();
            }
        }
    }
    let value = mantissa.times_ten_to(exponent, &rest[..length])?;
    let money = text[end..].starts_with('元') && !text[end..].starts_with("元旦") && !text[end..].starts_with("元/");
    if money {
        end += '元'.len_utf8();
    } else if digit(first).is_none() && exponent < 3 && !text[end..].chars().next().is_some_and(is_classifier) {
        return None;
    }
    Some(NumberHit { range: at..end, value, money })
}

/// The value of a half or full width digit.
pub(super) fn digit(c: char) -> Option<u32> {
    match c {
        '0'..='9' => Some(c as u32 - '0' as u32),
        '０'..='９' => Some(c as u32 - '０' as u32),
        _ => None,
    }
}

/// A number without its multiplier: an integer with so many of its digits behind the point.
#[derive(Clone, Copy, Default)]
struct Mantissa {
    integer: u64,
    digits: u32,
    decimals: Option<u32>,
}

impl Mantissa {
    /// What is read here exactly: integers of so many digits are.
    const MOST_DIGITS: u32 = 15;

    fn push(&mut self, digit: u32) {
        self.digits += 1;
        if self.digits <= Self::MOST_DIGITS {
            self.integer = self.integer * 10 + u64::from(digit);
        }
        if let Some(decimals) = &mut self.decimals {
            *decimals += 1;
        }
    }

    /// The nearest value to it times a power of ten; `written` is how the text writes it.
    fn times_ten_to(self, exponent: u32, written: &str) -> Option<f64> {
        const POWERS: [f64; 23] = [
            1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
            1e19, 1e20, 1e21, 1e22,
        ];
        let decimals = self.decimals.unwrap_or(0);
        // Both are exact, so the one operation rounds as it must.
        let power = POWERS.get(exponent.abs_diff(decimals) as usize).filter(|_| self.digits <= Self::MOST_DIGITS);
        if let Some(power) = power {
            let integer = self.integer as f64;
            return Some(if exponent >= decimals { integer * power } else { integer / power });
        }
        let plain = |c: char| match c {
            '.' | '．' => Some('.'),
            _ => digit(c).and_then(|value| char::from_digit(value, 10)),
        };
        let digits: String = written.chars().filter_map(plain).collect();
        format!("{digits}e{exponent}").parse().ok()
    }
}

/// The value of a Chinese numeral below ten.
pub(super) fn numeral(c: char) -> Option<u32> {
    Some(match c {
        '〇' | '零' => 0,
        '一' => 1,
        '二' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        _ => return None,
    })
}

fn arabic(rest: &str) -> Option<(Mantissa, usize)> {
    let mut mantissa = Mantissa::default();
    let mut length = 0;
    let mut characters = rest.char_indices().peekable();
    while let Some((position, c)) = characters.next() {
        if let Some(value) = digit(c) {
            mantissa.push(value);
            length = position + c.len_utf8();
        } else if matches!(c, '.' | '．' | ',' | '，')
            && characters.peek().is_some_and(|(_, next)| digit(*next).is_some())
        {
            if c == ',' || c == '，' {
                // A comma groups only when exactly three digits follow and it is the half-width one.
                let after = rest[position + c.len_utf8()..].chars().take(4);
                let grouped = || after.take_while(|d| digit(*d).is_some()).count() == 3;
                if c != ',' || !grouped() {
                    break;
                }
            } else if mantissa.decimals.is_some() {
                break;
            } else {
                mantissa.decimals = Some(0);
            }
        } else {
            break;
        }
    }
    (length > 0).then_some((mantissa, length))
}

fn chinese(rest: &str) -> Option<(Mantissa, usize)> {
    let mut total = 0_u32;
    let mut current = 0_u32;
    let mut length = 0;
    for (position, c) in rest.char_indices().take(7) {
        let value = match c {
            '两' => 2,
            '十' | '百' => {
                let unit = if c == '十' { 10 } else { 100 };
                if c == '百' && current == 0 {
                    break;
                }
                total += current.max(1) * unit;
                current = 0;
                length = position + c.len_utf8();
                continue;
            }
            _ => match numeral(c) {
                Some(value) => value,
                None => break,
            },
        };
        if current != 0 {
            return None;
        }
        current = value;
        length = position + c.len_utf8();
    }
    let value = total + current;
    let mantissa = Mantissa { integer: u64::from(value), ..Mantissa::default() };
    (length > 0 && value > 0).then_some((mantissa, length))
}

/// Whether a count of things may stand before this character.
fn is_classifier(c: char) -> bool {
    matches!(
        c,
        '个' | '名'
            | '户'
            | '人'
            | '家'
            | '次'
            | '所'
            | '项'
            | '栋'
            | '座'
            | '亩'
            | '头'
            | '只'
            | '位'
            | '处'
            | '条'
            | '年'
            | '吨'
            | '期'
            | '批'
            | '万'
            | '亿'
            | '岁'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, value: f64, money: bool, written: &str) {
        let hit = number_at(text, 0).expect("a number");
        assert_eq!((hit.value, hit.money, &text[hit.range]), (value, money, written));
    }

    #[test]
    fn multipliers_are_exact_in_decimal() {
        check("5847.82万元，", 58_478_200.0, true, "5847.82万元");
        check("1.2亿元", 120_000_000.0, true, "1.2亿元");
        check("１２００元", 1200.0, true, "１２００元");
        check("1,234,567元", 1_234_567.0, true, "1,234,567元");
        check("300余万元", 3_000_000.0, true, "300余万元");
    }

    #[test]
    fn long_numbers_are_rounded_as_their_digits_say() {
        check("0.3亿元", 30_000_000.0, true, "0.3亿元");
        check("2.675个", 2.675, false, "2.675");
        check("12345678901234567.5元", 12_345_678_901_234_567.5, true, "12345678901234567.5元");
        check("1,234.5万亿亿元", 1.2345e23, true, "1,234.5万亿亿元");
    }

    #[test]
    fn counts_leave_their_unit_in_the_text() {
        check("1.9万名", 19_000.0, false, "1.9万");
        check("两万头牛", 20_000.0, false, "两万");
        check("十二个", 12.0, false, "十二");
        check("443户", 443.0, false, "443");
    }

    #[test]
    fn numerals_inside_words_are_no_numbers() {
        for text in ["一起努力", "三峡工程", "万企兴村", "百姓", "十分"] {
            assert_eq!(number_at(text, 0), None, "{text}");
        }
    }

    #[test]
    fn spoken_numbers() {
        check("160来人", 160.0, false, "160来");
        check("8个多亿。", 800_000_000.0, true, "8个多亿");
        check("3个亿", 300_000_000.0, true, "3个亿");
        check("12来自", 12.0, false, "12");
    }

    #[test]
    fn a_foreign_currency_is_no_money() {
        check("500万美元", 5_000_000.0, false, "500万");
    }
}
