import { cpSync } from "node:fs";
import path from "node:path";
import {
  type Client,
  defineActivity,
  type HistoryEvent,
  type Hub,
  InstanceNotFound,
  instanceId,
  NotRewindable,
  openHub,
} from "@dacapo/engine";
import { createReplay, type RunState, stateAt } from "@dacapo/engine/timeline";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import * as z from "zod";
import { type TemporaryDirectory, temporaryDirectory } from "./support/temporary-directory.js";

const PLAN = `export default orchestration("plan", function* (ctx, input) {
  const first = yield* ctx.call("work", { name: "first" });
  const rest = yield* ctx.all(["a", "b", "c"].map((name) => ctx.call("work", { name })));
  const last = yield* ctx.call("work", { name: "last" });
  return [ctx.random(), first, ...rest, last];
});
`;

/** The failure of a fork that nobody waits for yet is heard of long before the run fails. */
const FORKED = `export default orchestration("forked", function* (ctx) {
  const side = ctx.fork(function* (ctx) {
    return yield* ctx.call("work", { name: "side" });
  });
  const one = yield* ctx.call("work", { name: "one" });
  const two = yield* ctx.call("work", { name: "two" });
  return [one, two, yield* side];
});
`;

/** The last thing that it hears of is a failure that it catches; what it fails of it had heard before. */
const CAUGHT = `export default orchestration("caught", function* (ctx) {
  const side = ctx.fork(function* (ctx) {
    return yield* ctx.call("work", { name: "side" });
  });
  const one = yield* ctx.call("work", { name: "one" });
  try {
    yield* ctx.call("other-work", { name: "two" });
  } catch {
    return [one, yield* side];
  }
});
`;

const CHILD = `export default orchestration("child", function* (ctx, { name }) {
  const before = yield* ctx.call("work", { name: name + "-before" });
  return [before, yield* ctx.call("work", { name })];
});
`;

const parentOf = (version: string) => `export default orchestration("parent", function* (ctx) {
  const children = ["x", "y"].map((name) => ctx.callSub("child", { name }, { version: "${version}" }));
  return yield* ctx.all(children);
});
`;

const LOCKED = `export default orchestration("locked", function* (ctx) {
  return yield* ctx.locked([ctx.entity("thing", "1")], function* (ctx) {
    return yield* ctx.call("work", { name: "locked" });
  });
});
`;

const THROWS = `export default orchestration("throws", function* (ctx) {
  throw new Error("always");
});
`;

const shown = ({ status, turn, failure, output, nodes }: RunState) => ({
  ...{ status, turn, failure, output },
  nodes: [...nodes.values()],
});

describe.each([0, 2])("a rewind, with threads: %i", (threads) => {
  let directory: TemporaryDirectory;
  let crashed: TemporaryDirectory;
  let hub: Hub;
  let client: Client;
  let done: string[];
  let broken: Set<string>;
  /** What is broken fails no sooner than this lets it. */
  let beforeBreaking: () => Promise<unknown>;

  const doing = (name: string) =>
    defineActivity({
      name,
      title: "Work",
      description: "Does what it is told, unless that is broken.",
      icon: "tool",
      effects: "idempotent",
      input: z.object({ name: z.string() }),
      output: z.string(),
      run: async ({ name }) => {
        if (broken.has(name)) {
          await beforeBreaking();
          throw new Error(`${name} is broken`);
        }
        done.push(name);
        return `${name} is done`;
      },
    });
  const activities = [doing("work"), doing("other-work")];
  let dir: string;
  const open = async (place: string) => {
    dir = place;
    hub = await openHub({ dir, threads, activities, liveSessionsMax: 1 });
    client = hub.client;
  };
  const kill = async () => {
    const copy = path.join(crashed.path, String(Math.random()).slice(2));
    cpSync(dir, copy, { recursive: true });
    await hub.close();
    await open(copy);
  };
  const failing = async (code: string, id: string) => {
    const { version } = await client.publish(code);
    await client.start({ version }, {}, { instanceId: id });
    expect(await client.wait(instanceId(id), { timeoutMs: 20_000 })).toMatchObject({ status: "Failed" });
    return instanceId(id);
  };
  const completed = async (id: string) => {
    const record = await client.wait(instanceId(id), { timeoutMs: 20_000 });
    expect(record).toMatchObject({ status: "Completed", failure: undefined });
    return JSON.parse(record.output ?? "null") as unknown[];
  };
  const times = (name: string) => done.filter((each) => each === name).length;

  beforeEach(async () => {
    beforeBreaking = async () => undefined;
    [done, broken] = [[], new Set()];
    directory = temporaryDirectory("rewind");
    crashed = temporaryDirectory("rewind-crashed");
    await open(directory.path);
  });
  afterEach(async () => {
    await hub.close();
    directory.remove();
    crashed.remove();
  });

  test("runs what failed again and keeps what succeeded, as often as it takes, through the end of the process", async () => {
    broken = new Set(["b", "last"]);
    const id = await failing(PLAN, "plan");
    const executions = [(await client.status(id))?.executionId];
    await client.rewind(id, "it may work now");
    expect(await client.wait(id, { timeoutMs: 20_000 })).toMatchObject({ status: "Failed", failedNode: "work" });
    broken.delete("b");
    await hub.snapshot();
    await client.rewind(id, "b works");
    await kill();
    expect(await client.wait(id, { timeoutMs: 20_000 })).toMatchObject({ failure: { message: "last is broken" } });
    broken.clear();
    await client.rewind(id, "all works");
    const output = await completed("plan");
    executions.push((await client.status(id))?.executionId);
    expect(output.slice(1)).toEqual(["first", "a", "b", "c", "last"].map((name) => `${name} is done`));
    expect([times("first"), times("last")]).toEqual([1, 1]);
    expect(executions[1]).toBe(`${executions[0]}~4`);
    expect((await client.list({ statuses: ["Failed"] })).items).toEqual([]);
    await expect(client.rewind(id, "again")).rejects.toBeInstanceOf(NotRewindable);
  });

  test("the history keeps the truth, and the timeline shows what counts at each of its events", async () => {
    broken = new Set(["last"]);
    const id = await failing(PLAN, "plan");
    const before = await client.history(id);
    broken.clear();
    await client.rewind(id, "works");
    await completed("plan");
    const history: readonly HistoryEvent[] = await client.history(id);
    expect(history.slice(0, before.length)).toEqual(before);
    expect(history[before.length]).toMatchObject({ type: "ExecutionRewound", reason: "works" });
    const replay = createReplay(history);
    for (let n = 0; n <= history.length; n++) expect(shown(replay.stateAt(n))).toEqual(shown(stateAt(history, n)));
    expect(replay.stateAt(before.length)).toMatchObject({ status: "Failed", failure: { message: "last is broken" } });
    expect(replay.stateAt(before.length + 1)).toMatchObject({ status: "Running" });
    expect(replay.stateAt(before.length + 1).failure).toBeUndefined();
    expect(replay.latest).toMatchObject({ status: "Completed" });
    expect([...replay.latest.nodes.values()].map(({ status }) => status)).toEqual(Array(5).fill("completed"));
  });

  test("goes back to the turn that heard of the failure, when the run failed of it later", async () => {
    broken = new Set(["side"]);
    const id = await failing(FORKED, "forked");
    broken.clear();
    await client.rewind(id, "works");
    expect(await completed("forked")).toEqual(["one is done", "two is done", "side is done"]);
    expect([times("one"), times("side")]).toEqual([1, 1]);
  });

  test("goes back to the failure that the run failed of, and not to one that it caught after that", async () => {
    broken = new Set(["side", "two"]);
    const id = await failing(CAUGHT, "caught");
    broken.delete("side");
    await client.rewind(id, "the side works");
    expect(await completed("caught")).toEqual(["one is done", "side is done"]);
    expect([times("one"), times("side")]).toEqual([1, 1]);
  });

  test("reaches into what was started", async () => {
    broken = new Set(["y"]);
    // A child that is ended in the middle of its work may do it twice; this one has succeeded.
    beforeBreaking = () =>
      vi.waitUntil(async () => (await client.list({ name: "child", statuses: ["Completed"] })).items.length === 1, {
        timeout: 20_000,
      });
    const { version } = await client.publish(CHILD);
    const id = await failing(parentOf(version), "parent");
    broken.clear();
    await client.rewind(id, "works");
    await kill();
    const name = (child: string) => [`${child}-before is done`, `${child} is done`];
    expect(await completed("parent")).toEqual([name("x"), name("y")]);
    expect([times("x-before"), times("x"), times("y-before")]).toEqual([1, 1, 1]);
    expect((await client.list({ name: "child" })).items.map(({ status }) => status)).toEqual([
      "Completed",
      "Completed",
    ]);
  });

  test("takes a first turn another time; and refuses what has not failed, or failed where it held locks", async () => {
    const thrown = await failing(THROWS, "throws");
    await client.rewind(thrown, "try");
    expect(await client.wait(thrown, { timeoutMs: 20_000 })).toMatchObject({ failure: { message: "always" } });
    broken = new Set(["locked"]);
    const locked = await failing(LOCKED, "locked");
    await expect(client.rewind(locked, "try")).rejects.toThrow("failed in a critical section");
    expect(await client.status(locked)).toMatchObject({ status: "Failed" });
    await expect(client.rewind(instanceId("nobody"), "try")).rejects.toBeInstanceOf(InstanceNotFound);
    const { version } = await client.publish(PLAN);
    await client.start({ version }, {}, { instanceId: "fine" });
    await completed("fine");
    await expect(client.rewind(instanceId("fine"), "try")).rejects.toThrow("has not failed (Completed)");
  });
});
