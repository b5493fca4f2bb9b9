//! Which lines are headings, by-lines or items of a list.

use super::line::{Blanks, Line};

/// Words that open a by-line or another line of its own.
const BYLINE_OPENINGS: [&str; 32] = [
    "发布时间",
    "发布日期",
    "发布单位",
    "发布机构",
    "信息来源",
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
const BYLINE_FIRST: [char; 30] = [
    '讲', '口', '记', '本', '通', '特', '■', '文', '图', '来', '作', '编', '责', '摄', '供', '撰', '整', '签', '审',
    '校', '主', '统', '发', '信', '时', '日', '当', '您', '你', '首',
];

/// What a web page says of an article beside its date.
const OF_A_WEB_PAGE: [&str; 8] = ["来源：", "来源:", "浏览", "点击", "阅读", "访问", "字体", "字号"];

/// Words that open the line of a web page that says where in its site an article stands.
const WHERE_IN_A_SITE: [&str; 4] = ["当前位置", "的位置", "所在位置", "首页"];

/// What stands between such a word and the names; 记者手记 is a heading.
const BYLINE_SEPARATORS: [char; 8] = [' ', '\u{3000}', '：', ':', '/', '／', '、', '|'];

/// Whether a line ends where a sentence does.
pub(in crate::read) fn ends_sentence(content: &str) -> bool {
    let closes = |c: char| matches!(c, '”' | '’' | '"' | '）' | ')' | '》' | '」');
    let mut characters = content.chars().rev();
    let last = characters.next();
    let bracketed = matches!(last, Some('）' | ')'));
    match last.filter(|c| closes(*c)).map_or(last, |_| characters.find(|c| !closes(*c))) {
        Some('。' | '！' | '？' | '；' | '：' | '…' | '!' | '?' | ';' | ':') => true,
        // A full stop behind a Chinese character ends a sentence, also behind a blank; behind a digit a number may go on.
        Some('.') => bracketed || characters.find(|c| !c.is_whitespace()).is_none_or(|before| !before.is_ascii()),
        _ => bracketed,
    }
}

pub(super) fn headings_of_wrapped(lines: &[Line<'_>], bylines: &[bool]) -> Vec<bool> {
    let mut headings = vec![false; lines.len()];
    for index in (0..lines.len()).rev() {
        let line = &lines[index];
        let next = |ahead: usize| lines.get(index + ahead).map_or(0, Line::width);
        let next_starts = bylines.get(index + 1).copied().unwrap_or(true);
        let short = line.width() * 4 < next(1).max(next(2)) * 3;
        let before_heading =
            headings.get(index + 1).copied().unwrap_or(false) && next(1) <= 20 && !line.content.contains(['，', '。']);
        headings[index] = line.characters <= 40
            && !ends_sentence(line.content)
            && !line.content.ends_with(|c: char| matches!(c, '，' | '、' | ',') || c.is_ascii_digit())
            && (doubled(line.content).is_some()
                || is_numbered(line.content) && line.characters <= 20
                || has_inner_blank(line)
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

/// Marks that open an item of a list.
const BULLETS: [char; 17] = ['•', '●', '○', '■', '□', '◆', '◇', '▪', '▲', '△', '★', '☆', '※', '◎', '➢', '✓', '►'];

/// The lines without the marks of the items of lists.
pub(super) fn without_item_marks(mut lines: Vec<Line<'_>>) -> Vec<Line<'_>> {
    for line in &mut lines {
        // All those marks begin with this byte.
        if !matches!(line.content.as_bytes().first(), Some(0xE2 | b'-' | b'*')) {
            continue;
        }
        let rest = line.content.trim_start_matches(BULLETS);
        // A hyphen or an asterisk is a mark only before a blank.
        let rest = rest.strip_prefix("- ").or_else(|| rest.strip_prefix("* ")).unwrap_or(rest);
        // ■ before a by-line is the newspaper's own mark.
        if rest.len() < line.content.len() && !rest.is_empty() && !is_byline(line) {
            let part = line.part(line.content.len() - rest.len(), line.content.len());
            *line = Line { item: true, indented: line.indented, marked_heading: line.marked_heading, ..part };
        }
    }
    lines
}

/// 一、 （一） 第一章
pub(crate) fn is_numbered(content: &str) -> bool {
    let rest = content.trim_start_matches(['（', '(', '第']);
    let is_number = |c| matches!(c, '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十');
    let stripped = rest.trim_start_matches(is_number);
    stripped.len() < rest.len() && stripped.starts_with(['、', '）', ')', '章', '节'])
}

fn has_inner_blank(line: &Line<'_>) -> bool {
    let content = line.content;
    line.blanks > Blanks::None
        && content.split_whitespace().count() >= 2
        && content.split_whitespace().all(|part| part.chars().count() >= 3)
        && !content.contains(['，', '。', '、', '：'])
}

pub(super) fn is_byline(line: &Line<'_>) -> bool {
    // It is asked of every line of a text, so the cheapest questions come first.
    let content = line.content;
    if line.characters > 60 || content.len() > 180 {
        return false;
    }
    let first = content.chars().next().unwrap_or_default();
    let opened = matches!(first, '（' | '(');
    let dated = first.is_ascii_digit();
    if !opened && !dated && !BYLINE_FIRST.contains(&first) || content.contains('。') {
        return false;
    }
    if dated || opened && content.ends_with(['）', ')']) {
        // The masthead of a newspaper page: 2023年7月12日 星期三 协作周刊.
        let is_masthead = || dated && content.contains("星期") && !content.contains(['，', '、']);
        return ["记者", "通讯员", "来源：", "供稿"].iter().any(|word| content.contains(word)) || is_masthead();
    }
    if is_of_a_web_page(content) {
        return true;
    }
    line.characters <= 40
        && BYLINE_OPENINGS
            .iter()
            .filter_map(|opening| content.strip_prefix(opening).map(|rest| (opening, rest)))
            .any(|(opening, rest)| opening.ends_with(['/', '／', '■']) || rest.starts_with(BYLINE_SEPARATORS))
}

/// 当前位置：首页 > 新闻 > 要闻, 发布时间：2025-09-03 来源：某报 浏览次数：12
fn is_of_a_web_page(content: &str) -> bool {
    let opening = content.char_indices().nth(8).map_or(content, |(end, _)| &content[..end]);
    let path =
        || WHERE_IN_A_SITE.iter().any(|words| opening.contains(words)) && content.contains(['>', '＞', '»', '›']);
    let dated = || {
        let rest = content.strip_prefix("发布").unwrap_or(content);
        let labelled = rest.strip_prefix("时间").or_else(|| rest.strip_prefix("日期"));
        let day = labelled.map(|rest| rest.trim_start_matches(['：', ':', ' ', '\u{3000}']));
        day.is_some_and(|day| day.starts_with(|c: char| c.is_ascii_digit()))
            && OF_A_WEB_PAGE.iter().any(|words| content.contains(words))
    };
    path() || dated()
}

/// The first half of a line that a bold heading's PDF text repeats: 协作协作, 甲县 甲县.
pub(super) fn doubled(content: &str) -> Option<&str> {
    // Between the halves stands nothing or a blank, of one byte or three.
    let half = [0, 1, 3].into_iter().find_map(|blank| {
        let halves = content.len().checked_sub(blank).filter(|rest| rest.is_multiple_of(2))? / 2;
        // The halves of nearly all lines differ at the first character.
        let (bytes, begin) = (content.as_bytes(), halves.min(3));
        if bytes[..begin] != bytes[halves + blank..halves + blank + begin] {
            return None;
        }
        let (first, rest) = content.split_at_checked(halves)?;
        let (between, second) = rest.split_at_checked(blank)?;
        (first == second && between.chars().all(char::is_whitespace)).then_some(first)
    })?;
    (half.chars().count() >= 2).then_some(half)
}

pub(super) fn undoubled<'a>(line: &Line<'a>) -> Line<'a> {
    let content = doubled(line.content).unwrap_or(line.content);
    Line { content, characters: content.chars().count() as u32, ..*line }
}
