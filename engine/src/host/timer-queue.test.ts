import fc from "fast-check";
import { expect, test } from "vitest";
import { executionId, instanceId, taskId } from "../model/index.js";
import type { TimerKey } from "../partition/event.js";
import type { Clock } from "./clock.js";
import { TimerQueue } from "./timer-queue.js";

/** A clock that stands still until it is told to go on. */
class ManualClock implements Clock {
  private now = 0;
  private readonly calls = new Set<{ readonly atMs: number; readonly callback: () => void }>();

  nowMs(): number {
    return this.now;
  }

  callAt(atMs: number, callback: () => void): () => void {
    const call = { atMs, callback };
    this.calls.add(call);
    return () => this.calls.delete(call);
  }

  goTo(nowMs: number): void {
    this.now = nowMs;
    for (let due = this.due(); due !== undefined; due = this.due()) {
      this.calls.delete(due);
      due.callback();
    }
  }

  get armed(): number {
    return this.calls.size;
  }

  private due() {
    return [...this.calls].find((call) => call.atMs <= this.now);
  }
}

const key = (task: number): TimerKey => ({
  instanceId: instanceId("a"),
  executionId: executionId("e"),
  taskId: taskId(task),
  purpose: "sleep",
  attempt: 0,
});

test("timers fire once, in order, not before their time, and not when they were cleared or set anew", () => {
  const timers = fc.array(fc.record({ task: fc.nat(20), atMs: fc.nat(100), clears: fc.option(fc.nat(20)) }));
  fc.assert(
    fc.property(timers, (sets) => {
      const clock = new ManualClock();
      const fired: { task: number; atMs: number }[] = [];
      const queue = new TimerQueue(clock, ({ taskId: task }) => fired.push({ task, atMs: clock.nowMs() }));
      const expected = new Map<number, number>();
      for (const { task, atMs, clears } of sets) {
        queue.set(key(task), atMs);
        expected.set(task, atMs);
        if (clears === null) continue;
        queue.clear(key(clears));
        expected.delete(clears);
      }
      for (let nowMs = 0; nowMs <= 100; nowMs++) clock.goTo(nowMs);
      const sorted = (entries: readonly { task: number; atMs: number }[]) =>
        [...entries].sort((a, b) => a.atMs - b.atMs || a.task - b.task);
      expect(fired.map(({ atMs }) => atMs)).toEqual(fired.map(({ atMs }) => atMs).sort((a, b) => a - b));
      expect(sorted(fired)).toEqual(sorted([...expected].map(([task, atMs]) => ({ task, atMs }))));
      expect(clock.armed).toBe(0);
    }),
  );
});

test("a timer that is set from within one that fires is heard of", () => {
  const clock = new ManualClock();
  const fired: number[] = [];
  const queue: TimerQueue = new TimerQueue(clock, ({ taskId: task }) => {
    fired.push(task);
    if (task < 3) queue.set(key(task + 1), 5);
  });
  queue.set(key(1), 5);
  clock.goTo(5);
  expect(fired).toEqual([1, 2, 3]);
  queue.set(key(9), 10);
  queue.close();
  clock.goTo(20);
  expect(fired).toEqual([1, 2, 3]);
});
