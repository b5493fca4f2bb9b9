"""Ladybug runs schema.cypher in the folder of its CSV: the same counts, the same names, the same answer."""

import os

import ladybug

from subject import questions, subject

it = subject()
folder = it.export("ladybug-csv", "ladybug").resolve()
os.chdir(folder)
connection = ladybug.Connection(ladybug.Database(":memory:"))
for statement in (folder / "schema.cypher").read_text().split(";\n"):
    if statement.strip():
        connection.execute(statement)


def rows(query):
    result = connection.execute(query)
    return [result.get_next() for _ in iter(result.has_next, False)]


found = {row[0]: row[1] or "" for row in rows("MATCH (n:Entity) RETURN n.id, n.name")}
assert found == {node["id"]: node["name"] for node in it.nodes.values()}, "names differ"
edges = rows("MATCH (:Entity)-[r:Statement]->(:Entity) RETURN count(r)")[0][0]
assert edges == len(it.edges), edges
assert rows("MATCH (d:SourceDocument) RETURN count(d)")[0][0] == len(it.graph["documents"])
if it.is_sample:
    # One relationship table: the relation is a property.
    question = questions("cypher")[0].replace("[r:`funds`]", "[r:Statement {relation: 'funds'}]")
    answer = sorted((row[0], float(row[1])) for row in rows(question))
    assert answer == it.funded() and answer, (answer, it.funded())
it.say("Ladybug", f"{len(found)} nodes, {edges} edges")
