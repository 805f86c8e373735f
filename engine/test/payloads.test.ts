import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { defineActivity, type Hub, type InstanceId, openHub } from "@dacapo/engine";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import * as z from "zod";
import { type TemporaryDirectory, temporaryDirectory } from "./support/temporary-directory.js";

const CHARACTERS = 1_000_000;

/** Gives the same large text whenever it is called. */
const novel = defineActivity({
  name: "novel",
  title: "Write a novel",
  description: "Gives a large text.",
  icon: "book",
  effects: "idempotent",
  input: z.object({}),
  output: z.string(),
  run: () => "ü".repeat(CHARACTERS),
});

/** Its result is in the history of the activity, and in the run's output. */
const NOVELIST = `export default orchestration("novelist", function* (ctx) {
  return yield* ctx.call("novel", {});
});
`;

const filesBelow = (directory: string): readonly string[] =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));

describe.each([{ threads: 0 }, { threads: 2 }])("large texts of a hub with threads: $threads", ({ threads }) => {
  let directory: TemporaryDirectory;
  let hub: Hub;
  const open = () => openHub({ dir: directory.path, threads, activities: [novel] });
  const texts = () => filesBelow(path.join(directory.path, "payloads"));
  const output = async (id: InstanceId) => (await hub.client.status(id))?.output;

  async function runs(count: number): Promise<readonly InstanceId[]> {
    const { version } = await hub.client.publish(NOVELIST);
    const started = await Promise.all(Array.from({ length: count }, () => hub.client.start({ version })));
    await Promise.all(started.map(({ instanceId }) => hub.client.wait(instanceId)));
    return started.map(({ instanceId }) => instanceId);
  }

  beforeEach(async () => {
    directory = temporaryDirectory("payloads");
    hub = await open();
  });
  afterEach(async () => {
    await hub.close();
    directory.remove();
  });

  test("are kept once, whoever made them, and are there after the next opening", async () => {
    const ids = await runs(8);
    await hub.close();
    expect(texts().map((file) => statSync(file).size)).toEqual([1 + 2 * (CHARACTERS + 1)]);
    const others = filesBelow(directory.path).filter((file) => !texts().includes(file));
    for (const file of others) expect(readFileSync(file).includes("ü".repeat(1_000))).toBe(false);
    hub = await open();
    for (const id of ids) expect(await output(id)).toBe(JSON.stringify("ü".repeat(CHARACTERS)));
  });

  test("are looked up by nobody who only reads a list, for it shows none", async () => {
    const [id] = await runs(1);
    await hub.snapshot();
    await hub.close();
    for (const file of texts()) rmSync(file);
    hub = await open();
    const { items } = await hub.client.list();
    expect(items).toMatchObject([{ instanceId: id, status: "Completed" }]);
    expect(items[0]).not.toHaveProperty("output");
    await expect(output(id as InstanceId)).rejects.toThrow("it is missing");
  });

  test("that are damaged are refused by the name of their file, and never given as they are", async () => {
    const [id] = await runs(1);
    await hub.close();
    const [file] = texts();
    if (id === undefined || file === undefined) throw new Error("the run left no large text");
    writeFileSync(file, readFileSync(file).subarray(0, 1_000));
    const asked = (async () => {
      hub = await open();
      return output(id);
    })();
    await expect(asked).rejects.toThrow(file);
  });
});
