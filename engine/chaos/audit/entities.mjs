import { field } from "../workloads/workload.mjs";

/** @import { Checks } from "../checks.mjs" */
/** @import { HubProcess } from "../outside/hub-process.mjs" */
/** @import { Ledger } from "../outside/ledger.mjs" */

/**
 * What each account must hold.
 *
 * @typedef {ReadonlyMap<string, { readonly balance: number, readonly additions: number }>} Accounts
 */

/** How long an entity may take to hear what was sent to it. */
const SETTLE_MS = 20_000;

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
    const state = await settled(hub, entity, checks);
    const is = state ?? { balance, additions: 0 };
    wanted += balance;
    held += Number(field(is, "balance"));
    checks.check(
      "each transfer moved its amount once",
      field(is, "balance") === balance && field(is, "additions") === additions,
      () => `${entity} should hold ${balance} after ${additions} additions: ${JSON.stringify(is)}`,
    );
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
  /** @type {Map<string, Map<string, { told: number, asked: number }>>} */
  const expected = new Map();
  const expect = (/** @type {string} */ entity, /** @type {string} */ id, /** @type {number} */ told, asked = told) => {
    const ids = expected.get(entity) ?? new Map();
    expected.set(entity, ids.set(id, { told, asked }));
  };
  for (const { entity, id, told, asked } of ledger.signals.values()) expect(entity, id, told, asked);
  for (const { workload, input, finished } of ledger.runs.values()) {
    if (workload !== "signals" || finished?.status !== "Completed") continue;
    for (const id of /** @type {string[]} */ (field(input, "ids"))) expect(String(field(input, "counter")), id, 1);
  }
  for (const [entity, ids] of expected) {
    const state = (await settled(hub, entity, checks)) ?? { counts: {} };
    const counts = /** @type {Record<string, number>} */ (field(state, "counts"));
    for (const [id, { told, asked }] of ids) {
      const count = counts[id] ?? 0;
      const isRight = count >= told && count <= asked;
      const what = () => `${entity} counts ${id} ${count} times; it was sent ${asked} times and told ${told} times`;
      checks.check("each signal counts once", isRight, what);
    }
    const strangers = Object.keys(counts).filter((id) => !ids.has(id));
    checks.check("only signals that were sent count", strangers.length === 0, () => `${entity}: ${strangers}`);
  }
}

/**
 * The state of an entity once nothing waits for it, and nobody has it locked.
 *
 * @param {HubProcess} hub
 * @param {string} entity
 * @param {Checks} checks
 * @returns {Promise<unknown>} `undefined` when it has none
 */
async function settled(hub, entity, checks) {
  const untilMs = performance.now() + SETTLE_MS;
  for (;;) {
    const told = await hub.ask("readEntity", { entity });
    const reading = told.kind === "answer" ? /** @type {Reading | undefined} */ (told.answer) : undefined;
    const isQuiet = told.kind === "answer" && (reading === undefined || isAtRest(reading));
    if (!isQuiet && performance.now() < untilMs) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      continue;
    }
    checks.check("an entity comes to rest", isQuiet, () => `${entity}: ${JSON.stringify(told)}`);
    return reading?.state === undefined ? undefined : JSON.parse(reading.state);
  }
}

/** @typedef {{ readonly state?: string, readonly lockedBy?: string, readonly queued: number }} Reading */

/** @param {Reading} reading */
const isAtRest = ({ lockedBy, queued }) => lockedBy === undefined && queued === 0;
