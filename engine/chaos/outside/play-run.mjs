/** @import { Checks } from "../checks.mjs" */
/** @import { Chance, HistoryEvent, InstanceRecord, Run, Told, Workload } from "../words.js" */
/** @import { HubProcess } from "./hub-process.mjs" */
/** @import { Ledger } from "./ledger.mjs" */

/**
 * @typedef {object} Stage
 * @property {HubProcess} hub
 * @property {Ledger} ledger
 * @property {Checks} checks
 * @property {Chance} chance
 * @property {readonly Workload[]} workloads
 * @property {boolean} toItsEnd wait for it, whatever its workload says
 */

/**
 * Goes on with a run from where it is known to be: every step may have been done before, by a process
 * that is dead now, and is then done again or left out.
 *
 * @param {Run} run
 * @param {Stage} stage
 * @returns {Promise<"ended" | "left" | "gone">}
 */
export async function playRun(run, stage) {
  const { ledger, chance, workloads, toItsEnd } = stage;
  const workload = workloads.find(({ name }) => name === run.workload);
  if (workload === undefined) throw new Error(`there is no workload ${run.workload}`);
  // What is acknowledged is asked for again at times: it must be the same start.
  if (run.instanceId === undefined || chance.happens(0.05)) {
    if ((await start(run, stage)) === undefined) return "gone";
  }
  const { instanceId } = run;
  if (instanceId === undefined) return "gone";
  if (chance.happens(0.1)) {
    const events = await ask(run, stage, "history", { instanceId, afterSeq: 0 });
    if (events === undefined) return "gone";
    ledger.saw(run, /** @type {HistoryEvent[]} */ (events));
  }
  const left = !toItsEnd && chance.happens(workload.left);
  if (left) return "left";
  if (workload.endless === true) run.termination ??= { reason: `enough of ${instanceId}` };
  if (run.termination !== undefined && run.termination.told === undefined) {
    const { reason } = run.termination;
    const told = await ask(run, stage, "terminate", { instanceId, reason });
    if (told === undefined) return "gone";
    ledger.terminated(run, /** @type {{ terminated: boolean }} */ (told).terminated);
  }
  const record = await ask(run, stage, "wait", { instanceId });
  if (record === undefined) return "gone";
  ledger.finished(run, /** @type {InstanceRecord} */ (record));
  return "ended";
}

/**
 * @param {Run} run
 * @param {Stage} stage
 * @returns {Promise<true | undefined>} `undefined` when the process died before it told
 */
async function start(run, stage) {
  const target = await targetOf(run, stage);
  if (target === undefined) return undefined;
  const { requestId, input, storm } = run;
  const tags = { storm: String(storm), workload: run.workload };
  const started = await ask(run, stage, "start", { target, input, requestId, tags });
  if (started === undefined) return undefined;
  stage.ledger.started(run, /** @type {{ instanceId: string }} */ (started).instanceId);
  return true;
}

/**
 * @param {Run} run
 * @param {Stage} stage
 */
async function targetOf({ target, requestId }, stage) {
  if ("name" in target) return target;
  const known = stage.ledger.versions.get(target.code);
  // An acknowledged version is there for ever; at times it is published again all the same.
  if (known !== undefined && !stage.chance.happens(0.01)) return { version: known };
  const told = await stage.hub.ask("publish", { code: target.code });
  const published = answerOf(told, stage, `publish for ${requestId}`);
  if (published === undefined) return undefined;
  const { version } = /** @type {{ version: string }} */ (published);
  stage.ledger.published(target.code, version);
  return { version };
}

/**
 * @param {Run} run
 * @param {Stage} stage
 * @param {string} what
 * @param {import("../words.js").Json} asked
 */
async function ask(run, stage, what, asked) {
  return answerOf(await stage.hub.ask(what, asked), stage, `${what} of ${run.instanceId ?? run.requestId}`);
}

/**
 * The answer; `undefined` when the process died first, or refused what it may not refuse.
 *
 * @param {Told<unknown>} told
 * @param {Stage} stage
 * @param {string} what
 */
function answerOf(told, { checks }, what) {
  if (told.kind === "gone") return undefined;
  checks.check("nothing is refused without need", told.kind === "answer", () =>
    told.kind === "refused" ? `${what}: ${told.code}: ${told.message}` : what,
  );
  return told.kind === "answer" ? (told.answer ?? null) : undefined;
}
