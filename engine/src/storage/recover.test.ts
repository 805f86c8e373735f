import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { crc32 } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { faultyFiles } from "../../test/support/faulty-files.js";
import { type TemporaryDirectory, temporaryDirectory } from "../../test/support/temporary-directory.js";
import { partitionId } from "../model/index.js";
import { fileLog, SEGMENT_BYTES } from "./file/file-log.js";
import type { Files } from "./file/files.js";
import { nodeFiles } from "./file/node-files.js";
import { logPosition } from "./log.js";
import { BATCH_HEADER_BYTES, BatchBuilder } from "./record.js";

let directory: TemporaryDirectory;
beforeEach(() => {
  directory = temporaryDirectory("recover");
});
afterEach(() => directory.remove());

const segment = (number = 1): string => path.join(directory.path, `${String(number).padStart(6, "0")}.log`);

/** Writes batches of the texts; gives the offsets at which each of them ends. */
function write(
  batches: readonly (readonly string[])[],
  files: Files = nodeFiles,
  segmentBytes = SEGMENT_BYTES,
): number[] {
  const log = fileLog(directory.path, files, segmentBytes);
  let records = [...log.read()].length;
  const ends: number[] = [];
  for (const texts of batches) {
    const builder = new BatchBuilder();
    for (const text of texts) builder.add(partitionId(1), Buffer.from(text));
    const batch = builder.take(logPosition(records + 1));
    log.append(batch);
    records += texts.length;
    ends.push((ends.at(-1) ?? 0) + batch.bytes.byteLength);
  }
  log.close();
  return ends;
}

function read(files: Files = nodeFiles): string[] {
  const log = fileLog(directory.path, files);
  try {
    return [...log.read()].map(({ payload }) => Buffer.from(payload).toString());
  } finally {
    log.close();
  }
}

describe("the end of the log", () => {
  test("a last batch that is cut at any byte is cut off whole, and the log goes on", () => {
    const [, before = 0, end = 0] = write([["a"], ["b", "c"], ["last", "one"]]);
    const whole = readFileSync(segment());
    expect(end).toBe(whole.byteLength);
    for (let cut = before; cut < end; cut++) {
      writeFileSync(segment(), whole.subarray(0, cut));
      expect(read(), `cut at ${cut}`).toEqual(["a", "b", "c"]);
      expect(readFileSync(segment()).byteLength).toBe(before);
      write([["again"]]);
      expect(read()).toEqual(["a", "b", "c", "again"]);
    }
  });

  test("a last batch with any byte wrong, or zeros instead of its end, is a torn write", () => {
    const [before = 0, end = 0] = write([["a"], ["last"]]);
    const whole = readFileSync(segment());
    for (let at = before; at < end; at++) {
      const flipped = Buffer.from(whole);
      flipped.writeUInt8(flipped.readUInt8(at) ^ 0x41, at);
      // The reserved bytes are under the checksum like all others.
      writeFileSync(segment(), flipped);
      expect(read(), `byte ${at}`).toEqual(["a"]);
      const zeroed = Buffer.from(whole).fill(0, at);
      writeFileSync(segment(), zeroed);
      const changed = !zeroed.equals(whole);
      expect(read(), `zeros from ${at}`).toEqual(changed ? ["a"] : ["a", "last"]);
    }
  });

  test("a file that was made and never written to is an empty end", () => {
    write([["a"]]);
    writeFileSync(segment(2), "");
    expect(read()).toEqual(["a"]);
    write([["b"]]);
    expect(read()).toEqual(["a", "b"]);
  });

  test("what is read is durable: the last batch is written again, for its writer may have died of a failed fsync", () => {
    const [before = 0, end = 0] = write([["a"], ["last"]]);
    const { files, faults } = faultyFiles();
    const written: { bytes: number; offset: number; synced: boolean }[] = [];
    const watching: Files = {
      ...files,
      openForWriting: (name) => {
        const file = files.openForWriting(name);
        return {
          ...file,
          write: (bytes, offset) => {
            file.write(bytes, offset);
            written.push({ bytes: bytes.byteLength, offset, synced: false });
          },
          sync: () => {
            file.sync();
            for (const entry of written) entry.synced = true;
          },
        };
      },
    };
    expect(read(watching)).toEqual(["a", "last"]);
    expect(written).toEqual([{ bytes: end - before, offset: before, synced: true }]);
    faults.syncFails = true;
    expect(() => read(files)).toThrow("EIO");
  });
});

describe("damage before the end", () => {
  test("any wrong byte in a batch that others follow is refused, with file and offset, and nothing is changed", () => {
    const [first = 0, second = 0] = write([["a"], ["b"], ["c"]]);
    const whole = readFileSync(segment());
    for (let at = first; at < second; at++) {
      const damaged = Buffer.from(whole);
      damaged.writeUInt8(damaged.readUInt8(at) ^ 0x41, at);
      writeFileSync(segment(), damaged);
      expect(() => read(), `byte ${at}`).toThrow(`${segment()} at offset ${first}:`);
      expect(readFileSync(segment()).equals(damaged)).toBe(true);
    }
  });

  test("a short file that another one follows is refused", () => {
    write([["a"], ["b"], ["c"]], nodeFiles, 1);
    const bytes = readFileSync(segment(2));
    writeFileSync(segment(2), bytes.subarray(0, bytes.byteLength - 1));
    expect(() => read()).toThrow(`${segment(2)} at offset 0:`);
  });

  test("a missing file is refused by its name", () => {
    write([["a"], ["b"], ["c"]], nodeFiles, 1);
    rmSync(segment(2));
    expect(() => read()).toThrow(`${segment(2)} is missing`);
  });

  test("a batch that stands where another one should is refused", () => {
    const [first = 0, second = 0] = write([["a"], ["b"], ["c"]]);
    const whole = readFileSync(segment());
    writeFileSync(segment(), Buffer.concat([whole.subarray(0, first), whole.subarray(second)]));
    expect(() => read()).toThrow("record 2 should stand here and record 3 does");
  });

  test("a batch of a newer format is refused as such", () => {
    const builder = new BatchBuilder();
    builder.add(partitionId(0), Buffer.from("x"));
    const { bytes } = builder.take(logPosition(1));
    const newer = newerVersion(Buffer.from(bytes));
    write([]);
    writeFileSync(segment(), newer);
    expect(() => read()).toThrow("has format 2; this Dacapo reads formats up to 1");
  });
});

describe("a write that fails", () => {
  test("on a full disk leaves everything before it, and nothing of it", () => {
    const { files, faults } = faultyFiles();
    write([["a"], ["b"]], files);
    for (const bytesLeft of [0, 1, BATCH_HEADER_BYTES, BATCH_HEADER_BYTES + 10]) {
      faults.bytesLeft = Number.POSITIVE_INFINITY;
      const log = fileLog(directory.path, files);
      const records = [...log.read()].length;
      const builder = new BatchBuilder();
      builder.add(partitionId(1), Buffer.from("does not fit"));
      faults.bytesLeft = bytesLeft;
      expect(() => log.append(builder.take(logPosition(records + 1)))).toThrow("ENOSPC");
      log.close();
      faults.bytesLeft = Number.POSITIVE_INFINITY;
      expect(read(files)).toEqual(["a", "b"]);
    }
  });
});

function newerVersion(batch: Buffer): Buffer {
  batch.writeUInt8(2, 4);
  // The checksum is over everything but itself.
  batch.writeUInt32LE(crc32(batch.subarray(BATCH_HEADER_BYTES), crc32(batch.subarray(0, 24))), 24);
  return batch;
}
