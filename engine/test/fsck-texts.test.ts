import { execFile } from "node:child_process";
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { instanceId, openHub, orchestration } from "@dacapo/engine";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type TemporaryDirectory, temporaryDirectory } from "./support/temporary-directory.js";

const PROGRAM = fileURLToPath(new URL("../dist/fsck/main.js", import.meta.url));
const CHARACTERS = 200_000;

/** Takes up a new text in each execution, and gives the last one. */
const hoarder = orchestration<{ left: number; text: string }>("hoarder", function* (ctx, { left, text }) {
  yield* ctx.sleep(1);
  if (left === 0) return text;
  ctx.continueAsNew({ left: left - 1, text: String(left - 1).repeat(CHARACTERS) });
});

let directory: TemporaryDirectory;
beforeEach(() => {
  directory = temporaryDirectory("fsck-texts");
});
afterEach(() => directory.remove());

const textOf = (name: number) => String(name).repeat(CHARACTERS);
const texts = (): readonly string[] =>
  readdirSync(path.join(directory.path, "payloads"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
const bytesOf = (file: string) => readFileSync(file, "latin1");
/** Those of the files whose text has a digit, among others, a great many times. */
const filesWith = (digit: number) => texts().filter((file) => bytesOf(file).includes(textOf(digit)));

function fsck(...args: readonly string[]): Promise<{ readonly printed: string; readonly code: number }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [PROGRAM, directory.path, ...args], (error, stdout, stderr) => {
      resolve({ printed: stdout + stderr, code: error === null ? 0 : Number(error.code) });
    });
  });
}

const open = () => openHub({ dir: directory.path, orchestrations: [hoarder] });

/** Runs whose texts of the first executions are in no history any more, nor in the log; and one whose text is. */
async function hoard(options: { readonly snapshot: boolean }): Promise<void> {
  const hub = await open();
  await hub.client.start({ name: "hoarder" }, { left: 3, text: textOf(3) }, { instanceId: "hoarder" });
  await hub.client.wait(instanceId("hoarder"));
  if (options.snapshot) await hub.snapshot();
  await hub.client.start({ name: "hoarder" }, { left: 0, text: textOf(9) }, { instanceId: "behind" });
  await hub.client.wait(instanceId("behind"));
  await hub.close();
}

async function outputs(): Promise<readonly unknown[]> {
  const hub = await open();
  const ids = ["hoarder", "behind"].map(instanceId);
  const told = await Promise.all(ids.map(async (id) => (await hub.client.status(id))?.output));
  await hub.close();
  return told;
}

describe("large texts that nothing refers to", () => {
  const dead = () => [1, 2, 3].flatMap(filesWith);

  test("are counted by --verify, which changes nothing", async () => {
    await hoard({ snapshot: true });
    const before = texts();
    expect(dead().length).toBeGreaterThanOrEqual(3);
    const bytes = dead().reduce((sum, file) => sum + statSync(file).size, 0);
    const { printed, code } = await fsck("--verify");
    const alive = before.length - dead().length;
    expect(printed).toContain(
      `Large texts: ${alive} that something refers to, and ${dead().length} files (${(bytes / 1024).toFixed(1)} KiB) that nothing refers to.`,
    );
    expect(printed).toContain("CLEAN: everything was read");
    expect(code).toBe(0);
    expect(texts()).toEqual(before);
  });

  test("are removed by --repair with consent, and they alone", async () => {
    await hoard({ snapshot: true });
    const before = texts();
    const gone = dead();
    const refused = await fsck("--repair");
    expect(refused).toMatchObject({ code: 0, printed: expect.stringContaining("Nothing was changed.") });
    expect(texts()).toEqual(before);
    const { printed, code } = await fsck("--repair", "--yes");
    expect(printed).toContain(`Removed ${gone.length} files, `);
    expect(code).toBe(0);
    expect(texts()).toEqual(before.filter((file) => !gone.includes(file)));
    expect(await outputs()).toEqual([textOf(0), textOf(9)].map((text) => JSON.stringify(text)));
    const again = await fsck("--verify", "--repair", "--yes");
    expect(again).toMatchObject({ code: 0, printed: expect.not.stringContaining("nothing refers to") });
  });

  test("are none as long as the log behind the snapshot refers to them", async () => {
    await hoard({ snapshot: false });
    const before = texts();
    expect(await fsck("--repair", "--yes")).toMatchObject({ code: 0 });
    expect(texts()).toEqual(before);
    expect(await outputs()).toEqual([textOf(0), textOf(9)].map((text) => JSON.stringify(text)));
  });
});

describe("large texts that something refers to", () => {
  test.each([
    ["are missing", (file: string) => rmSync(file), "it is missing"],
    ["are damaged", (file: string) => writeFileSync(file, "other"), "its content has the hash"],
  ])("and that %s are told of by their file; then nothing is removed", async (_, harm, why) => {
    for (const digit of [0, 9]) {
      rmSync(directory.path, { recursive: true });
      await hoard({ snapshot: true });
      const [file = ""] = filesWith(digit);
      harm(file);
      const left = texts();
      const { printed, code } = await fsck("--verify");
      expect(printed).toContain("DAMAGED");
      expect(printed).toContain(`The large text ${file} cannot be read: ${why}`);
      expect(printed).not.toContain("nothing refers to");
      expect(code).toBe(1);
      expect(await fsck()).toMatchObject({ code: 0 });
      expect(await fsck("--repair", "--yes")).toMatchObject({
        code: 1,
        printed: expect.stringContaining("But not all of it can be read:"),
      });
      expect(texts()).toEqual(left);
    }
  });
});
