//! What belongs to the page and not to the text: page numbers, running heads, and the links of a web page to others.

use rustc_hash::FxHashMap;

use super::line::Line;

/// How near to the edge of a page a running head stands, in lines.
const EDGE: usize = 3;

/// Leaves out page numbers and links to other pages, and of every running head all but the first.
pub(super) fn remove(lines: &mut Vec<Line<'_>>) {
    let paged = lines.last().is_some_and(|line| line.page > 0);
    let mut seen: FxHashMap<String, u32> = FxHashMap::default();
    if paged {
        for line in edges(lines) {
            *seen.entry(without_digits(line.content)).or_default() += 1;
        }
    }
    let on_edge: Vec<bool> = if paged { edge_flags(lines) } else { Vec::new() };
    let mut met: FxHashMap<String, ()> = FxHashMap::default();
    let mut index = 0;
    lines.retain(|line| {
        let edge = on_edge.get(index).copied().unwrap_or(false);
        index += 1;
        if is_page_number(line.content, edge) || is_link(line.content) {
            return false;
        }
        if !edge {
            return true;
        }
        let key = without_digits(line.content);
        // A head that most pages carry; two equal headings may stand by chance.
        let repeated = seen.get(&key).is_some_and(|count| *count >= 3) && line.characters >= 2;
        !repeated || met.insert(key, ()).is_none()
    });
}

fn edges<'l, 'a>(lines: &'l [Line<'a>]) -> impl Iterator<Item = &'l Line<'a>> {
    lines.iter().zip(edge_flags(lines)).filter(|(_, edge)| *edge).map(|(line, _)| line)
}

fn edge_flags(lines: &[Line<'_>]) -> Vec<bool> {
    lines
        .chunk_by(|a, b| a.region == b.region)
        .flat_map(|region| (0..region.len()).map(|index| index < EDGE || index + EDGE >= region.len()))
        .collect()
}

fn without_digits(content: &str) -> String {
    content.chars().filter(|c| !c.is_numeric() && !c.is_whitespace()).collect()
}

/// - 3 -, 第3页, 第 3 页 共 12 页, 3/12, A03版; a bare number only at the edge of a page, since it may be a wrapped one.
fn is_page_number(content: &str, edge: bool) -> bool {
    // Most lines of a text are longer, so this is asked of few.
    if content.len() > 40 {
        return false;
    }
    let mut digits = 0;
    let (mut dashes, mut words, mut slash) = (0, 0, false);
    for c in content.chars() {
        match c {
            '0'..='9' | '０'..='９' => digits += 1,
            '-' | '—' | '–' | '－' | '─' | '·' => dashes += 1,
            '第' | '共' | '页' | '頁' | '版' | 'P' => words += 1,
            '/' | '／' => slash = true,
            'A'..='D' if digits == 0 => {}
            ' ' | '\u{3000}' | '\u{a0}' | '，' | '.' => {}
            _ => return false,
        }
    }
    let framed =
        content.starts_with(['-', '—', '–', '－', '─', '·']) && content.ends_with(['-', '—', '–', '－', '─', '·']);
    (1..=8).contains(&digits)
        && (words > 0 && !content.starts_with(['，', '.'])
            || framed && dashes >= 2
            || slash && words == 0 && digits <= 6
            || edge && digits <= 4 && dashes == 0 && !slash)
}

/// What a web page says beside its article: what it links to is told there and not here.
fn is_link(content: &str) -> bool {
    const OPENINGS: [&str; 16] = [
        "上一篇",
        "下一篇",
        "上一条",
        "下一条",
        "上一页",
        "下一页",
        "打印本页",
        "【打印",
        "[打印",
        "关闭窗口",
        "【关闭",
        "分享到",
        "分享：",
        "扫一扫",
        "版权所有",
        "相关链接",
    ];
    OPENINGS.iter().any(|opening| content.starts_with(opening)) && !content.contains('。')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_to_other_pages_are_told_from_text() {
        for link in [
            "上一篇：某县与某区签约",
            "下一条: 没有了",
            "【打印本页】 【关闭窗口】",
            "分享到：",
            "版权所有：某县人民政府",
        ] {
            assert!(is_link(link), "{link}");
        }
        for text in ["上一篇报道说，某区援建了一所学校。", "上年末", "分享会上", "【人才交流】选派干部5名"]
        {
            assert!(!is_link(text), "{text}");
        }
    }

    #[test]
    fn page_numbers_are_told_from_wrapped_numbers() {
        for number in ["- 3 -", "—12—", "第3页", "第 3 页 共 12 页", "3/12", "A03版", "· 7 ·"] {
            assert!(is_page_number(number, false), "{number}");
        }
        for text in ["1996", "2021年", "1.86亿元，", "第二版", "5.4", "投入3/4", "-12.5万元"] {
            assert!(!is_page_number(text, false), "{text}");
        }
        assert!(is_page_number("12", true));
    }
}
