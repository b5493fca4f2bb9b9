//! `exports/` holds the sample's graph in every format, as this version writes it.
//!
//! To renew them: `UPDATE_EXPORTS=1 cargo test --test exports_are_fresh`, then `dot -Tsvg exports/fengtai-2023.dot`, and
//! look at what changed.

use std::path::PathBuf;

use aid_graph::Compiler;
use aid_graph::export::EXPORTERS;

const SAMPLE: &[u8] = include_bytes!("../data/corpus/fengtai-2023.txt");

#[test]
fn every_export_of_the_sample_is_what_a_fresh_run_writes() {
    let compiler = Compiler::built_in();
    let graph = compiler.compile(SAMPLE, "fengtai-2023.txt").expect("the sample");
    for exporter in EXPORTERS {
        let mut fresh = Vec::new();
        exporter.write(&graph, &compiler.pack().schema, &mut fresh).expect("memory");
        let path =
            PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("exports/fengtai-2023.{}", exporter.extension()));
        if std::env::var_os("UPDATE_EXPORTS").is_some() {
            std::fs::write(&path, &fresh).expect("exports/ is writable");
        }
        let kept = std::fs::read(&path).unwrap_or_default();
        assert!(kept == fresh, "{} is stale; see the top of this test", path.display());
    }
}

/// The picture is Graphviz's, so it cannot be made again here; but it shows every entity of the graph.
#[test]
fn the_picture_shows_every_node() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("exports");
    let picture = std::fs::read_to_string(root.join("fengtai-2023.svg")).expect("the picture");
    let dot = std::fs::read_to_string(root.join("fengtai-2023.dot")).expect("the DOT file");
    for line in dot
        .lines()
        .filter(|line| line.contains("fillcolor=") && line.contains("label=") && line.trim_start().starts_with('"'))
    {
        let id = line.trim().trim_start_matches('"').split('"').next().expect("an id");
        let escaped = id.replace('-', "&#45;");
        assert!(picture.contains(&format!("<title>{escaped}</title>")), "{id} is not in the picture: render it again");
    }
}
