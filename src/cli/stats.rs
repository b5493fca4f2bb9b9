//! `aid-graph stats`

use anstream::println;
use clap::Args;
use unicode_width::UnicodeWidthStr;

use crate::query::overview;

use super::Input;
use super::error::{CliError, Status};
use super::opened::Store;
use super::output;

/// How many documents are listed.
const SHOWN: usize = 10;

#[derive(Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    input: Input,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(arguments: &Arguments) -> Result<Status, CliError> {
    let opened = arguments.input.open()?;
    let schema = &opened.schema;
    let counts = match &opened.store {
        Store::Memory(graph) => overview(graph),
        Store::Packed(file) => file.ask(|view| Ok(overview(&view)))?,
    };
    if arguments.json {
        output::print_json(&counts)?;
        return Ok(opened.status);
    }
    let row = |label: &str, count: usize| {
        println!("  {label}{}{count:>8}", " ".repeat(24_usize.saturating_sub(label.width())))
    };
    println!("总计");
    row("文献", counts.documents);
    row("实体", counts.nodes);
    row("关系", counts.edges);
    row("指标", counts.measures);
    row("连通部分", counts.components);
    println!("\n实体类型");
    for (kind, count) in &counts.types {
        row(schema.type_label(kind), *count);
    }
    println!("\n关系类型");
    for (relation, count) in &counts.relations {
        row(schema.relation_label(relation), *count);
    }
    println!("\n文献所得（实体、关系）");
    // The richest ones; --json has all.
    let mut coverage: Vec<_> = counts.coverage.iter().collect();
    coverage.sort_by_key(|one| std::cmp::Reverse(one.statements));
    for one in coverage.into_iter().take(SHOWN) {
        let record = one.record.map_or(String::new(), |record| format!(" 第 {record} 行"));
        println!("  {:>8} {:>8}  {}{record}", one.entities, one.statements, one.path);
    }
    println!("\n联系最多");
    for (name, count) in &counts.most_connected {
        row(name, *count);
    }
    Ok(opened.status)
}
