"""What all checks look at: a graph, its exports, and what must be found in them, counted from graph.json.

usage of every check: CHECK.py AID_GRAPH_PROGRAM GRAPH_JSON FOLDER
"""

import json
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]


class Subject:
    def __init__(self, program, graph, folder):
        self.program, self.path, self.folder = program, pathlib.Path(graph), pathlib.Path(folder)
        self.name = self.path.stem
        self.graph = json.loads(self.path.read_bytes())
        self.nodes = {node["id"]: node for node in self.graph["nodes"]}
        self.edges = self.graph["edges"]

    def export(self, form, ending):
        """The graph in a format, written by the program."""
        target = self.folder / f"{self.name}.{ending}"
        subprocess.run([self.program, "export", "-i", self.path, "-f", form, "-o", target], check=True, capture_output=True)
        return target

    @property
    def is_sample(self):
        return self.name == "sample"

    def funded(self):
        """What 丰台区 funds with a stated amount: the answer to the question that the README asks in three languages."""
        return sorted(
            (self.nodes[edge["target"]]["name"], float(edge["qualifiers"]["amount"]))
            for edge in self.edges
            if edge["relation"] == "funds" and "amount" in edge.get("qualifiers", {}) and self.nodes[edge["source"]]["name"] == "丰台区"
        )

    def say(self, consumer, found):
        print(f"{self.name}: {consumer}: {found}", flush=True)


def subject():
    return Subject(*sys.argv[1:4])


def questions(language):
    """The questions of a language that the README asks, word for word."""
    text = (ROOT / "README.md").read_text()
    found = re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)
    assert found, f"README.md asks nothing in {language}"
    return found
