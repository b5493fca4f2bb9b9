//! A packed graph says what the graph in memory says, to every question; a damaged one says nothing; and merging packed graphs
//! is merging graphs.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use aid_graph::Compiler;
use aid_graph::graph::{Entity, GraphView, KnowledgeGraph, Naming, Parts};
use aid_graph::packed::{self, PackedError, PackedGraph, PackedView, PackedWriter};
use aid_graph::query::{Group, NameError, PathQuery, find, ledger, overview, people, resolve, sums};
use aid_graph::rdf::{BaseIri, triples};
use aid_graph::schema::Schema;
use aid_graph::sparql::{Answer, Dataset, ask_packed};
use proptest::prelude::*;

use crate::round_trip::graph;

const SAMPLE: &[u8] = include_bytes!("../data/corpus/fengtai-2023.txt");

fn sample() -> KnowledgeGraph {
    Compiler::built_in().compile(SAMPLE, "fengtai-2023.txt").expect("the sample")
}

/// A few sentences, for tests that try every byte.
fn small() -> KnowledgeGraph {
    let text =
        "2022年，北京市丰台区投入帮扶资金200万元，用于林西县大营子乡供水项目。\n北京市丰台区与内蒙古林西县结对帮扶。";
    Compiler::built_in().compile(text.as_bytes(), "a.txt").expect("a text")
}

fn bytes(graph: &KnowledgeGraph) -> Vec<u8> {
    let mut out = Vec::new();
    PackedWriter::write(graph, &mut out).expect("memory");
    out
}

fn pack(graph: &KnowledgeGraph) -> PackedGraph {
    PackedGraph::from_bytes(bytes(graph)).expect("it was just written")
}

fn same(a: &KnowledgeGraph, b: &KnowledgeGraph) -> bool {
    a.documents().eq(b.documents()) && a.entities().eq(b.entities()) && a.statements().eq(b.statements())
}

/// Everything that is asked of a view, as text.
fn answers(graph: &impl GraphView, names: &BTreeSet<String>) -> Vec<String> {
    let schema = Schema::built_in();
    let mut answers = Vec::new();
    for name in names {
        answers.push(format!("{name:?} {:?}", resolve(graph, name)));
        answers.push(format!("{:?}", find(graph, name)));
        for how in [Naming::Id, Naming::Code, Naming::Name, Naming::Alias, Naming::Beginning, Naming::Part] {
            answers.push(format!("{how:?} {:?}", graph.named(how, name)));
        }
    }
    for node in graph.node_indices() {
        for direction in [petgraph::Outgoing, petgraph::Incoming] {
            let steps: BTreeSet<_> = graph.steps(node, direction).collect();
            answers.push(format!("{node:?} {direction:?} {steps:?}"));
        }
        for other in graph.node_indices() {
            answers.push(format!("{:?}", PathQuery::between(node, other).answer(graph)));
        }
    }
    let entries = ledger(graph, &schema);
    answers.push(format!("{entries:?}"));
    answers.push(format!("{:?}", people(graph, &schema)));
    answers.push(format!("{:?}", overview(graph)));
    answers.push(format!("{:?}", sums(graph, &schema, &entries, &[Group::Payer, Group::Year, Group::Type])));
    answers
}

fn names(graph: &KnowledgeGraph) -> BTreeSet<String> {
    let mut names: BTreeSet<String> = ["", "丰", "县", "e", "1", "ftq", "不在其中"].map(str::to_owned).into();
    for entity in graph.entities() {
        for name in [&entity.id, &entity.name].into_iter().chain(&entity.code).chain(&entity.aliases) {
            names.insert(name.to_string());
            names.insert(name.chars().take(2).collect());
            names.insert(name.chars().skip(1).collect());
        }
    }
    names
}

/// A graph of villages with these names.
fn villages(names: &[String]) -> KnowledgeGraph {
    let mut parts = Parts::new();
    for (number, name) in names.iter().enumerate() {
        parts.add_entity(Entity {
            id: format!("village:{number:03}").into(),
            kind: "Village".into(),
            name: name.into(),
            code: None,
            aliases: BTreeSet::new(),
            measures: Vec::new(),
            evidence: Vec::new(),
        });
    }
    parts.join().expect("no statements")
}

/// The five names most similar to a text, each compared with it.
fn most_similar(names: &[String], text: &str) -> Vec<String> {
    let pairs = |text: &str| -> Vec<String> {
        let solid: Vec<char> = text.chars().filter(|character| !character.is_whitespace()).collect();
        solid.windows(2).map(|pair| pair.iter().collect()).collect()
    };
    let dice = |name: &str| {
        let (mut left, wanted) = (pairs(name), pairs(text));
        let all = (left.len() + wanted.len()).max(1);
        let common =
            wanted.iter().filter(|pair| left.iter().position(|one| one == *pair).map(|at| left.remove(at)).is_some());
        2.0 * common.count() as f64 / all as f64
    };
    let score = |name: &String| dice(name).max(strsim::jaro_winkler(name, text));
    let mut names: Vec<&String> = names.iter().filter(|name| score(name) > 0.4).collect();
    names.sort_by(|a, b| score(b).total_cmp(&score(a)).then(a.cmp(b)));
    names.dedup();
    names.into_iter().take(5).cloned().collect()
}

/// All triples that match a pattern, as an answer of SPARQL, sorted.
fn solutions(answer: Answer) -> BTreeSet<String> {
    let Answer::Solutions(_, rows) = answer else { panic!("SELECT has solutions") };
    let count = rows.len();
    let found: BTreeSet<String> =
        rows.iter().map(|row| row.iter().map(|(name, term)| format!("{name} {term} ")).collect()).collect();
    assert_eq!(found.len(), count, "a triple comes once");
    found
}

/// Compares the answers to patterns, made of every so manieth triple with each part known or not, with what going through
/// all triples finds.
fn compare_sparql(graph: &KnowledgeGraph, every: usize) {
    let (schema, base) = (Schema::built_in(), BaseIri::default());
    let packed = pack(graph);
    let mut all: Vec<[String; 3]> = Vec::new();
    triples::<std::convert::Infallible>(graph, &schema, &base, |triple| {
        all.push([triple.subject.to_string(), triple.predicate.to_string(), triple.object.to_string()]);
        Ok(())
    })
    .expect("nothing to fail");
    const NAMES: [&str; 3] = ["?a", "?b", "?c"];
    for triple in all.iter().step_by(every) {
        // A pattern that knows all three has no variable to answer with.
        for known in 0..7 {
            let is_known = |place: usize| known >> place & 1 == 1;
            let pattern: Vec<&str> =
                (0..3).map(|place| if is_known(place) { triple[place].as_str() } else { NAMES[place] }).collect();
            let query = format!("SELECT * {{ {} }}", pattern.join(" "));
            let fits = |other: &&[String; 3]| (0..3).all(|place| !is_known(place) || other[place] == triple[place]);
            let row = |other: &[String; 3]| {
                (0..3)
                    .filter(|place| !is_known(*place))
                    .map(|place| format!("{} {} ", NAMES[place], other[place]))
                    .collect()
            };
            let wanted: BTreeSet<String> = all.iter().filter(fits).map(row).collect();
            let found = packed.read(|view| ask_packed(view, &schema, &base, &query)).expect("it is whole");
            assert_eq!(solutions(found.expect("SPARQL").0), wanted, "{query}");
        }
    }
}

#[test]
fn a_packed_sample_answers_every_pattern_of_sparql_as_its_triples_do() {
    compare_sparql(&sample(), 23);
}

#[test]
fn ready_made_queries_have_the_same_answer_from_a_packed_graph() {
    let (graph, schema, base) = (sample(), Schema::built_in(), BaseIri::default());
    let dataset = Dataset::of(&graph, &schema, &base).expect("memory");
    for query in aid_graph::sparql::NAMED_QUERIES {
        let written = |answer: Answer| {
            let mut out = Vec::new();
            answer.write(false, &mut out).expect("memory");
            assert!(out.len() > 20, "{}", query.name);
            String::from_utf8(out).expect("UTF-8")
        };
        let wanted = written(dataset.ask(query.text).expect("SPARQL").0);
        let asked = |view: PackedView<'_>| ask_packed(view, &schema, &base, query.text);
        assert_eq!(written(pack(&graph).read(asked).expect("whole").expect("SPARQL").0), wanted, "{}", query.name);
    }
}

#[test]
fn a_packed_sample_answers_every_question_as_the_sample_does() {
    let graph = sample();
    let names = names(&graph);
    let (wanted, found) = (answers(&graph, &names), pack(&graph).read(|view| answers(&view, &names)).expect("whole"));
    for (found, wanted) in found.iter().zip(&wanted) {
        assert_eq!(found, wanted);
    }
    assert_eq!(found.len(), wanted.len());
}

/// Five names share pairs of characters with the one that is looked for, and a sixth is nearer to it that shares none, but the
/// order of its characters.
#[test]
fn the_nearest_names_are_not_only_among_those_that_are_alike() {
    let names =
        ["己重丰台丰", "戊重重丰台丰", "庚重重丰台丰", "辛重重丰台丰", "壬重重丰台丰", "台乐丰丰"].map(str::to_owned);
    let graph = villages(&names);
    let wanted = most_similar(&names, "丰台丰乐");
    assert!(wanted.contains(&names[5]));
    let of = |answer| match answer {
        Err(NameError::Unknown { nearest, .. }) => nearest,
        other => panic!("{other:?}"),
    };
    assert_eq!(of(resolve(&graph, "丰台丰乐")), wanted);
    assert_eq!(of(pack(&graph).read(|view| resolve(&view, "丰台丰乐")).expect("whole")), wanted);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_packed_graph_is_read_back_the_same_and_asked_the_same(graph in graph()) {
        let packed = pack(&graph);
        prop_assert!(same(&packed.to_graph().expect("whole"), &graph));
        let names = names(&graph);
        prop_assert_eq!(packed.read(|view| answers(&view, &names)).expect("whole"), answers(&graph, &names));
    }

    /// Characters with several readings, without one, blanks, and of every length in bytes.
    #[test]
    fn what_is_only_like_a_name_is_found_in_a_packed_graph_as_in_memory(
        names in proptest::collection::vec("[丰台乐重行单县区a é\u{3000}😀𠮷]{1,7}|[丰台乐]{3,6}", 1..60),
        texts in proptest::collection::vec("[丰台乐重行单县区a é\u{3000}😀𠮷]{1,6}|[丰台乐]{3,6}|[fthyxlzcdsqa]{2,5}", 1..30),
    ) {
        let graph = villages(&names);
        let packed = pack(&graph);
        for text in texts {
            let found = packed.read(|view| find(&view, &text)).expect("whole");
            prop_assert_eq!(found, find(&graph, &text), "{:?}", text);
            if let Err(NameError::Unknown { name, nearest }) = packed.read(|view| resolve(&view, &text)).expect("whole") {
                prop_assert_eq!(nearest, most_similar(&names, &name));
            }
        }
    }

    #[test]
    fn a_part_is_what_was_asked_for(graph in graph(), chosen in any::<[bool; 8]>()) {
        let packed = pack(&graph);
        let edges: Vec<_> = GraphView::edge_indices(&graph).filter(|edge| chosen[edge.index() % 8]).collect();
        let nodes: Vec<_> = GraphView::node_indices(&graph).filter(|node| chosen[(node.index() + 3) % 8]).collect();
        let part = packed.read(|view| view.part(nodes.clone(), edges.clone())).expect("whole");
        for node in nodes {
            let moved = part.node(node).expect("it was asked for");
            prop_assert_eq!(&part.graph.graph()[moved], &graph.graph()[node]);
        }
        for edge in &edges {
            let moved = part.edge(*edge).expect("it was asked for");
            prop_assert_eq!(&part.graph.graph()[moved], &graph.graph()[*edge]);
        }
        prop_assert_eq!(part.graph.statements().len(), edges.len());
    }

    #[test]
    fn merging_packed_graphs_is_merging_graphs(graphs in proptest::collection::vec(crate::merge_laws::graph(), 1..4)) {
        let packed: Vec<PackedGraph> = graphs.iter().map(pack).collect();
        let mut merged = Vec::new();
        packed::merge(&packed.iter().collect::<Vec<_>>(), &mut merged).map_err(|(_, error)| error).expect("whole");
        let wanted = graphs.into_iter().reduce(KnowledgeGraph::merge).expect("one at least");
        prop_assert_eq!(merged, bytes(&wanted));
    }

    #[test]
    fn hostile_graphs_merge_as_they_do_in_memory(graph in graph()) {
        let packed = pack(&graph);
        let mut merged = Vec::new();
        packed::merge(&[&packed, &packed], &mut merged).map_err(|(_, error)| error).expect("whole");
        prop_assert_eq!(merged, bytes(&graph.clone().merge(graph)));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn sparql_over_a_hostile_packed_graph_is_sparql_over_its_triples(graph in graph()) {
        compare_sparql(&graph, 3);
    }
}

/// Opens a file and reads all of it.
fn read_whole(bytes: Vec<u8>) -> Result<KnowledgeGraph, PackedError> {
    PackedGraph::from_bytes(bytes)?.to_graph()
}

#[test]
fn a_file_that_was_cut_off_or_added_to_is_refused() {
    let whole = bytes(&small());
    assert!(read_whole(whole.clone()).is_ok());
    for length in 0..whole.len() {
        assert!(PackedGraph::from_bytes(whole[..length].to_vec()).is_err(), "cut off at {length}");
    }
    assert!(PackedGraph::from_bytes([whole.as_slice(), b"\0"].concat()).is_err());
}

#[test]
fn every_flipped_bit_is_noticed() {
    let whole = bytes(&small());
    for place in 0..whole.len() {
        for bit in 0..8 {
            let mut damaged = whole.clone();
            damaged[place] ^= 1 << bit;
            assert!(read_whole(damaged).is_err(), "bit {bit} of byte {place}");
        }
    }
}

#[test]
fn a_damaged_file_gives_the_right_answer_or_none() {
    let graph = sample();
    let whole = bytes(&graph);
    let ask = |packed: &PackedGraph| {
        packed.read(|view| {
            let (from, to) = (resolve(&view, "丰台区").ok()?, resolve(&view, "巨力河村").ok()?);
            let paths = PathQuery::between(from, to).answer(&view);
            Some((paths, find(&view, "养殖"), view.around(&[from], 1).graph.statements().cloned().collect::<Vec<_>>()))
        })
    };
    let wanted = ask(&pack(&graph)).expect("whole");
    let (mut right, mut refused) = (0, 0);
    for place in (0..whole.len()).step_by(7) {
        let mut damaged = whole.clone();
        damaged[place] ^= 0x55;
        match PackedGraph::from_bytes(damaged).and_then(|packed| ask(&packed)) {
            Ok(found) => {
                assert_eq!(found, wanted, "byte {place}");
                right += 1;
            }
            Err(_) => refused += 1,
        }
    }
    // Most of so small a file is touched by these questions, and some of it is not.
    assert!(right > 0 && refused > 100, "{right} {refused}");
}

/// A file with right checksums and wrong content, as nobody writes it by accident.
fn with_checksums(mut bytes: Vec<u8>) -> Vec<u8> {
    const BLOCK: usize = 1024;
    let number = |bytes: &[u8], at: usize| u64::from_le_bytes(bytes[at..at + 8].try_into().expect("eight")) as usize;
    let checksums = number(&bytes, 24);
    let sums: Vec<u8> =
        bytes[BLOCK..checksums].chunks(BLOCK).flat_map(|block| crc32fast::hash(block).to_le_bytes()).collect();
    bytes[checksums..].copy_from_slice(&sums);
    bytes[32..36].copy_from_slice(&crc32fast::hash(&sums).to_le_bytes());
    let header = crc32fast::hash(&bytes[..BLOCK - 4]);
    bytes[BLOCK - 4..BLOCK].copy_from_slice(&header.to_le_bytes());
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn content_that_makes_no_sense_ends_no_question_in_a_panic(
        changes in proptest::collection::vec((1024..1_000_000_usize, any::<u8>()), 1..6),
    ) {
        static WHOLE: std::sync::OnceLock<Vec<u8>> = std::sync::OnceLock::new();
        let mut damaged = WHOLE.get_or_init(|| bytes(&small())).clone();
        let body = u64::from_le_bytes(damaged[24..32].try_into().expect("eight")) as usize - 1024;
        for (place, byte) in changes {
            damaged[1024 + (place - 1024) % body] = byte;
        }
        let Ok(packed) = PackedGraph::from_bytes(with_checksums(damaged)) else { return Ok(()) };
        let _ = packed.to_graph();
        let names = ["丰", "林西县", "区", "txt"].map(str::to_owned).into();
        let _ = packed.read(|view| answers(&view, &names).len());
        let _ = packed.read(|view| view.around(&view.node_indices().collect::<Vec<_>>(), 2).graph.statements().len());
        let mut out = Vec::new();
        let _ = packed::merge(&[&packed, &packed], &mut out);
    }
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_aid-graph"))
        .args(arguments)
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .output()
        .expect("the program runs")
}

#[test]
fn every_reading_command_takes_a_packed_graph() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::write(folder.path().join("page.txt"), SAMPLE).expect("a file");
    for target in ["graph.json", "graph.aidg"] {
        assert!(run(folder.path(), &["build", "page.txt", "-o", target]).status.success());
    }
    for question in [
        "path 丰台 巨力河村",
        "path 丰台 巨力河村 -k 3 --json",
        "path 丰台 扎赉特旗 --via Project --max-hops 4",
        "path 丰台 没有这里",
        "show 扎赉特旗",
        "show 扎赉特旗 --json",
        "find 养殖",
        "find ftq --json",
        "find 没有这样的",
        "neighbors 丰台 --hops 2",
        "neighbors 丰台 --relations 资助",
        "ledger",
        "ledger --all --json",
        "ledger --by payer,year",
        "timeline 丰台 扎赉特旗 --evidence",
        "people",
        "conflicts",
        "stats",
        "query --named money",
        "export -f jsonld",
        "export -f dot --focus 丰台 --max-nodes 6",
    ] {
        let ask = |input: &str| {
            let words: Vec<&str> = question.split(' ').chain(["-i", input]).collect();
            let Output { status, stdout, stderr } = run(folder.path(), &words);
            (
                status.code(),
                String::from_utf8_lossy(&stdout).into_owned(),
                String::from_utf8_lossy(&stderr).into_owned(),
            )
        };
        assert_eq!(ask("graph.aidg"), ask("graph.json"), "{question}");
    }
    let merged = run(folder.path(), &["merge", "graph.aidg", "graph.json", "-o", "merged.aidg"]);
    assert!(merged.status.success(), "{}", String::from_utf8_lossy(&merged.stderr));
    let read = |name: &str| fs::read(folder.path().join(name)).expect("a file");
    assert!(read("merged.aidg") == read("graph.aidg"));
    assert_eq!(run(folder.path(), &["merge", "graph.aidg"]).stdout, read("graph.json"));
}

#[test]
fn a_packed_graph_that_cannot_be_used_is_named_with_the_reason() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let whole = bytes(&sample());
    let write = |name: &str, bytes: &[u8]| fs::write(folder.path().join(name), bytes).expect("a file");
    write("cut.aidg", &whole[..whole.len() / 2]);
    write("text.aidg", "丰台区".as_bytes());
    write("empty.aidg", b"");
    let mut newer = whole.clone();
    newer[8] = 9;
    write("newer.aidg", &newer);
    let mut flipped = whole.clone();
    let middle = flipped.len() / 2;
    flipped[middle] ^= 1;
    write("flipped.aidg", &flipped);
    for (name, reason) in [
        ("cut.aidg", format!("it should have {} bytes and has {}", whole.len(), whole.len() / 2)),
        ("text.aidg", "this is no packed graph".to_owned()),
        ("empty.aidg", "this is no packed graph".to_owned()),
        ("newer.aidg", "its format has version 9, this program reads 2".to_owned()),
        ("flipped.aidg", format!("the checksum of the bytes from {} on is wrong", middle / 1024 * 1024)),
    ] {
        for command in [&["stats", "-i", name][..], &["merge", name, "-o", "out.aidg"]] {
            let output = run(folder.path(), command);
            let talk = String::from_utf8_lossy(&output.stderr);
            let words: Vec<&str> = talk.split_whitespace().filter(|word| *word != "│").collect();
            let talk = words.join(" ");
            assert_eq!(output.status.code(), Some(3), "{name}: {talk}");
            assert!(talk.contains(name) && talk.contains(&reason), "{name}: {talk}");
            assert!(output.stdout.is_empty());
        }
    }
    assert!(!folder.path().join("out.aidg").exists());
}

/// The exception from `forbid(unsafe_code)` is one call; see `src/packed/map.rs`.
#[test]
fn one_place_of_the_program_is_unsafe() {
    fn count(folder: &Path, found: &mut Vec<String>) {
        for entry in fs::read_dir(folder).expect("src/") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                count(&path, found);
            } else {
                let text = fs::read_to_string(&path).expect("a source");
                let name = path.file_name().and_then(|name| name.to_str()).expect("a name").to_owned();
                found.extend(text.matches("unsafe {").map(|_| name.clone()));
            }
        }
    }
    let mut found = Vec::new();
    count(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")), &mut found);
    assert_eq!(found, ["map.rs"]);
}
