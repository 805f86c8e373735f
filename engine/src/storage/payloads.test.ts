import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type TemporaryDirectory, temporaryDirectory } from "../../test/support/temporary-directory.js";
import { DataDirDamaged, InvariantViolation, type JsonText } from "../model/index.js";
import { filePayloads } from "./file/file-payloads.js";
import type { Files } from "./file/files.js";
import { nodeFiles } from "./file/node-files.js";
import { memoryPayloads, payloadShelf } from "./memory/memory-payloads.js";
import { PayloadCache } from "./payload-cache.js";
import { payloadRef } from "./payloads.js";
import { payloadsConformance } from "./payloads-conformance.js";

payloadsConformance("payloads in files", () => {
  const directory = temporaryDirectory("payloads");
  return { open: () => filePayloads(path.join(directory.path, "payloads"), nodeFiles), remove: directory.remove };
});

payloadsConformance("payloads in files, without a cache", () => {
  const directory = temporaryDirectory("payloads");
  return {
    open: () => filePayloads(path.join(directory.path, "payloads"), nodeFiles, { cacheBytesMax: 0 }),
    remove: directory.remove,
  };
});

payloadsConformance("payloads in memory", () => {
  const shelf = payloadShelf();
  return { open: () => memoryPayloads(shelf), remove: () => undefined };
});

const text = (content: string) => content as JsonText;

/** The real file system, and how often each of its operations was called. */
function countedFiles() {
  const calls: string[] = [];
  const files = Object.fromEntries(
    Object.entries(nodeFiles).map(([name, act]) => [
      name,
      (...given: unknown[]) => {
        calls.push(name);
        return (act as (...given: unknown[]) => unknown)(...given);
      },
    ]),
  );
  return { files: files as unknown as Files, calls };
}

describe("payloads in files", () => {
  let directory: TemporaryDirectory;
  let folder: string;
  beforeEach(() => {
    directory = temporaryDirectory("payloads");
    folder = path.join(directory.path, "payloads");
  });
  afterEach(() => directory.remove());
  const onlyFile = (): string => {
    const [prefix = ""] = readdirSync(folder);
    const [name = ""] = readdirSync(path.join(folder, prefix));
    return path.join(folder, prefix, name);
  };

  test("stand under their hash", () => {
    const payloads = filePayloads(folder, nodeFiles);
    const ref = payloads.put(text('"Tokyo"'));
    payloads.sync();
    expect(path.relative(folder, onlyFile())).toBe(path.join(ref.slice(0, 2), ref.slice(2)));
    expect(readFileSync(onlyFile(), "latin1")).toBe('\x01"Tokyo"');
    expect(ref).toBe("203c6c9fa0a464435c2ff3f0b95fadb63efb5547a3ff2b8406d451cf9121bced");
  });

  test("are written once: a text that is put again costs no write and no look at the disk", () => {
    const { files, calls } = countedFiles();
    const payloads = filePayloads(folder, files);
    payloads.put(text("a"));
    payloads.sync();
    calls.length = 0;
    payloads.put(text("a"));
    payloads.sync();
    expect(calls).toEqual([]);
  });

  test("are looked for again when too many are known, and still written once", () => {
    const { files, calls } = countedFiles();
    const payloads = filePayloads(folder, files, { knownMax: 2 });
    const ref = payloads.put(text("a"));
    for (const each of ["b", "c"]) payloads.put(text(each));
    payloads.sync();
    calls.length = 0;
    expect(payloads.put(text("a"))).toBe(ref);
    payloads.sync();
    expect(calls).toContain("exists");
    expect(calls).not.toContain("openForWriting");
    expect(payloads.get(ref)).toBe("a");
  });

  test("that are missing or damaged are refused by the name of their file, and never read as another text", () => {
    const payloads = filePayloads(folder, nodeFiles);
    const ref = payloads.put(text('"Tokyo"'));
    payloads.sync();
    const file = onlyFile();
    const whole = readFileSync(file);
    for (const damage of [whole.subarray(0, 3), Buffer.concat([whole, whole]), Buffer.alloc(0)]) {
      writeFileSync(file, damage);
      expect(() => filePayloads(folder, nodeFiles).get(ref)).toThrow(DataDirDamaged);
      expect(() => filePayloads(folder, nodeFiles).get(ref)).toThrow(file);
    }
    rmSync(file);
    expect(() => filePayloads(folder, nodeFiles).get(ref)).toThrow(DataDirDamaged);
    expect(() => filePayloads(folder, nodeFiles).get(ref)).toThrow(file);
  });

  test("that were drafts when their writer died are removed by the next sweep, and a stranger's files are not", () => {
    mkdirSync(path.join(folder, "ab"), { recursive: true });
    writeFileSync(path.join(folder, "ab", `${"cd".repeat(31)}.0.new`), "half");
    writeFileSync(path.join(folder, "ab", "notes.txt"), "mine");
    const payloads = filePayloads(folder, nodeFiles);
    expect(payloads.sweep(new Set())).toEqual({ files: 1, bytes: 4 });
    expect(readdirSync(path.join(folder, "ab"))).toEqual(["notes.txt"]);
  });

  test("that could not be flushed end their writer: nothing is put or flushed any more", () => {
    const failing: Files = {
      ...nodeFiles,
      openForWriting: (name) => ({
        ...nodeFiles.openForWriting(name),
        sync: () => {
          throw Object.assign(new Error("EIO: i/o error, fdatasync"), { code: "EIO" });
        },
      }),
    };
    const payloads = filePayloads(folder, failing);
    const ref = payloads.put(text("a"));
    expect(() => payloads.sync()).toThrow("EIO");
    expect(() => payloads.sync()).toThrow(InvariantViolation);
    expect(() => payloads.put(text("b"))).toThrow(InvariantViolation);
    expect(() => filePayloads(folder, nodeFiles).get(ref)).toThrow(DataDirDamaged);
  });

  test("of two writers do not disturb each other", () => {
    const one = filePayloads(folder, nodeFiles, { writer: "0" });
    const other = filePayloads(folder, nodeFiles, { writer: "1" });
    const ref = one.put(text("same"));
    expect(other.put(text("same"))).toBe(ref);
    one.sync();
    other.sync();
    expect([one.get(ref), other.get(ref)]).toEqual(["same", "same"]);
  });
});

describe("the cache of texts", () => {
  const ref = (name: string) => payloadRef(name);

  test("holds no more bytes than it may, and gives up what was not asked for the longest", () => {
    const cache = new PayloadCache(10);
    cache.add(ref("a"), text("a"), 4);
    cache.add(ref("b"), text("b"), 4);
    expect(cache.get(ref("a"))).toBe("a");
    cache.add(ref("c"), text("c"), 4);
    expect([cache.get(ref("a")), cache.get(ref("b")), cache.get(ref("c"))]).toEqual(["a", undefined, "c"]);
    expect(cache.bytes).toBe(8);
  });

  test("counts a text once, and does not keep one that is larger than itself", () => {
    const cache = new PayloadCache(10);
    cache.add(ref("a"), text("a"), 4);
    cache.add(ref("a"), text("a"), 4);
    expect(cache.bytes).toBe(4);
    cache.add(ref("b"), text("b"), 11);
    expect([cache.get(ref("b")), cache.bytes]).toEqual([undefined, 4]);
    cache.remove(ref("a"));
    cache.remove(ref("a"));
    expect(cache.bytes).toBe(0);
  });
});
