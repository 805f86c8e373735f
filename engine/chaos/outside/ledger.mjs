import { appendFileSync } from "node:fs";
import { digestOf } from "../digest.mjs";

/** @import { Checks } from "../checks.mjs" */
/** @import { Attempts, HistoryEvent, InstanceRecord, Run, Signal } from "../words.js" */

/**
 * Everything that the client outside was ever told. Each acknowledgement is a promise of the hub's:
 * what is told later must not contradict it. It lives in the client's memory, and line by line in a
 * file, for whoever has to look into a violation.
 */
export class Ledger {
  /** @type {Map<string, Run>} */
  runs = new Map();
  /** The workloads that there is a run of. @type {Set<string>} */
  begunWorkloads = new Set();
  /** Runs that nobody is busy with and whose end was not told. @type {Run[]} */
  open = [];
  /** The version of each published code. @type {Map<string, string>} */
  versions = new Map();
  /** @type {Map<string, Signal>} */
  signals = new Map();
  /** Those of them that nobody was told to be heard. @type {Signal[]} */
  unsureSignals = [];
  /** The ids of runs that were refused, and that nobody asked for again. @type {Set<string>} */
  refusedRuns = new Set();
  acknowledgements = 0;
  /** Starts that were asked for again though they had been acknowledged. */
  repeats = 0;
  /** Starts that were asked for again because nobody knew what had become of them. */
  unsureRepeats = 0;
  /** Requests that were refused because there was too much to do, and asked again. */
  turnedAway = 0;
  /** Pieces of histories that were told, each longer than the one before it. */
  pieces = 0;
  #checks;
  #file;

  /**
   * @param {Checks} checks
   * @param {string} file
   */
  constructor(checks, file) {
    this.#checks = checks;
    this.#file = file;
  }

  /**
   * A run whose start is about to be asked for. From here on it may be there.
   *
   * @param {Run} run
   */
  begin(run) {
    this.runs.set(run.requestId, run);
    this.begunWorkloads.add(run.workload);
    return run;
  }

  /**
   * A run whose start was refused and is not asked for again: it is not there, and never will be.
   *
   * @param {Run & { readonly wantedId: string }} run
   */
  refused({ requestId, wantedId }) {
    this.runs.delete(requestId);
    this.refusedRuns.add(wantedId);
  }

  /**
   * @param {string} code
   * @param {string} version
   */
  published(code, version) {
    const known = this.versions.get(code) ?? version;
    this.#checks.check("the same code is the same version", known === version, () => `${known} became ${version}`);
    this.versions.set(code, known);
    this.#note({ told: "published", version });
  }

  /**
   * @param {Run} run
   * @param {string} instanceId
   */
  started(run, instanceId) {
    const known = run.instanceId;
    if (known !== undefined) {
      this.repeats += 1;
      this.#checks.check(
        "a repeated request is the same start",
        known === instanceId,
        () => `${run.requestId} started ${known}, and its repeat ${instanceId}`,
      );
      return;
    }
    run.instanceId = instanceId;
    this.#note({ told: "started", requestId: run.requestId, instanceId });
  }

  /**
   * @param {Run} run
   * @param {InstanceRecord} record
   */
  finished(run, record) {
    const digest = digestOf(record);
    if (run.finished !== undefined) {
      const { status, digest: known } = run.finished;
      this.#checks.check(
        "a finished record stays as it is",
        known === digest,
        () => `${run.instanceId} was told to be ${status}, and is now ${record.status} with another record`,
      );
      return;
    }
    run.finished = { status: record.status, digest };
    this.#note({ told: "finished", requestId: run.requestId, digest, record: brief(record) });
  }

  /**
   * A history is that of one execution; one that goes on as new begins its history again.
   *
   * @param {Run} run
   * @param {readonly HistoryEvent[]} events from the first one on
   */
  saw(run, events) {
    const executionId = String(events[0]?.executionId);
    const known = run.seen;
    if (known !== undefined && known.executionId !== executionId) {
      this.#checks.check(
        "an execution gives way only to a continuation",
        events.some(({ type }) => type === "ContinuedAsNew"),
        () => `${run.instanceId} was execution ${known.executionId}, and is now ${executionId}`,
      );
    } else if (known !== undefined) {
      this.#checks.check(
        "a history only grows",
        events.length >= known.events && digestOf(events.slice(0, known.events)) === known.digest,
        () => `${known.events} events of ${run.instanceId} were told, and now it begins otherwise or is shorter`,
      );
      if (events.length <= known.events) return;
    }
    this.pieces += 1;
    run.seen = { executionId, events: events.length, digest: digestOf(events) };
    this.#note({ told: "history", requestId: run.requestId, executionId, events: events.length });
  }

  /**
   * @param {Run} run
   * @param {boolean} terminated
   */
  terminated(run, terminated) {
    if (run.termination === undefined) return;
    // A repeat says "no" about what the first request has ended; only a "yes" is for ever.
    run.termination.told = run.termination.told === true || terminated;
    this.#note({ told: "terminated", requestId: run.requestId, terminated });
  }

  /**
   * Something that a repeat does twice was done: an event that was raised, a signal.
   *
   * @param {string} what
   * @param {Attempts} attempts
   */
  done(what, attempts) {
    attempts.told += 1;
    this.#note({ told: "done", what });
  }

  /** @param {Run} run */
  giveBack(run) {
    if (run.finished === undefined) this.open.push(run);
  }

  /** How many runs are acknowledged, and their end was not told. */
  underWay() {
    return [...this.runs.values()].filter((run) => run.instanceId !== undefined && run.finished === undefined).length;
  }

  /** @param {object} line */
  #note(line) {
    this.acknowledgements += 1;
    appendFileSync(this.#file, `${JSON.stringify({ atMs: Date.now(), ...line })}\n`);
  }
}

/** @param {InstanceRecord} record */
function brief(record) {
  const short = (/** @type {string | undefined} */ text) =>
    text === undefined || text.length <= 200 ? text : `${text.slice(0, 200)}… (${text.length} characters)`;
  return { ...record, input: short(record.input), output: short(record.output) };
}
