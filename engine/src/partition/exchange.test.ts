import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import {
  awaitEvent,
  call,
  callEntity,
  callSub,
  cancel,
  completed,
  continueAsNew,
  entity,
  failed,
  lock,
  PartitionScript,
  received,
  release,
  returned,
  sendEvent,
  signalEntity,
  sleep,
  waiting,
} from "../../test/support/partition-script.js";
import { type AttributeChanges, executionId, instanceId } from "../model/index.js";
import { timersOf, wakeOfEntity, wakeOfInstance } from "./wake.js";

const transcript = (name: string): string =>
  fileURLToPath(new URL(`../../test/transcripts/${name}.txt`, import.meta.url));
const instanceOf = (script: PartitionScript, id = "a") => {
  const instance = script.state.instances.get(instanceId(id));
  if (instance === undefined) throw new Error(`there is no instance ${id}`);
  return instance;
};
const typesOf = (script: PartitionScript, id = "a") => instanceOf(script, id).history.map(({ type }) => type);
const one = entity("one");
const two = entity("two");

describe("transcripts", () => {
  test("events: early, in time, too late, from another instance", async () => {
    const script = new PartitionScript();
    script.start("a");
    script.raise("a", "Approved", { by: "Ada" });
    script.episode("a", waiting());
    script.episode("a", waiting(awaitEvent(1, "approved"), received(1, 2), awaitEvent(2, "paid", 500)));
    script.after(500).timerFired("a", 2, "event");
    script.start("b", { execution: "e2" });
    script.episode("b", returned("sent", sendEvent("a", "paid", 7), sendEvent("nobody", "paid", 7)));
    script.episode("a", returned("late", awaitEvent(3, "paid", 900), received(3, 9)));
    script.raise("a", "paid", 8);
    script.raise("nobody", "paid", 8);
    await expect(script.transcript()).toMatchFileSnapshot(transcript("events"));
  });

  test("an entity is called and signaled, and answers when it has run", async () => {
    const script = new PartitionScript();
    script.start("a");
    script.episode("a", waiting(callEntity(1, one, "add", 5), signalEntity(one, "add", 6), callEntity(2, one, "rob")));
    const signals = [{ entityId: two, operation: "note", input: "1" as never }];
    script.after(1).batch(one, [completed(5), failed("ignored"), failed("no such thing")], { sum: 5 }, signals);
    script.batch(two, [completed(null)]);
    script.episode("a", returned("done"));
    await expect(script.transcript()).toMatchFileSnapshot(transcript("entity"));
  });

  test("two critical sections over the same entities, one behind the other", async () => {
    const script = new PartitionScript();
    script.start("a");
    script.start("b", { execution: "e2" });
    script.episode("a", waiting(lock(1, one, two)));
    script.episode("b", waiting(lock(1, one, two)));
    script.signal(one, "add", 100);
    script.episode("a", waiting(callEntity(2, one, "add", 1)));
    script.batch(one, [completed(1)], { sum: 1 });
    script.episode("a", returned("done", release(1)));
    script.episode("b", waiting(callEntity(2, one, "add", 2)));
    script.batch(one, [completed(3)], { sum: 3 });
    script.terminate("b", "enough");
    script.batch(one, [completed(103)], { sum: 103 });
    await expect(script.transcript()).toMatchFileSnapshot(transcript("critical-sections"));
  });

  test("an instance continues as new, with the events that it had not taken", async () => {
    const script = new PartitionScript();
    script.start("a", { input: 1 });
    script.episode("a", waiting(awaitEvent(1, "go"), call(2), lock(3, one)));
    script.raise("a", "go", "first");
    script.raise("a", "go", "second");
    const told = instanceOf(script).history.length;
    script.raise("a", "stop", "unheard");
    script.episodeEnded("a", 2, told, continueAsNew(2, received(1, 7), cancel(2), cancel(3), signalEntity(two)));
    script.activityEnded("a", 2, completed("of the execution before"));
    script.episode("a", waiting(awaitEvent(1, "go")));
    script.episode("a", continueAsNew(3, received(1, 3)));
    await expect(script.transcript()).toMatchFileSnapshot(transcript("continue-as-new"));
  });

  test("sub-orchestrations: one ends, one has no id, one is terminated with its parent and ends its own", async () => {
    const script = new PartitionScript();
    script.start("taken", { execution: "e0" });
    script.start("a");
    script.episode("a", waiting(callSub(1, "good"), callSub(2, "taken"), callSub(3, "long")));
    script.after(5).episode("good", returned("well"));
    script.episode("long", waiting(callSub(1, "longer"), call(2)));
    script.episode("a", waiting());
    script.after(5).terminate("a", "enough");
    script.episode("taken", returned("not a's"));
    await expect(script.transcript()).toMatchFileSnapshot(transcript("sub-orchestrations"));
  });

  test("a suspended instance hears of nothing until it is resumed", async () => {
    const script = new PartitionScript();
    script.start("a");
    script.suspend("a");
    script.suspend("a");
    script.resume("a");
    script.episode("a", waiting(call(1), awaitEvent(2, "go", 100), sleep(3, 50)));
    script.suspend("a");
    script.after(50).timerFired("a", 3);
    script.raise("a", "go", 1);
    script.activityEnded("a", 1, completed("done meanwhile"));
    script.resumed("a");
    script.after(10).resume("a");
    script.resume("a");
    script.episode("a", continueAsNew(2, received(2, 10)));
    script.suspend("a");
    script.terminate("a", "while it is suspended");
    script.suspend("a");
    script.resume("nobody");
    await expect(script.transcript()).toMatchFileSnapshot(transcript("suspension"));
  });

  test("a turn that had begun when its instance was suspended is committed", () => {
    const script = new PartitionScript();
    script.start("a");
    script.suspend("a");
    const effects = script.episodeEnded("a", 1, 1, waiting(call(1)));
    expect(effects).toContainEqual(expect.objectContaining({ type: "RunActivity" }));
    expect(instanceOf(script).record.status).toBe("Suspended");
    script.activityEnded("a", 1, completed(1));
    expect(script.resume("a")).toContainEqual(expect.objectContaining({ type: "RunEpisode" }));
  });

  test("an attempt whose start and end are told in one breath", async () => {
    const script = new PartitionScript();
    script.start("a");
    script.episode("a", waiting(call(1, { retry: { maxAttempts: 2, firstDelayMs: 10 } })));
    script.after(5).activityEnded("a", 1, failed("no"), 1, "e1", 3);
    script.after(10).timerFired("a", 1, "retry", 2);
    script.activityStarted("a", 1, 2);
    script.after(5).activityEnded("a", 1, completed("yes"), 2, "e1", 18);
    await expect(script.transcript()).toMatchFileSnapshot(transcript("activity-in-one-breath"));
  });
});

describe("sub-orchestrations", () => {
  test("a failure reaches the parent as it was", () => {
    const script = new PartitionScript();
    const failure = { code: "Broken", message: "no", details: { why: "because" } };
    script.start("a");
    script.episode("a", waiting(callSub(1, "child")));
    script.episode("child", { kind: "failed", actions: [], failure });
    expect(instanceOf(script).history.at(-1)).toMatchObject({ type: "SubOrchestrationFailed", failure });
  });

  test("one that nobody waits for any more is terminated", () => {
    const script = new PartitionScript();
    script.start("a");
    script.episode("a", waiting(callSub(1, "child"), call(2)));
    script.activityEnded("a", 2, completed(1));
    script.episode("a", returned("enough", cancel(1)));
    expect(instanceOf(script, "child").record.status).toBe("Terminated");
  });

  test("one that continues as new still has its parent", () => {
    const script = new PartitionScript();
    script.start("a");
    script.episode("a", waiting(callSub(1, "child")));
    script.episode("child", continueAsNew(2));
    script.episode("child", returned("at last"));
    expect(instanceOf(script, "child").record.parentId).toBe("a");
    expect(instanceOf(script).history.at(-1)).toMatchObject({ type: "SubOrchestrationCompleted", result: '"at last"' });
  });

  test("what a parent of another execution started is left alone", () => {
    const script = new PartitionScript();
    script.start("a");
    script.episode("a", waiting(callSub(1, "child")));
    const parent = { instanceId: instanceId("a"), executionId: executionId("e0"), taskId: 1 as never };
    const stop = { type: "SubTerminated", to: instanceId("child"), parent, reason: "late" } as const;
    script.apply({ type: "MessagesReceived", atMs: 0, from: 5 as never, firstSeq: 1, messages: [stop] });
    expect(instanceOf(script, "child").record.status).toBe("Pending");
  });
});

describe("entities", () => {
  test("an entity of which nothing is left is gone", () => {
    const script = new PartitionScript();
    script.signal(one, "add");
    script.batch(one, [completed(1)]);
    expect(script.state.entities.size).toBe(0);
  });

  test("a batch that was run twice counts once", () => {
    const script = new PartitionScript();
    script.signal(one, "add");
    script.batch(one, [completed(1)], 1);
    const again = { entityId: one, batch: 1, results: [], signals: [] };
    expect(script.apply({ type: "EntityBatchEnded", atMs: 0, ...again })).toEqual([]);
    expect(script.state.entities.get(one)?.state).toBe("1");
  });

  test("what came while a batch was out runs in the next one", () => {
    const script = new PartitionScript();
    expect(script.signal(one, "add")).toContainEqual({ type: "RunEntity", entityId: one });
    script.signal(one, "add");
    const request = script.state.entities.get(one)?.queue.get(1);
    const results = [{ number: request?.number ?? 0, outcome: completed(1) }];
    const effects = script.apply({ type: "EntityBatchEnded", atMs: 0, entityId: one, batch: 1, results, signals: [] });
    expect(effects).toContainEqual({ type: "RunEntity", entityId: one });
  });

  test("a lock request that is taken back leaves the queue, and who stood behind it goes on", () => {
    const script = new PartitionScript();
    for (const [id, execution] of [
      ["a", "e1"],
      ["b", "e2"],
    ] as const) {
      script.start(id, { execution });
      script.episode(id, waiting(lock(1, one, two)));
    }
    script.terminate("b", "impatient");
    script.signal(one, "add");
    const effects = script.terminate("a", "done");
    expect(effects).toContainEqual({ type: "RunEntity", entityId: one });
    expect(script.state.entities.get(two)).toBeUndefined();
  });

  test("a section that is granted to who has ended is given back", () => {
    const script = new PartitionScript();
    script.start("a");
    script.episode("a", waiting(lock(1, one)));
    script.terminate("a", "gone");
    const section = { instanceId: instanceId("a"), executionId: executionId("e0"), taskId: 1 as never };
    const asked = { type: "LockRequested", to: one, section, lockSet: [one], position: 0 } as const;
    const from = 5 as never;
    script.apply({ type: "MessagesReceived", atMs: 0, from, firstSeq: 1, messages: [asked] });
    expect(script.state.entities.size).toBe(0);
  });
});

describe("waking up", () => {
  test("now, at the first timer, or never", () => {
    const script = new PartitionScript();
    script.start("a");
    expect(wakeOfInstance(instanceOf(script))).toBe("now");
    script.episode("a", waiting(sleep(1, 900), awaitEvent(2, "x", 700), callEntity(3, one)));
    expect(wakeOfInstance(instanceOf(script))).toBe(700);
    expect(timersOf(instanceOf(script)).map(({ purpose, fireAtMs }) => [purpose, fireAtMs])).toEqual([
      ["sleep", 900],
      ["event", 700],
    ]);
    const out = script.state.entities.get(one);
    expect(out && wakeOfEntity(out)).toBe("now");
    script.batch(one, [completed(1)], 1);
    const idle = script.state.entities.get(one);
    expect(idle && wakeOfEntity(idle)).toBe("never");
    script.episode("a", waiting(call(4)));
    expect(wakeOfInstance(instanceOf(script))).toBe("now");
    script.terminate("a", "x");
    expect(wakeOfInstance(instanceOf(script))).toBe("never");
  });

  test("asks again for one instance or entity alone", () => {
    const script = new PartitionScript();
    script.start("a");
    script.episode("a", waiting(call(1), awaitEvent(2, "x", 700), callEntity(3, one), lock(4, two)));
    script.activityStarted("a", 1);
    script.start("b", { execution: "e2" });
    expect(script.resumed("a").map(({ type }) => type)).toEqual(["RunEpisode", "RunActivity", "SetTimer"]);
    expect(script.resumed(one)).toEqual([{ type: "RunEntity", entityId: one }]);
    expect(script.resumed("nobody")).toEqual([]);
  });
});

test("a status that was set is in the record, and gone when the instance continues as new", () => {
  const script = new PartitionScript();
  const origin = { node: "status", path: [] };
  script.start("a");
  script.episode("a", waiting({ type: "CustomStatusSet", origin, value: '"half"' as never }, awaitEvent(1, "x")));
  expect(instanceOf(script).record.customStatus).toBe('"half"');
  script.raise("a", "x", 1);
  script.episode("a", continueAsNew(2, received(1, 5)));
  expect(instanceOf(script).record.customStatus).toBeUndefined();
  expect(typesOf(script)).toEqual(["ExecutionStarted", "ContinuedAsNew"]);
});

test("attributes that were set join those of the start, and outlast the execution", () => {
  const script = new PartitionScript();
  const origin = { node: "attributes", path: [] };
  const set = (changes: AttributeChanges) => ({ type: "SearchAttributesSet", origin, changes }) as const;
  script.start("a");
  script.episode("a", waiting(set({ stage: "new", due: { timeMs: 7 } }), set({ stage: "old" }), awaitEvent(1, "x")));
  const { attributes } = instanceOf(script).record;
  expect(attributes).toEqual({ stage: "old", due: { timeMs: 7 } });
  script.raise("a", "x", 1);
  script.episode("a", continueAsNew(2, set({ due: { timeMs: 7 }, none: null }), received(1, 6)));
  // Nothing is different: the lists know it by the same object, and need not move it.
  expect(instanceOf(script).record.attributes).toBe(attributes);
  script.episode("a", returned("done", set({ stage: null, due: null })));
  expect(instanceOf(script).record).toMatchObject({ status: "Completed", attributes: undefined });
});

test("a lock that was granted while the run gave it up is given back", () => {
  const script = new PartitionScript();
  script.start("a");
  script.episode("a", waiting(lock(1, entity("one"))));
  // The lock is there; the turn that ends the run has not heard of it.
  const told = script.state.instances
    .get(instanceId("a"))
    ?.history.findLastIndex(({ type }) => type === "LockRequested");
  script.episodeEnded("a", 2, (told ?? 0) + 1, returned("done", cancel(1)));
  expect(script.state.entities.get(entity("one"))).toBeUndefined();
});
