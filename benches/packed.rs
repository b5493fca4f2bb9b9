//! How long whole processes take to answer from a large packed graph, and how much memory.
//!
//! `cargo bench --bench packed -- [NODES [EDGES]]`; 100,000 nodes and 500,000 edges unless told otherwise. The file is made in
//! a temporary folder and is in the system's cache when it is asked. `path` is asked for 200 random pairs, the rest 40 times.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use aid_graph::graph::GraphView;
use aid_graph::packed::{PackedGraph, PackedWriter};

#[path = "support/generated.rs"]
mod generated;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const PROGRAM: &str = env!("CARGO_BIN_EXE_aid-graph");

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    if let [generate, nodes, edges, file] = arguments.as_slice()
        && generate == "generate"
    {
        let graph = generated::graph(nodes.parse().expect("a number"), edges.parse().expect("a number"));
        println!("{} nodes, {} edges", graph.entities().len(), graph.statements().len());
        let begin = Instant::now();
        let out = std::fs::File::create(file).expect("a new file");
        PackedWriter::write(&graph, &mut std::io::BufWriter::new(out)).expect("room for it");
        println!("packed in {:.1} s", begin.elapsed().as_secs_f64());
        std::process::exit(0);
    }
    if let [map, file] = arguments.as_slice()
        && map == "map"
    {
        return compare_mapping(Path::new(file));
    }
    if let [ask, nodes, file] = arguments.as_slice()
        && ask == "ask"
    {
        return ask_all(nodes.parse().expect("a number"), Path::new(file));
    }
    let number =
        |place: usize, default: u32| arguments.get(place).map_or(default, |text| text.parse().expect("a number"));
    let (nodes, edges) = (number(0, 100_000), number(1, 500_000));
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("graph.aidg");
    // All in processes of their own: the system tells the most memory of all children, counted from that of their parent on.
    let run = |arguments: &[&str]| {
        let program = std::env::current_exe().expect("this program");
        let status = Command::new(program).args(arguments).arg(&file).status().expect("this program runs");
        assert!(status.success());
    };
    run(&["generate", &nodes.to_string(), &edges.to_string()]);
    println!("{} MB", file.metadata().expect("the file").len() / 1_000_000);
    run(&["map"]);
    run(&["ask", &nodes.to_string()]);
}

fn ask_all(nodes: u32, file: &Path) {
    // Into the system's cache.
    std::io::copy(&mut std::fs::File::open(file).expect("the file"), &mut std::io::sink()).expect("it can be read");
    let mut random = fastrand::Rng::with_seed(3);
    let mut name = || generated::name(random.u32(..nodes));
    println!("{:<44} {:>8} {:>8} {:>8}", "ms", "median", "p99", "peak MB");
    let pairs: Vec<Vec<String>> = (0..200).map(|_| vec!["path".into(), name(), name()]).collect();
    ask("path A B", file, &pairs);
    let repeat = |command: &str, words: Vec<String>| -> Vec<Vec<String>> {
        words.into_iter().map(|word| vec![command.to_owned(), word]).collect()
    };
    let names: Vec<String> = (0..40).map(|_| name()).collect();
    ask("show NAME", file, &repeat("show", names.clone()));
    ask("show, timeline of the same", file, &repeat("timeline", names.clone()));
    ask("find NAME", file, &repeat("find", names.clone()));
    let parts = names.iter().map(|name| name.chars().skip(1).take(3).collect()).collect();
    ask("find PART", file, &repeat("find", parts));
    let wrong = names.iter().map(|name| format!("{}乡", name.chars().take(4).collect::<String>())).collect();
    ask("find SIMILAR, which nothing is called", file, &repeat("find", wrong));
    ask("find INITIALS", file, &repeat("find", vec!["abxz".to_owned(); 40]));
    let line = |text: &str| vec![text.split(' ').map(str::to_owned).collect::<Vec<_>>(); 5];
    ask("ledger --by year", file, &line("ledger --by year"));
    ask("ledger --by type,year", file, &line("ledger --by type,year"));
    ask("ledger --by payer", file, &line("ledger --by payer -f csv"));
}

/// What mapping the file is worth, which is the one unsafe call of the program: the same question to a file that is mapped and
/// to one that is read.
fn compare_mapping(file: &Path) {
    let ask = |graph: &PackedGraph| graph.read(|view| view.index_of("county:000000000000").is_some());
    let time = |open: &dyn Fn() -> PackedGraph| {
        let mut times: Vec<Duration> = (0..5)
            .map(|_| {
                let begin = Instant::now();
                assert!(ask(&open()).expect("it is whole"));
                begin.elapsed()
            })
            .collect();
        times.sort_unstable();
        times[2].as_secs_f64() * 1000.0
    };
    let mapped = time(&|| PackedGraph::open(file).expect("a packed graph"));
    let read = time(&|| PackedGraph::from_bytes(std::fs::read(file).expect("the file")).expect("a packed graph"));
    println!("one entity by its id, in this process: mapped {mapped:.2} ms, read {read:.1} ms");
}

/// Runs the program for each question and prints the times of its processes and the most memory one of them took.
fn ask(what: &str, file: &Path, questions: &[Vec<String>]) {
    let mut times: Vec<Duration> = questions
        .iter()
        .map(|question| {
            let begin = Instant::now();
            let status = Command::new(PROGRAM)
                .args(question)
                .arg("-i")
                .arg(file)
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .status()
                .expect("the program runs");
            let time = begin.elapsed();
            assert!(status.code().is_some_and(|code| code < 2), "{question:?}");
            time
        })
        .collect();
    times.sort_unstable();
    let at = |share: f64| times[((times.len() - 1) as f64 * share).round() as usize].as_secs_f64() * 1000.0;
    println!("{what:<44} {:>8.1} {:>8.1} {:>8.1}", at(0.5), at(0.99), peak());
}

/// The most memory of a child so far, in MB: it only grows, so the thrifty questions come first.
#[cfg(unix)]
fn peak() -> f64 {
    use nix::sys::resource::{UsageWho, getrusage};
    getrusage(UsageWho::RUSAGE_CHILDREN).map_or(0.0, |usage| usage.max_rss() as f64 / 1000.0)
}

#[cfg(not(unix))]
fn peak() -> f64 {
    0.0
}
