//! Escaping for the drawings: which ASCII characters a language gives a meaning, and what stands for them.

/// The bytes at which [`escape`] has to look closer: the given ones, ASCII control characters, and the one that the UTF-8
/// of every other control character begins with.
pub(super) const fn bytes_to_look_at(marks: &[u8]) -> [bool; 256] {
    let mut table = [false; 256];
    let mut at = 0;
    while at < 0x20 {
        table[at] = true;
        at += 1;
    }
    table[0x7F] = true;
    table[0xC2] = true;
    at = 0;
    while at < marks.len() {
        table[marks[at] as usize] = true;
        at += 1;
    }
    table
}

/// Adds a text; `replace` writes what stands for a character of the table, and says whether it did. Control characters that
/// it leaves become blanks.
pub(super) fn escape(
    text: &str,
    table: &[bool; 256],
    out: &mut String,
    mut replace: impl FnMut(char, &mut String) -> bool,
) {
    // All that stands between two such bytes is copied as it is; most texts have none.
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|byte| table[usize::from(byte)]) {
        let (plain, marked) = rest.split_at(at);
        out.push_str(plain);
        let mut characters = marked.chars();
        if let Some(c) = characters.next()
            && !replace(c, out)
        {
            out.push(if c.is_control() { ' ' } else { c });
        }
        rest = characters.as_str();
    }
    out.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_marks_and_control_characters_change() {
        const TABLE: [bool; 256] = bytes_to_look_at(b"\"");
        let escaped = |text: &str| {
            let mut out = String::new();
            escape(text, &TABLE, &mut out, |c, out| {
                let is_mark = c == '"';
                if is_mark {
                    out.push_str("''");
                }
                is_mark
            });
            out
        };
        assert_eq!(escaped("甲\"乙\"©"), "甲''乙''©");
        assert_eq!(escaped("a\tb\u{7f}c\u{85}d\u{a0}e"), "a b c d\u{a0}e");
        assert_eq!(escaped(""), "");
    }
}
