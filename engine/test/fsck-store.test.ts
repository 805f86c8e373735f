import { execFile } from "node:child_process";
import { cpSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { type Hub, openHub, orchestration, instanceId as publicId } from "@dacapo/engine";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { planRepair } from "../src/fsck/repair-plan.js";
import { repairStore } from "../src/fsck/store-repair.js";
import { survey } from "../src/fsck/survey.js";
import { stateBytes } from "../src/host/state-bytes.js";
import { type InstanceId, instanceId, partitionId, partitionOf } from "../src/model/index.js";
import { filePayloads } from "../src/storage/file/file-payloads.js";
import { logDirectoryOf, partitionsDirectory, payloadsDirectory, writeLayout } from "../src/storage/file/layout.js";
import { nodeFiles } from "../src/storage/file/node-files.js";
import { FileSnapshots } from "../src/storage/file/snapshot/file-snapshots.js";
import { readManifest, type SegmentManifest } from "../src/storage/file/snapshot/manifest.js";
import { FIRST_RECORD_AT } from "../src/storage/file/snapshot/segment.js";
import { logPosition } from "../src/storage/log.js";
import type { StoredEntry } from "../src/storage/snapshot-store.js";
import { encodeInstance } from "../src/storage/state-codec.js";
import { anyHead, anyInstance } from "./support/arbitrary-states.js";
import { type TemporaryDirectory, temporaryDirectory } from "./support/temporary-directory.js";

const PROGRAM = fileURLToPath(new URL("../dist/fsck/main.js", import.meta.url));

let directory: TemporaryDirectory;
beforeEach(() => {
  directory = temporaryDirectory("fsck-store");
});
afterEach(() => directory.remove());

const inside = (...names: readonly string[]): string => path.join(directory.path, ...names);

function fsck(...args: readonly string[]): Promise<{ readonly printed: string; readonly code: number }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [PROGRAM, directory.path, ...args], (error, stdout, stderr) => {
      resolve({ printed: stdout + stderr, code: error === null ? 0 : Number(error.code) });
    });
  });
}

function flip(file: string, at: number): void {
  const bytes = readFileSync(file);
  bytes.writeUInt8(bytes.readUInt8(at) ^ 0x11, at);
  writeFileSync(file, bytes);
}

const contents = (below: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(below, { recursive: true, encoding: "utf8" })
      .filter((name) => !name.startsWith("lock") && statSync(path.join(below, name)).isFile())
      .map((name) => [name, readFileSync(path.join(below, name), "base64")]),
  );

describe("a damaged segment", () => {
  const LAYOUT = { partitionCount: 2, hubId: "store-hub", generation: 1, logs: [[0, 1].map(partitionId)] };
  const PARTITION = partitionId(1);
  const segment = (number: number) => inside("partitions", "001", `${String(number).padStart(6, "0")}.seg`);
  /** Names that live in the partition. */
  const names = Array.from({ length: 60 }, (_, index) => `order-${index}`)
    .filter((name) => partitionOf(instanceId(name), 2) === PARTITION)
    .slice(0, 10)
    .map(instanceId);
  const store = () =>
    new FileSnapshots(
      {
        logDirectory: logDirectoryOf(directory.path, LAYOUT, 0),
        partitionsDirectory: partitionsDirectory(directory.path),
        partitions: LAYOUT.logs[0] ?? [],
        files: nodeFiles,
      },
      { records: 4, bytes: 1 << 20, copyBytes: 1 << 20 },
    );
  const manifestOf = (number: number): SegmentManifest => {
    const partitions = readManifest(nodeFiles, logDirectoryOf(directory.path, LAYOUT, 0))?.partitions ?? [];
    const found = partitions[1]?.segments.find((each) => each.number === number);
    if (found === undefined) throw new Error(`there is no segment ${number}`);
    return found;
  };
  const sealed = (number: number) => {
    const manifest = manifestOf(number);
    if (manifest.kind !== "sealed") throw new Error(`segment ${number} is not sealed`);
    return manifest;
  };
  const entry = (key: InstanceId, index: number): StoredEntry => {
    const [instance] = fc.sample(anyInstance, { numRuns: 1, seed: 3 });
    if (instance === undefined) throw new Error("no instance");
    const listing = { instanceId: key, createdAtMs: index, status: "Completed", name: "hello", tags: {} } as const;
    return { key, bytes: encodeInstance(instance), listing, wake: "never" };
  };

  /** Two sealed segments of four entries, an open one of two. */
  beforeEach(async () => {
    writeLayout(directory.path, nodeFiles, LAYOUT);
    const [head] = fc.sample(anyHead, { numRuns: 1, seed: 7 });
    if (head === undefined) throw new Error("no head");
    const bytes = stateBytes(filePayloads(payloadsDirectory(directory.path), nodeFiles));
    const opened = store();
    opened.open();
    const writer = opened.begin({ position: logPosition(0), epoch: 0 });
    for (const [index, name] of names.entries()) writer.put(PARTITION, entry(name, index));
    const heads = [0, 1].map(
      (id) => [partitionId(id), bytes.ofHead({ ...head, partition: partitionId(id) }, [])] as const,
    );
    await writer.finish(new Map(heads));
    await opened.close();
    expect(await fsck("--verify")).toMatchObject({ code: 0 });
  });

  /** What the store gives after the repair, by looking up and by listing. */
  async function left(): Promise<readonly string[]> {
    const opened = store();
    opened.open();
    const found = names.filter((name) => opened.get(PARTITION, name) !== undefined);
    const listed = [...opened.list({})].map(({ instanceId: id }) => id);
    await opened.close();
    expect([...listed].sort()).toEqual([...found].sort());
    return found;
  }

  test.each([
    ["its header", () => [segment(1), 20] as const],
    ["its directory", () => [segment(2), sealed(2).end + 40] as const],
    ["its places", () => [segment(2), sealed(2).placesAt + 20] as const],
    ["the header of its open one", () => [segment(3), 18] as const],
  ])("of which %s cannot be read is written anew from its entries, and nothing is lost", async (_, place) => {
    flip(...place());
    const [file] = place();
    const harmed = readFileSync(file);
    const before = contents(directory.path);
    const looked = await fsck("--verify", "--repair");
    expect(looked).toMatchObject({ code: 1, printed: expect.stringContaining("Nothing was changed.") });
    expect(looked.printed).toMatch(/\.seg keeps [24] entries\. Nothing is lost/);
    expect(contents(directory.path)).toEqual(before);
    const { printed, code } = await fsck("--repair", "--yes");
    expect(printed).toContain("CLEAN: everything was read");
    expect(code).toBe(0);
    expect(await left()).toEqual(names);
    const [stamp = ""] = readdirSync(inside("rescued"));
    expect(readFileSync(inside("rescued", stamp, "1-0", path.basename(file))).equals(harmed)).toBe(true);
  });

  test("that is cut short behind its entries is written anew", async () => {
    truncateSync(segment(1), sealed(1).placesAt + 3);
    expect(await fsck()).toMatchObject({ code: 1, printed: expect.stringContaining("is cut short") });
    expect(await fsck("--repair", "--yes")).toMatchObject({ code: 0 });
    expect(await left()).toEqual(names);
  });

  test.each([
    ["content", 90, true],
    ["checksum", 5, true],
    ["length", 1, true],
  ])("loses an entry whose %s is damaged, by its name, and no other", async (_, at, isNamed) => {
    // The second entry of the second segment.
    const bytes = readFileSync(segment(2));
    const second = FIRST_RECORD_AT + 12 + bytes.readUInt32LE(FIRST_RECORD_AT);
    flip(segment(2), second + at);
    const { printed, code } = await fsck("--verify", "--repair", "--yes");
    expect(printed).toContain("keeps 3 entries. It loses 1 entry, of which no whole copy is left.");
    if (isNamed) expect(printed).toMatch(new RegExp(`^\\s+${names[5]}\\.$`, "m"));
    expect(code).toBe(0);
    expect(await left()).toEqual(names.filter((name) => name !== names[5]));
  });

  test("says perhaps, or that it cannot be read, where the name itself is not sure", async () => {
    const first = readFileSync(segment(3)).indexOf(names[8] ?? "");
    flip(segment(3), first + 2);
    const { printed } = await fsck("--verify", "--repair", "--yes");
    expect(printed).toMatch(/perhaps, for their names may be damaged: |1 entry whose name cannot be read/);
    expect(printed).not.toMatch(new RegExp(`^\\s+${names[8]}\\.$`, "m"));
    expect(await left()).toEqual(names.filter((name) => name !== names[8]));
  });

  test("that is missing, cut within its entries, or another's is left to a backup", async () => {
    const [first, third] = [segment(1), segment(3)].map((file) => readFileSync(file));
    const beyond = { code: 1, printed: expect.stringContaining("This cannot be repaired here.") };
    rmSync(segment(1));
    expect(await fsck("--repair", "--yes")).toMatchObject(beyond);
    writeFileSync(segment(1), (first ?? Buffer.alloc(0)).subarray(0, 200));
    expect(await fsck("--repair", "--yes")).toMatchObject(beyond);
    writeFileSync(segment(1), first ?? "");
    writeFileSync(segment(3), first ?? "");
    expect(await fsck("--repair", "--yes")).toMatchObject(beyond);
    writeFileSync(segment(3), third ?? "");
    expect(await left()).toEqual(names);
  });

  test("is put back as it was when the log does not go on from what is left", () => {
    flip(segment(1), 20);
    const before = contents(partitionsDirectory(directory.path));
    const plan = planRepair(survey(directory.path, nodeFiles, true), { get: () => "null" as never });
    const [repair] = plan.kind === "repair" ? plan.stores : [];
    if (repair === undefined) throw new Error("nothing is repaired");
    const bytes = stateBytes(filePayloads(payloadsDirectory(directory.path), nodeFiles));
    const records = [{ position: logPosition(1), partition: PARTITION, payload: Buffer.from([250]) }];
    const why = repairStore({ ...repair, records }, nodeFiles, inside("rescued", "now"), bytes);
    expect(why).toContain("format 250");
    expect(contents(partitionsDirectory(directory.path))).toEqual(before);
    expect(survey(directory.path, nodeFiles, true)).toMatchObject({ kind: "surveyed" });
    expect(repairStore(repair, nodeFiles, inside("rescued", "later"), bytes)).toBeUndefined();
  });
});

test("whichever byte of a real store is damaged: what is kept is as it was, and what is not is accounted for", async () => {
  const shout = orchestration<{ text: string }>("shout", function* (ctx, { text }) {
    yield* ctx.sleep(1);
    return text.toUpperCase();
  });
  const open = (dir: string): Promise<Hub> => openHub({ dir, orchestrations: [shout], partitionCount: 1 });
  const ids = Array.from({ length: 24 }, (_, index) => publicId(`shout-${index}`));
  const original = inside("original");
  const hub = await open(original);
  for (const id of ids) await hub.client.start("shout", { text: `text of ${id}` }, { instanceId: id });
  for (const id of ids) await hub.client.wait(id);
  await hub.snapshot();
  await hub.close();
  const segment = path.join("partitions", "000", "000001.seg");
  const length = statSync(path.join(original, segment)).size;
  const places = fc.sample(fc.integer({ min: 0, max: length - 1 }), { numRuns: 30, seed: 11 });
  for (const at of [0, FIRST_RECORD_AT, ...places]) {
    const copy = inside(`copy-${at}`);
    cpSync(original, copy, { recursive: true });
    flip(path.join(copy, segment), at);
    const bytes = stateBytes(filePayloads(payloadsDirectory(copy), nodeFiles));
    const plan = planRepair(survey(copy, nodeFiles, true), filePayloads(payloadsDirectory(copy), nodeFiles));
    if (plan.kind !== "repair") throw new Error(`byte ${at}: ${plan.kind}`);
    for (const store of plan.stores) {
      expect(repairStore(store, nodeFiles, path.join(copy, "rescued", "now"), bytes)).toBeUndefined();
    }
    const lost = plan.stores.flatMap(({ segments }) => segments.flatMap(({ segment: of }) => of.lost));
    const again = await open(copy);
    const outputs = await Promise.all(ids.map(async (id) => (await again.client.status(id))?.output));
    await again.close();
    const kept = ids.flatMap((id, index) => (outputs[index] === undefined ? [] : [[id, outputs[index]] as const]));
    for (const [id, output] of kept) expect(output).toBe(JSON.stringify(`TEXT OF ${id.toUpperCase()}`));
    expect(kept.length + lost.length).toBe(ids.length);
    rmSync(copy, { recursive: true });
  }
}, 60_000);
