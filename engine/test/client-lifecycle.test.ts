import { cpSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import {
  type AttributeChanges,
  type Hub,
  InstanceExists,
  InstanceFinished,
  InstanceNotFinished,
  InstanceNotFound,
  InvalidInput,
  instanceId,
  openHub,
} from "@dacapo/engine";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type TemporaryDirectory, temporaryDirectory } from "./support/temporary-directory.js";

const PROGRAMS = fileURLToPath(new URL("./support/modules/programs.mjs", import.meta.url));
const it = instanceId("it");

/** Where the engine runs, and in how many logs, must make no difference to anybody. */
describe.each([0, 2])("starts and ends, with threads: %i", (threads) => {
  let directory: TemporaryDirectory;
  let crashed: TemporaryDirectory;
  let hub: Hub;
  let dir: string;
  const open = (place: string) => {
    dir = place;
    return openHub({ dir, threads, modules: [PROGRAMS] });
  };

  /** Goes on with what the disk has at this moment, as after the end of the process without a word. */
  const kill = async () => {
    const copy = path.join(crashed.path, String(Math.random()).slice(2));
    cpSync(dir, copy, { recursive: true });
    await hub.close();
    hub = await open(copy);
  };
  const run = async (name: string, input: unknown, options: Parameters<Hub["client"]["start"]>[2] = {}) =>
    hub.client.wait((await hub.client.start({ name }, input, options)).instanceId, { timeoutMs: 60_000 });
  const ids = async (query: Parameters<Hub["client"]["list"]>[0]) =>
    (await hub.client.list({ limit: 500, ...query })).items.map((item) => item.instanceId as string);

  beforeEach(async () => {
    directory = temporaryDirectory("client");
    crashed = temporaryDirectory("client-crashed");
    hub = await open(directory.path);
  });
  afterEach(async () => {
    await hub.close();
    directory.remove();
    crashed.remove();
  });

  describe("a start", () => {
    test("takes an id from who has finished, or from anybody, only when it is told to", async () => {
      const { client } = hub;
      await client.start({ name: "waiter" }, {}, { instanceId: "it", tags: { life: "1" } });
      const again = (reuse: "refuse" | "ifFinished" | "terminateAndReplace", life: string) =>
        client.start({ name: "waiter" }, {}, { instanceId: "it", reuse, tags: { life } });
      await expect(again("refuse", "2")).rejects.toBeInstanceOf(InstanceExists);
      await expect(again("ifFinished", "2")).rejects.toThrow("has not finished");
      await again("terminateAndReplace", "2");
      expect(await client.status(it)).toMatchObject({ tags: { life: "2" } });
      await client.raiseEvent(it, "go", "now");
      expect(await client.wait(it, { timeoutMs: 10_000 })).toMatchObject({ status: "Completed", output: '"now"' });
      await expect(again("refuse", "3")).rejects.toBeInstanceOf(InstanceExists);
      await again("ifFinished", "3");
      expect(await ids({})).toEqual(["it"]);
      expect(await ids({ tags: { life: "2" } })).toEqual([]);
      await hub.snapshot();
      await kill();
      expect(await ids({ tags: { life: "3" } })).toEqual(["it"]);
      expect(await ids({ statuses: ["Completed", "Terminated"] })).toEqual([]);
      await expect(hub.client.start({ name: "waiter" }, {}, { reuse: "always" as never })).rejects.toBeInstanceOf(
        InvalidInput,
      );
    });

    test("waits for its time, through the end of the process; until then it is pending, and keeps what it is told", async () => {
      const startAtMs = Date.now() + 3_000;
      await hub.client.start({ name: "waiter" }, {}, { instanceId: "it", startAtMs });
      await hub.client.start({ name: "waiter" }, {}, { instanceId: "other", startAtMs: Date.now() + 1e8 });
      await hub.client.raiseEvent(it, "go", 7);
      expect(await hub.client.status(it)).toMatchObject({ status: "Pending", startAtMs });
      await kill();
      expect(await hub.client.wait(it, { timeoutMs: 10_000 })).toMatchObject({ output: "7" });
      const history = await hub.client.history(it);
      const before = history.filter(({ atMs }) => atMs < startAtMs);
      expect(before.map(({ type }) => type)).toEqual(["ExecutionStarted", "EventRaised"]);
      expect(history[before.length]?.type).toBe("TurnStarted");
      await expect(hub.client.waitForStart(instanceId("other"), { timeoutMs: 20 })).rejects.toThrow("has not begun");
      expect(await hub.client.terminate(instanceId("other"), "no")).toEqual({ terminated: true });
      expect(await hub.client.waitForStart(instanceId("other"))).toMatchObject({ status: "Terminated" });
    });

    test("may wait suspended, and begins when it is resumed, not before its time", async () => {
      await hub.client.start({ name: "sequence" }, { count: 2 }, { instanceId: "it", startAtMs: Date.now() + 200 });
      await hub.client.suspend(it, "for the test");
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect(await hub.client.status(it)).toMatchObject({ status: "Suspended", eventCount: 2 });
      await expect(hub.client.waitForStart(it, { timeoutMs: 20 })).rejects.toThrow("has not begun");
      await hub.client.resume(it, "done");
      expect(await hub.client.wait(it, { timeoutMs: 10_000 })).toMatchObject({ output: "3" });
    });

    test("refuses attributes that are none", async () => {
      const bad = (attributes: never) => hub.client.start({ name: "waiter" }, {}, { attributes });
      await expect(bad({ a: null } as never)).rejects.toThrow('"a" must be');
      await expect(bad({ a: Number.NaN } as never)).rejects.toBeInstanceOf(InvalidInput);
      await expect(bad("red" as never)).rejects.toThrow("an object of names and values");
      await expect(bad({ a: "x".repeat(9_000) } as never)).rejects.toThrow("at most 8192");
    });
  });

  test("a restart has the same input, tags and attributes, under a new id or under its own", async () => {
    const options = { instanceId: "it", tags: { a: "b" }, attributes: { n: 1 } };
    const first = await run("sequence", { count: 3 }, options);
    const { instanceId: second } = await hub.client.restart(it);
    expect(second).not.toBe("it");
    expect(await hub.client.wait(second)).toMatchObject({ output: "6", tags: { a: "b" }, attributes: { n: 1 } });
    expect(await hub.client.restart(it, { instanceId: "it" })).toEqual({ instanceId: "it" });
    const again = await hub.client.wait(it);
    expect(again).toMatchObject({ output: "6", eventCount: first.eventCount });
    expect(again.executionId).not.toBe(first.executionId);
    await hub.client.start({ name: "waiter" }, {}, { instanceId: "runs" });
    await expect(hub.client.restart(instanceId("runs"), { instanceId: "runs" })).rejects.toBeInstanceOf(InstanceExists);
    await expect(hub.client.restart(instanceId("nobody"))).rejects.toBeInstanceOf(InstanceNotFound);
    const named = await hub.client.restart(it, { requestId: "r" });
    expect(await hub.client.restart(it, { requestId: "r" })).toEqual(named);
  });

  test("a termination ends what was started with it, or leaves that alone", async () => {
    const family = async (id: string, recursive: boolean) => {
      await hub.client.start({ name: "family-of-stayers" }, {}, { instanceId: id });
      const children = Array.from({ length: 12 }, (_, index) => instanceId(`${id}-${index}`));
      for (const child of children) await expect.poll(() => hub.client.status(child)).toBeDefined();
      await hub.client.terminate(instanceId(id), "enough", { recursive });
      return children;
    };
    for (const child of await family("a", true)) expect((await hub.client.wait(child)).status).toBe("Terminated");
    const left = await family("b", false);
    for (const child of left) expect((await hub.client.waitForStart(child)).status).toBe("Running");
  });

  describe("a purge", () => {
    test("forgets what has finished, for ever, whether a snapshot has it or not, and nothing that goes on", async () => {
      await run("sequence", { count: 1 }, { instanceId: "stored", requestId: "r" });
      await hub.snapshot();
      await run("sequence", { count: 1 }, { instanceId: "logged" });
      await run("sequence", { count: 1 }, { instanceId: "kept" });
      await hub.client.start({ name: "waiter" }, {}, { instanceId: "runs" });
      await expect(hub.client.purge(instanceId("runs"))).rejects.toBeInstanceOf(InstanceNotFinished);
      await expect(hub.client.purge(instanceId("nobody"))).rejects.toBeInstanceOf(InstanceNotFound);
      const gone = ["stored", "logged"].map(instanceId);
      for (const id of gone) await hub.client.purge(id);
      const isGone = async () => {
        for (const id of gone) {
          expect(await hub.client.status(id)).toBeUndefined();
          await expect(hub.client.history(id)).rejects.toBeInstanceOf(InstanceNotFound);
          await expect(hub.client.purge(id)).rejects.toBeInstanceOf(InstanceNotFound);
        }
        expect((await ids({})).sort()).toEqual(["kept", "runs"]);
        expect(await ids({ name: "sequence", statuses: ["Completed"] })).toEqual(["kept"]);
      };
      await isGone();
      await kill();
      await isGone();
      await hub.snapshot();
      await isGone();
      await run("sequence", { count: 2 }, { instanceId: "stored", requestId: "r" });
      expect(await hub.client.status(instanceId("stored"))).toMatchObject({ output: "3" });
    });

    test("takes along what was started, if it is told to", async () => {
      const familyOf = async (id: string) => {
        await run("family", { count: 12 }, { instanceId: id });
        return (await ids({ name: "waiter" })).length;
      };
      expect(await familyOf("a")).toBe(12);
      await hub.client.purge(instanceId("a"));
      expect(await ids({ name: "waiter" })).toHaveLength(12);
      expect(await familyOf("b")).toBe(24);
      await hub.client.purge(instanceId("b"), { recursive: true });
      await expect.poll(() => ids({ name: "waiter" })).toHaveLength(12);
      await kill();
      expect(await ids({ name: "waiter" })).toHaveLength(12);
    });

    test("goes through what a filter finds, so many at once", async () => {
      for (let index = 0; index < 7; index++) await run("sequence", { count: 1 }, { instanceId: `s${index}` });
      const before = ((await hub.client.status(instanceId("s4")))?.completedAtMs ?? 0) + 1;
      await new Promise((resolve) => setTimeout(resolve, 3));
      await run("sequence", { count: 1 }, { instanceId: "late" });
      await hub.client.start({ name: "waiter" }, {}, { instanceId: "runs" });
      const { nextCursor, purged } = await hub.client.purgeBy({
        name: "sequence",
        limit: 2,
        completedBeforeMs: before,
      });
      expect([purged, typeof nextCursor]).toEqual([2, "string"]);
      const rest = await hub.client.purgeBy({ name: "sequence", completedBeforeMs: before });
      expect(rest.purged).toBeGreaterThanOrEqual(3);
      expect(rest.nextCursor).toBeUndefined();
      expect(await ids({ idPrefix: "s" })).toEqual(await ids({ idPrefix: "s", completedFromMs: before }));
      expect((await ids({ idPrefix: "l" })).concat(await ids({ statuses: ["Running"] }))).toEqual(["late", "runs"]);
      await expect(hub.client.purgeBy({ statuses: ["Running" as never] })).rejects.toThrow("Only what has finished");
      await expect(hub.client.raiseEvent(instanceId("late"), "x")).rejects.toBeInstanceOf(InstanceFinished);
    });
  });

  describe("a list", () => {
    test("finds by attributes, times, version and the beginning of the id; a count says how many", async () => {
      for (let index = 0; index < 30; index++) {
        const attributes = { price: index, vip: index % 3 === 0, due: { timeMs: 1_000 * index }, who: `w${index % 5}` };
        await hub.client.start({ name: "waiter" }, {}, { instanceId: `i${10 + index}`, attributes });
        if (index === 14) await hub.snapshot();
      }
      const look = async () => {
        expect(await ids({ attributes: { price: 14 } })).toEqual(["i24"]);
        expect(await ids({ attributes: { price: "14" } })).toEqual([]);
        expect(await ids({ attributes: { due: { timeMs: 3_000 } } })).toEqual(["i13"]);
        expect(await ids({ attributes: { due: 3_000 } })).toEqual([]);
        expect(await ids({ attributes: { vip: true, who: "w0" } })).toEqual(["i25", "i10"]);
        expect(await ids({ attributes: { price: { from: 13, below: 16 } } })).toEqual(["i25", "i24", "i23"]);
        expect(await ids({ attributes: { due: { from: { timeMs: 28_000 } } } })).toEqual(["i39", "i38"]);
        expect(await ids({ attributes: { price: { from: "a" } } })).toEqual([]);
        expect(await ids({ idPrefix: "i3", attributes: { vip: false } })).toHaveLength(7);
        expect(await ids({ version: "none" as never })).toEqual([]);
        expect(await hub.client.count({ attributes: { vip: true } })).toEqual({ count: 10, isExact: true });
        expect(await hub.client.count({}, { atMost: 7 })).toEqual({ count: 7, isExact: false });
      };
      await look();
      const all = (await hub.client.list({ limit: 500 })).items;
      const middle = all[12]?.createdAtMs ?? 0;
      const younger = all.filter(({ createdAtMs }) => createdAtMs >= middle).map((item) => item.instanceId as string);
      expect(await ids({ createdFromMs: middle })).toEqual(younger);
      expect(await ids({ createdBeforeMs: middle })).toEqual(all.slice(younger.length).map((item) => item.instanceId));
      await kill();
      await look();
      await expect(hub.client.list({ attributes: { price: {} } })).rejects.toThrow("at least one");
      await expect(hub.client.list({ createdFromMs: Number.NaN })).rejects.toBeInstanceOf(InvalidInput);
    });

    test("finds an instance by what its orchestration set, in this execution or in one before, and not by what it took away", async () => {
      const attributes = { stage: "new", total: 5 };
      for (const instanceId of ["it", "other"])
        await hub.client.start({ name: "labelled" }, {}, { instanceId, attributes });
      // Once from the snapshot, once from the log behind it: both must give way to what is said now.
      await hub.snapshot();
      const label = (changes: AttributeChanges, again: boolean) =>
        hub.client.raiseEvent(it, "label", { changes, again });
      await label({ stage: "checked", due: { timeMs: 7 }, total: null }, true);
      await expect.poll(() => ids({ attributes: { stage: "checked" } })).toEqual(["it"]);
      const look = async (stage: string, later: string) => {
        expect(await ids({ attributes: { stage } })).toEqual(["it"]);
        expect(await ids({ attributes: { stage: later } })).toEqual([]);
        expect(await ids({ attributes: { stage: "new" } })).toEqual(["other"]);
        expect(await ids({ attributes: { total: 5 } })).toEqual(["other"]);
        expect(await ids({ attributes: { due: { timeMs: 7 } } })).toEqual(["it"]);
        expect(await ids({ attributes: { due: { from: { timeMs: 1 } } } })).toEqual(["it"]);
      };
      await look("checked", "paid");
      await hub.snapshot();
      await look("checked", "paid");
      await kill();
      await look("checked", "paid");
      await label({ stage: "paid" }, false);
      await expect.poll(() => ids({ attributes: { stage: "paid" } })).toEqual(["it"]);
      await hub.client.raiseEvent(it, "go");
      expect(await hub.client.wait(it)).toMatchObject({
        output: '"done"',
        attributes: { stage: "paid", due: { timeMs: 7 } },
      });
      await look("paid", "checked");
      await kill();
      await look("paid", "checked");
    });

    test("a run whose attributes grow too large with those of its start fails and says so", async () => {
      const attributes = { long: "x".repeat(5_000) };
      await hub.client.start({ name: "labelled" }, {}, { instanceId: "it", attributes });
      await hub.client.raiseEvent(it, "label", { changes: { more: "y".repeat(5_000) } });
      const record = await hub.client.wait(it);
      expect(record).toMatchObject({
        status: "Failed",
        failure: { code: "AttributesTooLarge" },
        failedNode: "attributes",
      });
      expect(record.failure?.message).toContain("at most 8192 are allowed");
      expect(record.attributes).toEqual(attributes);
    });

    test("looks at so many in a request, and its cursor leads to the rest", async () => {
      const starts = Array.from({ length: 1_300 }, (_, index) =>
        hub.client.start({ name: "waiter" }, {}, { instanceId: `n${index}`, tags: { odd: String(index % 2) } }),
      );
      await Promise.all(starts);
      await hub.snapshot();
      const pages: string[][] = [];
      let cursor: string | undefined;
      do {
        const page = await hub.client.list({ idPrefix: "n7", limit: 500, ...(cursor !== undefined && { cursor }) });
        pages.push(page.items.map((item) => item.instanceId));
        cursor = page.nextCursor;
      } while (cursor !== undefined);
      expect(pages.length).toBeGreaterThan(1);
      expect(new Set(pages.flat()).size).toBe(pages.flat().length);
      expect(pages.flat()).toHaveLength(111);
      expect(await hub.client.count({ tags: { odd: "1" } })).toEqual({ count: 650, isExact: true });
    });
  });
});
