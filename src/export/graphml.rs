//! GraphML (<http://graphml.graphdrawing.org/>) with typed keys for every attribute, for networkx, igraph, Gephi and yEd.
//!
//! Money is a `double`, a count a `long`. Lists, evidence and documents are JSON texts.

use std::io::Write;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, Event};

use crate::graph::{KnowledgeGraph, Statement};
use crate::schema::Schema;

use super::table::{Column, Columns};
use super::xml::{Xml, element, empty, end, legal, start};
use super::{ExportError, Exporter, Format, Options};

/// See the module.
pub struct GraphMl;

/// No key is called `id`: igraph takes an attribute of that name for the identifier of the vertex.
const NODE_KEYS: [&str; 7] = ["label_zh", "type", "name", "code", "aliases", "measures", "evidence"];

impl Exporter for GraphMl {
    fn format(&self) -> Format {
        Format::text(
            "graphml",
            "graphml",
            "GraphML for networkx, igraph, Gephi and yEd; lists and evidence as JSON text",
        )
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
        start(&mut xml, "graphml", &[("xmlns", "http://graphml.graphdrawing.org/xmlns")])?;
        declare(&mut xml, "graph", "g_documents", "documents", "string")?;
        for key in NODE_KEYS {
            declare(&mut xml, "node", &format!("n_{key}"), key, "string")?;
        }
        declare(&mut xml, "edge", "e_relation", "relation", "string")?;
        declare(&mut xml, "edge", "e_label_zh", "label_zh", "string")?;
        declare(&mut xml, "edge", "e_confidence", "confidence", "double")?;
        declare(&mut xml, "edge", "e_evidence", "evidence", "string")?;
        let columns = Columns::of(schema);
        for column in columns.iter() {
            declare(&mut xml, "edge", &format!("e_{}", column.name), &column.name, column.kind.xml())?;
        }
        declare(&mut xml, "edge", "e_other", "other", "string")?;
        start(&mut xml, "graph", &[("id", "aid-graph"), ("edgedefault", "directed")])?;
        let documents: Vec<_> = graph.documents().collect();
        element(&mut xml, "data", ("key", "g_documents"), &serde_json::to_string(&documents)?)?;
        drop(documents);
        for entity in graph.entities() {
            start(&mut xml, "node", &[("id", &legal(&entity.id))])?;
            data(&mut xml, "n_label_zh", schema.type_label(&entity.kind))?;
            data(&mut xml, "n_type", &entity.kind)?;
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
            end(&mut xml, "node")?;
        }
        for statement in graph.statements() {
            edge(&mut xml, schema, statement, &columns)?;
        }
        end(&mut xml, "graph")?;
        end(&mut xml, "graphml")?;
        writeln!(xml.into_inner())?;
        Ok(())
    }
}

fn declare(xml: &mut Xml<'_>, domain: &str, id: &str, name: &str, kind: &str) -> Result<(), ExportError> {
    empty(xml, "key", &[("id", id), ("for", domain), ("attr.name", name), ("attr.type", kind)])?;
    Ok(())
}

fn edge(xml: &mut Xml<'_>, schema: &Schema, statement: &Statement, columns: &Columns) -> Result<(), ExportError> {
    start(xml, "edge", &[("source", &legal(&statement.source)), ("target", &legal(&statement.target))])?;
    data(xml, "e_relation", &statement.relation)?;
    data(xml, "e_label_zh", schema.relation_label(&statement.relation))?;
    data(xml, "e_confidence", &statement.confidence.to_string())?;
    for Column { name, key, .. } in columns.iter() {
        if let Some(value) = columns.value(statement, name) {
            data(xml, key, &value.to_string())?;
        }
    }
    if let Some(other) = columns.other(statement)? {
        data(xml, "e_other", &other)?;
    }
    data(xml, "e_evidence", &serde_json::to_string(&statement.evidence)?)?;
    end(xml, "edge")?;
    Ok(())
}

fn data(xml: &mut Xml<'_>, key: &str, text: &str) -> Result<(), ExportError> {
    element(xml, "data", ("key", key), text)?;
    Ok(())
}
