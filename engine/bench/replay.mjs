// How long it takes to run an orchestration over its recorded history again: what a run costs that comes back into
// memory, and what `replayHistory` costs in a test. One history of a sequence and one of fan-outs, each of 10 000
// events or a few more; the engine must be built. `node engine/bench/replay.mjs`

import { LiveOrchestration, orchestration, replayHistory } from "../dist/orchestration/index.js";

/** @typedef {import("../dist/model/index.js").HistoryEvent} HistoryEvent */
/** @typedef {import("../dist/orchestration/index.js").AnyOrchestration} AnyOrchestration */

const EVENTS_MIN = 10_000;
const REPLAYS = 15;
const input = { customer: "c-1042", lines: [{ product: "tea-green", count: 2 }] };

/** A call is four events: the turn, the call, its start, its result. */
const sequence = orchestration("sequence", function* (ctx, /** @type {number} */ calls) {
  let last;
  for (let call = 0; call < calls; call++) last = yield* ctx.call("charge", { ...input, call });
  return last;
});

/** A hundred calls at once, again and again. */
const fanOut = orchestration("fanOut", function* (ctx, /** @type {number} */ rounds) {
  for (let round = 0; round < rounds; round++) {
    yield* ctx.all(Array.from({ length: 100 }, (_, call) => ctx.call("charge", { ...input, call, round })));
  }
});

/**
 * Has the orchestration make its own history: every call is answered, those of one turn together.
 * @param {AnyOrchestration} definition
 * @param {number} count
 * @returns {HistoryEvent[]}
 */
function historyOf(definition, count) {
  /** @type {any[]} */
  const history = [];
  /** @param {object} body */
  const add = (body) => history.push({ seq: history.length + 1, atMs: 1_000 + history.length, ...body });
  add({ type: "ExecutionStarted", instanceId: "run", executionId: "e", name: "x", input: `${count}`, tags: {} });
  const live = new LiveOrchestration(definition.run, history[0]);
  /** @type {any[]} */
  let answers = [];
  for (let turn = 1; ; turn++) {
    const deliveredThrough = history.length;
    add({ type: "TurnStarted", turn, deliveredThrough });
    const at = { turn, nowMs: history[history.length - 1].atMs };
    const outcome = turn === 1 ? live.start(at) : live.deliver(answers, at);
    for (const action of outcome.actions) add(action);
    if (outcome.kind === "completed") {
      add({ type: "ExecutionCompleted", output: outcome.output });
      return history;
    }
    const asked = /** @type {any[]} */ (outcome.actions).filter(({ type }) => type === "ActivityScheduled");
    for (const { taskId } of asked) add({ type: "ActivityStarted", taskId, attempt: 1 });
    const from = history.length;
    for (const { taskId } of asked) add({ type: "ActivityCompleted", taskId, attempt: 1, result: '{"receipt":"r-1"}' });
    answers = history.slice(from);
  }
}

/**
 * @param {string} name
 * @param {AnyOrchestration} definition
 * @param {number} count
 */
function measure(name, definition, count) {
  const history = historyOf(definition, count);
  if (history.length < EVENTS_MIN) throw new Error(`${name} has ${history.length} events, fewer than ${EVENTS_MIN}.`);
  const tookMs = Array.from({ length: REPLAYS }, () => {
    const began = performance.now();
    const report = replayHistory(definition, history);
    const ms = performance.now() - began;
    if (report.kind === "differs") throw new Error(report.message);
    return ms;
  });
  const [firstMs = 0] = tookMs;
  const medianMs = [...tookMs].sort((a, b) => a - b)[REPLAYS >> 1] ?? 0;
  console.log(
    `${name.padEnd(9)} ${history.length} events: first replay ${firstMs.toFixed(1)} ms, median of ${REPLAYS} ${medianMs.toFixed(1)} ms`,
  );
}

measure("sequence", sequence, 2_500);
measure("fan-out", fanOut, 34);
