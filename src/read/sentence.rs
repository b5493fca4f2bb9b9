//! Cutting a block into sentences.

use std::ops::Range;

use super::{Block, BlockKind};

/// Sentences end with 。！？； and their half-width forms; the phrases of a heading, also with a blank.
pub(super) fn sentences<'a>(text: &'a str, block: &Block) -> impl Iterator<Item = Range<usize>> + 'a {
    let end = block.range.end;
    let heading = block.kind == BlockKind::Heading;
    let mut at = block.range.start;
    std::iter::from_fn(move || {
        while at < end {
            let start = at;
            at = sentence_end(text, start, end, heading);
            let piece = &text[start..at];
            let trimmed = piece.trim_matches(|c: char| c.is_whitespace());
            if !trimmed.is_empty() {
                let lead = piece.len() - piece.trim_start().len();
                return Some(start + lead..start + lead + trimmed.len());
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
        // Most characters are Han, of three bytes that begin so; they are passed over without being decoded.
        if (0xE4..=0xE9).contains(byte) {
            at += 3;
            continue;
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
