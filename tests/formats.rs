//! One article says the same in every format that is read. The files are made by `tests/formats/make.py` and
//! `make_vertical.py`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use aid_graph::read::{BlockKind, FORMATS, ReadFault, ReadOptions, read_source};
use aid_graph::{Compiler, KnowledgeGraph};

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats").join(name)
}

fn read(bytes: &[u8], name: &str, options: &ReadOptions) -> (KnowledgeGraph, Vec<ReadFault>) {
    let compiler = Compiler::built_in();
    let mut faults = Vec::new();
    let (graph, failed) = compiler.compile_all(&[bytes], |bytes, each| {
        read_source(&mut &bytes[..], name, options, each);
    });
    faults.extend(failed.into_iter().map(|(_, fault)| fault));
    (graph, faults)
}

fn graph(name: &str) -> KnowledgeGraph {
    let (graph, faults) = read(&fs::read(file(name)).expect("a file"), name, &ReadOptions::default());
    assert!(faults.is_empty(), "{name}: {faults:?}");
    graph
}

/// The statements and measures of a graph in words, without their evidence.
fn said(graph: &KnowledgeGraph) -> BTreeSet<String> {
    let statements = graph.statements().map(|statement| graph.line(statement));
    let measures = graph.entities().flat_map(|entity| {
        entity.measures.iter().map(|measure| format!("{} {}={}", entity.name, measure.indicator, measure.value))
    });
    statements.chain(measures).collect()
}

const ARTICLES: [&str; 16] = [
    "article-gbk.txt",
    "article-utf16.txt",
    "article.md",
    "article.html",
    "article-gbk.html",
    "article.pdf",
    "vertical.pdf",
    "stacked.pdf",
    "article.docx",
    "articles.xlsx",
    "articles.csv",
    "articles.jsonl",
    "article.txt.gz",
    "article.txt.zst",
    "article.zip",
    "nested.zip",
];

#[test]
fn an_article_says_the_same_in_every_format() {
    let expected = said(&graph("article.txt"));
    assert!(expected.len() >= 20, "{expected:#?}");
    for name in ARTICLES {
        let found = said(&graph(name));
        let both = found.intersection(&expected).count();
        let f1 = 2.0 * both as f64 / (found.len() + expected.len()) as f64;
        let lost: Vec<_> = expected.difference(&found).collect();
        let new: Vec<_> = found.difference(&expected).collect();
        assert!(f1 >= 0.98, "{name}: F1 {f1:.3}; lost {lost:#?}; new {new:#?}");
    }
}

/// The test above leaves no format out.
#[test]
fn every_format_has_a_file() {
    for format in FORMATS {
        let is_its = |name: &&str| format.extensions.iter().any(|extension| name.ends_with(&format!(".{extension}")));
        assert!(ARTICLES.iter().any(is_its), "{} has no article", format.name);
    }
}

#[test]
fn a_document_says_how_it_was_read() {
    let told = |name: &str| {
        let graph = graph(name);
        let document = graph.documents().next().expect("a document").clone();
        let text = |value: Option<smol_str::SmolStr>| value.map_or_else(String::new, |value| value.to_string());
        [
            document.path.to_string(),
            text(document.format),
            text(document.encoding),
            text(document.date),
            text(document.date_source),
            text(document.publisher),
            text(document.author),
            document.record.map_or_else(String::new, |record| record.to_string()),
        ]
        .join("|")
    };
    assert_eq!(told("article-gbk.txt"), "article-gbk.txt|text|gb18030|2023|latest-year|||");
    assert_eq!(told("article-utf16.txt"), "article-utf16.txt|text|UTF-16LE|2023|latest-year|||");
    assert_eq!(told("article-gbk.html"), "article-gbk.html|html|gb18030|2023-07-12|metadata|协作周刊|方小舟|");
    assert_eq!(told("article.pdf"), "article.pdf|pdf||2023-07-12|line|||");
    assert_eq!(told("article.zip"), "article.zip/报道/article.txt|text|UTF-8|2023|latest-year|||");
    for name in ["articles.csv", "articles.xlsx", "articles.jsonl"] {
        let graph = graph(name);
        let first = graph.documents().find(|document| document.path.ends_with("#1")).expect("the first record");
        let row = if name.ends_with("jsonl") { 1 } else { 2 };
        assert_eq!(first.record.map(|record| record.get()), Some(row), "{name}");
        assert_eq!(first.publisher.as_deref(), Some("协作周刊"), "{name}");
        assert_eq!(first.date.as_deref(), Some("2023-07-12"), "{name}");
    }
}

#[test]
fn a_web_page_is_its_main_text() {
    for name in ["article.html", "article-gbk.html"] {
        let graph = graph(name);
        let names: Vec<&str> = graph.entities().map(|entity| entity.name.as_str()).collect();
        for elsewhere in ["西湖区", "恩施市", "景宁县", "景宁畲族自治县", "东城区", "甲县"] {
            assert!(!names.contains(&elsewhere), "{elsewhere} stands in the navigation of {name}");
        }
    }
}

#[test]
fn evidence_in_a_pdf_names_its_page() {
    let graph = graph("article.pdf");
    for evidence in graph.statements().flat_map(|statement| &statement.evidence) {
        assert_eq!(evidence.page.map(|page| page.get()), Some(1));
        assert!(evidence.start < evidence.end && evidence.end < 1500);
    }
}

/// The blocks of a file, each with the range that it leads back to.
fn blocks(name: &str) -> Vec<(BlockKind, String, std::ops::Range<u32>)> {
    let mut blocks = Vec::new();
    let bytes = fs::read(file(name)).expect("a file");
    read_source(&mut &bytes[..], name, &ReadOptions::default(), &mut |document| {
        let document = document.expect("a document");
        for block in &document.blocks {
            let text = document.text[block.range.clone()].to_owned();
            blocks.push((block.kind, text, document.place(block.range.clone()).1));
        }
    });
    blocks
}

/// The headings and paragraphs of the article, as its text has them.
fn article() -> Vec<(BlockKind, String)> {
    let text = fs::read_to_string(file("article.txt")).expect("a file");
    let kinds = [BlockKind::Heading, BlockKind::Paragraph, BlockKind::Paragraph];
    kinds.into_iter().cycle().zip(text.lines().map(str::to_owned)).collect()
}

const MASTHEAD: &str = "2023年7月12日 星期三　协作周刊　03版";

#[test]
fn vertical_pages_are_read_from_right_to_left() {
    for name in ["vertical.pdf", "stacked.pdf"] {
        let mut expected = article();
        expected.insert(0, (BlockKind::Byline, MASTHEAD.to_owned()));
        let found = blocks(name);
        // The page is its horizontal lines and then the vertical paragraphs, all with one character between them.
        for pair in found[1..].windows(2) {
            assert_eq!(pair[0].2.end + 1, pair[1].2.start, "{name}");
        }
        for (_, text, range) in &found {
            assert_eq!(text.chars().count() as u32, range.end - range.start, "{name}: {text}");
        }
        let found: Vec<_> = found.into_iter().map(|(kind, text, _)| (kind, text)).collect();
        assert_eq!(found, expected, "{name}");
    }
}

#[test]
fn a_vertical_heading_is_a_block_beside_horizontal_text() {
    let mut expected = article();
    let heading = expected.remove(0);
    expected.remove(2);
    expected.insert(0, (BlockKind::Byline, MASTHEAD.to_owned()));
    expected.push(heading);
    let found: Vec<_> = blocks("vertical-heading.pdf").into_iter().map(|(kind, text, _)| (kind, text)).collect();
    assert_eq!(found, expected);
}

#[test]
fn horizontal_pages_have_no_vertical_lines() {
    let found = blocks("article.pdf");
    let ranges: Vec<(u32, u32)> = found.iter().map(|(_, _, range)| (range.start, range.end)).collect();
    let expected = [(0, 23), (24, 31), (69, 269), (294, 352), (381, 429), (59, 66), (94, 291), (319, 464)];
    assert_eq!(ranges, expected);
    let text: String = found[1..].iter().map(|(_, text, _)| text.as_str()).collect();
    assert_eq!(text, article().into_iter().map(|(_, text)| text).collect::<String>());
    // Characters below each other that are the cells of a column.
    let rows: String = blocks("narrow-table.pdf").into_iter().map(|(_, text, _)| text.replace(' ', "")).collect();
    assert_eq!(rows, "甲县项目进度表1柠檬加工是2村道硬化否3供水管网是4食用菌种植是5光伏电站否");
}

#[test]
fn a_table_of_projects_says_what_its_rows_say() {
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
    for name in ["projects.xlsx", "projects.csv"] {
        let graph = graph(name);
        let found: BTreeSet<String> = said(&graph).into_iter().filter(|line| !line.contains(" part_of ")).collect();
        assert_eq!(found, expected, "{name}");
        let rows: Vec<u32> = graph.documents().filter_map(|document| document.record).map(|row| row.get()).collect();
        assert_eq!(rows.iter().collect::<BTreeSet<_>>(), BTreeSet::from([&3, &4]), "{name}");
    }
}

#[test]
fn columns_can_be_named() {
    let table = "稿件,题\n2023年，浙江省湖州市南浔区投入资金860万元，用于四川省广安市广安区龙台镇柠檬加工项目。,甲\n";
    let options = ReadOptions { columns: "text=稿件,title=题".parse().expect("columns"), ..ReadOptions::default() };
    let (graph, faults) = read(table.as_bytes(), "a.csv", &options);
    assert!(faults.is_empty(), "{faults:?}");
    assert!(said(&graph).iter().any(|line| line.starts_with("南浔区 funds")), "{:?}", said(&graph));
    assert_eq!(graph.documents().next().and_then(|document| document.title.clone()).as_deref(), Some("甲"));
    let options = ReadOptions { columns: "text=正文".parse().expect("columns"), ..ReadOptions::default() };
    let (_, faults) = read(table.as_bytes(), "a.csv", &options);
    assert_eq!(faults.len(), 1);
    assert_eq!(faults[0].error.to_string(), "no column is called 正文; there are: 稿件、题");
}

/// Files that were damaged anywhere give documents or faults, and never a panic.
#[test]
fn damaged_files_never_panic() {
    let count: usize = std::env::var("AID_GRAPH_DAMAGED_FILES").ok().and_then(|count| count.parse().ok()).unwrap_or(30);
    let mut random = fastrand::Rng::with_seed(11);
    let names = ARTICLES.iter().chain(&["projects.xlsx", "projects.csv", "encrypted.pdf", "vertical-heading.pdf"]);
    for name in names {
        let whole = fs::read(file(name)).expect("a file");
        for number in 0..count {
            let mut bytes = whole.clone();
            if random.bool() {
                bytes.truncate(random.usize(..bytes.len()));
            }
            for _ in 0..random.usize(..12) {
                if !bytes.is_empty() {
                    let at = random.usize(..bytes.len());
                    bytes[at] = random.u8(..);
                }
            }
            let mut results = 0;
            let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                read_source(&mut &bytes[..], name, &ReadOptions::default(), &mut |_| results += 1);
            }));
            assert!(outcome.is_ok(), "{name}, damage {number}: a panic");
            assert!(results > 0 || bytes.is_empty(), "{name}, damage {number}: neither a document nor a fault");
        }
    }
}
