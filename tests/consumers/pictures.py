"""Graphviz draws the DOT without a warning, with all nodes and edges, no label over another one, in a font that has every character."""

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


def texts(thing):
    """The boxes of what is written at a node, an edge or a cluster."""
    size = 0
    for one in thing.get("_ldraw_", []):
        if one["op"] == "F":
            size = one["size"]
        elif one["op"] == "T" and one["text"].strip():
            (x, y), width = one["pt"], one["width"]
            left = x - {"l": 0, "c": width / 2, "r": width}[one["align"]]
            yield left, y - 0.2 * size, left + width, y + 0.8 * size, one["text"]


if it.is_sample:
    placed = json.loads(subprocess.run(["dot", "-Tjson", dot], check=True, capture_output=True).stdout)
    boxes = [(thing["_gvid"], kind, box) for kind in ("objects", "edges") for thing in placed[kind] for box in texts(thing)]
    over = [
        (a[4], b[4]) for number, (*of, a) in enumerate(boxes) for *other, b in boxes[:number]
        if of != other and a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
    ]
    assert len(boxes) > len(it.nodes) and not over, over
picture = it.folder / f"{it.name}.png"
rendered = subprocess.run([it.program, "export", "-i", it.path, "--render", "png", "-o", picture], check=True, capture_output=True)
assert picture.read_bytes().startswith(b"\x89PNG") and not rendered.stderr, rendered.stderr
rare = subprocess.run(["fc-list", ":charset=20bb7 6276", "family"], check=True, capture_output=True, text=True).stdout
assert "Noto Sans CJK" in rare, "no font with 𠮷"
it.say("Graphviz", f"{len(shown)} nodes, {len(plain['edges'])} edges, no warning")
