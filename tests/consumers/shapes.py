"""pySHACL: the Turtle conforms to data/shapes.ttl, and ten broken variants do not."""

import pyshacl
import rdflib
from rdflib import RDF, RDFS, XSD, Literal, Namespace

from subject import ROOT, subject

it = subject()
AID = Namespace("https://aid-graph.example/ns#")
SCHEMA, SKOS = Namespace("https://schema.org/"), Namespace("http://www.w3.org/2004/02/skos/core#")
OA, PROV, TIME = Namespace("http://www.w3.org/ns/oa#"), Namespace("http://www.w3.org/ns/prov#"), rdflib.TIME
shapes = rdflib.Graph().parse(ROOT / "data/shapes.ttl")
data = rdflib.Graph().parse(it.export("turtle", "ttl"))


def faults(graph):
    conforms, report, _ = pyshacl.validate(graph, shacl_graph=shapes)
    return conforms, {shape for shape in report.objects(None, rdflib.SH.sourceShape)}


conforms, _ = faults(data)
assert conforms, pyshacl.validate(data, shacl_graph=shapes)[2]


def first(kind):
    return min(data.subjects(RDF.type, kind))


statement = first(AID.Statement)
evidence, position, quote, document = (first(kind) for kind in (OA.SpecificResource, OA.TextPositionSelector, OA.TextQuoteSelector, AID.SourceDocument))
money, rule, entity = first(SCHEMA.MonetaryAmount), first(AID.Rule), min(data.subjects(RDFS.label, None))
instant, interval = first(TIME.Instant), first(TIME.Interval)
broken = {
    "an entity with two names": ([], [(entity, RDFS.label, Literal("别名", lang="zh"))]),
    "a name without its language": ([(entity, RDFS.label, None)], [(entity, RDFS.label, Literal("甲"))]),
    "a statement without evidence": ([(statement, PROV.hadPrimarySource, None)], []),
    "a statement without an object": ([(statement, RDF.object, None)], []),
    "a statement of something without a name": ([(statement, RDF.subject, None)], [(statement, RDF.subject, AID.nobody)]),
    "a confidence above one": ([(statement, AID.confidence, None)], [(statement, AID.confidence, Literal("1.5", datatype=XSD.decimal))]),
    "money in another currency": ([(money, SCHEMA.currency, None)], [(money, SCHEMA.currency, Literal("USD"))]),
    "money that is no number": ([(money, SCHEMA.value, None)], [(money, SCHEMA.value, Literal("240万"))]),
    "evidence without a quote": ([(evidence, OA.hasSelector, quote), (None, OA.hasSelector, quote)], []),
    "a place that ends before it starts": ([(position, OA.end, None), (position, OA.start, None)],
                                          [(position, OA.start, Literal("9", datatype=XSD.nonNegativeInteger)), (position, OA.end, Literal("3", datatype=XSD.nonNegativeInteger))]),
    "evidence from no document": ([(document, RDF.type, AID.SourceDocument)], []),
    "an instant at no date": ([(instant, TIME.inXSDgYear, None), (instant, TIME.inXSDgYearMonth, None), (instant, TIME.inXSDDate, None)], []),
    "a year in the place of a day": ([], [(instant, TIME.inXSDDate, Literal("2021", datatype=XSD.gYear))]),
    "an interval from nowhere to nowhere": ([(interval, TIME.hasBeginning, None), (interval, TIME.hasEnd, None)], []),
    "evidence by no rule": ([(rule, RDF.type, PROV.Plan)], []),
}
# The whole graph is checked once; a broken variant need only hold what its shapes look at, so a small graph serves.
if not it.is_sample:
    for name, (without, plus) in broken.items():
        variant = rdflib.Graph()
        variant += data
        for pattern in without:
            variant.remove(pattern)
        for triple in plus:
            variant.add(triple)
        conforms, _ = faults(variant)
        assert not conforms, f"{name} conforms"
    it.say("pySHACL", f"{len(broken)} broken variants are refused")
it.say("pySHACL", f"{len(data)} triples conform")
