import { parseArgs } from "node:util";
import { addResult, emptySum, playBeside, playSeeds, type SeedRange, type SeedResult } from "./many-seeds.js";
import type { Sabotage } from "./sabotage.js";
import { SABOTAGES } from "./sabotages.js";
import { tallyLines } from "./tally.js";

const USAGE = `Usage: sim --seed N [--trace]      plays one seed again, exactly; --trace prints what happens
       sim --seeds A..B [--jobs N]   plays many, in N processes
       … --sabotage NAME             with a fault planted: ${Object.keys(SABOTAGES).join(", ")}
`;

const print = (text: string): void => void process.stdout.write(`${text}\n`);

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      seed: { type: "string" },
      seeds: { type: "string" },
      jobs: { type: "string", default: "1" },
      /** With `jobs`: which of the seeds are this process's own. */
      step: { type: "string", default: "1" },
      trace: { type: "boolean", default: false },
      sabotage: { type: "string" },
    },
  });
  const range = rangeOf(values.seeds ?? values.seed ?? "", values.step);
  const sabotage = sabotageOf(values.sabotage);
  const jobs = Number(values.jobs);
  if (range === undefined || sabotage === "unknown" || !(jobs >= 1)) {
    process.stderr.write(USAGE);
    return 2;
  }
  const planted = sabotage === undefined ? {} : { sabotage };
  if (process.send !== undefined) {
    // The parent adds up.
    await playSeeds(range, { ...planted, ended: (result) => void process.send?.(result) });
    process.disconnect();
    return 0;
  }
  const sum = emptySum();
  const ended = (result: SeedResult): void => {
    addResult(sum, result);
    const { seed, violation, digest } = result;
    if (violation !== undefined) print(`seed ${seed} failed: ${violation}`);
    if (range.first === range.last) print(`seed ${seed}: digest ${digest}`);
  };
  if (jobs === 1) await playSeeds(range, { ...planted, ...(values.trace && { trace: print }), ended });
  else
    await playBeside(range, {
      jobs,
      args: values.sabotage === undefined ? [] : ["--sabotage", values.sabotage],
      ended,
    });
  print(`What ${sum.events} events caused:`);
  for (const line of tallyLines(sum.tally)) print(line);
  print(`${sum.passed} passed, ${sum.failed} failed`);
  return sum.failed === 0 ? 0 : 1;
}

function rangeOf(text: string, step: string): SeedRange | undefined {
  const range = /^(\d+)(?:\.\.(\d+))?$/.exec(text);
  return range === null
    ? undefined
    : { first: Number(range[1]), last: Number(range[2] ?? range[1]), step: Number(step) };
}

function sabotageOf(name: string | undefined): Sabotage | undefined | "unknown" {
  if (name === undefined) return undefined;
  return SABOTAGES[name] ?? "unknown";
}

/** What is not an option of ours is answered with those that are. */
function isUnknownOption(error: unknown): boolean {
  return error instanceof Error && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS");
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!isUnknownOption(error)) throw error;
  process.stderr.write(USAGE);
  process.exitCode = 2;
}
