import { delay, late } from "../patience.mjs";
import { Gone, playRun, playSignal } from "./play-run.mjs";

/** @import { Checks } from "../checks.mjs" */
/** @import { Chance, Run, Signal, Workload } from "../words.js" */
/** @import { HubProcess } from "./hub-process.mjs" */
/** @import { Ledger } from "./ledger.mjs" */

/**
 * What all the load of a chaos run has in common.
 *
 * @typedef {object} LoadOptions
 * @property {Ledger} ledger
 * @property {Checks} checks
 * @property {Chance} chance
 * @property {readonly Workload[]} workloads
 * @property {readonly string[]} counters the entities that the client signals
 * @property {number} inFlight how many requests are under way at once
 */

/** When no run has come to its end for so long, those that are left are taken for stuck. */
const STUCK_MS = 20_000;
/** The same after a violation: what was lost never ends. */
const STUCK_AFTER_VIOLATION_MS = 3_000;

/** The longest that a loop rests between two runs. */
const REST_MS_MAX = 10;

/**
 * Begins runs, repeats what is unsure and asks about what is there, many at once, until the process
 * dies or it is told to stop.
 *
 * @param {HubProcess} hub
 * @param {number} storm
 * @param {LoadOptions} options
 */
export function startLoad(hub, storm, options) {
  const { ledger, chance } = options;
  const stage = { ...options, hub, toItsEnd: false };
  let stopping = false;

  async function runOrSignal() {
    if (chance.happens(0.1)) return playSignal(nextSignal(options), stage);
    const waiting = chance.happens(0.5) ? ledger.open.shift() : undefined;
    const run = waiting ?? newRun(nextWorkload(options), storm, options);
    try {
      await playRun(run, stage);
    } finally {
      ledger.giveBack(run);
    }
  }

  async function loop() {
    while (!stopping && !hub.isOver) {
      await runOrSignal().catch(ignoreGone);
      await delay(chance.between(0, REST_MS_MAX));
    }
  }
  const loops = Promise.all(Array.from({ length: options.inFlight }, loop));
  return {
    /**
     * Begins nothing more, and waits for what is under way; a dead process ends it at once. What does
     * not end is found by whoever drains.
     */
    async stop() {
      stopping = true;
      await Promise.race([loops, late(STUCK_MS, undefined)]);
    },
  };
}

/**
 * Brings every open run to its end.
 *
 * @param {HubProcess} hub
 * @param {LoadOptions} options
 */
export async function drain(hub, options) {
  const { ledger, checks, inFlight } = options;
  const stage = { ...options, hub, toItsEnd: true };
  const watch = watchForStuck(checks.failed > 0 ? STUCK_AFTER_VIOLATION_MS : STUCK_MS);
  // Whoever needs another run comes before it: that one may end because of the first alone.
  ledger.open.sort((a, b) => Number(a.after === undefined) - Number(b.after === undefined));
  const loop = async () => {
    for (let run = ledger.open.shift(); run !== undefined && !watch.isStuck; run = ledger.open.shift()) {
      await Promise.race([playRun(run, stage).catch(ignoreGone), watch.stuck]);
      if (run.finished !== undefined) watch.somethingEnded();
      else ledger.giveBack(run);
      // A part of the engine may be starting again; a dead one is found to be stuck.
      if (run.finished === undefined) await delay(REST_MS_MAX);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, loop));
  watch.end();
  for (const run of ledger.runs.values()) {
    const who = () => `${run.instanceId ?? run.requestId} (${run.workload}, ${run.requestId})`;
    checks.check("what was begun comes to its end", run.finished !== undefined, who);
  }
}

/**
 * Each workload once, so that even a short chaos run has a run of each; from then on by their weights.
 *
 * @param {LoadOptions} options
 */
function nextWorkload({ ledger, chance, workloads }) {
  const first = workloads.find(({ name, weight }) => weight > 0 && !ledger.begunWorkloads.has(name));
  return first ?? chance.pick(workloads.flatMap((workload) => Array.from({ length: workload.weight }, () => workload)));
}

/**
 * A run of a workload, and before it one of the workload's companion.
 *
 * @param {Workload} workload
 * @param {number} storm
 * @param {LoadOptions} options
 * @returns {Run}
 */
function newRun(workload, storm, { ledger, chance, workloads }) {
  const number = ledger.runs.size + 1;
  const begin = (/** @type {Workload} */ of, /** @type {Run | undefined} */ after) =>
    ledger.begin({
      requestId: `${of.name}-request-${number}`,
      workload: of.name,
      target: of.target(storm),
      input: of.input(chance, number),
      storm,
      ...(of.wantedId !== undefined && { wantedId: of.wantedId(number) }),
      ...(after !== undefined && { after: after.requestId }),
      ...(of.terminated === "sometimes" &&
        chance.happens(0.05) && { termination: { reason: `enough of number ${number}` } }),
    });
  const companion = workloads.find(({ name }) => name === workload.companion);
  const before = companion === undefined ? undefined : begin(companion, undefined);
  if (before !== undefined) ledger.giveBack(before);
  return begin(workload, before);
}

/**
 * A signal that nobody knows to be heard, or a new one.
 *
 * @param {LoadOptions} options
 * @returns {Signal}
 */
function nextSignal({ ledger, counters, chance }) {
  const unsure = chance.happens(0.5) ? ledger.unsureSignals.shift() : undefined;
  if (unsure !== undefined) return unsure;
  const id = `signal-${ledger.signals.size + 1}`;
  const signal = { id, entity: chance.pick(counters), asked: 0, told: 0 };
  ledger.signals.set(id, signal);
  return signal;
}

/** @param {number} patienceMs */
function watchForStuck(patienceMs) {
  let lastEndMs = performance.now();
  let isStuck = false;
  /** @type {() => void} */
  let giveUp = () => undefined;
  /** @type {Promise<void>} */
  const stuck = new Promise((resolve) => {
    giveUp = resolve;
  });
  const timer = setInterval(() => {
    if (performance.now() - lastEndMs < patienceMs) return;
    isStuck = true;
    giveUp();
  }, 500);
  return {
    stuck,
    get isStuck() {
      return isStuck;
    },
    somethingEnded: () => {
      lastEndMs = performance.now();
    },
    end: () => clearInterval(timer),
  };
}

/** @param {unknown} error */
function ignoreGone(error) {
  if (!(error instanceof Gone)) throw error;
}
