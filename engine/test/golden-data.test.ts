import { cpSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import {
  type Activity,
  defineActivity,
  type HistoryEvent,
  type InstanceId,
  type InstanceRecord,
  type InstanceSummary,
  openHub,
} from "@dacapo/engine";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import * as z from "zod";
import { decodeEvent } from "../src/storage/event-codec.js";
import { fileLog } from "../src/storage/file/file-log.js";
import { nodeFiles } from "../src/storage/file/node-files.js";
import { logPosition } from "../src/storage/log.js";
import { batchOf } from "./support/log-batches.js";
import { type TemporaryDirectory, temporaryDirectory } from "./support/temporary-directory.js";

const GOLDEN = fileURLToPath(new URL("./golden/data-0.1.0", import.meta.url));

interface Answers {
  readonly list: readonly InstanceSummary[];
  readonly status: Readonly<Record<InstanceId, InstanceRecord>>;
  readonly history: Readonly<Record<InstanceId, readonly HistoryEvent[]>>;
}

/** These were under way when the process was killed, and go on. */
const UNDER_WAY = new Set(["half-done", "retrying", "sleeper"]);

let copy: TemporaryDirectory;
beforeEach(() => {
  copy = temporaryDirectory("golden");
  cpSync(GOLDEN, copy.path, { recursive: true });
});
afterEach(() => copy.remove());

describe("a data directory of 0.1.0", () => {
  test("its log is read record by record, as it was", () => {
    const log = fileLog(path.join(copy.path, "log"), nodeFiles);
    const lines = [...log.read(logPosition(0))].map(
      ({ position, partition, payload }) => `${position} ${partition} ${JSON.stringify(decodeEvent(payload))}`,
    );
    log.close();
    const expected = readFileSync(path.join(GOLDEN, "records.txt"), "utf8").trimEnd().split("\n");
    expect(lines).toEqual(expected);
  });

  test.each([0, 1] as const)("its instances are told of as they were, and go on (threads: %s)", async (threads) => {
    const told = JSON.parse(readFileSync(path.join(GOLDEN, "answers.json"), "utf8")) as Answers;
    const hub = await openHub({ dir: copy.path, threads, activities: ["hello", "never", "broken"].map(endless) });
    try {
      const { items } = await hub.client.list({ limit: 100 });
      expect(items.map(({ instanceId }) => instanceId)).toEqual(told.list.map(({ instanceId }) => instanceId));
      for (const { instanceId, status } of told.list) {
        const record = await hub.client.status(instanceId);
        const history = await hub.client.history(instanceId);
        const before = told.history[instanceId] ?? [];
        expect(history.slice(0, before.length)).toEqual(before);
        if (UNDER_WAY.has(instanceId)) expect(record).toMatchObject({ instanceId, status });
        else expect([record, history]).toEqual([told.status[instanceId], before]);
      }
    } finally {
      await hub.close();
    }
  });
});

describe("a log of format 2", () => {
  const LOG = fileURLToPath(new URL("./golden/log-2", import.meta.url));

  test("is read record by record, as it was, and goes on", () => {
    const directory = path.join(copy.path, "log-2");
    cpSync(path.join(LOG, "log"), directory, { recursive: true });
    const expected = readFileSync(path.join(LOG, "records.txt"), "utf8").trimEnd().split("\n");
    for (const more of [[], ["again"], ["and", "again"]]) {
      const log = fileLog(directory, nodeFiles, { fileBytes: 2_048 });
      const lines = [...log.read(logPosition(24))].map(
        ({ position, partition, payload }) => `${position} ${partition} ${Buffer.from(payload).toString()}`,
      );
      expect(lines).toEqual(expected);
      const last = 24 + expected.length;
      if (more.length > 0) log.append(batchOf(last + 1, more));
      for (const [index, text] of more.entries()) expected.push(`${last + 1 + index} 1 ${text}`);
      log.close();
    }
  });
});

const endless = (name: string): Activity =>
  defineActivity({
    name,
    title: name,
    description: "Never ends.",
    icon: "infinity",
    effects: "idempotent",
    input: z.unknown(),
    output: z.unknown(),
    run: () => new Promise(() => undefined),
  });
