import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { temporaryDirectory } from "../../../test/support/temporary-directory.js";
import { DataDirDamaged, DataDirNewer } from "../../model/index.js";
import {
  type DirectoryLayout,
  findDirectory,
  firstLogDirectory,
  logDirectoryOf,
  planLogs,
  removeOldLogs,
  writeLayout,
} from "./layout.js";
import { nodeFiles } from "./node-files.js";

const LAYOUT: DirectoryLayout = { partitionCount: 5, hubId: "layout", generation: 3, logs: planLogs(5, 2) };

let directory: { readonly path: string; remove(): void };
beforeEach(() => {
  directory = temporaryDirectory("layout");
});
afterEach(() => directory.remove());

const formatFile = (): string => path.join(directory.path, "format.json");
const find = () => findDirectory(directory.path, nodeFiles);
const format = (): Record<string, unknown> => JSON.parse(readFileSync(formatFile(), "utf8")) as Record<string, unknown>;

describe("partitions are spread over logs", () => {
  test.each([
    [5, 1, [[0, 1, 2, 3, 4]]],
    [
      5,
      2,
      [
        [0, 2, 4],
        [1, 3],
      ],
    ],
    [3, 8, [[0], [1], [2]]],
    [1, 1, [[0]]],
  ])("%s partitions, %s threads", (partitions, threads, expected) => {
    expect(planLogs(partitions, threads)).toEqual(expected);
  });
});

describe("a layout", () => {
  test("is read as it was written, and says where its logs are", () => {
    writeLayout(directory.path, nodeFiles, LAYOUT);
    expect(find()).toEqual({ kind: "layout", layout: LAYOUT });
    expect(nodeFiles.exists(path.join(directory.path, "logs", "3-1"))).toBe(true);
    expect(logDirectoryOf(directory.path, LAYOUT, 1)).toBe(path.join(directory.path, "logs", "3-1"));
    expect(format()).toMatchObject({
      formatVersion: 2,
      generation: 3,
      logs: [
        [0, 2, 4],
        [1, 3],
      ],
    });
  });

  test("is the last of those that were written; the logs of the others are emptied", () => {
    writeLayout(directory.path, nodeFiles, LAYOUT);
    const old = path.join(logDirectoryOf(directory.path, LAYOUT, 0), "000001.log");
    const mine = { ...LAYOUT, generation: 4, logs: planLogs(5, 1) };
    writeFileSync(old, "records");
    mkdirSync(firstLogDirectory(directory.path));
    writeFileSync(path.join(firstLogDirectory(directory.path), "000001.log"), "records");
    writeLayout(directory.path, nodeFiles, mine);
    writeFileSync(path.join(logDirectoryOf(directory.path, mine, 0), "000001.log"), "kept");
    removeOldLogs(directory.path, nodeFiles, mine);
    expect(find()).toEqual({ kind: "layout", layout: mine });
    expect(nodeFiles.exists(old)).toBe(false);
    expect(nodeFiles.exists(path.join(firstLogDirectory(directory.path), "000001.log"))).toBe(false);
    expect(nodeFiles.read(path.join(logDirectoryOf(directory.path, mine, 0), "000001.log")).toString()).toBe("kept");
  });

  test("of 0.1.0 is known", () => {
    cpSync(new URL("../../../test/golden/data-0.1.0", import.meta.url), directory.path, { recursive: true });
    expect(find()).toEqual({ kind: "version1", partitionCount: 12, hubId: format().hubId });
  });

  test("of a newer Dacapo is refused", () => {
    writeLayout(directory.path, nodeFiles, LAYOUT);
    writeFileSync(formatFile(), JSON.stringify({ ...format(), formatVersion: 3, unheardOf: true }));
    expect(find).toThrow(DataDirNewer);
    expect(find).toThrow("says format 3; this Dacapo reads formats up to 2");
  });

  test.each([
    ["that is cut short", (text: string) => text.slice(0, 20)],
    ["that names a partition twice", (text: string) => text.replace(/\s+/g, "").replace("[1,3]", "[1,3,3]")],
    ["that leaves a partition out", (text: string) => text.replace(/\s+/g, "").replace("[1,3]", "[1]")],
    ["that names one that does not exist", (text: string) => text.replace(/\s+/g, "").replace("[1,3]", "[1,5]")],
    ["with a log of no partitions", (text: string) => text.replace(/\s+/g, "").replace("[1,3]", "[1,3],[]")],
    ["without a hub", (text: string) => text.replace('"layout"', '""')],
  ])("%s is refused", (_what, damage) => {
    writeLayout(directory.path, nodeFiles, LAYOUT);
    writeFileSync(formatFile(), damage(readFileSync(formatFile(), "utf8")));
    expect(find).toThrow(DataDirDamaged);
    expect(find).toThrow("cannot be read");
  });

  test("whose log is missing, and a log without a layout, are refused", () => {
    writeLayout(directory.path, nodeFiles, LAYOUT);
    const text = readFileSync(formatFile());
    const log = logDirectoryOf(directory.path, LAYOUT, 1);
    nodeFiles.remove(formatFile());
    expect(find()).toEqual({ kind: "new" });
    writeFileSync(path.join(log, "000001.log"), "records");
    expect(find).toThrow("format.json beside it is missing");
    writeFileSync(formatFile(), text);
    nodeFiles.rename(log, `${log}-elsewhere`);
    expect(find).toThrow(`${log} is missing`);
  });
});
