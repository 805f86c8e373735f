import { expect, test } from "vitest";
import { summarise } from "./summarise.mjs";

/** @param {number} id @param {string} functionName @param {string} url @param {number[]} [children] */
const node = (id, functionName, url, children = []) => ({
  id,
  callFrame: { functionName, scriptId: "1", url, lineNumber: 9, columnNumber: 0 },
  children,
});

test("a profile becomes shares of the thread's time, by part and by function", () => {
  const summary = summarise({
    startTime: 0,
    endTime: 100,
    nodes: [
      node(1, "(root)", "", [2, 3, 6]),
      node(2, "(idle)", ""),
      node(3, "turn", "file:///x/engine/dist/host/partition-host.js", [4, 5]),
      node(4, "step", "file:///x/engine/dist/partition/step.js"),
      node(5, "fdatasync", ""),
      node(6, "(garbage collector)", ""),
    ],
    samples: [2, 3, 4, 5, 6],
    timeDeltas: [20, 10, 30, 30, 10],
  });
  expect(summary.busy).toBeCloseTo(0.8);
  expect(Object.fromEntries(summary.parts.map(({ name, self }) => [name, self]))).toMatchObject({
    idle: 0.2,
    host: 0.1,
    "partition: step": 0.3,
    "write and flush": 0.3,
    "garbage collection": 0.1,
  });
  const turn = summary.reached.find(({ name }) => name === "turn dist/host/partition-host.js:10");
  expect(turn?.self).toBeCloseTo(0.1);
  expect(turn?.total).toBeCloseTo(0.7);
});

test("a recursion counts once in what a function reaches", () => {
  const url = "file:///x/engine/dist/model/value.js";
  const summary = summarise({
    startTime: 0,
    endTime: 30,
    nodes: [node(1, "(root)", "", [2]), node(2, "visit", url, [3]), node(3, "visit", url)],
    samples: [2, 3],
    timeDeltas: [10, 20],
  });
  const visit = summary.reached.find(({ name }) => name.startsWith("visit"));
  expect(visit).toMatchObject({ self: 1, total: 1 });
});
