import { describe, expect, test } from "vitest";
import {
  encodeJson,
  executionId,
  type HistoryEvent,
  type HistoryEventBody,
  instanceId,
  type JsonText,
  NOTHING,
  taskId,
} from "../model/index.js";
import { type Orchestrator, orchestration, replayHistory } from "./index.js";

const body = (run: Orchestrator) => orchestration("order", run);
const numbered = (...events: readonly HistoryEventBody[]): HistoryEvent[] =>
  events.map((event, index) => ({ seq: index + 1, atMs: 1_000 + index, ...event }));

const started: HistoryEventBody = {
  type: "ExecutionStarted",
  instanceId: instanceId("run"),
  executionId: executionId("execution"),
  name: "order",
  input: encodeJson({ total: 3 }),
  tags: {},
};
const charged = (input: JsonText): HistoryEventBody => ({
  type: "ActivityScheduled",
  taskId: taskId(1),
  origin: { node: "charge", path: [] },
  name: "charge",
  input,
});
/** Charges, and gives the receipt. */
const history = numbered(
  started,
  { type: "TurnStarted", turn: 1, deliveredThrough: 1 },
  charged(encodeJson(3)),
  { type: "ActivityCompleted", taskId: taskId(1), attempt: 1, result: encodeJson("receipt") },
  { type: "TurnStarted", turn: 2, deliveredThrough: 4 },
  { type: "ExecutionCompleted", output: encodeJson("receipt") },
);
const order = body(function* (ctx, input) {
  return yield* ctx.call("charge", (input as { readonly total: number }).total);
});

describe("a history is replayed", () => {
  test("and agrees, whole or as far as it has come", () => {
    expect(replayHistory(order, history)).toEqual({ kind: "agrees", turns: 2, stands: "ended" });
    expect(replayHistory(order, history.slice(0, 4))).toEqual({ kind: "agrees", turns: 1, stands: "waiting" });
  });

  test("and differs in what a node asks for, at an event, in a field", () => {
    const changed = body(function* (ctx, input) {
      return yield* ctx.call("charge", (input as { readonly total: number }).total * 2);
    });
    expect(replayHistory(changed, history)).toMatchObject({
      kind: "differs",
      seq: 3,
      turn: 1,
      node: "charge",
      event: { seq: 3, type: "ActivityScheduled" },
      difference: { field: "input", recorded: "3", asked: "6" },
      message: expect.stringContaining("event 3 (turn 1, node charge)"),
    });
  });

  test("and differs where the code asks for one thing more", () => {
    const changed = body(function* (ctx) {
      return yield* ctx.all([ctx.call("charge", 3), ctx.call("thank", null)]);
    });
    const report = replayHistory(changed, history.slice(0, 3));
    expect(report).toMatchObject({ kind: "differs", seq: 4, node: "thank", recorded: "nothing more in this turn" });
    expect(report).not.toHaveProperty("event");
  });

  test("and differs in how it ends, and at which node", () => {
    const changed = body(function* (ctx) {
      yield* ctx.call("charge", 3);
      ctx.record("check", { total: Number.NaN });
    });
    expect(replayHistory(changed, history)).toMatchObject({
      kind: "differs",
      seq: 6,
      node: "check",
      recorded: "the completion of the execution",
      asked: "the failure of the execution (ValueNotCarried)",
    });
  });

  test.each<[string, readonly HistoryEvent[], string]>([
    ["nothing", [], "begins with nothing"],
    ["a later page", history.slice(2), "begins with ActivityScheduled, event 3"],
    ["a gap", history.filter(({ seq }) => seq !== 4), "Event 4 of the history is missing: event 5"],
  ])("unless it is %s", (_what, events, sentence) => {
    expect(() => replayHistory(order, events)).toThrow(sentence);
  });
});

describe("a run from before values were refused", () => {
  const careless = body(function* (ctx) {
    return yield* ctx.call("charge", { total: Number.NaN });
  });

  test("goes on with what the value became then", () => {
    const before = [...history];
    before[2] = { seq: 3, atMs: 1_002, ...charged(encodeJson({ total: null })) };
    expect(replayHistory(careless, before)).toMatchObject({ kind: "agrees" });
  });

  test("is told from one that was refused it", () => {
    const refused = numbered(
      started,
      { type: "TurnStarted", turn: 1, deliveredThrough: 1 },
      { type: "ExecutionFailed", failure: { code: "ValueNotCarried", message: "NaN" } },
    );
    expect(replayHistory(careless, refused)).toMatchObject({ kind: "agrees", stands: "ended" });
    expect(
      replayHistory(
        careless,
        numbered(started, { type: "TurnStarted", turn: 1, deliveredThrough: 1 }, charged(NOTHING)),
      ),
    ).toMatchObject({ kind: "differs" });
  });
});
