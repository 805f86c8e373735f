// What a designer waits for: checking a graph of a thousand nodes again after one edit, compiling it, and asking
// TypeScript about the types of its expressions. The engine must be built.
// `node engine/bench/compile.mjs [--types]`

import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { check, compile, graphSchema, typedProgram } from "../dist/compiler/index.js";

const NODES = 1_000;
const EDITS = 60;
const WARM_UP = 12;

/** @typedef {import("../dist/compiler/index.js").Catalog} Catalog */
/** @typedef {import("../dist/compiler/index.js").Graph} Graph */

/** @type {Catalog} */
const catalog = {
  activities: [
    {
      name: "shop.price",
      title: "Price",
      description: "Looks up a price.",
      icon: "coin",
      effects: "idempotent",
      inputSchema: { type: "object", properties: { count: { type: "number" } }, required: ["count"] },
      outputSchema: { type: "object", properties: { total: { type: "number" } }, required: ["total"] },
    },
  ],
  entities: [],
  workflows: [],
};

const price = (/** @type {string} */ id, /** @type {string} */ count) => ({
  id,
  name: id,
  type: "activity",
  config: { activity: "shop.price", input: { count: { expression: count } } },
});
const decide = (/** @type {string} */ id, /** @type {string} */ condition) => ({
  id,
  name: id,
  type: "if",
  config: { condition },
});

/**
 * `edit`: what the expression in the middle says, another one each time.
 * @type {Readonly<Record<string, (edit: number) => Graph>>}
 */
const graphs = {
  "a row": (edit) =>
    graphOf(
      (index) =>
        price(`n${index}`, `${index === 0 ? "input.count" : `n${index - 1}.total`} + ${index === 500 ? edit : 1}`),
      (index) => (index === 0 ? ["start", "out"] : [`n${index - 1}`, "out"]),
    ),
  "beside each other": (edit) =>
    graphOf(
      (index) => price(`n${index}`, `input.count + ${index === 500 ? edit : index}`),
      () => ["start", "out"],
    ),
  "every fifth an if, each in the one before": (edit) =>
    graphOf(
      (index) =>
        index % 5 === 4
          ? decide(`n${index}`, `n${index - 1}.total > ${index === 504 ? edit : 1}`)
          : price(`n${index}`, index === 0 ? "input.count" : `n${index % 5 === 0 ? index - 2 : index - 1}.total + 1`),
      (index) => (index === 0 ? ["start", "out"] : [`n${index - 1}`, (index - 1) % 5 === 4 ? "true" : "out"]),
    ),
};

/**
 * @param {(index: number) => object} node
 * @param {(index: number) => readonly string[]} before
 */
function graphOf(node, before) {
  const places = Array.from({ length: NODES }, (_, index) => index);
  return graphSchema.parse({
    formatVersion: 1,
    name: "large",
    inputSchema: { type: "object", properties: { count: { type: "number" } }, required: ["count"] },
    nodes: [{ id: "start", name: "start", type: "start", config: {} }, ...places.map(node)],
    edges: places.map((index) => {
      const [from, port] = before(index);
      return { id: `e${index}`, from, port, to: `n${index}` };
    }),
  });
}

/** @param {(edit: number) => Graph} make @param {(graph: Graph) => unknown} work */
async function measured(make, work) {
  const times = [];
  for (let edit = 0; edit < EDITS; edit++) {
    const graph = make(edit);
    const began = performance.now();
    await work(graph);
    times.push(performance.now() - began);
  }
  const warm = times.slice(WARM_UP).sort((a, b) => a - b);
  const at = (/** @type {number} */ share) => warm[Math.floor(share * (warm.length - 1))] ?? 0;
  return { first: times[0] ?? 0, p50: at(0.5), p95: at(0.95) };
}

/** @param {string} name @param {string} what @param {{ first: number; p50: number; p95: number }} times */
const row = (name, what, { first, p50, p95 }) =>
  console.log(`| ${name} | ${what} | ${first.toFixed(0)} | ${p50.toFixed(1)} | ${p95.toFixed(1)} |`);

console.log(`${NODES} nodes, one expression another in each of ${EDITS} graphs\n`);
console.log("| graph | | first ms | p50 | p95 |\n|---|---|---|---|---|");
for (const [name, make] of Object.entries(graphs)) {
  if (!compile(make(0), catalog).ok) throw new Error(`The graph "${name}" does not compile.`);
  row(name, "check", await measured(make, (graph) => check(graph, catalog)));
  row(name, "compile", await measured(make, (graph) => compile(graph, catalog)));
  row(name, "text of the types", await measured(make, (graph) => typedProgram(graph, catalog)));
}

const checker = fileURLToPath(new URL("../../app/_server/types/type-worker.mjs", import.meta.url));
if (process.argv.includes("--types") && existsSync(checker)) await types();

/** Asks the thread that the server asks; "first" includes its start and TypeScript's library. */
async function types() {
  for (const [name, make] of Object.entries(graphs)) {
    const worker = new Worker(checker);
    const ask = (/** @type {Graph} */ graph) =>
      new Promise((resolve, reject) => {
        worker.once("message", ({ answer, error }) => {
          if (error !== undefined) reject(new Error(error));
          else if (answer.length > 0) reject(new Error(`The graph "${name}" has types that do not fit.`));
          else resolve(answer);
        });
        worker.postMessage({ id: 0, ask: "check", files: typedProgram(graph, catalog).files, supposes: false });
      });
    row(name, "types", await measured(make, ask));
    await worker.terminate();
  }
}
