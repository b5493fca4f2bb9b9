//! How fast plain text is read (decoded, laid out, cut into sentences), in bytes a second on one core:
//!
//! ```sh
//! cargo bench --bench reading
//! ```

use std::fs;
use std::path::Path;

use aid_graph::read::read_text;
use divan::Bencher;
use divan::counter::BytesCount;

/// The allocator of the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    divan::main();
}

/// The passages of the corpus, a paragraph a line, until there are about a million bytes of them.
fn passages() -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/corpus/provinces");
    let mut paths: Vec<_> = fs::read_dir(folder).expect("the corpus").flatten().map(|entry| entry.path()).collect();
    paths.sort();
    let texts: Vec<String> = paths.iter().map(|path| fs::read_to_string(path).expect("a text")).collect();
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

fn measure(bencher: Bencher<'_, '_>, text: &str) {
    bencher.counter(BytesCount::of_str(text)).bench(|| {
        let document = read_text(text.as_bytes(), "text.txt").expect("a text");
        document.blocks.iter().map(|block| document.sentences(block).count()).sum::<usize>()
    });
}

#[divan::bench]
fn a_paragraph_a_line(bencher: Bencher<'_, '_>) {
    measure(bencher, &passages());
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

/// The bound of any reading: the check that the bytes are UTF-8 and the hash that makes the document's id.
#[divan::bench]
fn bound_utf8_and_sha256(bencher: Bencher<'_, '_>) {
    use sha2::{Digest, Sha256};
    let text = passages();
    bencher
        .counter(BytesCount::of_str(&text))
        .bench(|| (std::str::from_utf8(divan::black_box(text.as_bytes())).is_ok(), Sha256::digest(text.as_bytes())));
}
