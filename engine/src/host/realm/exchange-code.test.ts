import { beforeAll, expect, test } from "vitest";
import { bundleRealm } from "../../../scripts/build-realm.mjs";
import {
  encodeJson,
  executionId,
  type HistoryEvent,
  type HistoryEventBody,
  instanceId,
  taskId,
} from "../../model/index.js";
import { createOrchestratorRunner, type Definition, type OrchestratorRunner } from "./orchestrator-runner.js";

let runner: OrchestratorRunner;
beforeAll(async () => {
  runner = createOrchestratorRunner({ bundle: await bundleRealm() });
});

const CODE = `export default orchestration("exchange", function* (ctx, input) {
  const account = ctx.entity("Account", "one");
  const approved = yield* ctx.waitForEvent("approved", { node: "approval", timeoutMs: 60000 });
  const balance = yield* ctx.locked([account], function* (ctx) {
    const inside = ctx.isLocked();
    return { inside, balance: yield* ctx.callEntity(account, "deposit", approved.amount) };
  });
  ctx.signalEntity("@audit@all", "note", balance);
  ctx.sendEvent("other", "done", balance);
  ctx.setCustomStatus("nearly");
  ctx.setSearchAttributes({ stage: "nearly", due: { timeMs: 7, more: 1 }, total: null });
  let caught;
  try { ctx.callEntity(account, ""); } catch (error) { caught = error instanceof Error && error.name; }
  const held = yield* ctx.lock(account);
  const shape = [Object.isFrozen(held.constructor), Object.keys(held).length];
  try { new held.constructor({}, 1, {}); } catch (error) { shape.push(error.message); }
  held.release();
  ctx.continueAsNew({ balance, caught, shape });
});
`;

const definition: Definition = { kind: "code", version: "exchange", code: CODE };
const account = "@account@one" as never;

/** Everything that the code was told, turn by turn, and what it says. */
const TURNS: readonly (readonly HistoryEventBody[])[] = [
  [],
  [{ type: "EventRaised", name: "Approved", payload: encodeJson({ amount: 5 }) }],
  [{ type: "LockAcquired", taskId: taskId(2) }],
  [{ type: "EntityCallCompleted", taskId: taskId(3), result: encodeJson(12) }],
  [{ type: "LockAcquired", taskId: taskId(4) }],
];

function play(dropsBefore: number) {
  const history: HistoryEvent[] = [];
  const append = (body: HistoryEventBody) => {
    history.push({ ...body, seq: history.length + 1, atMs: 1_000 });
  };
  append({
    type: "ExecutionStarted",
    instanceId: instanceId("run-1"),
    executionId: executionId("execution-1"),
    name: "exchange",
    input: encodeJson(null),
    tags: {},
  });
  const session = `session ${dropsBefore}`;
  return TURNS.map((messages, index) => {
    const turn = { turn: index + 1, nowMs: 1_000 };
    if (index === dropsBefore) {
      runner.drop(session);
      expect(runner.rebuild(session, definition, history)).toEqual({ kind: "live" });
    }
    const told = history.length;
    for (const message of messages) append(message);
    const outcome =
      index === 0
        ? runner.start(session, definition, history[0] as never, turn)
        : runner.deliver(session, history.slice(told), turn);
    append({ type: "TurnStarted", turn: index + 1, deliveredThrough: history.length });
    for (const action of outcome.actions) append(action);
    return outcome;
  });
}

test("published code waits for events, uses entities, locks them and continues as new, in the locked realm", () => {
  const outcomes = play(0.5);
  const balance = { inside: true, balance: 12 };
  expect(outcomes.flatMap(({ actions }) => actions).map(({ type }) => type)).toEqual([
    ...["EventWaited", "EventReceived", "LockRequested", "EntityCallScheduled", "LockReleased"],
    ...["EntitySignaled", "EventSent", "CustomStatusSet", "SearchAttributesSet", "LockRequested", "LockReleased"],
  ]);
  expect(outcomes[2]?.actions).toMatchObject([{ entityId: account, operation: "deposit", input: "5" }]);
  expect(outcomes[3]?.actions.find(({ type }) => type === "SearchAttributesSet")).toMatchObject({
    origin: { node: "attributes" },
    changes: { stage: "nearly", due: { timeMs: 7 }, total: null },
  });
  const shape = [true, 0, "Locks are made by ctx.lock alone."];
  expect(outcomes.at(-1)).toMatchObject({
    kind: "continuedAsNew",
    input: encodeJson({ balance, caught: "TypeError", shape }),
  });
});

test.each([1, 2, 3, 4])("the same when it was dropped before turn %i and rebuilt", (dropped) => {
  expect(play(dropped)).toEqual(play(0.5));
});

test("published code starts, schedules and is refused as functions are, and gets no way to the engine by an error", () => {
  const code = `export default orchestration("refused", function* (ctx) {
    const id = ctx.startSub("child", 1);
    ctx.signalEntity("@audit@all", "note", 1, { atMs: ctx.now() + 5 });
    try { ctx.call("charge", { amounts: [1, NaN] }); } catch (error) {
      const shared = Object.isFrozen(error.constructor) && Object.isFrozen(Object.getPrototypeOf(error));
      return [id, error.code, error.details.path, error.constructor === TypeError, shared];
    }
  });`;
  const started = {
    type: "ExecutionStarted",
    seq: 1,
    atMs: 1_000,
    instanceId: instanceId("run-2"),
    executionId: executionId("execution-2"),
    name: "refused",
    input: encodeJson(null),
    tags: {},
  } as const;
  const outcome = runner.start("refused", { kind: "code", version: "refused", code }, started, {
    turn: 1,
    nowMs: 1_000,
  });
  expect(outcome).toMatchObject({
    kind: "completed",
    actions: [
      { type: "OrchestrationStarted", instanceId: "execution-2:0001", name: "child" },
      { type: "EntitySignaled", dueAtMs: 1_005 },
    ],
    output: '["execution-2:0001","ValueNotCarried","amounts[1]",true,true]',
  });
});
