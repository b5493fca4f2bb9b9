//! From a graph to resources: what is said of each document, entity, statement and rule.

use std::borrow::Cow;
use std::collections::BTreeSet;

use petgraph::Outgoing;
use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};

use crate::graph::{
    CalendarDate, Document, Entity, Evidence, KnowledgeGraph, Measure, Number, Period, Statement, Value,
};
use crate::schema::{QuantityKind, Role, Schema};

use super::{iri, vocabulary};

/// A resource and what is said of it. Names of properties and classes are short forms (`schema:name`).
#[derive(Clone, Debug, PartialEq)]
pub struct Resource<'g> {
    /// The IRI, below the base.
    pub iri: String,
    /// Its classes.
    pub types: Vec<Cow<'g, str>>,
    /// Its properties, each with all its values.
    pub properties: Vec<(Cow<'g, str>, Vec<Object<'g>>)>,
}

/// A value of a property.
#[derive(Clone, Debug, PartialEq)]
pub enum Object<'g> {
    /// A resource that is described here.
    Resource(Resource<'g>),
    /// The IRI of a resource, below the base.
    Iri(String),
    /// A term of a vocabulary.
    Term(Cow<'g, str>),
    /// A text, number or date.
    Literal(Cow<'g, str>, Datatype),
}

/// What a literal is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Datatype {
    /// `xsd:string`
    Text,
    /// `rdf:langString`, `zh`
    Chinese,
    /// `xsd:decimal`
    Decimal,
    /// `xsd:nonNegativeInteger`
    Index,
    /// `xsd:gYear`
    Year,
    /// `xsd:gYearMonth`
    Month,
    /// `xsd:date`
    Day,
}

impl Datatype {
    /// The short form of its IRI; `None` for a text with a language.
    #[must_use]
    pub fn iri(self) -> Option<&'static str> {
        Some(match self {
            Self::Chinese => return None,
            Self::Text => "xsd:string",
            Self::Decimal => "xsd:decimal",
            Self::Index => "xsd:nonNegativeInteger",
            Self::Year => "xsd:gYear",
            Self::Month => "xsd:gYearMonth",
            Self::Day => "xsd:date",
        })
    }
}

/// Describes the things of graphs of one schema.
pub struct Mapping<'s> {
    schema: &'s Schema,
    predicates: FxHashMap<&'s str, &'s str>,
    post: Option<&'s str>,
}

impl<'s> Mapping<'s> {
    /// The mapping of a schema.
    #[must_use]
    pub fn new(schema: &'s Schema) -> Self {
        let predicates = schema
            .relations
            .iter()
            .filter(|(_, declared)| vocabulary::is_usable(&declared.iri))
            .map(|(name, declared)| (name.as_str(), declared.iri.as_str()))
            .collect();
        Self { schema, predicates, post: schema.relation_of(Role::Post) }
    }

    /// Everything in a graph that is described, in its order: documents, entities, statements, rules.
    ///
    /// # Errors
    /// The first one of `take`.
    pub fn describe<'g, E>(
        &self,
        graph: &'g KnowledgeGraph,
        mut take: impl FnMut(Resource<'g>) -> Result<(), E>,
    ) -> Result<(), E>
    where
        's: 'g,
    {
        for document in graph.documents() {
            take(self.document(document))?;
        }
        let mut rules: BTreeSet<&str> = BTreeSet::new();
        // Neighbours often have the same rule, so most need no search in the set.
        let mut last = None;
        let mut note = |evidence: &'g [Evidence]| {
            for one in evidence {
                if last != Some(&one.rule) {
                    last = Some(&one.rule);
                    rules.insert(&one.rule);
                }
            }
        };
        for (index, entity) in graph.graph().node_indices().zip(graph.entities()) {
            note(&entity.evidence);
            entity.measures.iter().for_each(|measure| note(&measure.evidence));
            let outgoing = graph.statements_of(index, Outgoing);
            let outgoing = outgoing.map(|(_, _, one)| (one.relation.as_str(), one.target.as_str()));
            take(self.entity(entity, outgoing.collect()))?;
        }
        for statement in graph.statements() {
            note(&statement.evidence);
            take(self.statement(statement))?;
        }
        for rule in rules {
            take(self.rule(rule))?;
        }
        Ok(())
    }

    /// The property of a relation.
    #[must_use]
    pub fn predicate<'g>(&self, relation: &str) -> Cow<'g, str>
    where
        's: 'g,
    {
        let own = || Cow::Owned(format!("aid:{}", iri::encoded(relation, false)));
        self.predicates.get(relation).map_or_else(own, |known| Cow::Borrowed(*known))
    }

    /// The classes of an entity type. One is of our own, so that reading it back needs no schema.
    #[must_use]
    pub fn classes<'g>(&self, kind: &str) -> Vec<Cow<'g, str>>
    where
        's: 'g,
    {
        let published = self.schema.types.get(kind).map(|kind| kind.iri.as_str());
        let published = published.filter(|iri| !iri.starts_with("aid:") && vocabulary::is_usable(iri));
        let own = Cow::Owned(format!("aid:{}", iri::encoded(kind, false)));
        published.map(Cow::Borrowed).into_iter().chain([own]).collect()
    }

    /// A rule.
    #[must_use]
    pub fn rule<'g>(&self, rule: &'g str) -> Resource<'g> {
        let mut resource = Resource::new(rule_iri(rule), &["prov:Plan", "aid:Rule"]);
        resource.text("skos:notation", rule);
        resource
    }

    /// A document.
    #[must_use]
    pub fn document<'g>(&self, document: &'g Document) -> Resource<'g> {
        document_resource(document)
    }

    /// An entity, with the relations and the targets of the statements that start from it.
    #[must_use]
    pub fn entity<'g>(&self, entity: &'g Entity, mut out: Vec<(&'g str, &'g str)>) -> Resource<'g>
    where
        's: 'g,
    {
        let mut resource = Resource::new(iri::of_id(&entity.id), &[]);
        resource.types = self.classes(&entity.kind);
        resource.put("rdfs:label", Object::Literal(Cow::Borrowed(&entity.name), Datatype::Chinese));
        if let Some(code) = &entity.code {
            resource.text("skos:notation", code);
            let mut identifier = Resource::new(format!("{}/code", resource.iri), &["schema:PropertyValue"]);
            identifier.text("schema:propertyID", "GB/T 2260");
            identifier.text("schema:value", code);
            resource.put("schema:identifier", Object::Resource(identifier));
        }
        for alias in &entity.aliases {
            resource.text("skos:altLabel", alias);
        }
        out.sort_unstable();
        out.dedup();
        let mut said: Vec<(Cow<'g, str>, &str)> = Vec::new();
        for (relation, target) in out {
            let predicate = self.predicate(relation);
            // Two relations may share a published term.
            if !said.contains(&(predicate.clone(), target)) {
                resource.put(predicate.clone(), Object::Iri(iri::of_id(target)));
                said.push((predicate, target));
            }
        }
        for measure in &entity.measures {
            resource.put("aid:measure", Object::Resource(measure_resource(entity, measure)));
        }
        resource.evidence(&entity.evidence);
        resource
    }

    /// A statement.
    #[must_use]
    pub fn statement<'g>(&self, statement: &'g Statement) -> Resource<'g>
    where
        's: 'g,
    {
        // The IRI speaks of what is stated, not of where: evidence can grow.
        let content = (&statement.source, &statement.relation, &statement.target, &statement.qualifiers);
        let name = format!("statement/{}", hash(&content));
        let mut resource = Resource::new(name, &["rdf:Statement", "aid:Statement"]);
        let (source, target) = (iri::of_id(&statement.source), iri::of_id(&statement.target));
        if self.post == Some(&statement.relation) {
            resource.types.push("org:Membership".into());
            resource.put("org:member", Object::Iri(source.clone()));
            resource.put("org:organization", Object::Iri(target.clone()));
            if let Some(Value::Text(title)) = statement.qualifiers.get("title") {
                let name = format!("post/{}", hash(&(&statement.target, title)));
                let mut post = Resource::new(name, &["org:Post"]);
                post.put("skos:prefLabel", Object::Literal(Cow::Borrowed(title), Datatype::Chinese));
                post.put("org:postIn", Object::Iri(target.clone()));
                post.put("org:heldBy", Object::Iri(source.clone()));
                resource.put("aid:post", Object::Resource(post));
            }
        }
        resource.put("rdf:subject", Object::Iri(source));
        resource.put("rdf:predicate", Object::Term(self.predicate(&statement.relation)));
        resource.put("rdf:object", Object::Iri(target));
        resource.text("aid:relation", &statement.relation);
        // Not `rdfs:label`: only entities have that, so that programs that show or count labelled nodes get entities.
        let label = self.schema.relation_label(&statement.relation);
        resource.put("skos:prefLabel", Object::Literal(Cow::Borrowed(label), Datatype::Chinese));
        resource
            .put("aid:confidence", Object::Literal(Cow::Owned(statement.confidence.to_string()), Datatype::Decimal));
        for (name, value) in &statement.qualifiers {
            let property = match vocabulary::qualifier(name) {
                Some(known) => Cow::Borrowed(known),
                None => Cow::Owned(format!("aid:qualifier/{}", iri::encoded(name, false))),
            };
            let kind = self.schema.qualifiers.get(name.as_str()).map(|declared| declared.kind);
            let object = match (kind, value) {
                (Some(QuantityKind::Money), Value::Number(amount)) => {
                    let mut money = Resource::new(
                        format!("{}/{}", resource.iri, iri::encoded(name, false)),
                        &["schema:MonetaryAmount"],
                    );
                    money.text("schema:currency", "CNY");
                    money.put("schema:value", decimal(*amount));
                    Object::Resource(money)
                }
                (Some(QuantityKind::Entity), Value::Text(id)) => Object::Iri(iri::of_id(id)),
                (_, value) => plain(value),
            };
            resource.put(property, object);
        }
        if let Some(time) = time_resource(&resource.iri, statement.period()) {
            if self.post == Some(&statement.relation) && time.types == [INTERVAL] {
                resource.put("org:memberDuring", Object::Iri(time.iri.clone()));
            }
            resource.put("time:hasTime", Object::Resource(time));
        }
        resource.evidence(&statement.evidence);
        resource
    }
}

impl<'g> Resource<'g> {
    fn new(iri: String, types: &[&'static str]) -> Self {
        let types = types.iter().map(|class| Cow::Borrowed(*class)).collect();
        Self { iri, types, properties: Vec::with_capacity(8) }
    }

    fn put(&mut self, property: impl Into<Cow<'g, str>>, object: Object<'g>) {
        let property = property.into();
        // Values of one property come one after the other, but for plain triples that share a term.
        match self.properties.iter_mut().rev().find(|(known, _)| *known == property) {
            Some((_, objects)) => objects.push(object),
            None => self.properties.push((property, vec![object])),
        }
    }

    fn text(&mut self, property: &'static str, text: &'g str) {
        self.put(property, Object::Literal(Cow::Borrowed(text), Datatype::Text));
    }

    fn evidence(&mut self, all: &'g [Evidence]) {
        if !all.is_empty() {
            let all = all.iter().map(|one| Object::Resource(evidence_resource(one))).collect();
            self.properties.push((Cow::Borrowed("prov:hadPrimarySource"), all));
        }
    }
}

fn document_resource(document: &Document) -> Resource<'_> {
    let mut resource =
        Resource::new(iri::of_id(&document.id), &["schema:CreativeWork", "prov:Entity", "aid:SourceDocument"]);
    resource.text("schema:name", &document.path);
    if let Some(record) = document.record {
        resource.put("schema:position", index(record.get()));
    }
    let hexadecimal = |text: &&str| text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if let Some(digits) = document.id.strip_prefix("doc:").filter(hexadecimal) {
        let mut identifier = Resource::new(format!("{}/sha256", resource.iri), &["schema:PropertyValue"]);
        identifier.text("schema:propertyID", "SHA-256, first 16 hexadecimal digits");
        identifier.text("schema:value", digits);
        resource.put("schema:identifier", Object::Resource(identifier));
    }
    let texts = [
        ("schema:headline", &document.title),
        ("aid:dateSource", &document.date_source),
        ("schema:publisher", &document.publisher),
        ("schema:author", &document.author),
        ("schema:encodingFormat", &document.format),
        ("aid:encoding", &document.encoding),
    ];
    for (property, text) in texts {
        if let Some(text) = text {
            resource.text(property, text);
        }
    }
    if let Some(date) = &document.date {
        resource.put("schema:datePublished", dated(date));
    }
    resource
}

/// The class of a time that has a beginning or an end.
const INTERVAL: &str = "time:Interval";

/// The time of a statement in OWL-Time: an instant where its beginning is its end, known to the year, the month or the day.
fn time_resource<'g>(statement: &str, period: Period) -> Option<Resource<'g>> {
    let name = format!("{statement}/time");
    match (period.first, period.last) {
        (None, None) => None,
        (Some(first), Some(last)) if first == last => Some(instant_resource(name, first)),
        (first, last) => {
            let mut interval = Resource::new(name, &[INTERVAL]);
            let mut bound = |property: &'static str, part: &str, date| {
                let instant = instant_resource(format!("{}/{part}", interval.iri), date);
                interval.put(property, Object::Resource(instant));
            };
            if let Some(first) = first {
                bound("time:hasBeginning", "beginning", first);
            }
            if let Some(last) = last {
                bound("time:hasEnd", "end", last);
            }
            Some(interval)
        }
    }
}

fn instant_resource<'g>(name: String, date: CalendarDate) -> Resource<'g> {
    let (property, datatype) = match precision(date) {
        Datatype::Year => ("time:inXSDgYear", Datatype::Year),
        Datatype::Month => ("time:inXSDgYearMonth", Datatype::Month),
        other => ("time:inXSDDate", other),
    };
    let mut instant = Resource::new(name, &["time:Instant"]);
    instant.put(property, Object::Literal(Cow::Owned(date.to_string()), datatype));
    instant
}

fn measure_resource<'g>(entity: &Entity, measure: &'g Measure) -> Resource<'g> {
    let content = (&entity.id, &measure.indicator, &measure.value, &measure.unit, &measure.date);
    let mut resource =
        Resource::new(format!("measure/{}", hash(&content)), &["schema:QuantitativeValue", "aid:Measure"]);
    resource.text("aid:indicator", &measure.indicator);
    resource.put("schema:value", plain(&measure.value));
    if let Some(unit) = &measure.unit {
        resource.text("schema:unitText", unit);
    }
    if let Some(date) = &measure.date {
        resource.put("schema:temporalCoverage", dated(date));
    }
    resource.evidence(&measure.evidence);
    resource
}

/// A Web Annotation `SpecificResource`: the document, where in it, and by which rule. On a page (RFC 8118) the place in its
/// text refines the page.
fn evidence_resource(evidence: &Evidence) -> Resource<'_> {
    let name = format!("evidence/{}", hash(evidence));
    let mut resource = Resource::new(name, &["oa:SpecificResource", "prov:Entity"]);
    resource.put("oa:hasSource", Object::Iri(iri::of_id(&evidence.document)));
    let mut position = Resource::new(format!("{}/position", resource.iri), &["oa:TextPositionSelector"]);
    position.put("oa:start", index(evidence.start));
    position.put("oa:end", index(evidence.end));
    let place = match evidence.page {
        None => position,
        Some(number) => {
            let mut page = Resource::new(format!("{}/page", resource.iri), &["oa:FragmentSelector"]);
            page.put("rdf:value", Object::Literal(Cow::Owned(format!("page={number}")), Datatype::Text));
            page.put("dcterms:conformsTo", Object::Term(Cow::Borrowed("http://tools.ietf.org/rfc/rfc8118")));
            page.put("oa:refinedBy", Object::Resource(position));
            page
        }
    };
    resource.put("oa:hasSelector", Object::Resource(place));
    let mut quote = Resource::new(format!("{}/quote", resource.iri), &["oa:TextQuoteSelector"]);
    quote.text("oa:exact", &evidence.quote);
    resource.put("oa:hasSelector", Object::Resource(quote));
    resource.put("prov:hadPlan", Object::Iri(rule_iri(&evidence.rule)));
    resource
}

fn rule_iri(rule: &str) -> String {
    format!("rule/{}", iri::encoded(rule, true))
}

/// The first 16 hexadecimal digits of the SHA-256 of a content, put into JSON.
fn hash(content: &impl serde::Serialize) -> String {
    struct Hashing(Sha256);
    impl std::io::Write for Hashing {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.update(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let mut hashing = Hashing(Sha256::new());
    // Neither texts and numbers nor hashing can fail.
    let _ = serde_json::to_writer(&mut hashing, content);
    let digest: [u8; 32] = hashing.0.finalize().into();
    digest[..8].iter().fold(String::with_capacity(16), |mut out, byte| {
        for digit in [byte >> 4, byte & 15] {
            out.push(char::from(b"0123456789abcdef"[usize::from(digit)]));
        }
        out
    })
}

fn index<'g>(number: u32) -> Object<'g> {
    Object::Literal(Cow::Owned(number.to_string()), Datatype::Index)
}

fn decimal<'g>(Number(number): Number) -> Object<'g> {
    Object::Literal(Cow::Owned(number.to_string()), Datatype::Decimal)
}

fn plain(value: &Value) -> Object<'_> {
    match value {
        Value::Number(number) => decimal(*number),
        Value::Text(text) => dated(text),
    }
}

/// A date with the type of its precision; anything else, an interval too, stays text.
fn dated(text: &str) -> Object<'_> {
    Object::Literal(Cow::Borrowed(text), CalendarDate::parse(text).map_or(Datatype::Text, precision))
}

fn precision(date: CalendarDate) -> Datatype {
    match (date.month, date.day) {
        (None, _) => Datatype::Year,
        (Some(_), None) => Datatype::Month,
        (Some(_), Some(_)) => Datatype::Day,
    }
}
