//! Which lines are headings, by-lines or items of a list.

use super::line::Line;

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

/// The characters that they begin with.
const BYLINE_FIRST: [char; 22] = [
    '讲', '口', '记', '本', '通', '特', '■', '文', '图', '来', '作', '编', '责', '摄', '供', '撰', '整', '签', '审',
    '校', '主', '统',
];

/// What stands between such a word and the names; 记者手记 is a heading.
const BYLINE_SEPARATORS: [char; 8] = [' ', '\u{3000}', '：', ':', '/', '／', '、', '|'];

/// Whether a line ends where a sentence does.
pub(in crate::read) fn ends_sentence(content: &str) -> bool {
    let bare = content.trim_end_matches(['”', '’', '"', '）', ')', '》', '」']);
    bare.ends_with(['。', '！', '？', '；', '：', '…', '!', '?', ';', ':'])
        // A full stop behind a Chinese character ends a sentence; behind a digit a number may go on.
        || bare.strip_suffix('.').is_some_and(|before| !before.ends_with(|c: char| c.is_ascii()))
        || (bare.len() < content.len() && content.ends_with(['）', ')']))
}

pub(super) fn headings_of_wrapped(lines: &[Line<'_>], bylines: &[bool]) -> Vec<bool> {
    let mut headings = vec![false; lines.len()];
    for index in (0..lines.len()).rev() {
        let line = &lines[index];
        let next = |ahead: usize| lines.get(index + ahead).map_or(0, |line| line.width);
        let next_starts = bylines.get(index + 1).copied().unwrap_or(true);
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

pub(super) fn is_heading_line(line: &Line<'_>) -> bool {
    line.characters <= 45 && !ends_sentence(line.content) && !line.content.contains('。')
        || line.characters <= 24
            && is_numbered(line.content)
            && !line.content.contains('。')
            && !line.content.contains('；')
}

/// Lines of the form 建设地点：某镇 that stand together are the fields of a form and no headings.
pub(super) fn fields_are_no_headings(lines: &[Line<'_>], headings: &mut [bool]) {
    for index in 1..lines.len() {
        if (headings[index - 1] || headings[index])
            && is_field(lines[index - 1].content)
            && is_field(lines[index].content)
        {
            headings[index - 1] = false;
            headings[index] = false;
        }
    }
}

fn is_field(content: &str) -> bool {
    let colon = content.find(['：', ':']).filter(|at| (1..=30).contains(at));
    colon.is_some_and(|at| {
        let label = &content[..at];
        !label.contains(['，', '。', '“', ' ']) && content[at..].chars().nth(1).is_some()
    })
}

/// How many lines make one form here: a field each (项目名称：…, 建设地点：…), up to where its first label comes again. The
/// first must name what the others tell of. None where there are not two.
pub(super) fn form_length(lines: &[Line<'_>], bylines: &[bool]) -> usize {
    let names = lines.first().and_then(label).is_some_and(|label| label.ends_with("名称") || label.ends_with("姓名"));
    if !names {
        return 0;
    }
    let fields = lines.iter().zip(bylines).enumerate().take_while(|(index, (line, byline))| {
        !**byline && is_form_field(line) && (*index == 0 || label(line) != label(&lines[0]))
    });
    Some(fields.count()).filter(|length| *length >= 2).unwrap_or(0)
}

/// The words before the colon.
fn label<'a>(line: &Line<'a>) -> Option<&'a str> {
    Some(line.content.split_once(['：', ':'])?.0)
}

/// A field of a form: a short label of words and a short value that is no sentence of its own.
fn is_form_field(line: &Line<'_>) -> bool {
    let Some((label, value)) = line.content.split_once(['：', ':']).filter(|_| line.characters <= 80) else {
        return false;
    };
    let value = value.trim_end_matches(['。', '；', ';']);
    let plain = |c: char| c.is_alphabetic() || matches!(c, '（' | '）' | '(' | ')' | '/');
    (2..=10).contains(&label.chars().count())
        && label.chars().all(plain)
        && !value.is_empty()
        && !value.contains(['。', '？', '！', '?', '!', '“'])
}

/// Marks that open an item of a list.
const BULLETS: [char; 17] = ['•', '●', '○', '■', '□', '◆', '◇', '▪', '▲', '△', '★', '☆', '※', '◎', '➢', '✓', '►'];

/// The lines without the marks of the items of lists.
pub(super) fn without_item_marks(mut lines: Vec<Line<'_>>) -> Vec<Line<'_>> {
    for line in &mut lines {
        let rest = line.content.trim_start_matches(BULLETS);
        // A hyphen or an asterisk is a mark only before a blank.
        let rest = rest.strip_prefix("- ").or_else(|| rest.strip_prefix("* ")).unwrap_or(rest);
        // ■ before a by-line is the newspaper's own mark.
        if rest.len() < line.content.len() && !rest.is_empty() && !is_byline(line.content) {
            let part = line.part(line.content.len() - rest.len(), line.content.len());
            *line = Line { item: true, indented: line.indented, marked_heading: line.marked_heading, ..part };
        }
    }
    lines
}

/// 一、 （一） 第一章
pub(super) fn is_numbered(content: &str) -> bool {
    let rest = content.trim_start_matches(['（', '(', '第']);
    let stripped = rest.trim_start_matches(|c: char| "一二三四五六七八九十".contains(c));
    stripped.len() < rest.len() && stripped.starts_with(['、', '）', ')', '章', '节'])
}

fn has_inner_blank(content: &str) -> bool {
    (content.contains(' ') || content.contains('\u{3000}') || content.contains('\u{a0}'))
        && content.split_whitespace().count() >= 2
        && content.split_whitespace().all(|part| part.chars().count() >= 3)
        && !content.contains(['，', '。', '、', '：'])
}

pub(super) fn is_byline(content: &str) -> bool {
    // Longer than sixty characters, most of them of three bytes: asked of every line of a text.
    if content.len() > 180 || content.contains('。') {
        return false;
    }
    let bracketed = content.starts_with(['（', '(']) && content.ends_with(['）', ')']);
    let dated = content.starts_with(|c: char| c.is_ascii_digit());
    if bracketed || dated {
        let names_reporter = ["记者", "通讯员", "来源：", "供稿"].iter().any(|word| content.contains(word));
        // The masthead of a newspaper page: 2023年7月12日 星期三 协作周刊.
        let is_masthead = dated && content.contains("星期") && !content.contains(['，', '、']);
        return (names_reporter || is_masthead) && content.chars().count() <= 60;
    }
    let opens = content.starts_with(BYLINE_FIRST)
        && BYLINE_OPENINGS
            .iter()
            .filter_map(|opening| content.strip_prefix(opening).map(|rest| (opening, rest)))
            .any(|(opening, rest)| opening.ends_with(['/', '／', '■']) || rest.starts_with(BYLINE_SEPARATORS));
    opens && content.chars().count() <= 40
}

/// The first half of a line that a bold heading's PDF text repeats: 协作协作, 甲县 甲县.
pub(super) fn doubled(content: &str) -> Option<&str> {
    // Between the halves stands nothing or a blank, of one byte or three.
    let half = [0, 1, 3].into_iter().find_map(|blank| {
        let halves = content.len().checked_sub(blank).filter(|rest| rest.is_multiple_of(2))? / 2;
        let (first, rest) = content.split_at_checked(halves)?;
        let (between, second) = rest.split_at_checked(blank)?;
        (first == second && between.chars().all(char::is_whitespace)).then_some(first)
    })?;
    (half.chars().count() >= 2).then_some(half)
}

pub(super) fn undoubled<'a>(line: &Line<'a>) -> Line<'a> {
    let content = doubled(line.content).unwrap_or(line.content);
    Line { content, characters: content.chars().count(), ..*line }
}
