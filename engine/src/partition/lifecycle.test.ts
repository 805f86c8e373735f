import { describe, expect, test } from "vitest";
import {
  awaitEvent,
  call,
  callSub,
  completed,
  entity,
  failed,
  json,
  lock,
  PartitionScript,
  returned,
  waiting,
} from "../../test/support/partition-script.js";
import {
  type EpisodeOutcome,
  executionId,
  instanceId,
  partOf,
  type RequestId,
  standing,
  type TaskId,
  taskId,
} from "../model/index.js";
import { episodeInput } from "./episode-input.js";
import type { StartRequested } from "./event.js";
import { START } from "./state.js";
import { wakeOfInstance } from "./wake.js";

/** Each step is taken twice, on the state and on a copy of it, and everything that it changes it must put. */
function begun(more: Partial<StartRequested> = {}): PartitionScript {
  const script = new PartitionScript();
  script.apply({ ...START_A, ...more });
  return script;
}

const START_A: StartRequested = {
  type: "StartRequested",
  atMs: 0,
  replyTo: 1,
  instanceId: instanceId("a"),
  executionId: executionId("e1"),
  name: "order",
  input: json(1),
  tags: {},
};
const instanceOf = (script: PartitionScript, id = "a") => {
  const instance = script.state.instances.get(instanceId(id));
  if (instance === undefined) throw new Error(`there is no instance ${id}`);
  return instance;
};
const kinds = (script: PartitionScript) => script.lastEffects.map(({ type }) => type);
const answer = (script: PartitionScript) => script.lastEffects.find((effect) => effect.type === "Respond")?.answer;
const request = (id: string) => ({ atMs: 1_000, replyTo: 7, instanceId: instanceId(id) });
const failedRun: EpisodeOutcome = { kind: "failed", actions: [], failure: { code: "ActivityError", message: "no" } };
const outcomeOf = (script: PartitionScript, task: number, execution: string, outcome = completed(task)) =>
  script.activityEnded("a", task, outcome, 1, execution);

describe("a start", () => {
  test("for later waits for its timer, and keeps what it is told", () => {
    const script = begun({ startAtMs: 500, attributes: { due: { timeMs: 1 } } });
    expect(kinds(script)).toEqual(["SetTimer", "PublishHistory", "Respond"]);
    expect(wakeOfInstance(instanceOf(script))).toBe(500);
    script.raise("a", "go", 1);
    expect(kinds(script)).not.toContain("RunEpisode");
    expect(episodeInput(script.state, instanceId("a"))).toBeUndefined();
    script.after(500).timerFired("a", START);
    expect(kinds(script)).toEqual(["RunEpisode"]);
    script.timerFired("a", START);
    expect(script.lastEffects).toEqual([]);
    script.episode("a", waiting(awaitEvent(1, "go")));
    expect(episodeInput(script.state, instanceId("a"))?.news.map(({ type }) => type)).toContain("EventRaised");
  });

  test("for a time that has passed begins at once", () => {
    expect(kinds(begun({ atMs: 9, startAtMs: 9 }))).toContain("RunEpisode");
  });

  test("takes an id over within one step, and tells who waits", () => {
    const script = begun();
    script.episode("a", waiting(callSub(1, "b")));
    script.episode("b", waiting(call(1)));
    const start = { ...START_A, instanceId: instanceId("b"), executionId: executionId("e9"), atMs: 1 };
    script.apply({ ...start, reuse: "ifFinished" });
    expect(answer(script)).toMatchObject({ kind: "refused", code: "InstanceExists" });
    script.apply({ ...start, reuse: "terminateAndReplace" });
    expect(answer(script)).toEqual({ kind: "started", instanceId: "b" });
    expect(kinds(script)).toContain("AbortActivity");
    expect(instanceOf(script, "b").record).toMatchObject({ executionId: "e9", status: "Pending" });
    expect(instanceOf(script).history.at(-1)).toMatchObject({ type: "SubOrchestrationFailed" });
    script.activityEnded("b", 1, completed("late"), 1, "e1:0001");
    expect(script.lastEffects).toEqual([]);
  });
});

describe("a purge", () => {
  test("forgets what has finished, and those that it started, of the same parent", () => {
    const script = begun();
    script.start("stranger", { execution: "e5" });
    script.episode("stranger", returned("own"));
    script.episode("a", waiting(callSub(1, "b"), callSub(2, "stranger")));
    script.apply({ type: "PurgeRequested", ...request("a"), recursive: true });
    expect(answer(script)).toMatchObject({ code: "InstanceNotFinished" });
    script.episode("b", returned("done"));
    script.episode("a", returned("done"));
    script.apply({ type: "PurgeRequested", ...request("a"), recursive: true });
    expect(
      script.lastEffects.flatMap((effect) => (effect.type === "ForgetHistory" ? [effect.instanceId] : [])),
    ).toEqual(["a", "b"]);
    expect([...script.state.instances.keys()]).toEqual(["stranger"]);
    script.apply({ type: "PurgeRequested", ...request("a"), recursive: true });
    expect(answer(script)).toMatchObject({ code: "InstanceNotFound" });
  });
});

describe("a termination that is not recursive", () => {
  test("leaves what was started running, and nobody hears of its end", () => {
    const script = begun();
    script.episode("a", waiting(callSub(1, "b"), call(2)));
    script.apply({ type: "TerminateRequested", ...request("a"), reason: "enough", recursive: false });
    expect(kinds(script)).toContain("AbortActivity");
    expect(instanceOf(script, "b").record.status).toBe("Pending");
    const { eventCount } = instanceOf(script).record;
    script.episode("b", returned("done"));
    expect(instanceOf(script).record.eventCount).toBe(eventCount);
  });
});

describe("a rewind", () => {
  const rewind = (script: PartitionScript) => script.apply({ type: "RewindRequested", ...request("a"), reason: "try" });

  test("leaves the history that it had ended with as it was: a snapshot may be writing it", () => {
    const script = begun();
    script.episode("a", failedRun);
    const ended = instanceOf(script);
    const { eventCount } = ended.record;
    rewind(script);
    expect(instanceOf(script).history.length).toBe(eventCount + 1);
    expect(ended.history).toHaveLength(eventCount);
  });

  test("asks again for what failed and what was under way, under a new execution; late results find nobody", () => {
    const script = begun();
    script.episode("a", waiting(call(1), call(2), call(3)));
    outcomeOf(script, 1, "e1");
    outcomeOf(script, 2, "e1", failed("no"));
    script.episode("a", failedRun);
    rewind(script);
    const orders = script.lastEffects.filter((effect) => effect.type === "RunActivity");
    expect(orders.map(({ executionId: id, taskId: task }) => [id, task])).toEqual([
      ["e1~2", 2],
      ["e1~2", 3],
    ]);
    expect(kinds(script)).toContain("RunEpisode");
    expect(instanceOf(script).record).toMatchObject({
      status: "Running",
      failure: undefined,
      completedAtMs: undefined,
    });
    const told = episodeInput(script.state, instanceId("a"));
    expect(told?.turn).toBe(2);
    const outcomes = told?.news.filter((event) => partOf(event) === "outcome");
    expect(outcomes?.map(({ type }) => type)).toEqual(["ActivityCompleted"]);
    outcomeOf(script, 3, "e1");
    expect(script.lastEffects).toEqual([]);
    script.episode("a", waiting());
    outcomeOf(script, 2, "e1~2");
    script.episode("a", returned("done"));
    expect(instanceOf(script).record).toMatchObject({ status: "Completed" });
    const turns = standing(instanceOf(script).history).flatMap((each) =>
      each.type === "TurnStarted" ? [each.turn] : [],
    );
    expect(turns).toEqual([1, 2, 3]);
  });

  test("of what waits for nothing but the failure does not take a turn before there is something to tell", () => {
    const script = begun();
    script.episode("a", waiting(call(1)));
    outcomeOf(script, 1, "e1", failed("no"));
    script.episode("a", failedRun);
    rewind(script);
    expect(kinds(script)).toEqual(["PublishHistory", "RunActivity", "Respond"]);
    rewind(script);
    expect(answer(script)).toMatchObject({ code: "NotRewindable" });
  });

  test("has a child that succeeded answer again, and one that failed or was terminated go on", () => {
    const script = begun();
    script.episode("a", waiting(callSub(1, "good"), callSub(2, "bad")));
    script.episode("bad", waiting(call(1)));
    script.activityEnded("bad", 1, failed("no"), 1, "e1:0002");
    script.episode("bad", failedRun);
    script.episode("a", failedRun);
    expect(instanceOf(script, "good").record.status).toBe("Terminated");
    rewind(script);
    expect(instanceOf(script, "good").record.status).toBe("Pending");
    expect(instanceOf(script, "bad").record).toMatchObject({ status: "Running", executionId: "e1:0002~2" });
    script.episode("good", returned("good"));
    script.activityEnded("bad", 1, completed("now"), 1, "e1:0002~2");
    script.episode("bad", returned("better"));
    expect(instanceOf(script).history.slice(-2)).toMatchObject([
      { type: "SubOrchestrationCompleted", taskId: 1 },
      { type: "SubOrchestrationCompleted", taskId: 2 },
    ]);
  });

  test("starts what a void turn had started anew, in its place", () => {
    const script = begun();
    script.episode("a", waiting(call(1), call(3)));
    outcomeOf(script, 1, "e1", failed("no"));
    script.episode("a", waiting(callSub(2, "c")));
    script.episode("c", returned("first"));
    // The run fails only now of what it had heard of in its second turn.
    script.episode("a", { ...failedRun, origin: { node: "node1", path: [] } });
    rewind(script);
    expect(instanceOf(script).session).toMatchObject({ turns: 1 });
    outcomeOf(script, 1, "e1~2");
    script.episode("a", waiting(callSub(2, "c")));
    expect(instanceOf(script, "c").record).toMatchObject({ status: "Pending", executionId: "e1~2:0002" });
    script.episode("c", returned("second"));
    expect(instanceOf(script).history.at(-1)).toMatchObject({ type: "SubOrchestrationCompleted", result: '"second"' });
    script.start("stranger", { execution: "e5" });
    script.episode("a", waiting(callSub(4, "stranger")));
    expect(instanceOf(script).history.at(-1)).toMatchObject({ failure: { code: "InstanceExists" } });
  });

  test("asks again for a lock that was not granted when the run failed", () => {
    const script = begun();
    script.start("holder", { execution: "h" });
    script.episode("holder", waiting(lock(1, entity("one"))));
    script.episode("a", waiting(lock(1, entity("one")), call(2)));
    outcomeOf(script, 2, "e1", failed("no"));
    script.episode("a", failedRun);
    rewind(script);
    expect(instanceOf(script).section).toMatchObject({ taskId: 1 });
    script.terminate("holder", "gives it back");
    expect(instanceOf(script).history.at(-1)).toMatchObject({ type: "LockAcquired", taskId: 1 });
    expect(script.state.entities.get(entity("one"))?.lockedBy).toMatchObject({ executionId: "e1~2" });
  });
});

describe("a fork", () => {
  test("is a step of its own partition, and repeats the same answer", () => {
    const script = begun();
    script.episode("a", waiting(call(1), call(2)));
    outcomeOf(script, 1, "e1");
    script.episode("a", waiting());
    const { history } = instanceOf(script);
    const fork = {
      type: "ForkRequested",
      ...request("b"),
      requestId: "r" as RequestId,
      executionId: executionId("f1"),
      fromInstanceId: instanceId("a"),
      atSeq: history.length,
      history: [...history],
      edits: { 5: json("other") },
      tags: {},
    } as const;
    script.apply(fork);
    expect(answer(script)).toEqual({ kind: "started", instanceId: "b" });
    const orders = script.lastEffects.filter((effect) => effect.type === "RunActivity");
    expect(orders).toMatchObject([{ instanceId: "b", executionId: "f1", taskId: 2 as TaskId, attempt: 1 }]);
    expect(kinds(script)).toContain("RunEpisode");
    expect(instanceOf(script, "b").history[4]).toMatchObject({ type: "ActivityCompleted", result: '"other"' });
    expect(instanceOf(script).history).toEqual(history);
    script.apply(fork);
    expect(kinds(script)).toEqual(["Respond"]);
    script.apply({ ...fork, requestId: "other" as RequestId });
    expect(answer(script)).toMatchObject({ code: "InstanceExists" });
    script.apply({ ...fork, ...request("c"), edits: { 3: json(1) } });
    expect(answer(script)).toMatchObject({ code: "NotForkable" });
    expect(taskId(0)).toBe(START);
  });
});
