import { delay } from "../patience.mjs";
import { field } from "../workloads/workload.mjs";

/** @import { Checks } from "../checks.mjs" */
/** @import { Attempts } from "../words.js" */
/** @import { HubProcess } from "../outside/hub-process.mjs" */
/** @import { Ledger } from "../outside/ledger.mjs" */

/**
 * What each account must hold.
 *
 * @typedef {ReadonlyMap<string, { readonly balance: number, readonly additions: number }>} Accounts
 */

/** Signals are heard after they are acknowledged; after so long, all of them should have been. */
const SETTLE_MS = 10_000;
/** The same after a violation: what was lost is never heard. */
const SETTLE_AFTER_VIOLATION_MS = 1_000;

/**
 * Money is conserved, and each transfer moved its amount once.
 *
 * @param {HubProcess} hub
 * @param {Checks} checks
 * @param {Accounts} expected
 */
export async function auditAccounts(hub, checks, expected) {
  let wanted = 0;
  let held = 0;
  for (const [entity, { balance, additions }] of expected) {
    const untouched = { balance, additions: 0 };
    const isRight = (/** @type {unknown} */ state) =>
      field(state, "balance") === balance && field(state, "additions") === additions;
    const state = (await stateOf(hub, entity)) ?? untouched;
    wanted += balance;
    held += Number(field(state, "balance"));
    const what = () => `${entity} should hold ${balance} after ${additions} additions: ${JSON.stringify(state)}`;
    checks.check("each transfer moved its amount once", isRight(state), what);
  }
  checks.check("money is conserved", wanted === held, () => `there should be ${wanted}, and there is ${held}`);
}

/**
 * Each signal that was told to be heard counts once; one that is unsure, at most as often as it was sent.
 *
 * @param {HubProcess} hub
 * @param {Checks} checks
 * @param {Ledger} ledger
 */
export async function auditCounters(hub, checks, ledger) {
  const untilMs = performance.now() + (checks.failed > 0 ? SETTLE_AFTER_VIOLATION_MS : SETTLE_MS);
  for (const [entity, ids] of expectedSignals(ledger)) {
    const countOf = (/** @type {unknown} */ state, /** @type {string} */ id) =>
      /** @type {Record<string, number>} */ (field(state, "counts"))[id] ?? 0;
    const isRight = (/** @type {unknown} */ state) => [...ids].every(([id, { told }]) => countOf(state, id) >= told);
    let state = (await stateOf(hub, entity)) ?? { counts: {} };
    while (!isRight(state) && performance.now() < untilMs) {
      await delay(50);
      state = (await stateOf(hub, entity)) ?? { counts: {} };
    }
    for (const [id, { told, asked }] of ids) {
      const count = countOf(state, id);
      const what = () => `${entity} counts ${id} ${count} times; it was sent ${asked} times and told ${told} times`;
      checks.check("each signal counts once", count >= told && count <= asked, what);
    }
    const strangers = Object.keys(/** @type {object} */ (field(state, "counts"))).filter((id) => !ids.has(id));
    checks.check("only signals that were sent count", strangers.length === 0, () => `${entity}: ${strangers}`);
  }
}

/**
 * How often each entity was signaled with each id, by the client and by the runs that have completed.
 *
 * @param {Ledger} ledger
 * @returns {ReadonlyMap<string, ReadonlyMap<string, Attempts>>}
 */
function expectedSignals(ledger) {
  /** @type {Map<string, Map<string, Attempts>>} */
  const expected = new Map();
  const expect = (/** @type {string} */ entity, /** @type {string} */ id, /** @type {Attempts} */ attempts) => {
    const ids = expected.get(entity) ?? new Map();
    expected.set(entity, ids.set(id, attempts));
  };
  for (const signal of ledger.signals.values()) expect(signal.entity, signal.id, signal);
  for (const { workload, input, finished } of ledger.runs.values()) {
    if (workload !== "signals" || finished?.status !== "Completed") continue;
    const ids = /** @type {string[]} */ (field(input, "ids"));
    for (const id of ids) expect(String(field(input, "counter")), id, { asked: 1, told: 1 });
  }
  return expected;
}

/**
 * @param {HubProcess} hub
 * @param {string} entity
 * @returns {Promise<unknown>} `undefined` when it has none, or it cannot be had
 */
async function stateOf(hub, entity) {
  const told = await hub.ask("readEntity", { entity });
  return told.kind === "answer" ? told.answer : undefined;
}
