import { fileURLToPath } from "node:url";
import { type EntitySummary, entityId, type Hub, instanceId, openHub } from "@dacapo/engine";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type InstanceId, partitionOf } from "../src/model/index.js";
import { findDirectory, logDirectoryOf, partitionsDirectory } from "../src/storage/file/layout.js";
import { nodeFiles } from "../src/storage/file/node-files.js";
import { FileSnapshots } from "../src/storage/file/snapshot/file-snapshots.js";
import type { SnapshotWriter, StoredEntry } from "../src/storage/snapshot-store.js";
import { type TemporaryDirectory, temporaryDirectory } from "./support/temporary-directory.js";

const PROGRAMS = fileURLToPath(new URL("./scenarios/programs.mjs", import.meta.url));

let directory: TemporaryDirectory;
let hub: Hub | undefined;
beforeEach(() => {
  directory = temporaryDirectory("entity-list");
});
afterEach(async () => {
  await close();
  directory.remove();
});

async function close(): Promise<void> {
  await hub?.close();
  hub = undefined;
}

async function open(threads: number): Promise<Hub> {
  await close();
  hub = await openHub({ dir: directory.path, modules: [PROGRAMS], threads });
  return hub;
}

async function wholeList({ client }: Hub): Promise<readonly EntitySummary[]> {
  const seen: EntitySummary[] = [];
  for (let next: { readonly cursor?: string } | undefined = {}; next !== undefined; ) {
    const page: Awaited<ReturnType<typeof client.listEntities>> = await client.listEntities({
      ...next,
      includeState: true,
      limit: 3,
    });
    seen.push(...page.items);
    next = page.nextCursor === undefined ? undefined : { cursor: page.nextCursor };
  }
  return seen;
}

async function call({ client }: Hub, entity: string, operation: string, input?: unknown): Promise<void> {
  const { instanceId } = await client.start({ name: "calling" }, { entity, operation, input });
  expect((await client.wait(instanceId, { timeoutMs: 20_000 })).status).toBe("Completed");
}

/** As many as a hub has by default. */
const PARTITIONS = 12;
const tally = (key: string) => entityId("tally", key);
/** An id as the inside of the engine names it. */
const stored = (id: string) => id as InstanceId;

/** Changes what the newest snapshot of a closed hub holds, as a repair may. */
async function rewriteStore(change: (store: FileSnapshots, writer: SnapshotWriter) => void): Promise<void> {
  await close();
  const found = findDirectory(directory.path, nodeFiles);
  if (found.kind !== "layout") throw new Error("The hub has left no data directory.");
  const store = new FileSnapshots({
    logDirectory: logDirectoryOf(directory.path, found.layout, 0),
    partitionsDirectory: partitionsDirectory(directory.path),
    partitions: found.layout.logs[0] ?? [],
    files: nodeFiles,
  });
  const head = store.open();
  if (head === undefined) throw new Error("The hub has left no snapshot.");
  const writer = store.begin(head);
  change(store, writer);
  await writer.finish(head.heads);
  await store.close();
}

describe("a list of entities", () => {
  test.each([
    [0, 0],
    [2, 2],
    [0, 2],
    [2, 1],
  ])("is the same after a restart, with threads: %i and then %i", async (threads, threadsThen) => {
    const keys = Array.from({ length: 12 }, (_, index) => `key-${index}`);
    const opened = await open(threads);
    await Promise.all(keys.slice(0, 8).map((key) => call(opened, tally(key), "add", 1)));
    await opened.snapshot();
    await Promise.all(keys.slice(6).map((key) => call(opened, tally(key), "add", 2)));
    await call(opened, tally("key-3"), "forget");
    const before = await wholeList(opened);
    expect(before.map(({ key }) => key)).toEqual(keys.filter((key) => key !== "key-3").sort());
    expect(before.find(({ key }) => key === "key-7")?.state).toEqual({ sum: 3, log: [1, 2] });
    const again = await open(threadsThen);
    expect(await wholeList(again)).toEqual(before);
    await again.snapshot();
    expect(await wholeList(again)).toEqual(before);
  });

  test("shows entities that were stored before they were listed, without a time", async () => {
    const opened = await open(0);
    for (const key of ["a", "b", "c"]) await call(opened, tally(key), "add", 1);
    await opened.snapshot();
    await rewriteStore((store, writer) => {
      for (const key of [tally("a"), tally("c")].map(stored)) {
        const partition = partitionOf(key, PARTITIONS);
        const bytes = Buffer.from(store.get(partition, key) ?? []);
        writer.put(partition, { key, bytes, wake: "never" } satisfies StoredEntry);
      }
    });
    const again = await open(0);
    expect((await wholeList(again)).map(({ key }) => key)).toEqual(["a", "b", "c"]);
    await call(again, tally("a"), "add", 1);
    await again.snapshot();
    expect((await wholeList(again)).map(({ key }) => key)).toEqual(["a", "b", "c"]);
  });
});

describe("cleaning", () => {
  test.each([0, 2])("gives back the lock of a run that a repair took away, with threads: %i", async (threads) => {
    const [lost, alive] = [instanceId("lost"), instanceId("alive")];
    const opened = await open(0);
    await call(opened, tally("held"), "add", 1);
    for (const [id, key] of [
      [lost, "held"],
      [alive, "kept"],
    ] as const) {
      await opened.client.start({ name: "careless" }, { key, how: "waits" }, { instanceId: id });
      const isLocked = async () => (await opened.client.history(id)).some(({ type }) => type === "LockAcquired");
      await expect.poll(isLocked, { timeout: 15_000 }).toBe(true);
    }
    await opened.client.signalEntity(tally("held"), "add", 1);
    await opened.snapshot();
    await rewriteStore((_, writer) => writer.remove(partitionOf(stored(lost), PARTITIONS), stored(lost)));
    const again = await open(threads);
    const held = async () =>
      (await again.client.listEntities({ name: "tally" })).items.find(({ key }) => key === "held");
    expect(await again.client.status(lost)).toBeUndefined();
    expect(await held()).toMatchObject({ lockedBy: lost, queued: 1 });
    expect(await again.client.cleanEntities({ releaseOrphanedLocks: false })).toEqual({
      emptyRemoved: 0,
      locksReleased: 0,
    });
    expect(await held()).toMatchObject({ lockedBy: lost, queued: 1 });
    expect(await again.client.cleanEntities()).toEqual({ emptyRemoved: 0, locksReleased: 1 });
    await expect.poll(() => again.client.readEntity(tally("held")), { timeout: 15_000 }).toMatchObject({ sum: 2 });
    expect(await held()).not.toHaveProperty("lockedBy");
    expect(await again.client.cleanEntities()).toEqual({ emptyRemoved: 0, locksReleased: 0 });
    // Who is alive still has what it locked.
    await again.client.signalEntity(tally("kept"), "add", 1);
    expect(await again.client.readEntity(tally("kept"))).toBeUndefined();
    await again.client.raiseEvent(alive, "go");
    await expect.poll(() => again.client.readEntity(tally("kept")), { timeout: 15_000 }).toMatchObject({ sum: 1 });
  });
});
