"""Opens the exports with the programs that people load them into and compares their counts with graph.json, exactly.

usage: check_exports.py AID_GRAPH_PROGRAM SCRATCH_FOLDER [SOURCE …]
"""

import json
import pathlib
import subprocess
import sys

import networkx
import rdflib


def run(*command, **options):
    return subprocess.run(command, check=True, capture_output=True, **options)


def hostile(folder):
    """A graph whose names are made to break writers."""
    names = ['“𠮷野家”<A&B> \\ "引号"', "a\nb\tc", "\u0001\u001b", "😀 \u202e右", "=cmd|' /C calc'!A0", "<script>alert(1)</script>", "]]>", "", "%s {} \\N"]
    evidence = [{"document": "doc:1", "start": 0, "end": 2, "quote": names[0], "rule": "a/b"}]
    nodes = [{"id": f"site:{i}{'<& >' if i == 0 else ''}", "type": "Site", "name": name, "aliases": [name + "x"], "evidence": evidence} for i, name in enumerate(names)]
    nodes.sort(key=lambda node: node["id"])
    edges = [
        {"source": a["id"], "target": b["id"], "relation": "funds", "qualifiers": {"amount": 1.5, "date": "2022"}, "confidence": 0.9, "evidence": evidence}
        for a, b in zip(nodes, nodes[1:])
    ]
    path = folder / "hostile.json"
    path.write_text(json.dumps({"format": "aid-graph/1", "documents": [{"id": "doc:1", "path": "a\"b.txt"}], "nodes": nodes, "edges": edges}))
    return path


def check(program, graph_path, folder, name):
    graph = json.loads(graph_path.read_bytes())
    nodes, edges = len(graph["nodes"]), len(graph["edges"])
    files = {}
    for form in ("dot", "graphml", "jsonld"):
        files[form] = folder / f"{name}.{form}"
        run(program, "export", "-i", str(graph_path), "--format", form, "-o", str(files[form]))

    # Graphviz: no warning, and all nodes and edges but those of the legend.
    drawn = run("dot", "-Tsvg", str(files["dot"]), "-o", str(folder / f"{name}.svg"))
    assert not drawn.stderr, drawn.stderr.decode()
    plain = json.loads(run("dot", "-Tdot_json", str(files["dot"])).stdout)
    ids = [o for o in plain["objects"] if "nodes" not in o and o.get("class") != "legend" and not o["name"].startswith("cluster")]
    assert (len(ids), len(plain.get("edges", []))) == (nodes, edges), ("graphviz", len(ids), len(plain.get("edges", [])), nodes, edges)

    # networkx: counts, and attribute types.
    read = networkx.read_graphml(files["graphml"], force_multigraph=True)
    assert (read.number_of_nodes(), read.number_of_edges()) == (nodes, edges), ("networkx", read)
    for _, _, attributes in read.edges(data=True):
        assert isinstance(attributes["confidence"], float)
        assert isinstance(attributes.get("amount", 0.0), float)
        json.loads(attributes["evidence"])

    # rdflib: an entity has a label, a statement is an rdf:Statement; each relation is also a plain triple.
    data = rdflib.Dataset(default_union=True)
    data.parse(files["jsonld"], format="json-ld")
    labels = {s for s in data.subjects(rdflib.RDFS.label, None)}
    statements = set(data.subjects(rdflib.RDF.type, rdflib.RDF.Statement))
    assert (len(labels), len(statements)) == (nodes, edges), ("rdflib", len(labels), len(statements), nodes, edges)
    for statement in statements:
        triple = [data.value(statement, part) for part in (rdflib.RDF.subject, rdflib.RDF.predicate, rdflib.RDF.object)]
        assert None not in triple and tuple(triple) in data, triple
    print(f"{name}: {nodes} nodes, {edges} edges in Graphviz, networkx and rdflib ({len(data)} triples)")


def main():
    program, folder, sources = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3:]
    folder.mkdir(parents=True, exist_ok=True)
    built = folder / "graph.json"
    run(program, "build", *sources, "-o", str(built))
    check(program, built, folder, "sample")
    check(program, hostile(folder), folder, "hostile")
    print("2 passed, 0 failed")


main()
