import { fileURLToPath } from "node:url";
import { type Hub, type HubOptions, instanceId, openHub, ResourceExhausted } from "@dacapo/engine";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type TemporaryDirectory, temporaryDirectory } from "./support/temporary-directory.js";

const PROGRAMS = fileURLToPath(new URL("./support/modules/programs.mjs", import.meta.url));

let directory: TemporaryDirectory;
let hub: Hub;
beforeEach(async () => {
  directory = temporaryDirectory("snapshots");
  hub = await open();
});
afterEach(async () => {
  await hub.close();
  directory.remove();
});

/** Nothing idle stays in memory for longer than to the next snapshot. */
const open = (options: Partial<HubOptions> = {}) =>
  openHub({ dir: directory.path, threads: 0, modules: [PROGRAMS], snapshots: { residentMax: 0 }, ...options });
const reopen = async (options: Partial<HubOptions> = {}) => {
  await hub.close();
  hub = await open(options);
};
const resident = async () => (await hub.metrics()).threads.reduce((sum, thread) => sum + thread.residentInstances, 0);
const start = async (name: string, input: unknown, id: string) => {
  await hub.client.start({ name }, input, { instanceId: id, tags: { kind: name } });
  return instanceId(id);
};
const finish = async (id: string, count: number) => {
  await start("sequence", { count }, id);
  return hub.client.wait(instanceId(id), { timeoutMs: 10_000 });
};

describe("after a snapshot", () => {
  test("what has ended is not in memory, and is told of as before", async () => {
    const records = await Promise.all(Array.from({ length: 40 }, (_, index) => finish(`run-${index}`, 3)));
    const before = await hub.client.history(instanceId("run-7"));
    expect(await resident()).toBe(40);
    await hub.snapshot();
    expect(await resident()).toBe(0);
    for (const record of records) expect(await hub.client.status(record.instanceId)).toEqual(record);
    expect(await hub.client.history(instanceId("run-7"))).toEqual(before);
    expect(await hub.client.history(instanceId("run-7"), { afterSeq: 4, limit: 3 })).toEqual(before.slice(4, 7));
    const { items } = await hub.client.list({ limit: 100 });
    expect(items.map((item) => item.instanceId).sort()).toEqual(records.map((record) => record.instanceId).sort());
    expect((await hub.client.list({ tags: { kind: "other" } })).items).toEqual([]);
    expect((await hub.client.list({ statuses: ["Completed"], name: "sequence", limit: 100 })).items).toHaveLength(40);
    expect(await hub.client.wait(instanceId("run-1"))).toEqual(records[1]);
    const followed = [];
    for await (const events of hub.client.subscribe(instanceId("run-7"))) followed.push(...events);
    expect(followed).toEqual(before);
    await expect(start("sequence", { count: 1 }, "run-3")).rejects.toMatchObject({ code: "InstanceExists" });
    expect(await resident()).toBeLessThan(3);
  });

  test("what waits is not in memory, and goes on when it is told to, before and after a restart", async () => {
    for (const id of ["a", "b", "c"]) await start("waiter", {}, id);
    await expect.poll(async () => (await hub.client.status(instanceId("c")))?.status).toBe("Running");
    await hub.snapshot();
    expect(await resident()).toBe(0);
    await hub.client.raiseEvent(instanceId("a"), "go", 1);
    expect(await hub.client.wait(instanceId("a"), { timeoutMs: 5_000 })).toMatchObject({ output: "1" });
    await reopen();
    await hub.client.raiseEvent(instanceId("b"), "go", 2);
    expect(await hub.client.wait(instanceId("b"), { timeoutMs: 5_000 })).toMatchObject({ output: "2" });
    expect(await hub.client.status(instanceId("c"))).toMatchObject({ status: "Running" });
    expect((await hub.client.list({ statuses: ["Running"] })).items.map((item) => item.instanceId)).toEqual(["c"]);
    // The pages of a list hold each once, wherever it is kept.
    const all = (await hub.client.list({ limit: 10 })).items.map((item) => item.instanceId).sort();
    expect(all).toEqual(["a", "b", "c"]);
  });

  test("a timer wakes what is not in memory, also when its time came while nothing was open", async () => {
    await start("sleeper", { ms: 400 }, "soon");
    await start("sleeper", { ms: 1 }, "overdue");
    await start("sleeper", { ms: 60_000 }, "later");
    await hub.snapshot();
    expect(await hub.client.wait(instanceId("soon"), { timeoutMs: 5_000 })).toMatchObject({ output: '"awake"' });
    await start("sleeper", { ms: 300 }, "asleep");
    await expect.poll(async () => (await hub.client.status(instanceId("asleep")))?.status).toBe("Running");
    await hub.snapshot();
    await hub.close();
    await new Promise((resolve) => setTimeout(resolve, 350));
    hub = await open();
    expect(await hub.client.wait(instanceId("asleep"), { timeoutMs: 5_000 })).toMatchObject({ output: '"awake"' });
    expect(await hub.client.status(instanceId("later"))).toMatchObject({ status: "Running" });
  });

  test("an entity keeps its state, and who locks it, out of memory", async () => {
    await hub.client.signalEntity("@account@one", "add", 5);
    await hub.client.signalEntity("@account@two", "add", 7);
    await expect.poll(() => hub.client.readEntity("@account@two")).toEqual({ balance: 107 });
    await hub.snapshot();
    expect(await resident()).toBe(0);
    expect(await hub.client.readEntity("@account@one")).toEqual({ balance: 105 });
    await hub.client.signalEntity("@account@one", "add", 1);
    await expect.poll(() => hub.client.readEntity("@account@one")).toEqual({ balance: 106 });
    await reopen();
    expect(await hub.client.readEntity("@account@one")).toEqual({ balance: 106 });
    expect(await hub.client.readEntity("@account@two")).toEqual({ balance: 107 });
    expect(await hub.client.readEntity("@account@three")).toBeUndefined();
  });
});

test("snapshots come by themselves while work goes on; then the log is short and a restart reads little", async () => {
  await reopen({ snapshots: { logBytesMax: 20_000, residentMax: 0 } });
  await Promise.all(
    Array.from({ length: 8 }, async (_, lane) => {
      for (let round = 0; round < 25; round++) await finish(`lane-${lane}-${round}`, 4);
    }),
  );
  const { threads } = await hub.metrics();
  expect(threads[0]?.snapshot.trigger).toBe("bytes");
  expect(threads[0]?.snapshotPosition).toBeGreaterThan(0);
  expect(await resident()).toBeLessThan(200);
  await hub.snapshot();
  await reopen();
  expect((await hub.metrics()).threads[0]?.recovery.records).toBeLessThan(20);
  expect((await hub.client.list({ limit: 500 })).items).toHaveLength(200);
});

test("large payloads are kept once, beside the log, and come back as they were", async () => {
  const text = "ä€😀".repeat(60_000);
  await start("echo-event", { text }, "large");
  const { input } = (await hub.client.status(instanceId("large"))) ?? {};
  expect(input).toBe(JSON.stringify({ text }));
  const { logTailBytes = 0 } = (await hub.metrics()).threads[0] ?? {};
  expect(logTailBytes).toBeLessThan(100_000);
  await hub.snapshot();
  await reopen();
  await hub.client.raiseEvent(instanceId("large"), "go", { text });
  const { output } = await hub.client.wait(instanceId("large"), { timeoutMs: 10_000 });
  expect(output).toBe(JSON.stringify({ text }));
});

test("what waits with large payloads and is told to go on does not fill the memory, and neither does what is asked about", async () => {
  const ids = Array.from({ length: 20 }, (_, index) => `large-${index}`);
  const textOf = (id: string) => `${id} `.repeat(20_000);
  for (const id of ids) await start("echo-event", { text: textOf(id) }, id);
  await hub.snapshot();
  await reopen({ snapshots: { largeTextCharactersMax: 1_000_000 } });
  for (const id of ids) await expect(start("echo-event", {}, id)).rejects.toMatchObject({ code: "InstanceExists" });
  await hub.snapshot();
  expect(await resident()).toBe(0);
  for (const id of ids) {
    await hub.client.raiseEvent(instanceId(id), "go", { id });
    const { output } = await hub.client.wait(instanceId(id), { timeoutMs: 10_000 });
    expect(output).toBe(JSON.stringify({ id }));
  }
  await expect.poll(resident, { timeout: 10_000 }).toBeLessThan(10);
});

test("a client that starts faster than things end is told to wait, and nothing that was taken is lost", async () => {
  const asked = Array.from({ length: 30_000 }, (_, index) =>
    hub.client.start("sequence", { count: 1 }, { instanceId: `flood-${index}` }).then(
      ({ instanceId: id }) => id,
      (error: unknown) => error,
    ),
  );
  const answers = await Promise.all(asked);
  const refused = answers.filter((answer) => answer instanceof ResourceExhausted);
  expect(refused.length).toBeGreaterThan(0);
  expect((refused[0] as ResourceExhausted).details).toMatchObject({ retryAfterMs: expect.any(Number) });
  const taken = answers.filter((answer) => typeof answer === "string");
  expect(taken.length + refused.length).toBe(30_000);
  const last = taken.at(-1);
  expect(await hub.client.wait(instanceId(String(last)), { timeoutMs: 60_000 })).toMatchObject({ output: "1" });
  expect((await hub.metrics()).threads[0]?.counts.refused).toBe(refused.length);
}, 120_000);
