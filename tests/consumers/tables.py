"""SQLite and CSV: the README's questions in SQL, full-text search for two characters, and no cell that a spreadsheet would run."""

import csv
import json
import sqlite3

from subject import questions, subject

it = subject()
database = sqlite3.connect(it.export("sqlite", "sqlite"))
assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
assert not database.execute("PRAGMA foreign_key_check").fetchall()


def count(table):
    return database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


measures = [measure for node in it.nodes.values() for measure in node.get("measures", [])]
evidence = sum(len(thing["evidence"]) for things in (it.nodes.values(), it.edges, measures) for thing in things)
found = {table: count(table) for table in ("nodes", "edges", "measures", "evidence", "documents")}
wanted = {"nodes": len(it.nodes), "edges": len(it.edges), "measures": len(measures), "evidence": evidence, "documents": len(it.graph["documents"])}
assert found == wanted, (found, wanted)
assert dict(database.execute("SELECT id, name FROM nodes")) == {node["id"]: node["name"] for node in it.nodes.values()}
if it.is_sample:
    first, *others = questions("sql")
    answer = sorted((row[0], float(row[1])) for row in database.execute(first))
    assert answer == it.funded() and answer, (answer, it.funded())
    for question in others:
        assert "养殖" in question
        rows = database.execute(question).fetchall()
        projects = {
            node["name"] for node in it.nodes.values()
            if node["type"] == "Project" and any("养殖" in text for text in [node["name"], *node.get("aliases", []), *(one["quote"] for one in node["evidence"])])
        }
        assert {row[0] for row in rows} == projects and projects, ({row[0] for row in rows} ^ projects)
        assert all(row[1] for row in rows), "a project without its evidence"

# The CSV tables, read back: the apostrophe comes off, and before it no cell begins like a formula.
folder = it.export("csv", "csv")


def table(name):
    with open(folder / f"{name}.csv", encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    return rows


def back(text):
    return text[1:] if text.startswith("'") else text


tables = {name: table(name) for name in wanted}
assert {name: len(rows) for name, rows in tables.items()} == wanted
numbers = {"amount", "projects", "confidence", "value", "start", "end", "edge", "measure", "page", "record"}
for name, rows in tables.items():
    for row in rows:
        for column, cell in row.items():
            assert column in numbers or not cell.startswith(tuple("=+-@\t\r\n＝＋－＠")), (name, column, cell)
assert {back(row["id"]): back(row["name"]) for row in tables["nodes"]} == {node["id"]: node["name"] for node in it.nodes.values()}
assert all(json.loads(row["aliases"] or "[]") == it.nodes[back(row["id"])].get("aliases", []) for row in tables["nodes"])

# Neo4j's headers: whole rows, whatever line breaks stand in them.
folder = it.export("neo4j-csv", "neo4j")
with open(folder / "edges.csv", newline="") as file:
    rows = list(csv.reader(file))
assert len(rows) == 1 + len(it.edges) and {len(row) for row in rows} == {len(rows[0])}
assert rows[0][:3] == [":START_ID", ":END_ID", ":TYPE"] and "amount:double" in rows[0] and "projects:long" in rows[0], rows[0]
it.say("sqlite3, CSV", ", ".join(f"{number} {name}" for name, number in found.items()))
