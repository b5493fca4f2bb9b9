// Neo4j's own linter finds nothing to say of the Cypher script and of the README's Cypher. usage: linter.mjs FILE MODULES README
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import assert from "node:assert";

const [file, modules, readme] = process.argv.slice(2);
const { lintCypherQuery } = createRequire(modules + "/")("@neo4j-cypher/language-support");
const script = readFileSync(file, "utf8");
const questions = [...readFileSync(readme, "utf8").matchAll(/```cypher\n(.*?)```/gs)].map((match) => match[1]);
assert(questions.length > 0);
const lint = (text) => {
  const found = lintCypherQuery(text, {});
  return found.diagnostics ?? found;
};
// The linter does find faults:
assert(lint("MATCH (n RETURN n").length > 0);
for (const text of [script, ...questions]) {
  const faults = lint(text);
  assert.deepStrictEqual(faults, [], JSON.stringify(faults.slice(0, 3)));
}
console.log(`Neo4j's linter: nothing to say of ${script.length} characters`);
