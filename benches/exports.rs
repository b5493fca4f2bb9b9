//! How fast each exporter writes a large graph, and how much memory it takes beside the graph's own.
//!
//! `cargo bench --bench exports -- [NODES [EDGES [FORMAT …]]]`; 100,000 nodes and 500,000 edges unless told otherwise. Bytes
//! are counted and thrown away, so that the disk does not matter. Memory is the resident set of the process (Linux).

use std::fs;
use std::io::{BufWriter, Write};
use std::time::Instant;

use aid_graph::export::{EXPORTERS, Options};
use aid_graph::graph::{Document, Entity, Evidence, KnowledgeGraph, Measure, Number, Parts, Statement, Value};
use aid_graph::schema::Schema;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Counts what is written.
struct Counter(u64);

impl Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

const TYPES: [&str; 6] = ["County", "District", "Project", "Person", "Organization", "Site"];
const RELATIONS: [&str; 6] = ["funds", "located_in", "paired_with", "holds_post", "implements", "visited"];

/// About as much evidence as texts give: a place for each statement and entity, a sentence of 40 characters.
fn graph(nodes: u32, edges: u32) -> KnowledgeGraph {
    let mut random = fastrand::Rng::with_seed(7);
    let mut parts = Parts::new();
    let documents = (nodes / 20).max(1);
    for number in 0..documents {
        parts.add_document(Document {
            id: format!("doc:{number:016x}").into(),
            path: format!("{number}.txt").into(),
            date: Some("2023-07".into()),
            ..Document::default()
        });
    }
    let evidence = |random: &mut fastrand::Rng, rule: &str| {
        let (document, start) = (random.u32(..documents), random.u32(..20_000));
        let number = random.u32(..1_000_000);
        vec![Evidence {
            document: format!("doc:{document:016x}").into(),
            page: None,
            start,
            end: start + 45,
            quote: format!(
                "第{number}号文件安排帮扶资金用于建设该县的产业园区供水工程，受益群众每年增收并且稳定就业。"
            )
            .into(),
            rule: rule.into(),
        }]
    };
    for number in 0..nodes {
        let kind = TYPES[number as usize % TYPES.len()];
        let measures = if number % 10 == 0 {
            vec![Measure {
                indicator: "jobs".into(),
                value: Value::Number(Number(f64::from(number))),
                unit: Some("人".into()),
                date: Some("2022".into()),
                evidence: evidence(&mut random, "measures/jobs"),
            }]
        } else {
            Vec::new()
        };
        parts.add_entity(Entity {
            id: format!("{}:{number:012}", kind.to_lowercase()).into(),
            kind: kind.into(),
            name: format!("第{number}号{kind}帮扶单位").into(),
            code: (number % 6 < 2).then(|| format!("{number:06}").into()),
            aliases: (number % 4 == 0).then(|| format!("{number}号").into()).into_iter().collect(),
            measures,
            evidence: evidence(&mut random, "names/kind"),
        });
    }
    let id = |number: u32| format!("{}:{number:012}", TYPES[number as usize % TYPES.len()].to_lowercase());
    for number in 0..edges {
        let relation = RELATIONS[number as usize % RELATIONS.len()];
        let year = format!("{}", 2010 + number % 15);
        let qualifiers = match relation {
            "funds" => {
                vec![("amount", Value::Number(Number(f64::from(number) * 100.5))), ("date", Value::Text(year.into()))]
            }
            "holds_post" => vec![("title", Value::Text("副县长".into()))],
            "located_in" => vec![],
            "paired_with" => vec![("since", Value::Text(year.into())), ("kind", Value::Text("对口帮扶".into()))],
            _ => vec![("date", Value::Text(year.into()))],
        };
        parts.add_statement(Statement {
            source: id(random.u32(..nodes)).into(),
            target: id(random.u32(..nodes)).into(),
            relation: relation.into(),
            qualifiers: qualifiers.into_iter().map(|(name, value)| (name.into(), value)).collect(),
            confidence: 0.9,
            evidence: evidence(&mut random, &format!("{relation}/rule")),
        });
    }
    parts.join().expect("all ends are there")
}

/// A line of `/proc/self/status`, in MB; 0 where there is none.
fn memory(line: &str) -> f64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let value = status.lines().find_map(|known| known.strip_prefix(line)).and_then(|rest| {
        rest.trim_start_matches(':').split_whitespace().next().and_then(|number| number.parse::<f64>().ok())
    });
    value.unwrap_or_default() / 1000.0
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    let number =
        |place: usize, default: u32| arguments.get(place).map_or(default, |text| text.parse().expect("a number"));
    let graph = graph(number(0, 100_000), number(1, 500_000));
    let schema = Schema::built_in();
    let own = memory("VmRSS");
    println!("{} nodes, {} edges, {own:.0} MB", graph.entities().len(), graph.statements().len());
    println!("{:<12} {:>10} {:>8} {:>8} {:>12}", "format", "MB", "s", "MB/s", "MB beside");
    for exporter in EXPORTERS {
        if arguments.len() > 2 && !arguments[2..].iter().any(|name| name == exporter.name()) {
            continue;
        }
        let before = memory("VmRSS");
        // Starts the peak anew; where that is not allowed it is the peak of all before.
        let _ = fs::write("/proc/self/clear_refs", "5");
        let begin = Instant::now();
        let mut out = BufWriter::with_capacity(1 << 20, Counter(0));
        let files = if exporter.files().is_empty() { &[""] } else { exporter.files() };
        for file in files {
            exporter.write_file(file, &graph, &schema, &Options::default(), &mut out).expect("a counter takes all");
        }
        out.flush().expect("a counter takes all");
        let (seconds, megabytes) = (begin.elapsed().as_secs_f64(), out.get_ref().0 as f64 / 1e6);
        let beside = memory("VmHWM") - before.min(own);
        println!(
            "{:<12} {megabytes:>10.1} {seconds:>8.2} {:>8.0} {beside:>12.0}",
            exporter.name(),
            megabytes / seconds
        );
    }
    // Giving back millions of strings one by one would take longer than the rest.
    std::mem::forget(graph);
}
