//! From quads to a graph: reads what [`Mapping`](super::Mapping) says, from whatever RDF format.

use std::num::NonZeroU32;

use oxrdf::{NamedOrBlankNode, Quad, Term};
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use crate::graph::{
    DanglingStatement, Document, Entity, Evidence, KnowledgeGraph, Measure, Number, Parts, Qualifiers, Statement, Value,
};

use super::vocabulary::{self, NAMESPACE, expand};
use super::{BaseIri, iri};

/// Why quads are no graph of ours.
#[derive(Debug, thiserror::Error)]
pub enum RdfError {
    /// Something is missing or is not what it should be.
    #[error("<{subject}>: {reason}")]
    Resource {
        /// The IRI of the resource.
        subject: String,
        /// What is wrong with it.
        reason: String,
    },
    /// Nothing in the data is a document, an entity or a statement.
    #[error("it holds no entity and no source document of aid-graph")]
    Foreign,
    /// A statement without its end.
    #[error(transparent)]
    Dangling(#[from] DanglingStatement),
}

type Properties = Vec<(String, Term)>;

struct Reader<'b> {
    base: &'b str,
    resources: FxHashMap<String, Properties>,
}

/// The graph that quads describe. The names of graphs do not matter, nor does the order of the quads.
///
/// # Errors
/// When a resource lacks what the graph needs of it, or a statement an end.
pub fn graph_of(quads: impl IntoIterator<Item = Quad>, base: &BaseIri) -> Result<KnowledgeGraph, RdfError> {
    let mut resources: FxHashMap<String, Properties> = FxHashMap::default();
    for quad in quads {
        let subject = match quad.subject {
            NamedOrBlankNode::NamedNode(node) => node.into_string(),
            NamedOrBlankNode::BlankNode(node) => node.to_string(),
        };
        let said = resources.entry(subject).or_default();
        let (predicate, object) = (quad.predicate.into_string(), quad.object);
        // The same may be said twice: RDF is a set.
        if !said.iter().any(|(known, value)| *known == predicate && *value == object) {
            said.push((predicate, object));
        }
    }
    let reader = Reader { base: base.as_str(), resources };
    let mut parts = Parts::new();
    let mut found = false;
    for subject in reader.resources.keys() {
        let types = reader.types(subject);
        if types.contains(&"SourceDocument") && reader.first(subject, "schema:name").is_some() {
            parts.add_document(reader.document(subject)?);
            found = true;
        }
        if reader.first(subject, "rdf:subject").is_some() {
            parts.add_statement(reader.statement(subject)?);
        } else if reader.first(subject, "rdfs:label").is_some()
            && let [kind] = types.as_slice()
        {
            parts.add_entity(reader.entity(subject, kind)?);
            found = true;
        }
    }
    if found || reader.resources.is_empty() { Ok(parts.join()?) } else { Err(RdfError::Foreign) }
}

impl Reader<'_> {
    fn all<'r>(&'r self, subject: &str, property: &str) -> impl Iterator<Item = &'r Term> {
        let mut full = String::new();
        expand(property, &mut full);
        let said = self.resources.get(subject).map(Vec::as_slice).unwrap_or_default();
        said.iter().filter(move |(known, _)| *known == full).map(|(_, value)| value)
    }

    fn first(&self, subject: &str, property: &str) -> Option<&Term> {
        self.all(subject, property).next()
    }

    /// Its classes of our own vocabulary, without the namespace.
    fn types(&self, subject: &str) -> Vec<&str> {
        self.all(subject, "rdf:type").filter_map(node).filter_map(|class| class.strip_prefix(NAMESPACE)).collect()
    }

    fn fault(subject: &str, reason: impl Into<String>) -> RdfError {
        RdfError::Resource { subject: subject.to_owned(), reason: reason.into() }
    }

    fn need<'r>(&'r self, subject: &str, property: &str) -> Result<&'r Term, RdfError> {
        self.first(subject, property).ok_or_else(|| Self::fault(subject, format!("it has no {property}")))
    }

    fn text(&self, subject: &str, property: &str) -> Option<SmolStr> {
        self.first(subject, property).and_then(literal).map(SmolStr::new)
    }

    fn need_text(&self, subject: &str, property: &str) -> Result<SmolStr, RdfError> {
        literal(self.need(subject, property)?)
            .map(SmolStr::new)
            .ok_or_else(|| Self::fault(subject, format!("{property} is no text")))
    }

    fn number<T: std::str::FromStr>(&self, subject: &str, property: &str) -> Result<T, RdfError> {
        self.need_text(subject, property)?
            .parse()
            .map_err(|_| Self::fault(subject, format!("{property} is not such a number as it should be")))
    }

    /// The id of an IRI below the base.
    fn id(&self, full: &str) -> Result<SmolStr, RdfError> {
        full.strip_prefix(self.base)
            .and_then(iri::id_of)
            .map(SmolStr::from)
            .ok_or_else(|| Self::fault(full, format!("the IRI does not stand below {} (--base-iri)", self.base)))
    }

    fn need_id(&self, subject: &str, property: &str) -> Result<SmolStr, RdfError> {
        self.id(
            node(self.need(subject, property)?).ok_or_else(|| Self::fault(subject, format!("{property} is no IRI")))?
        )
    }

    fn document(&self, subject: &str) -> Result<Document, RdfError> {
        let record = match self.first(subject, "schema:position") {
            Some(_) => Some(self.number::<NonZeroU32>(subject, "schema:position")?),
            None => None,
        };
        Ok(Document {
            id: self.id(subject)?,
            path: self.need_text(subject, "schema:name")?,
            record,
            title: self.text(subject, "schema:headline"),
            date: self.text(subject, "schema:datePublished"),
            date_source: self.text(subject, "aid:dateSource"),
            publisher: self.text(subject, "schema:publisher"),
            author: self.text(subject, "schema:author"),
            format: self.text(subject, "schema:encodingFormat"),
            encoding: self.text(subject, "aid:encoding"),
        })
    }

    fn entity(&self, subject: &str, kind: &str) -> Result<Entity, RdfError> {
        let kind = iri::decoded(kind).ok_or_else(|| Self::fault(subject, "its class is badly encoded"))?;
        let measures = self
            .all(subject, "aid:measure")
            .filter_map(node)
            .map(|measure| self.measure(measure))
            .collect::<Result<Vec<Measure>, RdfError>>()?;
        Ok(Entity {
            id: self.id(subject)?,
            kind: kind.into(),
            name: self.need_text(subject, "rdfs:label")?,
            code: self.text(subject, "skos:notation"),
            aliases: self.all(subject, "skos:altLabel").filter_map(literal).map(SmolStr::new).collect(),
            measures,
            evidence: self.evidence(subject)?,
        })
    }

    fn measure(&self, subject: &str) -> Result<Measure, RdfError> {
        Ok(Measure {
            indicator: self.need_text(subject, "aid:indicator")?,
            value: self.value(subject, self.need(subject, "schema:value")?)?,
            unit: self.text(subject, "schema:unitText"),
            date: self.text(subject, "schema:temporalCoverage"),
            evidence: self.evidence(subject)?,
        })
    }

    fn statement(&self, subject: &str) -> Result<Statement, RdfError> {
        let mut qualifiers = Qualifiers::new();
        let own = format!("{NAMESPACE}qualifier/");
        let known: Vec<(String, &str)> = vocabulary::QUALIFIERS
            .iter()
            .map(|(name, property)| {
                let mut full = String::new();
                expand(property, &mut full);
                (full, *name)
            })
            .collect();
        for (property, value) in self.resources.get(subject).into_iter().flatten() {
            let name = match known.iter().find(|(full, _)| full == property) {
                Some((_, name)) => Some((*name).to_owned()),
                None => property.strip_prefix(&own).and_then(iri::decoded),
            };
            if let Some(name) = name {
                qualifiers.insert(name.into(), self.value(subject, value)?);
            }
        }
        Ok(Statement {
            source: self.need_id(subject, "rdf:subject")?,
            target: self.need_id(subject, "rdf:object")?,
            relation: self.need_text(subject, "aid:relation")?,
            qualifiers,
            confidence: self.number(subject, "aid:confidence")?,
            evidence: self.evidence(subject)?,
        })
    }

    /// A number, a text, the id of an entity, or an amount of money.
    fn value(&self, subject: &str, term: &Term) -> Result<Value, RdfError> {
        if let Some(iri) = node(term) {
            let money = self.first(iri, "schema:currency").is_some();
            return if money {
                self.value(iri, self.need(iri, "schema:value")?)
            } else {
                Ok(Value::Text(self.id(iri)?))
            };
        }
        let Term::Literal(literal) = term else { return Err(Self::fault(subject, "a value is neither text nor IRI")) };
        if literal.datatype() != oxrdf::vocab::xsd::DECIMAL {
            return Ok(Value::Text(literal.value().into()));
        }
        let number = literal.value().parse().map_err(|_| Self::fault(subject, "a decimal is no number"))?;
        Ok(Value::Number(Number(number)))
    }

    fn evidence(&self, subject: &str) -> Result<Vec<Evidence>, RdfError> {
        self.all(subject, "prov:hadPrimarySource").filter_map(node).map(|one| self.one_evidence(one)).collect()
    }

    fn one_evidence(&self, subject: &str) -> Result<Evidence, RdfError> {
        let selectors: Vec<&str> = self.all(subject, "oa:hasSelector").filter_map(node).collect();
        let with = |property: &str| selectors.iter().copied().find(|one| self.first(one, property).is_some());
        let quote = with("oa:exact").ok_or_else(|| Self::fault(subject, "it has no oa:TextQuoteSelector"))?;
        let (page, position) = match with("oa:refinedBy") {
            Some(page) => {
                let number = self.need_text(page, "rdf:value")?;
                let number = number.strip_prefix("page=").and_then(|digits| digits.parse().ok());
                let number: NonZeroU32 = number.ok_or_else(|| Self::fault(page, "rdf:value is no page=N"))?;
                (Some(number), node(self.need(page, "oa:refinedBy")?))
            }
            None => (None, with("oa:start")),
        };
        let position = position.ok_or_else(|| Self::fault(subject, "it has no oa:TextPositionSelector"))?;
        let plan = node(self.need(subject, "prov:hadPlan")?).unwrap_or_default();
        let rule = plan
            .strip_prefix(self.base)
            .and_then(|below| below.strip_prefix("rule/"))
            .and_then(iri::decoded)
            .ok_or_else(|| Self::fault(subject, "prov:hadPlan is no rule"))?;
        Ok(Evidence {
            document: self.need_id(subject, "oa:hasSource")?,
            page,
            start: self.number(position, "oa:start")?,
            end: self.number(position, "oa:end")?,
            quote: self.need_text(quote, "oa:exact")?.as_str().into(),
            rule: rule.into(),
        })
    }
}

fn node(term: &Term) -> Option<&str> {
    match term {
        Term::NamedNode(node) => Some(node.as_str()),
        _ => None,
    }
}

fn literal(term: &Term) -> Option<&str> {
    match term {
        Term::Literal(literal) => Some(literal.value()),
        _ => None,
    }
}
