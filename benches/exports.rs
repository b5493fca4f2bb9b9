//! How fast each exporter writes a large graph, and how much memory it takes beside the graph's own.
//!
//! `cargo bench --bench exports -- [NODES [EDGES [FORMAT …]]]`; 100,000 nodes and 500,000 edges unless told otherwise. Bytes
//! are counted and thrown away, so that the disk does not matter. Memory is the resident set of the process (Linux).

use std::fs;
use std::io::{BufWriter, Write};
use std::time::Instant;

use aid_graph::export::{EXPORTERS, Options};
use aid_graph::schema::Schema;

#[path = "support/generated.rs"]
mod generated;

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
    let graph = generated::graph(number(0, 100_000), number(1, 500_000));
    let schema = Schema::built_in();
    let own = memory("VmRSS");
    println!("{} nodes, {} edges, {own:.0} MB", graph.entities().len(), graph.statements().len());
    println!("{:<12} {:>10} {:>8} {:>8} {:>12}", "format", "MB", "s", "MB/s", "MB beside");
    for exporter in EXPORTERS {
        if arguments.len() > 2 && !arguments[2..].iter().any(|name| name == exporter.format().name) {
            continue;
        }
        let before = memory("VmRSS");
        // Starts the peak anew; where that is not allowed it is the peak of all before.
        let _ = fs::write("/proc/self/clear_refs", "5");
        let begin = Instant::now();
        let mut out = BufWriter::with_capacity(1 << 20, Counter(0));
        let files = if exporter.format().files.is_empty() { &[""] } else { exporter.format().files };
        for file in files {
            exporter.write_file(file, &graph, &schema, &Options::default(), &mut out).expect("a counter takes all");
        }
        out.flush().expect("a counter takes all");
        let (seconds, megabytes) = (begin.elapsed().as_secs_f64(), out.get_ref().0 as f64 / 1e6);
        let beside = memory("VmHWM") - before.min(own);
        println!(
            "{:<12} {megabytes:>10.1} {seconds:>8.2} {:>8.0} {beside:>12.0}",
            exporter.format().name,
            megabytes / seconds
        );
    }
    // Giving back millions of strings one by one would take longer than the rest.
    std::mem::forget(graph);
}
