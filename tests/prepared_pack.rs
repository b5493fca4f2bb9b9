//! `data/rules/prepared.jsonl` is the built-in pack of today, and what comes of it is the pack that its files give.
//!
//! To renew it: `UPDATE_PREPARED=1 cargo test --test suite prepared_pack`.

use aid_graph::Compiler;
use aid_graph::export::{EXPORTERS, Options};
use aid_graph::rules::{Pack, built_in_files, prepare};

const SAMPLE: &[u8] = include_bytes!("../data/corpus/fengtai-2023.txt");

#[test]
fn the_prepared_pack_is_that_of_the_files() {
    let fresh = prepare().expect("the built-in pack");
    let path = "data/rules/prepared.jsonl";
    if std::env::var_os("UPDATE_PREPARED").is_some() {
        std::fs::write(path, &fresh).expect("data/rules is writable");
    }
    let kept = std::fs::read_to_string(path).unwrap_or_default();
    assert!(kept == fresh, "{path} is stale; see the top of this test");
}

#[test]
fn it_holds_all_that_the_files_say_but_the_examples() {
    let (prepared, loaded) = (Pack::built_in().expect("a pack"), Pack::load(&built_in_files()).expect("a pack"));
    let shown = |pack: &Pack| -> Vec<String> {
        let rule = |rule: &aid_graph::rules::Rule| {
            let pattern = (&rule.pattern.translated, &rule.pattern.slots, &rule.pattern.texts, &rule.pattern.needs);
            let words =
                (&rule.pattern.required, &rule.unless, &rule.guards, &rule.requires, rule.unguarded, &rule.ends);
            let more = (&rule.exclusive, &rule.giver, rule.priority, rule.confidence, pack.place(rule), &rule.source);
            format!("{} {pattern:?} {:?} {words:?} {more:?}", rule.id, rule.emits)
        };
        pack.rules.iter().map(rule).collect()
    };
    assert!(shown(&prepared).len() > 300);
    assert_eq!(shown(&prepared), shown(&loaded));
    assert_eq!(format!("{:?}", prepared.schema), format!("{:?}", loaded.schema));
    assert!(prepared.rules.iter().all(|rule| rule.examples.is_empty()));
    assert!(loaded.rules.iter().all(|rule| !rule.examples.is_empty()));
}

#[test]
fn both_find_the_same_in_the_sample() {
    let loaded = Compiler::new(Pack::load(&built_in_files()).expect("a pack"));
    let graph = |compiler: &Compiler| {
        let graph = compiler.compile(SAMPLE, "a.txt").expect("the sample");
        let mut json = Vec::new();
        let exporter = EXPORTERS.into_iter().find(|exporter| exporter.format().name == "json").expect("a format");
        exporter.write_file("", &graph, &compiler.pack().schema, &Options::default(), &mut json).expect("memory");
        String::from_utf8(json).expect("UTF-8")
    };
    assert_eq!(graph(&Compiler::built_in()), graph(&loaded));
}
