import { digestOf } from "../digest.mjs";
import { expectedAccounts } from "../workloads/bank.mjs";
import { auditAccounts, auditCounters } from "./entities.mjs";
import { HISTORY_LAWS } from "./history-laws.mjs";
import { auditLists } from "./lists.mjs";

/** @import { Checks } from "../checks.mjs" */
/** @import { HistoryEvent, InstanceRecord, Run, Workload } from "../words.js" */
/** @import { HubProcess } from "../outside/hub-process.mjs" */
/** @import { Ledger } from "../outside/ledger.mjs" */

/**
 * @typedef {object} AuditOptions
 * @property {Ledger} ledger
 * @property {Checks} checks
 * @property {readonly Workload[]} workloads
 */

const AT_ONCE = 32;
const PAGE_EVENTS = 500;

/**
 * Holds everything that was ever told against what is there now. Every run must have come to its end.
 * It knows the engine by its answers alone.
 *
 * @param {HubProcess} hub
 * @param {AuditOptions} options
 */
export async function audit(hub, options) {
  const queue = [...options.ledger.runs.values()];
  /** @type {Map<string, InstanceRecord>} */
  const records = new Map();
  const loop = async () => {
    for (let run = queue.pop(); run !== undefined; run = queue.pop()) {
      const record = await auditRun(run, hub, options);
      if (record !== undefined) records.set(record.instanceId, record);
      for (const child of await auditChildren(run, hub, options)) records.set(child.instanceId, child);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, loop));
  const transfers = [...options.ledger.runs.values()]
    .filter(({ workload }) => workload === "transfer")
    .map((run) => ({ run, output: records.get(run.instanceId ?? "")?.output }));
  await auditAccounts(hub, options.checks, expectedAccounts(transfers));
  await auditCounters(hub, options.checks, options.ledger);
  await auditRefused(hub, options);
  await auditLists(hub, options.ledger, options.checks, records);
}

/**
 * Whoever was refused and did not ask again has nothing. That no such signal was heard shows with the counters, which
 * then know of one that nobody sent.
 *
 * @param {HubProcess} hub
 * @param {Pick<AuditOptions, "ledger" | "checks">} options
 */
export async function auditRefused(hub, { ledger, checks }) {
  for (const instanceId of ledger.refusedRuns) {
    const told = await hub.ask("status", { instanceId });
    const isNowhere = told.kind === "answer" && (told.answer ?? null) === null;
    checks.check("what was refused is nowhere", isNowhere, () => `${instanceId}: ${JSON.stringify(told)}`);
  }
}

/**
 * A few runs, held against what was told of them: soon after a recovery, so that a violation is found
 * near the blow that caused it.
 *
 * @param {readonly Run[]} runs
 * @param {HubProcess} hub
 * @param {AuditOptions} options
 */
export async function spotCheck(runs, hub, { ledger, checks }) {
  const check = async (/** @type {Run} */ run) => {
    if (run.instanceId === undefined) return;
    const told = await hub.ask("status", { instanceId: run.instanceId });
    if (told.kind === "gone") return;
    const record = told.kind === "answer" ? /** @type {InstanceRecord | undefined} */ (told.answer) : undefined;
    checks.check("what was acknowledged is there", record !== undefined, () => `${run.instanceId} (${run.workload})`);
    if (record !== undefined && run.finished !== undefined) ledger.finished(run, record);
  };
  await Promise.all(runs.map(check));
}

/**
 * @param {Run} run
 * @param {HubProcess} hub
 * @param {AuditOptions} options
 * @returns {Promise<InstanceRecord | undefined>} what is there of it
 */
async function auditRun(run, hub, { ledger, checks, workloads }) {
  const { instanceId } = run;
  checks.check("no start is unsure in the end", instanceId !== undefined, () => run.requestId);
  if (instanceId === undefined) return undefined;
  const who = `${instanceId} (${run.workload}, ${run.requestId})`;
  const told = await hub.ask("status", { instanceId });
  const record = told.kind === "answer" ? /** @type {InstanceRecord | undefined} */ (told.answer) : undefined;
  checks.check("what was acknowledged is there", record !== undefined, () => `${who}: ${JSON.stringify(told)}`);
  if (record === undefined) return undefined;
  ledger.finished(run, record);
  const history = await wholeHistory(hub, instanceId);
  checks.check("what was acknowledged has its history", history !== undefined, () => who);
  if (history === undefined) return record;
  ledger.saw(run, history);
  for (const [law, wrong] of Object.entries(HISTORY_LAWS)) {
    const what = wrong(history, record);
    checks.check(law, what === undefined, () => `${who}: ${what}`);
  }
  checks.check(
    "a run is the one that was asked for",
    isAskedFor(run, record, history),
    () => `${who}: ${JSON.stringify(record)}`,
  );
  auditEnd(run, record, history, workloads, checks);
  return record;
}

/**
 * The instances that a run has started: they are there, each once, and have ended as well.
 *
 * @param {Run} run
 * @param {HubProcess} hub
 * @param {AuditOptions} options
 */
async function auditChildren(run, hub, { checks, workloads }) {
  const ids = workloads.find(({ name }) => name === run.workload)?.children?.(run.input) ?? [];
  /** @type {InstanceRecord[]} */
  const children = [];
  for (const instanceId of ids) {
    const told = await hub.ask("status", { instanceId });
    const record = told.kind === "answer" ? /** @type {InstanceRecord | undefined} */ (told.answer) : undefined;
    const isRight = record?.status === "Completed";
    checks.check("what a run has started is there, and has ended", isRight, () => `${instanceId} of ${run.instanceId}`);
    if (record !== undefined) children.push(record);
  }
  return children;
}

/**
 * @param {Run} run
 * @param {InstanceRecord} record
 * @param {readonly HistoryEvent[]} history
 * @param {readonly Workload[]} workloads
 * @param {Checks} checks
 */
function auditEnd(run, record, history, workloads, checks) {
  const who = `${record.instanceId} (${run.workload}, ${run.requestId})`;
  const { termination } = run;
  if (termination?.told === true) {
    checks.check("what was terminated stays so", record.status === "Terminated", () => `${who} is ${record.status}`);
  }
  if (record.status === "Terminated" && termination !== undefined) {
    const reason = history.at(-1)?.reason;
    checks.check("a termination says why", reason === termination.reason, () => `${who}: ${reason}`);
    return;
  }
  const wrong = workloads.find(({ name }) => name === run.workload)?.judge(run, record, history);
  checks.check("a result is what it must be", wrong === undefined, () => `${who}: ${wrong}`);
}

/**
 * @param {Run} run
 * @param {InstanceRecord} record
 * @param {readonly HistoryEvent[]} history
 */
function isAskedFor(run, record, history) {
  // An execution that another one continues chooses its successor's input.
  const isContinuation = history.some(({ type }) => type === "ContinuedAsNew");
  return (
    (isContinuation || record.input === JSON.stringify(run.input)) &&
    digestOf(record.tags) === digestOf({ storm: String(run.storm), workload: run.workload })
  );
}

/**
 * @param {HubProcess} hub
 * @param {string} instanceId
 * @returns {Promise<HistoryEvent[] | undefined>} `undefined` when it cannot be had
 */
async function wholeHistory(hub, instanceId) {
  /** @type {HistoryEvent[]} */
  const events = [];
  for (;;) {
    const told = await hub.ask("history", { instanceId, afterSeq: events.length });
    if (told.kind !== "answer") return undefined;
    const page = /** @type {HistoryEvent[]} */ (told.answer);
    events.push(...page);
    if (page.length < PAGE_EVENTS) return events;
  }
}
