//! Markdown (<https://commonmark.org/>): its marks are not part of the text. `#` makes a heading; emphasis, code and the
//! addresses of links are left out.

use super::line::Line;

/// Whether a text is written in Markdown: a heading, a link or strong emphasis tells.
pub(super) fn is_markdown(source: &str) -> bool {
    let bytes = source.as_bytes();
    memchr::memmem::find(bytes, b"](").is_some()
        || memchr::memmem::find_iter(bytes, b"**").take(2).count() == 2
        || memchr::memchr_iter(b'#', bytes).any(|at| {
            let opens = at == 0 || bytes[at - 1] == b'\n';
            let rest = bytes[at..].iter().skip_while(|byte| **byte == b'#');
            opens && rest.clone().next() == Some(&b' ')
        })
}

/// The lines without the marks that open them; rules between sections and the lines under table heads go.
pub(super) fn strip(lines: Vec<Line<'_>>) -> Vec<Line<'_>> {
    lines
        .into_iter()
        .filter(|line| !is_rule(line.content))
        .map(|line| {
            let from_quote = line.content.trim_start_matches(['>', ' ']);
            let hashes = from_quote.bytes().take_while(|byte| *byte == b'#').count();
            let heading = (1..=6).contains(&hashes) && from_quote[hashes..].starts_with(' ');
            let content = if heading { from_quote[hashes..].trim_matches(['#', ' ']) } else { from_quote };
            if content.is_empty() || content.len() == line.content.len() {
                return line;
            }
            let start = line.content.len() - from_quote.len();
            let start = start + line.content[start..].find(content).unwrap_or(0);
            Line { marked_heading: heading, indented: line.indented, ..line.part(start, start + content.len()) }
        })
        .collect()
}

/// --- or *** between sections, | --- | --- | under the head of a table, ``` round code.
fn is_rule(content: &str) -> bool {
    content.len() >= 3
        && (content.bytes().all(|byte| matches!(byte, b'-' | b'*' | b'_' | b'=' | b' '))
            && !content.contains(char::is_alphanumeric)
            || content.bytes().all(|byte| matches!(byte, b'-' | b'|' | b':' | b' ')) && content.contains('-')
            || content.starts_with("```"))
}

/// The parts of a line that are text: what stands between marks of emphasis and code, and the words of links and pictures.
pub(super) fn text_parts<'a>(line: &Line<'a>) -> Vec<Line<'a>> {
    let content = line.content;
    let mut parts = Vec::new();
    let (mut start, mut at) = (0, 0);
    let mut link_opens = Vec::new();
    while let Some(found) = content[at..].find(['*', '`', '[', ']', '!', '_']) {
        let position = at + found;
        let rest = &content[position..];
        let mark = match rest.as_bytes()[0] {
            b'*' | b'`' => rest.bytes().take_while(|byte| *byte == rest.as_bytes()[0]).count(),
            b'_' if rest.starts_with("__") => 2,
            b'!' if rest.starts_with("![") => 1,
            b'[' if has_link(rest) => {
                link_opens.push(position);
                1
            }
            b']' if rest.starts_with("](") && link_opens.pop().is_some() => rest.find(')').map_or(1, |end| end + 1),
            _ => 0,
        };
        if mark > 0 {
            if position > start {
                parts.push((start, position));
            }
            start = position + mark;
            at = start;
        } else {
            at = position + 1;
        }
    }
    if start < content.len() {
        parts.push((start, content.len()));
    }
    parts.into_iter().map(|(from, to)| line.part(from, to)).filter(|part| !part.content.is_empty()).collect()
}

/// Whether a bracket opens a link: `[words](address)`.
fn has_link(rest: &str) -> bool {
    rest.find("](").is_some_and(|middle| !rest[1..middle].contains('\n') && rest[middle..].contains(')'))
}
