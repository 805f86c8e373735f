import vm from "node:vm";
import { expect, test } from "vitest";
import { TimeLimit } from "./time-limit.js";

test("what ends in time gives its result, and what it throws", () => {
  const limit = new TimeLimit(10_000);
  expect(limit.run(() => 7)).toEqual({ kind: "ended", result: 7 });
  expect(() => limit.run(() => JSON.parse("{"))).toThrow(SyntaxError);
});

test("what does not end is stopped", () => {
  expect(
    new TimeLimit(20).run(() => {
      for (;;);
    }),
  ).toEqual({ kind: "stopped" });
});

test("what was done when its time was over counts as ended, and only then", () => {
  const context = vm.createContext({});
  const loop = new vm.Script("for (;;);");
  for (let round = 0; round < 40; round++) {
    let isDone = false;
    // The time of the loop within is over at the same moment, give or take.
    const { kind } = new TimeLimit(10).run(() => {
      try {
        loop.runInContext(context, { timeout: 10 });
      } catch {
        isDone = true;
      }
    });
    expect(kind).toBe(isDone ? "ended" : "stopped");
  }
});
