//! Statements that cannot both hold, as far as the schema tells: see [`Conflict`].

use std::collections::BTreeMap;

use petgraph::graph::{EdgeIndex, NodeIndex};
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use crate::graph::{CalendarDate, KnowledgeGraph, Measure, Period};
use crate::schema::{Role, Schema};

/// Two or more claims of which at most one holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Conflict<'g> {
    /// Several amounts for one payer, target and date.
    Amounts(Vec<EdgeIndex>),
    /// Two people in a post that one body gives to one person at a time (`sole_titles`), at times that may overlap; a post
    /// without dates is held when its document was written.
    Post(EdgeIndex, EdgeIndex),
    /// Several values of something that happens to an entity once (`once`).
    Once(NodeIndex, Vec<&'g Measure>),
    /// A division with an official code that is said to lie where the code does not put it.
    Outside(EdgeIndex),
}

/// All conflicts: amounts, posts, values, divisions.
#[must_use]
pub fn conflicts<'g>(graph: &'g KnowledgeGraph, schema: &Schema) -> Vec<Conflict<'g>> {
    let mut found = amounts(graph, schema);
    found.extend(posts(graph, schema));
    found.extend(values(graph, schema));
    found.extend(outside(graph, schema));
    found
}

fn amounts<'g>(graph: &'g KnowledgeGraph, schema: &Schema) -> Vec<Conflict<'g>> {
    let money: Vec<&str> = schema.money_qualifiers().collect();
    let mut told: BTreeMap<(NodeIndex, NodeIndex, &str, &str), Vec<EdgeIndex>> = BTreeMap::new();
    for index in graph.graph().edge_indices() {
        let statement = &graph.graph()[index];
        let has_amount = money.iter().any(|name| statement.qualifiers.get(*name).is_some());
        // Without a date two amounts can be of two years.
        if let (true, Some((payer, target)), Some(date)) =
            (has_amount, graph.graph().edge_endpoints(index), statement.text("date"))
        {
            told.entry((payer, target, &statement.relation, date)).or_default().push(index);
        }
    }
    // Two sums in one document are two grants; in different documents they tell of the same one.
    let documents = |index: &EdgeIndex| graph.graph()[*index].evidence.iter().map(|evidence| &evidence.document);
    let apart = |all: &[EdgeIndex]| {
        all.iter().enumerate().any(|(at, a)| {
            all[at + 1..].iter().any(|b| !documents(a).any(|one| documents(b).any(|other| one == other)))
        })
    };
    told.into_values().filter(|all| all.len() > 1 && apart(all)).map(Conflict::Amounts).collect()
}

fn posts<'g>(graph: &'g KnowledgeGraph, schema: &Schema) -> Vec<Conflict<'g>> {
    let Some((relation, declared)) = schema.relations.iter().find(|(_, one)| one.role == Some(Role::Post)) else {
        return Vec::new();
    };
    let sole = |title: &str| {
        let deputy = title.contains('副') || title.starts_with('代') || title.starts_with('原');
        !deputy && declared.sole_titles.iter().any(|ending| title.ends_with(ending.as_str()))
    };
    let mut held: BTreeMap<(NodeIndex, &str), Vec<EdgeIndex>> = BTreeMap::new();
    for index in graph.graph().edge_indices() {
        let statement = &graph.graph()[index];
        if let (true, Some(title), Some((_, body))) =
            (statement.relation == *relation, statement.text("title"), graph.graph().edge_endpoints(index))
            && sole(title)
        {
            held.entry((body, title)).or_default().push(index);
        }
    }
    let mut found = Vec::new();
    for all in held.into_values() {
        for (at, &a) in all.iter().enumerate() {
            for &b in &all[at + 1..] {
                let person = |edge: EdgeIndex| graph.graph().edge_endpoints(edge).map(|(person, _)| person);
                if person(a) != person(b)
                    && times(graph, a).iter().any(|one| times(graph, b).iter().any(|other| one.overlaps(*other)))
                {
                    found.push(Conflict::Post(a, b));
                }
            }
        }
    }
    found
}

/// When a post is held: by its own dates, else on the dates of its documents.
fn times(graph: &KnowledgeGraph, edge: EdgeIndex) -> Vec<Period> {
    let statement = &graph.graph()[edge];
    let own = statement.period();
    let mut written: Vec<Period> = statement
        .evidence
        .iter()
        .filter_map(|evidence| graph.document(&evidence.document)?.date.as_deref().map(Period::parse))
        .filter(|period| !period.is_unknown())
        .collect();
    if own.last.is_some() {
        return vec![own];
    }
    // 自2021年: from then on until the document was written, at least.
    if let Some(first) = own.first {
        let last = written.iter().filter_map(|period| period.last).max_by_key(|date| date.last_day());
        return vec![Period { first: Some(first), last: last.or(Some(first)) }];
    }
    written.sort_by_key(|period| period.first.map(CalendarDate::first_day));
    written.dedup();
    written
}

fn values<'g>(graph: &'g KnowledgeGraph, schema: &Schema) -> Vec<Conflict<'g>> {
    let mut found = Vec::new();
    for node in graph.graph().node_indices() {
        let mut told: FxHashMap<&str, Vec<&Measure>> = FxHashMap::default();
        for measure in &graph.graph()[node].measures {
            if schema.indicators.get(measure.indicator.as_str()).is_some_and(|known| known.once) {
                told.entry(&measure.indicator).or_default().push(measure);
            }
        }
        let mut indicators: Vec<_> = told.into_iter().collect();
        indicators.sort_unstable_by_key(|(indicator, _)| *indicator);
        for (_, all) in indicators {
            let agree = |a: &Measure, b: &Measure| {
                let (a, b) = (a.value.to_string(), b.value.to_string());
                // 2018 and 2018-08 are the same time, told more or less exactly.
                a.starts_with(&b) || b.starts_with(&a)
            };
            if all.iter().enumerate().any(|(at, a)| all[at + 1..].iter().any(|b| !agree(a, b))) {
                found.push(Conflict::Once(node, all));
            }
        }
    }
    found
}

fn outside<'g>(graph: &'g KnowledgeGraph, schema: &Schema) -> Vec<Conflict<'g>> {
    let Some(containment) = schema.relation_of(Role::Containment) else { return Vec::new() };
    // The digits that all divisions within one begin with.
    let prefix = |code: &SmolStr| match code.strip_suffix("0000").or_else(|| code.strip_suffix("00")) {
        Some(shorter) if code.len() == 6 => shorter.to_owned(),
        _ => code.to_string(),
    };
    graph
        .graph()
        .edge_indices()
        .filter(|index| graph.graph()[*index].relation == containment)
        .filter(|index| {
            let ends = graph.graph().edge_endpoints(*index);
            ends.is_some_and(|(inner, outer)| {
                let (inner, outer) = (&graph.graph()[inner].code, &graph.graph()[outer].code);
                matches!((inner, outer), (Some(inner), Some(outer)) if !inner.starts_with(&prefix(outer)))
            })
        })
        .map(Conflict::Outside)
        .collect()
}
