import { describe, expect, test } from "vitest";
import { type HistoryEvent, taskId } from "../model/index.js";
import { HistoryScript, REFUSED } from "./history-script.js";
import { nodeKey } from "./node-state.js";
import { stateAt } from "./state-at.js";

const end = (script: HistoryScript, containers?: Record<string, string>) =>
  stateAt(script.events, script.events.length, containers);
const node = (script: HistoryScript, name: string, path: readonly number[] = []) =>
  end(script).nodes.get(nodeKey(name, path));

describe("an activity", () => {
  test("is queued, running, retrying, running and completed in turn", () => {
    const run = new HistoryScript().start().turn();
    const charge = run.schedule("charge", [], { maxAttempts: 3, firstDelayMs: 500 }, { amount: 3 });
    const seen = [node(run, "charge")?.status];
    const note = () => seen.push(node(run, "charge")?.status);
    run.after(5).started(charge);
    note();
    run.after(20).attemptFailed(charge, 1, 500);
    note();
    expect(node(run, "charge")?.retryAtMs).toBe(run.nowMs + 500);
    run.after(500).started(charge, 2);
    note();
    expect(node(run, "charge")?.retryAtMs).toBeUndefined();
    run.after(80).completed(charge, { receipt: 7 }, 2);
    note();
    expect(seen).toEqual(["queued", "running", "retrying", "running", "completed"]);
    expect(node(run, "charge")).toMatchObject({
      input: '{"amount":3}',
      output: '{"receipt":7}',
      maxAttempts: 3,
      activity: "app.charge",
      scheduledSeq: 3,
      settledSeq: 7,
      scheduledAtMs: 1_000_000,
      startedAtMs: 1_000_005,
      endedAtMs: 1_000_605,
      attempts: [
        { attempt: 1, startedAtMs: 1_000_005, endedAtMs: 1_000_025, failure: REFUSED },
        { attempt: 2, startedAtMs: 1_000_525, endedAtMs: 1_000_605 },
      ],
    });
  });

  test("has failed when its last attempt did", () => {
    const run = new HistoryScript().start().turn();
    const charge = run.schedule("charge");
    run.started(charge).after(9).failed(charge);
    expect(node(run, "charge")).toMatchObject({ status: "failed", failure: REFUSED, endedAtMs: run.nowMs });
    expect(end(run).byName.get("charge")).toMatchObject({ worst: "failed", total: 1 });
  });

  test("may settle without having been seen to start", () => {
    const run = new HistoryScript().start().turn();
    run.completed(run.schedule("charge"), 1);
    expect(node(run, "charge")).toMatchObject({ status: "completed", attempts: [{ attempt: 1 }] });
  });

  test("keeps its end when a message comes late", () => {
    const run = new HistoryScript().start().turn();
    const charge = run.schedule("charge");
    run.started(charge).cancelled(charge).completed(charge, "too late");
    expect(node(run, "charge")).toMatchObject({ status: "cancelled", settledSeq: 5 });
    expect(node(run, "charge")?.output).toBeUndefined();
  });
});

test("a timer waits until it fires", () => {
  const run = new HistoryScript().start().turn();
  const pause = run.timer("pause", 60_000);
  expect(node(run, "pause")).toMatchObject({ kind: "wait", status: "waiting-timer", fireAtMs: run.nowMs + 60_000 });
  run.after(60_000).fired(pause);
  expect(node(run, "pause")).toMatchObject({ status: "completed", endedAtMs: run.nowMs });
});

test("a branch says which port it took, and how often over all iterations", () => {
  const run = new HistoryScript().start().turn().loop("each", [1, 2, 3]);
  run.decide("supported", "true", [0]).decide("supported", "false", [1]).decide("supported", "true", [2]);
  expect(node(run, "supported", [1])).toMatchObject({ kind: "decision", port: "false", status: "completed" });
  expect(end(run).byName.get("supported")?.ports).toEqual({ true: 2, false: 1 });
});

describe("a container", () => {
  const fourImages = () => {
    const run = new HistoryScript().start().turn().loop("images", ["a", "b", "c", "d"], [], 2);
    const first = run.schedule("thumbnail", [0]);
    const second = run.schedule("thumbnail", [1]);
    return { run, first, second };
  };
  const progress = (run: HistoryScript) => node(run, "images")?.loop;

  test("counts its iterations by status", () => {
    const { run, first, second } = fourImages();
    expect(progress(run)).toMatchObject({ itemCount: 4, maxConcurrency: 2, queued: 2, running: 2 });
    run.started(first).started(second).failed(second).completed(first);
    expect(progress(run)).toMatchObject({ queued: 2, running: 1, failed: 1, completed: 0 });
    expect(end(run).byName.get("thumbnail")).toMatchObject({
      total: 2,
      worst: "failed",
      counts: { failed: 1, completed: 1 },
    });
  });

  test("does not count an iteration as completed before a turn has heard of its last result", () => {
    const { run, first } = fourImages();
    run.started(first).completed(first);
    expect(progress(run)).toMatchObject({ running: 2, completed: 0 });
    run.turn(4);
    expect(progress(run)).toMatchObject({ running: 2, completed: 0 });
    run.turn();
    expect(progress(run)).toMatchObject({ running: 1, completed: 1 });
    run.schedule("store", [0]);
    expect(progress(run)).toMatchObject({ running: 2, completed: 0 });
  });

  test("is completed with all its iterations, those without a node included", () => {
    const { run, first, second } = fourImages();
    run.completed(first).completed(second).turn().loopDone("images", [1, 2, null, null]);
    expect(node(run, "images")).toMatchObject({ status: "completed", output: "[1,2,null,null]" });
    expect(progress(run)).toMatchObject({ queued: 0, running: 0, completed: 4 });
  });

  test("has failed when the run failed because of an iteration; what still ran is cancelled", () => {
    const { run, first, second } = fourImages();
    run
      .started(first)
      .started(second)
      .failed(second)
      .turn()
      .fail(REFUSED, { node: "thumbnail", path: [1] });
    expect(node(run, "images")?.status).toBe("failed");
    expect(node(run, "thumbnail", [0])).toMatchObject({ status: "cancelled", attempts: [{ endedAtMs: run.nowMs }] });
    expect(progress(run)).toMatchObject({ failed: 1, cancelled: 3, running: 0, queued: 0 });
    expect(end(run)).toMatchObject({ status: "Failed", failure: REFUSED, failedAt: { node: "thumbnail", path: [1] } });
  });

  test("names the iteration whose own code failed; what the failing turn did not go on with is not called completed", () => {
    const { run, first, second } = fourImages();
    run.started(first).started(second).completed(first).completed(second).turn();
    run.record("result", 1, [0]).fail(REFUSED, { node: "images", path: [1] });
    expect(node(run, "images")?.status).toBe("failed");
    expect(progress(run)).toMatchObject({ completed: 1, failed: 1, cancelled: 2, running: 0, queued: 0 });

    const other = fourImages();
    other.run.started(other.first).started(other.second).completed(other.first).completed(other.second).turn();
    other.run.fail(REFUSED, { node: "images", path: [0] });
    expect(progress(other.run)).toMatchObject({ completed: 0, failed: 1, cancelled: 3 });
  });

  test("counts an iteration as cancelled when the orchestrator gave up what it had asked for", () => {
    const { run, first, second } = fourImages();
    run.started(first).completed(first).turn();
    const store = run.schedule("store", [0]);
    run
      .cancelled(store)
      .cancelled(second)
      .fail(REFUSED, { node: "images", path: [2] });
    expect(progress(run)).toMatchObject({ completed: 0, cancelled: 3, failed: 1, running: 0, queued: 0 });
  });

  test("passes the failure of an inner container outwards", () => {
    const run = new HistoryScript().start().turn().loop("pages", [1, 2]);
    run.loop("words", ["x"], [0]).loop("words", ["y"], [1]);
    run
      .failed(run.schedule("count", [1, 0]))
      .turn()
      .fail();
    expect(node(run, "words", [0])?.status).toBe("cancelled");
    expect(node(run, "words", [1])?.status).toBe("failed");
    expect(node(run, "pages")).toMatchObject({ status: "failed", loop: { failed: 1, cancelled: 1 } });
  });

  test("two at once are told apart by the graph", () => {
    const run = new HistoryScript().start().turn().loop("left", [1]).loop("right", [1]);
    run.schedule("inLeft", [0]);
    run.schedule("inRight", [0]);
    const state = end(run, { inLeft: "left", inRight: "right" });
    expect(state.nodes.get(nodeKey("inLeft", [0]))?.container).toBe("left");
    expect(state.nodes.get(nodeKey("inRight", [0]))?.container).toBe("right");
  });

  test("without the graph a node stays with the container it was first seen in", () => {
    const run = new HistoryScript().start().turn().loop("left", [1, 2]);
    run.schedule("inLeft", [0]);
    run.loop("right", [1]);
    run.schedule("inLeft", [1]);
    expect(node(run, "inLeft", [1])?.container).toBe("left");
  });
});

describe("the end of a run", () => {
  test("cancels what still ran and keeps what had settled", () => {
    const run = new HistoryScript().start().turn();
    const done = run.schedule("done");
    run.schedule("busy");
    run.timer("pause", 1_000);
    run.completed(done).after(10).terminate("stopped by hand");
    expect(end(run)).toMatchObject({ status: "Terminated", reason: "stopped by hand", endedAtMs: run.nowMs });
    const statuses = ["done", "busy", "pause"].map((name) => node(run, name)?.status);
    expect(statuses).toEqual(["completed", "cancelled", "cancelled"]);
  });
});

test("the status of the run is Pending until its first turn", () => {
  const run = new HistoryScript();
  expect(end(run).status).toBe("Pending");
  expect(end(run.start()).status).toBe("Pending");
  expect(end(run.turn())).toMatchObject({ status: "Running", turn: 1 });
  expect(end(run.complete(42))).toMatchObject({ status: "Completed", output: "42" });
});

test("hand-written code may ask again in the name of one node", () => {
  const run = new HistoryScript().start("hello").turn();
  const first = run.schedule("hello");
  run.schedule("hello");
  run.completed(first, "Hello Tokyo");
  const state = end(run);
  expect([...state.nodes.keys()]).toEqual(["hello", "hello#2"]);
  expect(state.nodes.get(nodeKey("hello", [], 2))?.status).toBe("queued");
  expect(state.byName.get("hello")).toMatchObject({ total: 2, worst: "queued" });
});

test("events of an unknown kind and of unknown tasks change the number and the time alone", () => {
  const run = new HistoryScript().start().turn();
  run.schedule("charge");
  const before = end(run);
  const stranger = { seq: 4, atMs: 2_000_000, type: "EntitySignalled", who: "counter" } as unknown as HistoryEvent;
  const after = stateAt([...run.events, stranger], 4);
  expect(after).toMatchObject({ seq: 4, atMs: 2_000_000, status: "Running" });
  expect([...after.nodes]).toEqual([...before.nodes]);
  run.completed(taskId(99)).fired(taskId(98)).loopDone("nowhere", []);
  expect([...end(run).nodes]).toEqual([...before.nodes]);
});
