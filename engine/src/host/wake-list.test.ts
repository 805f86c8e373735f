import { expect, test } from "vitest";
import { type InstanceId, instanceId, partitionId } from "../model/index.js";
import { WakeList } from "./wake-list.js";

/** A clock that a test turns. */
function handClock() {
  let nowMs = 0;
  const calls = new Set<{ readonly atMs: number; readonly call: () => void }>();
  return {
    nowMs: () => nowMs,
    callAt: (atMs: number, call: () => void) => {
      const entry = { atMs, call };
      calls.add(entry);
      return () => void calls.delete(entry);
    },
    turnTo(atMs: number) {
      nowMs = atMs;
      for (const entry of [...calls]) {
        if (entry.atMs > nowMs) continue;
        calls.delete(entry);
        entry.call();
      }
    },
    armed: () => calls.size,
  };
}

test("each is woken once, not before its time, by one timer at a time", () => {
  const clock = handClock();
  const woken: InstanceId[] = [];
  const sleepers = [30, 10, 20, 10].map((wakeAtMs, index) => ({
    partition: partitionId(0),
    instanceId: instanceId(`i${index}`),
    wakeAtMs,
  }));
  const list = new WakeList(sleepers, clock, (sleeper) => woken.push(sleeper.instanceId));
  expect(clock.armed()).toBe(1);
  clock.turnTo(9);
  expect(woken).toEqual([]);
  clock.turnTo(10);
  expect(woken).toEqual(["i1", "i3"]);
  clock.turnTo(25);
  expect(woken).toEqual(["i1", "i3", "i2"]);
  list.close();
  clock.turnTo(100);
  expect(woken).toHaveLength(3);
});

test("without a sleeper nothing is armed", () => {
  const clock = handClock();
  new WakeList([], clock, () => undefined).close();
  expect(clock.armed()).toBe(0);
});
