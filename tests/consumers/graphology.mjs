// graphology reads GraphML and GEXF with the same counts and types. usage: graphology.mjs GRAPH_JSON FOLDER MODULES
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename } from "node:path";
import assert from "node:assert";

const [graphPath, folder, modules] = process.argv.slice(2);
const require = createRequire(modules + "/");
const { MultiDirectedGraph } = require("graphology");
const { DOMParser } = require("@xmldom/xmldom");
globalThis.DOMParser = DOMParser;
globalThis.Document = new DOMParser().parseFromString("<a/>", "text/xml").constructor;
const readers = { graphml: require("graphology-graphml"), gexf: require("graphology-gexf") };

const graph = JSON.parse(readFileSync(graphPath, "utf8"));
const name = basename(graphPath, ".json");
const amounts = graph.edges.filter((edge) => "amount" in (edge.qualifiers ?? {})).length;
for (const [format, reader] of Object.entries(readers)) {
  const document = new DOMParser().parseFromString(readFileSync(`${folder}/${name}.${format}`, "utf8"), "text/xml");
  const read = reader.parse(MultiDirectedGraph, document, { addMissingNodes: false });
  assert.deepStrictEqual([read.order, read.size], [graph.nodes.length, graph.edges.length], format);
  const found = read.filterEdges((_, attributes) => typeof attributes.amount === "number").length;
  assert.strictEqual(found, amounts, `${format}: numbers`);
  console.log(`${name}: graphology: ${read.order} nodes, ${read.size} edges in ${format}`);
}
