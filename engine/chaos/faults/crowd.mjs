import { auditRefused } from "../audit/audit.mjs";
import { delay } from "../patience.mjs";

/** @import { Causes } from "../causes.mjs" */
/** @import { HubProcess } from "../outside/hub-process.mjs" */
/** @import { LoadOptions } from "../outside/load.mjs" */
/** @import { Json, Run, Signal, Told } from "../words.js" */

/**
 * @typedef {LoadOptions & {
 *   readonly hub: HubProcess,
 *   readonly storm: number,
 *   readonly causes: Causes,
 *   readonly tell: (line: string) => void,
 * }} CrowdOptions
 */

/**
 * Somebody who wants one thing of the hub.
 *
 * @typedef {object} Guest
 * @property {string} what
 * @property {Json} asked
 * @property {boolean} comesAgain when it is told to
 * @property {(answer: unknown) => void} taken
 * @property {() => void} givesUp
 * @property {() => void} unsure nobody knows what became of it
 */

const RUNS = 160;
const SIGNALS = 40;
/** What has to be done in the longest time that a busy machine needs for it. */
const PATIENCE_MS = 60_000;
const REFUSED = "ResourceExhausted";

/**
 * Many ask at once for more than a hub with hardly any room takes. Whom it refuses it says when to come again, and has
 * done nothing for them; those who do come are all taken, in the end. The others must find nothing of what they
 * wanted: now, and in the audit.
 *
 * @param {CrowdOptions} options
 */
export async function crowd(options) {
  const { hub, checks, causes, ledger, tell } = options;
  const guests = [
    ...Array.from({ length: RUNS }, (_, number) => runGuest(number, options)),
    ...Array.from({ length: SIGNALS }, (_, number) => signalGuest(number, options)),
  ];
  const before = causes.refusedInCrowds;
  causes.crowds += 1;
  const untilMs = performance.now() + PATIENCE_MS;
  await Promise.all(guests.map((guest) => serve(guest, untilMs, options)));
  const refused = causes.refusedInCrowds - before;
  checks.check("a crowd is too much at once", refused > 0, () => `${guests.length} requests were all taken`);
  tell(`  ${guests.length} asked at once, and the hub refused ${refused} times`);
  if (!hub.isOver) await auditRefused(hub, { ledger, checks });
}

/**
 * @param {Guest} guest
 * @param {number} untilMs
 * @param {CrowdOptions} options
 */
async function serve({ what, asked, comesAgain, taken, givesUp, unsure }, untilMs, { hub, checks, causes }) {
  for (let tries = 1; ; tries++) {
    const told = await hub.ask(what, asked);
    checks.check("in a crowd a hub takes a request or says when to come again", isPolite(told), () =>
      JSON.stringify(told),
    );
    if (told.kind === "answer") {
      if (tries === 1) causes.takenAtOnce += 1;
      else causes.takenLater += 1;
      if (tries > 1) checks.check("who comes again when it is told to is taken", true, () => what);
      taken(told.answer);
      return;
    }
    if (told.kind === "gone" || told.code !== REFUSED) {
      unsure();
      return;
    }
    causes.refusedInCrowds += 1;
    if (!comesAgain) {
      causes.givenUpInCrowds += 1;
      givesUp();
      return;
    }
    if (performance.now() > untilMs) {
      checks.check("who comes again when it is told to is taken", false, () => `${what}, refused ${tries} times`);
      return;
    }
    await delay(told.retryAfterMs ?? 0);
  }
}

/** @param {Told<unknown>} told */
const isPolite = (told) =>
  told.kind === "answer" || (told.kind === "refused" && told.code === REFUSED && told.retryAfterMs !== undefined);

/**
 * @param {number} number
 * @param {CrowdOptions} options
 * @returns {Guest}
 */
function runGuest(number, { storm, chance, ledger, workloads }) {
  const workload = workloads.find(({ name }) => name === "greetings");
  if (workload === undefined) throw new Error("there is no workload greetings");
  const wantedId = `crowd-${storm}-${number}`;
  const run = {
    requestId: `${wantedId}-request`,
    workload: workload.name,
    target: workload.target(storm),
    input: workload.input(chance, number),
    storm,
    wantedId,
    asked: /** @type {const} */ (true),
  };
  ledger.begin(/** @type {Run} */ (run));
  return {
    what: "start",
    asked: {
      target: run.target,
      input: run.input,
      requestId: run.requestId,
      tags: { storm: String(storm), workload: run.workload },
      instanceId: wantedId,
    },
    comesAgain: chance.happens(0.5),
    taken: (answer) => {
      ledger.started(run, /** @type {{ instanceId: string }} */ (answer).instanceId);
      ledger.giveBack(run);
    },
    givesUp: () => ledger.refused(run),
    // Whoever drains asks for it once more.
    unsure: () => ledger.giveBack(run),
  };
}

/**
 * @param {number} number
 * @param {CrowdOptions} options
 * @returns {Guest}
 */
function signalGuest(number, { storm, chance, ledger, counters }) {
  /** @type {Signal} */
  const signal = { id: `crowd-signal-${storm}-${number}`, entity: chance.pick(counters), asked: 1, told: 0 };
  ledger.signals.set(signal.id, signal);
  return {
    what: "signalEntity",
    asked: { entity: signal.entity, operation: "count", input: { id: signal.id } },
    comesAgain: chance.happens(0.5),
    taken: () => ledger.done(`crowd signal ${signal.id}`, signal),
    givesUp: () => void ledger.signals.delete(signal.id),
    unsure: () => undefined,
  };
}
