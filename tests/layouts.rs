//! One page, however it is set, says the same: wrapped, in columns, with page numbers, in radicals, in Markdown.

use std::collections::BTreeSet;

use aid_graph::{Compiler, KnowledgeGraph};

const LEMONS: [&str; 3] = [
    "柠檬园里话协作",
    "浙江省湖州市南浔区与四川省广安市广安区自2021年结对以来，南浔区累计投入协作资金1.86亿元。2022年，南浔区安排资金2400万元，用于龙台镇柠檬加工项目。",
    "该项目由广安龙安柠檬开发有限公司实施，带动当地320户群众增收。广安区副区长何志平说，两地还将扩大劳务合作。",
];
const MUSHROOMS: [&str; 3] = [
    "如皋镇巴结亲记",
    "江苏省南通市如皋市与陕西省汉中市镇巴县2023年3月签署《如皋市镇巴县产业协作协议》。如皋市财政局副局长丁海峰到镇巴县挂职，任镇巴县委常委、副县长。",
    "2023年，如皋市投入资金860万元，用于泾洋街道食用菌种植项目，建成大棚56座，吸纳务工人员143人。",
];

fn plain() -> String {
    [LEMONS.join("\n"), MUSHROOMS.join("\n")].join("\n")
}

/// What a text says: its statements and measures in words, without their evidence.
fn said(text: &str) -> BTreeSet<String> {
    let graph = graph(text);
    let statements = graph.statements().map(|statement| graph.line(statement));
    let measures = graph.entities().flat_map(|entity| {
        entity.measures.iter().map(|measure| format!("{} {}={}", entity.name, measure.indicator, measure.value))
    });
    statements.chain(measures).collect()
}

fn graph(text: &str) -> KnowledgeGraph {
    Compiler::built_in().compile(text.as_bytes(), "page.txt").expect("a text")
}

/// A paragraph as a page sets it: indented by two characters and broken at the width of so many. What is ASCII is half as wide.
fn set(paragraph: &str, indent: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut filled = 0;
    for c in indent.chars().chain(paragraph.chars()) {
        let own = if c.is_ascii() { 1 } else { 2 };
        if filled + own > 2 * width {
            lines.push(String::new());
            filled = 0;
        }
        filled += own;
        lines.last_mut().expect("a line").push(c);
    }
    lines
}

fn article(article: &[&str; 3], width: usize) -> Vec<String> {
    let mut lines = vec![article[0].to_owned()];
    lines.extend(article[1..].iter().flat_map(|paragraph| set(paragraph, "　　", width)));
    lines
}

fn wrapped(width: usize, between: &str) -> String {
    [article(&LEMONS, width), article(&MUSHROOMS, width)].concat().join(between)
}

/// The two articles side by side, the second one from a column of the page on. `wide` counts a Chinese character as two.
fn side_by_side(wide: bool) -> String {
    let (left, right) = (article(&LEMONS, 17), article(&MUSHROOMS, 17));
    let measure = |line: &str| line.chars().map(|c| if wide && !c.is_ascii() { 2 } else { 1 }).sum::<usize>();
    let gutter = if wide { 38 } else { 22 };
    let mut page = String::from("2023年7月12日 星期三   协作周刊   03版\n\n\n");
    for index in 0..left.len().max(right.len()) {
        let line = left.get(index).map_or("", String::as_str);
        page.push_str(line);
        if let Some(other) = right.get(index) {
            page.push_str(&" ".repeat(gutter - measure(line)));
            page.push_str(other);
        }
        page.push('\n');
    }
    page + "\n\n                    - 3 -\n\u{c}"
}

fn replaced(pairs: &[(&str, &str)]) -> String {
    pairs.iter().fold(plain(), |text, (from, to)| text.replace(from, to))
}

/// Pages with a running head and a number, the second page in the middle of a sentence.
fn paged() -> String {
    let lines = [article(&LEMONS, 17), article(&MUSHROOMS, 17)].concat();
    let pages: Vec<String> = lines
        .chunks(8)
        .enumerate()
        .map(|(page, lines)| format!("协作年报（内部资料）\n\n{}\n\n{}\n", lines.join("\n"), page + 1))
        .collect();
    assert!(pages.len() >= 3);
    pages.join("\u{c}")
}

#[test]
fn a_web_page_around_an_article_tells_its_date_and_no_more() {
    let [title, first, second] = LEMONS;
    let page = format!(
        "您现在的位置：首页 >> 新闻中心 >> 部门动态\n{title}\n发布日期：2024-06-12 09:31　来源：区融媒体中心　浏览次数：87\n\n{first}\n\n{second}\n\n\
         【打印本页】 【关闭窗口】\n上一篇：南浔区向龙台镇捐赠图书\n下一篇：如皋市党政代表团赴镇巴县考察\n版权所有：广安市人民政府\n"
    );
    assert_eq!(said(&page), said(&LEMONS.join("\n")));
    let graph = graph(&page);
    let document = graph.documents().next().expect("a document");
    assert_eq!((document.title.as_deref(), document.date.as_deref()), (Some(title), Some("2024-06-12")));
}

#[test]
fn a_page_says_the_same_however_it_is_set() {
    let expected = said(&plain());
    assert!(expected.len() >= 20, "{expected:#?}");
    let markdown = format!(
        "## {}\n\n{}\n\n{}\n\n---\n\n## {}\n\n- {}\n- {}\n",
        LEMONS[0],
        LEMONS[1].replace("柠檬加工项目", "**柠檬加工项目**"),
        LEMONS[2],
        MUSHROOMS[0],
        MUSHROOMS[1].replace("如皋市财政局", "[如皋市财政局](http://example.org/a_b)"),
        MUSHROOMS[2],
    );
    let doubled = plain().replace(LEMONS[0], &LEMONS[0].repeat(2)).replace(MUSHROOMS[0], &MUSHROOMS[0].repeat(2));
    let pages = [
        ("wrapped", wrapped(17, "\n")),
        ("wrapped, with blank lines", wrapped(17, "\n\n")),
        ("wrapped wider", wrapped(34, "\r\n")),
        ("two columns by characters", side_by_side(false)),
        ("two columns by width", side_by_side(true)),
        ("page numbers and running heads", paged()),
        ("doubled headings", doubled),
        ("Markdown", markdown),
        ("bullets", replaced(&[("浙江省湖", "● 浙江省湖"), ("江苏省南", "■江苏省南"), ("该项目由", "• 该项目由")])),
        ("half-width marks with blanks", replaced(&[("，", " , "), ("。", " . "), ("、", " 、 ")])),
        (
            "full-width digits",
            replaced(&[
                ("2021", "２０２１"),
                ("2022", "２０２２"),
                ("2400", "２４００"),
                ("860", "８６０"),
                ("143", "１４３"),
            ]),
        ),
        (
            "radicals and compatibility ideographs",
            replaced(&[
                ("西", "⻄"),
                ("工", "⼯"),
                ("长", "⻓"),
                ("户", "⼾"),
                ("金", "金"),
                ("力", "⼒"),
                ("行", "⾏"),
            ]),
        ),
        ("a byte order mark", format!("\u{feff}{}", plain())),
    ];
    for (name, page) in pages {
        let found = said(&page);
        let both = found.intersection(&expected).count();
        let f1 = 2.0 * both as f64 / (found.len() + expected.len()) as f64;
        let lost: Vec<_> = expected.difference(&found).collect();
        let new: Vec<_> = found.difference(&expected).collect();
        assert!(f1 >= 0.98, "{name}: F1 {f1:.3}; lost {lost:#?}; new {new:#?}\n{page}");
    }
}

#[test]
fn a_traditional_page_says_the_same_and_is_quoted_as_written() {
    let text = "江蘇省南通市如皋市與陝西省漢中市鎮巴縣2023年3月簽署《如皋市鎮巴縣產業協作協議》。2023年，如皋市投入資金860萬元，用於涇洋街道食用菌種植項目。";
    let simplified = "江苏省南通市如皋市与陕西省汉中市镇巴县2023年3月签署《如皋市镇巴县产业协作协议》。2023年，如皋市投入资金860万元，用于泾洋街道食用菌种植项目。";
    assert_eq!(said(text), said(simplified));
    let graph = graph(text);
    let signed = graph.statements().find(|statement| statement.relation == "signed").expect("an agreement");
    assert!(text.contains(&*signed.evidence[0].quote), "{}", signed.evidence[0].quote);
}

#[test]
fn a_row_of_a_table_says_what_its_cells_say_and_no_more() {
    let table = "广安区2022年协作项目表\n序号\t项目名称\t建设地点\t帮扶单位\t资金（万元）\t实施单位\n\
        1\t柠檬加工项目\t广安区龙台镇\t浙江省湖州市南浔区\t2400\t广安区龙安柠檬开发有限公司\n\
        2\t村道硬化工程\t广安区恒升镇\t浙江省湖州市南浔区\t86.5\t—\n";
    let expected: BTreeSet<String> = [
        "南浔区 funds 柠檬加工项目 amount=24000000 date=2022",
        "南浔区 funds 村道硬化工程 amount=865000 date=2022",
        "广安区龙安柠檬开发有限公司 implements 柠檬加工项目 date=2022",
        "广安区龙安柠檬开发有限公司 located_in 广安区",
        "柠檬加工项目 located_in 龙台镇",
        "村道硬化工程 located_in 恒升镇",
    ]
    .map(String::from)
    .into();
    for text in [table.to_owned(), table.replace('\t', " | "), table.replace('\t', "   ")] {
        let found: BTreeSet<String> = said(&text).into_iter().filter(|line| !line.contains(" part_of ")).collect();
        assert_eq!(found, expected, "{text}");
    }
}

/// Announcements set their tables with single blanks, and the unit of the sums above them; others give a line to each field.
#[test]
fn tables_of_single_blanks_and_forms_say_the_same() {
    let head = "浙江省湖州市南浔区对口帮扶四川省广安市广安区。\n";
    let table = format!(
        "{head}项目明细（单位：万元）\n序号　项目名称　建设地点　实施单位　协作资金\n\
         1　柠檬加工项目　龙台镇　广安区龙安柠檬开发有限公司　240\n2　村道硬化工程　恒升镇　广安区交通运输局　86.5\n"
    );
    let form = format!(
        "{head}项目公示\n项目名称：柠檬加工项目\n建设地点：龙台镇\n实施单位：广安区龙安柠檬开发有限公司\n协作资金：240万元\n\
         项目名称：村道硬化工程\n建设地点：恒升镇\n实施单位：广安区交通运输局\n协作资金：86.5万元\n"
    );
    for text in [table.clone(), table.replace('　', " "), form] {
        let found = said(&text);
        for claim in [
            "南浔区 funds 柠檬加工项目 amount=2400000",
            "南浔区 funds 村道硬化工程 amount=865000",
            "广安区龙安柠檬开发有限公司 implements 柠檬加工项目",
            "柠檬加工项目 located_in 龙台镇",
            "村道硬化工程 located_in 恒升镇",
        ] {
            assert!(found.iter().any(|line| line.starts_with(claim)), "{claim}\n{text}\n{found:?}");
        }
    }
}

/// Evidence leads back to the words on the page, whatever stands between them.
#[test]
fn evidence_leads_back_to_the_page() {
    for page in [side_by_side(false), wrapped(17, "\n\n"), paged()] {
        let source: Vec<char> = page.chars().collect();
        for statement in graph(&page).statements() {
            for evidence in &statement.evidence {
                let place: String = source[evidence.start as usize..evidence.end as usize].iter().collect();
                let first = evidence.quote.chars().next();
                let last = evidence.quote.chars().next_back();
                assert_eq!(place.chars().next(), first, "{place}\n{}", evidence.quote);
                assert_eq!(place.chars().next_back(), last, "{place}\n{}", evidence.quote);
            }
        }
    }
}
