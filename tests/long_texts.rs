//! A long text says in each of its sentences what a short one says.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use aid_graph::Compiler;
use aid_graph::graph::Value;

#[test]
fn every_sentence_of_a_long_text_is_read_at_its_place() {
    // More than two batches of sentences that are matched together, in paragraphs of eleven.
    const SENTENCES: usize = 1300;
    let mut text = String::new();
    let mut expected = BTreeMap::new();
    for number in 1..=SENTENCES {
        let start = text.chars().count();
        write!(text, "2021年，上海市静安区向云南省广南县拨付帮扶资金{number}万元。").expect("a string takes all");
        expected.insert(number * 10_000, (start, text.chars().count()));
        if number % 11 == 0 {
            text.push('\n');
        }
    }
    let graph = Compiler::built_in().compile(text.as_bytes(), "long.txt").expect("plain text");
    let funds = graph.statements().filter(|statement| statement.relation == "funds");
    let found: BTreeMap<usize, (usize, usize)> = funds
        .map(|statement| {
            let Some(Value::Number(amount)) = statement.qualifiers.get("amount") else { panic!("no amount") };
            let [evidence] = statement.evidence.as_slice() else { panic!("{:?}", statement.evidence) };
            (amount.0 as usize, (evidence.start as usize, evidence.end as usize))
        })
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn what_no_mark_ends_is_cut_where_a_name_ends_and_quoted_in_pieces() {
    let mut text = String::new();
    // Names of three characters each, none of which is a short form of another.
    let characters: Vec<char> = "安宝昌成川丰福高光海恒宏".chars().collect();
    for number in 0..characters.len().pow(3) {
        let of = |place: u32| characters[number / characters.len().pow(place) % characters.len()];
        write!(text, "云南省广南县旧莫乡{}{}{}合作社 ", of(0), of(1), of(2)).expect("a string takes all");
    }
    let graph = Compiler::built_in().compile(text.as_bytes(), "rows.txt").expect("plain text");
    let quotes: BTreeSet<(u32, u32)> = graph
        .entities()
        .flat_map(|entity| &entity.evidence)
        .map(|evidence| {
            assert!(evidence.quote.len() <= 3000 && evidence.quote.ends_with("合作社"), "{}", evidence.quote);
            (evidence.start, evidence.end)
        })
        .collect();
    assert!(quotes.len() > 10, "{quotes:?}");
    assert_eq!(quotes.last().map(|(_, end)| *end as usize), Some(text.trim_end().chars().count()));
}
