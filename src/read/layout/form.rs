//! Forms: fields one below the other, each a label and a value with a colon between them (项目名称：…, 建设地点：…).

use super::line::Line;

/// The longest label has ten characters, of no more bytes than this.
const LONGEST_LABEL: usize = 40;

/// The label that a line begins with and the value behind the colon. Labels are short, so the rest of a line, most of which
/// are running text, is not searched for one.
fn field<'a>(line: &Line<'a>) -> Option<(&'a str, &'a str)> {
    let bytes = line.content.as_bytes();
    let begin = &bytes[..bytes.len().min(LONGEST_LABEL + 1)];
    // ： begins with this byte, and so does ，, which no label holds.
    let mut marks = memchr::memchr2_iter(b':', 0xEF, begin).map(|at| line.content.split_at(at));
    let (label, rest) = marks.find(|(_, rest)| rest.starts_with(['：', ':', '，']))?;
    Some((label, rest.strip_prefix(['：', ':'])?))
}

/// Lines of the form 建设地点：某镇 that stand together are the fields of a form and no headings.
pub(super) fn fields_are_no_headings(lines: &[Line<'_>], headings: &mut [bool]) {
    for index in 1..lines.len() {
        if (headings[index - 1] || headings[index]) && is_field(&lines[index - 1]) && is_field(&lines[index]) {
            headings[index - 1] = false;
            headings[index] = false;
        }
    }
}

fn is_field(line: &Line<'_>) -> bool {
    field(line).is_some_and(|(label, value)| {
        (1..=30).contains(&label.len()) && !value.is_empty() && !label.contains(['，', '。', '“', ' '])
    })
}

/// How many lines make one form here: a field each, up to where its first label comes again. The first must name what the
/// others tell of. None where there are not two.
pub(super) fn form_length(lines: &[Line<'_>], bylines: &[bool]) -> usize {
    let first = lines.first().and_then(form_label);
    if !first.is_some_and(|label| label.ends_with("名称") || label.ends_with("姓名")) {
        return 0;
    }
    let fields = lines.iter().zip(bylines).enumerate().take_while(|(index, (line, byline))| {
        !**byline && is_form_field(line) && (*index == 0 || form_label(line) != first)
    });
    Some(fields.count()).filter(|length| *length >= 2).unwrap_or(0)
}

/// A field of a line that is short enough for one of a form.
fn form_field<'a>(line: &Line<'a>) -> Option<(&'a str, &'a str)> {
    if line.characters <= 80 { field(line) } else { None }
}

fn form_label<'a>(line: &Line<'a>) -> Option<&'a str> {
    form_field(line).map(|(label, _)| label)
}

/// A field of a form: a short label of words and a short value that is no sentence of its own.
fn is_form_field(line: &Line<'_>) -> bool {
    let Some((label, value)) = form_field(line) else { return false };
    let value = value.trim_end_matches(['。', '；', ';']);
    let plain = |c: char| c.is_alphabetic() || matches!(c, '（' | '）' | '(' | ')' | '/');
    (2..=10).contains(&label.chars().count())
        && label.chars().all(plain)
        && !value.is_empty()
        && !value.contains(['。', '？', '！', '?', '!', '“'])
}
