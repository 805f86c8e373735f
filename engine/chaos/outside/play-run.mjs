import { delay } from "../patience.mjs";

/** @import { Checks } from "../checks.mjs" */
/** @import { Attempts, Chance, HistoryEvent, InstanceRecord, Json, Run, Signal, Told, Workload } from "../words.js" */
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

/** Nobody knows what became of a request: the engine was gone before it answered. */
export class Gone extends Error {}

/**
 * Goes on with a run from where it is known to be: every step may have been done before, by a process
 * that is dead now, and is then done again or left out. Throws {@link Gone}.
 *
 * @param {Run} run
 * @param {Stage} stage
 */
export async function playRun(run, stage) {
  const { ledger, chance, workloads, toItsEnd } = stage;
  const workload = workloads.find(({ name }) => name === run.workload);
  if (workload === undefined) throw new Error(`there is no workload ${run.workload}`);
  const before = run.after === undefined ? undefined : ledger.runs.get(run.after);
  if (before !== undefined && before.instanceId === undefined) await start(before, stage);
  // What is acknowledged is asked for again at times: it must be the same start.
  const instanceId = run.instanceId === undefined || chance.happens(0.1) ? await start(run, stage) : run.instanceId;
  if (chance.happens(0.1)) {
    const events = await answer(stage, "history", { instanceId, afterSeq: 0 });
    ledger.saw(run, /** @type {HistoryEvent[]} */ (events));
  }
  if (!toItsEnd && chance.happens(workload.left)) return;
  await raiseEvents(run, instanceId, workload.events, stage);
  if (workload.terminated === "always") run.termination ??= { reason: `enough of ${instanceId}` };
  if (run.termination !== undefined && run.termination.told === undefined) {
    const told = await answer(stage, "terminate", { instanceId, reason: run.termination.reason });
    ledger.terminated(run, /** @type {{ terminated: boolean }} */ (told).terminated);
  }
  const record = await answer(stage, "wait", { instanceId });
  ledger.finished(run, /** @type {InstanceRecord} */ (record));
}

/**
 * Signals an entity. A signal that nobody was told of may have been heard; it is sent again or not.
 * Throws {@link Gone}.
 *
 * @param {Signal} signal
 * @param {Stage} stage
 */
export async function playSignal(signal, stage) {
  const { entity, id } = signal;
  try {
    await attempt(signal, stage, "signalEntity", { entity, operation: "count", input: { id } });
  } catch (error) {
    stage.ledger.unsureSignals.push(signal);
    throw error;
  }
}

/**
 * @param {Run} run
 * @param {Stage} stage
 */
async function start(run, stage) {
  const { requestId, input, storm, workload, wantedId } = run;
  if (run.asked && run.instanceId === undefined) stage.ledger.unsureRepeats += 1;
  run.asked = true;
  const started = await answer(stage, "start", {
    target: await targetOf(run, stage),
    input,
    requestId,
    tags: { storm: String(storm), workload },
    ...(wantedId !== undefined && { instanceId: wantedId }),
  });
  const { instanceId } = /** @type {{ instanceId: string }} */ (started);
  stage.ledger.started(run, instanceId);
  return instanceId;
}

/**
 * @param {Run} run
 * @param {Stage} stage
 */
async function targetOf({ target }, stage) {
  if ("name" in target) return target;
  const known = stage.ledger.versions.get(target.code);
  // An acknowledged version is there for ever; at times it is published again all the same.
  if (known !== undefined && !stage.chance.happens(0.01)) return { version: known };
  const published = await answer(stage, "publish", { code: target.code });
  const { version } = /** @type {{ version: string }} */ (published);
  stage.ledger.published(target.code, version);
  return { version };
}

/**
 * Raises the events that were not told to be raised yet. A run that got one of them twice may have
 * ended before the last one.
 *
 * @param {Run} run
 * @param {string} instanceId
 * @param {number} count
 * @param {Stage} stage
 */
async function raiseEvents(run, instanceId, count, stage) {
  run.raised ??= Array.from({ length: count }, () => ({ asked: 0, told: 0 }));
  for (const [index, raised] of run.raised.entries()) {
    if (raised.told > 0) continue;
    const mayHaveEnded = run.raised.some(({ asked, told }) => asked > told);
    const asked = { instanceId, name: "item", payload: index + 1 };
    await attempt(raised, stage, "raiseEvent", asked, mayHaveEnded ? ["InstanceFinished"] : []);
  }
}

/**
 * Asks for something that a repeat does twice.
 *
 * @param {Attempts} attempts
 * @param {Stage} stage
 * @param {string} what
 * @param {Json} asked
 * @param {readonly string[]} [allowed] codes that it may be refused with
 */
async function attempt(attempts, stage, what, asked, allowed = []) {
  attempts.asked += 1;
  await answer(stage, what, asked, allowed);
  stage.ledger.done(`${what} ${JSON.stringify(asked)}`, attempts);
}

/**
 * The answer. Who is told that there is too much to do asks again when it is told to. Throws
 * {@link Gone} when there is none, and when what may not be refused was refused.
 *
 * @param {Stage} stage
 * @param {string} what
 * @param {Json} asked
 * @param {readonly string[]} [allowed] codes that it may be refused with
 * @returns {Promise<unknown>}
 */
async function answer({ hub, ledger, checks }, what, asked, allowed = []) {
  let told = await hub.ask(what, asked);
  while (told.kind === "refused" && told.retryAfterMs !== undefined) {
    ledger.turnedAway += 1;
    await delay(told.retryAfterMs);
    told = await hub.ask(what, asked);
  }
  if (told.kind === "gone") throw new Gone();
  const isRight = told.kind === "answer" || allowed.includes(told.code);
  checks.check("nothing is refused without need", isRight, () => `${what} ${brief(asked)}: ${refusalOf(told)}`);
  if (!isRight) throw new Gone();
  return told.kind === "answer" ? told.answer : undefined;
}

/** @param {Told<unknown>} told */
const refusalOf = (told) => (told.kind === "refused" ? `${told.code}: ${told.message}` : told.kind);

/** @param {Json} asked */
function brief(asked) {
  const text = JSON.stringify(asked);
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
