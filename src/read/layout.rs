//! Making lines whole: which line breaks are only the page's, where a block ends, what is a heading.

use super::{Block, BlockKind, Segment};

/// The text with its blocks and the way back.
pub(super) struct LaidOut {
    pub(super) text: String,
    pub(super) blocks: Vec<Block>,
    pub(super) map: Vec<Segment>,
}

/// A line that is not blank.
struct Line<'a> {
    content: &'a str,
    /// Where its content begins in the source, in characters.
    offset: u32,
    /// In halves of a Chinese character, as a page sets them.
    width: usize,
    characters: usize,
    indented: bool,
}

/// Words that open a by-line or another line of its own.
const BYLINE_OPENINGS: [&str; 27] = [
    "讲述人",
    "口述",
    "记者",
    "本报记者",
    "通讯员",
    "特约记者",
    "■",
    "文/",
    "文／",
    "图/",
    "图／",
    "来源",
    "作者",
    "编辑",
    "责任编辑",
    "摄影",
    "供稿",
    "撰文",
    "整理",
    "签发",
    "审核",
    "校对",
    "责编",
    "编审",
    "主编",
    "撰稿",
    "统筹",
];

/// What stands between such a word and the names; 记者手记 is a heading.
const BYLINE_SEPARATORS: [char; 8] = [' ', '\u{3000}', '：', ':', '/', '／', '、', '|'];

pub(super) fn lay_out(source: &str) -> LaidOut {
    let lines = lines_of(source);
    let wrapped = is_wrapped(&lines);
    let headings = if wrapped { headings_of_wrapped(&lines) } else { lines.iter().map(is_heading_line).collect() };
    let mut out = LaidOut { text: String::with_capacity(source.len()), blocks: Vec::new(), map: Vec::new() };
    let mut index = 0;
    while index < lines.len() {
        let line = &lines[index];
        if is_byline(line.content) {
            out.block(BlockKind::Byline, std::slice::from_ref(line));
            index += 1;
        } else if headings[index] {
            out.block(BlockKind::Heading, std::slice::from_ref(&undoubled(line)));
            index += 1;
        } else {
            let mut end = index + 1;
            while wrapped && end < lines.len() && continues(&lines, &headings, index, end) {
                end += 1;
            }
            out.block(BlockKind::Paragraph, &lines[index..end]);
            index = end;
        }
    }
    out
}

impl LaidOut {
    fn block(&mut self, kind: BlockKind, lines: &[Line<'_>]) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        let start = self.text.len();
        for line in lines {
            let before = self.text[start..].chars().next_back();
            // Only words of Latin letters need the blank that the line break stood for.
            let blank = before.is_some_and(|c| c.is_ascii_alphabetic())
                && line.content.starts_with(|c: char| c.is_ascii_alphabetic());
            if blank {
                self.map.push(Segment { text_byte: self.text.len(), source_character: line.offset.saturating_sub(1) });
                self.text.push(' ');
            }
            self.map.push(Segment { text_byte: self.text.len(), source_character: line.offset });
            if kind == BlockKind::Paragraph && line.content.contains([' ', '\u{a0}']) {
                self.without_idle_blanks(line);
            } else {
                self.text.push_str(line.content);
            }
        }
        self.blocks.push(Block { kind, range: start..self.text.len() });
    }
}

impl LaidOut {
    /// Adds a line without the blanks that a crawler put around marks and numbers: 3200 万元 , 用于. Blanks between words
    /// stay, since they part names.
    fn without_idle_blanks(&mut self, line: &Line<'_>) {
        let mut rest = line.content;
        let mut offset = line.offset;
        while let Some(at) = rest.find([' ', '\u{a0}']) {
            let (before, blanks) = rest.split_at(at);
            let after = blanks.trim_start_matches([' ', '\u{a0}']);
            let idle = match (before.chars().next_back(), after.chars().next()) {
                (Some(left), Some(right)) => is_idle_between(left, right),
                _ => false,
            };
            let kept = if idle { before } else { &rest[..rest.len() - after.len()] };
            self.text.push_str(kept);
            offset += rest[..rest.len() - after.len()].chars().count() as u32;
            rest = after;
            if idle {
                self.map.push(Segment { text_byte: self.text.len(), source_character: offset });
            }
        }
        self.text.push_str(rest);
    }
}

/// Whether a blank between two characters says nothing: beside a mark of punctuation, or between a number and a word.
fn is_idle_between(left: char, right: char) -> bool {
    let is_mark = |c: char| c.is_ascii_punctuation() || "，。；：！？、（）《》“”‘’—…·％".contains(c);
    let is_number = |c: char| c.is_ascii_digit() || ('０'..='９').contains(&c);
    let is_word = |c: char| !c.is_ascii() && !is_mark(c) && !is_number(c);
    is_mark(left) && !left.is_ascii_digit() && !right.is_ascii_alphanumeric()
        || is_mark(right) && !left.is_ascii_alphabetic()
        || is_mark(left) && right.is_ascii_digit() && !left.is_ascii_alphanumeric() && left != '.'
        || is_number(left) && is_word(right)
        || is_word(left) && is_number(right)
}

fn lines_of(source: &str) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    let mut offset = 0_u32;
    for raw in source.split(['\n', '\r', '\u{2028}', '\u{2029}', '\u{c}']) {
        let is_edge = |c: char| c.is_whitespace() || c.is_control() || c == '\u{feff}';
        let from_content = raw.trim_start_matches(is_edge);
        let content = from_content.trim_end_matches(is_edge);
        let lead = raw[..raw.len() - from_content.len()].chars().count();
        let characters = content.chars().count();
        let trail = from_content[content.len()..].chars().count();
        if !content.is_empty() {
            lines.push(Line {
                content,
                offset: offset + u32::try_from(lead).unwrap_or(u32::MAX),
                width: 2 * characters - content.bytes().filter(u8::is_ascii).count(),
                characters,
                indented: lead >= 2 || raw.starts_with('\u{3000}'),
            });
        }
        offset = offset.saturating_add(u32::try_from(lead + characters + trail + 1).unwrap_or(u32::MAX));
    }
    lines
}

fn ends_sentence(content: &str) -> bool {
    let bare = content.trim_end_matches(['”', '’', '"', '）', ')', '》', '」']);
    bare.ends_with(['。', '！', '？', '；', '：', '…', '!', '?', ';', ':'])
        || (bare.len() < content.len() && content.ends_with(['）', ')']))
}

/// A page whose long lines often stop in the middle of a sentence is wrapped.
fn is_wrapped(lines: &[Line<'_>]) -> bool {
    let long: Vec<_> = lines.iter().filter(|line| (14..=60).contains(&line.characters)).collect();
    let open = long.iter().filter(|line| !ends_sentence(line.content)).count();
    long.len() >= 4 && open * 5 >= long.len() * 3 && lines.len() >= 6
}

fn headings_of_wrapped(lines: &[Line<'_>]) -> Vec<bool> {
    let mut headings = vec![false; lines.len()];
    for index in (0..lines.len()).rev() {
        let line = &lines[index];
        let next = |ahead: usize| lines.get(index + ahead).map_or(0, |line| line.width);
        let next_starts = lines.get(index + 1).is_none_or(|next| is_byline(next.content));
        let short = line.width * 4 < next(1).max(next(2)) * 3;
        let before_heading =
            headings.get(index + 1).copied().unwrap_or(false) && next(1) <= 20 && !line.content.contains(['，', '。']);
        headings[index] = line.characters <= 40
            && !ends_sentence(line.content)
            && !line.content.ends_with(|c: char| matches!(c, '，' | '、' | ',') || c.is_ascii_digit())
            && (doubled(line.content).is_some()
                || is_numbered(line.content) && line.characters <= 20
                || has_inner_blank(line.content)
                || next_starts
                || short && !line.content.contains('，')
                || before_heading);
    }
    headings
}

fn is_heading_line(line: &Line<'_>) -> bool {
    line.characters <= 45 && !ends_sentence(line.content) && !line.content.contains('。')
        || line.characters <= 24
            && is_numbered(line.content)
            && !line.content.contains('。')
            && !line.content.contains('；')
}

/// 一、 （一） 第一章
fn is_numbered(content: &str) -> bool {
    let rest = content.trim_start_matches(['（', '(', '第']);
    let stripped = rest.trim_start_matches(|c: char| "一二三四五六七八九十".contains(c));
    stripped.len() < rest.len() && stripped.starts_with(['、', '）', ')', '章', '节'])
}

fn has_inner_blank(content: &str) -> bool {
    content.split_whitespace().count() >= 2
        && content.split_whitespace().all(|part| part.chars().count() >= 3)
        && !content.contains(['，', '。', '、', '：'])
}

fn is_byline(content: &str) -> bool {
    let characters = content.chars().count();
    if characters > 60 || content.contains('。') {
        return false;
    }
    let opens = BYLINE_OPENINGS
        .iter()
        .filter_map(|opening| content.strip_prefix(opening).map(|rest| (opening, rest)))
        .any(|(opening, rest)| opening.ends_with(['/', '／', '■']) || rest.starts_with(BYLINE_SEPARATORS));
    let bracketed = content.starts_with(['（', '(']) && content.ends_with(['）', ')']);
    let names_reporter = content.contains("记者")
        || content.contains("通讯员")
        || content.contains("来源：")
        || content.contains("供稿");
    let dated = content.starts_with(|c: char| c.is_ascii_digit()) && names_reporter;
    opens && characters <= 40 || (bracketed || dated) && names_reporter
}

/// The first half of a line that a bold heading's PDF text repeats: 协作协作, 甲 甲.
fn doubled(content: &str) -> Option<&str> {
    let characters: Vec<(usize, char)> = content.char_indices().collect();
    let half = characters.len() / 2;
    if characters.len() < 4 {
        return None;
    }
    let middle = characters[half].0;
    let (first, second) = content.split_at(middle);
    if characters.len().is_multiple_of(2) {
        return (first == second).then_some(first);
    }
    (second.starts_with(char::is_whitespace) && first == second.trim_start()).then_some(first)
}

fn undoubled<'a>(line: &Line<'a>) -> Line<'a> {
    let content = doubled(line.content).unwrap_or(line.content);
    Line { content, characters: content.chars().count(), ..*line }
}

/// Whether line `next` goes on with the paragraph that opened at line `first`.
fn continues(lines: &[Line<'_>], headings: &[bool], first: usize, next: usize) -> bool {
    let (before, line) = (&lines[next - 1], &lines[next]);
    if is_byline(line.content)
        || is_numbered(line.content)
        || doubled(line.content).is_some()
        || line.content.starts_with("编者按")
    {
        return false;
    }
    if !ends_sentence(before.content) {
        // A sentence that is still open goes on, whatever the width of the line.
        return true;
    }
    if headings[next] || (line.indented && !lines[first + 1..next].iter().any(|line| line.indented)) {
        return false;
    }
    // A full line may end with a sentence by chance; a short one ends its paragraph.
    let width = lines[first..=next].iter().map(|line| line.width).max().unwrap_or(0);
    before.width + 2 >= width
}
