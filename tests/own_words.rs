//! The rules and the program speak in words of their own: what they are measured on must not stand in them, or the figures would
//! say nothing of other texts.

use std::collections::{BTreeSet, HashSet};
use std::path::{Path, PathBuf};

use aid_graph::evaluate::{Gold, passages};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &Path, all: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() { files(&path, all) } else { all.push(path) }
    }
}

/// The lines of the program and of the rules, each with its file.
fn lines() -> Vec<(PathBuf, String)> {
    let mut all = Vec::new();
    files(&root().join("src"), &mut all);
    files(&root().join("data/rules"), &mut all);
    let of = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).expect("a text file");
        text.lines().map(|line| (path.clone(), line.to_owned())).collect::<Vec<_>>()
    };
    all.into_iter().flat_map(of).collect()
}

/// The sample page and the development passages.
fn measured_on() -> Vec<aid_graph::evaluate::Passage> {
    let all = passages(&root().join("data/gold"), &root().join("data/corpus")).expect("the gold files");
    all.into_iter().filter(|passage| passage.name == "fengtai-2023" || passage.name.starts_with("dev/")).collect()
}

#[test]
fn no_name_of_the_passages_stands_there() {
    let mut names = BTreeSet::new();
    for passage in measured_on() {
        for one in Gold::from_json(&std::fs::read(&passage.gold).expect("a gold file")).expect("a gold file").entities {
            let named = ["Person", "Project", "Site", "Agreement", "Organization"];
            if one.types.iter().any(|kind| named.contains(&kind.as_str())) && one.name.chars().count() >= 3 {
                names.insert(one.name);
            }
        }
    }
    // Names that are ordinary words of the domain.
    for word in [
        "人才培训",
        "产业协作",
        "就业帮扶",
        "消费帮扶项目",
        "消费帮扶",
        "中共中央",
        "购销合同",
        "全国工商联",
        "干部人才培训项目",
        "项目管理费项目",
        "合作协议",
    ] {
        names.remove(word);
    }
    assert!(names.len() > 100, "the gold files hold names");
    let mut found = Vec::new();
    for (path, line) in lines() {
        for name in names.iter().filter(|name| line.contains(name.as_str())) {
            found.push(format!("{}: {name} in: {}", path.display(), line.trim()));
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

/// As many characters in a row make a sentence known again, if all but one are words; shorter ones, 乡村振兴局副局长 or 300万元，实施项目, are
/// anybody's.
const RUN: usize = 9;

/// Runs of characters in which a sentence would be known again.
fn runs(text: &str) -> impl Iterator<Item = String> {
    let characters: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
    let is_han = |c: &char| ('\u{3400}'..='\u{9fff}').contains(c);
    let runs: Vec<String> = characters
        .windows(RUN)
        .filter(|run| run.iter().filter(|c| is_han(c)).count() + 1 >= RUN)
        .map(|run| run.iter().collect())
        .collect();
    runs.into_iter()
}

#[test]
fn no_sentence_of_the_passages_stands_there() {
    let known: HashSet<String> = measured_on()
        .iter()
        .flat_map(|passage| runs(&std::fs::read_to_string(&passage.text).expect("a passage")).collect::<Vec<_>>())
        .collect();
    let copied: Vec<String> = lines()
        .iter()
        .flat_map(|(path, line)| {
            runs(line)
                .filter(|run| known.contains(run))
                .map(|run| format!("{}: {run}", path.display()))
                .collect::<Vec<_>>()
        })
        .collect();
    assert!(copied.is_empty(), "{copied:#?}");
}
