"""networkx and python-igraph read GraphML with the same counts and the right types; networkx's GEXF reader the GEXF."""

import json
import warnings
import xml.etree.ElementTree as ElementTree

import igraph
import networkx

from subject import subject

it = subject()
counts = (len(it.nodes), len(it.edges))
graphml = it.export("graphml", "graphml")

read = networkx.read_graphml(graphml, force_multigraph=True)
assert (read.number_of_nodes(), read.number_of_edges()) == counts, ("networkx", read)
for _, _, edge in read.edges(data=True):
    assert isinstance(edge["confidence"], float) and isinstance(edge.get("amount", 0.0), float) and isinstance(edge.get("projects", 0), int), edge
    json.loads(edge["evidence"])
amounts = sorted(edge["amount"] for _, _, edge in read.edges(data=True) if "amount" in edge)
wanted = sorted(float(edge["qualifiers"]["amount"]) for edge in it.edges if "amount" in edge.get("qualifiers", {}))
assert amounts == wanted and wanted, (amounts, wanted)
assert json.loads(read.graph["documents"])[0]["id"] == it.graph["documents"][0]["id"]

with warnings.catch_warnings():
    warnings.simplefilter("error")
    other = igraph.Graph.Read_GraphML(str(graphml))
assert (other.vcount(), other.ecount()) == counts and other.is_directed(), ("igraph", other.summary())
assert sorted(amount for amount in other.es["amount"] if amount == amount) == wanted
assert set(other.vs["type"]) == {node["type"] for node in it.nodes.values()}

gexf = it.export("gexf", "gexf")
tree = ElementTree.parse(gexf)
space = "{http://gexf.net/1.3}"
assert (len(tree.findall(f".//{space}node")), len(tree.findall(f".//{space}edge"))) == counts, "GEXF"
dated = [edge for edge in it.edges if {"date", "since", "until"} & set(edge.get("qualifiers", {}))]
starts = [edge for edge in tree.findall(f".//{space}edge") if "start" in edge.attrib or "end" in edge.attrib]
assert len(starts) == len(dated) and all(len(edge.get("start", edge.get("end"))) == 10 for edge in starts), (len(starts), len(dated))
# networkx's reader knows GEXF up to 1.2, which differs in the name of the namespace.
old = gexf.with_suffix(".12.gexf")
old.write_text(gexf.read_text().replace("http://gexf.net/1.3", "http://www.gexf.net/1.2draft").replace('version="1.3"', 'version="1.2"'))
third = networkx.read_gexf(old)
assert (third.number_of_nodes(), third.number_of_edges()) == counts, ("networkx GEXF", third)
it.say("networkx, igraph", f"{counts[0]} nodes, {counts[1]} edges in GraphML and GEXF, {len(starts)} of them dated")
