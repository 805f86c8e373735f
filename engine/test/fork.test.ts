import { cpSync } from "node:fs";
import path from "node:path";
import {
  type Client,
  defineActivity,
  type Hub,
  InstanceExists,
  InstanceNotFound,
  instanceId,
  NotForkable,
  openHub,
} from "@dacapo/engine";
import { createReplay, type RunState, stateAt } from "@dacapo/engine/timeline";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import * as z from "zod";
import { type TemporaryDirectory, temporaryDirectory } from "./support/temporary-directory.js";

const PLAN = `export default orchestration("plan", function* (ctx) {
  const first = yield* ctx.call("work", { name: "first" });
  const chance = ctx.random();
  const second = yield* ctx.call("work", { name: "after " + first });
  const told = yield* ctx.waitForEvent("go");
  return [first, second, told, chance, ctx.random(), ctx.instanceId];
});
`;

const CHILD = `export default orchestration("child", function* (ctx) {
  return yield* ctx.waitForEvent("go");
});
`;

const parentOf = (version: string) => `export default orchestration("parent", function* (ctx) {
  const work = yield* ctx.call("work", { name: "work" });
  const one = yield* ctx.callSub("child", {}, { version: "${version}" });
  const two = yield* ctx.callSub("child", {}, { version: "${version}" });
  return [work, one, two];
});
`;

const LOCKED = `export default orchestration("locked", function* (ctx) {
  const before = yield* ctx.call("work", { name: "before" });
  yield* ctx.locked([ctx.entity("thing", "1")], function* (ctx) {
    yield* ctx.call("work", { name: "locked" });
  });
  return before;
});
`;

/** It asks for each attempt itself, because a condition of its own decides. */
const RETRIED = `export default orchestration("retried", function* (ctx) {
  const retry = { maxAttempts: 3, firstDelayMs: 1, retryIf: () => true };
  try {
    yield* ctx.call("work", { name: "bad" }, { retry });
  } catch (error) {
    return [error.failure.message];
  }
});
`;

const shown = ({ status, turn, failure, output, nodes }: RunState) => ({
  ...{ status, turn, failure, output },
  nodes: [...nodes.values()],
});

describe.each([0, 2])("a fork, with threads: %i", (threads) => {
  let directory: TemporaryDirectory;
  let crashed: TemporaryDirectory;
  let hub: Hub;
  let client: Client;
  let done: string[];

  const work = defineActivity({
    name: "work",
    title: "Work",
    description: "Does what it is told.",
    icon: "tool",
    effects: "idempotent",
    input: z.object({ name: z.string() }),
    output: z.string(),
    run: async ({ name }) => {
      done.push(name);
      if (name.includes("bad")) throw new Error(`${name} does not work`);
      return `<${name}>`;
    },
  });
  let dir: string;
  const open = async (place: string) => {
    dir = place;
    hub = await openHub({ dir, threads, activities: [work], liveSessionsMax: 1 });
    client = hub.client;
  };
  const kill = async () => {
    const copy = path.join(crashed.path, String(Math.random()).slice(2));
    cpSync(dir, copy, { recursive: true });
    await hub.close();
    await open(copy);
  };
  const start = async (code: string, id: string) => {
    const { version } = await client.publish(code);
    await client.start({ version }, {}, { instanceId: id, tags: { of: id }, attributes: { n: 1 } });
    return instanceId(id);
  };
  const seqOf = async (id: string, type: string, nth = 0) => {
    let found: number | undefined;
    await expect
      .poll(async () => {
        const events = (await client.history(instanceId(id))).filter((event) => event.type === type);
        found = events[nth]?.seq;
        return found;
      })
      .toBeDefined();
    return found as unknown as number;
  };
  const output = async (id: string) => {
    const record = await client.wait(instanceId(id), { timeoutMs: 20_000 });
    expect(record).toMatchObject({ status: "Completed" });
    return JSON.parse(record.output ?? "null") as unknown[];
  };
  const finishedPlan = async () => {
    const id = await start(PLAN, "plan");
    await seqOf("plan", "EventWaited");
    await client.raiseEvent(id, "go", "told");
    return { id, first: await output("plan") };
  };

  beforeEach(async () => {
    done = [];
    directory = temporaryDirectory("fork");
    crashed = temporaryDirectory("fork-crashed");
    await open(directory.path);
  });
  afterEach(async () => {
    await hub.close();
    directory.remove();
    crashed.remove();
  });

  test("shares the history up to any event, and goes on by itself with the same end", async () => {
    const { id, first } = await finishedPlan();
    const whole = await client.history(id);
    for (let atSeq = 1; atSeq <= whole.length; atSeq++) {
      const { instanceId: fork } = await client.fork(id, { atSeq, instanceId: `fork-${atSeq}` });
      await client.raiseEvent(fork, "go", "told").catch((error: { code: string }) => {
        expect(error.code).toBe("InstanceFinished");
      });
      const result = await output(fork);
      expect(result.slice(0, 3), `forked at ${atSeq}`).toEqual(first.slice(0, 3));
      expect(result[5]).toBe(fork);
      const history = await client.history(fork);
      expect(history.slice(1, atSeq)).toEqual(whole.slice(1, atSeq));
      expect(history[atSeq]).toMatchObject({ type: "ExecutionForked", fromInstanceId: "plan", atSeq });
      const replay = createReplay(history);
      for (let n = 0; n <= history.length; n++) expect(shown(replay.stateAt(n))).toEqual(shown(stateAt(history, n)));
      expect(replay.latest.status).toBe("Completed");
    }
    expect(await client.status(id)).toMatchObject({ eventCount: whole.length });
  });

  test("keeps the chance of what it shares, and has its own from there on", async () => {
    const { id, first } = await finishedPlan();
    const atSeq = await seqOf("plan", "EventWaited");
    await client.fork(id, { atSeq, instanceId: "fork", tags: { of: "fork" } });
    await kill();
    await client.raiseEvent(instanceId("fork"), "go", "told");
    const result = await output("fork");
    expect(result[3]).toBe(first[3]);
    expect(result[4]).not.toBe(first[4]);
    expect(done).toEqual(["first", "after <first>"]);
    expect(await client.status(instanceId("fork"))).toMatchObject({ tags: { of: "fork" }, attributes: { n: 1 } });
    await kill();
    expect(await client.status(instanceId("fork"))).toMatchObject({ status: "Completed" });
  });

  test("with another result decides anew what was decided with it; with another event, what comes after that", async () => {
    const { id } = await finishedPlan();
    const { length } = await client.history(id);
    const first = await seqOf("plan", "ActivityCompleted");
    await client.fork(id, { atSeq: first, instanceId: "a", edits: { [first]: "other" } });
    await client.raiseEvent(instanceId("a"), "go", 1);
    expect((await output("a")).slice(0, 3)).toEqual(["other", "<after other>", 1]);
    const raised = await seqOf("plan", "EventRaised");
    await client.fork(id, { atSeq: length, instanceId: "b", edits: { [raised]: { better: true } } });
    expect((await output("b")).slice(0, 3)).toEqual(["<first>", "<after <first>>", { better: true }]);
    expect(done).toEqual(["first", "after <first>", "after other"]);
    const second = await seqOf("plan", "ActivityCompleted", 1);
    const lost = client.fork(id, { atSeq: length, edits: { [first]: "x", [second]: "y" } });
    await expect(lost).rejects.toThrow(`Event ${second} is the outcome of something that the fork asks for anew`);
  });

  test("is found by what the shared turns set; a name that only turns it does not share have set stays", async () => {
    const code = `export default orchestration("stages", function* (ctx) {
      yield* ctx.call("work", { name: "first" });
      ctx.setSearchAttributes({ stage: "one", n: null });
      const second = yield* ctx.call("work", { name: "second" });
      if (second === "no good") throw new Error(second);
      ctx.setSearchAttributes({ stage: "two", late: true });
    });
    `;
    const id = await start(code, "stages");
    expect(await client.wait(id)).toMatchObject({ status: "Completed", attributes: { stage: "two", late: true } });
    const atSeq = await seqOf("stages", "ActivityCompleted", 1);
    await client.fork(id, { atSeq, instanceId: "fork", edits: { [atSeq]: "no good" } });
    const record = await client.wait(instanceId("fork"));
    expect([record.status, record.attributes]).toEqual(["Failed", { stage: "one", late: true }]);
    const { items } = await client.list({ attributes: { stage: "one" } });
    expect(items.map((item) => item.instanceId)).toEqual(["fork"]);
  });

  test("makes a failure a success", async () => {
    const code = PLAN.replace('"after " + first', '"bad"');
    const id = await start(code, "bad");
    await client.raiseEvent(id, "go", "told");
    expect(await client.wait(id, { timeoutMs: 20_000 })).toMatchObject({ status: "Failed" });
    const { length } = await client.history(id);
    await client.fork(id, {
      atSeq: length,
      instanceId: "good",
      edits: { [await seqOf("bad", "ActivityFailed")]: "ok" },
    });
    expect((await output("good")).slice(0, 3)).toEqual(["<first>", "ok", "told"]);
  });

  test("asks again for an attempt that was under way, when the code decides about attempts", async () => {
    const id = await start(RETRIED, "retried");
    const first = await output("retried");
    const whole = await client.history(id);
    const attempts = whole.filter(({ type }) => type === "ActivityScheduled");
    expect(attempts).toHaveLength(3);
    for (const { seq } of attempts) {
      await client.fork(id, { atSeq: seq, instanceId: `fork-${seq}` });
      expect(await output(`fork-${seq}`)).toEqual(first);
    }
  });

  test("starts sub-orchestrations that were under way anew, under ids of its own", async () => {
    const { version } = await client.publish(CHILD);
    const id = await start(parentOf(version), "parent");
    const atSeq = await seqOf("parent", "SubOrchestrationScheduled");
    await client.fork(id, { atSeq, instanceId: "fork" });
    const children = async () => (await client.list({ name: "child" })).items.map((item) => item.instanceId);
    await expect.poll(children).toHaveLength(2);
    await kill();
    for (const [index, child] of (await children()).entries()) await client.raiseEvent(child, "go", index);
    await expect.poll(children).toHaveLength(4);
    for (const child of (await children()).slice(0, 2)) await client.raiseEvent(child, "go", "second");
    const [mine, forks] = [await output("parent"), await output("fork")];
    expect([mine[1], forks[1]].sort()).toEqual([0, 1]);
    expect([mine[2], forks[2]]).toEqual(["second", "second"]);
    expect(new Set(await children()).size).toBe(4);
  });

  test("can be rewound, and forked again", async () => {
    const id = await start(PLAN.replace('"after " + first', 'first === "x" ? "bad" : "fine"'), "plan");
    const first = await seqOf("plan", "ActivityCompleted");
    await client.fork(id, { atSeq: first, instanceId: "fork", edits: { [first]: "x" } });
    const fork = instanceId("fork");
    expect(await client.wait(fork, { timeoutMs: 20_000 })).toMatchObject({ status: "Failed" });
    await client.rewind(fork, "try");
    expect(await client.wait(fork, { timeoutMs: 20_000 })).toMatchObject({ status: "Failed" });
    const { length } = await client.history(fork);
    await client.fork(fork, { atSeq: length, instanceId: "again", edits: { [first]: "y" } });
    await client.raiseEvent(instanceId("again"), "go", 3);
    expect((await output("again")).slice(0, 3)).toEqual(["y", "<fine>", 3]);
  });

  test("is refused within a critical section, at no event, with edits of what is none, and under an id that is taken", async () => {
    const id = await start(LOCKED, "locked");
    await output("locked").catch(() => undefined);
    const inside = await seqOf("locked", "ActivityCompleted", 1);
    await expect(client.fork(id, { atSeq: inside })).rejects.toThrow("lies within a critical section");
    const requested = await seqOf("locked", "LockRequested");
    await client.fork(id, { atSeq: requested, instanceId: "free" });
    expect(await client.wait(instanceId("free"), { timeoutMs: 20_000 })).toMatchObject({ status: "Completed" });
    await expect(client.fork(id, { atSeq: 999 })).rejects.toBeInstanceOf(NotForkable);
    await expect(client.fork(id, { atSeq: 3, edits: { 2: "x" } })).rejects.toThrow(
      "Event 2 is of the kind TurnStarted",
    );
    await expect(client.fork(id, { atSeq: 3, edits: { 9: "x" } })).rejects.toThrow("is not among the shared events");
    await expect(client.fork(id, { atSeq: 1, instanceId: "free" })).rejects.toBeInstanceOf(InstanceExists);
    await expect(client.fork(instanceId("nobody"), { atSeq: 1 })).rejects.toBeInstanceOf(InstanceNotFound);
    await expect(client.fork(id, { atSeq: 0 })).rejects.toThrow("whole number");
    const named = await client.fork(id, { atSeq: 2, requestId: "r" });
    expect(await client.fork(id, { atSeq: 2, requestId: "r" })).toEqual(named);
  });
});
