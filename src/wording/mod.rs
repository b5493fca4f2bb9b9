//! How values and statements read in Chinese: 240万元, 2021年至2025年, 结对帮扶（自2018年4月）.

use std::fmt::{self, Write as _};

use smol_str::SmolStr;

use crate::graph::{Evidence, KnowledgeGraph, Measure, Number, Period, Statement, Value};
use crate::schema::{QuantityKind, Schema};

/// An amount in CNY as people write it: 240万元, 1.2亿元, 3500元.
#[must_use]
pub fn money(amount: Number) -> String {
    text(|out| write_money(amount, out))
}

/// Adds an amount as [`money`] has it.
pub fn write_money(Number(amount): Number, out: &mut String) {
    let (value, unit) = match amount.abs() {
        size if size >= 1e8 => (amount / 1e8, "亿元"),
        size if size >= 1e4 => (amount / 1e4, "万元"),
        _ => (amount, "元"),
    };
    write_decimal(value, out);
    out.push_str(unit);
}

/// At most six decimals, without zeros at the end.
fn write_decimal(value: f64, out: &mut String) {
    write(out, format_args!("{value:.6}"));
    out.truncate(out.trim_end_matches('0').trim_end_matches('.').len());
}

/// What a writing function adds to an empty text.
fn text(write: impl FnOnce(&mut String)) -> String {
    let mut out = String::new();
    write(&mut out);
    out
}

/// Adds formatted text; to a string that never fails.
fn write(out: &mut String, arguments: fmt::Arguments<'_>) {
    let _ = out.write_fmt(arguments);
}

/// A qualifier's value as it reads: money with its unit, the name of an entity for its id, anything else as it is.
#[must_use]
pub fn value(graph: &KnowledgeGraph, schema: &Schema, name: &str, value: &Value) -> String {
    text(|out| write_value(graph, schema, name, value, out))
}

/// Adds a qualifier's value as [`value`] has it.
pub fn write_value(graph: &KnowledgeGraph, schema: &Schema, name: &str, value: &Value, out: &mut String) {
    match (schema.qualifiers.get(name).map(|declared| declared.kind), value) {
        (Some(QuantityKind::Money), Value::Number(amount)) => write_money(*amount, out),
        (Some(QuantityKind::Entity), Value::Text(id)) => {
            out.push_str(graph.entity(id).map_or(id, |entity| &entity.name));
        }
        (_, Value::Number(number)) => write(out, format_args!("{number}")),
        (_, Value::Text(text)) => out.push_str(text),
    }
}

/// The qualifiers of a statement in one line: 金额 240万元，时间 2022.
#[must_use]
pub fn qualifiers(graph: &KnowledgeGraph, schema: &Schema, statement: &Statement) -> String {
    text(|out| write_qualifiers(graph, schema, statement, out))
}

fn write_qualifiers(graph: &KnowledgeGraph, schema: &Schema, statement: &Statement, out: &mut String) {
    for (number, (name, qualifier)) in statement.qualifiers.iter().enumerate() {
        if number > 0 {
            out.push('，');
        }
        out.push_str(schema.qualifiers.get(name.as_str()).map_or(name.as_str(), |declared| &declared.label_zh));
        out.push(' ');
        write_value(graph, schema, name, qualifier, out);
    }
}

/// A relation with its qualifiers: 资助（金额 240万元，时间 2022）.
#[must_use]
pub fn relation(graph: &KnowledgeGraph, schema: &Schema, statement: &Statement) -> String {
    text(|out| write_relation(graph, schema, statement, out))
}

/// Adds a relation as [`relation`] has it.
pub fn write_relation(graph: &KnowledgeGraph, schema: &Schema, statement: &Statement, out: &mut String) {
    out.push_str(schema.relation_label(&statement.relation));
    if !statement.qualifiers.is_empty() {
        out.push('（');
        write_qualifiers(graph, schema, statement, out);
        out.push('）');
    }
}

/// A statement in one line: 甲区 资助（金额 240万元，时间 2022） 乙村.
#[must_use]
pub fn statement(graph: &KnowledgeGraph, schema: &Schema, statement: &Statement) -> String {
    let name = |id: &SmolStr| graph.entity(id).map_or_else(|| id.clone(), |entity| entity.name.clone());
    let (source, target) = (name(&statement.source), name(&statement.target));
    format!("{source} {} {target}", relation(graph, schema, statement))
}

/// A measure in one line: 增收 3500元（2022）.
#[must_use]
pub fn measure(schema: &Schema, measure: &Measure) -> String {
    let declared = schema.indicators.get(measure.indicator.as_str());
    let label = declared.map_or(measure.indicator.as_str(), |declared| &declared.label_zh);
    let value = match (&measure.value, declared.map(|declared| declared.kind)) {
        (Value::Number(amount), Some(QuantityKind::Money)) => money(*amount),
        (value, _) => format!("{value}{}", measure.unit.as_deref().unwrap_or_default()),
    };
    let date = measure.date.as_deref().map(|date| format!("（{date}）")).unwrap_or_default();
    format!("{label}：{value}{date}")
}

/// A time as it reads: 2023-07, 2021 至 2025, 自 2018-04, 至 2020; nothing where none is known.
#[must_use]
pub fn period(period: Period) -> String {
    match (period.first, period.last) {
        (Some(first), Some(last)) if first == last => first.to_string(),
        (Some(first), Some(last)) => format!("{first} 至 {last}"),
        (Some(first), None) => format!("自 {first}"),
        (None, Some(last)) => format!("至 {last}"),
        (None, None) => String::new(),
    }
}

/// The document of a quote in short: its path, and the row where it has one.
#[must_use]
pub fn source(graph: &KnowledgeGraph, evidence: &Evidence) -> String {
    let Some(document) = graph.document(&evidence.document) else { return evidence.document.to_string() };
    let record = document.record.map_or(String::new(), |record| format!(" 第 {record} 行"));
    format!("{}{record}", document.path)
}

/// Where a quote stands: the file, the row or the page, the characters, and the rule that made the claim.
#[must_use]
pub fn place(graph: &KnowledgeGraph, evidence: &Evidence) -> String {
    let document = graph.document(&evidence.document);
    let file = document.map_or(evidence.document.as_str(), |document| document.path.as_str());
    let record =
        document.and_then(|document| document.record).map_or(String::new(), |record| format!("第 {record} 行，"));
    let page = evidence.page.map_or(String::new(), |page| format!("第 {page} 页，"));
    format!("{file}，{record}{page}第 {}–{} 字，规则 {}", evidence.start, evidence.end, evidence.rule)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_reads_as_people_write_it() {
        for (amount, text) in
            [(2_400_000.0, "240万元"), (120_000_000.0, "1.2亿元"), (58_478_200.0, "5847.82万元"), (125.0, "125元")]
        {
            assert_eq!(money(Number(amount)), text);
        }
    }
}
