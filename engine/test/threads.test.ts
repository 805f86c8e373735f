import path from "node:path";
import { fileURLToPath } from "node:url";
import { type Hub, type HubLogEntry, type HubOptions, type InstanceId, InvalidInput, openHub } from "@dacapo/engine";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type TemporaryDirectory, temporaryDirectory } from "./support/temporary-directory.js";

const PROGRAMS = fileURLToPath(new URL("./support/modules/programs.mjs", import.meta.url));

let directory: TemporaryDirectory;
let hub: Hub | undefined;
let log: HubLogEntry[];
beforeEach(() => {
  directory = temporaryDirectory("threads");
  log = [];
});
afterEach(async () => {
  await hub?.close();
  hub = undefined;
  directory.remove();
});

async function open(options: Partial<HubOptions> = {}): Promise<Hub> {
  await hub?.close();
  hub = await openHub({ dir: directory.path, modules: [PROGRAMS], log: (entry) => log.push(entry), ...options });
  return hub;
}

const run = async (hub: Hub, name: string, input: unknown = {}, instanceId?: string) => {
  const started = await hub.client.start({ name }, input, instanceId === undefined ? {} : { instanceId });
  return hub.client.wait(started.instanceId, { timeoutMs: 60_000 });
};

const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

describe("modules", () => {
  test.each([0, 1, 2])("what they export runs, with threads: %i", async (threads) => {
    const opened = await open({ threads });
    const records = await Promise.all(Array.from({ length: 20 }, () => run(opened, "sequence", { count: 5 })));
    expect(records.map(({ output }) => output)).toEqual(Array(20).fill("15"));
  });

  test("one that does not load, or holds nothing, is refused, and nothing was made", async () => {
    const missing = path.join(directory.path, "missing.mjs");
    await expect(openHub({ dir: directory.path, modules: [missing] })).rejects.toThrow("does not load");
    await expect(openHub({ dir: directory.path, modules: [missing] })).rejects.toBeInstanceOf(InvalidInput);
    const empty = fileURLToPath(new URL("../bench/statistics.mjs", import.meta.url));
    await expect(openHub({ dir: directory.path, modules: [empty] })).rejects.toThrow("exports no definition");
  });
});

describe("partitions spread over threads", () => {
  test.each(["conservative", "local", "global"] as const)(
    "parents and children in different logs find each other, in %s speculation",
    async (speculation) => {
      const opened = await open({ threads: 2, speculation });
      const expected = JSON.stringify(Array.from({ length: 24 }, (_, index) => index));
      const families = ["a", "b", "c"].map((name) => run(opened, "family", { count: 24 }, name));
      expect((await Promise.all(families)).map(({ output }) => output)).toEqual([expected, expected, expected]);
      const children = (await opened.client.list({ name: "waiter", limit: 100 })).items;
      expect(children.map(({ status }) => status)).toEqual(Array(72).fill("Completed"));
    },
  );

  test("a termination and a suspension reach what lies in another log", async () => {
    const opened = await open({ threads: 2 });
    const { instanceId } = await opened.client.start({ name: "family-of-stayers" }, {}, { instanceId: "stayers" });
    const children = Array.from({ length: 12 }, (_, index) => `stayers-${index}` as InstanceId);
    for (const child of children) while ((await opened.client.status(child)) === undefined) await settled();
    for (const child of children) await opened.client.suspend(child, "for the test");
    await opened.client.terminate(instanceId, "no more");
    for (const child of children) {
      const { status, parentId } = await opened.client.wait(child, { timeoutMs: 60_000 });
      expect([status, parentId]).toEqual(["Terminated", "stayers"]);
    }
  });

  test("what one thread count wrote another goes on with: finished, waiting and locked things alike", async () => {
    let opened = await open({ threads: 1 });
    const { instanceId: waiting } = await opened.client.start({ name: "waiter" }, {}, { instanceId: "waiting" });
    for (let index = 0; index < 12; index++) await run(opened, "sequence", { count: 2 }, `done-${index}`);
    expect(await run(opened, "transfer", { from: "a", to: "b", amount: 30 })).toMatchObject({ output: "true" });
    for (const threads of [3, 0, 2]) {
      opened = await open({ threads });
      expect((await opened.client.list({ limit: 100 })).items).toHaveLength(14);
      expect(await opened.client.status(waiting)).toMatchObject({ status: "Running" });
      expect(await opened.client.readEntity("@account@b")).toEqual({ balance: 130 });
      expect((await opened.client.list({ limit: 5 })).items).toHaveLength(5);
    }
    await opened.client.raiseEvent(waiting, "go", "gone");
    expect(await opened.client.wait(waiting, { timeoutMs: 10_000 })).toMatchObject({ output: '"gone"' });
    const ids = new Set<string>();
    for (let cursor: string | undefined, more = true; more; more = cursor !== undefined) {
      const page = await opened.client.list({ limit: 4, ...(cursor !== undefined && { cursor }) });
      for (const { instanceId } of page.items) ids.add(instanceId);
      cursor = page.nextCursor;
    }
    expect(ids.size).toBe(14);
  });

  test.each(["conservative", "local", "global"] as const)(
    "transfers between accounts of different threads keep the sum, each taking effect once (%s)",
    async (speculation) => {
      const opened = await open({ threads: 2, speculation });
      const names = Array.from({ length: 8 }, (_, index) => `account-${index}`);
      const pick = (index: number) => names[index % names.length] ?? "";
      const transfers = Array.from({ length: 120 }, (_, index) => ({
        from: pick(index * 7),
        to: pick(index * 7 + 1 + (index % 5)),
        amount: (index % 4) + 1,
      }));
      const results = await Promise.all(transfers.map((transfer) => run(opened, "transfer", transfer)));
      const expected = new Map(names.map((name) => [name, 100]));
      for (const [index, { from, to, amount }] of transfers.entries()) {
        if (results[index]?.output !== "true") continue;
        expected.set(from, (expected.get(from) ?? 0) - amount);
        expected.set(to, (expected.get(to) ?? 0) + amount);
      }
      for (const name of names) {
        const state = (await opened.client.readEntity(`@account@${name}`)) as { balance: number } | undefined;
        expect(state?.balance ?? 100, name).toBe(expected.get(name));
      }
      const { threads } = await opened.metrics();
      expect(threads.map(({ counts }) => counts.messagesAcross > 0)).toEqual([true, true]);
    },
  );
});

describe("a thread that is lost", () => {
  const restarted = () => log.filter(({ event }) => event === "ThreadRestarted");

  test.each([1, 2])(
    "in an endless loop in turn %i: that run fails, with the reason; all others go on",
    async (turn) => {
      const opened = await open({ threads: 2, episodeMsMax: 1_000 });
      const others = Array.from({ length: 24 }, () => run(opened, "sequence", { count: 20 }));
      const looping = await run(opened, "loop", { turn });
      expect(looping).toMatchObject({ status: "Failed", failure: { code: "EpisodeTimeout" } });
      expect(looping.failure?.message).toContain("more than 1000 ms");
      for (const record of await Promise.all(others)) expect(record.output).toBe("210");
      expect(await run(opened, "sequence", { count: 1 })).toMatchObject({ output: "1" });
      expect(restarted()).toHaveLength(1);
      expect(opened.health()).toEqual({ state: "running" });
      expect((await opened.metrics()).threads.reduce((sum, { restarts }) => sum + restarts, 0)).toBe(1);
    },
  );

  test("what was asked of it meanwhile is asked again: all but events and signals, which say that they may not have been done", async () => {
    const opened = await open({ threads: 1, episodeMsMax: 500 });
    const { client } = opened;
    const ids = await Promise.all(
      Array.from({ length: 5 }, async () => (await client.start({ name: "waiter" })).instanceId),
    );
    const [ended, held, resumed, kept, told] = ids as [InstanceId, InstanceId, InstanceId, InstanceId, InstanceId];
    await Promise.all(ids.map((id) => client.waitForStart(id)));
    const finished = await run(opened, "sequence", { count: 1 });
    const rewound = await run(opened, "hollow");
    await client.suspend(resumed, "first");
    const looping = run(opened, "loop", { turn: 1 });
    await new Promise((resolve) => setTimeout(resolve, 150));
    const asked = [
      client.terminate(ended, "enough"),
      client.suspend(held, "hold"),
      client.resume(resumed, "go on"),
      client.purge(finished.instanceId),
      client.rewind(rewound.instanceId, "again"),
      client.raiseEvent(told, "go", 1),
      client.signalEntity("@account@told", "add", 1),
    ];
    const interrupted = { status: "rejected", reason: { code: "RequestInterrupted" } };
    const done = { status: "fulfilled" };
    const outcomes = await Promise.allSettled(asked);
    expect(outcomes).toMatchObject([done, done, done, done, done, interrupted, interrupted]);
    expect(outcomes[0]).toMatchObject({ value: { terminated: true } });
    expect((await looping).status).toBe("Failed");
    const status = async (id: InstanceId) => (await client.status(id))?.status;
    expect(await status(ended)).toBe("Terminated");
    expect(await status(held)).toBe("Suspended");
    expect(await status(resumed)).toBe("Running");
    expect(await status(kept)).toBe("Running");
    expect(await status(finished.instanceId)).toBeUndefined();
    const history = await client.history(rewound.instanceId);
    expect(history.filter(({ type }) => type === "ExecutionRewound")).toHaveLength(1);
  });

  test.each([0, 1])("published code in an endless loop fails alone (threads: %i)", async (threads) => {
    const opened = await open({ threads, episodeMsMax: 1_000 });
    const { version } = await opened.client.publish(
      'export default orchestration("spin", function* (ctx) { yield* ctx.call("echo", { value: 1 }); for (;;); });',
    );
    const others = Array.from({ length: 8 }, () => run(opened, "sequence", { count: 10 }));
    const { instanceId } = await opened.client.start({ version }, {});
    const spinning = await opened.client.wait(instanceId, { timeoutMs: 60_000 });
    expect(spinning).toMatchObject({ status: "Failed", failure: { code: "EpisodeTimeout", nonRetriable: true } });
    for (const record of await Promise.all(others)) expect(record.output).toBe("55");
  });

  test("in the opener's own thread an endless loop ends, too", async () => {
    const opened = await open({ threads: 0, episodeMsMax: 300 });
    const others = Array.from({ length: 5 }, () => run(opened, "sequence", { count: 3 }));
    expect(await run(opened, "loop", { turn: 2 })).toMatchObject({ failure: { code: "EpisodeTimeout" } });
    for (const record of await Promise.all(others)) expect(record.output).toBe("6");
  });

  test.each([0, 1])("an entity's operation that does not end fails its caller (threads: %i)", async (threads) => {
    const opened = await open({ threads, episodeMsMax: 500 });
    expect(await run(opened, "stuck-entity")).toMatchObject({ status: "Completed", output: '"EpisodeTimeout"' });
    expect(await run(opened, "transfer", { from: "stuck", to: "b", amount: 1 })).toMatchObject({ output: "true" });
  });

  test("for want of memory: the run that needs it fails, the others go on", async () => {
    const opened = await open({ threads: 1, episodeMsMax: 60_000, threadMemoryMbMax: 100 });
    const other = run(opened, "sequence", { count: 30 });
    const hog = await run(opened, "hog");
    expect(hog).toMatchObject({ status: "Failed" });
    expect(hog.failure?.message).toContain("more memory");
    expect((await other).output).toBe("465");
    expect(restarted()).toHaveLength(2);
  }, 120_000);
});
