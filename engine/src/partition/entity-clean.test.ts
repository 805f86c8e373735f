import { describe, expect, test } from "vitest";
import {
  awaitEvent,
  callEntity,
  completed,
  entity,
  lock,
  PartitionScript,
  waiting,
} from "../../test/support/partition-script.js";
import { executionId, instanceId, taskId } from "../model/index.js";
import type { TaskKey } from "./message.js";

const one = entity("one");
const two = entity("two");

/** "a" is in a section of both entities, and "b" has called the first one. */
function held(): PartitionScript {
  const script = new PartitionScript();
  script.start("a");
  script.episode("a", waiting(lock(1, one, two)));
  script.episode("a", waiting(awaitEvent(2, "go")));
  script.start("b", { execution: "e2" });
  script.episode("b", waiting(callEntity(1, one, "add", 5)));
  return script;
}

const clean = (script: PartitionScript, section?: TaskKey) =>
  script.apply({ type: "EntityCleanRequested", atMs: 9, replyTo: 7, entityId: one, ...(section && { section }) });
const ofA: TaskKey = { instanceId: instanceId("a"), executionId: executionId("e1"), taskId: taskId(1) };

describe("an entity that is cleaned", () => {
  test("of the section that holds it is free, and goes on with what waits; the others of the section are not", () => {
    const script = held();
    clean(script, ofA);
    expect(script.lastEffects).toEqual([
      { type: "RunEntity", entityId: one },
      { type: "Respond", replyTo: 7, answer: { kind: "cleaned" } },
    ]);
    expect(script.state.entities.get(one)?.lockedBy).toBeUndefined();
    expect(script.state.entities.get(two)?.lockedBy).toEqual(ofA);
    script.batch(one, [completed(5)], 5);
    expect(script.state.entities.get(one)).toMatchObject({
      state: "5",
      lastModifiedAtMs: expect.any(Number) as number,
    });
  });

  test.each([
    ["another execution", { ...ofA, executionId: executionId("e0") }],
    ["another section", { ...ofA, taskId: taskId(4) }],
    ["none", undefined],
  ])("of a section of %s stays as it is", (_what, section) => {
    const script = held();
    const before = script.state.entities.get(one);
    clean(script, section);
    expect(script.lastEffects).toEqual([{ type: "Respond", replyTo: 7, answer: { kind: "cleaned" } }]);
    expect(script.state.entities.get(one)).toEqual(before);
  });

  test("and has nothing left is gone; one that is not there is as before", () => {
    const script = new PartitionScript();
    script.state.entities.put(one, {
      entityId: one,
      queue: new Map(),
      arrivals: 3,
      batch: { ended: 3, out: false },
      lastModifiedAtMs: 5,
    });
    clean(script);
    expect(script.state.entities.get(one)).toBeUndefined();
    clean(script);
    expect(script.lastEffects).toEqual([{ type: "Respond", replyTo: 7, answer: { kind: "cleaned" } }]);
  });
});
