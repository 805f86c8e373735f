import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const here = path.dirname(fileURLToPath(import.meta.url));

test("the manual's program runs as it stands and prints what the manual says", async () => {
  const manual = await readFile(path.join(here, "../README.md"), "utf8");
  const program = /```js\n([\s\S]*?)```/.exec(manual)?.[1];
  const promised = /It prints `(Completed .*?)`/.exec(manual)?.[1];
  // Beside the built engine, so that the program's imports are found.
  const dir = await mkdtemp(path.join(here, "../dist/readme-"));
  try {
    const file = path.join(dir, "hello.mjs");
    await writeFile(file, program ?? "");
    const { stdout } = await promisify(execFile)(process.execPath, [file], { cwd: dir });
    expect(stdout.trim()).toBe(promised);
  } finally {
    await rm(dir, { recursive: true });
  }
});
