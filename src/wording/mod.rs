//! How values and statements read in Chinese: 240万元, 2021年至2025年, 结对帮扶（自2018年4月）.

use smol_str::SmolStr;

use crate::graph::{CalendarDate, Evidence, KnowledgeGraph, Measure, Number, Period, Statement, Value};
use crate::schema::{QuantityKind, Schema};

/// An amount in CNY as people write it: 240万元, 1.2亿元, 3500元.
#[must_use]
pub fn money(Number(amount): Number) -> String {
    if amount.abs() >= 1e8 {
        format!("{}亿元", decimal(amount / 1e8))
    } else if amount.abs() >= 1e4 {
        format!("{}万元", decimal(amount / 1e4))
    } else {
        format!("{}元", decimal(amount))
    }
}

/// At most six decimals, without zeros at the end.
fn decimal(value: f64) -> String {
    let text = format!("{value:.6}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A qualifier's value as it reads: money with its unit, the name of an entity for its id, anything else as it is.
#[must_use]
pub fn value(graph: &KnowledgeGraph, schema: &Schema, name: &str, value: &Value) -> String {
    match (schema.qualifiers.get(name).map(|declared| declared.kind), value) {
        (Some(QuantityKind::Money), Value::Number(amount)) => money(*amount),
        (Some(QuantityKind::Entity), Value::Text(id)) => {
            graph.entity(id).map_or_else(|| id.to_string(), |entity| entity.name.to_string())
        }
        _ => value.to_string(),
    }
}

/// The qualifiers of a statement in one line: 金额 240万元，时间 2022.
#[must_use]
pub fn qualifiers(graph: &KnowledgeGraph, schema: &Schema, statement: &Statement) -> String {
    let parts: Vec<String> = statement
        .qualifiers
        .iter()
        .map(|(name, qualifier)| {
            let label = schema.qualifiers.get(name.as_str()).map_or(name.as_str(), |declared| &declared.label_zh);
            format!("{label} {}", value(graph, schema, name, qualifier))
        })
        .collect();
    parts.join("，")
}

/// A relation with its qualifiers: 资助（金额 240万元，时间 2022）.
#[must_use]
pub fn relation(graph: &KnowledgeGraph, schema: &Schema, statement: &Statement) -> String {
    let label = schema.relation_label(&statement.relation);
    let qualifiers = qualifiers(graph, schema, statement);
    if qualifiers.is_empty() { label.to_owned() } else { format!("{label}（{qualifiers}）") }
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
    let text = |date: CalendarDate| match (date.month, date.day) {
        (Some(month), Some(day)) => format!("{:04}-{month:02}-{day:02}", date.year),
        (Some(month), None) => format!("{:04}-{month:02}", date.year),
        (None, _) => format!("{:04}", date.year),
    };
    match (period.first, period.last) {
        (Some(first), Some(last)) if first == last => text(first),
        (Some(first), Some(last)) => format!("{} 至 {}", text(first), text(last)),
        (Some(first), None) => format!("自 {}", text(first)),
        (None, Some(last)) => format!("至 {}", text(last)),
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
