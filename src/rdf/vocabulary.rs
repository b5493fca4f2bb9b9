//! The vocabularies: our own for what the published ones have no word for.

/// Our own vocabulary; `data/vocabulary.ttl` says what its terms mean.
pub const NAMESPACE: &str = "https://aid-graph.example/ns#";

/// The prefixes of all vocabularies in use.
pub const PREFIXES: [(&str, &str); 11] = [
    ("aid", NAMESPACE),
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
    ("schema", "https://schema.org/"),
    ("skos", "http://www.w3.org/2004/02/skos/core#"),
    ("org", "http://www.w3.org/ns/org#"),
    ("oa", "http://www.w3.org/ns/oa#"),
    ("prov", "http://www.w3.org/ns/prov#"),
    ("dcterms", "http://purl.org/dc/terms/"),
    ("time", "http://www.w3.org/2006/time#"),
];

/// Writes the IRI that a short form such as `schema:name` stands for; a short form with another prefix is an IRI already.
pub fn expand(short: &str, out: &mut String) {
    out.clear();
    match short.split_once(':').and_then(|(prefix, local)| Some((namespace(prefix)?, local))) {
        Some((namespace, local)) => {
            out.push_str(namespace);
            out.push_str(local);
        }
        None => out.push_str(short),
    }
}

/// Whether a short form stands for an IRI.
#[must_use]
pub fn means(short: &str, iri: &str) -> bool {
    match short.split_once(':').and_then(|(prefix, local)| Some((namespace(prefix)?, local))) {
        Some((namespace, local)) => iri.strip_prefix(namespace) == Some(local),
        None => short == iri,
    }
}

fn namespace(prefix: &str) -> Option<&'static str> {
    PREFIXES.iter().find(|(known, _)| *known == prefix).map(|(_, namespace)| *namespace)
}

/// Whether a short form of a pack's schema can be used: it has a known prefix, or is an IRI itself.
pub(super) fn is_usable(short: &str) -> bool {
    let mut full = String::new();
    expand(short, &mut full);
    let absolute = full != short || short.contains("://");
    absolute && oxrdf::NamedNode::new(full).is_ok()
}

/// The property of a qualifier.
pub(super) fn qualifier(name: &str) -> Option<&'static str> {
    QUALIFIERS.iter().find(|(known, _)| *known == name).map(|(_, property)| *property)
}

/// The qualifiers that have properties of their own; others are `aid:qualifier/NAME`.
pub(super) const QUALIFIERS: [(&str, &str); 8] = [
    ("amount", "schema:amount"),
    ("date", "schema:temporalCoverage"),
    ("since", "schema:startDate"),
    ("until", "schema:endDate"),
    ("title", "aid:title"),
    ("kind", "aid:kind"),
    ("projects", "aid:projects"),
    ("from", "aid:from"),
];

/// The properties that are in use beside those of relations, and `aid:qualifier/NAME`.
pub const PROPERTIES: [&str; 56] = [
    "rdf:type",
    "rdf:subject",
    "rdf:predicate",
    "rdf:object",
    "rdf:value",
    "rdfs:label",
    "aid:confidence",
    "aid:dateSource",
    "aid:encoding",
    "aid:indicator",
    "aid:measure",
    "aid:post",
    "aid:relation",
    "dcterms:conformsTo",
    "oa:end",
    "oa:exact",
    "oa:hasSelector",
    "oa:hasSource",
    "oa:refinedBy",
    "oa:start",
    "org:heldBy",
    "org:member",
    "org:memberDuring",
    "org:organization",
    "org:postIn",
    "prov:hadPlan",
    "prov:hadPrimarySource",
    "schema:author",
    "schema:currency",
    "schema:datePublished",
    "schema:encodingFormat",
    "schema:headline",
    "schema:identifier",
    "schema:name",
    "schema:position",
    "schema:propertyID",
    "schema:publisher",
    "schema:temporalCoverage",
    "schema:unitText",
    "schema:value",
    "skos:altLabel",
    "skos:notation",
    "skos:prefLabel",
    "schema:amount",
    "schema:startDate",
    "schema:endDate",
    "aid:title",
    "aid:kind",
    "aid:projects",
    "aid:from",
    "time:hasTime",
    "time:hasBeginning",
    "time:hasEnd",
    "time:inXSDgYear",
    "time:inXSDgYearMonth",
    "time:inXSDDate",
];

/// The classes that are in use beside those of entities.
pub const CLASSES: [&str; 19] = [
    "prov:Plan",
    "aid:Rule",
    "schema:PropertyValue",
    "rdf:Statement",
    "aid:Statement",
    "org:Membership",
    "org:Post",
    "schema:MonetaryAmount",
    "schema:CreativeWork",
    "prov:Entity",
    "aid:SourceDocument",
    "schema:QuantitativeValue",
    "aid:Measure",
    "oa:SpecificResource",
    "oa:TextPositionSelector",
    "oa:FragmentSelector",
    "oa:TextQuoteSelector",
    "time:Instant",
    "time:Interval",
];
