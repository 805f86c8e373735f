import { describe, expect, test } from "vitest";
import { awaitEvent, PartitionScript, returned, waiting } from "../../test/support/partition-script.js";
import { type EpisodeOutcome, executionId, instanceId, requestId } from "../model/index.js";
import type { Answer } from "./effect.js";
import type { PartitionEvent } from "./event.js";

/** The instance was started at 0; each request is first asked at 10, and a second time at 50. */
const FIRST = 10;
const SECOND = 50;

type Kind = "TerminateRequested" | "RewindRequested" | "PurgeRequested" | "SuspendRequested" | "ResumeRequested";

function ask(script: PartitionScript, type: Kind, again: "first" | "again", reason = "mine"): Answer | undefined {
  const atMs = again === "first" ? FIRST + 1 : SECOND;
  const asked = {
    ...{ atMs, replyTo: 9, instanceId: instanceId("a"), requestId: requestId(`${type}, ${reason}`) },
    ...(again === "again" && { firstAskedAtMs: FIRST }),
  };
  const event = type === "PurgeRequested" ? { type, ...asked, recursive: false } : { type, ...asked, reason };
  script.apply(event as PartitionEvent);
  return script.lastEffects.flatMap((effect) => (effect.type === "Respond" ? [effect.answer] : []))[0];
}

const failedRun: EpisodeOutcome = { kind: "failed", actions: [], failure: { code: "ActivityError", message: "no" } };

function begun(): PartitionScript {
  const script = new PartitionScript();
  script.start("a");
  script.episode("a", waiting(awaitEvent(1, "go")));
  return script;
}

/** Another one has the id: made behind the first asking. */
function another(script: PartitionScript): void {
  script.apply({
    type: "StartRequested",
    atMs: FIRST + 20,
    replyTo: 3,
    instanceId: instanceId("a"),
    executionId: executionId("e9"),
    name: "order",
    input: "null" as never,
    tags: {},
    reuse: "terminateAndReplace",
  });
}

const instance = (script: PartitionScript) => script.state.instances.get(instanceId("a"));
const types = (script: PartitionScript) => (instance(script)?.history ?? []).map(({ type }) => type);

describe("asked again, when it was done,", () => {
  test("a termination says that it was, and one of somebody else's reason that it was not", () => {
    const script = begun();
    expect(ask(script, "TerminateRequested", "first")).toEqual({ kind: "terminated", terminated: true });
    expect(ask(script, "TerminateRequested", "again")).toEqual({ kind: "terminated", terminated: true });
    expect(ask(script, "TerminateRequested", "again", "other")).toEqual({ kind: "terminated", terminated: false });
    expect(ask(script, "TerminateRequested", "first")).toEqual({ kind: "terminated", terminated: false });
    expect(types(script).filter((type) => type === "ExecutionTerminated")).toHaveLength(1);
  });

  test("a purge says that it was; a first one of nothing does not", () => {
    const script = begun();
    script.raise("a", "go", 1);
    script.episode("a", returned("done"));
    expect(ask(script, "PurgeRequested", "first")).toEqual({ kind: "purged" });
    expect(ask(script, "PurgeRequested", "again")).toEqual({ kind: "purged" });
    expect(ask(script, "PurgeRequested", "first")).toMatchObject({ code: "InstanceNotFound" });
  });

  test("a rewind is not done twice, though it has failed again", () => {
    const script = begun();
    script.raise("a", "go", 1);
    script.episode("a", failedRun);
    expect(ask(script, "RewindRequested", "first")).toEqual({ kind: "rewound" });
    expect(ask(script, "RewindRequested", "again")).toEqual({ kind: "rewound" });
    script.after(FIRST + 10).episode("a", failedRun);
    const { length } = types(script);
    expect(ask(script, "RewindRequested", "again")).toEqual({ kind: "rewound" });
    expect(types(script)).toHaveLength(length);
  });

  test("a suspension does not undo a resumption that came between, nor the other way round", () => {
    const script = begun();
    ask(script, "SuspendRequested", "first");
    ask(script, "ResumeRequested", "first", "somebody else's");
    expect(ask(script, "SuspendRequested", "again")).toEqual({ kind: "suspended" });
    expect(instance(script)?.record.status).toBe("Running");
    expect(ask(script, "ResumeRequested", "again", "somebody else's")).toEqual({ kind: "resumed" });
    expect(types(script).filter((type) => type.startsWith("ExecutionS"))).toEqual([
      "ExecutionStarted",
      "ExecutionSuspended",
    ]);
  });

  test("a resumption of what has ended since says that it was", () => {
    const script = begun();
    ask(script, "SuspendRequested", "first", "hold");
    ask(script, "ResumeRequested", "first");
    ask(script, "TerminateRequested", "first", "enough");
    expect(ask(script, "ResumeRequested", "again")).toEqual({ kind: "resumed" });
    expect(ask(script, "SuspendRequested", "again")).toMatchObject({ code: "InstanceFinished" });
  });
});

describe("asked again, when it was not done,", () => {
  test.each([
    ["TerminateRequested", { kind: "terminated", terminated: true }, "Terminated"],
    ["SuspendRequested", { kind: "suspended" }, "Suspended"],
    ["ResumeRequested", { kind: "resumed" }, "Running"],
  ] as const)("%s is done", (type, answer, status) => {
    const script = begun();
    expect(ask(script, type, "again")).toEqual(answer);
    expect(instance(script)?.record.status).toBe(status);
  });

  test("a rewind and a purge are done", () => {
    const script = begun();
    script.raise("a", "go", 1);
    script.episode("a", failedRun);
    expect(ask(script, "RewindRequested", "again")).toEqual({ kind: "rewound" });
    expect(types(script)).toContain("ExecutionRewound");
    expect(ask(script, "PurgeRequested", "again")).toMatchObject({ code: "InstanceNotFinished" });
    ask(script, "TerminateRequested", "first");
    expect(ask(script, "PurgeRequested", "again")).toEqual({ kind: "purged" });
    expect(instance(script)).toBeUndefined();
  });

  test("an event of the same reason that is older does not count", () => {
    const script = begun();
    script.apply({
      type: "SuspendRequested",
      atMs: FIRST - 5,
      replyTo: 1,
      instanceId: instanceId("a"),
      reason: "mine",
    });
    script.apply({ type: "ResumeRequested", atMs: FIRST - 4, replyTo: 2, instanceId: instanceId("a"), reason: "mine" });
    expect(ask(script, "SuspendRequested", "again")).toEqual({ kind: "suspended" });
    expect(instance(script)?.record.status).toBe("Suspended");
  });
});

describe("asked again, when another instance has the id,", () => {
  test.each(["TerminateRequested", "RewindRequested", "SuspendRequested", "ResumeRequested"] as const)(
    "%s leaves that one alone, and says so",
    (type) => {
      const script = begun();
      another(script);
      const before = types(script);
      expect(ask(script, type, "again")).toMatchObject({ kind: "refused", code: "RequestInterrupted" });
      expect(types(script)).toEqual(before);
    },
  );

  test("a purge leaves that one alone, and does not say that it is gone", () => {
    const script = begun();
    another(script);
    expect(ask(script, "PurgeRequested", "again")).toMatchObject({ kind: "refused", code: "RequestInterrupted" });
    expect(instance(script)).toBeDefined();
  });
});

describe("asked again, after the clock was set back,", () => {
  /** Its history is of a time that is still to come. */
  function failed(): PartitionScript {
    const script = new PartitionScript();
    script.after(1_000).start("a");
    script.episode("a", failedRun);
    return script;
  }

  /** Somebody's rewind before the clock was set back; it failed another time. */
  function rewoundBefore(script: PartitionScript, name: { readonly requestId?: ReturnType<typeof requestId> }): void {
    const asked = { atMs: 1_010, replyTo: 1, instanceId: instanceId("a"), reason: "mine" };
    script.apply({ type: "RewindRequested", ...asked, ...name });
    script.after(10).episode("a", failedRun);
  }

  const rewinds = (script: PartitionScript) => types(script).filter((type) => type === "ExecutionRewound").length;

  test("a purge that was not done is done: the instance was made before, whatever its time says", () => {
    const script = failed();
    expect(ask(script, "PurgeRequested", "again")).toEqual({ kind: "purged" });
    expect(instance(script)).toBeUndefined();
  });

  test("a rewind is not taken for an earlier one of the same reason, and is done once", () => {
    const script = failed();
    rewoundBefore(script, { requestId: requestId("earlier") });
    expect(ask(script, "RewindRequested", "again")).toEqual({ kind: "rewound" });
    expect(rewinds(script)).toBe(2);
    script.after(10).episode("a", failedRun);
    expect(ask(script, "RewindRequested", "again")).toEqual({ kind: "rewound" });
    expect(rewinds(script)).toBe(2);
  });

  test("a suspension is not taken for an earlier one of the same reason", () => {
    const script = new PartitionScript();
    script.after(1_000).start("a");
    script.episode("a", waiting(awaitEvent(1, "go")));
    script.apply({ type: "SuspendRequested", atMs: 1_001, replyTo: 1, instanceId: instanceId("a"), reason: "mine" });
    script.apply({ type: "ResumeRequested", atMs: 1_002, replyTo: 2, instanceId: instanceId("a"), reason: "mine" });
    expect(ask(script, "SuspendRequested", "again")).toEqual({ kind: "suspended" });
    expect(instance(script)?.record.status).toBe("Suspended");
  });

  test("a record from before requests had names comes to what it came to then", () => {
    const script = failed();
    rewoundBefore(script, {});
    const asked = { atMs: 1_500, firstAskedAtMs: 1_005, replyTo: 9, instanceId: instanceId("a") };
    script.apply({ type: "RewindRequested", ...asked, reason: "mine" });
    expect(rewinds(script)).toBe(1);
    const ofAnother = { ...asked, atMs: 50, firstAskedAtMs: FIRST };
    script.apply({ type: "PurgeRequested", ...ofAnother, recursive: false });
    expect(instance(script)).toBeDefined();
  });
});

test("a termination with clean-up that was done is known again when it has ended by it", () => {
  const script = begun();
  const asked = { replyTo: 9, instanceId: instanceId("a"), reason: "mine", requestId: requestId("r") };
  script.apply({ type: "TerminateRequested", atMs: FIRST + 1, ...asked, cleanUp: true });
  script.episode("a", failedRun);
  expect(types(script).at(-1)).toBe("ExecutionTerminated");
  script.apply({ type: "TerminateRequested", atMs: SECOND, ...asked, cleanUp: true, firstAskedAtMs: FIRST });
  expect(script.lastEffects).toMatchObject([{ type: "Respond", answer: { kind: "terminated", terminated: true } }]);
});
