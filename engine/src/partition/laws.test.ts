import fc from "fast-check";
import { expect, test } from "vitest";
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
import { copyOf, groupOf, wholeState } from "../../test/support/whole-state.js";
import { type ActionEvent, instanceId, isEnding, partitionId } from "../model/index.js";
import { mayRun } from "./entity.js";
import { entityBatch } from "./entity-batch.js";
import { episodeInput } from "./episode-input.js";
import { timersOfEntity } from "./scheduled-signals.js";
import { emptyState, isEpisodeDue } from "./state.js";
import { stepTogether } from "./step-together.js";
import { timersOf, wakeOfEntity, wakeOfInstance } from "./wake.js";

/** Anything that can be said to a partition, sensible or not: late, repeated, of another attempt. */
const ids = fc.constantFrom("a", "b");
const tasks = fc.integer({ min: 1, max: 4 });
const attempts = fc.integer({ min: 1, max: 3 });
const saying = fc.oneof(
  fc.record({ say: fc.constant("start" as const), id: ids, request: fc.constantFrom("r1", "r2") }),
  fc.record({ say: fc.constant("terminate" as const), id: ids, cleansUp: fc.boolean() }),
  fc.record({ say: fc.constant("turn" as const), id: ids, ends: fc.boolean(), news: fc.integer({ min: 0, max: 3 }) }),
  fc.record({ say: fc.constant("lateTurn" as const), id: ids, turn: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ say: fc.constant("started" as const), id: ids, task: tasks, attempt: attempts }),
  fc.record({ say: fc.constant("ended" as const), id: ids, task: tasks, attempt: attempts, good: fc.boolean() }),
  fc.record({
    say: fc.constant("timer" as const),
    id: ids,
    task: tasks,
    attempt: attempts,
    purpose: fc.constantFrom("sleep" as const, "retry" as const, "timeout" as const, "event" as const),
  }),
  fc.record({ say: fc.constant("raise" as const), id: ids, name: fc.constantFrom("go", "stop") }),
  fc.record({ say: fc.constant("signal" as const), key: fc.constantFrom("one", "two") }),
  fc.record({
    say: fc.constantFrom("later" as const, "due" as const),
    key: fc.constantFrom("one", "two"),
    number: fc.integer({ min: 1, max: 6 }),
  }),
  fc.record({ say: fc.constant("batch" as const), key: fc.constantFrom("one", "two"), good: fc.boolean() }),
  fc.record({ say: fc.constant("exchange" as const), id: ids, pick: fc.integer({ min: 0, max: 7 }) }),
  fc.record({ say: fc.constantFrom("continue" as const, "suspend" as const, "resume" as const), id: ids }),
  fc.record({ say: fc.constant("resumed" as const), id: ids }),
  fc.record({ say: fc.constant("recovered" as const) }),
);
/** Long ones: things become interesting after a while. */
const manySayings = fc.array(saying, { minLength: 10, maxLength: 60, size: "max" });
type Saying = typeof saying extends fc.Arbitrary<infer Value> ? Value : never;

/** The clock of a machine may be set back. */
function perform(script: PartitionScript, saying: Saying, index: number): void {
  script.after(index % 4 === 3 ? -25 : 12);
  switch (saying.say) {
    case "start":
      script.start(saying.id, { requestId: saying.request });
      return;
    case "terminate":
      script.terminate(saying.id, "stop", saying.cleansUp ? { cleanUp: true } : {});
      return;
    case "turn": {
      const instance = script.state.instances.get(instanceId(saying.id));
      if (instance === undefined || !isEpisodeDue(instance.session)) return;
      const first = 1 + (instance.session.turns % 4);
      const retry = { maxAttempts: 2, firstDelayMs: 5 };
      const actions = [call(first, { retry, timeoutMs: 20 }), sleep(first + 1, 30), cancel(saying.news)];
      const outcome = saying.ends ? returned("done", ...actions) : waiting(...actions.slice(0, saying.news));
      script.episode(saying.id, outcome);
      return;
    }
    case "lateTurn":
      script.episodeEnded(saying.id, saying.turn, 1, waiting(call(1)), "another");
      return;
    case "started":
      script.activityStarted(saying.id, saying.task, saying.attempt);
      return;
    case "ended":
      script.activityEnded(saying.id, saying.task, saying.good ? completed(1) : failed("no"), saying.attempt);
      return;
    case "timer":
      script.timerFired(saying.id, saying.task, saying.purpose, saying.purpose === "sleep" ? 0 : saying.attempt);
      return;
    case "raise":
      script.raise(saying.id, saying.name, index);
      return;
    case "signal":
      script.signal(entity(saying.key), "add", index);
      return;
    case "later":
      script.signalAt(entity(saying.key), "add", 1_000_000, index);
      return;
    case "due":
      script.signalFired(entity(saying.key), saying.number);
      return;
    case "batch": {
      const asked = entityBatch(script.state, entity(saying.key));
      if (asked === undefined) return;
      const outcomes = asked.requests.map(() => (saying.good ? completed(index) : failed("no")));
      const signals = saying.good ? [{ entityId: entity("two"), operation: "add", input: "1" as never }] : [];
      script.batch(entity(saying.key), outcomes, saying.good ? index : undefined, index % 5 === 0 ? signals : []);
      return;
    }
    case "exchange":
      if (episodeInput(script.state, instanceId(saying.id)) === undefined) return;
      script.episode(saying.id, waiting(...exchangeOf(script, saying.id, saying.pick, index)));
      return;
    case "continue": {
      const instance = script.state.instances.get(instanceId(saying.id));
      if (instance === undefined || !isEpisodeDue(instance.session)) return;
      const raised = instance.history.find(({ type }) => type === "EventRaised");
      script.episode(saying.id, continueAsNew(index, ...(raised === undefined ? [] : [received(1, raised.seq)])));
      return;
    }
    case "suspend":
      script.suspend(saying.id);
      return;
    case "resume":
      script.resume(saying.id);
      return;
    case "resumed":
      script.resumed(saying.id);
      return;
    case "recovered":
      script.recovered();
  }
}

/** What a turn may ask of others; the tasks are numbered as no other turn numbers them. */
function exchangeOf(script: PartitionScript, id: string, pick: number, index: number): readonly ActionEvent[] {
  const instance = script.state.instances.get(instanceId(id));
  const section = instance?.section?.taskId;
  const isHeld = section !== undefined && instance?.tasks?.has(section) === false;
  const one = entity("one");
  const two = entity("two");
  const tasks = 100 + 10 * index;
  const exchanges: readonly (readonly ActionEvent[])[] = [
    [callEntity(tasks, one), callEntity(tasks + 1, two)],
    [signalEntity(one), signalEntity(two)],
    section === undefined ? [lock(tasks, one, two)] : [],
    section === undefined ? [lock(tasks, two)] : [],
    isHeld ? [release(section)] : [],
    [awaitEvent(tasks, "go", index * 10), awaitEvent(tasks + 1, "stop")],
    [sendEvent("a", "go"), sendEvent("b", "stop"), sendEvent("nobody", "go")],
    [callSub(tasks, "b"), callSub(tasks + 1, `child ${index}`), callSub(tasks + 2, "a")],
  ];
  return exchanges[pick] ?? [];
}

/** `PartitionScript.apply` itself checks serialize(step(deserialize(s), e)) = serialize(step(s, e)). */
test("every history is gapless, ends once and never goes back in time; what has finished waits for nothing", () => {
  fc.assert(
    fc.property(manySayings, (sayings) => {
      const script = new PartitionScript();
      for (const [index, saying] of sayings.entries()) perform(script, saying, index);
      for (const { record, history, tasks } of script.state.instances.values()) {
        expect(history.map((event) => event.seq)).toEqual(history.map((_, index) => index + 1));
        const times = history.map((event) => event.atMs);
        expect(times).toEqual([...times].sort((a, b) => a - b));
        const endings = history.filter(isEnding).length;
        expect(endings).toBe(record.completedAtMs === undefined ? 0 : 1);
        expect(history.slice(0, -1).filter(isEnding)).toEqual([]);
        expect(tasks !== undefined).toBe(endings === 0);
        expect(record.eventCount).toBe(history.length);
        const cancels = history.filter(({ type }) => type === "ExecutionCancelRequested").length;
        expect(cancels).toBe(record.cancelReason === undefined ? 0 : 1);
        if (cancels === 1 && endings === 1) expect(record.status).toBe("Terminated");
      }
    }),
    { numRuns: 300 },
  );
});

test("an entity that is idle has nothing that may run, and is kept only if there is something to remember", () => {
  fc.assert(
    fc.property(manySayings, (sayings) => {
      const script = new PartitionScript();
      for (const [index, saying] of sayings.entries()) {
        perform(script, saying, index);
        for (const one of script.state.entities.values()) {
          if (one.batch.out) continue;
          expect(mayRun(one)).toEqual([]);
          const isLocked = one.lockedBy !== undefined;
          expect(one.state !== undefined || one.queue.size > 0 || isLocked || one.scheduled !== undefined).toBe(true);
          expect(one.scheduled?.size).not.toBe(0);
          expect(one.lockedBy === undefined ? one.queue.size : 0).toBe(0);
        }
      }
    }),
    { numRuns: 100 },
  );
});

test("an episode that is due has been asked for, and one of a suspended instance has not", () => {
  fc.assert(
    fc.property(manySayings, (sayings) => {
      const script = new PartitionScript();
      const asked = new Set<string>();
      for (const [index, saying] of sayings.entries()) {
        const before = script.events.length;
        perform(script, saying, index);
        for (const event of script.events.slice(before)) {
          // One that nobody waited for changes nothing.
          if (event.type === "EpisodeEnded" && script.lastEffects.length > 0) asked.delete(event.instanceId);
        }
        for (const effect of script.lastEffects) {
          if (effect.type === "RunEpisode") asked.add(effect.instanceId);
        }
        for (const { record, session } of script.state.instances.values()) {
          expect(record.status === "Suspended").toBe(session.suspended === true);
          if (isEpisodeDue(session)) expect(asked.has(record.instanceId)).toBe(true);
        }
      }
    }),
    { numRuns: 200 },
  );
});

test("what wakes an instance or an entity is what resuming it asks for: timers alone, or something now", () => {
  fc.assert(
    fc.property(manySayings, (sayings) => {
      const script = new PartitionScript();
      for (const [index, saying] of sayings.entries()) perform(script, saying, index);
      const state = copyOf(script.state);
      const all = [
        ...[...state.instances.entries()].map(
          ([id, one]) => ({ id, wake: wakeOfInstance(one), timers: timersOf(one) }) as const,
        ),
        ...[...state.entities.entries()].map(
          ([id, one]) => ({ id, wake: wakeOfEntity(one), timers: timersOfEntity(one) }) as const,
        ),
      ];
      for (const { id, wake, timers } of all) {
        const resume = { type: "InstanceResumed", atMs: 0, instanceId: id } as const;
        const asked = stepTogether(groupOf(state), state.partition, resume).map(({ effect }) => effect);
        const work = asked.filter(({ type }) => type !== "SetTimer");
        expect(asked.filter(({ type }) => type === "SetTimer")).toEqual(timers);
        expect(wake === "now").toBe(work.length > 0);
        if (wake === "now") continue;
        const first = timers.length === 0 ? "never" : Math.min(...timers.map(({ fireAtMs }) => fireAtMs));
        expect(wake).toBe(first);
      }
    }),
    { numRuns: 200 },
  );
});

test("whoever holds a lock goes on: nothing stays locked by an execution that has ended", () => {
  fc.assert(
    fc.property(manySayings, (sayings) => {
      const script = new PartitionScript();
      for (const [index, saying] of sayings.entries()) {
        perform(script, saying, index);
        for (const { lockedBy } of script.state.entities.values()) {
          if (lockedBy === undefined) continue;
          const holder = script.state.instances.get(lockedBy.instanceId);
          expect(holder?.record.executionId).toBe(lockedBy.executionId);
          expect(holder?.tasks).toBeDefined();
        }
      }
    }),
    { numRuns: 200 },
  );
});

test("a fold over the same events gives the same state", () => {
  fc.assert(
    fc.property(manySayings, (sayings) => {
      const script = new PartitionScript();
      for (const [index, saying] of sayings.entries()) perform(script, saying, index);
      const again = emptyState(partitionId(0));
      for (const event of script.events) stepTogether(groupOf(again), again.partition, event);
      expect(wholeState(again)).toEqual(wholeState(script.state));
    }),
    { numRuns: 100 },
  );
});

test("what a step handed out stays as it was: records are replaced, histories only grow", () => {
  fc.assert(
    fc.property(manySayings, (sayings) => {
      const script = new PartitionScript();
      const handedOut: { readonly thing: unknown; readonly text: string }[] = [];
      for (const [index, saying] of sayings.entries()) {
        perform(script, saying, index);
        for (const { record, session, history } of script.state.instances.values()) {
          handedOut.push({ thing: record, text: JSON.stringify(record) });
          handedOut.push({ thing: session, text: JSON.stringify(session) });
          for (const event of history) handedOut.push({ thing: event, text: JSON.stringify(event) });
        }
      }
      for (const { thing, text } of handedOut) expect(JSON.stringify(thing)).toBe(text);
    }),
    { numRuns: 50 },
  );
});
