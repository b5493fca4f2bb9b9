//! Times the stages of compilation over a folder of texts, one thread: `cargo bench --bench stages -- FOLDER`, where the
//! folder is data/corpus/dev if none is named.

use std::time::{Duration, Instant};

use aid_graph::Compiler;
use aid_graph::link::link;
use aid_graph::mention::Mentions;
use aid_graph::read::read_text;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder =
        std::env::args().skip(1).find(|argument| argument != "--bench").unwrap_or_else(|| "data/corpus/dev".into());
    let compiler = Compiler::built_in();
    let pack = compiler.pack();
    let (mut bytes, mut read, mut find, mut linked) = (0, Duration::ZERO, Duration::ZERO, Duration::ZERO);
    for entry in std::fs::read_dir(folder)? {
        let source = std::fs::read(entry?.path())?;
        bytes += source.len();
        let start = Instant::now();
        let document = read_text(&source, "text")?;
        read += start.elapsed();
        let start = Instant::now();
        let mentions = Mentions::find(&document, &pack.lexicons);
        find += start.elapsed();
        let start = Instant::now();
        let graph = link(&document, &mentions, pack);
        linked += start.elapsed();
        std::hint::black_box(graph);
    }
    let rate = |time: Duration| bytes as f64 / 1e6 / time.as_secs_f64();
    println!(
        "{bytes} bytes; read {:.1} MB/s, mention {:.1} MB/s, rules and link {:.1} MB/s",
        rate(read),
        rate(find),
        rate(linked)
    );
    Ok(())
}
