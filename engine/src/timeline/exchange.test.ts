import { expect, test } from "vitest";
import { entityId, executionId, instanceId, type JsonText } from "../model/index.js";
import { describeEvent } from "./describe-event.js";
import { HistoryScript } from "./history-script.js";
import { nodeKey } from "./node-state.js";
import { createReplay } from "./replay.js";
import { stateAt } from "./state-at.js";

const at = (node: string) => ({ node, path: [] });
const text = (value: unknown) => JSON.stringify(value) as JsonText;
const account = entityId("account", "one");

/** A run that waits for two events, one of them in vain, and works on an entity that it has locked. */
function exchange() {
  const run = new HistoryScript().start("approval").turn();
  run.say({ type: "ContinuedAsNew", previousExecutionId: executionId("before") });
  const approval = run.nextTask();
  const payment = run.nextTask();
  const deadlineMs = run.nowMs + 60_000;
  run.say({ type: "EventWaited", taskId: approval, origin: at("approval"), name: "approved" });
  run.say({ type: "EventWaited", taskId: payment, origin: at("payment"), name: "paid", deadlineMs });
  const waiting = run.events.length;
  run.after(500).say({ type: "EventRaised", name: "Approved", payload: text({ by: "Ada" }) });
  const raised = run.events.length;
  run.turn().say({ type: "EventReceived", taskId: approval, origin: at("approval"), raisedSeq: raised });
  const lock = run.nextTask();
  run.say({ type: "LockRequested", taskId: lock, origin: at("lock"), lockSet: [account, entityId("account", "two")] });
  run.after(100).say({ type: "LockAcquired", taskId: lock });
  const call = run.nextTask();
  const refused = run.nextTask();
  const operation = { entityId: account, input: text(5) };
  run.turn().say({ type: "EntityCallScheduled", taskId: call, origin: at("pay"), operation: "deposit", ...operation });
  run.say({ type: "EntityCallScheduled", taskId: refused, origin: at("rob"), operation: "rob", ...operation });
  run.after(5).say({ type: "EntityCallCompleted", taskId: call, result: text(12) });
  run.say({
    type: "EntityCallFailed",
    taskId: refused,
    failure: { code: "X", message: "There is no such operation." },
  });
  run.turn().say({ type: "LockReleased", taskId: lock, origin: at("lock") });
  run.say({ type: "EntitySignaled", origin: at("audit"), operation: "note", ...operation });
  const event = { instanceId: instanceId("other"), name: "done", payload: text(1) };
  run.say({ type: "EventSent", origin: at("tell"), ...event });
  run.say({ type: "CustomStatusSet", origin: at("status"), value: text("nearly") });
  run.say({
    type: "SearchAttributesSet",
    origin: at("found"),
    changes: { stage: "paid", due: { timeMs: 7 }, total: null },
  });
  const child = run.nextTask();
  const lost = run.nextTask();
  const started = { name: "child", instanceId: instanceId("a:0006"), input: text(1) };
  run.say({ type: "SubOrchestrationScheduled", taskId: child, origin: at("child"), ...started });
  run.say({ type: "SubOrchestrationScheduled", taskId: lost, origin: at("lost"), ...started });
  run.say({ type: "SubOrchestrationCompleted", taskId: child, result: text("well") });
  run.say({
    type: "SubOrchestrationFailed",
    taskId: lost,
    failure: { code: "Terminated", message: "It was stopped." },
  });
  run.after(60_000).say({ type: "EventWaitTimedOut", taskId: payment });
  return { run, waiting };
}

test("an exchange reads as a story", () => {
  const { run } = exchange();
  const latest = stateAt(run.events, run.events.length);
  const story = run.events.filter(({ type }) => type !== "TurnStarted" && type !== "ExecutionStarted");
  expect(story.map((event) => describeEvent(event, latest).sentence)).toEqual([
    "The run goes on where an earlier execution ended.",
    "approval waits for the event approved.",
    "payment waits for the event paid, 1 m at most.",
    "The event Approved was raised.",
    "approval received the event that was raised as number 6.",
    "lock waits to lock @account@one and @account@two.",
    "lock has locked what it waited for.",
    "pay called deposit of @account@one.",
    "rob called rob of @account@one.",
    "pay has the entity's answer.",
    "rob failed: There is no such operation.",
    "lock unlocked what it had locked.",
    "audit signaled note to @account@one.",
    "tell raised the event done for other.",
    "The run said how it stands.",
    "The run set stage, due and took away total of what lists find it by.",
    "child started child as a:0006.",
    "lost started child as a:0006.",
    "child has the output of what it started.",
    "lost failed: It was stopped.",
    "payment waited in vain: nobody raised the event in time.",
  ]);
});

test("nodes wait, and settle with what they were given", () => {
  const { run, waiting } = exchange();
  const replay = createReplay(run.events);
  const nodes = (n: number) =>
    [...replay.stateAt(n).nodes.values()].map(({ key, kind, status }) => `${key} ${kind} ${status}`);
  expect(nodes(waiting)).toEqual(["approval wait waiting-event", "payment wait waiting-event"]);
  expect(nodes(run.events.length)).toEqual([
    "approval wait completed",
    "payment wait failed",
    "lock wait completed",
    "pay work completed",
    "rob work failed",
    "audit record completed",
    "tell record completed",
    "status record completed",
    "found record completed",
    "child work completed",
    "lost work failed",
  ]);
  const [approval, payment, , pay, rob, , tell] = [...replay.latest.nodes.values()];
  expect(approval).toMatchObject({ output: text({ by: "Ada" }) });
  expect(payment).toMatchObject({ failure: { code: "Timeout" }, fireAtMs: run.nowMs - 600 - 5 });
  expect(pay).toMatchObject({ input: "5", output: "12" });
  expect(rob).toMatchObject({ failure: { code: "X" } });
  expect(tell).toMatchObject({ output: "1" });
});

test("any state is the fold of the events up to it", () => {
  const { run } = exchange();
  const replay = createReplay(run.events);
  for (let n = 0; n <= run.events.length; n++) {
    expect([...replay.stateAt(n).nodes]).toEqual([...stateAt(run.events, n).nodes]);
  }
});

test("a run that is suspended stays so through a turn that was under way, until it is resumed", () => {
  const run = new HistoryScript().start("approval").turn();
  run.say({ type: "ExecutionSuspended", reason: "lunch" }).turn();
  run.say({ type: "ExecutionResumed", reason: "back" }).turn();
  const latest = stateAt(run.events, run.events.length);
  const seen = run.events.map((event) => [
    stateAt(run.events, event.seq).status,
    describeEvent(event, latest).sentence,
  ]);
  expect(seen.slice(2)).toEqual([
    ["Suspended", "The run was suspended: lunch"],
    ["Suspended", "Turn 2 started; the orchestrator has heard events up to 3."],
    ["Running", "The run was resumed: back"],
    ["Running", "Turn 3 started; the orchestrator has heard events up to 5."],
  ]);
});

test("what is told for later, and what is started for itself, says so and is done at once", () => {
  const run = new HistoryScript().start("approval").turn();
  const signal = { entityId: account, operation: "remind", input: text(1), dueAtMs: run.nowMs + 90_000 };
  run.say({ type: "EntitySignaled", origin: at("remind"), ...signal });
  const started = { instanceId: instanceId("mine"), name: "child", input: text(2) };
  run.say({ type: "OrchestrationStarted", taskId: run.nextTask(), origin: at("spawn"), ...started });
  const latest = stateAt(run.events, run.events.length);
  const said = run.events.slice(-2).map((event) => describeEvent(event, latest).sentence);
  expect(said).toEqual([
    "remind signaled remind to @account@one, to be performed in 1 m 30 s.",
    "spawn started child as mine, and does not wait for it.",
  ]);
  expect(["remind", "spawn"].map((node) => latest.nodes.get(nodeKey(node, []))?.status)).toEqual([
    "completed",
    "completed",
  ]);
});
