//! The promises of the program, one file each, linked as one test program: linking is what takes the time.
//!
//! `cargo test --release --test suite accuracy::` runs the tests of one file.

mod accuracy;
mod answers;
mod broken_texts;
mod cli;
mod confidence_is_fresh;
mod evaluation;
mod exports_are_fresh;
mod faulty_packs;
mod formats;
mod gazetteer;
mod layouts;
mod long_texts;
mod merge_laws;
mod other_domains;
mod own_words;
mod packed;
mod paths;
mod phenomena;
mod prepared_pack;
mod round_trip;
mod rules_keep_their_promises;
mod sample_page;
mod transcripts;
mod traps;

/// A file that nobody names here would never run.
#[test]
fn every_file_of_tests_runs() {
    let here = include_str!("suite.rs");
    let manifest = include_str!("../Cargo.toml");
    for entry in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests")).expect("tests/") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|ending| ending == "rs") {
            let name = path.file_stem().and_then(|name| name.to_str()).expect("a name");
            let named = here.contains(&format!("mod {name};")) || manifest.contains(&format!("name = \"{name}\""));
            assert!(named, "tests/{name}.rs is neither in tests/suite.rs nor a test of its own in Cargo.toml");
        }
    }
}
