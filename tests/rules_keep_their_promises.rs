//! Every rule of the built-in pack claims in its examples what it says it does, and nothing in its counter-examples; the
//! pack passes all checks, and its catalogue is fresh.

use aid_graph::rules::{Pack, built_in_files, catalogue::catalogue};
use aid_graph::{Compiler, promises};

/// The built-in pack with its examples.
fn built_in() -> Compiler {
    Compiler::new(Pack::load(&built_in_files()).expect("the built-in pack"))
}

#[test]
fn rules_claim_what_their_examples_say() {
    if let Err(broken) = promises::check(&built_in()) {
        panic!("{} broken promises\n{broken}", broken.0.len());
    }
}

#[test]
fn a_pack_without_its_examples_promises_nothing() {
    let faults = promises::check(&Compiler::built_in()).expect_err("no examples are prepared");
    assert_eq!(faults.0.len(), built_in().pack().rules.len());
}

#[test]
fn the_built_in_pack_passes_every_check() {
    if let Err(faults) = Pack::load(&built_in_files()) {
        panic!("{} faults\n{faults}", faults.0.len());
    }
}

#[test]
fn every_built_in_rule_has_two_examples_and_a_counter_example() {
    for rule in &built_in().pack().rules {
        assert!(rule.examples.len() >= 2, "{} has one example only", rule.id);
        assert!(!rule.not_examples.is_empty(), "{} has no counter-example", rule.id);
    }
}

#[test]
fn the_catalogue_is_fresh() {
    let fresh = catalogue(built_in().pack());
    let path = "docs/rule-catalogue.md";
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(path, &fresh).expect("the catalogue can be written");
    }
    let known = std::fs::read_to_string(path).unwrap_or_default();
    assert!(known == fresh, "`aid-graph rules doc > {path}` renews it");
}
