import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";

/** The server as a process of its own: what it says when it cannot start, and how it stops. */

const root = fileURLToPath(new URL("../..", import.meta.url));
const bundleDir = path.join(root, "node_modules/.cache/dacapo-process-test");
const bundle = path.join(bundleDir, `server-${process.pid}.mjs`);
let dataDir: string;
const children: ChildProcess[] = [];

beforeAll(async () => {
  mkdirSync(bundleDir, { recursive: true });
  await build({
    stdin: {
      contents: `import { startOrExit } from "./app/_server/start-or-exit"; await startOrExit(); process.stdout.write("UP\\n");`,
      resolveDir: root,
      loader: "ts",
    },
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    tsconfig: path.join(root, "tsconfig.json"),
    alias: { "@": root },
    outfile: bundle,
    logLevel: "error",
  });
});
afterAll(() => rmSync(bundle, { force: true }));

beforeEach(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), "dacapo-process-"));
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  chmodSync(dataDir, 0o700);
  rmSync(dataDir, { recursive: true, force: true });
});

interface Started {
  readonly child: ChildProcess;
  /** Resolves when the server is up, or has exited instead. */
  readonly up: Promise<boolean>;
  readonly exit: Promise<{ readonly code: number | null; readonly signal: string | null; readonly ms: number }>;
  readonly said: () => { readonly out: string; readonly err: string };
}

function start(env: Readonly<Record<string, string>> = {}): Started {
  const { PATH = "" } = process.env;
  const child = spawn(process.execPath, [bundle], {
    cwd: root,
    env: { PATH, DATA_DIR: dataDir, NODE_ENV: "production", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  children.push(child);
  let out = "";
  let err = "";
  const startedMs = Date.now();
  const exit = new Promise<Awaited<Started["exit"]>>((resolve) => {
    child.once("exit", (code, signal) => resolve({ code, signal, ms: Date.now() - startedMs }));
  });
  const up = new Promise<boolean>((resolve) => {
    child.stdout?.on("data", (chunk) => {
      out += chunk;
      if (out.includes("UP\n")) resolve(true);
    });
    child.stderr?.on("data", (chunk) => {
      err += chunk;
    });
    child.once("exit", () => resolve(false));
  });
  return { child, up, exit, said: () => ({ out, err }) };
}

/** What a server that cannot start says; it must be one sentence or two, not a stack. */
async function refusal(env: Readonly<Record<string, string>> = {}): Promise<string> {
  const { exit, said } = start(env);
  expect((await exit).code).toBe(1);
  const { err } = said();
  expect(err).toMatch(/^Dacapo did not start\. [^\n]+\n$/);
  return err;
}

describe("a server that starts", () => {
  test("makes its data directory, and stops cleanly on SIGTERM within five seconds, with code 0", async () => {
    dataDir = path.join(dataDir, "made", "by", "the", "server");
    const { child, up, exit, said } = start();
    expect(await up).toBe(true);
    expect(readdirSync(dataDir)).toEqual(expect.arrayContaining(["dacapo.db", "engine"]));
    const asked = Date.now();
    child.kill("SIGTERM");
    expect(await exit).toMatchObject({ code: 0, signal: null });
    expect(Date.now() - asked).toBeLessThan(5_000);
    expect(said().err).toBe("");
    // After a clean stop the one file is the whole database.
    const writeAheadLog = path.join(dataDir, "dacapo.db-wal");
    expect(existsSync(writeAheadLog) ? statSync(writeAheadLog).size : 0).toBe(0);
  });

  test("can be started again after it was killed", async () => {
    const first = start();
    expect(await first.up).toBe(true);
    first.child.kill("SIGKILL");
    await first.exit;
    const second = start();
    expect(await second.up).toBe(true);
    second.child.kill("SIGINT");
    expect(await second.exit).toMatchObject({ code: 0 });
  });

  test("logs lines of JSON", async () => {
    const { child, up, exit, said } = start();
    await up;
    child.kill("SIGTERM");
    await exit;
    const lines = said()
      .out.trim()
      .split("\n")
      .filter((line) => line !== "UP")
      .map((line) => JSON.parse(line) as { msg: string });
    expect(lines.map(({ msg }) => msg)).toEqual(
      expect.arrayContaining(["Dacapo is up.", "Dacapo is stopping.", "Dacapo has stopped."]),
    );
  });
});

describe("a server that cannot start says why, and exits with code 1", () => {
  test("when a variable is wrong", async () => {
    expect(await refusal({ PORT: "many", LOG_LEVEL: "loud" })).toMatch(/PORT must be.*LOG_LEVEL must be one of/);
  });

  test("when another process has its data directory", async () => {
    const first = start();
    expect(await first.up).toBe(true);
    expect(await refusal()).toContain(dataDir);
    first.child.kill("SIGTERM");
    expect(await first.exit).toMatchObject({ code: 0 });
  });

  test("when its data directory cannot be made", async () => {
    writeFileSync(path.join(dataDir, "file"), "in the way");
    expect(await refusal({ DATA_DIR: path.join(dataDir, "file", "data") })).toContain("set DATA_DIR to another one");
  });

  test("when the database is not one, and then lets the directory go", async () => {
    const file = path.join(dataDir, "dacapo.db");
    writeFileSync(file, "this is not a database, but it is long enough to be looked at ".repeat(40));
    expect(await refusal()).toContain(`The database ${file} could not be opened`);
    rmSync(file);
    const { up } = start();
    expect(await up).toBe(true);
  });

  test("when PostgreSQL is not there", async () => {
    const said = await refusal({ DATABASE_URL: "postgresql://me:secret@127.0.0.1:1/dacapo" });
    expect(said).toMatch(/127\.0\.0\.1:1.*ECONNREFUSED.*Check DATABASE_URL/);
    expect(said).not.toContain("secret");
  });
});
