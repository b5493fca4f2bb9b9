//! GraphML (<http://graphml.graphdrawing.org/>) with typed keys for every attribute, for networkx, igraph, Gephi and yEd.

use std::collections::BTreeMap;
use std::io::Write;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use crate::graph::{KnowledgeGraph, Statement, Value};
use crate::schema::{QuantityKind, Schema};

use super::{ExportError, Exporter};

/// See the module.
pub struct GraphMl;

/// No key is called `id`: igraph takes an attribute of that name for the identifier of the vertex.
const NODE_KEYS: [&str; 6] = ["type", "name", "code", "aliases", "measures", "evidence"];

impl Exporter for GraphMl {
    fn name(&self) -> &'static str {
        "graphml"
    }

    fn extension(&self) -> &'static str {
        "graphml"
    }

    fn description(&self) -> &'static str {
        "GraphML for networkx, igraph, Gephi and yEd; lists and evidence as JSON text"
    }

    fn write(&self, graph: &KnowledgeGraph, schema: &Schema, out: &mut dyn Write) -> Result<(), ExportError> {
        let mut xml = Writer::new_with_indent(out, b' ', 1);
        xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        xml.write_event(Event::Start(
            BytesStart::new("graphml").with_attributes([("xmlns", "http://graphml.graphdrawing.org/xmlns")]),
        ))?;
        declare(&mut xml, "node", "n_label_zh", "label_zh", "string")?;
        for key in NODE_KEYS {
            declare(&mut xml, "node", &format!("n_{key}"), key, "string")?;
        }
        let qualifiers: BTreeMap<&str, &str> = schema
            .qualifiers
            .iter()
            .map(|(name, declared)| {
                let number = matches!(declared.kind, QuantityKind::Money | QuantityKind::Count);
                (name.as_str(), if number { "double" } else { "string" })
            })
            .collect();
        declare(&mut xml, "edge", "e_relation", "relation", "string")?;
        declare(&mut xml, "edge", "e_label_zh", "label_zh", "string")?;
        declare(&mut xml, "edge", "e_confidence", "confidence", "double")?;
        declare(&mut xml, "edge", "e_evidence", "evidence", "string")?;
        for (name, kind) in &qualifiers {
            declare(&mut xml, "edge", &format!("e_{name}"), name, kind)?;
        }
        let header = [("id", "aid-graph"), ("edgedefault", "directed")];
        xml.write_event(Event::Start(BytesStart::new("graph").with_attributes(header)))?;
        for entity in graph.entities() {
            let id = legal(&entity.id);
            xml.write_event(Event::Start(BytesStart::new("node").with_attributes([("id", id.as_str())])))?;
            data(&mut xml, "n_type", &entity.kind)?;
            data(&mut xml, "n_label_zh", schema.type_label(&entity.kind))?;
            data(&mut xml, "n_name", &entity.name)?;
            if let Some(code) = &entity.code {
                data(&mut xml, "n_code", code)?;
            }
            if !entity.aliases.is_empty() {
                data(&mut xml, "n_aliases", &serde_json::to_string(&entity.aliases)?)?;
            }
            if !entity.measures.is_empty() {
                data(&mut xml, "n_measures", &serde_json::to_string(&entity.measures)?)?;
            }
            data(&mut xml, "n_evidence", &serde_json::to_string(&entity.evidence)?)?;
            xml.write_event(Event::End(BytesEnd::new("node")))?;
        }
        for statement in graph.statements() {
            edge(&mut xml, schema, statement, &qualifiers)?;
        }
        xml.write_event(Event::End(BytesEnd::new("graph")))?;
        xml.write_event(Event::End(BytesEnd::new("graphml")))?;
        writeln!(xml.into_inner())?;
        Ok(())
    }
}

type Xml<'a> = Writer<&'a mut dyn Write>;

fn declare(xml: &mut Xml<'_>, domain: &str, id: &str, name: &str, kind: &str) -> Result<(), ExportError> {
    let attributes = [("id", id), ("for", domain), ("attr.name", name), ("attr.type", kind)];
    xml.write_event(Event::Empty(BytesStart::new("key").with_attributes(attributes)))?;
    Ok(())
}

fn edge(
    xml: &mut Xml<'_>,
    schema: &Schema,
    statement: &Statement,
    declared: &BTreeMap<&str, &str>,
) -> Result<(), ExportError> {
    let (source, target) = (legal(&statement.source), legal(&statement.target));
    let ends = [("source", source.as_str()), ("target", target.as_str())];
    xml.write_event(Event::Start(BytesStart::new("edge").with_attributes(ends)))?;
    data(xml, "e_relation", &statement.relation)?;
    data(xml, "e_label_zh", schema.relation_label(&statement.relation))?;
    data(xml, "e_confidence", &statement.confidence.to_string())?;
    for (name, value) in &statement.qualifiers {
        let fits = match (declared.get(name.as_str()), value) {
            (Some(kind), Value::Number(_)) => *kind == "double",
            (Some(kind), Value::Text(_)) => *kind == "string",
            (None, _) => false,
        };
        if fits {
            data(xml, &format!("e_{name}"), &value.to_string())?;
        }
    }
    data(xml, "e_evidence", &serde_json::to_string(&statement.evidence)?)?;
    xml.write_event(Event::End(BytesEnd::new("edge")))?;
    Ok(())
}

fn data(xml: &mut Xml<'_>, key: &str, text: &str) -> Result<(), ExportError> {
    let text = legal(text);
    xml.create_element("data").with_attribute(("key", key)).write_text_content(BytesText::new(&text))?;
    Ok(())
}

/// XML 1.0 has no way to write most control characters, not even as references; U+FFFD stands for them.
fn legal(text: &str) -> String {
    let fits = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..);
    text.chars().map(|c| if fits(c) { c } else { '\u{FFFD}' }).collect()
}
