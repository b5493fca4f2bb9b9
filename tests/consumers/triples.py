"""pyoxigraph, rdflib and PyLD take the JSON-LD for the same quads as the N-Quads, and the questions of the README are answered."""

import json

import pyld.jsonld
import pyoxigraph
import rdflib

from subject import questions, subject

it = subject()
jsonld, nquads, turtle, trig = (it.export(*pair) for pair in (("jsonld", "jsonld"), ("nquads", "nq"), ("turtle", "ttl"), ("trig", "trig")))


def key(term):
    """One form for the terms of all libraries: those of pyoxigraph."""
    if isinstance(term, rdflib.URIRef):
        return ("iri", str(term))
    if isinstance(term, rdflib.Literal):
        return ("text", str(term), term.language or str(term.datatype or rdflib.XSD.string))
    if isinstance(term, pyoxigraph.NamedNode):
        return ("iri", term.value)
    assert isinstance(term, pyoxigraph.Literal), f"{term} is a blank node"
    return ("text", term.value, term.language or term.datatype.value)


def oxigraph(path, form):
    return {tuple(map(key, quad.triple)) for quad in pyoxigraph.parse(path=str(path), format=form)}


lines = nquads.read_bytes().count(b"\n")
wanted = oxigraph(nquads, pyoxigraph.RdfFormat.N_QUADS)
assert len(wanted) == lines, f"{lines} lines, {len(wanted)} quads"
for name, path, form in (("JSON-LD", jsonld, pyoxigraph.RdfFormat.JSON_LD), ("Turtle", turtle, pyoxigraph.RdfFormat.TURTLE), ("TriG", trig, pyoxigraph.RdfFormat.TRIG)):
    found = oxigraph(path, form)
    assert found == wanted, (name, len(found), len(wanted), sorted(found ^ wanted)[:4])

# Literals as they are written: rdflib would make 1.50 of 1.5 otherwise.
rdflib.NORMALIZE_LITERALS = False
data = rdflib.Dataset(default_union=True)
data.parse(jsonld, format="json-ld")
found = {tuple(map(key, triple)) for triple in data.triples((None, None, None))}
assert found == wanted, ("rdflib", len(found), len(wanted), sorted(found ^ wanted)[:4])

expanded = pyld.jsonld.to_rdf(json.loads(jsonld.read_bytes()))
assert set(expanded) == {"@default"}, set(expanded)


def pyld_key(term):
    if term["type"] == "IRI":
        return ("iri", term["value"])
    assert term["type"] == "literal", term
    return ("text", term["value"], term.get("language") or term["datatype"])


found = {tuple(pyld_key(triple[part]) for part in ("subject", "predicate", "object")) for triple in expanded["@default"]}
assert found == wanted, ("PyLD", len(found), len(wanted), sorted(found ^ wanted)[:4])

# An entity has a label, a statement is an rdf:Statement; each relation is also a plain triple.
labels = set(data.subjects(rdflib.RDFS.label, None))
statements = set(data.subjects(rdflib.RDF.type, rdflib.RDF.Statement))
assert (len(labels), len(statements)) == (len(it.nodes), len(it.edges)), (len(labels), len(statements))
for statement in statements:
    triple = tuple(data.value(statement, part) for part in (rdflib.RDF.subject, rdflib.RDF.predicate, rdflib.RDF.object))
    assert None not in triple and triple in data, triple

if it.is_sample:
    store = pyoxigraph.Store()
    store.load(path=str(jsonld), format=pyoxigraph.RdfFormat.JSON_LD)
    first = questions("sparql")[0]
    answer = sorted((row[0].value, float(row[1].value)) for row in store.query(first))
    assert answer == it.funded() and answer, (answer, it.funded())
    assert sorted((str(row[0]), float(row[1])) for row in data.query(first)) == answer
    for question in questions("sparql")[1:]:
        assert len(list(store.query(question))) == len(list(data.query(question))) > 0, question
it.say("pyoxigraph, rdflib, PyLD", f"{lines} quads each, {len(labels)} entities, {len(statements)} statements")
