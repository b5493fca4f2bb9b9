//! A pack on another domain passes through the whole program without a line of Rust.

use std::process::{Command, Output};

use aid_graph::export::EXPORTERS;

const PACK: &str = "tests/packs/universities";
const REPORT: &str = "tests/packs/universities/report.txt";

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_aid-graph"))
        .args(arguments)
        .env("NO_COLOR", "1")
        .output()
        .expect("the program runs")
}

/// The text of a file, or of all files of a folder. What is no UTF-8 (the pages of a database) stands in it as replaced.
fn all_text(path: &std::path::Path) -> String {
    let files = match std::fs::read_dir(path) {
        Ok(entries) => entries.map(|entry| entry.expect("an entry").path()).collect(),
        Err(_) => vec![path.to_owned()],
    };
    let bytes: Vec<u8> = files.iter().flat_map(|file| std::fs::read(file).expect("a file")).collect();
    String::from_utf8_lossy(&bytes).into_owned()
}

fn stdout(arguments: &[&str]) -> String {
    let output = run(arguments);
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

#[test]
fn its_rules_keep_their_promises() {
    assert!(stdout(&["rules", "check", "--pack", PACK]).contains("3 rules keep"));
}

#[test]
fn it_builds_a_graph_of_its_own_types_and_relations() {
    let graph: serde_json::Value = serde_json::from_str(&stdout(&["build", REPORT, "--pack", PACK])).expect("JSON");
    let types: Vec<&str> =
        graph["nodes"].as_array().expect("nodes").iter().filter_map(|node| node["type"].as_str()).collect();
    assert!(types.contains(&"University") && types.contains(&"Laboratory"), "{types:?}");
    let relations: Vec<&str> =
        graph["edges"].as_array().expect("edges").iter().filter_map(|edge| edge["relation"].as_str()).collect();
    assert_eq!(relations.len(), 2, "{relations:?}");
    assert!(relations.contains(&"twinned") && relations.contains(&"co_founded"), "{relations:?}");
}

#[test]
fn a_path_runs_over_both_of_its_relations() {
    let path = stdout(&["path", "-i", REPORT, "--pack", PACK, "江海工业大学", "高寒农业联合实验室"]);
    for words in ["校际结对", "共建实验室", "500万元", "twinned/with", "co_founded/builds"] {
        assert!(path.contains(words), "{words}\n{path}");
    }
}

#[test]
fn every_format_carries_its_names_and_its_words() {
    for exporter in EXPORTERS {
        let format = exporter.format().name;
        let folder = tempfile::tempdir().expect("a folder");
        let target = folder.path().join("graph");
        stdout(&["export", "-i", REPORT, "--pack", PACK, "-f", format, "-o", target.to_str().expect("a path")]);
        let text = all_text(&target);
        for words in ["江海工业大学", "高寒农业联合实验室"] {
            assert!(text.contains(words), "{format}: {words}");
        }
        // Graphs for the program itself have no labels: they name relations as the schema does.
        let relation = if ["json", "packed"].contains(&format) { "co_founded" } else { "共建实验室" };
        assert!(text.contains(relation), "{format}: {relation}\n{text}");
    }
}

#[test]
fn an_overlay_adds_replaces_and_disables() {
    let folder = tempfile::tempdir().expect("a folder");
    let rules = "disable = [\"funds/gives-to\"]\n\n[words]\nplan = [\"设想\"]\n\n[[rule]]\nid = \"twinned/with\"\n\
        pattern = \"{from:University}{_:4}与{to:University}携手\"\nemit = { relation = \"twinned\", from = \"from\", to = \"to\" }\n\
        unless = [\"@plan\"]\nexamples = [{ text = \"滨海理工大学与高原师范学院携手。\", gives = [\"滨海理工大学 twinned 高原师范学院\"] }]\n\
        not_examples = [\"滨海理工大学设想与高原师范学院携手。\"]\n";
    let mine = folder.path().to_str().expect("a path");
    std::fs::write(folder.path().join("mine.toml"), rules.replace("funds/gives-to", "exchange/students"))
        .expect("a file");
    assert!(stdout(&["rules", "check", mine, "--pack", PACK]).contains("2 rules keep"));
    let rules = stdout(&["rules", "list", "--pack", PACK, "--rules", mine]);
    assert!(!rules.contains("exchange/students"), "{rules}");
    assert!(stdout(&["rules", "show", "twinned/with", "--pack", PACK, "--rules", mine]).contains("携手"));
}

/// docs/rules.md walks through this folder file by file.
#[test]
fn the_tutorial_is_true() {
    let tutorial = "tests/packs/tutorial";
    let checked = stdout(&["rules", "check", tutorial]);
    assert!(checked.contains("rules keep the promises"), "{checked}");
    let page = std::fs::read_to_string("docs/rules.md").expect("the page");
    for file in ["schema.toml", "trusteeship.toml"] {
        let text = std::fs::read_to_string(format!("{tutorial}/{file}")).expect("a file");
        assert!(page.contains(text.trim()), "{file} and the page differ");
    }
    let folder = tempfile::tempdir().expect("a folder");
    let report = folder.path().join("a.txt");
    std::fs::write(&report, "2021年，四川省成都市武侯区教育局托管四川省凉山彝族自治州昭觉县民族中学。")
        .expect("a text");
    let graph = stdout(&["build", report.to_str().expect("a path"), "--rules", tutorial]);
    assert!(graph.contains("\"relation\":\"manages\"") && graph.contains("trusteeship/takes-over"), "{graph}");
}
