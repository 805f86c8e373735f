import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { DataDirDamaged, DataDirLocked, DataDirNewer, DataDirNotWritable, instanceId, openHub } from "@dacapo/engine";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type TemporaryDirectory, temporaryDirectory } from "./support/temporary-directory.js";
import { HELLO, hello, helloOutput } from "./support/workflows.js";

let directory: TemporaryDirectory;
beforeEach(() => {
  directory = temporaryDirectory("data");
});
afterEach(() => directory.remove());

const open = (dir = directory.path) => openHub({ dir, activities: [hello], threads: 0 });
const inside = (...names: readonly string[]) => path.join(directory.path, ...names);

async function useOnce(): Promise<void> {
  const hub = await open();
  const { version } = await hub.client.publish(HELLO);
  const { instanceId: id } = await hub.client.start({ version }, { city: "x" }, { instanceId: "kept" });
  await hub.client.wait(id, { timeoutMs: 5000 });
  await hub.close();
}

async function expectKept(): Promise<void> {
  const hub = await open();
  expect(await hub.client.status(instanceId("kept"))).toMatchObject({ output: helloOutput("x") });
  await hub.close();
}

describe("who has the directory", () => {
  test("a second hub is refused, and takes over when the first one is closed", async () => {
    const first = await open();
    await expect(open()).rejects.toBeInstanceOf(DataDirLocked);
    await expect(openHub({ dir: directory.path, threads: 1 })).rejects.toThrow("in use by another process");
    await first.close();
    await (await open()).close();
  });

  test("another process is refused as long as it lives, however it dies", async () => {
    const program = fileURLToPath(new URL("./support/hub-process.mjs", import.meta.url));
    const holder: ChildProcess = spawn(process.execPath, [program, directory.path], {
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    await once(holder, "message");
    await expect(open()).rejects.toBeInstanceOf(DataDirLocked);
    holder.kill("SIGKILL");
    await once(holder, "exit");
    await (await open()).close();
  });
});

describe("what the directory is", () => {
  test("one of a newer format is refused, and nothing is changed", async () => {
    await useOnce();
    const format = JSON.parse(readFileSync(inside("format.json"), "utf8")) as { formatVersion: number };
    writeFileSync(inside("format.json"), JSON.stringify({ ...format, formatVersion: 3, unheardOf: true }));
    await expect(open()).rejects.toBeInstanceOf(DataDirNewer);
    await expect(open()).rejects.toThrow("says format 3; this Dacapo reads formats up to 2");
    writeFileSync(inside("format.json"), JSON.stringify(format));
    await expectKept();
  });

  test("an unreadable format.json, a missing one and a missing log are refused", async () => {
    await useOnce();
    const format = readFileSync(inside("format.json"));
    writeFileSync(inside("format.json"), format.subarray(0, 10));
    await expect(open()).rejects.toBeInstanceOf(DataDirDamaged);
    rmSync(inside("format.json"));
    await expect(open()).rejects.toThrow("format.json beside it is missing");
    writeFileSync(inside("format.json"), format);
    await expectKept();
    rmSync(inside("logs", "1-0"), { recursive: true });
    await expect(open()).rejects.toThrow("is missing. Restore");
  });

  test("damage in the log is refused in either thread, naming file and offset", async () => {
    await useOnce();
    const file = inside("logs", "1-0", "000001.log");
    const bytes = readFileSync(file);
    bytes.writeUInt8(bytes.readUInt8(40) ^ 1, 40);
    writeFileSync(file, bytes);
    for (const threads of [0, 1] as const) {
      const opening = openHub({ dir: directory.path, threads });
      await expect(opening).rejects.toBeInstanceOf(DataDirDamaged);
      await expect(openHub({ dir: directory.path, threads })).rejects.toThrow(`${file} at offset 32`);
    }
  });

  test("the number of partitions is the directory's own", async () => {
    await (await openHub({ dir: directory.path, partitionCount: 3, threads: 0 })).close();
    await useOnce();
    expect(JSON.parse(readFileSync(inside("format.json"), "utf8"))).toMatchObject({ partitionCount: 3 });
  });

  test("one that cannot be written is refused, whether it is new or was used", async () => {
    mkdirSync(inside("parent"));
    chmodSync(inside("parent"), 0o555);
    expect(await run("open-unprivileged.mjs", [inside("parent", "new")])).toMatchObject({ code: "DataDirNotWritable" });
    expect(await run("open-unprivileged.mjs", [inside("parent")])).toMatchObject({ code: "DataDirNotWritable" });
    await useOnce();
    chmodSync(inside("lock", "LOCK"), 0o444);
    for (const name of ["", "lock", "logs/1-0"]) chmodSync(inside(name), 0o555);
    expect(await run("open-unprivileged.mjs", [directory.path])).toMatchObject({ code: "DataDirNotWritable" });
    for (const name of ["", "lock", "logs/1-0", "parent"]) chmodSync(inside(name), 0o755);
    chmodSync(inside("lock", "LOCK"), 0o644);
    await expectKept();
  });

  test("a file in its place is refused", async () => {
    writeFileSync(inside("file"), "");
    await expect(open(inside("file"))).rejects.toBeInstanceOf(DataDirNotWritable);
    await expect(open(inside("file", "below"))).rejects.toBeInstanceOf(DataDirNotWritable);
  });
});

describe("a making that was interrupted is done again", () => {
  const stages: readonly [string, () => void][] = [
    ["after the directory", () => undefined],
    ["after the lock", () => mkdirSync(inside("lock"))],
    [
      "within the lock",
      () => {
        mkdirSync(inside("lock"));
        writeFileSync(inside("lock", "CURRENT"), "MANIFEST-0000");
      },
    ],
    ["after the log's directory", () => mkdirSync(inside("logs", "1-0"), { recursive: true })],
    [
      "after the log's first file",
      () => {
        mkdirSync(inside("logs", "1-0"), { recursive: true });
        writeFileSync(inside("logs", "1-0", "000001.log"), "");
      },
    ],
    [
      "within format.json",
      () => {
        mkdirSync(inside("logs", "1-0"), { recursive: true });
        writeFileSync(inside("format.json.new"), '{"formatVers');
      },
    ],
  ];
  test.each(stages)("%s", async (_name, stage) => {
    stage();
    await useOnce();
    expect(existsSync(inside("format.json.new"))).toBe(false);
    await expectKept();
  });
});

test("a hub that is opened and closed many times leaves nothing behind: the process ends by itself", async () => {
  await useOnce();
  const report = await run("open-and-close.mjs", [directory.path, "200"]);
  expect(report).toMatchObject({ rounds: 200, resources: [] });
  expect(report.descriptorsAfter).toBe(report.descriptorsBefore);
  await expectKept();
}, 120_000);

/** Runs one of the support programs to its own end, and gives what it printed. */
async function run(program: string, args: readonly string[]): Promise<Record<string, unknown>> {
  const file = fileURLToPath(new URL(`./support/${program}`, import.meta.url));
  const child = spawn(process.execPath, [file, ...args], { stdio: ["ignore", "pipe", "inherit"] });
  let printed = "";
  child.stdout.on("data", (chunk: Buffer) => {
    printed += chunk.toString();
  });
  const [code] = await once(child, "close");
  expect(code, printed).toBe(0);
  return JSON.parse(printed) as Record<string, unknown>;
}
