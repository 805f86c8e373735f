import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { crc32 } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { faultyFiles } from "../../test/support/faulty-files.js";
import { batchOf, batchOfFormat1, fileImage } from "../../test/support/log-batches.js";
import { type TemporaryDirectory, temporaryDirectory } from "../../test/support/temporary-directory.js";
import { type FileLogOptions, fileLog } from "./file/file-log.js";
import type { Files } from "./file/files.js";
import { nodeFiles } from "./file/node-files.js";
import { logPosition } from "./log.js";
import { FILE_HEADER_BYTES } from "./log-file.js";
import { BATCH_HEADER_BYTES } from "./record.js";

let directory: TemporaryDirectory;
beforeEach(() => {
  directory = temporaryDirectory("recover");
});
afterEach(() => directory.remove());

/** The real file system without its flushes, which nothing here depends on, and which take most of the time. */
const quickFiles: Files = {
  ...nodeFiles,
  openForWriting: (name, options) => ({ ...nodeFiles.openForWriting(name, options), sync: () => undefined }),
  syncDirectory: () => undefined,
};

const segment = (number = 1): string => path.join(directory.path, `${String(number).padStart(6, "0")}.log`);
const contents = (): Record<string, string> =>
  Object.fromEntries(
    readdirSync(directory.path).map((name) => [name, readFileSync(path.join(directory.path, name), "base64")]),
  );

/** Appends batches of the texts to the log that is there. */
function write(batches: readonly (readonly string[])[], files: Files = quickFiles, options: FileLogOptions = {}): void {
  const log = fileLog(directory.path, files, options);
  let records = [...log.read(logPosition(0))].length;
  for (const texts of batches) {
    log.append(batchOf(records + 1, texts));
    records += texts.length;
  }
  log.close();
}

function read(files: Files = quickFiles, after = 0): string[] {
  const log = fileLog(directory.path, files);
  try {
    return [...log.read(logPosition(after))].map(({ payload }) => Buffer.from(payload).toString());
  } finally {
    log.close();
  }
}

/** What may stand behind the end of a log: nothing, zeros, or the same batches of two earlier lives. */
const behinds: readonly [string, (bytes: Buffer) => Buffer][] = [
  ["nothing", (bytes) => bytes],
  ["zeros", (bytes) => Buffer.concat([bytes, Buffer.alloc(300)])],
  ["an earlier life", (bytes) => Buffer.concat([bytes, earlierLife(bytes)])],
];

/** Batches whose places are those that the next ones will take, with the positions that are expected there. */
function earlierLife(bytes: Buffer): Buffer {
  const { bytes: earlier, ends } = fileImage(4, 1, [["a"], ["b"], ["last", "one"], ["d"], ["e"], ["f"]]);
  return earlier.subarray(ends.find((end) => end >= bytes.byteLength) ?? bytes.byteLength);
}

describe.each(behinds)("the end of the log, with %s behind it", (_name, behind) => {
  const image = (batches: readonly (readonly string[])[]) => fileImage(7, 1, batches);

  test("it is where the last whole batch of this life ends, and the log goes on there", () => {
    const { bytes } = image([["a"], ["b"]]);
    writeFileSync(segment(7), behind(bytes));
    expect(read()).toEqual(["a", "b"]);
    write([["c"], ["d", "e"]]);
    expect(read()).toEqual(["a", "b", "c", "d", "e"]);
  });

  test("a last batch that is cut at any byte is cut off whole, and the log goes on", () => {
    const { bytes, ends } = image([["a"], ["b", "c"], ["last", "one"]]);
    const [, , before = 0, end = 0] = ends;
    const whole = behind(bytes);
    for (let cut = before; cut < end; cut++) {
      const lost = Buffer.alloc(whole.byteLength === end ? 0 : end - cut);
      writeFileSync(segment(7), Buffer.concat([whole.subarray(0, cut), lost, whole.subarray(end)]));
      expect(read(), `cut at ${cut}`).toEqual(["a", "b", "c"]);
      write([["again"]]);
      expect(read()).toEqual(["a", "b", "c", "again"]);
      rmSync(segment(8), { force: true });
    }
  });

  test("a last batch with any byte wrong, or zeros instead of its end, is a torn write", () => {
    const { bytes, ends } = image([["a"], ["last"]]);
    const [, before = 0, end = 0] = ends;
    const whole = behind(bytes);
    for (let at = before; at < end; at++) {
      const flipped = Buffer.from(whole);
      // The reserved bytes are under the checksum like all others.
      flipped.writeUInt8(flipped.readUInt8(at) ^ 0x41, at);
      writeFileSync(segment(7), flipped);
      expect(read(), `byte ${at}`).toEqual(["a"]);
      const zeroed = Buffer.from(whole).fill(0, at, end);
      writeFileSync(segment(7), zeroed);
      const changed = !zeroed.equals(whole);
      expect(read(), `zeros from ${at}`).toEqual(changed ? ["a"] : ["a", "last"]);
    }
  });

  test("a batch that was cut stays cut, even if the rest of it should come back", () => {
    const { bytes, ends } = image([["a"], ["last"]]);
    const [, before = 0] = ends;
    const whole = behind(bytes);
    const torn = Buffer.from(whole);
    torn.writeUInt8(torn.readUInt8(before + 40) ^ 1, before + 40);
    writeFileSync(segment(7), torn);
    expect(read()).toEqual(["a"]);
    const mended = readFileSync(segment(7));
    mended.writeUInt8(whole.readUInt8(before + 40), before + 40);
    writeFileSync(segment(7), mended);
    expect(read()).toEqual(["a"]);
  });

  test("any wrong byte in a batch that others follow is refused, with file and offset, and nothing is changed", () => {
    const { bytes, ends } = image([["a"], ["b"], ["c"]]);
    const [, first = 0, second = 0] = ends;
    const whole = behind(bytes);
    for (let at = first; at < second; at++) {
      const damaged = Buffer.from(whole);
      damaged.writeUInt8(damaged.readUInt8(at) ^ 0x41, at);
      writeFileSync(segment(7), damaged);
      expect(() => read(), `byte ${at}`).toThrow(`${segment(7)} at offset ${first}:`);
      expect(readFileSync(segment(7)).equals(damaged)).toBe(true);
    }
  });

  test("in a file that another one follows, it is where that one begins; otherwise that is damage", () => {
    const { bytes, ends } = image([["a"], ["b", "c"]]);
    writeFileSync(segment(7), behind(bytes));
    writeFileSync(segment(8), fileImage(8, 4, [["d"]]).bytes);
    expect(read()).toEqual(["a", "b", "c", "d"]);
    writeFileSync(segment(8), fileImage(8, 4, []).bytes);
    expect(read()).toEqual(["a", "b", "c"]);
    const [, before = 0] = ends;
    const damaged = behind(bytes);
    damaged.writeUInt8(damaged.readUInt8(before + 40) ^ 1, before + 40);
    writeFileSync(segment(7), damaged);
    const untouched = contents();
    expect(() => read()).toThrow(`${segment(7)} at offset ${before}: the checksum does not match`);
    expect(() => read()).toThrow(
      "where record 2 should stand, and another file of the log, number 8, follows with record 4",
    );
    expect(contents()).toEqual(untouched);
  });
});

describe("what is read is durable", () => {
  const watching = (files: Files) => {
    const written: { name: string; bytes: number; offset: number; synced: boolean }[] = [];
    const watched: Files = {
      ...files,
      openForWriting: (name, options) => {
        const file = files.openForWriting(name, options);
        return {
          ...file,
          write: (bytes, offset) => {
            file.write(bytes, offset);
            written.push({ name: path.basename(name), bytes: bytes.byteLength, offset, synced: false });
          },
          sync: () => {
            file.sync();
            for (const entry of written) entry.synced = true;
          },
        };
      },
    };
    return { written, watched };
  };

  test("the last batch is written again, for its writer may have died of a failed fsync", () => {
    const { bytes, ends } = fileImage(1, 1, [["a"], ["last"]]);
    const [, before = 0, end = 0] = ends;
    writeFileSync(segment(), bytes);
    const { files, faults } = faultyFiles();
    const { written, watched } = watching(files);
    expect(read(watched)).toEqual(["a", "last"]);
    expect(written).toEqual([{ name: "000001.log", bytes: end - before, offset: before, synced: true }]);
    faults.syncFails = true;
    expect(() => read(files)).toThrow("EIO");
  });
});

describe("files", () => {
  test("a missing file is refused by its name, unless a snapshot has what it held", () => {
    write([["a"], ["b"], ["c"]], quickFiles, { fileBytes: 1 });
    rmSync(segment(3));
    expect(() => read()).toThrow(`${segment(3)} is missing`);
    expect(read(quickFiles, 2)).toEqual(["c"]);
  });

  test("a log that ends before its snapshot is refused", () => {
    write([["a"], ["b"]]);
    expect(() => read(quickFiles, 3)).toThrow("it ends with record 2");
    expect(() => read(quickFiles, 3)).toThrow("holds everything up to record 3");
  });

  test.each(Array.from({ length: FILE_HEADER_BYTES }, (_, at) => at))(
    "a file whose header has a wrong byte (%s) is refused, and nothing is changed",
    (at) => {
      const { bytes } = fileImage(1, 1, [["a"], ["b"]]);
      bytes.writeUInt8(bytes.readUInt8(at) ^ 0x41, at);
      writeFileSync(segment(), bytes);
      expect(() => read()).toThrow(`${segment()} at offset 0:`);
      expect(readFileSync(segment()).equals(bytes)).toBe(true);
    },
  );

  test("a file under another one's name is refused", () => {
    write([["a"], ["b"]], quickFiles, { fileBytes: 1 });
    writeFileSync(segment(4), readFileSync(segment(3)));
    expect(() => read()).toThrow("the header says that this is file 3");
  });

  test("a batch that stands where another one should is refused", () => {
    const { bytes, ends } = fileImage(1, 1, [["a"], ["b"], ["c"]]);
    const [, first = 0, second = 0] = ends;
    writeFileSync(segment(), Buffer.concat([bytes.subarray(0, first), bytes.subarray(second)]));
    expect(() => read()).toThrow("record 2 should stand here and record 3 does");
  });

  test("a batch, and a file, of a newer format are refused as such", () => {
    const { bytes, ends } = fileImage(1, 1, [["a"], ["b"]]);
    const [, first = 0, second = 0] = ends;
    const newerBatch = Buffer.from(bytes);
    newerBatch.writeUInt8(3, first + 4);
    const header = newerBatch.subarray(first, first + 28);
    const body = newerBatch.subarray(first + BATCH_HEADER_BYTES, second);
    newerBatch.writeUInt32LE(crc32(body, crc32(header)), first + 28);
    writeFileSync(segment(), newerBatch);
    expect(() => read()).toThrow("has format 3; this Dacapo reads formats up to 2");
    const newerFile = Buffer.from(bytes);
    newerFile.writeUInt8(3, 4);
    newerFile.writeUInt32LE(crc32(newerFile.subarray(0, 28)), 28);
    writeFileSync(segment(), newerFile);
    expect(() => read()).toThrow("has format 3; this Dacapo reads formats up to 2");
  });

  test("a spare of a life whose number comes again is not used: what is in it would be taken for records", () => {
    const { bytes } = fileImage(2, 2, [["stale"], ["older"]]);
    const filled = fileImage(1, 1, [["a"], ["x".repeat(bytes.byteLength - 32 - 39 - 38)]]).bytes;
    expect(filled.byteLength).toBe(bytes.byteLength);
    writeFileSync(segment(1), filled);
    writeFileSync(path.join(directory.path, "spare-1"), bytes);
    write([["new"]], quickFiles, { fileBytes: bytes.byteLength });
    expect(read().at(-1)).toBe("new");
    expect(read()).toHaveLength(3);
  });

  test("a log whose files are gone takes none of its spares for one of them", () => {
    const { bytes } = fileImage(1, 1, [["old"]]);
    writeFileSync(path.join(directory.path, "spare-1"), bytes);
    write([], quickFiles, { fileBytes: bytes.byteLength });
    expect(readdirSync(directory.path)).toEqual(["000001.log"]);
    expect(read()).toEqual([]);
  });
});

describe("a log of format 1", () => {
  const image = Buffer.concat([batchOfFormat1(1, ["a"]), batchOfFormat1(2, ["b", "c"]), batchOfFormat1(4, ["last"])]);
  const end = batchOfFormat1(1, ["a"]).byteLength + batchOfFormat1(2, ["b", "c"]).byteLength;

  test("is read, torn or not, and goes on in a file of format 2", () => {
    for (let cut = end; cut <= image.byteLength; cut++) {
      writeFileSync(segment(), image.subarray(0, cut));
      const expected = cut === image.byteLength ? ["a", "b", "c", "last"] : ["a", "b", "c"];
      expect(read(), `cut at ${cut}`).toEqual(expected);
      write([["again"]]);
      expect(read()).toEqual([...expected, "again"]);
      expect(readdirSync(directory.path)).toEqual(["000001.log", "000002.log"]);
      rmSync(segment(2));
    }
  });

  test("in several files, the last of them empty or not, is read", () => {
    writeFileSync(segment(), image.subarray(0, end));
    writeFileSync(segment(2), image.subarray(end));
    expect(read()).toEqual(["a", "b", "c", "last"]);
    writeFileSync(segment(3), "");
    expect(read()).toEqual(["a", "b", "c", "last"]);
    expect(read(quickFiles, 3)).toEqual(["last"]);
  });

  test("that was damaged is refused, with file and offset, and nothing is changed", () => {
    const damaged = Buffer.from(image);
    damaged.writeUInt8(damaged.readUInt8(30) ^ 1, 30);
    writeFileSync(segment(), damaged);
    expect(() => read()).toThrow(`${segment()} at offset 0: the checksum does not match`);
    expect(readFileSync(segment()).equals(damaged)).toBe(true);
    writeFileSync(segment(), image.subarray(0, image.byteLength - 1));
    writeFileSync(segment(2), batchOfFormat1(5, ["more"]));
    expect(() => read()).toThrow(`${segment()} at offset ${end}:`);
  });
});

describe("a write that fails", () => {
  test("on a full disk leaves everything before it, and nothing of it", () => {
    const { files, faults } = faultyFiles();
    write([["a"], ["b"]], files);
    for (const bytesLeft of [0, 1, BATCH_HEADER_BYTES, BATCH_HEADER_BYTES + 10]) {
      faults.bytesLeft = Number.POSITIVE_INFINITY;
      const log = fileLog(directory.path, files);
      const records = [...log.read(logPosition(0))].length;
      faults.bytesLeft = bytesLeft;
      expect(() => log.append(batchOf(records + 1, ["does not fit"]))).toThrow("ENOSPC");
      log.close();
      faults.bytesLeft = Number.POSITIVE_INFINITY;
      expect(read(files)).toEqual(["a", "b"]);
    }
  });
});
