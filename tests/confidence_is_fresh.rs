//! `data/rules/confidence.toml` is what the annotated passages say of the rules today.

use std::path::Path;

use aid_graph::Compiler;
use aid_graph::evaluate::{Gold, Score, confidence_file, passages, score};
use aid_graph::rules::{Confidences, Pack, PackFile, confidence};

#[test]
fn the_file_is_that_of_the_passages() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    let compiler = Compiler::built_in();
    let mut total = Score::default();
    for passage in passages(&data.join("gold"), &data.join("corpus")).expect("the gold files") {
        let gold = Gold::from_json(&std::fs::read(&passage.gold).expect("gold")).expect("a gold file");
        let name = passage.text.file_name().expect("a name").to_string_lossy().into_owned();
        let graph = compiler.compile(&std::fs::read(&passage.text).expect("a text"), &name).expect("a text");
        total.add(&score(&graph, &gold));
    }
    let fresh = confidence_file(compiler.pack(), &total.rules);
    let kept = std::fs::read_to_string(data.join("rules/confidence.toml")).expect("the file");
    assert_eq!(
        kept, fresh,
        "run `cargo run --release -- eval data --confidence > target/confidence.toml` and move it to data/rules/"
    );
}

#[test]
fn each_line_follows_the_formula() {
    let file: Confidences = toml::from_str(include_str!("../data/rules/confidence.toml")).expect("TOML");
    assert!(file.rules.len() > 50);
    for (id, record) in &file.rules {
        assert!(record.hits >= record.right + record.wrong, "{id}");
        assert!(record.confidence.total_cmp(&confidence(record.hits - record.wrong, record.wrong)).is_eq(), "{id}");
    }
}

const SCHEMA: &str = include_str!("../data/rules/schema.toml");

fn rule(id: &str, more: &str) -> String {
    format!(
        "[[rule]]\nid = \"{id}\"\npattern = '{{a:Division}}{id}{{b:Village}}'\nemit = {{ relation = \"funds\", from = \"a\", to = \"b\" }}\n\
         examples = [{{ text = \"x\", gives = [\"甲 funds 乙\"] }}]\nnot_examples = [\"无\"]\n{more}\n"
    )
}

#[test]
fn a_confidence_of_the_rule_s_own_wins_and_a_rule_without_evidence_has_the_prior() {
    let rules = [rule("own", "confidence = 0.4"), rule("counted", ""), rule("untried", "")].join("\n");
    let confidences = "[rules]\n\"own\" = { hits = 9, right = 9, wrong = 0, confidence = 0.92 }\n\
                       \"counted\" = { hits = 9, right = 9, wrong = 0, confidence = 0.92 }\n";
    let files = [("schema.toml", SCHEMA), ("mine.toml", &rules), ("confidence.toml", confidences)]
        .map(|(name, text)| PackFile { name: name.into(), text: text.into() });
    let pack = Pack::load(&files).map_err(|faults| format!("{faults:?}")).expect("the pack");
    let of = |id: &str| pack.rules.iter().find(|rule| rule.id == id).map(|rule| rule.confidence);
    assert_eq!((of("own"), of("counted"), of("untried")), (Some(0.4), Some(0.92), Some(0.85)));
}
