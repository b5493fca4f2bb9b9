//! GEXF 1.3 (<https://gexf.net>) for Gephi: edges live from their first day to their last one, so that its timeline shows
//! who helped whom when. Entities, and edges without a date, are always there.

use std::io::Write;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, Event};

use crate::graph::{CalendarDate, Entity, KnowledgeGraph, Statement};
use crate::schema::Schema;

use super::table::Columns;
use super::xml::{Xml, empty, end, legal, start};
use super::{ExportError, Exporter, Format, Options};

/// See the module.
pub struct Gexf;

/// Attributes have numbers for ids, from 0: graphology shows an id that is no number in the place of the title.
const NODE_ATTRIBUTES: [&str; 6] = ["type", "label_zh", "code", "aliases", "measures", "evidence"];
const EDGE_ATTRIBUTES: [(&str, &str); 5] = [
    ("relation", "string"),
    ("label_zh", "string"),
    ("confidence", "double"),
    ("evidence", "string"),
    ("other", "string"),
];

impl Exporter for Gexf {
    fn format(&self) -> Format {
        Format::text("gexf", "gexf", "GEXF for Gephi, with dates for its timeline")
    }

    fn write_with(
        &self,
        graph: &KnowledgeGraph,
        schema: &Schema,
        _: &Options,
        out: &mut dyn Write,
    ) -> Result<(), ExportError> {
        let mut xml = Writer::new_with_indent(out, b' ', 1);
        xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        start(&mut xml, "gexf", &[("xmlns", "http://gexf.net/1.3"), ("version", "1.3")])?;
        start(&mut xml, "meta", &[])?;
        xml.create_element("creator").write_text_content(quick_xml::events::BytesText::new("aid-graph"))?;
        let documents: Vec<_> = graph.documents().collect();
        let documents = serde_json::to_string(&documents)?;
        xml.create_element("description").write_text_content(quick_xml::events::BytesText::new(&legal(&documents)))?;
        end(&mut xml, "meta")?;
        let dynamic = [
            ("defaultedgetype", "directed"),
            ("mode", "dynamic"),
            ("timeformat", "date"),
            ("timerepresentation", "interval"),
        ];
        start(&mut xml, "graph", &dynamic)?;
        start(&mut xml, "attributes", &[("class", "node"), ("mode", "static")])?;
        for (number, name) in NODE_ATTRIBUTES.iter().enumerate() {
            empty(&mut xml, "attribute", &[("id", &number.to_string()), ("title", name), ("type", "string")])?;
        }
        end(&mut xml, "attributes")?;
        start(&mut xml, "attributes", &[("class", "edge"), ("mode", "static")])?;
        let columns = Columns::of(schema);
        let qualifiers = columns.iter().map(|column| (column.name.as_str(), column.kind.xml()));
        for (number, (name, kind)) in EDGE_ATTRIBUTES.into_iter().chain(qualifiers).enumerate() {
            empty(&mut xml, "attribute", &[("id", &number.to_string()), ("title", name), ("type", kind)])?;
        }
        end(&mut xml, "attributes")?;
        start(&mut xml, "nodes", &[("count", &graph.entities().len().to_string())])?;
        for entity in graph.entities() {
            node(&mut xml, schema, entity)?;
        }
        end(&mut xml, "nodes")?;
        start(&mut xml, "edges", &[("count", &graph.statements().len().to_string())])?;
        for (number, statement) in graph.statements().enumerate() {
            edge(&mut xml, schema, &columns, number, statement)?;
        }
        end(&mut xml, "edges")?;
        end(&mut xml, "graph")?;
        end(&mut xml, "gexf")?;
        writeln!(xml.into_inner())?;
        Ok(())
    }
}

fn value(xml: &mut Xml<'_>, attribute: usize, text: &str) -> Result<(), ExportError> {
    empty(xml, "attvalue", &[("for", &attribute.to_string()), ("value", &legal(text))])?;
    Ok(())
}

fn node(xml: &mut Xml<'_>, schema: &Schema, entity: &Entity) -> Result<(), ExportError> {
    start(xml, "node", &[("id", &legal(&entity.id)), ("label", &legal(&entity.name))])?;
    start(xml, "attvalues", &[])?;
    value(xml, 0, &entity.kind)?;
    value(xml, 1, schema.type_label(&entity.kind))?;
    if let Some(code) = &entity.code {
        value(xml, 2, code)?;
    }
    if !entity.aliases.is_empty() {
        value(xml, 3, &serde_json::to_string(&entity.aliases)?)?;
    }
    if !entity.measures.is_empty() {
        value(xml, 4, &serde_json::to_string(&entity.measures)?)?;
    }
    value(xml, 5, &serde_json::to_string(&entity.evidence)?)?;
    end(xml, "attvalues")?;
    end(xml, "node")?;
    Ok(())
}

fn edge(
    xml: &mut Xml<'_>,
    schema: &Schema,
    columns: &Columns,
    number: usize,
    statement: &Statement,
) -> Result<(), ExportError> {
    let (source, target) = (legal(&statement.source), legal(&statement.target));
    let (number, label) = (number.to_string(), schema.relation_label(&statement.relation));
    let period = statement.period();
    let from = period.first.map(CalendarDate::first_day);
    let to = period.last.map(CalendarDate::last_day);
    // Gephi merges parallel edges of one kind, so each has its relation as its kind.
    let kind = legal(&statement.relation);
    let mut attributes =
        vec![("id", number.as_str()), ("source", &*source), ("target", &*target), ("label", label), ("kind", &*kind)];
    attributes.extend(from.as_deref().map(|date| ("start", date)));
    attributes.extend(to.as_deref().map(|date| ("end", date)));
    start(xml, "edge", &attributes)?;
    start(xml, "attvalues", &[])?;
    value(xml, 0, &statement.relation)?;
    value(xml, 1, label)?;
    value(xml, 2, &statement.confidence.to_string())?;
    for (number, column) in (EDGE_ATTRIBUTES.len()..).zip(columns.iter()) {
        if let Some(known) = columns.value(statement, &column.name) {
            value(xml, number, &known.to_string())?;
        }
    }
    if let Some(other) = columns.other(statement)? {
        value(xml, 4, &other)?;
    }
    value(xml, 3, &serde_json::to_string(&statement.evidence)?)?;
    end(xml, "attvalues")?;
    end(xml, "edge")?;
    Ok(())
}
