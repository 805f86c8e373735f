import fs from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { faultyFiles } from "../../../../test/support/faulty-files.js";
import { temporaryDirectory } from "../../../../test/support/temporary-directory.js";
import { DataDirDamaged, DataDirNewer, type InstanceId, partitionId } from "../../../model/index.js";
import { logPosition } from "../../log.js";
import { listed } from "../../snapshot-conformance.js";
import type { SnapshotWriter } from "../../snapshot-store.js";
import type { Files } from "../files.js";
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

  test.each([
    ["while a snapshot is gathered", () => Promise.resolve()],
    ["while a snapshot is written", (writer: SnapshotWriter) => writer.drain()],
    ["while a snapshot is being finished", (writer: SnapshotWriter) => writer.finish(heads)],
  ])("a store that is closed %s keeps no file open, and leaves the snapshot before", async (name, underWay) => {
    const directory = temporaryDirectory("closing");
    const { files, openHandles } = countingFiles();
    const partitionsDirectory = path.join(directory.path, "partitions");
    const place = { logDirectory: directory.path, partitionsDirectory, partitions: [PARTITION], files };
    const store = new FileSnapshots(place);
    store.open();
    const first = store.begin({ position: logPosition(1), epoch: 1 });
    first.put(PARTITION, listed("a", 1));
    await first.finish(heads);
    expect(store.get(PARTITION, "a" as InstanceId)).toBeDefined();
    expect(openHandles()).toBe(1);
    const second = store.begin({ position: logPosition(2), epoch: 1 });
    second.put(PARTITION, listed("b", 1));
    const outcome = underWay(second).then(
      () => "done",
      (error: Error) => error.message,
    );
    await store.close();
    expect(openHandles()).toBe(0);
    if (name.endsWith("finished")) expect(await outcome).toContain("was closed while a snapshot was being finished");
    expect(() => second.put(PARTITION, listed("c", 1))).toThrow("something is put into a snapshot that is over");
    const again = new FileSnapshots(place);
    expect(again.open()?.position).toBe(1);
    await again.close();
    expect(openHandles()).toBe(0);
    directory.remove();
  });
});

/** The real file system, and how many of its files are open. */
function countingFiles(): { readonly files: Files; openHandles(): number } {
  let open = 0;
  const counted = <File extends { close(): void }>(file: File): File => {
    open += 1;
    const close = () => {
      open -= 1;
      file.close();
    };
    return { ...file, close };
  };
  const files: Files = {
    ...nodeFiles,
    openForReading: (name) => counted(nodeFiles.openForReading(name)),
    openForWriting: (name, options) => counted(nodeFiles.openForWriting(name, options)),
  };
  return { files, openHandles: () => open };
}
