import { mkdirSync, readdirSync, readFileSync, truncateSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { entityId, type Hub, type HubLogEntry, instanceId, openHub } from "@dacapo/engine";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type TemporaryDirectory, temporaryDirectory } from "./support/temporary-directory.js";

const PROGRAMS = fileURLToPath(new URL("./scenarios/programs.mjs", import.meta.url));
const CHARACTERS = 100_000;
const textOf = (digit: number) => String(digit).repeat(CHARACTERS);

let directory: TemporaryDirectory;
let hub: Hub | undefined;
let log: HubLogEntry[];
beforeEach(() => {
  directory = temporaryDirectory("collected-texts");
  log = [];
});
afterEach(async () => {
  await close();
  directory.remove();
});

async function close(): Promise<void> {
  await hub?.close();
  hub = undefined;
}

async function open(threads = 0): Promise<Hub> {
  await close();
  hub = await openHub({ dir: directory.path, modules: [PROGRAMS], threads, log: (entry) => log.push(entry) });
  return hub;
}

/** The digits of the texts that are kept beside the log; an activity's input has its own. */
function kept(): readonly number[] {
  const digits = readdirSync(path.join(directory.path, "payloads"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(path.join(entry.parentPath, entry.name), "latin1"))
    .map((text) => Number(/\d/.exec(text)?.[0]));
  return [...new Set(digits)].sort();
}

const echoed = async ({ client }: Hub, digit: number, id: string) => {
  await client.start({ name: "echoing" }, textOf(digit), { instanceId: id });
  await client.wait(instanceId(id));
};

describe("large texts that nothing refers to", () => {
  test.each([
    [0, 0],
    [2, 2],
    [2, 1],
  ])("are gone after the next opening, and no others (threads: %i and then %i)", async (threads, threadsThen) => {
    const opened = await open(threads);
    const { client } = opened;
    for (const digit of [1, 2, 3]) await echoed(opened, digit, `run-${digit}`);
    await echoed(opened, 2, "shares-2");
    await client.signalEntity(entityId("cell", "holds-4"), "put", textOf(4));
    await client.signalEntity(entityId("cell", "held-5"), "put", textOf(5));
    await client.signalEntity(entityId("cell", "held-5"), "put", "small");
    await client.start({ name: "waiting" }, "go", { instanceId: "keeps-6" });
    await client.raiseEvent(instanceId("keeps-6"), "other", textOf(6));
    await expect.poll(() => client.readEntity(entityId("cell", "held-5")), { timeout: 15_000 }).toBe("small");
    await expect.poll(() => client.readEntity(entityId("cell", "holds-4")), { timeout: 15_000 }).toBe(textOf(4));
    await opened.snapshot();
    await echoed(opened, 7, "behind-7");
    for (const id of ["run-1", "run-2"]) await client.purge(instanceId(id));
    await close();
    // What the log behind the snapshot tells of is still needed; what the snapshot has is, too, until the next one.
    const again = await open(threadsThen);
    await again.snapshot();
    await close();
    await open(threadsThen);
    expect(kept()).toEqual([2, 3, 4, 6, 7]);
    const output = async (id: string) => (await hub?.client.status(instanceId(id)))?.output;
    for (const [id, digit] of [
      ["run-3", 3],
      ["shares-2", 2],
      ["behind-7", 7],
    ] as const) {
      expect(await output(id)).toBe(JSON.stringify(textOf(digit)));
    }
    expect(await hub?.client.readEntity(entityId("cell", "holds-4"))).toBe(textOf(4));
    const history = (await hub?.client.history(instanceId("keeps-6"))) ?? [];
    expect(history.find(({ type }) => type === "EventRaised")).toMatchObject({ payload: JSON.stringify(textOf(6)) });
    expect(log.filter(({ event }) => event === "TextsCollected").length).toBeGreaterThan(0);
  });

  test("stay as long as a repair has set files aside", async () => {
    const opened = await open();
    await echoed(opened, 1, "run-1");
    await opened.client.purge(instanceId("run-1"));
    await opened.snapshot();
    mkdirSync(path.join(directory.path, "rescued"));
    await open();
    expect(kept()).toEqual([1]);
  });

  test("stay when something is damaged, which may refer to anything", async () => {
    const opened = await open();
    for (const digit of [1, 2]) await echoed(opened, digit, `run-${digit}`);
    await opened.client.purge(instanceId("run-1"));
    await opened.snapshot();
    await close();
    const segments = readdirSync(path.join(directory.path, "partitions"), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith(".seg"))
      .map((entry) => path.join(entry.parentPath, entry.name));
    for (const segment of segments) truncateSync(segment, 30);
    await expect(open()).rejects.toMatchObject({ code: "DataDirDamaged" });
    expect(kept()).toEqual([1, 2]);
  });
});
