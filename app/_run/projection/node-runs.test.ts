import { describe, expect, it } from "vitest";
import { BROKEN, completed, decided, loopStarted, STARTED, scheduled, started, stateAfter, TURN } from "./example-run";
import { itemName, nodeRuns, runningActivities, runToShow } from "./node-runs";

const LOOP = [
  STARTED,
  TURN,
  loopStarted([{ name: "a.jpg" }, "photos/b.png", 7]),
  scheduled(1, "thumbnail", [0]),
  scheduled(2, "thumbnail", [1]),
  scheduled(3, "thumbnail", [2]),
  started(1),
  started(2),
];

describe("nodeRuns", () => {
  it("names each iteration by its item", () => {
    expect(nodeRuns(stateAfter(LOOP), "thumbnail").map((run) => run.label)).toEqual([
      "0 · a.jpg",
      "1 · b.png",
      "2 · 7",
    ]);
  });

  it("knows nothing of a node that was not reached", () => {
    expect(nodeRuns(stateAfter(LOOP), "skip")).toEqual([]);
  });

  it("shows the run that most needs a look", () => {
    const failed = { type: "ActivityFailed", taskId: 2, attempt: 1, failure: BROKEN };
    const state = stateAfter([...LOOP, completed(1), failed]);
    expect(runToShow(nodeRuns(state, "thumbnail"))?.label).toBe("1 · b.png");
    expect(runToShow([])).toBeUndefined();
  });
});

describe("runningActivities", () => {
  it("counts what cancelling would stop: queued, running and between attempts, not decisions", () => {
    expect(runningActivities(stateAfter([...LOOP, decided("supported", "true", [0])]))).toBe(3);
    expect(runningActivities(stateAfter([...LOOP, completed(1)]))).toBe(2);
  });
});

describe("itemName", () => {
  it.each([
    ["https://host/pictures/cat.webp", "cat.webp"],
    [{ id: 204, stock: 3 }, "204"],
    [{ stock: 3 }, undefined],
    [null, undefined],
    ["two\nlines", "two lines"],
  ])("calls %j %s", (item, name) => {
    expect(itemName(item)).toBe(name);
  });

  it("is short", () => {
    expect(itemName("x".repeat(1_000))?.length).toBe(40);
  });
});
