"""Graphviz draws the DOT without a warning, with all nodes and edges, and in a font that has every character."""

import json
import subprocess

from subject import subject

it = subject()
dot = it.export("dot", "dot")
drawn = subprocess.run(["dot", "-Tsvg", dot], check=True, capture_output=True)
assert not drawn.stderr, drawn.stderr.decode()
plain = json.loads(subprocess.run(["dot", "-Tdot_json", dot], check=True, capture_output=True).stdout)
shown = [o for o in plain["objects"] if "nodes" not in o and o.get("class") != "legend" and not o["name"].startswith("cluster")]
assert (len(shown), len(plain.get("edges", []))) == (len(it.nodes), len(it.edges)), (len(shown), len(plain.get("edges", [])))
assert b"<script>" not in drawn.stdout
picture = it.folder / f"{it.name}.png"
rendered = subprocess.run([it.program, "export", "-i", it.path, "--render", "png", "-o", picture], check=True, capture_output=True)
assert picture.read_bytes().startswith(b"\x89PNG") and not rendered.stderr, rendered.stderr
rare = subprocess.run(["fc-list", ":charset=20bb7 6276", "family"], check=True, capture_output=True, text=True).stdout
assert "Noto Sans CJK" in rare, "no font with 𠮷"
it.say("Graphviz", f"{len(shown)} nodes, {len(plain['edges'])} edges, no warning")
