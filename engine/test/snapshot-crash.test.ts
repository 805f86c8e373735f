import { describe, expect, test } from "vitest";
import type { InstanceId, InstanceStatus, PartitionId } from "../src/model/index.js";
import { Chance } from "../src/sim/chance.js";
import type { Interruption } from "../src/sim/disk.js";
import type { Files } from "../src/storage/file/files.js";
import { manifestDraft, readManifest } from "../src/storage/file/snapshot/manifest.js";
import { partitionDirectory, segmentName } from "../src/storage/file/snapshot/segment.js";
import { logPosition } from "../src/storage/log.js";
import { entry, heads, listed, PARTITIONS, snapshotStoreConformance } from "../src/storage/snapshot-conformance.js";
import type { SnapshotStore, StoredEntry, Wake } from "../src/storage/snapshot-store.js";
import { type CrashPoint, LOG_DIRECTORY, PARTITIONS_DIRECTORY, StoreMachine } from "./support/simulated-store.js";

const PLACES: readonly [Interruption, Interruption, Interruption] = ["before", "within", "after"];

/** What a store should hold: `partition key` → entry. */
type Content = ReadonlyMap<string, StoredEntry>;
type Step =
  | { readonly kind: "put"; readonly partition: PartitionId; readonly entry: StoredEntry }
  | { readonly kind: "remove"; readonly partition: PartitionId; readonly key: InstanceId }
  | { readonly kind: "drain" };
interface Snapshot {
  readonly steps: readonly Step[];
  readonly end: "finish" | "abandon";
}

/** Snapshots of a few keys that are written again and again, some of them large. */
function script(chance: Chance, snapshots: number): readonly Snapshot[] {
  return Array.from({ length: snapshots }, () => ({
    steps: Array.from({ length: chance.between(0, 14) }, () => step(chance)),
    end: chance.happens(0.85) ? ("finish" as const) : ("abandon" as const),
  }));
}

function step(chance: Chance): Step {
  const partition = chance.happens(0.7)
    ? chance.pick([...PARTITIONS] as [PartitionId])
    : (PARTITIONS[0] as PartitionId);
  const number = chance.between(0, 12);
  const kind = chance.between(0, 10);
  if (kind === 0) return { kind: "drain" };
  if (kind <= 3) return { kind: "remove", partition, key: `i${number}` as InstanceId };
  const bytes = "x".repeat(chance.happens(0.05) ? 2_000 : chance.between(0, 60)) + chance.between(0, 1e6);
  const wake = chance.pick<Wake>(["now", "never", 77]);
  if (number === 0) return { kind: "put", partition, entry: entry("i0", bytes, wake) };
  const status = chance.pick<InstanceStatus>(["Running", "Completed", "Failed"]);
  const options = { bytes, wake, status, name: `w${number % 2}`, tags: { t: String(number % 3) } };
  return { kind: "put", partition, entry: listed(`i${number}`, number % 4, options) };
}

function after(content: Content, { steps, end }: Snapshot): Content {
  if (end === "abandon") return content;
  const next = new Map(content);
  for (const step of steps) {
    if (step.kind === "put") next.set(`${step.partition} ${step.entry.key}`, step.entry);
    else if (step.kind === "remove") next.delete(`${step.partition} ${step.key}`);
  }
  return next;
}

/** Everything that a store says, in a form that can be compared. */
function told(store: SnapshotStore): unknown {
  const keys = Array.from({ length: 13 }, (_, number) => `i${number}` as InstanceId);
  return PARTITIONS.map((partition) => ({
    entries: keys.flatMap((key) => {
      const bytes = store.get(partition, key);
      return bytes === undefined ? [] : [`${key} ${Buffer.from(bytes)}`];
    }),
    size: store.size(partition),
    wakes: [...store.wakes(partition)].map(({ key, wake }) => `${key} ${wake}`).sort(),
    lists: [{}, { statuses: ["Failed" as const] }, { name: "w1", tags: { t: "2" } }].map((query) =>
      [...store.list(query)].filter((item) => item.partition === partition),
    ),
  }));
}

/** What a store with this content should say. */
function expected(content: Content): unknown {
  return PARTITIONS.map((partition) => {
    const mine = [...content].filter(([place]) => place.startsWith(`${partition} `)).map(([, entry]) => entry);
    const byNumber = [...mine].sort((a, b) => Number(a.key.slice(1)) - Number(b.key.slice(1)));
    const lists = mine
      .flatMap(({ listing }) => (listing === undefined ? [] : [{ ...listing, partition }]))
      .sort((a, b) => b.createdAtMs - a.createdAtMs || (a.instanceId > b.instanceId ? -1 : 1));
    return {
      entries: byNumber.map(({ key, bytes }) => `${key} ${Buffer.from(bytes)}`),
      size: mine.length,
      wakes: mine.flatMap(({ key, wake }) => (wake === "never" ? [] : [`${key} ${wake}`])).sort(),
      lists: [
        lists,
        lists.filter(({ status }) => status === "Failed"),
        lists.filter(({ name, tags }) => name === "w1" && tags.t === "2"),
      ],
    };
  });
}

/** How far a script came: the snapshots whose end was heard of, and whether the next one's `finish` was under way. */
interface Progress {
  ended: number;
  isFinishing: boolean;
}

async function play(machine: StoreMachine, store: SnapshotStore, snapshots: readonly Snapshot[], progress: Progress) {
  let content: Content = new Map();
  for (const [index, snapshot] of snapshots.entries()) {
    if (index < progress.ended) {
      content = after(content, snapshot);
      continue;
    }
    const writer = store.begin({ position: logPosition(index + 1), epoch: 1 });
    for (const step of snapshot.steps) {
      if (step.kind === "put") writer.put(step.partition, step.entry);
      else if (step.kind === "remove") writer.remove(step.partition, step.key);
      else if ((await machine.outcome(writer.drain())) !== "done") return;
    }
    // What is being written is not to be seen.
    expect(told(store)).toEqual(expected(content));
    if (snapshot.end === "abandon") writer.abandon();
    else {
      progress.isFinishing = true;
      if ((await machine.outcome(writer.finish(heads(String(index))))) !== "done") return;
      progress.isFinishing = false;
    }
    progress.ended = index + 1;
    content = after(content, snapshot);
  }
}

const contentAfter = (snapshots: readonly Snapshot[]) => snapshots.reduce<Content>(after, new Map());

/**
 * Opens the store after a crash and compares it with the two contents that it may have. Returns how
 * many snapshots of the script it holds.
 */
function reopened(store: SnapshotStore, snapshots: readonly Snapshot[], { ended, isFinishing }: Progress): number {
  const head = store.open();
  const found = told(store);
  const lastFinished = snapshots.slice(0, ended).findLastIndex(({ end }) => end === "finish");
  const holdsNext = isFinishing && head?.position === ended + 1;
  const position = holdsNext ? ended + 1 : lastFinished + 1;
  expect(head?.position ?? 0).toBe(position);
  if (head !== undefined) expect(head.heads).toEqual(heads(String(position - 1)));
  const held = holdsNext ? ended + 1 : ended;
  expect(found).toEqual(expected(contentAfter(snapshots.slice(0, held))));
  return held;
}

/** What many crashes really caused. */
interface Caused {
  crashes: number;
  newerOnes: number;
  tornWrites: number;
  lostNames: number;
  failedFlushes: number;
}

type Wrap = (files: Files) => Files;

/** Plays a script through a few crashes, and then to its end. Throws when the store is not what it should be. */
async function playThroughCrashes(seed: number, caused: Caused, wrap: Wrap = (files) => files): Promise<void> {
  const chance = new Chance(`crash ${seed}`);
  const snapshots = script(chance, 8);
  const machine = new StoreMachine(`disk ${seed}`);
  const progress: Progress = { ended: 0, isFinishing: false };
  for (let life = 0; progress.ended < snapshots.length && life < 6; life++) {
    const crash: CrashPoint = { operation: chance.between(1, 90), where: chance.pick([...PLACES]) };
    machine.disk.temper = { flushMs: 1, flushFails: chance.happens(0.3) ? 0.05 : 0 };
    const store = machine.store(wrap(machine.start(crash)));
    try {
      const held = reopened(store, snapshots, progress);
      if (held > progress.ended) caused.newerOnes += 1;
      progress.ended = held;
      progress.isFinishing = false;
      await play(machine, store, snapshots, progress);
    } catch (error) {
      // Opening, too, may meet the end of the machine, or a flush that fails.
      if (machine.isAlive && !isFlushFailure(error)) throw error;
    }
    caused.crashes += machine.isAlive ? 0 : 1;
    if (chance.happens(0.7)) machine.disk.losePower(chance.pick(["all", "none", "byChance"]));
    else machine.disk.forget();
  }
  machine.disk.temper = { flushMs: 1, flushFails: 0 };
  const files = wrap(machine.start(undefined));
  const store = machine.store(files);
  const held = reopened(store, snapshots, progress);
  await play(machine, store, snapshots, { ended: held, isFinishing: false });
  await machine.settle(store.close());
  const last = machine.store(files);
  last.open();
  expect(told(last)).toEqual(expected(contentAfter(snapshots)));
  checkFiles(machine);
  for (const key of ["tornWrites", "lostNames", "failedFlushes"] as const) caused[key] += machine.tally[key];
}

const nothingCaused = (): Caused => ({ crashes: 0, newerOnes: 0, tornWrites: 0, lostNames: 0, failedFlushes: 0 });

/** Mistakes that the store could make, each as a file system that makes it. */
const MISTAKES: Readonly<Record<string, Wrap>> = {
  "segments are not flushed": withoutFlush((name) => name.endsWith(".seg")),
  "the manifest is not flushed": withoutFlush((name) => name.endsWith(".new")),
  "names of segments are not flushed": withoutNames((name) => name !== LOG_DIRECTORY),
  "the name of the manifest is not flushed": withoutNames((name) => name === LOG_DIRECTORY),
  "the manifest takes its place before it is written": (files) => ({
    ...files,
    openForWriting(name, options) {
      const file = files.openForWriting(name, options);
      if (name.endsWith(".new")) files.rename(name, name.slice(0, -".new".length));
      return file;
    },
    rename: () => undefined,
  }),
  "nothing that is not needed is removed": (files) => ({
    ...files,
    remove: () => undefined,
    removeLater: () => Promise.resolve(),
  }),
};

function withoutFlush(isSkipped: (name: string) => boolean): Wrap {
  return (files) => ({
    ...files,
    openForWriting(name, options) {
      const file = files.openForWriting(name, options);
      return isSkipped(name) ? { ...file, sync: () => undefined, syncLater: () => Promise.resolve() } : file;
    },
  });
}

function withoutNames(isSkipped: (name: string) => boolean): Wrap {
  return (files) => ({
    ...files,
    syncDirectory: (name) => (isSkipped(name) ? undefined : files.syncDirectory(name)),
    syncDirectoryLater: (name) => (isSkipped(name) ? Promise.resolve() : files.syncDirectoryLater(name)),
  });
}

describe("a snapshot store whose machine stops", () => {
  test("at any disk operation, with or without losing power, shows one of two snapshots, whole", async () => {
    const caused = nothingCaused();
    for (let seed = 0; seed < 250; seed++) {
      await playThroughCrashes(seed, caused).catch((error) => {
        throw new Error(`seed ${seed}`, { cause: error });
      });
    }
    // A test that caused nothing has shown nothing.
    expect(caused.crashes).toBeGreaterThan(200);
    expect(caused.newerOnes).toBeGreaterThan(3);
    expect(Math.min(caused.tornWrites, caused.lostNames, caused.failedFlushes)).toBeGreaterThan(50);
  }, 240_000);

  test.each(Object.keys(MISTAKES))("would be found out if %s", async (mistake) => {
    for (let seed = 0; seed < 400; seed++) {
      const found = await playThroughCrashes(seed, nothingCaused(), MISTAKES[mistake]).catch(() => "found");
      if (found === "found") return;
    }
    throw new Error("400 seeds did not find it.");
  });

  test("at each operation of one and the same script, one after the other", async () => {
    const snapshots = script(new Chance("one script"), 6).map((snapshot) => ({ ...snapshot, end: "finish" as const }));
    const whole = new StoreMachine("one");
    const store = whole.store(whole.start(undefined));
    store.open();
    await play(whole, store, snapshots, { ended: 0, isFinishing: false });
    const operations = whole.operations;
    expect(operations).toBeGreaterThan(60);
    for (let operation = 1; operation <= operations; operation++) {
      for (const where of PLACES) {
        const machine = new StoreMachine("one");
        const crashing = machine.store(machine.start({ operation, where }));
        const progress: Progress = { ended: 0, isFinishing: false };
        try {
          crashing.open();
          await play(machine, crashing, snapshots, progress);
        } catch (error) {
          if (machine.isAlive) throw error;
        }
        expect(machine.isAlive).toBe(false);
        machine.disk.losePower(operation % 2 === 0 ? "none" : "byChance");
        const next = machine.store(machine.start(undefined));
        const held = reopened(next, snapshots, progress);
        await play(machine, next, snapshots, { ended: held, isFinishing: false });
        expect(told(next)).toEqual(expected(contentAfter(snapshots)));
      }
    }
  }, 240_000);
});

snapshotStoreConformance("the file store on the simulated disk", () => {
  const machine = new StoreMachine("conformance");
  const files = machine.start(undefined);
  const limits = { records: 100, bytes: 16 * 1024, copyBytes: 8 * 1024 };
  return {
    open: () => machine.store(files, limits),
    settle: (promise) => machine.settle(promise),
    remove: () => undefined,
  };
});

/** Nothing stands in the directories but what the manifest names. */
function checkFiles(machine: StoreMachine): void {
  const files = machine.start(undefined);
  const manifest = readManifest(files, LOG_DIRECTORY);
  if (manifest === undefined) return;
  expect(files.exists(manifestDraft(LOG_DIRECTORY))).toBe(false);
  for (const { partition, segments } of manifest.partitions) {
    const names = [...files.list(partitionDirectory(PARTITIONS_DIRECTORY, partition))].sort();
    expect(names).toEqual(segments.map(({ number }) => segmentName(number)));
  }
}

function isFlushFailure(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith("EIO");
}
