import {
  type HistoryEvent,
  type Hub,
  type HubOptions,
  InstanceExists,
  InstanceNotFound,
  InvalidCode,
  InvalidCursor,
  InvalidInput,
  instanceId,
  openHub,
  orchestration,
  UnknownOrchestration,
  WaitTimeout,
  workflowVersion,
} from "@dacapo/engine";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type TemporaryDirectory, temporaryDirectory } from "./support/temporary-directory.js";
import {
  FAN_OUT,
  FLAKY,
  flaky,
  HELLO,
  hello,
  helloOutput,
  never,
  SLEEPER,
  SLOW,
  STUCK,
  square,
} from "./support/workflows.js";

/** Where the engine runs must make no difference to anybody. */
describe.each([{ threads: 0 as const }, { threads: 1 as const }])("a hub with threads: $threads", ({ threads }) => {
  let directory: TemporaryDirectory;
  let hub: Hub;
  let aborts: string[];
  const open = (more: Partial<HubOptions> = {}) =>
    openHub({
      dir: directory.path,
      threads,
      activities: [hello, square, flaky, never((reason) => aborts.push(reason))],
      ...more,
    });
  const reopen = async (more: Partial<HubOptions> = {}) => {
    await hub.close();
    hub = await open(more);
  };
  const startOf = async (code: string, input?: unknown, options?: Parameters<Hub["client"]["start"]>[2]) => {
    const { version } = await hub.client.publish(code);
    return (await hub.client.start({ version }, input, options)).instanceId;
  };

  beforeEach(async () => {
    aborts = [];
    directory = temporaryDirectory("hub");
    hub = await open();
  });
  afterEach(async () => {
    await hub.close();
    directory.remove();
  });

  test("runs a sequence, and keeps what happened", async () => {
    const id = await startOf(HELLO, { city: "Łódź" }, { tags: { team: "a" } });
    const record = await hub.client.wait(id, { timeoutMs: 10_000 });
    expect(record).toMatchObject({
      status: "Completed",
      name: "hello",
      output: helloOutput("Łódź"),
      tags: { team: "a" },
    });
    const before = await hub.client.history(id);
    expect(before).toHaveLength(record.eventCount);
    await reopen();
    expect(await hub.client.status(id)).toEqual(record);
    expect(await hub.client.history(id)).toEqual(before);
    expect(await hub.client.history(id, { afterSeq: 3, limit: 2 })).toEqual(before.slice(3, 5));
  });

  test("runs a fan-out of a thousand", async () => {
    const numbers = Array.from({ length: 1000 }, (_, index) => index);
    const id = await startOf(FAN_OUT, { numbers });
    const { output } = await hub.client.wait(id, { timeoutMs: 20_000 });
    expect(output).toBe(String(numbers.reduce((sum, number) => sum + number * number, 0)));
  });

  test("repeats a failed activity, and fails the run when the attempts are used up", async () => {
    const good = await startOf(FLAKY, { goodAttempt: 3 });
    const bad = await startOf(FLAKY, { goodAttempt: 4 });
    expect(await hub.client.wait(good)).toMatchObject({ status: "Completed", output: "3" });
    expect(await hub.client.wait(bad)).toMatchObject({
      status: "Failed",
      failure: { message: "attempt 3 fails" },
      failedNode: "flaky",
    });
    const wrong = await startOf(FLAKY, { goodAttempt: "three" });
    const types = (await hub.client.wait(wrong)) && (await hub.client.history(wrong)).map((event) => event.type);
    expect(types).not.toContain("ActivityAttemptFailed");
  });

  test("ends an attempt that takes too long, and tells the activity", async () => {
    const id = await startOf(SLOW);
    expect(await hub.client.wait(id)).toMatchObject({ status: "Failed", failure: { code: "Timeout" } });
    await expect.poll(() => aborts).toEqual([expect.stringContaining("within 30 ms")]);
  });

  test("terminates a run and what it waits for; a finished run stays as it is", async () => {
    const id = await startOf(STUCK);
    await expect
      .poll(async () => (await hub.client.history(id)).map((event) => event.type))
      .toContain("ActivityStarted");
    expect(await hub.client.terminate(id, "enough")).toEqual({ terminated: true });
    expect(await hub.client.wait(id)).toMatchObject({ status: "Terminated" });
    expect(await hub.client.terminate(id, "enough")).toEqual({ terminated: false });
    await expect.poll(() => aborts.length).toBe(1);
    await expect(hub.client.terminate(instanceId("nobody"), "x")).rejects.toBeInstanceOf(InstanceNotFound);
  });

  test("what runs goes on when the hub is opened again: timers, activities, waits", async () => {
    const sleeper = await startOf(SLEEPER, { ms: 300 });
    const stuck = await startOf(STUCK);
    await expect.poll(async () => (await hub.client.history(stuck)).length).toBe(4);
    await reopen();
    expect(aborts).toHaveLength(1);
    expect(await hub.client.wait(sleeper, { timeoutMs: 5000 })).toMatchObject({ output: '"awake"' });
    const starts = async () => (await hub.client.history(stuck)).filter((event) => event.type === "ActivityStarted");
    await expect.poll(async () => (await starts()).length).toBe(2);
    expect((await starts()).map((event) => event.attempt)).toEqual([1, 1]);
  });

  test("rebuilds orchestrators that it dropped from memory", async () => {
    await reopen({ liveSessionsMax: 2 });
    const ids = await Promise.all(Array.from({ length: 20 }, (_, index) => startOf(HELLO, { city: String(index) })));
    for (const [index, id] of ids.entries()) {
      expect((await hub.client.wait(id, { timeoutMs: 10_000 })).output).toBe(helloOutput(String(index)));
    }
  });

  test("a repeated start is the same start, before and after a restart", async () => {
    const first = await startOf(HELLO, { city: "x" }, { requestId: "r1" });
    expect(await startOf(HELLO, { city: "x" }, { requestId: "r1" })).toBe(first);
    await reopen();
    expect(await startOf(HELLO, { city: "x" }, { requestId: "r1" })).toBe(first);
    expect(await startOf(HELLO, { city: "x" }, { requestId: "r2" })).not.toBe(first);
    await startOf(HELLO, { city: "x" }, { instanceId: "mine", requestId: "r3" });
    expect(await startOf(HELLO, { city: "x" }, { instanceId: "mine", requestId: "r3" })).toBe("mine");
    await expect(startOf(HELLO, { city: "x" }, { instanceId: "mine" })).rejects.toBeInstanceOf(InstanceExists);
    expect((await hub.client.list()).items).toHaveLength(3);
  });

  test("refuses with errors of their own classes", async () => {
    const { client } = hub;
    await expect(client.publish("export default 1")).rejects.toBeInstanceOf(InvalidCode);
    await expect(client.start({ name: "nothing" })).rejects.toBeInstanceOf(UnknownOrchestration);
    await expect(client.start({ version: workflowVersion("0") })).rejects.toBeInstanceOf(UnknownOrchestration);
    await expect(client.wait(instanceId("nobody"))).rejects.toBeInstanceOf(InstanceNotFound);
    await expect(client.history(instanceId("nobody"))).rejects.toBeInstanceOf(InstanceNotFound);
    expect(await client.status(instanceId("nobody"))).toBe(undefined);
    for (const cursor of ["nonsense", "", Buffer.from("[1]").toString("base64url")]) {
      await expect(client.list({ cursor }), cursor).rejects.toBeInstanceOf(InvalidCursor);
    }
    const { version } = await client.publish(HELLO);
    await expect(client.start({ version }, {}, { instanceId: " x" })).rejects.toBeInstanceOf(InvalidInput);
    await expect(client.start({ version }, 1n)).rejects.toBeInstanceOf(InvalidInput);
    await expect(client.start({ version }, "x".repeat(17 * 1024 * 1024))).rejects.toThrow("at most 16777216");
    const stuck = await startOf(STUCK);
    await expect(client.wait(stuck, { timeoutMs: 20 })).rejects.toBeInstanceOf(WaitTimeout);
  });

  test("a subscription gives every event once, in order, and ends after the last one", async () => {
    const id = await startOf(HELLO, { city: "x" });
    const live: HistoryEvent[] = [];
    for await (const batch of hub.client.subscribe(id)) live.push(...batch);
    const { eventCount } = await hub.client.wait(id);
    expect(live.map((event) => event.seq)).toEqual(Array.from({ length: eventCount }, (_, index) => index + 1));
    expect(live).toEqual(await hub.client.history(id));
    const rest: HistoryEvent[] = [];
    for await (const batch of hub.client.subscribe(id, { afterSeq: 5 })) rest.push(...batch);
    expect(rest).toEqual(live.slice(5));
    for await (const batch of hub.client.subscribe(id, { afterSeq: eventCount })) expect(batch).toEqual([]);
  });

  test("a slow subscriber is given what happened meanwhile in pages, and an aborted one ends", async () => {
    const numbers = Array.from({ length: 600 }, (_, index) => index);
    const id = await startOf(FAN_OUT, { numbers });
    const sizes: number[] = [];
    for await (const batch of hub.client.subscribe(id)) {
      sizes.push(batch.length);
      if (sizes.length === 1) await hub.client.wait(id, { timeoutMs: 20_000 });
    }
    expect(Math.max(...sizes)).toBeLessThanOrEqual(500);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe((await hub.client.wait(id)).eventCount);
    const stuck = await startOf(STUCK);
    const abort = new AbortController();
    const seen: HistoryEvent[] = [];
    for await (const batch of hub.client.subscribe(stuck, { signal: abort.signal })) {
      seen.push(...batch);
      // There is nothing after these: the loop would wait for ever if the abort did not end it.
      if (seen.length === 4) setTimeout(() => abort.abort(), 30);
    }
    expect(seen).toHaveLength(4);
  });

  test("lists newest first, by status, name and tag, with cursors that survive new instances", async () => {
    const { version } = await hub.client.publish(HELLO);
    for (let index = 0; index < 25; index++) {
      const options = { instanceId: `i${String(index).padStart(2, "0")}`, tags: { odd: String(index % 2) } };
      await hub.client.wait((await hub.client.start({ version }, { city: "x" }, options)).instanceId);
    }
    const stuck = await startOf(STUCK);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await hub.client.list({ limit: 7, ...(cursor !== undefined && { cursor }) });
      seen.push(...page.items.map((item) => item.instanceId));
      cursor = page.nextCursor;
      await hub.client.start({ version }, { city: "x" });
    } while (cursor !== undefined);
    const expected = Array.from({ length: 25 }, (_, index) => `i${String(24 - index).padStart(2, "0")}`);
    expect(seen).toEqual([stuck, ...expected]);
    const only = async (query: Parameters<Hub["client"]["list"]>[0]) =>
      (await hub.client.list({ limit: 500, ...query })).items.map((item) => item.instanceId);
    expect(await only({ name: "stuck" })).toEqual([stuck]);
    expect(await only({ statuses: ["Running"], name: "stuck" })).toEqual([stuck]);
    expect(await only({ tags: { odd: "1" } })).toHaveLength(12);
    expect(await only({ tags: { odd: "1" }, statuses: ["Failed"] })).toEqual([]);
    expect(await only({ name: "nobody" })).toEqual([]);
    expect(await only({ statuses: [] })).toEqual([]);
    const [newest] = (await hub.client.list({ limit: 1 })).items;
    expect(newest).not.toHaveProperty("output");
  });

  test("stops accepting when it is closed, in well under three seconds", async () => {
    const id = await startOf(STUCK);
    const waiting = hub.client.wait(id);
    const refused = expect(waiting).rejects.toMatchObject({ code: "HubStopped", details: { stopCode: "CLOSED" } });
    const began = performance.now();
    await Promise.all([hub.close(), hub.close()]);
    expect(performance.now() - began).toBeLessThan(2500);
    await refused;
    await expect(hub.client.list()).rejects.toMatchObject({ code: "HubStopped" });
    expect(hub.health()).toMatchObject({ state: "stopped", code: "CLOSED" });
  });
});

test("an orchestration that is a function waits for a hub in which it is registered", async () => {
  const directory = temporaryDirectory("hub");
  const double = orchestration("double", function* (ctx, input) {
    yield* ctx.sleep(50);
    return Number(input) * 2;
  });
  const entries: string[] = [];
  let hub = await openHub({ dir: directory.path, orchestrations: [double] });
  const { instanceId: id } = await hub.client.start({ name: "double" }, 21);
  await hub.close();
  hub = await openHub({ dir: directory.path, threads: 0, log: (entry) => entries.push(entry.event) });
  await expect.poll(() => entries).toContain("UnknownOrchestration");
  await hub.close();
  hub = await openHub({ dir: directory.path, orchestrations: [double] });
  expect(await hub.client.wait(id, { timeoutMs: 5000 })).toMatchObject({ output: "42" });
  await hub.close();
  await expect(openHub({ dir: directory.path, orchestrations: [double], threads: 1 })).rejects.toBeInstanceOf(
    InvalidInput,
  );
  directory.remove();
});
