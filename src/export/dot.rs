//! Graphviz DOT, readable without editing: divisions clustered by their province and prefecture, colour and shape by
//! type, a legend, Chinese labels.
//!
//! Every entity is a node and every statement an edge, `part_of` invisible where a cluster already shows it; the nodes of
//! the legend carry `class="legend"` and are not counted.

use std::collections::BTreeSet;
use std::io::Write;

use petgraph::graph::NodeIndex;

use crate::graph::{Entity, KnowledgeGraph, Statement, Value};
use crate::schema::{Role, Schema};
use crate::wording;

use super::ahead::{self, ahead};
use super::escape::{bytes_to_look_at, escape};
use super::{ExportError, Exporter, Format, Options};

/// A font with all Chinese characters, rare ones too; Graphviz falls back to another where it is not installed.
const FONT: &str = "Noto Sans CJK SC";

/// What [`quote`] replaces.
const MARKS: [bool; 256] = bytes_to_look_at(b"\"\\\n");

/// See the module.
pub struct Dot;

impl Exporter for Dot {
    fn format(&self) -> Format {
        Format::text("dot", "dot", "Graphviz: a picture with Chinese labels, by `dot -Tsvg`")
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
            "  graph [rankdir=LR, ranksep=1.0, nodesep=0.18, splines=true, fontname=\"{FONT}\", fontsize=14, bgcolor=white, pad=0.3];"
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
        let mut lines = Lines { graph, schema, line: String::new(), label: String::new() };
        for edge in ahead(graph.graph().raw_edges(), &[ahead::qualifiers]) {
            out.write_all(lines.edge(&edge.weight).as_bytes())?;
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
    quote(text, &mut out);
    out
}

/// Adds a quoted DOT string.
fn quote(text: &str, out: &mut String) {
    out.push('"');
    escape(text, &MARKS, out, |c, out| {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            _ => return false,
        }
        true
    });
    out.push('"');
}

fn legend(graph: &KnowledgeGraph, schema: &Schema, out: &mut dyn Write) -> Result<(), ExportError> {
    writeln!(out, "  subgraph cluster_legend {{")?;
    writeln!(out, "    label=\"图例\"; style=\"rounded\"; color=\"#bbbbbb\";")?;
    let kinds: BTreeSet<&str> = graph.entities().map(|entity| entity.kind.as_str()).collect();
    for (name, kind) in schema.types.iter().filter(|(name, _)| kinds.contains(name.as_str())) {
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
    let mut homes = homes(graph, schema);
    // Entities stand in the order of their ids, so this is by id too; those outside of all come first.
    homes.sort_unstable();
    let mut lines = Lines { graph, schema, line: String::new(), label: String::new() };
    let mut province = None;
    for members in homes.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
        let (outer, inner, _) = members[0];
        if outer != province {
            if province.is_some() {
                writeln!(out, "  }}")?;
            }
            province = outer;
            if let Some(outer) = outer {
                open(&graph.graph()[outer], "#fafafa", "#999999", out)?;
            }
        }
        if let Some(inner) = inner {
            open(&graph.graph()[inner], "#f2f2f2", "#bbbbbb", out)?;
        }
        for (_, _, entity) in members {
            out.write_all(lines.node(&graph.graph()[*entity]).as_bytes())?;
        }
        if inner.is_some() {
            writeln!(out, "  }}")?;
        }
    }
    if province.is_some() {
        writeln!(out, "  }}")?;
    }
    Ok(())
}

/// Begins the cluster of a division.
fn open(division: &Entity, fill: &str, colour: &str, out: &mut dyn Write) -> Result<(), ExportError> {
    writeln!(out, "  subgraph {} {{", quoted(&format!("cluster_{}", division.id)))?;
    let name = quoted(&division.name);
    writeln!(out, "  label={name}; style=\"rounded,filled\"; fillcolor=\"{fill}\"; color=\"{colour}\";")?;
    Ok(())
}

/// Each entity with the province and the prefecture that it is part of or stands in.
fn homes(graph: &KnowledgeGraph, schema: &Schema) -> Vec<(Option<NodeIndex>, Option<NodeIndex>, NodeIndex)> {
    let upward = Upward::of(graph, schema);
    let mut chain = Vec::new();
    let all = graph.graph().node_indices().map(|index| {
        upward.ancestors(index, &mut chain);
        let of_kind = |kind: &str| chain.iter().copied().find(|one| graph.graph()[*one].kind == kind);
        (of_kind("Province"), of_kind("Prefecture"), index)
    });
    all.collect()
}

/// What entities are part of, and else what they stand in.
struct Upward<'g> {
    graph: &'g KnowledgeGraph,
    /// Each relation that leads upward, with the first entity that it leads to from each; the end of all where there is none.
    relations: Vec<(&'g str, Vec<NodeIndex>)>,
}

impl<'g> Upward<'g> {
    /// In one pass over all statements: those of one entity may lie far apart.
    fn of(graph: &'g KnowledgeGraph, schema: &'g Schema) -> Self {
        let upward = [Role::Containment, Role::Location].into_iter().filter_map(|role| schema.relation_of(role));
        let mut relations: Vec<(&str, Vec<NodeIndex>)> =
            upward.map(|relation| (relation, vec![NodeIndex::end(); graph.graph().node_count()])).collect();
        for edge in graph.graph().raw_edges() {
            for (relation, first) in &mut relations {
                if edge.weight.relation == *relation {
                    let first = &mut first[edge.source().index()];
                    *first = edge.target().min(*first);
                }
            }
        }
        Self { graph, relations }
    }

    /// Makes `chain` the entity and what it is part of or stands in, innermost first.
    fn ancestors(&self, entity: NodeIndex, chain: &mut Vec<NodeIndex>) {
        chain.clear();
        let mut at = Some(entity);
        // A loop of located_in edges ends with the first entity seen twice.
        while let Some(last) = at {
            chain.push(last);
            at = self.relations.iter().find_map(|(relation, first)| match first[last.index()] {
                none if none == NodeIndex::end() => None,
                seen if chain.contains(&seen) => self.another(last, relation, chain),
                other => Some(other),
            });
        }
    }

    /// The first entity that a relation leads to and that is not in the chain.
    fn another(&self, from: NodeIndex, relation: &str, chain: &[NodeIndex]) -> Option<NodeIndex> {
        let to = self.graph.statements_of(from, petgraph::Outgoing);
        to.filter(|(_, other, statement)| statement.relation == relation && !chain.contains(other))
            .map(|(_, other, _)| other)
            .min()
    }
}

/// Writes nodes and edges, all into the same two texts: millions of short-lived ones would take longer than the rest.
struct Lines<'g> {
    graph: &'g KnowledgeGraph,
    schema: &'g Schema,
    line: String,
    label: String,
}

impl Lines<'_> {
    fn node(&mut self, entity: &Entity) -> &str {
        let kind = self.schema.types.get(entity.kind.as_str());
        self.label.clear();
        // A long name in lines of a dozen characters.
        for (place, c) in entity.name.chars().enumerate() {
            if place > 0 && place % 12 == 0 {
                self.label.push('\n');
            }
            self.label.push(c);
        }
        let line = &mut self.line;
        line.clear();
        line.push_str("    ");
        quote(&entity.id, line);
        line.push_str(" [label=");
        quote(&self.label, line);
        line.push_str(", shape=");
        quote(kind.map_or("box", |kind| &kind.shape), line);
        line.push_str(", fillcolor=");
        quote(kind.map_or("#ffffff", |kind| &kind.colour), line);
        line.push_str(", class=");
        quote(&entity.kind, line);
        line.push_str("];\n");
        line
    }

    fn edge(&mut self, statement: &Statement) -> &str {
        let declared = self.schema.relations.get(statement.relation.as_str());
        let line = &mut self.line;
        line.clear();
        line.push_str("  ");
        quote(&statement.source, line);
        line.push_str(" -> ");
        quote(&statement.target, line);
        line.push_str(" [class=");
        quote(&statement.relation, line);
        // Where something lies is drawn by its place, and needs no words.
        if !matches!(declared.and_then(|relation| relation.role), Some(Role::Containment | Role::Location)) {
            self.label.clear();
            label(self.graph, self.schema, statement, &mut self.label);
            line.push_str(", label=");
            quote(&self.label, line);
        }
        if let Some(look) = declared.and_then(|relation| relation.dot.as_deref()) {
            line.push_str(", ");
            line.push_str(look);
        }
        line.push_str("];\n");
        line
    }
}

/// Adds the relation in words, behind it when and how much, and below it as what: labels stand in a column, so that lines cost
/// more room than width does.
fn label(graph: &KnowledgeGraph, schema: &Schema, statement: &Statement, out: &mut String) {
    out.push_str(schema.relation_label(&statement.relation));
    let value = |name: &str| statement.qualifiers.get(name);
    let write = |name: &str, value: &Value, out: &mut String| wording::write_value(graph, schema, name, value, out);
    match (value("since"), value("until")) {
        (Some(since), until) => {
            out.push(' ');
            write("since", since, out);
            match until {
                Some(until) => {
                    out.push('—');
                    write("until", until, out);
                }
                None => out.push_str(" 起"),
            }
        }
        (None, _) => {
            if let Some(date) = value("date") {
                out.push(' ');
                write("date", date, out);
            }
        }
    }
    if let Some(Value::Number(amount)) = value("amount") {
        out.push(' ');
        wording::write_money(*amount, out);
    }
    if let Some(title) = value("title") {
        out.push('\n');
        write("title", title, out);
    }
}
