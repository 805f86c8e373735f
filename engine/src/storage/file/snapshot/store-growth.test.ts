import fs from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryDirectory } from "../../../../test/support/temporary-directory.js";
import { type InstanceId, partitionId } from "../../../model/index.js";
import { logPosition } from "../../log.js";
import { entry } from "../../snapshot-conformance.js";
import type { Files } from "../files.js";
import { nodeFiles } from "../node-files.js";
import { FileSnapshots, STORE_LIMITS } from "./file-snapshots.js";

const PARTITION = partitionId(0);
const heads = new Map([[PARTITION, Buffer.from("head")]]);

/** Flushing makes nothing larger or smaller, and would be nearly all that these tests wait for. */
const unflushed: Files = {
  ...nodeFiles,
  openForWriting: (name) => ({ ...nodeFiles.openForWriting(name), syncLater: () => Promise.resolve() }),
  syncDirectoryLater: () => Promise.resolve(),
};

/** What stands in the directory of segments. */
function segmentsIn(directory: string): { readonly bytes: number; readonly files: number } {
  const sizes = fs.readdirSync(directory).map((name) => fs.statSync(path.join(directory, name)).size);
  return { bytes: sizes.reduce((sum, size) => sum + size, 0), files: sizes.length };
}

/** Writes a snapshot for each round, and gives the largest that the store was after the first ones. */
async function largest(rounds: number, keysOf: (round: number) => readonly number[], limits = STORE_LIMITS) {
  const directory = temporaryDirectory("growth");
  try {
    const place = { logDirectory: directory.path, partitionsDirectory: path.join(directory.path, "partitions") };
    const store = new FileSnapshots({ ...place, partitions: [PARTITION], files: unflushed }, limits);
    store.open();
    let [bytes, files] = [0, 0];
    for (let round = 0; round < rounds; round++) {
      const writer = store.begin({ position: logPosition(round + 1), epoch: 1 });
      for (const key of keysOf(round)) writer.put(PARTITION, entry(`@counter@${key}`, `${round} `.padEnd(600, "x")));
      await writer.finish(heads);
      const now = segmentsIn(path.join(place.partitionsDirectory, "000"));
      bytes = Math.max(bytes, now.bytes);
      files = Math.max(files, now.files);
    }
    const newest = Buffer.from(store.get(PARTITION, "@counter@0" as InstanceId) ?? []).toString();
    const size = store.size(PARTITION);
    await store.close();
    return { bytes, files, newest: newest.slice(0, newest.indexOf(" ")), size };
  } finally {
    directory.remove();
  }
}

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);

describe("a store in which the same keys are written again and again", () => {
  test("stays within four times what is alive: 1 000 keys in each of 300 snapshots", async () => {
    const keys = upTo(1_000);
    const found = await largest(300, () => keys, { records: 2_048, bytes: 512 * 1024, copyBytes: 256 * 1024 });
    expect(found.size).toBe(1_000);
    expect(found.newest).toBe("299");
    expect(found.bytes).toBeLessThan(4 * 1_000 * 650);
    expect(found.files).toBeLessThan(10);
  }, 120_000);

  test("stays so when each snapshot writes a few of them, here and there", async () => {
    const all = upTo(2_000);
    let seed = 1;
    const some = (round: number) =>
      round === 0
        ? all
        : upTo(200).map(() => {
            seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
            return (seed >>> 8) % 2_000;
          });
    const found = await largest(400, some, { records: 256, bytes: 512 * 1024, copyBytes: 128 * 1024 });
    expect(found.size).toBe(2_000);
    expect(found.bytes).toBeLessThan(4 * 2_000 * 650);
    expect(found.files).toBeLessThan(40);
  }, 120_000);
});
