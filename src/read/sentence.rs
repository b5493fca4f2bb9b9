//! Cutting a block into sentences.

use std::ops::Range;

use super::{Block, BlockKind};

/// No sentence is longer, in bytes, than some thousand characters: what no mark ends, as the lines of a table do, would stand as
/// a whole in the evidence of each of its claims.
const LONGEST: usize = 3000;

/// Sentences end with 。！？； and their half-width forms; the phrases of a heading, also with a blank.
pub(super) fn sentences<'a>(text: &'a str, block: &Block) -> impl Iterator<Item = Range<usize>> + 'a {
    let end = block.range.end;
    let heading = block.kind == BlockKind::Heading;
    let mut at = block.range.start;
    std::iter::from_fn(move || {
        while at < end {
            let start = at;
            at = sentence_end(text, start, end, heading);
            let from_content = text[start..at].trim_start();
            let content = from_content.trim_end();
            if !content.is_empty() {
                let content_start = at - from_content.len();
                return Some(content_start..content_start + content.len());
            }
        }
        None
    })
}

fn sentence_end(text: &str, start: usize, end: usize, heading: bool) -> usize {
    let bytes = &text.as_bytes()[..end];
    let mut in_title = false;
    let mut at = start;
    while let Some(byte) = bytes.get(at) {
        if at - start > LONGEST {
            let clause = text[start..at].rfind(['，', '、', ',', ' ', '\u{3000}', '\t', '|']);
            let mark = |found: usize| text[start + found..].chars().next().map_or(0, char::len_utf8);
            return clause.map_or(at, |found| start + found + mark(found));
        }
        // Most characters are told by their bytes and not decoded: Han, of three bytes that begin so, figures, and those
        // marks of Chinese texts that end nothing.
        match byte {
            0xE4..=0xE9 => {
                at += 3;
                continue;
            }
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => {
                at += 1;
                continue;
            }
            0xE3 | 0xEF => match bytes[at + 1..] {
                // U+3000 。《》 ！；？
                [0x80, 0x80 | 0x82 | 0x8A | 0x8B, ..] | [0xBC, 0x81 | 0x9B | 0x9F, ..] => {}
                _ => {
                    at += 3;
                    continue;
                }
            },
            _ => {}
        }
        let position = at;
        let Some(c) = text[position..end].chars().next() else { break };
        at = position + c.len_utf8();
        let ends = match c {
            '《' => {
                in_title = true;
                false
            }
            '》' => {
                in_title = false;
                false
            }
            '。' | '！' | '？' | '；' => !in_title,
            ';' | '!' | '?' => !in_title && !text[at..end].starts_with(|next: char| next.is_ascii_alphanumeric()),
            // A full stop only where no number or Latin word goes on.
            '.' => {
                let before = text[start..position].chars().next_back();
                before.is_some_and(|before| !before.is_ascii() || matches!(before, ')' | '"'))
                    && text[at..end].chars().next().is_none_or(|next| next.is_whitespace() || !next.is_ascii())
            }
            c if heading => c.is_whitespace(),
            _ => false,
        };
        if ends {
            for closing in text[at..end].chars() {
                if !matches!(closing, '”' | '’' | '"' | '」' | '』' | '）' | ')' | '》') {
                    break;
                }
                at += closing.len_utf8();
            }
            return at;
        }
    }
    end
}
