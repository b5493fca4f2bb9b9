//! The words that prove something, as the commands print them.

use anstream::println;
use owo_colors::OwoColorize;

use crate::KnowledgeGraph;
use crate::graph::Evidence;
use crate::wording;

/// Prints quotes and where they stand, below what they prove.
pub(super) fn print(graph: &KnowledgeGraph, evidence: &[Evidence]) {
    for one in evidence {
        println!("     “{}”", one.quote.dimmed());
        println!("      {}", wording::place(graph, one).dimmed());
    }
}
