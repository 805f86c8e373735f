import { describe, expect, test } from "vitest";
import { instanceId, type JsonText, type TaskId } from "../model/index.js";
import { describeEvent } from "./describe-event.js";
import { HistoryScript } from "./history-script.js";
import { type NodeState, nodeKey } from "./node-state.js";
import { createReplay } from "./replay.js";
import type { RunState } from "./run-state.js";

const at = (node: string, path: readonly number[] = []) => ({ node, path });
const text = (value: unknown) => JSON.stringify(value) as JsonText;
const REFUSED = { code: "Refused", message: "The card was refused." };

function stateOf(run: HistoryScript, containers: Readonly<Record<string, string>> = {}): RunState {
  return createReplay(run.events, { containers }).latest;
}
const node = (state: RunState, name: string, path: readonly number[] = []): NodeState | undefined =>
  state.nodes.get(nodeKey(name, path));
const fails = (run: HistoryScript, taskId: TaskId) =>
  run.say({ type: "ActivityFailed", taskId, attempt: 1, failure: REFUSED }).turn();

describe("a failure that is dealt with", () => {
  test("by the node's own port is one node with it, and does not count as a failure", () => {
    const run = new HistoryScript().start().turn();
    const charge = run.schedule("charge");
    const other = run.schedule("other");
    fails(run, charge);
    fails(run, other);
    run.say({ type: "BranchDecided", origin: at("charge"), port: "error" });
    const state = stateOf(run);
    expect(node(state, "charge")).toMatchObject({ kind: "work", status: "caught", port: "error", failure: REFUSED });
    expect(node(state, "other")).toMatchObject({ status: "failed" });
    expect(state.byName.get("charge")).toMatchObject({ total: 1, worst: "caught", ports: { error: 1 } });
  });

  test("by a catch is told of every node below it that had failed, and of the iteration", () => {
    const run = new HistoryScript().start().turn().loop("each", [1, 2]);
    const containers = { charge: "each", recover: "each", onFailure: "each" };
    const charge = run.schedule("charge", [1]);
    const elsewhere = run.schedule("charge", [0]);
    fails(run, charge);
    fails(run, elsewhere);
    expect(node(stateOf(run, containers), "each")?.loop).toMatchObject({ failed: 2 });
    run.say({ type: "BranchDecided", origin: at("onFailure", [1]), port: "error" });
    const state = stateOf(run, containers);
    expect(node(state, "charge", [1])?.status).toBe("caught");
    expect(node(state, "charge", [0])?.status).toBe("failed");
    expect(node(state, "onFailure", [1])).toMatchObject({ kind: "decision", status: "completed", port: "error" });
    expect(node(state, "each")?.loop).toMatchObject({ failed: 1 });
  });

  test("of a container ends the container: what ran in it is cancelled", () => {
    const run = new HistoryScript().start().turn().loop("each", [1, 2, 3]);
    const containers = { charge: "each" };
    fails(run, run.schedule("charge", [0]));
    run.schedule("charge", [1]);
    run.say({ type: "BranchDecided", origin: at("each"), port: "error" });
    const state = stateOf(run, containers);
    expect(node(state, "each")).toMatchObject({ kind: "loop", status: "caught", port: "error" });
    expect(node(state, "each")?.loop).toMatchObject({ queued: 0, running: 0 });
    expect(node(state, "charge", [0])?.status).toBe("caught");
  });
});

test("a wait takes the port that its answer decides, and the one of its time limit", () => {
  const run = new HistoryScript().start().turn();
  const [approval, late] = [run.nextTask(), run.nextTask()];
  const asks = text({ question: "May it go?" });
  run.say({ type: "EventWaited", taskId: approval, origin: at("release"), name: "approval:release", asks });
  run.say({ type: "EventWaited", taskId: late, origin: at("late"), name: "paid", deadlineMs: run.nowMs + 5 });
  expect(node(stateOf(run), "release")).toMatchObject({ status: "waiting-event", event: "approval:release", asks });
  run.say({ type: "EventRaised", name: "approval:release", payload: text({ approved: true }) });
  const raisedSeq = run.events.length;
  run.after(10).say({ type: "EventWaitTimedOut", taskId: late }).turn();
  run.say({ type: "EventReceived", taskId: approval, origin: at("release"), raisedSeq });
  run.say({ type: "BranchDecided", origin: at("release"), port: "approved" });
  run.say({ type: "BranchDecided", origin: at("late"), port: "timeout" });
  const state = stateOf(run);
  expect(node(state, "release")).toMatchObject({ kind: "wait", status: "completed", port: "approved" });
  expect(node(state, "late")).toMatchObject({ status: "caught", port: "timeout" });
  expect([...state.nodes.keys()]).toEqual(["release", "late"]);
});

test("the rounds of a loop are its iterations, one after the other", () => {
  const run = new HistoryScript().start().turn().loop("poll", []);
  const containers = { ask: "poll" };
  const progress = [];
  for (const round of [0, 1]) {
    run.say({ type: "BranchDecided", origin: at("poll"), port: "again" });
    const ask = run.schedule("ask", [round]);
    progress.push(node(stateOf(run, containers), "poll")?.loop);
    run.say({ type: "ActivityCompleted", taskId: ask, attempt: 1, result: text(round) }).turn();
  }
  run.say({ type: "LoopCompleted", origin: at("poll"), results: text({ page: 2 }) });
  const state = stateOf(run, containers);
  expect(progress).toMatchObject([
    { isRounds: true, itemCount: 1, running: 1, completed: 0 },
    { isRounds: true, itemCount: 2, running: 1, completed: 1 },
  ]);
  expect(node(state, "poll")).toMatchObject({
    kind: "loop",
    status: "completed",
    output: text({ page: 2 }),
    loop: { itemCount: 2, completed: 2, running: 0, queued: 0 },
  });
  expect(node(state, "ask", [1])?.container).toBe("poll");
  expect([...state.byName.keys()]).toEqual(["poll", "ask"]);
});

test("a clock that was stopped, and the value that came in time, are one node", () => {
  const run = new HistoryScript().start().turn();
  const clock = run.nextTask();
  run.say({ type: "TimerCreated", taskId: clock, origin: at("inTime"), fireAtMs: run.nowMs + 1_000 });
  run.after(10).say({ type: "TaskCancelled", taskId: clock });
  run.say({ type: "NodeRecorded", origin: at("inTime"), value: text("done") });
  const state = stateOf(run);
  expect(node(state, "inTime")).toMatchObject({ kind: "wait", status: "completed", output: text("done") });
  expect(state.nodes.get(nodeKey("inTime", [], 2))).toBeUndefined();
});

test("an attempt that the orchestrator asks for itself is one more of the same node", () => {
  const run = new HistoryScript().start().turn();
  const task = run.schedule("fetch");
  fails(run, task);
  run.say({
    type: "ActivityScheduled",
    taskId: task,
    origin: at("fetch"),
    name: "app.fetch",
    input: text({}),
    attempt: 2,
  });
  expect(node(stateOf(run), "fetch")).toMatchObject({ status: "queued" });
  expect(node(stateOf(run), "fetch")?.failure).toBeUndefined();
  run.say({ type: "ActivityCompleted", taskId: task, attempt: 2, result: text(1) });
  const state = stateOf(run);
  expect(node(state, "fetch")).toMatchObject({ status: "completed", output: text(1) });
  expect(node(state, "fetch")?.attempts.map(({ attempt }) => attempt)).toEqual([1, 2]);
});

test("what was started is known by its id", () => {
  const run = new HistoryScript().start().turn();
  const started = { name: "child", instanceId: instanceId("run-1:1"), input: text(1) };
  run.say({ type: "SubOrchestrationScheduled", taskId: run.nextTask(), origin: at("child"), ...started });
  run.say({ type: "OrchestrationStarted", taskId: run.nextTask(), origin: at("beside"), ...started });
  const state = stateOf(run);
  expect(node(state, "child")?.startedInstance).toBe("run-1:1");
  expect(node(state, "beside")?.startedInstance).toBe("run-1:1");
});

test("rounds and failures are told in words", () => {
  const run = new HistoryScript().start().turn();
  run.say({ type: "BranchDecided", origin: at("poll"), port: "again" });
  run.say({ type: "BranchDecided", origin: at("charge"), port: "error" });
  const state = stateOf(run);
  const [again, error] = run.events.slice(-2).map((event) => describeEvent(event, state));
  expect(again?.label).toBe("poll next round");
  expect(error?.sentence).toContain("charge deals with a failure");
});
