//! What `explain` and the commands that answer questions print, word for word. Each file of `tests/transcripts/` is a
//! command and its output, reviewed by eye; most of `explain` ask for one rule, so that rules that come and go do not change
//! them. After a change that is meant, `RENEW_TRANSCRIPTS=1 cargo test --test suite transcripts::` writes them anew, to be
//! reviewed again.

use std::path::Path;
use std::process::Command;

use aid_graph::Compiler;
use aid_graph::evaluate::passages;
use aid_graph::explain::explain;
use aid_graph::read::read_text;
use serde_json::Value;

/// Runs `aid-graph` with arguments in a folder without files, so that a text is never taken for a path.
fn run(arguments: &[&str]) -> std::process::Output {
    let folder = tempfile::tempdir().expect("a temporary folder");
    Command::new(env!("CARGO_BIN_EXE_aid-graph"))
        .args(arguments)
        .current_dir(folder.path())
        .output()
        .expect("the program runs")
}

fn printed(arguments: &[&str]) -> String {
    let output = run(arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

#[test]
fn explanations_are_as_reviewed() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/transcripts");
    let mut files: Vec<_> =
        std::fs::read_dir(folder).expect("the folder").map(|entry| entry.expect("an entry").path()).collect();
    files.sort();
    assert!(files.len() >= 5);
    let mut different = Vec::new();
    for path in files {
        let kept = std::fs::read_to_string(&path).expect("a transcript");
        let (command, expected) = kept.split_once('\n').expect("a command and its output");
        let command_line = command.strip_prefix("$ aid-graph ").expect("a command");
        // Every other piece between single quotes is one argument.
        let arguments: Vec<&str> = command_line
            .split('\'')
            .enumerate()
            .flat_map(
                |(place, piece)| {
                    if place % 2 == 1 { vec![piece] } else { piece.split_whitespace().collect::<Vec<_>>() }
                },
            )
            .collect();
        let found = printed(&arguments);
        // Not a terminal, so no colour.
        assert!(!found.contains('\u{1b}'), "{}", path.display());
        if std::env::var_os("RENEW_TRANSCRIPTS").is_some() {
            std::fs::write(&path, format!("{command}\n{found}")).expect("it is written");
        } else if found != expected {
            different.push(format!("{}\n--- expected\n{expected}\n--- found\n{found}", path.display()));
        }
    }
    assert!(different.is_empty(), "{}", different.join("\n\n"));
}

fn explained(arguments: &[&str]) -> Value {
    let arguments: Vec<&str> = ["explain"].into_iter().chain(arguments.iter().copied()).chain(["--json"]).collect();
    serde_json::from_str(&printed(&arguments)).expect("JSON")
}

#[test]
fn the_columns_are_even_whatever_the_width_of_the_characters() {
    use unicode_width::UnicodeWidthStr;
    let text = printed(&["explain", "2023年，上海市嘉定区投入资金2亿元。"]);
    let column = |line: &str, word: &str| line.find(word).map(|at| line[..at].width());
    let columns: Vec<_> = [("Date", "= 2023"), ("District", "嘉定区 310114"), ("Money", "= 200000000")]
        .into_iter()
        .map(|(kind, word)| {
            column(text.lines().find(|line| line.trim_start().starts_with(kind)).expect("a line"), word)
        })
        .collect();
    assert!(columns[0].is_some() && columns.iter().all(|column| *column == columns[0]), "{columns:?}\n{text}");
}

#[test]
fn a_mention_says_where_it_stands_what_it_means_and_why() {
    let report = explained(&["嘉定区赴云南省姚安县光禄镇调研，团队到过大同镇。"]);
    let mentions = report["sentences"][0]["mentions"].as_array().expect("mentions");
    let township = &mentions[1];
    assert_eq!(township["means"][0]["code"], "532325102");
    assert_eq!((township["start"].as_u64(), township["end"].as_u64()), (Some(4), Some(13)));
    assert!(township["why"].as_str().is_some_and(|why| why.contains("姚安县")), "{township}");
    assert!(mentions[2]["why"].as_str().is_some_and(|why| why.starts_with("one of 10, and nothing tells which")));
}

#[test]
fn one_rule_can_be_asked_for_even_where_no_word_wakes_it() {
    let report = explained(&["嘉定区很大。", "--rule", "funds/gives-to"]);
    let near = &report["sentences"][0]["nearly"][0];
    assert_eq!((near["rule"].as_str(), near["matched"].as_u64()), (Some("funds/gives-to"), Some(1)));
    assert!(near["triggers"].as_array().is_some_and(|words| words.iter().any(|word| word == "捐赠")), "{near}");
    let report = explained(&["嘉定区向姚安县捐赠50万元。嘉定区与姚安县结对帮扶。", "--rule", "funds/gives-to"]);
    let claims: Vec<_> = report["claims"].as_array().expect("claims").iter().map(|claim| &claim["rules"][0]).collect();
    assert_eq!(claims, ["funds/gives-to"]);
    let output = run(&["explain", "嘉定区很大。", "--rule", "funds/gives-too"]);
    assert_eq!(output.status.code(), Some(1));
    let talk = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(talk.contains("no rule has the id `funds/gives-too`") && talk.contains("funds/gives-to"), "{talk}");
}

/// What is taken out of the claims of a document must not move those of other rules.
#[test]
fn every_rule_is_told_to_claim_what_it_can_claim() {
    let compiler = Compiler::built_in();
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/corpus");
    let gold = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/gold");
    let (mut told, mut strange) = (0, Vec::new());
    for passage in passages(&gold, &corpus).expect("the gold files") {
        let document = read_text(&std::fs::read(&passage.text).expect("a passage"), &passage.name).expect("a text");
        let explanation = explain(&compiler, &document, None).expect("no rule is asked for");
        for fired in explanation.sentences.iter().flat_map(|sentence| &sentence.fired) {
            let rule = &compiler.pack().rules[compiler.pack().rule(&fired.rule).expect("a rule of the pack")];
            let makes = |claim: &String| {
                rule.emits.iter().any(|emit| {
                    // What settles measures makes of them statements with the payer.
                    let relation = emit.relation.iter().any(|name| claim.contains(&format!(" {name} ")));
                    relation || emit.measure.iter().any(|name| claim.contains(&format!(" {name}=")))
                })
            };
            told += fired.claims.len();
            strange.extend(
                fired.claims.iter().filter(|claim| !makes(claim)).map(|claim| (rule.id.clone(), claim.clone())),
            );
        }
    }
    assert!(told > 1_000 && strange.is_empty(), "{told} claims, strange: {strange:?}");
}

/// A sentence ten times as long may take ten times as long, not a hundred times. Generous, since machines are shared.
#[test]
fn the_time_is_linear_in_the_text() {
    let time = |times: usize| {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let sentence = "2023年，上海市嘉定区投入资金200万元，用于云南省姚安县光禄镇供水工程，";
        std::fs::write(folder.path().join("long.txt"), sentence.repeat(times)).expect("a text");
        let begin = std::time::Instant::now();
        let output = Command::new(env!("CARGO_BIN_EXE_aid-graph"))
            .args(["explain", "long.txt"])
            .current_dir(folder.path())
            .output()
            .expect("the program runs");
        assert!(output.status.success());
        begin.elapsed().as_secs_f64()
    };
    let short = (0..3).map(|_| time(40)).fold(f64::MAX, f64::min);
    let long = (0..3).map(|_| time(400)).fold(f64::MAX, f64::min);
    assert!(long < short * 40.0, "{short:.3} s, then {long:.3} s");
}
