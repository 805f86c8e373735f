import { expect, test } from "vitest";
import { overRepetitions } from "./measurement.mjs";
import { BadUsage, parseOptions } from "./options.mjs";
import { nameOf, plan } from "./plan.mjs";
import { median, percentile } from "./statistics.mjs";
import { table } from "./table.mjs";

test("modes are measured side by side and repetitions take turns", () => {
  const options = parseOptions(["--only", "hello3", "--in-flight", "1,64", "--mode", "local,global", "--repeat", "2"]);
  const order = plan(options).map(({ inFlight, mode }) => `${inFlight} ${mode}`);
  const once = ["1 local", "1 global", "64 local", "64 global"];
  expect(order).toEqual([...once, ...once]);
});

test("without options every workload is measured in every mode, with its own clients", () => {
  const all = plan(parseOptions([]));
  expect(new Set(all.map(({ mode }) => mode))).toEqual(new Set(["conservative", "local", "global"]));
  expect(all.filter(({ workload }) => workload === "fan-out-10000").map(({ inFlight }) => inFlight)).toEqual([1, 1, 1]);
  expect(new Set(all.map(nameOf)).size).toBe(all.length);
});

test("a program's name measures no workload", () => {
  expect(plan(parseOptions(["--only", "scale"]))).toEqual([]);
});

test.each([
  [["--only", "hallo"], "hallo"],
  [["--in-flight", "0"], "--in-flight"],
  [["--in-flight", "1,x"], "--in-flight"],
  [["--repeat", "1.5"], "--repeat"],
  [["--mode", "bold"], "bold"],
  [["--sceonds", "3"], "--sceonds"],
])("%j is refused with a sentence that names it", (args, named) => {
  expect(() => parseOptions(args)).toThrow(BadUsage);
  expect(() => parseOptions(args)).toThrow(named);
});

test("repetitions become one line: medians, and the extremes of what is held against targets", () => {
  /** @param {number} perSecond @param {number} p50Ms */
  const figure = (perSecond, p50Ms) =>
    /** @type {import("./measurement.mjs").Figure} */ (
      /** @type {unknown} */ ({ workload: "hello3", mode: "local", perSecond, p50Ms })
    );
  const line = overRepetitions([figure(10, 3), figure(30, 1), figure(20, 2)], median);
  expect(line).toMatchObject({ workload: "hello3", mode: "local", perSecond: 20, p50Ms: 2, repetitions: 3 });
  expect(line).toMatchObject({ perSecondMin: 10, perSecondMax: 30, p50MsMin: 1, p50MsMax: 3 });
});

test("percentiles are values that were measured", () => {
  const sorted = Array.from({ length: 100 }, (_, index) => index + 1);
  expect([0, 0.5, 0.95, 0.99, 1].map((share) => percentile(sorted, share))).toEqual([1, 51, 96, 100, 100]);
  expect(() => percentile([], 0.5)).toThrow(RangeError);
});

test("a table has its numbers to the right and a dash for what is absent", () => {
  const rows = [
    { name: "hello3", "/s": 15_234.4 },
    { name: "fan", "/s": 0.12345, note: "slow" },
  ];
  expect(table(rows)).toBe(["name        /s  note", "hello3  15 234  –", "fan      0.123  slow"].join("\n"));
});
