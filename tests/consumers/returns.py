"""What RDF libraries write is read back by `import`, whatever they made of order, prefixes and nesting."""

import subprocess

import pyoxigraph
import rdflib

from subject import subject

it = subject()
data = rdflib.Dataset(default_union=True)
rdflib.NORMALIZE_LITERALS = False
data.parse(it.export("jsonld", "jsonld"), format="json-ld")
canonical = subprocess.run([it.program, "import", it.path], check=True, capture_output=True).stdout
for form, ending in (("nquads", "nq"), ("json-ld", "jsonld"), ("trig", "trig")):
    again = it.folder / f"{it.name}.again.{ending}"
    options = {"context": {"aid": "https://aid-graph.example/ns#"}} if form == "json-ld" else {}
    data.serialize(again, format=form, **options)
    read = subprocess.run([it.program, "import", again], capture_output=True)
    assert read.returncode == 0, (form, read.stderr.decode())
    assert read.stdout == canonical, f"{form}: another graph"
again = it.folder / f"{it.name}.again.ttl"
quads = pyoxigraph.parse(path=str(it.export("nquads", "nq")), format=pyoxigraph.RdfFormat.N_QUADS)
pyoxigraph.serialize((quad.triple for quad in quads), output=str(again), format=pyoxigraph.RdfFormat.TURTLE)
assert subprocess.run([it.program, "import", again], check=True, capture_output=True).stdout == canonical
it.say("import", "what rdflib and pyoxigraph wrote is the same graph")
