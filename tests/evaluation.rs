//! The evaluation gives the figures of another scorer, to the last digit.
//!
//! `tests/evaluation/*.json` hold a graph, a gold file and the expected figures. The first is what the program found in a
//! passage. The others are such graphs and gold files damaged at random: nodes, edges, measures and annotations left out,
//! names changed by a character, codes, dates and qualifiers dropped or cut, numbers written as texts, ends and relations exchanged, annotations made
//! optional or given several values. The figures were computed once by an independent script in Python that follows
//! `docs/schema.md` §7 and compares names with `difflib`.

use std::path::Path;

use aid_graph::KnowledgeGraph;
use aid_graph::evaluate::{FaultKind, Gold, GoldError, Score, score};
use serde_json::{Value, json};

#[test]
fn damaged_graphs_get_the_figures_of_an_independent_scorer() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/evaluation");
    let mut compared = 0;
    for entry in std::fs::read_dir(folder).expect("the folder") {
        let path = entry.expect("an entry").path();
        let variant: Value = serde_json::from_slice(&std::fs::read(&path).expect("a variant")).expect("JSON");
        let graph = KnowledgeGraph::from_json(variant["graph"].to_string().as_bytes()).expect("a graph");
        let gold = Gold::from_json(variant["gold"].to_string().as_bytes()).expect("a gold file");
        for (level, tally) in score(&graph, &gold).levels() {
            let found = json!(tally.total);
            assert_eq!(found, variant["expected"][level], "{} {level}", path.display());
            compared += 1;
        }
    }
    assert!(compared >= 24);
}

const GOLD: &str = r#"{
  "entities": [
    {"key": "a", "type": "District", "name": "嘉定区", "code": "310114", "aliases": ["嘉定"]},
    {"key": "b", "type": "County", "name": "姚安县", "code": "532325"},
    {"key": "p", "type": ["Project", "Site"], "name": "鲜切花示范园二期工程"},
    {"key": "q", "type": "Project", "name": "供水工程", "optional": true}
  ],
  "relations": [
    {"from": "a", "relation": "paired_with", "to": "b", "qualifiers": {"since": ["2017", "2017-03"]}},
    {"from": "a", "relation": "funds", "to": ["p", "b"], "qualifiers": {"amount": 2000000}},
    {"from": "a", "relation": "funds", "to": "q", "optional": true}
  ],
  "measures": [{"entity": "b", "indicator": "jobs", "value": 30, "date": "2023"}]
}"#;

fn graph(edges: &Value, name: &str, measure: &Value) -> KnowledgeGraph {
    let evidence = |rule: &str| json!([{ "document": "doc:1", "start": 0, "end": 2, "quote": "原文", "rule": rule }]);
    let edges: Vec<Value> = edges
        .as_array()
        .expect("edges")
        .iter()
        .map(|edge| {
            json!({
                "source": edge[0], "relation": edge[1], "target": edge[2], "qualifiers": edge[3],
                "confidence": 0.9, "evidence": evidence(edge[4].as_str().expect("a rule")),
            })
        })
        .collect();
    let mut measure = measure.clone();
    measure["evidence"] = evidence("jobs/taken");
    let graph = json!({
        "format": "aid-graph/1",
        "nodes": [
            { "id": "1", "type": "District", "name": "嘉定区", "code": "310114", "evidence": evidence("mention") },
            { "id": "2", "type": "County", "name": "姚安县", "code": "532325", "measures": [measure], "evidence": evidence("mention") },
            { "id": "3", "type": "Project", "name": name, "evidence": evidence("mention") },
            { "id": "4", "type": "Project", "name": "供水工程", "evidence": evidence("mention") },
            { "id": "5", "type": "Province", "name": "云南省", "code": "530000", "evidence": evidence("gazetteer") },
        ],
        "edges": edges,
    });
    KnowledgeGraph::from_json(graph.to_string().as_bytes()).expect("a graph")
}

fn scored(edges: &Value, name: &str, measure: &Value) -> Score {
    score(&graph(edges, name, measure), &Gold::from_json(GOLD.as_bytes()).expect("gold"))
}

#[test]
fn each_rule_is_told_what_it_got_right_and_wrong() {
    let edges = json!([
        ["1", "paired_with", "2", {}, "pairing/helps"],
        ["1", "funds", "3", { "amount": 2_000_000 }, "funds/gives-to"],
        ["1", "funds", "3", { "amount": 5 }, "funds/gives-to"],
        ["1", "funds", "4", {}, "funds/gives-to"],
        ["2", "funds", "1", {}, "funds/backwards"],
    ]);
    let score = scored(&edges, "鲜切花示范园二期", &json!({ "indicator": "jobs", "value": 30, "date": "2023-05" }));
    let counts = |rule: &str| {
        let counts = score.rules[rule];
        (counts.hits(), counts.right, counts.wrong, counts.optional)
    };
    assert_eq!(counts("pairing/helps"), (1, 1, 0, 0), "a qualifier with several acceptable values may be left out");
    assert_eq!(counts("funds/gives-to"), (3, 1, 1, 1));
    assert_eq!(counts("funds/backwards"), (1, 0, 1, 0));
    assert_eq!(counts("jobs/taken"), (1, 1, 0, 0));
    assert_eq!(score.rules["funds/gives-to"].precision(), Some(0.5), "what is optional is neither right nor wrong");
    let kinds: Vec<FaultKind> = score.faults.iter().map(|fault| fault.kind).collect();
    assert_eq!(kinds, [FaultKind::WrongQualifier, FaultKind::WrongRelation]);
    let wrong = &score.faults[0];
    assert_eq!(wrong.text, "嘉定区 funds 鲜切花示范园二期 amount=5");
    assert_eq!(wrong.wanted.as_deref(), Some("嘉定区 funds 鲜切花示范园二期工程/姚安县 amount=2000000"));
    assert_eq!((wrong.rules[0].as_str(), wrong.quote.as_deref()), ("funds/gives-to", Some("原文")));
}

#[test]
fn what_is_not_found_is_missing_and_what_the_gazetteer_adds_is_no_error() {
    let score = scored(&json!([]), "完全不同的名字", &json!({ "indicator": "jobs", "value": 31 }));
    let total = score.entities.total;
    assert_eq!((total.right, total.wrong, total.missing), (2, 1, 1));
    assert_eq!((score.relations.total.missing, score.measures.total.wrong, score.measures.total.missing), (2, 1, 1));
    assert_eq!(score.entities.each["Project"].missing, 1);
    assert!(!score.entities.each.contains_key("Province"));
}

#[test]
fn a_gold_file_that_speaks_of_an_unknown_entity_is_refused() {
    let gold = GOLD.replace(r#""to": "b""#, r#""to": "c""#);
    assert!(matches!(Gold::from_json(gold.as_bytes()), Err(GoldError::UnknownKey(key)) if key == "c"));
    assert!(matches!(Gold::from_json(b"[]"), Err(GoldError::Json(_))));
}

/// A folder with two annotated texts, and the program in it.
fn world() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let gold = |helped: &str, code: &str| {
        json!({
            "entities": [
                { "key": "a", "type": "District", "name": "嘉定区", "code": "310114" },
                { "key": "s", "type": "Province", "name": "上海市", "code": "310000", "optional": true },
                { "key": "b", "type": "County", "name": helped, "code": code },
            ],
            "relations": [{ "from": "a", "relation": "paired_with", "to": "b" }],
        })
        .to_string()
    };
    for (path, content) in [
        ("data/corpus/one.txt", "上海市嘉定区与姚安县结对帮扶。".to_owned()),
        ("data/gold/one.json", gold("姚安县", "532325")),
        ("data/corpus/deep/two.txt", "上海市嘉定区与姚安县结对帮扶。".to_owned()),
        ("data/gold/deep/two.json", gold("广南县", "532627")),
    ] {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, content).expect("a file");
    }
    folder
}

fn eval(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_aid-graph"))
        .arg("eval")
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("the program runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code().expect("an exit code"), text(&output.stdout), text(&output.stderr))
}

#[test]
fn a_folder_is_scored_as_a_whole_by_set_and_by_passage() {
    let world = world();
    let (code, out, _) = eval(world.path(), &["data", "--json", "--each"]);
    assert_eq!(code, 0);
    let report: Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(report["passages"], 2);
    let counts = |level: &Value| (level["tp"].clone(), level["fp"].clone(), level["fn"].clone());
    assert_eq!(counts(&report["entities"]["total"]), (json!(3), json!(1), json!(1)));
    assert_eq!(counts(&report["entities"]["each"]["County"]), (json!(1), json!(1), json!(1)));
    assert_eq!(counts(&report["relations"]["total"]), (json!(1), json!(1), json!(1)));
    assert_eq!(report["each"]["one"]["relations"]["f1"], 1.0);
    assert_eq!(report["each"]["deep/two"]["relations"]["f1"], 0.0);
    assert_eq!(report["rules"]["pairing/plain"]["right"], 1);
    assert_eq!(report["rules"]["pairing/plain"]["wrong"], 1);
    // (1 + 8.5) / (2 + 10)
    assert_eq!(report["rules"]["pairing/plain"]["confidence"], 0.79);
    let (_, out, _) = eval(world.path(), &["data", "--only", "deep", "--errors"]);
    for words in [
        "deep/two",
        "missing entity     County 广南县",
        "wrong relation     嘉定区 paired_with 姚安县 kind=结对帮扶",
        "pairing/plain: “上海市嘉定区与姚安县结对帮扶。”",
        "1 passage ",
    ] {
        assert!(out.contains(words), "{words}\n{out}");
    }
    let (_, named, _) = eval(world.path(), &["--gold", "data/gold", "--text", "data/corpus"]);
    assert_eq!(named, eval(world.path(), &["data"]).1);
}

#[test]
fn what_cannot_be_read_is_named_and_counts_as_not_found() {
    let world = world();
    std::fs::remove_file(world.path().join("data/corpus/one.txt")).expect("it goes");
    let (code, out, talk) = eval(world.path(), &["data", "--json"]);
    assert_eq!(code, 4);
    assert!(talk.contains("one.txt"), "{talk}");
    let report: Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(report["relations"]["total"]["fn"], 2);
    std::fs::write(world.path().join("data/gold/one.json"), "{\n \"entities\": [}").expect("a file");
    let (code, _, talk) = eval(world.path(), &["data"]);
    assert_eq!(code, 3);
    assert!(talk.contains("one.json") && talk.contains("line 2"), "{talk}");
    assert_eq!(eval(world.path(), &["data", "--only", "nothing"]).0, 3);
    assert_eq!(eval(world.path(), &["nowhere"]).0, 4);
    assert_eq!(eval(world.path(), &["--gold", "data/gold"]).0, 2);
}

#[test]
fn without_a_folder_the_sample_is_scored() {
    let world = world();
    let (code, out, talk) = eval(world.path(), &["--json"]);
    assert_eq!(code, 0);
    assert!(talk.contains("using the built-in sample"), "{talk}");
    let report: Value = serde_json::from_str(&out).expect("JSON");
    assert!(report["relations"]["total"]["f1"].as_f64().is_some_and(|f1| f1 > 0.9));
}
