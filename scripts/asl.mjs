// npm run asl -- FILE            a corpus of machines with recorded answers: imports, compiles and runs each, or
//                                a file of definitions by name: imports each and says what became of its states
// npm run asl -- --file MACHINE  one definition, JSON or YAML: prints the report and the code
import { readFileSync } from "node:fs";
import path from "node:path";
import { CaseEngine, simulateClock } from "../engine/dist/asl/check/index.js";
import { importDefinition, importDefinitionText } from "../engine/dist/asl/index.js";
import { compile } from "../engine/dist/compiler/index.js";
import { activityCatalog } from "./asl-catalog.mjs";

const CHECKED_AT_ONCE = 20;

const args = process.argv.slice(2);
const isSingle = args[0] === "--file";
const file = isSingle ? args[1] : args.find((arg) => !arg.startsWith("--"));
const shown = args.find((arg) => arg.startsWith("--only="))?.slice("--only=".length);
if (file === undefined) {
  console.error(
    "Name a corpus (npm run asl -- ../shared/corpus/asl/executed.json) or one definition (--file machine.json).",
  );
  process.exit(2);
}
const text = readFileSync(file, "utf8");
if (isSingle) showOne(text, path.basename(file).replace(/\.[^.]*$/, ""));
else {
  const corpus = JSON.parse(text);
  if (Array.isArray(corpus)) await runCorpus(corpus.filter(({ id }) => shown === undefined || id.includes(shown)));
  else reportAll(corpus);
}

function showOne(definition, name) {
  const imported = importDefinitionText(definition, name);
  if (!imported.ok) {
    printRefusal(name, imported.refusal);
    process.exitCode = 1;
    return;
  }
  printStates(imported.report);
  const compiled = compile(imported.graph, activityCatalog);
  console.log("");
  if (compiled.ok) console.log(compiled.code);
  else for (const { message } of compiled.diagnostics) console.log(message);
  if (!compiled.ok) process.exitCode = 1;
}

function printStates({ states, notes }) {
  for (const { state, verdict, nodes, notes: differences } of states) {
    console.log(`${verdict.padEnd(12)} ${state} -> ${nodes.join(", ")}`);
    for (const difference of differences) console.log(`${" ".repeat(13)}${difference}`);
  }
  for (const note of notes) console.log(note);
}

function printRefusal(name, { kind, problems }) {
  console.log(`${kind.padEnd(12)} ${name}`);
  for (const { path: where, message } of problems)
    console.log(`${" ".repeat(13)}${where === "" ? "" : `${where}: `}${message}`);
}

async function runCorpus(cases) {
  const startedMs = performance.now();
  const clock = simulateClock();
  const engine = await CaseEngine.open();
  const results = new Map();
  try {
    const left = [...cases];
    const work = async () => {
      for (let next = left.shift(); next !== undefined; next = left.shift())
        results.set(next.id, await engine.check(next));
    };
    await Promise.all(Array.from({ length: CHECKED_AT_ONCE }, work));
  } finally {
    await engine.close();
    clock.restore();
  }
  printResults(cases, results);
  console.log(`${((performance.now() - startedMs) / 1_000).toFixed(1)} s`);
}

function printResults(cases, results) {
  const strata = new Map();
  for (const { id, stratum } of cases) {
    const tally = strata.get(stratum) ?? { passed: 0, failed: 0, refused: 0 };
    tally[results.get(id).outcome] += 1;
    strata.set(stratum, tally);
  }
  const total = { passed: 0, failed: 0, refused: 0 };
  const line = (name, { passed, failed, refused }) =>
    `${name.padEnd(32)} ${String(passed).padStart(6)} ${String(failed).padStart(6)} ${String(refused).padStart(7)}`;
  console.log(`${"".padEnd(32)} passed failed refused`);
  for (const [stratum, tally] of [...strata].sort(([a], [b]) => (a < b ? -1 : 1))) {
    console.log(line(stratum, tally));
    for (const outcome of Object.keys(total)) total[outcome] += tally[outcome];
  }
  console.log(line("all", total));
  for (const { id } of cases) {
    const result = results.get(id);
    if (result.outcome === "failed") console.log(`failed   ${id}: ${result.difference}`);
    if (result.outcome === "refused") console.log(`refused  ${id}: ${result.why}`);
  }
  if (total.failed > 0) process.exitCode = 1;
}

function reportAll(definitions) {
  const tally = { whole: 0, approximated: 0, refused: 0, rejected: 0 };
  let broken = 0;
  for (const [name, definition] of Object.entries(definitions)) {
    const imported = importDefinition(definition, name);
    if (!imported.ok) {
      tally[imported.refusal.kind] += 1;
      printRefusal(name, imported.refusal);
      continue;
    }
    const differing = imported.report.states.filter(({ verdict }) => verdict === "approximated");
    tally[differing.length === 0 ? "whole" : "approximated"] += 1;
    console.log(
      `${differing.length === 0 ? "whole" : "approximated"} ${name}: ${imported.report.states.length} states, ${differing.length} of them approximated`,
    );
    const compiled = compile(imported.graph, activityCatalog);
    if (compiled.ok) continue;
    broken += 1;
    for (const { message } of compiled.diagnostics.filter(({ severity }) => severity === "error").slice(0, 3))
      console.log(`  does not compile: ${message}`);
  }
  const { whole, approximated, refused, rejected } = tally;
  console.log(
    `${whole} whole, ${approximated} approximated, ${refused} refused, ${rejected} rejected as Step Functions would; ${broken} do not compile`,
  );
  if (broken > 0) process.exitCode = 1;
}
