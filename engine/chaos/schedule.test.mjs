import { expect, test } from "vitest";
import { scheduleOf } from "./schedule.mjs";

const plan = { seed: 7, kills: 50, seconds: 40, fullDisks: 2, crowds: 3 };

test("one seed gives one schedule, another seed another one", () => {
  expect(scheduleOf(plan)).toEqual(scheduleOf(plan));
  expect(scheduleOf({ ...plan, seed: 8 })).not.toEqual(scheduleOf(plan));
});

test("there are as many kills as were asked for, and load between the blows for as long", () => {
  const schedule = scheduleOf(plan);
  const times = (/** @type {string} */ kind) => schedule.filter((blow) => blow.kind === kind).length;
  // Who is to be killed during a recovery has to be killed before it.
  expect(times("kill") + 2 * times("killInRecovery") + times("killInSnapshot")).toBe(plan.kills);
  expect([times("killInRecovery"), times("killInSnapshot"), times("freeze"), times("close")].every(Boolean)).toBe(true);
  expect(times("fillDisk")).toBe(plan.fullDisks);
  expect(times("crowd")).toBe(plan.crowds);
  const loadMs = schedule.reduce((sum, { afterMs }) => sum + afterMs, 0);
  expect(Math.abs(loadMs - plan.seconds * 1000)).toBeLessThan(schedule.length);
});
