//! JSON-LD 1.1 for graph databases: published vocabularies where they have the term, each relation both as a plain triple
//! and as a statement with its qualifiers and evidence. The context stands in the file, so that no network is needed.
//!
//! Every entity is a node with `rdfs:label`, every statement a node of type `rdf:Statement`; their counts are those of
//! `graph.json`.

use std::collections::BTreeMap;
use std::io::Write;

use serde_json::{Map, Value as Json, json};
use sha2::{Digest, Sha256};

use crate::graph::{Document, Entity, Evidence, KnowledgeGraph, Number, Statement, Value};
use crate::schema::{QuantityKind, Schema};

use super::{ExportError, Exporter};

const CONTEXT: &str = include_str!("../../data/context.jsonld");

/// See the module.
pub struct JsonLd;

impl Exporter for JsonLd {
    fn name(&self) -> &'static str {
        "jsonld"
    }

    fn extension(&self) -> &'static str {
        "jsonld"
    }

    fn description(&self) -> &'static str {
        "JSON-LD for graph databases: schema.org, PROV-O, Web Annotation, SKOS, W3C ORG"
    }

    fn write(&self, graph: &KnowledgeGraph, schema: &Schema, out: &mut dyn Write) -> Result<(), ExportError> {
        let context: Json = serde_json::from_str(CONTEXT)?;
        write!(out, "{{\"@context\": ")?;
        serde_json::to_writer(&mut *out, &context)?;
        write!(out, ",\n\"@graph\": [")?;
        let mut first = true;
        let mut put = |out: &mut dyn Write, node: Json| -> Result<(), ExportError> {
            out.write_all(if first { b"\n" } else { b",\n" })?;
            first = false;
            serde_json::to_writer(out, &node)?;
            Ok(())
        };
        for document in graph.documents() {
            put(out, document_node(document))?;
        }
        let mut triples: BTreeMap<&str, BTreeMap<&str, Vec<&str>>> = BTreeMap::new();
        for statement in graph.statements() {
            let objects = triples.entry(&statement.source).or_default().entry(&statement.relation).or_default();
            if !objects.contains(&statement.target.as_str()) {
                objects.push(&statement.target);
            }
        }
        for entity in graph.entities() {
            put(out, entity_node(entity, schema, triples.get(entity.id.as_str())))?;
        }
        for statement in graph.statements() {
            put(out, statement_node(statement, schema)?)?;
        }
        out.write_all(b"\n]}\n")?;
        Ok(())
    }
}

/// A relative IRI of an id: what RFC 3987 does not let stand in a path segment is percent-encoded, `:` too, which would
/// make a scheme of what is before it.
fn iri(id: &str) -> String {
    let mut out = String::with_capacity(id.len());
    for c in id.chars() {
        if c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | '~') {
            out.push(c);
        } else if c == ':' {
            out.push('/');
        } else {
            let mut buffer = [0; 4];
            for byte in c.encode_utf8(&mut buffer).bytes() {
                out.push_str(&format!("%{byte:02X}"));
            }
        }
    }
    out
}

fn predicate(schema: &Schema, relation: &str) -> String {
    schema.relations.get(relation).map_or_else(|| format!("aid:{relation}"), |declared| declared.iri.clone())
}

fn document_node(document: &Document) -> Json {
    let mut node = Map::new();
    node.insert("@id".into(), json!(iri(&document.id)));
    node.insert("@type".into(), json!(["schema:CreativeWork", "prov:Entity"]));
    node.insert("path".into(), json!(document.path));
    if let Some(title) = &document.title {
        node.insert("title".into(), json!(title));
    }
    if let Some(date) = &document.date {
        node.insert("schema:datePublished".into(), typed_date(date));
    }
    Json::Object(node)
}

fn entity_node(entity: &Entity, schema: &Schema, triples: Option<&BTreeMap<&str, Vec<&str>>>) -> Json {
    let class =
        schema.types.get(entity.kind.as_str()).map_or_else(|| format!("aid:{}", entity.kind), |kind| kind.iri.clone());
    let own = format!("aid:{}", entity.kind);
    let mut node = Map::new();
    node.insert("@id".into(), json!(iri(&entity.id)));
    node.insert("@type".into(), if class == own { json!([own]) } else { json!([class, own]) });
    node.insert("label".into(), json!({ "@value": entity.name, "@language": "zh" }));
    if let Some(code) = &entity.code {
        node.insert("notation".into(), json!(code));
        node.insert(
            "schema:identifier".into(),
            json!({ "@type": "schema:PropertyValue", "schema:propertyID": "GB/T 2260", "value": code }),
        );
    }
    if !entity.aliases.is_empty() {
        node.insert("altLabel".into(), json!(entity.aliases));
    }
    for (relation, objects) in triples.into_iter().flatten() {
        let objects: Vec<Json> = objects.iter().map(|object| json!({ "@id": iri(object) })).collect();
        // Two relations may share a published term.
        match node.entry(predicate(schema, relation)) {
            serde_json::map::Entry::Occupied(mut known) => {
                if let Json::Array(known) = known.get_mut() {
                    known.extend(objects);
                }
            }
            serde_json::map::Entry::Vacant(place) => {
                place.insert(Json::Array(objects));
            }
        }
    }
    if !entity.measures.is_empty() {
        let measures: Vec<Json> = entity
            .measures
            .iter()
            .map(|measure| {
                let mut node = Map::new();
                node.insert("@type".into(), json!(["schema:QuantitativeValue", "aid:Measure"]));
                node.insert("indicator".into(), json!(measure.indicator));
                node.insert("value".into(), plain(&measure.value));
                if let Some(unit) = &measure.unit {
                    node.insert("unit".into(), json!(unit));
                }
                if let Some(date) = &measure.date {
                    node.insert("date".into(), typed_date(date));
                }
                node.insert("evidence".into(), evidence(&measure.evidence));
                Json::Object(node)
            })
            .collect();
        node.insert("measure".into(), Json::Array(measures));
    }
    node.insert("evidence".into(), evidence(&entity.evidence));
    Json::Object(node)
}

fn statement_node(statement: &Statement, schema: &Schema) -> Result<Json, ExportError> {
    // The id speaks of what is stated, not of where: evidence can grow.
    let content =
        serde_json::to_string(&(&statement.source, &statement.relation, &statement.target, &statement.qualifiers))?;
    let hash: String = Sha256::digest(content.as_bytes())[..8].iter().map(|byte| format!("{byte:02x}")).collect();
    let mut node = Map::new();
    node.insert("@id".into(), json!(format!("statement/{hash}")));
    node.insert("@type".into(), json!(["rdf:Statement", "aid:Statement"]));
    node.insert("subject".into(), json!(iri(&statement.source)));
    node.insert("predicate".into(), json!(predicate(schema, &statement.relation)));
    node.insert("object".into(), json!(iri(&statement.target)));
    node.insert("relation".into(), json!(statement.relation));
    let label = schema.relation_label(&statement.relation);
    // Not `rdfs:label`: only entities have that, so that programs that show or count labelled nodes get entities.
    node.insert("prefLabel".into(), json!({ "@value": label, "@language": "zh" }));
    node.insert("confidence".into(), json!(statement.confidence));
    for (name, value) in &statement.qualifiers {
        let kind = schema.qualifiers.get(name.as_str()).map(|declared| declared.kind);
        let value = match (kind, value) {
            (Some(QuantityKind::Money), Value::Number(amount)) => {
                json!({ "@type": "schema:MonetaryAmount", "currency": "CNY", "value": decimal(*amount) })
            }
            (Some(QuantityKind::Date), Value::Text(date)) => typed_date(date),
            (Some(QuantityKind::Entity), Value::Text(id)) => json!(iri(id)),
            (_, value) => plain(value),
        };
        // The context has a word of its own for the title of a post.
        let key = if name == "title" { "post" } else { name.as_str() };
        let key = if ["amount", "date", "since", "until", "post", "from", "kind", "projects"].contains(&key) {
            key.to_owned()
        } else {
            format!("aid:{key}")
        };
        node.insert(key, value);
    }
    node.insert("evidence".into(), evidence(&statement.evidence));
    Ok(Json::Object(node))
}

fn evidence(all: &[Evidence]) -> Json {
    Json::Array(
        all.iter()
            .map(|one| {
                json!({
                    "@type": ["oa:SpecificResource"],
                    "source": iri(&one.document),
                    "rule": format!("rule/{}", one.rule.split('/').map(iri).collect::<Vec<_>>().join("/")),
                    "selector": [
                        { "@type": "oa:TextPositionSelector", "start": one.start, "end": one.end },
                        { "@type": "oa:TextQuoteSelector", "exact": one.quote },
                    ],
                })
            })
            .collect(),
    )
}

fn plain(value: &Value) -> Json {
    match value {
        Value::Number(number) => decimal(*number),
        Value::Text(text) => json!(text),
    }
}

/// A number as `xsd:decimal`: JSON-LD would make a double of a number with a fraction and lose its decimals.
fn decimal(Number(number): Number) -> Json {
    json!({ "@value": number.to_string(), "@type": "xsd:decimal" })
}

/// A date with the type of its precision; an interval stays text, as ISO 8601 writes it.
fn typed_date(date: &str) -> Json {
    let kind = match (date.len(), date.contains('/')) {
        (4, false) => "xsd:gYear",
        (7, false) => "xsd:gYearMonth",
        (10, false) => "xsd:date",
        _ => return json!(date),
    };
    json!({ "@value": date, "@type": kind })
}
