import { digestOf } from "../digest.mjs";

/** @import { Checks } from "../checks.mjs" */
/** @import { InstanceRecord, InstanceSummary, Json } from "../words.js" */
/** @import { HubProcess } from "../outside/hub-process.mjs" */
/** @import { Ledger } from "../outside/ledger.mjs" */

const PAGE_ITEMS = 500;

/**
 * Lists show what was acknowledged, each run once, and nothing else.
 *
 * @param {HubProcess} hub
 * @param {Ledger} ledger
 * @param {Checks} checks
 * @param {ReadonlyMap<string, InstanceRecord>} records what is there, by instance id
 */
export async function auditLists(hub, ledger, checks, records) {
  const runs = [...ledger.runs.values()];
  const wanted = new Set([...runs.map((run) => run.instanceId), ...records.keys()]);
  const all = await wholeList(hub, {});
  checks.check("a list can be had", all !== undefined, () => "the list of everything");
  if (all === undefined) return;
  sameIds("a list shows exactly what was acknowledged", "all", checks, all, wanted);
  const older = all.findIndex((item, index) => item.createdAtMs > (all[index - 1]?.createdAtMs ?? Number.MAX_VALUE));
  checks.check(
    "a list goes from the newest to the oldest",
    older === -1,
    () => `item ${older} is newer than the one before`,
  );
  for (const item of all) {
    const record = records.get(item.instanceId);
    if (record === undefined) continue;
    const { input: _input, output: _output, ...summary } = record;
    checks.check("a list says what the record says", digestOf(summary) === digestOf(item), () => item.instanceId);
  }
  for (const status of ["Pending", "Running", "Completed", "Failed", "Terminated"]) {
    const listed = await wholeList(hub, { statuses: [status] });
    const wanted = [...records.values()].filter((record) => record.status === status);
    sameIds("a list by status shows exactly those", status, checks, listed ?? [], idsOf(wanted));
  }
  for (const workload of new Set(runs.map((run) => run.workload))) {
    const listed = await wholeList(hub, { tags: { workload } });
    const wanted = runs.filter((run) => run.workload === workload).map((run) => run.instanceId);
    sameIds("a list by tag shows exactly those", workload, checks, listed ?? [], new Set(wanted));
  }
}

/**
 * @param {string} law
 * @param {string} which
 * @param {Checks} checks
 * @param {readonly InstanceSummary[]} listed
 * @param {ReadonlySet<string | undefined>} wanted
 */
function sameIds(law, which, checks, listed, wanted) {
  const ids = idsOf(listed);
  const missing = [...wanted].filter((id) => id !== undefined && !ids.has(id));
  const strangers = [...ids].filter((id) => !wanted.has(id));
  checks.check(
    law,
    missing.length === 0 && strangers.length === 0 && ids.size === listed.length,
    () =>
      `${which}: ${listed.length} listed, ${listed.length - ids.size} of them twice; missing ${some(missing)}; nobody knows ${some(strangers)}`,
  );
}

/** @param {readonly InstanceSummary[]} items */
const idsOf = (items) => new Set(items.map((item) => item.instanceId));

/** @param {readonly (string | undefined)[]} ids */
const some = (ids) => (ids.length === 0 ? "none" : `${ids.length} (${ids.slice(0, 3).join(", ")} …)`);

/**
 * @param {HubProcess} hub
 * @param {{ readonly [name: string]: Json }} query
 * @returns {Promise<InstanceSummary[] | undefined>}
 */
async function wholeList(hub, query) {
  /** @type {InstanceSummary[]} */
  const items = [];
  /** @type {string | undefined} */
  let cursor;
  do {
    const told = await hub.ask("list", {
      query: { ...query, limit: PAGE_ITEMS, ...(cursor !== undefined && { cursor }) },
    });
    if (told.kind !== "answer") return undefined;
    const page = /** @type {{ items: InstanceSummary[], nextCursor?: string }} */ (told.answer);
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return items;
}
