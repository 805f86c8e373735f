import { createHash } from "node:crypto";
import { cpSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import {
  type HistoryEvent,
  type Hub,
  type InstanceId,
  type InstanceRecord,
  type InstanceSummary,
  instanceId,
  isFinished,
  openHub,
} from "@dacapo/engine";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { damageOf, survey } from "../src/fsck/survey.js";
import { nodeFiles } from "../src/storage/file/node-files.js";
import { type TemporaryDirectory, temporaryDirectory } from "./support/temporary-directory.js";

const GOLDEN = fileURLToPath(new URL("./golden/data-2", import.meta.url));

interface Answers {
  readonly list: readonly InstanceSummary[];
  readonly status: Readonly<Record<InstanceId, InstanceRecord>>;
  readonly history: Readonly<Record<InstanceId, readonly HistoryEvent[]>>;
  readonly entities: Readonly<Record<string, unknown>>;
}

const told = JSON.parse(readFileSync(path.join(GOLDEN, "answers.json"), "utf8")) as Answers;

/** As the answers were written: a large text stands as its hash. */
const asTold = (answer: unknown): unknown =>
  JSON.parse(
    JSON.stringify(answer, (_, value: unknown) =>
      typeof value === "string" && value.length > 1_000
        ? `SHA-256 ${createHash("sha256").update(value).digest("hex")}`
        : value,
    ),
  );

let copy: TemporaryDirectory;
beforeEach(() => {
  copy = temporaryDirectory("golden-hub");
  cpSync(path.join(GOLDEN, "hub"), copy.path, { recursive: true });
});
afterEach(() => copy.remove());

async function withHub(threads: number, use: (hub: Hub) => Promise<void>): Promise<void> {
  const hub = await openHub({ dir: copy.path, threads, modules: [path.join(GOLDEN, "programs.mjs")] });
  try {
    await use(hub);
  } finally {
    await hub.close();
  }
}

describe("a data directory of format 2", () => {
  test("is whole, and all that it refers to is there", () => {
    const surveyed = survey(copy.path, nodeFiles, true);
    expect(damageOf(surveyed)).toEqual([]);
    expect(surveyed).toMatchObject({ texts: { kind: "counted", unreferred: { files: 0, bytes: 0 } } });
  });

  test.each([0, 1, 2])("is told of as it was, and goes on (threads: %s)", async (threads) => {
    await withHub(threads, async ({ client }) => {
      const { items } = await client.list({ limit: 100 });
      expect(items.map((item) => item.instanceId)).toEqual(told.list.map((item) => item.instanceId));
      for (const { instanceId, status } of told.list) {
        const before = told.history[instanceId] ?? [];
        const [record, history] = [await client.status(instanceId), await client.history(instanceId)];
        expect(asTold(history.slice(0, before.length)), instanceId).toEqual(before);
        if (!isFinished(status)) expect(record, instanceId).toMatchObject({ instanceId, status });
        else expect(asTold([record, history]), instanceId).toEqual([told.status[instanceId], before]);
      }
      for (const [entity, state] of Object.entries(told.entities)) {
        expect(await client.readEntity(entity), entity).toEqual(state);
      }
      for (const when of ["kept", "behind"]) {
        for (const name of ["waiter", "countdown-waits", "holder", "child-waits"]) {
          await client.raiseEvent(instanceId(`${when}-${name}`), "go", 12);
        }
        await client.resume(instanceId(`${when}-suspended`), "now");
      }
      await wentOn(client);
    });
    await withHub(threads, ({ client }) => wentOn(client));
  });
});

/** Who waited has had its event, who was suspended one of before, and the lock that one of them held has gone on. */
async function wentOn(client: Hub["client"]): Promise<void> {
  const output = async (name: string) => (await client.wait(instanceId(name), { timeoutMs: 20_000 })).output;
  for (const when of ["kept", "behind"]) {
    for (const name of ["waiter", "countdown-waits", "suspended"]) expect(await output(`${when}-${name}`)).toBe("12");
    expect(await output(`${when}-parent-waits`)).toBe('{"given":12}');
    // 70 and 130 before; 12 go from a to b, and then 5 back.
    expect(await output(`${when}-holder`)).toBe("[58,142]");
    expect(await output(`${when}-blocked`)).toBe("[137,63]");
    expect(await client.readEntity(`@account@${when}-a`)).toEqual({ balance: 63 });
    expect(await client.readEntity(`@account@${when}-b`)).toEqual({ balance: 137 });
  }
}
