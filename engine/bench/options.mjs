import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { FORMS, MODES } from "./measurement.mjs";
import { PROGRAMS } from "./programs/index.mjs";
import { WORKLOADS } from "./workloads/index.mjs";

export const USAGE = `npm run bench -- [options]

  --only <names>       workloads: ${WORKLOADS.map(({ name }) => name).join(", ")};
                       programs: ${PROGRAMS.map(({ name }) => name).join(", ")}. Default: all
  --in-flight <n,n>    clients at once. Default: each workload's own
  --mode <modes>       ${MODES.join(", ")}. Default: all three, side by side;
                       programs: local
  --threads <n,n>      engine threads; 0 is the caller's. Default: 1
  --as <forms>         ${FORMS.join(", ")}: functions of an ES module, or published code. Default: module
  --seconds <s>        the window. Default: 4
  --warm-up <s>        before the window. Default: 2
  --repeat <n>         repetitions, taken in turns, so that a noisy moment hits all alike. Default: 1
  --flush-delay <ms>   added to every flush, to imitate storage that is far away. Default: 0
  --partitions <n>     of the data directory. Default: the engine's
  --runs <n>           how many finished runs "scale" makes; a tenth of it waits in "memory". Default: 1000000
  --dir <path>         where data directories are made. Default: ${os.tmpdir()}
  --profile            what each thread spent its time on, summed up, instead of figures to compare
  --allocations        the same of the memory that was asked for
  --json               one JSON line for each figure instead of the table
  --out <file>         where all of it is written as JSON. Default: bench-results/<time>.json
`;

/**
 * @typedef {object} Options
 * @property {readonly string[] | undefined} only
 * @property {readonly number[] | undefined} inFlight
 * @property {readonly import("./measurement.mjs").Mode[] | undefined} modes
 * @property {readonly number[]} threads
 * @property {readonly import("./measurement.mjs").Form[]} forms
 * @property {number} seconds
 * @property {number} warmUpSeconds
 * @property {number} repeat
 * @property {number} flushDelayMs
 * @property {number | undefined} partitionCount
 * @property {number} runs
 * @property {string} directory
 * @property {import("./measurement.mjs").ProfileKind | undefined} profile
 * @property {boolean} json
 * @property {string | undefined} out
 */

/** What was asked for cannot be done as it was asked. */
export class BadUsage extends Error {
  /** @override */
  name = "BadUsage";
}

/**
 * @param {readonly string[]} args
 * @returns {Options}
 */
export function parseOptions(args) {
  const values = parsed(args);
  return {
    only: oneOf(
      values.only,
      [...WORKLOADS, ...PROGRAMS].map(({ name }) => name),
      "--only",
    ),
    inFlight: values["in-flight"] === undefined ? undefined : counts(values["in-flight"], "--in-flight", 1),
    modes: oneOf(values.mode, MODES, "--mode"),
    threads: counts(values.threads ?? "1", "--threads", 0),
    forms: oneOf(values.as, FORMS, "--as") ?? ["module"],
    seconds: number(values.seconds ?? "4", "--seconds", 0.1),
    warmUpSeconds: number(values["warm-up"] ?? "2", "--warm-up", 0),
    repeat: count(values.repeat ?? "1", "--repeat", 1),
    flushDelayMs: number(values["flush-delay"] ?? "0", "--flush-delay", 0),
    partitionCount: values.partitions === undefined ? undefined : count(values.partitions, "--partitions", 1),
    runs: count(values.runs ?? "1000000", "--runs", 10),
    directory: path.resolve(values.dir ?? os.tmpdir()),
    profile: values.allocations ? "allocations" : values.profile ? "time" : undefined,
    json: values.json ?? false,
    out: values.out,
  };
}

/** @param {readonly string[]} args */
function parsed(args) {
  const text = /** @type {const} */ ({ type: "string" });
  const flag = /** @type {const} */ ({ type: "boolean" });
  try {
    return parseArgs({
      args: [...args],
      options: {
        only: text,
        "in-flight": text,
        mode: text,
        threads: text,
        as: text,
        seconds: text,
        "warm-up": text,
        repeat: text,
        "flush-delay": text,
        partitions: text,
        runs: text,
        dir: text,
        profile: flag,
        allocations: flag,
        json: flag,
        out: text,
      },
    }).values;
  } catch (error) {
    throw new BadUsage(error instanceof Error ? error.message : String(error));
  }
}

/**
 * @template {string} Word
 * @param {string | undefined} list
 * @param {readonly Word[]} words
 * @param {string} option
 * @returns {readonly Word[] | undefined}
 */
function oneOf(list, words, option) {
  return list?.split(",").map((given) => {
    const word = words.find((each) => each === given);
    if (word === undefined) throw new BadUsage(`${option} knows no "${given}". It knows ${words.join(", ")}.`);
    return word;
  });
}

/** @param {string} list @param {string} option @param {number} min */
const counts = (list, option, min) => list.split(",").map((text) => count(text, option, min));

/** @param {string} text @param {string} option @param {number} min */
function count(text, option, min) {
  const value = number(text, option, min);
  if (!Number.isSafeInteger(value)) throw new BadUsage(`${option} takes whole numbers; it was given "${text}".`);
  return value;
}

/** @param {string} text @param {string} option @param {number} min */
function number(text, option, min) {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value) || value < min) {
    throw new BadUsage(`${option} takes numbers from ${min} up; it was given "${text}".`);
  }
  return value;
}
