"""Virtuoso bulk-loads the N-Quads and answers the SPARQL of the README over HTTP, on loopback, with a database of its own."""

import json
import pathlib
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request

from subject import questions, subject

it = subject()
GRAPH = "https://aid-graph.example/graph"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


INI = """
[Database]
DatabaseFile = {folder}/v.db
ErrorLogFile = {folder}/v.log
LockFile = {folder}/v.lck
TransactionFile = {folder}/v.trx
xa_persistent_file = {folder}/v.pxa
TempStorage = TempDatabase
[TempDatabase]
DatabaseFile = {folder}/t.db
TransactionFile = {folder}/t.trx
[Parameters]
ServerPort = 127.0.0.1:{port}
DisableUnixSocket = 1
DirsAllowed = {folder}
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000
CaseMode = 2
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = {folder}
ServerThreads = 4
Charset = UTF-8
"""


def sql(port, text):
    done = subprocess.run(["isql-vt", f"127.0.0.1:{port}", "dba", "dba", "VERBOSE=OFF", "BANNER=OFF", "PROMPT=OFF", "ERRORS=STDOUT"], input=text, capture_output=True, text=True, timeout=120)
    assert "Error" not in done.stdout, done.stdout
    return done.stdout


def ask(http, query):
    address = f"http://127.0.0.1:{http}/sparql?" + urllib.parse.urlencode({"query": query, "default-graph-uri": GRAPH, "format": "application/sparql-results+json"})
    with urllib.request.urlopen(address, timeout=60) as answer:
        return json.load(answer)["results"]["bindings"]


def wait(port):
    for _ in range(300):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("Virtuoso did not start within 30 s")


folder = pathlib.Path(tempfile.mkdtemp(prefix="aid-graph-virtuoso-"))
port, http = free_port(), free_port()
(folder / "virtuoso.ini").write_text(INI.format(folder=folder, port=port, http=http))
shutil.copy(it.export("nquads", "nq"), folder / "graph.nq")
lines = (folder / "graph.nq").read_bytes().count(b"\n")
server = subprocess.Popen(["virtuoso-t", "-f", "-c", folder / "virtuoso.ini"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder)
try:
    wait(port)
    wait(http)
    sql(port, f"DB.DBA.TTLP_MT(file_to_string_output('{folder}/graph.nq'), '', '{GRAPH}', 512);\ncheckpoint;\n")
    count = int(ask(http, "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }")[0]["n"]["value"])
    assert count == lines, f"{count} triples of {lines}"
    if it.is_sample:
        rows = ask(http, questions("sparql")[0])
        names = list(rows[0])
        answer = sorted((row["project"]["value"], float(row["amount"]["value"])) for row in rows)
        assert answer == it.funded() and answer, (answer, it.funded(), names)
        for question in questions("sparql")[1:]:
            assert ask(http, question), question
    it.say("Virtuoso", f"{count} triples")
finally:
    server.terminate()
    try:
        server.wait(timeout=20)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
    shutil.rmtree(folder, ignore_errors=True)
