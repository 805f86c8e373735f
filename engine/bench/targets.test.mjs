import { expect, test } from "vitest";
import { heldAgainstTargets } from "./targets.mjs";

const usual = { mode: "local", form: "module", threads: 1, flushDelayMs: 0 };

test("a figure is held against its target, and against no other", () => {
  const rows = [{ ...usual, workload: "hello3", inFlight: 512, perSecond: 15_001 }];
  const [only, ...others] = heldAgainstTargets(rows);
  expect(others).toEqual([]);
  expect(only).toMatchObject({ target: "hello3, 512 in flight: /s", measured: 15_001, "": "reached" });
  const slower = rows.map((row) => ({ ...row, perSecond: 14_999 }));
  expect(heldAgainstTargets(slower)).toMatchObject([{ "": "MISSED" }]);
});

test("figures of another mode or with a delay say nothing about a target", () => {
  const figure = { ...usual, workload: "hello3", inFlight: 512, perSecond: 99_999 };
  expect(heldAgainstTargets([{ ...figure, mode: "conservative" }])).toEqual([]);
  expect(heldAgainstTargets([{ ...figure, flushDelayMs: 25 }])).toEqual([]);
});

test("a ratio needs both of its figures", () => {
  const transfer = { ...usual, workload: "bank", inFlight: 64, threads: 2 };
  const conservative = { ...transfer, mode: "conservative", p50Ms: 10 };
  const global = { ...transfer, mode: "global", p50Ms: 4 };
  expect(heldAgainstTargets([global])).toEqual([]);
  expect(heldAgainstTargets([conservative, global])).toMatchObject([{ measured: 0.4, "": "reached" }]);
});

test("of scale the worst row counts", () => {
  const rows = [
    { workload: "scale", when: "growing", perSecond: 100, residentMb: 100, listPageMs: 1 },
    { workload: "scale", when: "growing", perSecond: 80, residentMb: 500, listPageMs: 2 },
    { workload: "scale", when: "after a crash", perSecond: 100, residentMb: 50, listPageMs: 60, openMs: 10 },
  ];
  expect(heldAgainstTargets(rows).map(({ measured }) => measured)).toEqual([0.8, 500, 60, 10]);
});
