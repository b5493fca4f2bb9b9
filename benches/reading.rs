//! How fast plain text is read (decoded, laid out, cut into sentences), in bytes a second on one core:
//!
//! ```sh
//! cargo bench --bench reading
//! ```

use std::fs;
use std::path::Path;

use aid_graph::read::{ReadOptions, read_source, read_text};
use divan::Bencher;
use divan::counter::BytesCount;

/// The allocator of the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    divan::main();
}

/// The passages of the corpus, a paragraph a line.
fn reports() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/corpus/provinces");
    let mut paths: Vec<_> = fs::read_dir(folder).expect("the corpus").flatten().map(|entry| entry.path()).collect();
    paths.sort();
    paths.iter().map(|path| fs::read_to_string(path).expect("a text")).collect()
}

/// The passages as one text, again and again until there are about a million bytes of them.
fn passages() -> String {
    let texts = reports();
    texts.concat().repeat(1 + 1_000_000 / texts.iter().map(String::len).sum::<usize>())
}

/// Broken after every so many characters, as a page sets it.
fn wrapped(text: &str, width: usize, between: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    for line in text.lines() {
        for piece in line.chars().collect::<Vec<_>>().chunks(width) {
            out.extend(piece);
            out.push_str(between);
        }
    }
    out
}

/// Set in two columns, as `pdftotext -layout` prints them.
fn columns(text: &str) -> String {
    let lines = wrapped(text, 17, "\n");
    let lines: Vec<&str> = lines.lines().collect();
    let (left, right) = lines.split_at(lines.len() / 2);
    let mut out = String::with_capacity(text.len() * 3);
    for (index, line) in right.iter().enumerate() {
        let left = left.get(index).copied().unwrap_or("");
        out.push_str(left);
        out.extend(std::iter::repeat_n(' ', 22 - left.chars().count()));
        out.push_str(line);
        out.push('\n');
    }
    out
}

fn count_sentences(text: &str) -> usize {
    let document = read_text(text.as_bytes(), "text.txt").expect("a text");
    document.blocks.iter().map(|block| document.sentences(block).count()).sum()
}

fn measure(bencher: Bencher<'_, '_>, text: &str) {
    bencher.counter(BytesCount::of_str(text)).bench(|| count_sentences(text));
}

/// 300 MB/s is asked of this one (docs/status.md).
#[divan::bench]
fn a_paragraph_a_line(bencher: Bencher<'_, '_>) {
    measure(bencher, &passages());
}

/// Each passage as a text of its own, of a few kilobytes as reports are: what every document costs counts most.
#[divan::bench]
fn a_report_a_text(bencher: Bencher<'_, '_>) {
    let texts = reports();
    bencher
        .counter(BytesCount::new(texts.iter().map(String::len).sum::<usize>()))
        .bench(|| texts.iter().map(|text| count_sentences(text)).sum::<usize>());
}

#[divan::bench]
fn wrapped_lines(bencher: Bencher<'_, '_>) {
    measure(bencher, &wrapped(&passages(), 30, "\n"));
}

#[divan::bench]
fn wrapped_lines_with_blank_lines_between(bencher: Bencher<'_, '_>) {
    measure(bencher, &wrapped(&passages(), 17, "\n\n"));
}

#[divan::bench]
fn two_columns(bencher: Bencher<'_, '_>) {
    measure(bencher, &columns(&passages()));
}

/// The files of `tests/formats`, in turn, in bytes of the file. They are small, so this is mostly the cost of opening one.
#[divan::bench(args = [
    "article-gbk.txt", "article-utf16.txt", "article.md", "article.html", "article.pdf", "article.docx", "articles.xlsx",
    "articles.csv", "articles.jsonl", "article.txt.gz", "article.txt.zst", "article.zip",
])]
fn a_small_file_of_every_format(bencher: Bencher<'_, '_>, name: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats").join(name);
    let bytes = fs::read(path).expect("a file");
    measure_source(bencher, &bytes, name);
}

fn measure_source(bencher: Bencher<'_, '_>, bytes: &[u8], name: &str) {
    let options = ReadOptions::default();
    bencher.counter(BytesCount::of_slice(bytes)).bench(|| {
        let mut characters = 0;
        read_source(&mut divan::black_box(bytes), name, &options, &mut |document| {
            characters += document.expect("a document").text.len();
        });
        characters
    });
}

/// A million bytes of text in formats that can be written here.
#[divan::bench(args = ["page.html", "records.csv", "records.jsonl", "text.txt.gz", "gbk.txt"])]
fn a_megabyte_of_text(bencher: Bencher<'_, '_>, name: &str) {
    let text = passages();
    let quoted = |line: &str| line.replace(['"', '\\', '<', '&'], "");
    let bytes: Vec<u8> = match name {
        "page.html" => {
            let paragraphs: String = text.lines().map(|line| format!("<p>{}</p>", quoted(line))).collect();
            format!("<html><body><article>{paragraphs}</article></body></html>").into()
        }
        "records.csv" => {
            let rows: String =
                text.lines().map(|line| format!("\"{}\"\n", quoted(line))).filter(|row| row.len() > 9).collect();
            format!("正文\n{rows}").into()
        }
        "records.jsonl" => {
            let lines = text.lines().filter(|line| !line.trim().is_empty());
            lines
                .map(|line| format!("{{\"text\": \"{}\"}}\n", quoted(line).replace('\t', " ")))
                .collect::<String>()
                .into()
        }
        "text.txt.gz" => {
            let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
            std::io::Write::write_all(&mut encoder, text.as_bytes()).expect("memory");
            encoder.finish().expect("memory")
        }
        _ => encoding_rs::GB18030.encode(&text).0.into_owned(),
    };
    measure_source(bencher, &bytes, name);
}

/// The bound of any reading: the check that the bytes are UTF-8 and the hash that makes the document's id.
#[divan::bench]
fn bound_utf8_and_sha256(bencher: Bencher<'_, '_>) {
    use sha2::{Digest, Sha256};
    let text = passages();
    bencher
        .counter(BytesCount::of_str(&text))
        .bench(|| (std::str::from_utf8(divan::black_box(text.as_bytes())).is_ok(), Sha256::digest(text.as_bytes())));
}
