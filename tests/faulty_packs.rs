//! Faulty packs and what their authors are told. A folder whose name begins with `pack-` is a whole pack, the others are
//! laid over the built-in one. `BLESS=1` rewrites the expectations; read them before you commit them.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use aid_graph::rules::{Pack, PackErrors, PackFile, built_in_files};
use aid_graph::{Compiler, promises};

fn files(folder: &Path) -> Vec<PackFile> {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    paths.sort();
    paths
        .iter()
        .map(|path| PackFile {
            name: path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            text: fs::read_to_string(path).expect("a file"),
        })
        .collect()
}

fn check(layers: &[Vec<PackFile>]) -> Result<(), PackErrors> {
    promises::check(&Compiler::new(Pack::load_layers(layers)?))
}

#[test]
fn every_faulty_pack_gets_its_diagnostic() {
    let mut folders: Vec<PathBuf> =
        fs::read_dir("tests/faulty-packs").expect("the packs").map(|entry| entry.expect("an entry").path()).collect();
    folders.sort();
    assert!(folders.len() >= 30, "{} faulty packs", folders.len());
    let mut wrong = Vec::new();
    for folder in folders {
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let own = files(&folder);
        let layers = if name.starts_with("pack-") { vec![own] } else { vec![built_in_files(), own] };
        let told = match check(&layers) {
            Ok(()) => "no fault found\n".to_owned(),
            Err(faults) => faults.to_string(),
        };
        let expected = folder.join("expected.txt");
        if std::env::var_os("BLESS").is_some() {
            fs::write(&expected, &told).expect("the expectation can be written");
        }
        let known = fs::read_to_string(&expected).unwrap_or_default();
        if told != known || told.starts_with("no fault") {
            wrong.push(format!("{name}: expected\n{known}\ntold\n{told}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn overlay(rule: &str) -> Result<Pack, PackErrors> {
    Pack::load_layers(&[built_in_files(), vec![PackFile { name: "mine.toml".into(), text: rule.into() }]])
}

#[test]
fn a_pattern_that_is_exponential_elsewhere_is_linear_here() {
    let pack = overlay(
        "[[rule]]\nid = \"mine/nested\"\npattern = '(?:(?:啊+)+)+{place:Division}投了'\n\
         emit = { relation = \"implements\", from = \"place\", to = \"place\" }\n\
         examples = [{ text = \"啊\", gives = [\"甲 implements 乙\"] }]\nnot_examples = [\"无\"]\n",
    )
    .expect("the pattern is allowed");
    let compiler = Compiler::new(pack);
    let time = |length: usize| {
        let text = format!("{}投了。", "啊".repeat(length));
        let started = Instant::now();
        compiler.compile(text.as_bytes(), "a.txt").expect("a text");
        started.elapsed()
    };
    time(100);
    // A backtracking engine would need 2^2000 steps.
    assert!(time(2_000) < Duration::from_secs(5));
}

#[test]
fn a_huge_repetition_is_refused_at_once() {
    for pattern in ["(?:{a:Division}投.{1,1000}){1,1000}", "(?:(?:(?:啊{1,100}){1,100}){1,100}){1,100}{a:Division}"] {
        let started = Instant::now();
        let rule = format!(
            "[[rule]]\nid = \"mine/huge\"\npattern = '{pattern}'\n\
             emit = {{ relation = \"implements\", from = \"a\", to = \"a\" }}\n\
             examples = [{{ text = \"啊\", gives = [\"甲 implements 乙\"] }}]\nnot_examples = [\"无\"]\n"
        );
        let faults = overlay(&rule).err().expect("the pattern is refused");
        assert!(faults.to_string().contains("automaton"), "{faults}");
        assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
    }
}
