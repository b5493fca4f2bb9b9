//! JSON-LD 1.1 for graph databases: the data set of [`rdf`](crate::rdf) as one object for each entity, statement and rule,
//! with what belongs to it inside. The context stands in the file, so that no network is needed; `@context`, `@id` and
//! `@type` come first, so that parsers need not look ahead.

use std::io::Write;

use rustc_hash::FxHashMap;
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};
use serde_json::Value as Json;

use crate::graph::KnowledgeGraph;
use crate::rdf::{Datatype, Mapping, Object, Resource};
use crate::schema::Schema;

use super::{ExportError, Exporter, Format, Options};

const CONTEXT: &str = include_str!("../../data/context.jsonld");

/// See the module.
pub struct JsonLd;

impl Exporter for JsonLd {
    fn format(&self) -> Format {
        Format::text(
            "jsonld",
            "jsonld",
            "JSON-LD for graph databases: schema.org, PROV-O, Web Annotation, SKOS, W3C ORG, OWL-Time; the context is inside",
        )
    }

    fn write_with(
        &self,
        graph: &KnowledgeGraph,
        schema: &Schema,
        options: &Options,
        out: &mut dyn Write,
    ) -> Result<(), ExportError> {
        let mut context: Json = serde_json::from_str(CONTEXT)?;
        context["@context"]["id"] = options.base.as_str().into();
        let terms = Terms::of(&context["@context"]);
        write!(out, "{{\"@context\": ")?;
        serde_json::to_writer(&mut *out, &context["@context"])?;
        write!(out, ",\n\"@graph\": [")?;
        let mut between: &[u8] = b"\n";
        Mapping::new(schema).describe(graph, |resource| {
            out.write_all(std::mem::replace(&mut between, b",\n"))?;
            serde_json::to_writer(&mut *out, &Shown { resource: &resource, terms: &terms })?;
            Ok::<_, ExportError>(())
        })?;
        out.write_all(b"\n]}\n")?;
        Ok(())
    }
}

/// The terms of the context by the property that they stand for.
struct Terms(FxHashMap<String, Term>);

struct Term {
    name: String,
    /// What the values are unless they say otherwise: `@id`, `@vocab`, a datatype, a language.
    kind: Option<String>,
    set: bool,
}

/// How a term says that its values are Chinese texts.
const CHINESE: &str = "zh";

impl Terms {
    fn of(context: &Json) -> Self {
        let terms = context.as_object().into_iter().flatten().filter_map(|(name, declared)| {
            let text = |key: &str| declared.get(key).and_then(Json::as_str).map(str::to_owned);
            let set = declared.get("@container").and_then(Json::as_str) == Some("@set");
            let kind = text("@type").or_else(|| text("@language"));
            Some((text("@id")?, Term { name: name.clone(), kind, set }))
        });
        Self(terms.collect())
    }
}

struct Shown<'a, 'g> {
    resource: &'a Resource<'g>,
    terms: &'a Terms,
}

impl Serialize for Shown<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("@id", &Below(&self.resource.iri))?;
        match self.resource.types.as_slice() {
            [only] => map.serialize_entry("@type", only)?,
            types => map.serialize_entry("@type", types)?,
        }
        for (property, objects) in &self.resource.properties {
            let term = self.terms.0.get(property.as_ref());
            let kind = term.and_then(|term| term.kind.as_deref());
            let key = term.map_or(property.as_ref(), |term| &term.name);
            match objects.as_slice() {
                [only] if !term.is_some_and(|term| term.set) => {
                    map.serialize_entry(key, &ShownObject { object: only, kind, terms: self.terms })?;
                }
                objects => map.serialize_entry(key, &ShownObjects { objects, kind, terms: self.terms })?,
            }
        }
        map.end()
    }
}

/// An IRI below the base, with the prefix of the base: never relative.
struct Below<'a>(&'a str);

impl Serialize for Below<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("id:{}", self.0))
    }
}

struct ShownObjects<'a, 'g> {
    objects: &'a [Object<'g>],
    kind: Option<&'a str>,
    terms: &'a Terms,
}

impl Serialize for ShownObjects<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.objects.len()))?;
        for object in self.objects {
            list.serialize_element(&ShownObject { object, kind: self.kind, terms: self.terms })?;
        }
        list.end()
    }
}

struct ShownObject<'a, 'g> {
    object: &'a Object<'g>,
    kind: Option<&'a str>,
    terms: &'a Terms,
}

impl Serialize for ShownObject<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.object {
            Object::Resource(resource) => Shown { resource, terms: self.terms }.serialize(serializer),
            Object::Iri(iri) if self.kind == Some("@id") => Below(iri).serialize(serializer),
            Object::Term(term) if self.kind == Some("@vocab") => term.serialize(serializer),
            Object::Iri(iri) => single(serializer, "@id", &Below(iri)),
            Object::Term(term) => single(serializer, "@id", term),
            Object::Literal(text, Datatype::Text) if self.kind.is_none() => text.serialize(serializer),
            Object::Literal(text, Datatype::Chinese) if self.kind == Some(CHINESE) => text.serialize(serializer),
            // A JSON number would lose decimals and become a double; an index is whole.
            Object::Literal(text, kind) if kind.iri().is_some() && kind.iri() == self.kind => {
                match (kind, text.parse()) {
                    (Datatype::Index, Ok(number)) => serializer.serialize_u32(number),
                    _ => text.serialize(serializer),
                }
            }
            Object::Literal(text, kind) => {
                let mut map = serializer.serialize_map(Some(2))?;
                map.serialize_entry("@value", text)?;
                match kind.iri() {
                    Some(iri) => map.serialize_entry("@type", iri)?,
                    None => map.serialize_entry("@language", CHINESE)?,
                }
                map.end()
            }
        }
    }
}

fn single<S: Serializer>(serializer: S, key: &str, value: &impl Serialize) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(1))?;
    map.serialize_entry(key, value)?;
    map.end()
}
