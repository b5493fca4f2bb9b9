"""ArcadeDB runs the Cypher script over Bolt, sent by the official neo4j driver, twice to the same effect; and answers the README's question."""

import os
import shutil
import socket
import tempfile
import time

import neo4j

from subject import questions, subject

it = subject()
it.folder = it.folder.resolve()
it.path = it.path.resolve()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


folder = tempfile.mkdtemp(prefix="aid-graph-arcadedb-")
script = it.export("cypher", "cypher").read_text()
os.chdir(folder)
# The server tells its log on both outputs of the process; it gets a file instead, until it has stopped.
shown = [os.dup(1), os.dup(2)]
log = os.open(it.folder / f"{it.name}.arcadedb.log", os.O_WRONLY | os.O_CREAT, 0o644)
for output in (1, 2):
    os.dup2(log, output)
import arcadedb_embedded as arcadedb  # noqa: E402 — it starts a Java machine, in this folder

port, http = free_port(), free_port()
password = "aid-graph-check"
server = arcadedb.create_server(
    root_path=folder,
    root_password=password,
    config={
        "host": "127.0.0.1",
        "http_port": http,
        "mode": "production",
        "server_plugins": "Bolt:com.arcadedb.bolt.BoltProtocolPlugin",
        "bolt_port": port,
    },
)


def statements(text):
    """Those of the script; a `;` ends one only at the end of a line, as in cypher-shell."""
    return [one.strip() for one in text.replace(";\n", ";\0").split(";\0") if one.strip()]


try:
    server.start()
    server.create_database("aid")
    driver = None
    for _ in range(100):
        try:
            driver = neo4j.GraphDatabase.driver(f"bolt://127.0.0.1:{port}", auth=("root", password))
            driver.verify_connectivity()
            break
        except neo4j.exceptions.Neo4jError:
            raise
        except Exception:
            time.sleep(0.2)
    with driver.session(database="aid") as session:
        for _ in range(2):
            for statement in statements(script):
                session.run(statement).consume()
        nodes = session.run("MATCH (n:`Entity`) RETURN count(n) AS n").single()["n"]
        edges = session.run("MATCH (:`Entity`)-[r]->(:`Entity`) RETURN count(r) AS n").single()["n"]
        assert (nodes, edges) == (len(it.nodes), len(it.edges)), (nodes, edges)
        names = {row["id"]: row["name"] for row in session.run("MATCH (n:`Entity`) RETURN n.id AS id, n.name AS name")}
        assert names == {node["id"]: node["name"] for node in it.nodes.values()}, "names differ"
        if it.is_sample:
            rows = [row.values() for row in session.run(questions("cypher")[0])]
            assert sorted((row[0], float(row[1])) for row in rows) == it.funded(), (rows, it.funded())
    driver.close()
finally:
    server.stop()
    for output in (1, 2):
        os.dup2(shown[output - 1], output)
    shutil.rmtree(folder, ignore_errors=True)
it.say("ArcadeDB over Bolt", f"{nodes} nodes, {edges} edges, after running the script twice")
