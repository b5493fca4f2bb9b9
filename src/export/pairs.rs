//! Chinese text for word indexes: each pair of neighbouring characters is a word.

/// Adds a text as pairs of neighbouring Chinese characters with a blank behind each; words and numbers of other scripts whole.
pub(super) fn write_pairs(text: &str, out: &mut String) {
    out.reserve(text.len() * 3);
    let mut before: Option<char> = None;
    let mut alone = false;
    for c in text.chars().chain([' ']) {
        if is_han(c) {
            match before {
                Some(last) => {
                    out.push(last);
                    out.push(c);
                    out.push(' ');
                    alone = false;
                }
                None => {
                    out.push(' ');
                    alone = true;
                }
            }
            before = Some(c);
        } else {
            // A character between marks has no neighbour to make a pair with.
            if alone && let Some(last) = before {
                out.push(last);
                out.push(' ');
            }
            alone = false;
            before = None;
            out.push(if c.is_control() { ' ' } else { c });
        }
    }
}

fn is_han(c: char) -> bool {
    // All of these are letters, which most characters need not be asked for.
    matches!(c, '\u{4E00}'..='\u{9FFF}')
        || (matches!(c, '\u{2E80}'..='\u{4DFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
            && c.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_is_cut_into_pairs() {
        let words = |text| {
            let mut out = String::new();
            write_pairs(text, &mut out);
            out.split_whitespace().map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(words("肉牛养殖"), ["肉牛", "牛养", "养殖"]);
        assert_eq!(words("某A区 3D"), ["某", "A", "区", "3D"]);
        assert_eq!(words("一，二三。"), ["一", "，", "二三", "。"]);
        assert_eq!(words(""), [""; 0]);
    }
}
