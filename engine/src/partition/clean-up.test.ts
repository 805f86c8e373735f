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
  lock,
  PartitionScript,
  release,
  returned,
  sleep,
  waiting,
} from "../../test/support/partition-script.js";
import {
  type EpisodeOutcome,
  executionId,
  type Failure,
  instanceId,
  LIMITS,
  type RequestId,
  standing,
} from "../model/index.js";
import { episodeInput } from "./episode-input.js";

const instanceOf = (script: PartitionScript, id = "a") => {
  const instance = script.state.instances.get(instanceId(id));
  if (instance === undefined) throw new Error(`there is no instance ${id}`);
  return instance;
};
const statusOf = (script: PartitionScript, id = "a") => instanceOf(script, id).record.status;
const kinds = (script: PartitionScript) => script.lastEffects.map(({ type }) => type);
const answer = (script: PartitionScript) => script.lastEffects.find((effect) => effect.type === "Respond")?.answer;
const cleanUp = { cleanUp: true } as const;
const threw = (failure: Failure, node?: string): EpisodeOutcome => ({
  kind: "failed",
  actions: [],
  failure,
  ...(node !== undefined && { origin: { node, path: [] } }),
});
const wasCancelled = threw({ code: "RunCancelled", message: "the run is cancelled", nonRetriable: true });

/** An instance that waits for an activity, a timer and an event. */
function waitingRun(): PartitionScript {
  const script = new PartitionScript();
  script.start("a");
  script.episode("a", waiting(call(1), sleep(2, 500), awaitEvent(3, "go", 900)));
  return script;
}
const takenBack = [cancel(1), cancel(2), cancel(3)];

describe("a termination with clean-up", () => {
  test("has the code told, lets it do what it asks for, and ends as terminated when it has", () => {
    const script = waitingRun();
    script.terminate("a", "enough", cleanUp);
    expect(kinds(script)).toEqual(["PublishHistory", "RunEpisode", "Respond"]);
    expect(answer(script)).toEqual({ kind: "terminated", terminated: true });
    expect(instanceOf(script).record).toMatchObject({ status: "Running", cancelReason: "enough" });
    expect(episodeInput(script.state, instanceId("a"))?.news.at(-1)).toMatchObject({
      type: "ExecutionCancelRequested",
      reason: "enough",
    });
    script.episode("a", waiting(...takenBack, call(4)));
    expect(kinds(script)).toEqual(["PublishHistory", "AbortActivity", "ClearTimer", "ClearTimer", "RunActivity"]);
    script.activityEnded("a", 1, completed("late"));
    expect(script.lastEffects).toEqual([]);
    script.activityEnded("a", 4, completed("clean"));
    script.episode("a", wasCancelled);
    expect(instanceOf(script).history.at(-1)).toMatchObject({
      type: "ExecutionTerminated",
      reason: "enough",
      cleanUp: { kind: "completed" },
    });
    expect(instanceOf(script).record).toMatchObject({ status: "Terminated", failure: undefined, output: undefined });
    expect(instanceOf(script).tasks).toBeUndefined();
  });

  test.each<[string, EpisodeOutcome]>([
    ["returns", returned("out", ...takenBack)],
    ["continues as new", continueAsNew("in", ...takenBack)],
    ["lets the cancellation through", wasCancelled],
  ])("ends as terminated when the code %s", (_, outcome) => {
    const script = waitingRun();
    script.terminate("a", "enough", cleanUp);
    script.episode("a", outcome);
    const { record, history } = instanceOf(script);
    expect(record).toMatchObject({ status: "Terminated", output: undefined, failure: undefined, executionId: "e1" });
    expect(history.at(-1)).toMatchObject({ type: "ExecutionTerminated", cleanUp: { kind: "completed" } });
  });

  test("that fails is told in the history, in the status, and to the one that had called it", () => {
    const script = new PartitionScript();
    script.start("a");
    script.episode("a", waiting(callSub(1, "b")));
    script.episode("b", waiting(call(1)));
    script.terminate("b", "enough", cleanUp);
    const failure = { code: "DiskFull", message: "no room" };
    script.episode("b", threw(failure, "remove"));
    const ended = { type: "ExecutionTerminated", cleanUp: { kind: "failed", failure, origin: { node: "remove" } } };
    expect(instanceOf(script, "b").history.at(-1)).toMatchObject(ended);
    expect(instanceOf(script, "b").record).toMatchObject({ status: "Terminated", failure, failedNode: "remove" });
    expect(instanceOf(script).history.at(-1)).toMatchObject({
      type: "SubOrchestrationFailed",
      failure: { code: "Terminated", cause: failure, nonRetriable: true },
    });
  });

  test("ends at once who has not begun, and who has no room to", () => {
    const script = new PartitionScript();
    script.start("a");
    script.terminate("a", "enough", cleanUp);
    expect(instanceOf(script).history.map(({ type }) => type)).toEqual(["ExecutionStarted", "ExecutionTerminated"]);
    expect(instanceOf(script).record.cancelReason).toBeUndefined();

    const full = new PartitionScript({ checkLaws: false });
    full.start("a");
    full.episode("a", waiting(call(1)));
    while (instanceOf(full).history.length < LIMITS.historyEventsMax - 2) full.raise("a", "more", null);
    full.terminate("a", "enough", cleanUp);
    expect(instanceOf(full).history.at(-1)).toMatchObject({ type: "ExecutionTerminated", reason: "enough" });
  });

  test("that grows too long ends as terminated, and says so", () => {
    const script = new PartitionScript({ checkLaws: false });
    script.start("a");
    script.episode("a", waiting(call(1)));
    script.terminate("a", "enough", cleanUp);
    while (statusOf(script) === "Running") script.raise("a", "more", null);
    expect(instanceOf(script).record).toMatchObject({
      status: "Terminated",
      failure: { code: "HistoryLimitExceeded" },
    });
  });

  test("is there once: another one changes nothing, one without clean-up ends it where it stands", () => {
    const script = waitingRun();
    script.terminate("a", "enough", cleanUp);
    script.episode("a", waiting(...takenBack, call(4)));
    script.terminate("a", "again", cleanUp);
    expect(script.lastEffects).toEqual([
      expect.objectContaining({ type: "Respond", answer: { kind: "terminated", terminated: true } }),
    ]);
    script.terminate("a", "at once");
    expect(kinds(script)).toContain("AbortActivity");
    const ending = instanceOf(script).history.at(-1);
    expect(ending).toMatchObject({ type: "ExecutionTerminated", reason: "at once" });
    expect(ending).not.toHaveProperty("cleanUp");
    script.terminate("a", "late", cleanUp);
    expect(answer(script)).toEqual({ kind: "terminated", terminated: false });
  });

  test("has one that is suspended go on, also when it had something to hear already", () => {
    for (const hasNews of [false, true]) {
      const script = waitingRun();
      script.suspend("a");
      if (hasNews) script.raise("a", "go", 1);
      script.terminate("a", "enough", cleanUp);
      expect(kinds(script)).toContain("RunEpisode");
      expect(statusOf(script)).toBe("Running");
      script.resume("a");
      expect(kinds(script)).toEqual(["Respond"]);
      script.episode("a", waiting(...takenBack, call(4)));
      script.suspend("a");
      expect(statusOf(script)).toBe("Suspended");
    }
  });

  test("asks for one turn, also when one was asked for already", () => {
    const script = waitingRun();
    script.raise("a", "go", 1);
    script.terminate("a", "enough", cleanUp);
    expect(kinds(script)).toEqual(["PublishHistory", "Respond"]);
    const news = episodeInput(script.state, instanceId("a"))?.news.slice(-2);
    expect(news?.map(({ type }) => type)).toEqual(["EventRaised", "ExecutionCancelRequested"]);
  });

  test("drops the late answer of an entity, and gives back a lock that came too late", () => {
    const script = new PartitionScript();
    script.start("a");
    script.episode("a", waiting(callEntity(1, entity("one")), lock(2, entity("two"))));
    script.terminate("a", "enough", cleanUp);
    expect(script.state.entities.get(entity("two"))?.lockedBy).toBeDefined();
    script.episode("a", waiting(cancel(1), cancel(2), call(3)));
    expect(script.state.entities.get(entity("two"))).toBeUndefined();
    const { eventCount } = instanceOf(script).record;
    script.batch(entity("one"), [completed(5)], 5);
    expect(instanceOf(script).record.eventCount).toBe(eventCount);
  });

  test("keeps what is locked while the clean-up needs it, and gives it back however that ends", () => {
    for (const ending of ["releases", "returns", "is ended"]) {
      const script = new PartitionScript();
      script.start("a");
      script.episode("a", waiting(lock(1, entity("one"))));
      script.episode("a", waiting(call(2)));
      script.terminate("a", "enough", cleanUp);
      script.episode("a", waiting(cancel(2), callEntity(3, entity("one"))));
      expect(script.state.entities.get(entity("one"))?.lockedBy).toBeDefined();
      script.batch(entity("one"), [completed(5)], 5);
      if (ending === "releases") script.episode("a", returned(null, release(1)));
      if (ending === "returns") script.episode("a", returned(null));
      if (ending === "is ended") script.terminate("a", "at once");
      expect(script.state.entities.get(entity("one"))?.lockedBy).toBeUndefined();
      expect(statusOf(script)).toBe("Terminated");
    }
  });
});

describe("those that it had called", () => {
  const family = (): PartitionScript => {
    const script = new PartitionScript();
    script.start("a");
    script.episode("a", waiting(callSub(1, "b"), callSub(2, "new")));
    script.episode("b", waiting(callSub(1, "c")));
    script.episode("c", waiting(call(1)));
    return script;
  };

  test("clean up as well, whoever has begun, and nobody waits for them", () => {
    const script = family();
    script.terminate("a", "enough", cleanUp);
    script.episode("a", waiting(cancel(1), cancel(2), call(3)));
    expect(instanceOf(script, "b").record).toMatchObject({
      status: "Running",
      cancelReason: 'Instance "a", which started it, does not wait for it any more. It is cancelled: enough',
    });
    expect(statusOf(script, "new")).toBe("Terminated");
    script.activityEnded("a", 3, completed(null));
    script.episode("a", wasCancelled);
    expect(statusOf(script)).toBe("Terminated");
    script.episode("b", waiting(cancel(1), call(2)));
    script.episode("c", returned("clean", cancel(1)));
    expect(statusOf(script, "c")).toBe("Terminated");
    expect(statusOf(script, "b")).toBe("Running");
    const { eventCount } = instanceOf(script).record;
    script.activityEnded("b", 2, completed(null), 1, "e1:0001");
    script.episode("b", wasCancelled);
    expect(statusOf(script, "b")).toBe("Terminated");
    expect(instanceOf(script).record.eventCount).toBe(eventCount);
  });

  test("go on when the termination is not recursive", () => {
    const script = family();
    script.terminate("a", "enough", { cleanUp: true, recursive: false });
    script.episode("a", returned(null, cancel(1), cancel(2)));
    expect(statusOf(script)).toBe("Terminated");
    expect([statusOf(script, "b"), statusOf(script, "new")]).toEqual(["Running", "Pending"]);
    script.episode("new", returned("done"));
    expect(statusOf(script, "new")).toBe("Completed");
  });

  test("end at once when their caller ends at once in its clean-up", () => {
    const script = family();
    script.terminate("a", "enough", cleanUp);
    script.episode("a", waiting(cancel(2), call(3), callSub(4, "d")));
    script.episode("d", waiting(call(1)));
    script.terminate("a", "at once");
    expect([statusOf(script, "b"), statusOf(script, "d"), statusOf(script, "c")]).toEqual(Array(3).fill("Terminated"));
  });
});

describe("a rewind", () => {
  const request = (id: string) => ({ atMs: 1_000, replyTo: 7, instanceId: instanceId(id) });
  const failedRun = threw({ code: "Terminated", message: "no" });
  const rewound = (cleans: boolean) => {
    const script = new PartitionScript();
    script.start("a");
    script.episode("a", waiting(callSub(1, "b")));
    script.episode("b", waiting(call(1)));
    script.terminate("b", "enough", cleanUp);
    if (cleans) script.episode("b", waiting(cancel(1), call(2)));
    script.terminate("b", "at once");
    script.episode("a", failedRun);
    script.apply({ type: "RewindRequested", ...request("a"), reason: "try" });
    return script;
  };

  test("of its caller has one go on that had not begun to clean up, and it is cancelled no more", () => {
    const script = rewound(false);
    expect(instanceOf(script, "b").record).toMatchObject({ status: "Running", cancelReason: undefined });
    const counts = standing(instanceOf(script, "b").history);
    expect(counts.map(({ type }) => type)).not.toContain("ExecutionCancelRequested");
    script.activityEnded("b", 1, completed(1), 1, "e1:0001~2");
    script.episode("b", returned("done"));
    expect(instanceOf(script).history.at(-1)).toMatchObject({ type: "SubOrchestrationCompleted", result: '"done"' });
  });

  test("is refused one that has: what it had made may be gone", () => {
    const script = rewound(true);
    expect(instanceOf(script).history.at(-1)).toMatchObject({
      type: "SubOrchestrationFailed",
      failure: { code: "NotRewindable", message: expect.stringContaining("has begun to clean up") },
    });
    expect(statusOf(script, "b")).toBe("Terminated");
  });
});

describe("a fork", () => {
  const fork = (script: PartitionScript, atSeq: number) => {
    const id = `fork at ${atSeq}`;
    script.apply({
      type: "ForkRequested",
      ...{ atMs: 1_000, replyTo: 7, instanceId: instanceId(id), requestId: id as RequestId },
      executionId: executionId(`f${atSeq}`),
      fromInstanceId: instanceId("a"),
      atSeq,
      history: [...instanceOf(script).history.slice(0, atSeq + 1)],
      edits: {},
      tags: {},
    });
    expect(answer(script)).toMatchObject({ kind: "started" });
    return instanceOf(script, id);
  };

  test("of a run that cleaned up goes on as if nobody had cancelled it, or cleans up as far as it shares that", () => {
    const script = new PartitionScript();
    script.start("a");
    script.episode("a", waiting(call(1)));
    script.terminate("a", "enough", cleanUp);
    script.episode("a", waiting(cancel(1), call(2)));
    script.activityEnded("a", 2, completed(null));
    script.episode("a", returned("clean"));
    const { history } = instanceOf(script);
    const seqOf = (type: string) => history.find((event) => event.type === type)?.seq ?? 0;
    for (const atSeq of [3, seqOf("ExecutionCancelRequested"), seqOf("TaskCancelled")]) {
      const { record, history: shared } = fork(script, atSeq);
      expect(record).toMatchObject({ cancelReason: undefined });
      expect(standing(shared).map(({ type }) => type)).not.toContain("ExecutionCancelRequested");
    }
    for (const atSeq of [seqOf("ActivityCompleted"), history.length]) {
      const { record, session } = fork(script, atSeq);
      expect(record.cancelReason).toBe("enough");
      // What is left of the clean-up is the last turn.
      expect(session).toMatchObject({ turns: 2, episodeOut: true });
      script.episode(record.instanceId, returned("clean"));
      expect(statusOf(script, record.instanceId)).toBe("Terminated");
    }
  });
});
