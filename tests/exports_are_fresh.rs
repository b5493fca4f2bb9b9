//! `exports/` holds the sample's graph in every format that is text, as this version writes it; and `docs/exports.md` lists
//! the formats.
//!
//! To renew them: `UPDATE_EXPORTS=1 cargo test --test suite exports_are_fresh::`, then `dot -Tsvg exports/fengtai-2023.dot`, and
//! look at what changed.

use std::path::{Path, PathBuf};

use aid_graph::Compiler;
use aid_graph::export::{EXPORTERS, Options, format_table};

const SAMPLE: &[u8] = include_bytes!("../data/corpus/fengtai-2023.txt");

#[test]
fn every_export_of_the_sample_is_what_a_fresh_run_writes() {
    let compiler = Compiler::built_in();
    let graph = compiler.compile(SAMPLE, "fengtai-2023.txt").expect("the sample");
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("exports");
    for exporter in EXPORTERS.into_iter().filter(|exporter| exporter.format().is_text) {
        let place = root.join(format!("fengtai-2023.{}", exporter.format().extension));
        let files = exporter.format().files;
        for file in if files.is_empty() { &[""] } else { files } {
            let path = if file.is_empty() { place.clone() } else { place.join(file) };
            let mut fresh = Vec::new();
            let (schema, options) = (&compiler.pack().schema, Options::default());
            exporter.write_file(file, &graph, schema, &options, &mut fresh).expect("memory");
            renew_or_compare(&path, &fresh);
        }
    }
}

#[test]
fn the_documentation_lists_all_formats() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs/exports.md");
    let kept = std::fs::read_to_string(&path).expect("docs/exports.md");
    let (before, rest) = kept.split_once("<!-- formats -->\n").expect("the mark where the table begins");
    let (_, after) = rest.split_once("<!-- end of formats -->").expect("the mark where it ends");
    let fresh = format!("{before}<!-- formats -->\n{}<!-- end of formats -->{after}", format_table());
    renew_or_compare(&path, fresh.as_bytes());
}

fn renew_or_compare(path: &Path, fresh: &[u8]) {
    if std::env::var_os("UPDATE_EXPORTS").is_some() {
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("exports/ is writable");
        std::fs::write(path, fresh).expect("exports/ is writable");
    }
    let kept = std::fs::read(path).unwrap_or_default();
    assert!(kept == fresh, "{} is stale; see the top of this test", path.display());
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
