"""Writes a graph whose names are made to break writers and to be run by readers. usage: hostile.py FILE"""

import json
import sys

NAMES = [
    '“𠮷野家”<A&B> \\ "引号"', "a\nb\tc\r\nd", "\u0001\u001b[31m", "😀 \u202e右", "=cmd|' /C calc'!A0", "＝1+1", "'apostrophe", "@SUM(1)",
    "<script>alert(1)</script>", "]]> --> */ `tick` ${x}", "", "%s {} \\N NULL", "'); DROP TABLE nodes; --", "𪚥𠀋", "مرحبا", "-1", "n;m:Label",
]


def graph():
    evidence = [{"document": "doc:0123456789abcdef", "page": 3, "start": 0, "end": 2, "quote": name, "rule": "a/b"} for name in NAMES[:3]]
    evidence.sort(key=lambda one: one["quote"])
    nodes = [
        {"id": f"site:{i:02}{'<& >`{}|^' if i == 0 else ''}", "type": "Site", "name": name, "aliases": sorted({name + "x", name + "、"}),
         "measures": [{"indicator": "jobs", "value": i, "unit": "人", "date": "2022-13", "evidence": evidence}], "evidence": evidence}
        for i, name in enumerate(NAMES)
    ]
    edges = [
        {"source": a["id"], "target": b["id"], "relation": "funds", "qualifiers": {"amount": 1.5, "date": "2022", "projects": 3, "kind": a["name"]},
         "confidence": 0.9, "evidence": evidence}
        for a, b in zip(nodes, nodes[1:])
    ]
    edges += [{**edge, "qualifiers": {"amount": 2}} for edge in edges[:3]]
    edges += [{**edge, "qualifiers": {"since": "2018-04", "until": "2021-06-30"}} for edge in edges[:3]]
    documents = [{"id": "doc:0123456789abcdef", "path": 'a"b\n.pdf', "record": 2, "title": NAMES[0], "date": "2022", "date_source": "line", "publisher": NAMES[4],
                  "author": NAMES[2], "format": "pdf", "encoding": "UTF-8"}]
    return {"format": "aid-graph/2", "documents": documents, "nodes": nodes, "edges": edges}


with open(sys.argv[1], "w") as out:
    json.dump(graph(), out)
