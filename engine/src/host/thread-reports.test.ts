import { expect, test } from "vitest";
import type { Clock } from "./clock.js";
import type { ThreadReport } from "./metrics.js";
import type { RecoveryProgress } from "./recovery-progress.js";
import { ThreadReports } from "./thread-reports.js";

const report = (records: number): ThreadReport =>
  ({
    thread: { thread: 0, state: "running", busyShare: 0.2, recovery: { tookMs: 7, records } },
    partitions: [],
  }) as unknown as ThreadReport;

/** A thread that answers when the test says so, on a clock that the test turns. */
function heldThread() {
  const held: { readonly answer: (report: ThreadReport) => void; readonly refuse: (error: Error) => void }[] = [];
  const alarms = new Set<() => void>();
  const clock: Clock = {
    nowMs: () => 0,
    callAt: (_atMs, callback) => {
      alarms.add(callback);
      return () => alarms.delete(callback);
    },
  };
  let isUp = true;
  let progress: RecoveryProgress | undefined;
  const reports = new ThreadReports({
    clock,
    ask: () => new Promise((answer, refuse) => held.push({ answer, refuse })),
    isUp: () => isUp,
    recoveryOf: () => progress,
  });
  return {
    held,
    alarms,
    look: () => reports.of(0),
    ring: () => {
      for (const alarm of alarms) alarm();
    },
    goAway: () => {
      isUp = false;
    },
    recover: (next: RecoveryProgress) => {
      progress = next;
    },
  };
}

async function seenOnce() {
  const thread = heldThread();
  const first = thread.look();
  thread.held[0]?.answer(report(1));
  await first;
  return thread;
}

test("a thread that answers is told of as it says, and no alarm stays behind", async () => {
  const { held, alarms, look } = await seenOnce();
  const second = look();
  held[1]?.answer(report(2));
  expect(await second).toEqual(report(2));
  expect(alarms.size).toBe(0);
});

test("one that hangs is told of as it was last seen, without a moment to spare, and is not asked again meanwhile", async () => {
  const { held, look, ring } = await seenOnce();
  const looks = [look(), look()];
  ring();
  for (const seen of await Promise.all(looks)) {
    expect(seen.thread).toMatchObject({ state: "running", busyShare: 1, recovery: { records: 1 } });
  }
  expect(held).toHaveLength(2);
  held[1]?.answer(report(3));
  await new Promise((resolve) => setImmediate(resolve));
  const next = look();
  held[2]?.answer(report(4));
  expect((await next).thread.recovery.records).toBe(4);
});

test("one that is being restarted recovers, and is not asked", async () => {
  const { held, look, goAway } = await seenOnce();
  goAway();
  expect((await look()).thread).toMatchObject({ state: "recovering", busyShare: 0, recovery: { records: 0 } });
  expect(held).toHaveLength(1);
});

test("one that recovers is told of with how far it is, whether it was restarted or went back", async () => {
  const progress = { tookMs: 80, records: 512, ofRecords: 2_000 };
  const wentBack = await seenOnce();
  wentBack.recover(progress);
  const look = wentBack.look();
  wentBack.ring();
  expect((await look).thread).toMatchObject({ state: "recovering", busyShare: 0, recovery: progress });
  const restarted = await seenOnce();
  restarted.goAway();
  restarted.recover(progress);
  expect((await restarted.look()).thread).toMatchObject({ state: "recovering", recovery: progress });
});

test("a refusal is a refusal", async () => {
  const { held, look } = await seenOnce();
  const second = look();
  held[1]?.refuse(new Error("stopped"));
  await expect(second).rejects.toThrow("stopped");
});
