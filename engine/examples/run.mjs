// Runs one of the example programs in a hub of its own and prints what it came to: node engine/examples/run.mjs hello
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { openHub } from "@dacapo/engine";
import { programs } from "./programs.mjs";

const [name = ""] = process.argv.slice(2);
const program = Object.hasOwn(programs, name) ? programs[name] : undefined;

if (program === undefined) {
  const lines = Object.entries(programs).map(([known, { about }]) => `  ${known.padEnd(22)}${about}`);
  process.stderr.write(`${name === "" ? "Name a program" : `There is no program "${name}"`}:\n${lines.join("\n")}\n`);
  process.exit(2);
}

const folder = fs.mkdtempSync(path.join(os.tmpdir(), `dacapo-${name}-`));
const hub = await openHub({
  dir: path.join(folder, "data"),
  modules: [new URL(program.module, import.meta.url)],
  threads: 1,
});
try {
  process.stdout.write(`${JSON.stringify(await program.run(hub.client, folder), undefined, 2)}\n`);
} finally {
  await hub.close();
  fs.rmSync(folder, { recursive: true, force: true });
}
