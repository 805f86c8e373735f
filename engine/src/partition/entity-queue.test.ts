import { describe, expect, test } from "vitest";
import { entity, PartitionScript } from "../../test/support/partition-script.js";
import { encodeJson, executionId, instanceId, LIMITS, partitionId, taskId } from "../model/index.js";
import { deliver } from "./deliver.js";
import type { EntitySignaled } from "./message.js";
import { emptyState, type ResidentState, type ScheduledSignal } from "./state.js";
import { step } from "./step.js";
import { wakeOfEntity } from "./wake.js";

const one = entity("one");
const signal: EntitySignaled = { type: "EntitySignaled", to: one, operation: "add", input: encodeJson(1) };
const caller = { instanceId: instanceId("a"), executionId: executionId("e1"), taskId: taskId(7) };

/** An entity that somebody has locked for long, with as many signals before it as may be. */
function fullState(scheduled = 0): ResidentState {
  const state = emptyState(partitionId(0));
  const waiting = LIMITS.entityQueueMax - scheduled;
  const queued = Array.from({ length: waiting }, (_, index) => {
    const number = index + 1;
    return [number, { kind: "signal", number, request: signal }] as const;
  });
  const later = Array.from({ length: scheduled }, (_, index): [number, ScheduledSignal] => [
    waiting + index + 1,
    { ...signal, dueAtMs: 1_000 },
  ]);
  state.entities.put(one, {
    entityId: one,
    queue: new Map(queued),
    arrivals: LIMITS.entityQueueMax,
    batch: { ended: 0, out: false },
    lastModifiedAtMs: undefined,
    lockedBy: { ...caller, executionId: executionId("other") },
    ...(scheduled > 0 && { scheduled: new Map(later) }),
  });
  return state;
}

describe("a queue that is full", () => {
  test("answers a call with a failure, for the orchestration that called", () => {
    const state = fullState();
    const told = deliver(state, { type: "EntityCalled", to: one, operation: "add", input: encodeJson(1), caller }, 5);
    expect(told).toMatchObject([
      {
        type: "Post",
        message: { type: "EntityAnswered", caller, outcome: { kind: "failed", failure: { code: "EntityQueueFull" } } },
      },
    ]);
    expect(state.entities.get(one)?.queue.size).toBe(LIMITS.entityQueueMax);
  });

  test("refuses a client's signal", () => {
    const request = { type: "EntitySignalRequested", atMs: 5, replyTo: 1, entityId: one, operation: "add" } as const;
    const [answer, ...others] = step(fullState(), { ...request, input: encodeJson(1) });
    expect(answer).toMatchObject({ type: "Respond", replyTo: 1, answer: { kind: "refused", code: "EntityQueueFull" } });
    expect(others).toEqual([]);
  });

  test("tells the operator of a signal that nobody else waits to hear of", () => {
    expect(deliver(fullState(), signal, 5)).toMatchObject([
      { type: "ReportIgnoredSignal", entityId: one, operation: "add", failure: { code: "EntityQueueFull" } },
    ]);
  });

  test("counts what is scheduled, and takes requests for the lock all the same", () => {
    const state = fullState(10);
    expect(deliver(state, signal, 5)).toMatchObject([{ type: "ReportIgnoredSignal" }]);
    const lock = { type: "LockRequested", to: one, section: caller, lockSet: [one], position: 0 } as const;
    expect(deliver(state, lock, 5)).toEqual([]);
    expect([...(state.entities.get(one)?.queue.values() ?? [])].at(-1)?.kind).toBe("lock");
  });

  test("gives a refused request its number, so that later numbers are what they were without a limit", () => {
    const state = fullState();
    deliver(state, signal, 5);
    expect(state.entities.get(one)?.arrivals).toBe(LIMITS.entityQueueMax + 1);
  });
});

describe("a signal for a time", () => {
  const scheduled = (script: PartitionScript) => script.state.entities.get(one)?.scheduled?.size ?? 0;

  test("waits beside the queue, wakes the entity in time, and is then queued as any other", () => {
    const script = new PartitionScript();
    script.signalAt(one, "add", 100, 1);
    script.signalAt(one, "add", 50, 2);
    script.signal(one, "add", 3);
    const waiting = script.state.entities.get(one);
    expect([scheduled(script), waiting?.queue.size]).toEqual([2, 1]);
    script.batch(one, [{ kind: "completed", result: encodeJson(3) }], 3);
    const idle = script.state.entities.get(one);
    expect(idle && wakeOfEntity(idle)).toBe(50);
    script.after(50).signalFired(one, 2);
    expect(script.lastEffects).toContainEqual({ type: "RunEntity", entityId: one });
    script.batch(one, [{ kind: "completed", result: encodeJson(5) }], 5);
    script.after(50).signalFired(one, 1);
    expect(scheduled(script)).toBe(0);
    script.batch(one, [{ kind: "completed", result: encodeJson(6) }], 6);
    expect(script.state.entities.get(one)).not.toHaveProperty("scheduled");
  });

  test("that is due when it arrives waits for nothing", () => {
    const script = new PartitionScript();
    script.after(100).signalAt(one, "add", 100);
    expect(scheduled(script)).toBe(0);
    expect(script.state.entities.get(one)?.queue.size).toBe(1);
  });

  test("keeps an entity without a state alive until it has come, and no longer", () => {
    const script = new PartitionScript();
    script.signalAt(one, "add", 10);
    expect(script.state.entities.get(one)).toBeDefined();
    script.after(10).signalFired(one, 1);
    script.batch(one, [{ kind: "completed", result: encodeJson(null) }]);
    expect(script.state.entities.get(one)).toBeUndefined();
  });

  test("is armed again after a recovery, also of an entity whose batch was out", () => {
    const script = new PartitionScript();
    script.signalAt(one, "add", 10);
    script.signal(one, "add");
    script.resumed(one);
    expect(script.lastEffects).toMatchObject([
      { type: "RunEntity", entityId: one },
      { type: "SetTimer", purpose: "signal", taskId: 1, fireAtMs: 10 },
    ]);
  });

  test("does not run early in a section of somebody else's, and runs behind it", () => {
    const script = new PartitionScript();
    script.start("a");
    script.signalAt(one, "add", 10);
    script.lockFor("a", one);
    script.after(10).signalFired(one, 1);
    expect(script.lastEffects).toEqual([]);
    script.terminate("a", "enough");
    expect(script.lastEffects).toContainEqual({ type: "RunEntity", entityId: one });
  });

  test("a timer that fires twice queues it once", () => {
    const script = new PartitionScript();
    script.signalAt(one, "add", 10);
    script.after(10).signalFired(one, 1);
    script.signalFired(one, 1);
    expect(script.state.entities.get(one)?.queue.size).toBe(1);
  });
});
