//! The gold scores: figures that only rise. A drop below a floor fails; when a change lifts a figure, lift its floor.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use aid_graph::Compiler;
use aid_graph::evaluate::{Gold, Passage, Score, passages, score};

/// What a set of passages must reach.
struct Floor {
    /// Its name as [`set_of`] gives it.
    set: &'static str,
    /// F1 of entities, relations, statements and measures.
    f1: [f64; 4],
    /// Precision of relations.
    precision: f64,
}

/// Sets that stand in no line have no floor yet; their figures are printed all the same.
const FLOORS: [Floor; 10] = [
    Floor { set: "fengtai-2023", f1: [0.99, 0.98, 0.98, 0.99], precision: 0.99 },
    Floor { set: "dev", f1: [0.99, 0.97, 0.97, 0.99], precision: 0.98 },
    Floor { set: "provinces", f1: [0.98, 0.89, 0.85, 0.88], precision: 0.95 },
    Floor { set: "regions", f1: [0.98, 0.91, 0.91, 0.93], precision: 0.93 },
    Floor { set: "genres", f1: [0.97, 0.87, 0.81, 0.78], precision: 0.96 },
    Floor { set: "reports", f1: [0.97, 0.87, 0.82, 0.76], precision: 0.95 },
    // Nobody looks at their errors, so these figures are what a new text can expect.
    Floor { set: "provinces, held out", f1: [0.93, 0.70, 0.60, 0.61], precision: 0.82 },
    Floor { set: "regions, held out", f1: [0.96, 0.90, 0.89, 0.76], precision: 0.96 },
    Floor { set: "genres, held out", f1: [0.95, 0.67, 0.63, 0.83], precision: 0.81 },
    Floor { set: "reports, held out", f1: [0.96, 0.82, 0.73, 0.70], precision: 0.89 },
];

/// Of these sets every so many-th passage is held out: nobody looks at what is wrong in it.
const HELD_OUT: [(&str, u32); 4] = [("provinces", 4), ("regions", 2), ("genres", 4), ("reports", 4)];

/// The set of a passage: its folder, or its name where it stands alone; held-out passages make a set of their own.
fn set_of(passage: &Passage) -> String {
    match passage.name.split_once('/') {
        Some((set, name)) => {
            let every = HELD_OUT.iter().find(|(held, _)| *held == set).map(|(_, every)| *every);
            let held_out =
                every.zip(name.parse().ok()).is_some_and(|(every, number): (u32, u32)| number.is_multiple_of(every));
            if held_out { format!("{set}, held out") } else { set.to_owned() }
        }
        None => passage.name.clone(),
    }
}

fn data(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data").join(path)
}

fn gold(passage: &Passage) -> Gold {
    Gold::from_json(&std::fs::read(&passage.gold).expect("a gold file")).expect("a gold file")
}

fn all_passages() -> Vec<Passage> {
    passages(&data("gold"), &data("corpus")).expect("the gold files")
}

#[test]
fn no_set_falls_below_its_floor() {
    let compiler = Compiler::built_in();
    let mut scores: BTreeMap<String, Score> = BTreeMap::new();
    for passage in all_passages() {
        let text = std::fs::read(&passage.text).expect("a passage");
        let graph = compiler.compile(&text, &passage.name).expect("a text");
        scores.entry(set_of(&passage)).or_default().add(&score(&graph, &gold(&passage)));
    }
    let mut below = Vec::new();
    for (set, score) in &scores {
        for (level, tally) in score.levels() {
            println!("{set} {level}: F1 {:.3}, precision {:.3}", tally.total.f1(), tally.total.precision());
        }
        let Some(floor) = FLOORS.iter().find(|floor| floor.set == set) else { continue };
        for ((level, tally), floor) in score.levels().into_iter().zip(floor.f1) {
            if tally.total.f1() < floor {
                below.push(format!("{set} {level}: F1 {:.4} is below {floor}", tally.total.f1()));
            }
        }
        let precision = score.relations.total.precision();
        if precision < floor.precision {
            below.push(format!("{set} relations: precision {precision:.4} is below {}", floor.precision));
        }
    }
    assert!(below.is_empty(), "{}", below.join("\n"));
    for floor in FLOORS {
        assert!(scores.contains_key(floor.set), "no passage of the set {}", floor.set);
    }
}

/// A set can hide a passage that is read badly: each development passage by itself must be a graph to work with.
#[test]
fn no_development_passage_falls_behind_alone() {
    let compiler = Compiler::built_in();
    let each = Floor { set: "dev", f1: [0.92, 0.85, 0.78, 0.85], precision: 0.93 };
    let mut below = Vec::new();
    let mut seen = 0;
    for passage in all_passages().into_iter().filter(|passage| set_of(passage) == each.set) {
        seen += 1;
        let text = std::fs::read(&passage.text).expect("a passage");
        let score = score(&compiler.compile(&text, &passage.name).expect("a text"), &gold(&passage));
        for ((level, tally), floor) in score.levels().into_iter().zip(each.f1) {
            if tally.total.f1() < floor {
                below.push(format!("{} {level}: F1 {:.4} is below {floor}", passage.name, tally.total.f1()));
            }
        }
        let precision = score.relations.total.precision();
        if precision < each.precision {
            below.push(format!("{} relations: precision {precision:.4} is below {}", passage.name, each.precision));
        }
    }
    assert!(seen >= 10, "{seen} development passages");
    assert!(below.is_empty(), "{}", below.join("\n"));
}

/// The division in which the sample's question ends is grounded to its official code, and so is every other.
#[test]
fn every_division_of_the_sample_has_its_official_code() {
    let compiler = Compiler::built_in();
    let text = std::fs::read(data("corpus/fengtai-2023.txt")).expect("the sample");
    let graph = compiler.compile(&text, "sample").expect("a text");
    let schema = &compiler.pack().schema;
    let divisions: Vec<_> = graph.entities().filter(|entity| schema.types[entity.kind.as_str()].division).collect();
    assert!(divisions.len() >= 10);
    for entity in &divisions {
        assert!(entity.code.is_some(), "{} has no code", entity.name);
    }
    assert!(divisions.iter().any(|entity| entity.name == "巨力河村" && entity.code.as_deref() == Some("152223102212")));
}
