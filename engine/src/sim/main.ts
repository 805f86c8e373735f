import { parseArgs } from "node:util";
import type { Sabotage } from "./sabotage.js";
import { SABOTAGES } from "./sabotages.js";
import { simulate } from "./simulate.js";
import { addTally, emptyTally, tallyLines } from "./tally.js";

const USAGE = `Usage: sim --seed N [--trace]      plays one seed again, exactly; --trace prints what happens
       sim --seeds A..B              plays many
       … --sabotage NAME             with a fault planted: ${Object.keys(SABOTAGES).join(", ")}
`;

const print = (text: string): void => void process.stdout.write(`${text}\n`);

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      seed: { type: "string" },
      seeds: { type: "string" },
      trace: { type: "boolean", default: false },
      sabotage: { type: "string" },
    },
  });
  const range = /^(\d+)(?:\.\.(\d+))?$/.exec(values.seeds ?? values.seed ?? "");
  const sabotage = sabotageOf(values.sabotage);
  if (range === null || sabotage === "unknown") {
    process.stderr.write(USAGE);
    return 2;
  }
  const first = Number(range[1]);
  const last = Number(range[2] ?? range[1]);
  const sum = emptyTally();
  let passed = 0;
  let failed = 0;
  let events = 0;
  for (let seed = first; seed <= last; seed++) {
    const result = await simulate(seed, {
      ...(sabotage !== undefined && { sabotage }),
      ...(values.trace && { trace: print }),
    });
    addTally(sum, result.tally);
    events += result.events;
    if (result.violation === undefined) passed += 1;
    else {
      failed += 1;
      print(`seed ${seed} failed: ${result.violation}`);
    }
    if (first === last) print(`seed ${seed}: digest ${result.digest}`);
  }
  print(`What ${events} events caused:`);
  for (const line of tallyLines(sum)) print(line);
  print(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

function sabotageOf(name: string | undefined): Sabotage | undefined | "unknown" {
  if (name === undefined) return undefined;
  return Object.entries(SABOTAGES).find(([key]) => key === name)?.[1] ?? "unknown";
}

process.exitCode = await main();
