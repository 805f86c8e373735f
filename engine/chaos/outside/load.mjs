import { playRun } from "./play-run.mjs";

/** @import { Checks } from "../checks.mjs" */
/** @import { Chance, Run, Workload } from "../words.js" */
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
export function startLoad(hub, storm, { ledger, checks, chance, workloads, inFlight }) {
  let stopping = false;
  const byWeight = workloads.flatMap((workload) => Array.from({ length: workload.weight }, () => workload));

  /** @returns {Run} */
  function newRun() {
    const workload = chance.pick(byWeight);
    return ledger.begin({
      requestId: `request-${ledger.runs.size + 1}`,
      workload: workload.name,
      target: workload.target(storm),
      input: workload.input(chance),
      storm,
      // Some are ended in the middle of what they do.
      ...(chance.happens(0.03) && { termination: { reason: `enough of ${ledger.runs.size}` } }),
    });
  }

  async function loop() {
    while (!stopping) {
      const run = (chance.happens(0.5) ? ledger.open.shift() : undefined) ?? newRun();
      const outcome = await playRun(run, { hub, ledger, checks, chance, workloads, toItsEnd: false });
      ledger.giveBack(run);
      if (outcome === "gone") return;
      await new Promise((resolve) => setTimeout(resolve, chance.between(0, REST_MS_MAX)));
    }
  }
  const loops = Promise.all(Array.from({ length: inFlight }, loop));
  return {
    /** Begins nothing more, and waits for what is under way; a dead process ends it at once. */
    async stop() {
      stopping = true;
      await loops;
    },
  };
}

/**
 * Brings every open run to its end.
 *
 * @param {HubProcess} hub
 * @param {LoadOptions} options
 */
export async function drain(hub, { ledger, checks, chance, workloads, inFlight }) {
  let lastEndMs = performance.now();
  const patienceMs = checks.failed > 0 ? STUCK_AFTER_VIOLATION_MS : STUCK_MS;
  /** @type {(outcome: string) => void} */
  let giveUp = () => undefined;
  /** @type {Promise<string>} */
  const stuck = new Promise((resolve) => {
    giveUp = resolve;
  });
  const watch = setInterval(() => {
    if (performance.now() - lastEndMs > patienceMs) giveUp(`nothing has ended for ${patienceMs} ms`);
  }, 500);
  const loop = async () => {
    for (let run = ledger.open.shift(); run !== undefined; run = ledger.open.shift()) {
      const stage = { hub, ledger, checks, chance, workloads, toItsEnd: true };
      const outcome = await Promise.race([playRun(run, stage), stuck]);
      if (outcome === "ended") lastEndMs = performance.now();
      const who = `${run.instanceId ?? run.requestId} (${run.workload})`;
      checks.check("what was acknowledged comes to its end", outcome === "ended", () => `${who}: ${outcome}`);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, loop));
  clearInterval(watch);
}
