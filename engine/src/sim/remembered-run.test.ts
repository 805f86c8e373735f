import { expect, test } from "vitest";
import { executionId, type HistoryEvent, type InstanceRecord, instanceId } from "../model/index.js";
import { RememberedRun } from "./remembered-run.js";

/** What somebody is told of a run, and what the memory of a run makes of it. */

const ID = "r";

function record(execution: string, status: InstanceRecord["status"], eventCount = 1): InstanceRecord {
  const times = { createdAtMs: 1, updatedAtMs: 1 };
  return {
    instanceId: instanceId(ID),
    executionId: executionId(execution),
    ...times,
    ...{ name: "n", tags: {}, eventCount, input: "1" as InstanceRecord["input"], status },
  };
}

const event = (seq: number, turn = 1): HistoryEvent => ({
  ...{ seq, atMs: 1, type: "TurnStarted", turn, deliveredThrough: 1 },
});

function remembered(...told: readonly InstanceRecord[]): RememberedRun {
  const run = new RememberedRun(ID);
  run.startAcknowledged = true;
  for (const each of told) expect(run.sawRecord(each)).toBe(undefined);
  return run;
}

test("what was acknowledged is not gone, unless a purge was asked for; what was purged is not there", () => {
  expect(remembered(record("x", "Completed")).sawRecord(undefined)).toContain("is gone");

  const run = remembered(record("x", "Completed"));
  run.purgeAsked();
  expect(run.sawRecord(record("x", "Completed"))).toBe(undefined);
  expect(run.sawRecord(undefined)).toBe(undefined);
  run.purged();
  expect(run.sawRecord(undefined)).toBe(undefined);
  expect(run.problemWithDurable(record("x", "Completed"), [])).toContain("was purged and is there");
});

test("an id that may be used again is another run's, and the one before never comes back", () => {
  expect(remembered(record("x", "Completed")).sawRecord(record("y", "Running"))).toContain("started twice");

  const run = remembered(record("x", "Completed"));
  run.newLifeAsked();
  expect(run.sawRecord(record("x", "Completed"))).toBe(undefined);
  expect(run.sawRecord(record("y", "Running"))).toBe(undefined);
  expect(run.sawRecord(record("x", "Completed"))).toContain("whose time is over");
  expect(run.sawRecord(record("z", "Running"))).toContain("started twice");

  const acknowledged = remembered(record("x", "Completed"));
  acknowledged.newLifeAsked();
  acknowledged.newLifeAcknowledged();
  expect(acknowledged.sawRecord(record("x", "Completed"))).toContain("whose time is over");
});

test("a rewound run goes on from a failure as its next execution, and keeps the history that was seen", () => {
  expect(remembered(record("x", "Failed")).sawRecord(record("x~2", "Running"))).toContain("had finished");

  const run = remembered(record("x", "Failed"));
  run.rewindAsked();
  expect(run.sawEvents(executionId("x"), [event(1), event(2)])).toBe(2);
  expect(run.sawRecord(record("x", "Running"))).toContain("had finished");
  expect(run.problemWithDurable(record("x~2", "Running", 2), [event(1), event(2, 7)])).toContain("event 2");
  expect(run.sawRecord(record("x~2", "Running", 3))).toBe(undefined);
  expect(run.sawEvents(executionId("x~2"), [event(2, 7)])).toMatchObject({
    problem: expect.stringContaining("is now"),
  });
  expect(run.sawRecord(record("x~2", "Completed", 4))).toBe(undefined);
  expect(run.sawRecord(record("x~3", "Running", 5))).toContain("had finished");
});
