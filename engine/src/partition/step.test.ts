import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import {
  call,
  cancel,
  completed,
  failed,
  json,
  PartitionScript,
  returned,
  sleep,
  waiting,
} from "../../test/support/partition-script.js";
import { instanceId, LIMITS } from "../model/index.js";
import { releaseOf } from "./effect.js";

const transcript = (name: string): string =>
  fileURLToPath(new URL(`../../test/transcripts/${name}.txt`, import.meta.url));
const recordOf = (script: PartitionScript, id = "a") => script.state.instances.get(instanceId(id))?.record;
const typesOf = (script: PartitionScript, id = "a") =>
  script.state.instances.get(instanceId(id))?.history.map((event) => event.type);

describe("transcripts", () => {
  test("a run of one activity", async () => {
    const script = new PartitionScript();
    script.start("a", { input: { n: 1 } });
    script.after(1).episode("a", waiting(call(1)));
    script.after(1).activityStarted("a", 1);
    script.after(5).activityEnded("a", 1, completed("done"));
    script.after(1).episode("a", returned("done"));
    await expect(script.transcript()).toMatchFileSnapshot(transcript("one-activity"));
  });

  test("results that arrive together are told together, late ones in the next turn", async () => {
    const script = new PartitionScript();
    script.start("a");
    script.episode("a", waiting(call(1), call(2), call(3)));
    script.after(1).activityEnded("a", 1, completed(1));
    const told = script.state.instances.get(instanceId("a"))?.history.length ?? 0;
    script.activityEnded("a", 2, completed(2));
    // The episode was told of the first result alone: the second came while it was computed.
    script.episodeEnded("a", 2, told, waiting());
    script.after(1).activityEnded("a", 3, completed(3));
    script.episode("a", returned([1, 2, 3]));
    await expect(script.transcript()).toMatchFileSnapshot(transcript("results-together"));
  });

  test("an activity that fails twice, is repeated with growing waits, and then times out for good", async () => {
    const script = new PartitionScript();
    script.start("a");
    const retry = { maxAttempts: 3, firstDelayMs: 100 };
    script.episode("a", waiting(call(1, { retry, timeoutMs: 1000 })));
    script.activityStarted("a", 1);
    script.after(10).activityEnded("a", 1, failed("no"));
    script.after(100).timerFired("a", 1, "retry", 2);
    script.activityStarted("a", 1, 2);
    script.after(10).activityEnded("a", 1, failed("again no"), 2);
    script.after(200).timerFired("a", 1, "retry", 3);
    script.activityStarted("a", 1, 3);
    script.after(1000).timerFired("a", 1, "timeout", 3);
    script.episode("a", {
      kind: "failed",
      actions: [],
      failure: { code: "Timeout", message: "m" },
      origin: { node: "node1", path: [] },
    });
    await expect(script.transcript()).toMatchFileSnapshot(transcript("retries-and-timeout"));
  });

  test("recovery asks again for what was under way", async () => {
    const script = new PartitionScript();
    script.start("a");
    script.episode(
      "a",
      waiting(call(1, { timeoutMs: 50 }), sleep(2, 5000), call(3, { retry: { maxAttempts: 2, firstDelayMs: 70 } })),
    );
    script.activityStarted("a", 1);
    script.activityEnded("a", 3, failed("no"));
    script.start("b");
    script.start("c");
    script.episode("c", returned("done"));
    script.after(1000).recovered();
    script.activityStarted("a", 1);
    await expect(script.transcript()).toMatchFileSnapshot(transcript("recovery"));
  });

  test("a termination takes back everything that is under way", async () => {
    const script = new PartitionScript();
    script.start("a");
    script.episode("a", waiting(call(1, { timeoutMs: 50 }), sleep(2, 5000)));
    script.activityStarted("a", 1);
    script.after(10).terminate("a", "changed my mind");
    script.activityEnded("a", 1, completed("too late"));
    script.timerFired("a", 2);
    script.terminate("a", "again");
    script.terminate("nobody", "why not");
    await expect(script.transcript()).toMatchFileSnapshot(transcript("termination"));
  });
});

describe("starts", () => {
  test("a repeated request gets the first answer, another request for the same id is refused", () => {
    const script = new PartitionScript();
    script.start("a", { requestId: "r1" });
    const repeated = script.start("a", { requestId: "r1", execution: "e2" });
    const other = script.start("a", { requestId: "r2", execution: "e3" });
    const unnamed = script.start("a", { execution: "e4" });
    expect(repeated).toMatchObject([{ type: "Respond", answer: { kind: "started", instanceId: "a" } }]);
    expect(other).toMatchObject([{ answer: { kind: "refused", code: "InstanceExists" } }]);
    expect(unnamed).toMatchObject([{ answer: { kind: "refused", code: "InstanceExists" } }]);
    expect(recordOf(script)?.executionId).toBe("e1");
    expect(typesOf(script)).toEqual(["ExecutionStarted"]);
  });
});

describe("late and repeated reports change nothing", () => {
  const begun = () => {
    const script = new PartitionScript();
    script.start("a");
    script.episode("a", waiting(call(1, { retry: { maxAttempts: 2, firstDelayMs: 10 } })));
    return script;
  };

  test("the first result of an attempt wins", () => {
    const script = begun();
    script.activityEnded("a", 1, completed("first"));
    expect(script.activityEnded("a", 1, completed("second"))).toEqual([]);
    expect(script.activityEnded("a", 1, failed("third"))).toEqual([]);
    expect(script.activityStarted("a", 1)).toEqual([]);
  });

  test("an attempt that was given up has no say", () => {
    const script = begun();
    script.activityEnded("a", 1, failed("no"));
    expect(script.activityEnded("a", 1, completed("after all"))).toEqual([]);
    expect(script.activityEnded("a", 1, completed("not begun"), 2)).toEqual([]);
    script.after(10).timerFired("a", 1, "retry", 2);
    expect(script.activityEnded("a", 1, completed("after all"))).toEqual([]);
    expect(script.activityEnded("a", 1, completed("good"), 2)).not.toEqual([]);
  });

  test("another execution has no say", () => {
    const script = begun();
    expect(script.activityEnded("a", 1, completed("other"), 1, "e0")).toEqual([]);
    expect(script.episodeEnded("a", 2, 1, returned("other"), "e0")).toEqual([]);
  });

  test("a turn that was computed twice is recorded once", () => {
    const script = begun();
    expect(script.episodeEnded("a", 1, 1, waiting(call(1)))).toEqual([]);
    expect(typesOf(script)).toEqual(["ExecutionStarted", "TurnStarted", "ActivityScheduled"]);
  });

  test("a timer that was cancelled fires into the void", () => {
    const script = new PartitionScript();
    script.start("a");
    script.episode("a", waiting(sleep(1, 100), call(2)));
    script.activityEnded("a", 2, completed(0));
    const effects = script.episode("a", waiting(cancel(1), call(3)));
    expect(effects).toContainEqual(expect.objectContaining({ type: "ClearTimer", purpose: "sleep", taskId: 1 }));
    expect(script.after(100).timerFired("a", 1)).toEqual([]);
  });
});

describe("attempts", () => {
  test("a failure that a repeat cannot help is final", () => {
    const script = new PartitionScript();
    script.start("a");
    script.episode("a", waiting(call(1, { retry: { maxAttempts: 5, firstDelayMs: 1 } })));
    script.activityEnded("a", 1, failed("bad input", true));
    expect(typesOf(script)?.at(-1)).toBe("ActivityFailed");
  });

  test("an activity that is cancelled while it runs is told so", () => {
    const script = new PartitionScript();
    script.start("a");
    script.episode("a", waiting(call(1), call(2)));
    script.activityStarted("a", 1);
    script.activityEnded("a", 2, completed(2));
    const effects = script.episode("a", returned("enough", cancel(1)));
    const aborts = effects.filter((effect) => effect.type === "AbortActivity");
    expect(aborts).toMatchObject([{ taskId: 1, attempt: 1 }]);
  });
});

describe("limits", () => {
  test("a result over the payload limit fails the activity and says how large it was", () => {
    const script = new PartitionScript();
    script.start("a");
    script.episode("a", waiting(call(1, { retry: { maxAttempts: 3, firstDelayMs: 1 } })));
    const result = "ä".repeat(LIMITS.payloadBytesMax / 2);
    script.activityEnded("a", 1, completed(result));
    const last = script.state.instances.get(instanceId("a"))?.history.at(-1);
    expect(last).toMatchObject({
      type: "ActivityFailed",
      failure: { code: "PayloadTooLarge", details: { bytes: LIMITS.payloadBytesMax + 2 } },
    });
  });

  test("an output over the payload limit fails the run, an input names its node", () => {
    const script = new PartitionScript();
    const large = "x".repeat(LIMITS.payloadBytesMax);
    script.start("a");
    script.episode("a", returned(large));
    expect(recordOf(script)).toMatchObject({ status: "Failed", failure: { code: "PayloadTooLarge" } });
    script.start("b");
    script.episode("b", waiting(call(1), call(2, { input: large }), call(3)));
    expect(recordOf(script, "b")).toMatchObject({ failure: { code: "PayloadTooLarge" }, failedNode: "node2" });
    expect(typesOf(script, "b")).toEqual(["ExecutionStarted", "TurnStarted", "ActivityScheduled", "ExecutionFailed"]);
  });

  test("a history that would grow over its limit ends the run, and never has more events than that", () => {
    const script = new PartitionScript({ checkLaws: false });
    script.start("a");
    const loops = Array.from({ length: LIMITS.historyEventsMax - 10 }, (_, index) => ({
      type: "BranchDecided" as const,
      origin: { node: "if", path: [index] },
      port: "true",
    }));
    script.episode("a", waiting(...loops, call(1), call(2)));
    script.activityStarted("a", 1);
    script.activityStarted("a", 2);
    script.activityEnded("a", 1, completed(json("x")));
    script.activityEnded("a", 2, completed(json("x")));
    expect(recordOf(script)?.status).toBe("Running");
    script.episode("a", waiting(call(3)));
    expect(recordOf(script)).toMatchObject({ status: "Failed", failure: { code: "HistoryLimitExceeded" } });
    expect(recordOf(script)?.eventCount).toBeLessThanOrEqual(LIMITS.historyEventsMax);
    expect(script.state.instances.get(instanceId("a"))?.tasks).toBeUndefined();
  });
});

test("what others can see waits for the disk", () => {
  const script = new PartitionScript();
  const effects = [
    ...script.start("a"),
    ...script.episode("a", waiting(call(1), sleep(2, 10))),
    ...script.terminate("a", "x"),
  ];
  const durable = new Set(
    effects.filter((effect) => releaseOf(effect, "local", () => false) === "durable").map((effect) => effect.type),
  );
  expect([...durable].sort()).toEqual(["AbortActivity", "PublishHistory", "Respond", "RunActivity"]);
});

test("published code is kept once", () => {
  const script = new PartitionScript();
  const publish = { type: "CodePublished", atMs: 0, name: "n", code: "c", version: "v" as never } as const;
  expect(script.apply({ ...publish, replyTo: 1 }).map((effect) => effect.type)).toEqual(["RegisterCode", "Respond"]);
  expect(script.apply({ ...publish, replyTo: 2 }).map((effect) => effect.type)).toEqual(["Respond"]);
});
