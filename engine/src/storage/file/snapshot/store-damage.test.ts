import fs from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { faultyFiles } from "../../../../test/support/faulty-files.js";
import { temporaryDirectory } from "../../../../test/support/temporary-directory.js";
import { DataDirDamaged, DataDirNewer, type InstanceId, partitionId } from "../../../model/index.js";
import { logPosition } from "../../log.js";
import { listed } from "../../snapshot-conformance.js";
import { nodeFiles } from "../node-files.js";
import { FileSnapshots } from "./file-snapshots.js";
import { readManifest, type SegmentManifest } from "./manifest.js";
import { FIRST_RECORD_AT } from "./segment.js";
import { emptyBlock, sealBlock } from "./stored-block.js";

const PARTITION = partitionId(7);
const heads = new Map([[PARTITION, Buffer.from("head")]]);

describe("a damaged snapshot store", () => {
  let directory: ReturnType<typeof temporaryDirectory>;
  const at = (...names: readonly string[]) => path.join(directory.path, ...names);
  const segment = (number: number) => at("partitions", "007", `${String(number).padStart(6, "0")}.seg`);
  const newStore = (files = nodeFiles) =>
    new FileSnapshots(
      { logDirectory: at("log"), partitionsDirectory: at("partitions"), partitions: [PARTITION], files },
      { records: 4, bytes: 4_096, copyBytes: 4_096 },
    );
  const sealed = (): Extract<SegmentManifest, { kind: "sealed" }> => {
    const [first] = readManifest(nodeFiles, at("log"))?.partitions[0]?.segments ?? [];
    if (first?.kind !== "sealed") throw new Error("the first segment is not sealed");
    return first;
  };

  beforeEach(async () => {
    directory = temporaryDirectory("damage");
    fs.mkdirSync(at("log"));
    const store = newStore();
    store.open();
    const writer = store.begin({ position: logPosition(1), epoch: 1 });
    for (let index = 0; index < 6; index++) writer.put(PARTITION, listed(`i${index}`, index));
    await writer.finish(heads);
    await store.close();
  });
  afterEach(() => directory.remove());

  /** What an opened store does when asked for everything. */
  async function readAll(): Promise<void> {
    const store = newStore();
    try {
      store.open();
      for (let index = 0; index < 6; index++) store.get(PARTITION, `i${index}` as InstanceId);
      expect([...store.list({})].length).toBe(6);
    } finally {
      await store.close();
    }
  }

  async function refusal(): Promise<DataDirDamaged> {
    try {
      await readAll();
    } catch (error) {
      if (error instanceof DataDirDamaged) return error;
      throw error;
    }
    throw new Error("The damage was not seen.");
  }

  function flip(file: string, offset: number): void {
    const bytes = fs.readFileSync(file);
    bytes[offset] = (bytes[offset] ?? 0) ^ 0x10;
    fs.writeFileSync(file, bytes);
  }

  test("is not damaged before anybody damages it", () => readAll());

  test.each([
    ["a record of a sealed segment", () => [segment(1), FIRST_RECORD_AT + 30, FIRST_RECORD_AT] as const],
    ["a record of the open segment", () => [segment(2), FIRST_RECORD_AT + 30, FIRST_RECORD_AT] as const],
    ["the length of a record", () => [segment(2), FIRST_RECORD_AT + 3, FIRST_RECORD_AT] as const],
    ["the beginning of a segment", () => [segment(1), 20, 0] as const],
    ["the directory of a segment", () => [segment(1), sealed().end + 40, sealed().end] as const],
    ["the places of a segment", () => [segment(1), sealed().placesAt + 20, sealed().placesAt] as const],
    ["the manifest", () => [at("log", "snapshot"), 30, 0] as const],
  ])("is refused with the file and the offset: %s", async (_, place) => {
    const [file, changed, offset] = place();
    flip(file, changed);
    const { details, message } = await refusal();
    expect(details).toEqual({ file, offset });
    expect(message).toContain(`The snapshot store is damaged in ${file} at offset ${offset}: `);
  });

  test("is refused when a segment is missing, short, or another one", async () => {
    const [first, second] = [segment(1), segment(2)].map((file) => fs.readFileSync(file));
    fs.rmSync(segment(2));
    expect((await refusal()).message).toContain(`${segment(2)} at offset 0: the file is missing`);
    fs.writeFileSync(segment(2), (second ?? Buffer.alloc(0)).subarray(0, 60));
    expect((await refusal()).message).toContain(`${segment(2)} at offset 60: the file should have`);
    fs.writeFileSync(segment(2), first ?? Buffer.alloc(0));
    expect((await refusal()).message).toContain(`${segment(2)} at offset 0: segment 1 of partition 7 stands here`);
  });

  test("is left as it is: nothing is removed before everything was looked at", async () => {
    fs.writeFileSync(segment(9), "left over");
    flip(segment(2), FIRST_RECORD_AT + 30);
    await refusal();
    expect(fs.existsSync(segment(9))).toBe(true);
    flip(segment(2), FIRST_RECORD_AT + 30);
    await readAll();
    expect(fs.existsSync(segment(9))).toBe(false);
  });

  test("is refused when the manifest is another log's", () => {
    const store = new FileSnapshots({
      logDirectory: at("log"),
      partitionsDirectory: at("partitions"),
      partitions: [partitionId(1)],
      files: nodeFiles,
    });
    expect(() => store.open()).toThrow("the snapshot holds the partitions 7 and its log those of 1");
  });

  test("is told apart from one that a newer Dacapo wrote", async () => {
    const newer = emptyBlock("DCSS", 8);
    newer.writeUInt8(2, 4);
    const bytes = fs.readFileSync(segment(1));
    bytes.set(sealBlock(newer), 0);
    fs.writeFileSync(segment(1), bytes);
    await expect(readAll()).rejects.toThrow(DataDirNewer);
  });
});

describe("a disk that fails under a snapshot", () => {
  test.each([
    ["is full", "ENOSPC", (faults: ReturnType<typeof faultyFiles>["faults"]) => (faults.bytesLeft = 700)],
    ["cannot flush", "EIO", (faults: ReturnType<typeof faultyFiles>["faults"]) => (faults.syncFails = true)],
  ])("and %s is told by finish; the store is of no use until it is opened again", async (_, code, fail) => {
    const directory = temporaryDirectory("disk-failure");
    const { files, faults } = faultyFiles();
    const partitionsDirectory = path.join(directory.path, "partitions");
    const place = { logDirectory: directory.path, partitionsDirectory, partitions: [PARTITION] };
    const store = new FileSnapshots({ ...place, files });
    store.open();
    const first = store.begin({ position: logPosition(1), epoch: 1 });
    first.put(PARTITION, listed("kept", 1));
    await first.finish(heads);
    fail(faults);
    const second = store.begin({ position: logPosition(2), epoch: 1 });
    for (let index = 0; index < 20; index++) second.put(PARTITION, listed(`lost ${index}`, index));
    await expect(second.finish(heads)).rejects.toThrow(code);
    expect([...store.list({})].map(({ instanceId }) => instanceId)).toEqual(["kept"]);
    expect(() => store.begin({ position: logPosition(2), epoch: 1 })).toThrow(code);
    await store.close();

    const again = new FileSnapshots({ ...place, files: nodeFiles });
    expect(again.open()?.position).toBe(1);
    const third = again.begin({ position: logPosition(2), epoch: 2 });
    third.put(PARTITION, listed("new", 2));
    await third.finish(heads);
    expect([...again.list({})].map(({ instanceId }) => instanceId)).toEqual(["new", "kept"]);
    await again.close();
    directory.remove();
  });

  test("a store that is closed while a snapshot is being finished says so, and keeps nothing open", async () => {
    const directory = temporaryDirectory("closing");
    const partitionsDirectory = path.join(directory.path, "partitions");
    const place = { logDirectory: directory.path, partitionsDirectory, partitions: [PARTITION], files: nodeFiles };
    const store = new FileSnapshots(place);
    store.open();
    const writer = store.begin({ position: logPosition(1), epoch: 1 });
    writer.put(PARTITION, listed("a", 1));
    const finishing = writer.finish(heads);
    const closing = store.close();
    await expect(finishing).rejects.toThrow("was closed while a snapshot was being finished");
    await closing;
    const again = new FileSnapshots(place);
    expect(again.open()).toBe(undefined);
    await again.close();
    directory.remove();
  });
});
