import type { Graph } from "@dacapo/engine/compiler";
import type { HistoryEventBody } from "@dacapo/engine/model";
import { createReplay } from "@dacapo/engine/timeline";
import { describe, expect, it } from "vitest";
import { edgeStates } from "./edge-states";
import { BROKEN, completed, decided, history, STARTED, scheduled, started, TURN } from "./example-run";
import { indexGraph } from "./graph-index";
import { nodeViews } from "./node-views";

/**
 *   start → attempt ⟦ charge ─undo→ refund, ship │ catch: onFailure ⟦ tell ⟧ ⟧ → ask ─approved→ poll ⟦ fetch ⟧ → inTime ⟦ work ⟧
 *                                                                             └rejected→ off
 *   fetch ─error→ spare
 */
const GRAPH: Graph = {
  formatVersion: 1,
  name: "constructs",
  nodes: [
    { id: "n1", name: "start", type: "start", config: {} },
    { id: "n2", name: "attempt", type: "try", config: {} },
    { id: "n3", name: "charge", type: "activity", parent: "n2", config: { activity: "a.charge", input: {} } },
    { id: "n4", name: "refund", type: "activity", parent: "n2", config: { activity: "a.refund", input: {} } },
    { id: "n5", name: "ship", type: "activity", parent: "n2", config: { activity: "a.ship", input: {} } },
    { id: "n6", name: "onFailure", type: "catch", parent: "n2", config: { errorName: "failure" } },
    { id: "n7", name: "tell", type: "activity", parent: "n6", config: { activity: "a.tell", input: {} } },
    { id: "n8", name: "ask", type: "approval", config: { question: { literal: "Go?" } } },
    { id: "n9", name: "poll", type: "while", config: { condition: "true", variables: [] } },
    { id: "n10", name: "fetch", type: "activity", parent: "n9", config: { activity: "a.fetch", input: {} } },
    { id: "n11", name: "spare", type: "set", parent: "n9", config: { fields: [] } },
    { id: "n12", name: "off", type: "set", disabled: true, config: { fields: [] } },
    { id: "n13", name: "inTime", type: "timeout", config: { limitMs: { literal: 5_000 } } },
    { id: "n14", name: "work", type: "activity", parent: "n13", config: { activity: "a.work", input: {} } },
    { id: "n15", name: "note", type: "note", config: { text: "Mind the gap." } },
  ],
  edges: [
    { id: "e1", from: "n1", port: "out", to: "n2" },
    { id: "e2", from: "n3", port: "undo", to: "n4" },
    { id: "e3", from: "n3", port: "out", to: "n5" },
    { id: "e4", from: "n2", port: "out", to: "n8" },
    { id: "e5", from: "n8", port: "approved", to: "n9" },
    { id: "e6", from: "n8", port: "rejected", to: "n12" },
    { id: "e7", from: "n10", port: "error", to: "n11" },
    { id: "e8", from: "n9", port: "out", to: "n13" },
  ],
};
const INDEX = indexGraph(GRAPH);

function shown(bodies: readonly unknown[], nowMs?: number) {
  const state = createReplay(history(bodies), { containers: INDEX.containerNames }).latest;
  const views = nodeViews({ index: INDEX, state, nowMs: nowMs ?? state.atMs ?? 0 });
  return {
    node: (name: string) => views[INDEX.nodeByName.get(name)?.id ?? ""],
    edges: edgeStates(INDEX, state, views),
  };
}

const failed = (taskId: number) => ({ type: "ActivityFailed", taskId, attempt: 1, failure: BROKEN });
const origin = (node: string, path: readonly number[] = []) => ({ node, path });
const ENDED: HistoryEventBody = { type: "ExecutionCompleted", output: "1" as never };

const CHARGED = [STARTED, TURN, scheduled(1, "charge"), started(1), completed(1)];
const UNDONE = [
  ...CHARGED,
  scheduled(2, "ship"),
  started(2),
  failed(2),
  scheduled(3, "refund"),
  completed(3),
  decided("onFailure", "error"),
  scheduled(4, "tell"),
];

describe("a try", () => {
  it("runs while something in it does, and its catch waits unseen", () => {
    const { node } = shown([STARTED, TURN, scheduled(1, "charge"), started(1)]);
    expect(node("attempt")).toEqual({ state: "running", subtitle: "Running" });
    expect(node("onFailure")?.state).toBe("not-reached");
  });

  it("shows what was undone, which failure was caught, and what the catch does", () => {
    const { node, edges } = shown(UNDONE);
    expect(node("ship")).toMatchObject({ state: "failed", isCaught: true, subtitle: "Caught: ActivityError" });
    expect(node("refund")?.state).toBe("completed");
    expect(edges.e2).toBe("taken");
    expect(node("onFailure")).toEqual({ state: "running", subtitle: "Running" });
    const after = shown([...UNDONE, completed(4)]);
    expect(after.node("onFailure")).toEqual({ state: "completed", subtitle: "Caught a failure" });
    expect(after.node("attempt")).toEqual({ state: "completed", subtitle: "A failure was caught" });
    expect(after.edges.e4).toBe("taken");
  });

  it("says at the end what was not needed", () => {
    const { node, edges } = shown([...CHARGED, scheduled(2, "ship"), completed(2), ENDED]);
    expect(node("refund")).toEqual({ state: "skipped", subtitle: "Not needed" });
    expect(node("onFailure")).toEqual({ state: "skipped", subtitle: "Nothing to catch" });
    expect(node("tell")).toEqual({ state: "skipped", subtitle: "Skipped" });
    expect(node("attempt")).toEqual({ state: "completed", subtitle: "Done" });
    expect(edges.e2).toBe("idle");
  });

  it("says of a scope that a cancelled run was in that it was cancelled, though something in it was done", () => {
    const ended = { type: "ExecutionTerminated", reason: "Enough." };
    const { node } = shown([STARTED, TURN, scheduled(1, "charge"), completed(1), TURN, scheduled(2, "ship"), ended]);
    expect(node("charge")).toMatchObject({ state: "completed" });
    expect(node("ship")).toMatchObject({ state: "cancelled" });
    expect(node("attempt")).toEqual({ state: "cancelled", subtitle: "Cancelled" });
  });
});

describe("an approval", () => {
  const asked = {
    type: "EventWaited",
    taskId: 1,
    origin: origin("ask"),
    name: "approval:ask",
    asks: '{"question":"Go?"}',
  };

  it("asks, and then shows what the person said and which way that was", () => {
    expect(shown([STARTED, TURN, asked]).node("ask")).toEqual({ state: "event", subtitle: "Asks a person" });
    const raised = { type: "EventRaised", name: "approval:ask", payload: '{"approved":false}' };
    const received = { type: "EventReceived", taskId: 1, origin: origin("ask"), raisedSeq: 4 };
    const { node, edges } = shown([STARTED, TURN, asked, raised, received, decided("ask", "rejected")]);
    expect(node("ask")).toEqual({ state: "completed", subtitle: "rejected" });
    expect(edges).toMatchObject({ e5: "dead", e6: "taken" });
    expect(node("poll")?.state).toBe("skipped");
    expect(node("off")).toEqual({ state: "skipped", subtitle: "Switched off" });
  });
});

describe("the rounds of a while", () => {
  const begun = { type: "LoopStarted", origin: origin("poll"), items: "[]", itemCount: 0 };
  const rounds = [STARTED, TURN, begun, decided("poll", "again"), scheduled(1, "fetch", [0]), completed(1)];

  it("are counted, and what runs in them by round", () => {
    const { node } = shown([...rounds, decided("poll", "again"), scheduled(2, "fetch", [1]), started(2)]);
    expect(node("poll")).toEqual({ state: "running", subtitle: "round 2" });
    expect(node("fetch")).toEqual({ state: "running", subtitle: "1 of 2 done" });
  });

  it("lead on when they are through, and not where a failure would", () => {
    const through = { type: "LoopCompleted", origin: origin("poll"), results: "{}" };
    const { node, edges } = shown([...rounds, through]);
    expect(node("poll")).toEqual({ state: "completed", subtitle: "1 round" });
    expect(edges).toMatchObject({ e7: "dead", e8: "taken" });
    expect(node("spare")?.state).toBe("skipped");
  });

  it("show a failure that its own port took", () => {
    const { node, edges } = shown([...rounds.slice(0, -1), failed(1), decided("fetch", "error", [0])]);
    expect(node("fetch")).toMatchObject({ state: "failed", isCaught: true });
    expect(edges.e7).toBe("taken");
  });
});

describe("a timeout", () => {
  const clock = { type: "TimerCreated", taskId: 1, origin: origin("inTime"), fireAtMs: 8_000 };
  const working = [STARTED, TURN, clock, scheduled(2, "work"), started(2)];

  it("counts down, and is through when its body is", () => {
    expect(shown(working, 5_000).node("inTime")).toEqual({ state: "running", subtitle: "Ends in 3.00 s" });
    const value = { type: "NodeRecorded", origin: origin("inTime"), value: "1" };
    const done = [...working, completed(2), { type: "TaskCancelled", taskId: 1 }, value];
    expect(shown(done).node("inTime")).toEqual({ state: "completed", subtitle: "Done" });
  });

  it("says that its time was over, and what that cancelled", () => {
    const over = [...working, { type: "TimerFired", taskId: 1 }, { type: "TaskCancelled", taskId: 2 }];
    const { node } = shown(over);
    expect(node("inTime")).toEqual({ state: "failed", subtitle: "Time was over" });
    expect(node("work")).toEqual({ state: "cancelled", subtitle: "Cancelled" });
  });
});

it("notes and frames are not part of a run", () => {
  expect(shown(UNDONE).node("note")).toBeUndefined();
});
