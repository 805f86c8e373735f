import { describe, expect, it } from "vitest";
import { edgeStates } from "./edge-states";
import {
  BROKEN,
  completed,
  decided,
  EXAMPLE_INDEX,
  loopStarted,
  STARTED,
  scheduled,
  started,
  stateAfter,
  TURN,
} from "./example-run";
import { countdownText, type NodeView, nodeViews } from "./node-views";

function shown(bodies: readonly unknown[], extra: { nowMs?: number; nodeOfLine?: (string | null)[] } = {}) {
  const state = stateAfter(bodies);
  const views = nodeViews({
    index: EXAMPLE_INDEX,
    state,
    nowMs: extra.nowMs ?? state.atMs ?? 0,
    ...(extra.nodeOfLine !== undefined && { sourceMap: { linesOfNode: {}, nodeOfLine: extra.nodeOfLine } }),
  });
  return {
    node: (name: string): NodeView | undefined => views[EXAMPLE_INDEX.nodeByName.get(name)?.id ?? ""],
    edges: edgeStates(EXAMPLE_INDEX, state, views),
  };
}

const FETCHED = [STARTED, TURN, scheduled(1, "fetch"), started(1), completed(1)];
const TWO_ITEMS = [...FETCHED, decided("check", "true"), loopStarted([{ ok: true }, { ok: false }])];

describe("nodeViews", () => {
  it("shows a run that has not begun as the drawing it is", () => {
    const { node, edges } = shown([]);
    expect(node("start")).toEqual({ state: "not-reached", subtitle: "" });
    expect(node("fetch")).toEqual({ state: "not-reached", subtitle: "" });
    expect(Object.values(edges).every((state) => state === "idle")).toBe(true);
  });

  it("says how long a node runs, and how long it took", () => {
    const running = [STARTED, TURN, scheduled(1, "fetch"), started(1)];
    expect(shown(running, { nowMs: 8_300 }).node("fetch")).toEqual({ state: "running", subtitle: "Running · 4.30 s" });
    expect(shown(FETCHED).node("fetch")).toEqual({ state: "completed", subtitle: "Done · 1.00 s" });
  });

  it("says that a node waits for an event, and until when", () => {
    const wait = { type: "EventWaited", taskId: 1, origin: { node: "fetch", path: [] }, name: "approved" };
    expect(shown([STARTED, TURN, wait]).node("fetch")).toEqual({ state: "event", subtitle: "Waits for approved" });
    const limited = [STARTED, TURN, { ...wait, deadlineMs: 8_000 }];
    expect(shown(limited, { nowMs: 5_000 }).node("fetch")).toEqual({
      state: "event",
      subtitle: "Ends in 3.00 s · Waits for approved",
    });
    expect(shown(limited, { nowMs: 9_000 }).node("fetch")).toEqual({
      state: "event",
      subtitle: "Time is up · Waits for approved",
    });
  });

  it("counts down to a retry and says which attempt it is", () => {
    const failedOnce = { type: "ActivityAttemptFailed", taskId: 1, attempt: 1, failure: BROKEN, retryAtMs: 8_000 };
    const retrying = [STARTED, TURN, scheduled(1, "fetch", [], 3), started(1), failedOnce];
    expect(shown(retrying, { nowMs: 7_100 }).node("fetch")).toEqual({
      state: "retrying",
      subtitle: "Retry in 900 ms",
      badge: "1/3",
    });
    expect(shown(retrying, { nowMs: 9_000 }).node("fetch")?.subtitle).toBe("Retry due");
    expect(shown([...retrying, started(1, 2)]).node("fetch")?.badge).toBe("2/3");
  });

  it.each([
    [900, "Fires in 900 ms"],
    [45_900, "Fires in 45.9 s"],
    [3_593_000, "Fires in 59:53"],
    [61_000, "Fires in 1:01"],
    [11_520_000, "In 3 h 12 m"],
  ])("counts %d ms down in words that a node has room for", (ms, words) => {
    expect(countdownText("Fires", ms)).toBe(words);
    expect(words.length).toBeLessThanOrEqual(15);
  });

  it("takes the living edge of a branch, and lets the other die with what hangs on it", () => {
    const { node, edges } = shown([...FETCHED, decided("check", "false")]);
    expect(node("check")).toEqual({ state: "completed", subtitle: "false" });
    expect(node("images")).toEqual({ state: "skipped", subtitle: "Skipped" });
    expect(node("thumbnail")?.state).toBe("skipped");
    expect(node("return")?.state).toBe("skipped");
    expect(edges).toMatchObject({ e1: "taken", e2: "taken", e3: "dead", e4: "taken", e5: "dead", e7: "dead" });
  });

  it("sums the iterations of a container", () => {
    const bodies = [
      ...TWO_ITEMS,
      decided("supported", "true", [0]),
      scheduled(2, "thumbnail", [0]),
      decided("supported", "false", [1]),
      { type: "NodeRecorded", origin: { node: "skip", path: [1] }, value: "{}" },
      started(2),
    ];
    const { node, edges } = shown(bodies);
    expect(node("supported")?.subtitle).toBe("true ×1 · false ×1");
    expect(node("thumbnail")?.state).toBe("running");
    expect(node("skip")).toEqual({ state: "completed", subtitle: "Done" });
    expect(node("images")).toMatchObject({ state: "running", counts: { running: 1 } });
    expect(edges).toMatchObject({ e5: "taken", e6: "taken", e7: "idle" });
  });

  it("does not call a node done while items are still to come to it", () => {
    const one = [decided("supported", "true", [0]), scheduled(2, "thumbnail", [0]), started(2), completed(2)];
    const { node } = shown([...TWO_ITEMS, ...one]);
    expect(node("thumbnail")).toEqual({ state: "queued", subtitle: "1 of 2 done" });
  });

  it("says how many of the items failed", () => {
    const failed = { type: "ActivityFailed", taskId: 2, attempt: 1, failure: BROKEN };
    const both = [decided("supported", "true", [0]), scheduled(2, "thumbnail", [0])];
    const { node } = shown([
      ...TWO_ITEMS,
      ...both,
      decided("supported", "true", [1]),
      scheduled(3, "thumbnail", [1]),
      failed,
    ]);
    expect(node("thumbnail")).toMatchObject({ state: "failed", subtitle: "1 of 2 failed" });
    expect(node("skip")).toEqual({ state: "skipped", subtitle: "Skipped ×2" });
  });

  it("says that a container without items did nothing", () => {
    const { node } = shown([...FETCHED, decided("check", "true"), loopStarted([])]);
    expect(node("thumbnail")).toEqual({ state: "skipped", subtitle: "No items" });
  });

  it("says at the end which nodes were not reached", () => {
    const failed = { type: "ActivityFailed", taskId: 1, attempt: 1, failure: BROKEN };
    const ended = { type: "ExecutionFailed", failure: BROKEN, origin: { node: "fetch", path: [] } };
    const { node } = shown([STARTED, TURN, scheduled(1, "fetch"), started(1), failed, ended]);
    expect(node("fetch")).toMatchObject({ state: "failed", subtitle: "Failed: The file is not an image." });
    expect(node("check")).toEqual({ state: "not-reached", subtitle: "Not reached" });
  });

  it("finds the node of a failure that came out of an expression by its line", () => {
    const failure = { code: "ExpressionError", message: "fetch.body is undefined.", details: { line: 2 } };
    const { node } = shown([...FETCHED, { type: "ExecutionFailed", failure }], { nodeOfLine: [null, "n3"] });
    expect(node("check")).toEqual({ state: "failed", subtitle: "ExpressionError: fetch.body is undefined." });
  });
});
