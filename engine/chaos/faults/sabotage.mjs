import fs from "node:fs";
import path from "node:path";

/** @import { Ledger } from "../outside/ledger.mjs" */
/** @import { HubFault, Run } from "../words.js" */

/**
 * Something that is done wrong on purpose, to see that the audit notices it. Each one names the laws
 * of which it must break at least one.
 *
 * @typedef {object} Sabotage
 * @property {readonly string[]} breaks
 * @property {HubFault} [fault] what the process with the hub does wrong
 * @property {(dir: string, deaths: number) => void} [whileDown] spoils the data directory, after so many deaths
 * @property {(ledger: Ledger) => void} [beforeAudit] spoils what the client believes
 */

/**
 * By name. Several may be done in one run, if each breaks laws of its own.
 *
 * @type {Readonly<Record<string, Sabotage>>}
 */
export const SABOTAGES = {
  /** The second half of the log is cut off: what was durable is so no more. */
  "lose-acknowledged": {
    breaks: ["what was acknowledged is there", "a repeated request is the same start", "the hub opens again"],
    whileDown: (dir, deaths) => {
      if (deaths === 1) cutLog(path.join(dir, "logs"));
    },
  },
  /** The data directory goes back to what it was one blow earlier. */
  "roll-back": {
    breaks: ["what was acknowledged is there"],
    whileDown: (dir, deaths) => {
      const copy = `${dir}.earlier`;
      if (deaths === 1) fs.cpSync(dir, copy, { recursive: true });
      if (deaths !== 2) return;
      fs.rmSync(dir, { recursive: true });
      fs.renameSync(copy, dir);
    },
  },
  /** An activity gives a wrong result for some inputs. */
  "wrong-result": { breaks: ["a result is what it must be"], fault: "wrong-result" },
  /** The hub takes every repeat of a request for a new one. */
  "forget-request-id": {
    breaks: [
      "a repeated request is the same start",
      "a list shows exactly what was acknowledged",
      // So ends the repeat of a start under an id of the client's choice.
      "nothing is refused without need",
    ],
    fault: "forget-request-id",
  },
  /** Accounts add an amount twice. */
  "double-apply": { breaks: ["each transfer moved its amount once"], fault: "double-apply" },
  /** Accounts lose a unit of money. */
  "lose-money": { breaks: ["money is conserved"], fault: "lose-money" },
  /** Counters do not hear some signals. */
  "skip-signal": { breaks: ["each signal counts once"], fault: "skip-signal" },
  /** The hub does what it has refused all the same, a moment later. */
  "begin-refused": {
    // Where all that was refused was taken when it was asked again, it is there twice.
    breaks: ["what was refused is nowhere", "only signals that were sent count", "each signal counts once"],
    fault: "begin-refused",
  },
  /** The client forgets a run that it was told of. */
  "forget-run": {
    breaks: ["a list shows exactly what was acknowledged"],
    beforeAudit: (ledger) => void ledger.runs.delete(finishedRun(ledger).requestId),
  },
  /** The client believes in a run that nobody ever acknowledged. */
  "invent-run": {
    breaks: ["what was acknowledged is there"],
    beforeAudit: (ledger) => {
      ledger.begin({ ...finishedRun(ledger), requestId: "invented", instanceId: "invented" });
    },
  },
  /** The client remembers another record of a run that has finished. */
  "change-record": {
    breaks: ["a finished record stays as it is"],
    beforeAudit: (ledger) => {
      const run = finishedRun(ledger);
      run.finished = { status: "Completed", digest: "another" };
    },
  },
  /** The client remembers another beginning of each history: of some of them, a continuation has taken the place meanwhile. */
  "change-history": {
    breaks: ["a history only grows"],
    beforeAudit: (ledger) => {
      aRun(ledger, ({ seen }) => seen !== undefined);
      for (const run of ledger.runs.values()) {
        if (run.seen !== undefined) run.seen = { ...run.seen, digest: "another" };
      }
    },
  },
  /** The client remembers that a run which completed was terminated. */
  "undo-termination": {
    breaks: ["what was terminated stays so"],
    beforeAudit: (ledger) => {
      finishedRun(ledger).termination = { reason: "of no consequence", told: true };
    },
  },
};

/** @param {Ledger} ledger */
const finishedRun = (ledger) => aRun(ledger, ({ finished }) => finished?.status === "Completed");

/**
 * @param {Ledger} ledger
 * @param {(run: Run) => boolean} isWanted
 */
function aRun(ledger, isWanted) {
  const run = [...ledger.runs.values()].find(isWanted);
  if (run === undefined) throw new Error("there is no run to spoil; let the load last longer");
  return run;
}

/**
 * Overwrites the second half of what was written with zeros, in the file that was written to last.
 *
 * @param {string} logs the directory of the logs, each in one of its own
 */
function cutLog(logs) {
  const newest = fs
    .readdirSync(logs, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".log"))
    .map((name) => path.join(logs, name))
    .sort((a, b) => fs.statSync(a).mtimeMs - fs.statSync(b).mtimeMs)
    .at(-1);
  if (newest === undefined) throw new Error(`there is no log in ${logs}`);
  const bytes = fs.readFileSync(newest);
  const written = bytes.findLastIndex((byte) => byte !== 0) + 1;
  fs.writeFileSync(newest, bytes.fill(0, Math.floor(written / 2)));
}
