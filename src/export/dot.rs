//! Graphviz DOT, readable without editing: divisions clustered by their province and prefecture, colour and shape by
//! type, a legend, Chinese labels.
//!
//! Every entity is a node and every statement an edge, `part_of` invisible where a cluster already shows it; the nodes of
//! the legend carry `class="legend"` and are not counted.

use std::collections::BTreeMap;
use std::io::Write;

use crate::graph::{Entity, KnowledgeGraph, Statement, Value};
use crate::schema::{Role, Schema};
use crate::wording;

use super::{ExportError, Exporter, Options};

/// A font with all Chinese characters, rare ones too; Graphviz falls back to another where it is not installed.
const FONT: &str = "Noto Sans CJK SC";

/// See the module.
pub struct Dot;

impl Exporter for Dot {
    fn name(&self) -> &'static str {
        "dot"
    }

    fn extension(&self) -> &'static str {
        "dot"
    }

    fn description(&self) -> &'static str {
        "Graphviz: a picture with Chinese labels, by `dot -Tsvg`"
    }

    fn write_with(
        &self,
        graph: &KnowledgeGraph,
        schema: &Schema,
        options: &Options,
        out: &mut dyn Write,
    ) -> Result<(), ExportError> {
        writeln!(out, "digraph \"aid-graph\" {{")?;
        writeln!(
            out,
            "  graph [rankdir=LR, ranksep=1.6, nodesep=0.18, splines=true, newrank=true, fontname=\"{FONT}\", fontsize=14, bgcolor=white, pad=0.3];"
        )?;
        writeln!(
            out,
            "  node [fontname=\"{FONT}\", fontsize=12, style=filled, color=\"#666666\", margin=\"0.12,0.06\"];"
        )?;
        writeln!(
            out,
            "  edge [fontname=\"{FONT}\", fontsize=9, color=\"#888888\", fontcolor=\"#444444\", arrowsize=0.7];"
        )?;
        legend(graph, schema, out)?;
        clusters(graph, schema, out)?;
        for statement in graph.statements() {
            edge(graph, schema, statement, out)?;
        }
        let left = options.left_out;
        if left.nodes > 0 || left.edges > 0 {
            let rest = format!("另有 {} 个节点、{} 条关系未画出", left.nodes, left.edges);
            writeln!(
                out,
                "  \"legend:rest\" [class=\"legend\", shape=plaintext, style=\"\", label={}];",
                quoted(&rest)
            )?;
        }
        writeln!(out, "}}")?;
        Ok(())
    }
}

/// A quoted DOT string. DOT knows no escape but `\"`; a backslash before another character would be an escape of labels.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

fn legend(graph: &KnowledgeGraph, schema: &Schema, out: &mut dyn Write) -> Result<(), ExportError> {
    writeln!(out, "  subgraph cluster_legend {{")?;
    writeln!(out, "    label=\"图例\"; style=\"rounded\"; color=\"#bbbbbb\";")?;
    for (name, kind) in
        schema.types.iter().filter(|(name, _)| graph.entities().any(|entity| entity.kind == name.as_str()))
    {
        writeln!(
            out,
            "    {} [class=\"legend\", label={}, shape={}, fillcolor={}];",
            quoted(&format!("legend:{name}")),
            quoted(&kind.label_zh),
            quoted(&kind.shape),
            quoted(&kind.colour)
        )?;
    }
    writeln!(out, "  }}")?;
    Ok(())
}

/// Provinces as clusters, their prefectures within them, and everything that is located in one of them inside.
fn clusters(graph: &KnowledgeGraph, schema: &Schema, out: &mut dyn Write) -> Result<(), ExportError> {
    let mut home: BTreeMap<(String, String), Vec<&Entity>> = BTreeMap::new();
    for entity in graph.entities() {
        let chain = ancestors(graph, schema, entity);
        let of_kind =
            |kind: &str| chain.iter().find(|one| one.kind == kind).map(|one| one.id.to_string()).unwrap_or_default();
        home.entry((of_kind("Province"), of_kind("Prefecture"))).or_default().push(entity);
    }
    let mut province = String::new();
    for ((outer, inner), members) in &home {
        if *outer != province {
            if !province.is_empty() {
                writeln!(out, "  }}")?;
            }
            province.clone_from(outer);
            if !outer.is_empty() {
                writeln!(out, "  subgraph {} {{", quoted(&format!("cluster_{outer}")))?;
                writeln!(
                    out,
                    "  label={}; style=\"rounded,filled\"; fillcolor=\"#fafafa\"; color=\"#999999\";",
                    quoted(name_of(graph, outer))
                )?;
            }
        }
        if !inner.is_empty() {
            writeln!(out, "  subgraph {} {{", quoted(&format!("cluster_{inner}")))?;
            writeln!(
                out,
                "  label={}; style=\"rounded,filled\"; fillcolor=\"#f2f2f2\"; color=\"#bbbbbb\";",
                quoted(name_of(graph, inner))
            )?;
        }
        for entity in members {
            node(entity, schema, out)?;
        }
        if !inner.is_empty() {
            writeln!(out, "  }}")?;
        }
    }
    if !province.is_empty() {
        writeln!(out, "  }}")?;
    }
    Ok(())
}

fn name_of<'g>(graph: &'g KnowledgeGraph, id: &'g str) -> &'g str {
    graph.entity(id).map_or(id, |entity| entity.name.as_str())
}

/// The entity and what it is part of or stands in, innermost first.
fn ancestors<'g>(graph: &'g KnowledgeGraph, schema: &Schema, entity: &'g Entity) -> Vec<&'g Entity> {
    let mut chain = vec![entity];
    let mut at = entity;
    // A loop of located_in edges ends with the first entity seen twice.
    while let Some(above) = graph.index_of(&at.id).and_then(|index| {
        [Role::Containment, Role::Location].into_iter().filter_map(|role| schema.relation_of(role)).find_map(
            |relation| {
                graph
                    .statements_of(index, petgraph::Outgoing)
                    .filter(|(_, _, statement)| statement.relation == relation)
                    .map(|(_, other, _)| &graph.graph()[other])
                    .filter(|other| !chain.iter().any(|one| one.id == other.id))
                    .min_by(|a, b| a.id.cmp(&b.id))
            },
        )
    }) {
        chain.push(above);
        at = above;
    }
    chain
}

fn node(entity: &Entity, schema: &Schema, out: &mut dyn Write) -> Result<(), ExportError> {
    let kind = schema.types.get(entity.kind.as_str());
    let shape = kind.map_or("box", |kind| &kind.shape);
    let colour = kind.map_or("#ffffff", |kind| &kind.colour);
    writeln!(
        out,
        "    {} [label={}, shape={}, fillcolor={}, class={}];",
        quoted(&entity.id),
        quoted(&broken(&entity.name)),
        quoted(shape),
        quoted(colour),
        quoted(&entity.kind)
    )?;
    Ok(())
}

/// A long name in lines of a dozen characters.
fn broken(name: &str) -> String {
    let characters: Vec<char> = name.chars().collect();
    characters.chunks(12).map(|line| line.iter().collect::<String>()).collect::<Vec<_>>().join("\n")
}

fn edge(
    graph: &KnowledgeGraph,
    schema: &Schema,
    statement: &Statement,
    out: &mut dyn Write,
) -> Result<(), ExportError> {
    let mut label = schema.relation_label(&statement.relation).to_owned();
    let text = |name: &str| statement.qualifiers.get(name).map(|value| wording::value(graph, schema, name, value));
    let when = match (text("since"), text("until")) {
        (Some(since), Some(until)) => Some(format!("{since}—{until}")),
        (Some(since), None) => Some(format!("{since} 起")),
        _ => text("date"),
    };
    let amount = statement.qualifiers.get("amount").and_then(|value| match value {
        Value::Number(number) => Some(wording::money(*number)),
        Value::Text(_) => None,
    });
    for part in [when, amount, text("title")].into_iter().flatten() {
        label.push('\n');
        label.push_str(&part);
    }
    let (ends, relation) =
        (format!("{} -> {}", quoted(&statement.source), quoted(&statement.target)), quoted(&statement.relation));
    let declared = schema.relations.get(statement.relation.as_str());
    let look = declared.and_then(|relation| relation.dot.as_deref()).map(|dot| format!(", {dot}")).unwrap_or_default();
    // Where something lies is drawn by its place, and needs no words.
    let words = match declared.and_then(|relation| relation.role) {
        Some(Role::Containment | Role::Location) => String::new(),
        _ => format!(", label={}", quoted(&label)),
    };
    writeln!(out, "  {ends} [class={relation}{words}{look}];")?;
    Ok(())
}
