// Kills the engine's process under load, again and again, and holds it to what it has told.
//
//   npm run chaos -- [--kills 50] [--seconds 40] [--full-disks 2] [--crowds 2] [--seed N] [--dir DIR] [--in-flight 24]
//                    [--threads 0,1,2] [--mode conservative,local,global]   each opening draws one of each
//                    [--sabotage NAME] [--keep] [--json]
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { Causes } from "./causes.mjs";
import { chanceOf } from "./chance.mjs";
import { Checks } from "./checks.mjs";
import { SABOTAGES } from "./faults/sabotage.mjs";
import { unmount } from "./faults/small-disk.mjs";
import { Ledger } from "./outside/ledger.mjs";
import { reportLines, reportOf } from "./report.mjs";
import { describeBlow, scheduleOf } from "./schedule.mjs";
import { Storm, StormEnded } from "./storm.mjs";
import { bankWorkloads } from "./workloads/bank.mjs";
import { COUNTERS, conversationWorkloads, counterOf } from "./workloads/conversations.mjs";
import { functionWorkloads } from "./workloads/functions.mjs";
import { publishedWorkloads } from "./workloads/published.mjs";

/** @import { Mode } from "./words.js" */

const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "50" },
    seconds: { type: "string", default: "40" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    dir: { type: "string", default: os.tmpdir() },
    mode: { type: "string", default: "conservative,local,global" },
    threads: { type: "string", default: "0,1,2" },
    "in-flight": { type: "string", default: "24" },
    "full-disks": { type: "string", default: "2" },
    crowds: { type: "string", default: "2" },
    sabotage: { type: "string" },
    keep: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  },
});

/** @param {string} line */
const print = (line) => void process.stdout.write(`${line}\n`);
/** @param {string} line */
const tell = (line) =>
  void (values.json ? process.stderr : process.stdout).write(
    `${(performance.now() / 1000).toFixed(1).padStart(6)} s  ${line}\n`,
  );

/** @type {readonly string[]} */
const MODES = ["conservative", "local", "global"];

function usageProblem() {
  const numbers = [
    values.kills,
    values.seconds,
    values.seed,
    ...values.threads.split(","),
    values["in-flight"],
    values["full-disks"],
    values.crowds,
  ];
  if (numbers.some((text) => !/^\d+$/.test(text)))
    return "kills, seconds, seed, threads, in-flight, full-disks and crowds are numbers";
  if (!values.mode.split(",").every((mode) => MODES.includes(mode))) return `mode is one of ${MODES.join(", ")}`;
  if (sabotageNames().some((name) => SABOTAGES[name] === undefined)) {
    return `sabotage is one of ${Object.keys(SABOTAGES).join(", ")}`;
  }
  return undefined;
}

const sabotageNames = () => (values.sabotage === undefined ? [] : values.sabotage.split(","));

async function main() {
  const problem = usageProblem();
  if (problem !== undefined) {
    process.stderr.write(`chaos: ${problem}\n`);
    return 2;
  }
  const seed = Number(values.seed);
  const schedule = scheduleOf({
    seed,
    kills: Number(values.kills),
    seconds: Number(values.seconds),
    fullDisks: Number(values["full-disks"]),
    crowds: Number(values.crowds),
  });
  const sabotages = sabotageNames().flatMap((name) => SABOTAGES[name] ?? []);
  const workspace = mkdtempSync(path.join(path.resolve(values.dir), "dacapo-chaos-"));
  tell(`seed ${seed}, in ${workspace}: ${schedule.map(describeBlow).join(" · ")}`);
  const checks = new Checks(tell);
  const causes = new Causes();
  const ledger = new Ledger(checks, path.join(workspace, "told.jsonl"));
  const load = {
    ledger,
    checks,
    chance: chanceOf(seed, "load"),
    workloads: [...publishedWorkloads, ...functionWorkloads, ...bankWorkloads, ...conversationWorkloads],
    counters: Array.from({ length: COUNTERS }, (_, number) => counterOf(number)),
    inFlight: Number(values["in-flight"]),
  };
  // A mount outlives the process that made it, so whoever interrupts this leaves by the same door.
  process.once("exit", () => unmount(path.join(workspace, "small-disk")));
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(130));
  try {
    const dir = path.join(workspace, "data");
    const threads = values.threads.split(",").map(Number);
    const modes = /** @type {Mode[]} */ (values.mode.split(","));
    await new Storm({ dir, threads, modes, workspace, load, schedule, causes, sabotages, tell }).run();
  } catch (error) {
    if (!(error instanceof StormEnded)) throw error;
    tell(error.message);
  }
  const report = { seed, ...reportOf(checks, causes, ledger), caught: caughtBy(checks) };
  if (values.json) print(JSON.stringify(report));
  else for (const line of reportLines(report)) print(line);
  for (const { sabotage, law } of report.caught) tell(`${sabotage}: ${law === null ? "NOT CAUGHT" : `caught: ${law}`}`);
  if (report.failed > 0 || values.keep) tell(whereToLook(workspace, seed));
  else rmSync(workspace, { recursive: true });
  if (!values.json) print(`${report.passed} passed, ${report.failed} failed`);
  return report.failed === 0 ? 0 : 1;
}

/**
 * For each sabotage a law that it was seen to break, of those that it must break; `null` when none was.
 *
 * @param {Checks} checks
 */
function caughtBy({ violations }) {
  return sabotageNames().map((sabotage) => {
    const breaks = SABOTAGES[sabotage]?.breaks ?? [];
    return { sabotage, law: violations.find(({ law }) => breaks.includes(law))?.law ?? null };
  });
}

/**
 * @param {string} workspace
 * @param {number} seed
 */
const whereToLook = (workspace, seed) => `Kept for you in ${workspace}:
  data/       the data directory, as it was left; open it with a hub, or read its log
  told.jsonl  what the client was told, in order: grep it for an instance id or a request id
The same schedule again: npm run chaos -- --seed ${seed} (what the process is doing when a blow falls differs).`;

process.exitCode = await main();
