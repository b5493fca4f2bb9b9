//! Bad input of every kind: each gets a message that names file and reason, an exit code, and no more than its share of time
//! and memory; the good file beside it is read all the same.
//!
//! The messages stand in `tests/bad-inputs.txt`; `UPDATE_BAD_INPUTS=1` writes them anew, to be looked at. `AID_GRAPH_HUGE=1`
//! makes the huge ones a gigabyte, which takes a minute.
#![cfg(target_os = "linux")]

use std::fmt::Write as _;
use std::fs;
use std::io::{Cursor, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const GOOD: &str = "2023年，浙江省湖州市南浔区投入资金860万元，用于四川省广安市广安区龙台镇柠檬加工项目。\n";
/// The most memory of one run, in megabytes: the largest document of 64 MB, decoded and laid out.
const MOST_MEMORY: u64 = 400;
const MOST_TIME: Duration = Duration::from_secs(20);

fn fixture(name: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats").join(name)).expect("a file")
}

fn half(name: &str) -> Vec<u8> {
    let mut bytes = fixture(name);
    bytes.truncate(bytes.len() / 2);
    bytes
}

fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in members {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).expect("a member");
        writer.write_all(content).expect("memory");
    }
    writer.finish().expect("memory").into_inner()
}

/// A gzip file of that many blanks.
fn blanks(megabytes: usize) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    let piece = vec![b' '; 1 << 20];
    for _ in 0..megabytes {
        encoder.write_all(&piece).expect("memory");
    }
    encoder.finish().expect("memory")
}

fn nested(depth: usize) -> Vec<u8> {
    (0..depth).fold(GOOD.as_bytes().to_vec(), |inner, _| zip(&[("a.zip", &inner)]))
}

/// An archive whose one member asks for a password: the flag of its headers says so.
fn encrypted_zip() -> Vec<u8> {
    let mut bytes = zip(&[("a.txt", GOOD.as_bytes())]);
    for signature in [b"PK\x03\x04", b"PK\x01\x02"] {
        let at = bytes.windows(4).position(|window| window == signature).expect("a header");
        let flags = at + if signature[2] == 3 { 6 } else { 8 };
        bytes[flags] |= 1;
    }
    bytes
}

fn with_fault(mut bytes: Vec<u8>, at: usize) -> Vec<u8> {
    bytes[at] = 0xFF;
    bytes
}

fn inputs() -> Vec<(&'static str, Vec<u8>)> {
    let huge = if std::env::var_os("AID_GRAPH_HUGE").is_some() { 1024 } else { 80 };
    let utf16: Vec<u8> = format!("\u{feff}{GOOD}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let word = "<w:document xmlns:w=\"w\"><w:body><w:p><w:r><w:t>甲县</w:t></w:p></w:body></w:document>";
    vec![
        ("empty.txt", Vec::new()),
        ("blank.txt", " \n\u{3000}\n".into()),
        ("nul.txt", format!("甲县\0{GOOD}").into_bytes()),
        ("random.txt", (0..4096_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect()),
        ("fault-in-utf8.txt", with_fault(GOOD.as_bytes().to_vec(), 40)),
        ("fault-in-gbk.txt", with_fault(fixture("article-gbk.txt"), 100)),
        ("half-a-character.txt", GOOD.as_bytes()[..GOOD.len() - 3].to_vec()),
        ("odd-utf16.txt", utf16[..utf16.len() - 1].to_vec()),
        ("picture-named-text.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec()),
        ("photo.pdf", b"\xFF\xD8\xFF\xE0\0\x10JFIF\0".to_vec()),
        ("old.docx", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".iter().copied().chain([0; 600]).collect()),
        ("slides.zip", zip(&[("[Content_Types].xml", b"<a/>"), ("ppt/presentation.xml", b"<a/>")])),
        ("archive.txt", b"Rar!\x1A\x07\x01\0".to_vec()),
        ("archive.zip", b"7z\xBC\xAF\x27\x1C\0\x04".to_vec()),
        ("film.txt", b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom".to_vec()),
        ("half.pdf", half("article.pdf")),
        ("header-only.pdf", b"%PDF-1.7\n".to_vec()),
        ("nonsense.pdf", b"%PDF-1.4\n1 0 obj << /Type /Catalog >> endobj\ntrailer << /Root 9 0 R >>\n%%EOF".to_vec()),
        ("encrypted.pdf", fixture("encrypted.pdf")),
        ("pictures.pdf", fixture("pictures.pdf")),
        ("text-named-pdf.pdf", GOOD.replace("860", "890").into()),
        ("half.docx", half("article.docx")),
        ("empty-archive-named.docx", zip(&[])),
        ("other-archive-named.docx", zip(&[("a.txt", GOOD.replace("860", "880").as_bytes())])),
        ("broken-xml.docx", zip(&[("word/document.xml", word.as_bytes())])),
        ("half.xlsx", half("articles.xlsx")),
        ("encrypted.xlsx", fixture("encrypted.xlsx")),
        ("empty.csv", Vec::new()),
        ("head-only.csv", "标题,正文\n".into()),
        ("open-quote.csv", format!("标题,正文\n甲,\"{GOOD}\n乙,丙\n").into()),
        ("bad-line.jsonl", format!("{{\"text\": \"{}\"}}\n{{\"text\": \n[1]\n", GOOD.trim()).into()),
        ("no-text.jsonl", "{\"title\": \"甲\"}\n".into()),
        ("half.txt.gz", half("article.txt.gz")),
        ("nonsense.gz", b"\x1F\x8B\x08\0nonsense".to_vec()),
        ("half.txt.zst", half("article.txt.zst")),
        ("half.zip", half("article.zip")),
        ("encrypted.zip", encrypted_zip()),
        ("six-archives-deep.zip", nested(6)),
        ("bomb.txt.gz", blanks(huge)),
        ("bomb.zip", zip(&[("a.txt.gz", &blanks(huge)), ("b.txt", GOOD.replace("860", "870").as_bytes())])),
        ("huge-line.txt", vec![b'a'; huge << 20]),
        ("huge-line.jsonl", vec![b'a'; huge << 20]),
        ("no-body.html", "<!doctype html><html><head><title>甲</title></head></html>".into()),
        ("no-text.html", "<html><body><script>甲()</script></body></html>".into()),
        ("open-tags.html", format!("<html><body>{}{GOOD}", "<div>".repeat(20_000)).into()),
        ("graph.json", "{\n\"format\": \"aid-graph/2\",\n\"documents\": [], \"nodes\": [], \"edges\": []}".into()),
    ]
}

struct Run {
    code: i32,
    talk: String,
    time: Duration,
    /// The most memory in use at once, in megabytes.
    memory: u64,
}

fn build(folder: &Path, arguments: &[&str]) -> Run {
    let start = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_aid-graph"))
        .arg("build")
        .args(arguments)
        .args(["-o", "graph.out"])
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs");
    let status = format!("/proc/{}/status", child.id());
    let mut memory = 0;
    while child.try_wait().expect("a child").is_none() {
        let peak = fs::read_to_string(&status).ok().and_then(|status| {
            let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
            line.split_whitespace().next()?.parse::<u64>().ok()
        });
        memory = memory.max(peak.unwrap_or(0) / 1024);
        std::thread::sleep(Duration::from_millis(2));
    }
    let output = child.wait_with_output().expect("a child");
    let talk = String::from_utf8_lossy(&output.stderr)
        .split_whitespace()
        .filter(|word| !["│", "╰─▶", "×"].contains(word))
        .collect::<Vec<_>>()
        .join(" ");
    Run { code: output.status.code().unwrap_or(-1), talk, time: start.elapsed(), memory }
}

#[test]
fn bad_input_is_named_and_bounded_and_the_good_beside_it_is_read() {
    let mut transcript = String::new();
    let mut worst = (Duration::ZERO, 0);
    for (name, bytes) in inputs() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join(name), bytes).expect("a file");
        fs::write(folder.path().join("good.txt"), GOOD).expect("a file");
        let run = build(folder.path(), &[name, "good.txt"]);
        assert!(run.time < MOST_TIME, "{name}: {:?}", run.time);
        assert!(run.memory < MOST_MEMORY, "{name}: {} MB", run.memory);
        assert!([0, 3].contains(&run.code), "{name}: {} {}", run.code, run.talk);
        assert!(run.code == 0 || run.talk.contains(name), "{name} is not named: {}", run.talk);
        let graph = fs::read_to_string(folder.path().join("graph.out")).expect("the good file's graph");
        assert!(graph.contains("\"path\":\"good.txt\""), "{name}: the good file was not read");
        worst = (worst.0.max(run.time), worst.1.max(run.memory));
        writeln!(transcript, "{name}: exit {}\n    {}", run.code, run.talk).expect("memory");
    }
    println!("longest {:?}, most memory {} MB", worst.0, worst.1);
    compare(&transcript);
}

fn compare(transcript: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bad-inputs.txt");
    if std::env::var_os("UPDATE_BAD_INPUTS").is_some() {
        fs::write(&path, transcript).expect("a file");
    }
    let known = fs::read_to_string(&path).unwrap_or_default();
    for (line, (found, known)) in transcript.lines().zip(known.lines()).enumerate() {
        assert_eq!(found, known, "line {} of tests/bad-inputs.txt", line + 1);
    }
    assert_eq!(transcript.lines().count(), known.lines().count());
}

#[test]
fn places_that_are_no_files_are_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path();
    fs::create_dir(root.join("empty")).expect("a folder");
    fs::create_dir(root.join("pictures")).expect("a folder");
    fs::write(root.join("pictures/a.png"), b"\x89PNG").expect("a file");
    fs::create_dir(root.join("texts")).expect("a folder");
    fs::write(root.join("texts/good.txt"), GOOD).expect("a file");
    fs::write(root.join("texts/.hidden.txt"), GOOD.replace("860", "870")).expect("a file");
    fs::write(root.join("texts/~$a.docx"), "lock").expect("a file");
    std::os::unix::fs::symlink(root.join("texts"), root.join("texts/circle")).expect("a link");
    std::os::unix::fs::symlink(root.join("texts/good.txt"), root.join("texts/again.txt")).expect("a link");
    for (name, code, words) in [
        ("missing.txt", 4, "missing.txt: cannot be opened"),
        ("empty", 3, "empty: the folder holds no file of a format that is read"),
        ("pictures", 3, "pictures: the folder holds no file of a format that is read"),
    ] {
        let run = build(root, &[name]);
        assert_eq!(run.code, code, "{}", run.talk);
        assert!(run.talk.contains(words), "{}", run.talk);
        assert!(!root.join("graph.out").exists(), "{name}: a file was left");
    }
    // A disk that fails: this file opens, and reading it ends in an input/output error, for root too.
    fs::create_dir(root.join("failing")).expect("a folder");
    fs::write(root.join("failing/good.txt"), GOOD).expect("a file");
    std::os::unix::fs::symlink("/proc/self/mem", root.join("failing/sector.txt")).expect("a link");
    let run = build(root, &["failing"]);
    assert_eq!(run.code, 3, "{}", run.talk);
    assert!(run.talk.contains("sector.txt: cannot be read") && run.talk.contains("1 document,"), "{}", run.talk);
    // A circle of links ends, hidden files are left alone, and one file under two names is read once.
    let run = build(root, &["texts"]);
    assert_eq!(run.code, 0, "{}", run.talk);
    assert!(run.talk.contains("a link that leads in a circle"), "{}", run.talk);
    assert!(run.talk.contains("1 document,"), "{}", run.talk);
}

/// Who may not read a file is told so. For root there is no such file, so root becomes nobody where it can.
#[test]
fn a_file_without_permission_is_named() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    let folder = tempfile::tempdir().expect("a folder");
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).expect("a folder");
    fs::write(folder.path().join("good.txt"), GOOD).expect("a file");
    let locked = folder.path().join("locked.txt");
    fs::write(&locked, GOOD.replace("860", "870")).expect("a file");
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o000)).expect("a file");
    let program = env!("CARGO_BIN_EXE_aid-graph");
    let is_root = fs::metadata("/proc/self").expect("proc").uid() == 0;
    let mut command = if is_root {
        // A program in a folder that nobody else may enter cannot be started as somebody else.
        fs::copy(program, folder.path().join("program")).expect("a copy");
        let mut command = Command::new("setpriv");
        command.args(["--reuid=65534", "--regid=65534", "--clear-groups", "--"]).arg(folder.path().join("program"));
        command
    } else {
        Command::new(program)
    };
    let output = match command.args(["build", "."]).current_dir(folder.path()).output() {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return,
        output => output.expect("the program runs"),
    };
    let talk = String::from_utf8_lossy(&output.stderr);
    assert!(talk.contains("locked.txt: cannot be opened") && talk.contains("Permission denied"), "{talk}");
    assert!(String::from_utf8_lossy(&output.stdout).contains("8600000"), "the good file is read: {talk}");
    assert_eq!(output.status.code(), Some(4), "{talk}");
}

#[test]
fn strict_stops_at_the_first_fault() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("bad.txt"), "").expect("a file");
    fs::write(folder.path().join("good.txt"), GOOD).expect("a file");
    let run = build(folder.path(), &["--strict", "bad.txt", "good.txt"]);
    assert_eq!(run.code, 3);
    assert!(run.talk.contains("bad.txt"), "{}", run.talk);
    assert!(!folder.path().join("graph.out").exists(), "a graph was written");
}

#[test]
fn globs_choose_among_the_files_of_a_folder() {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, amount) in [("a.txt", "1"), ("b.md", "2"), ("old/c.txt", "3"), ("d.notes", "4")] {
        let path = folder.path().join("texts").join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, GOOD.replace("860", amount)).expect("a file");
    }
    let names = |arguments: &[&str]| {
        let run = build(folder.path(), arguments);
        assert_eq!(run.code, 0, "{}", run.talk);
        let graph = fs::read_to_string(folder.path().join("graph.out")).expect("a graph");
        ["a.txt", "b.md", "old/c.txt", "d.notes"].map(|name| graph.contains(&format!("\"path\":\"{name}\"")))
    };
    assert_eq!(names(&["texts"]), [true, true, true, false]);
    assert_eq!(names(&["texts", "--include", "*.txt", "--exclude", "old/**"]), [true, false, false, false]);
    assert_eq!(names(&["texts", "--include", "*.notes"]), [false, false, false, true]);
}
