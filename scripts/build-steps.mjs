// What has to be made before Dacapo can start, in order, and from what. A step runs again only if
// something it is made from has changed since it last succeeded. Node built-ins only: this file runs
// before anything is installed.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url));
const at = (...parts) => path.join(root, ...parts);
const node = process.execPath;
const tsc = () => [node, at("node_modules/typescript/bin/tsc")];
const next = () => [node, at("node_modules/next/dist/bin/next")];

/**
 * @typedef {object} Step
 * @property {string} name what it makes, as shown to the person who waits
 * @property {string[]} inputs files and folders it is made from
 * @property {string[]} outputs files that exist once it has succeeded
 * @property {() => string[][]} commands
 */

/** @type {Record<"engine" | "database" | "assets" | "app", Step>} */
export const STEPS = {
  engine: {
    name: "the engine",
    inputs: [
      "engine/src",
      "engine/scripts",
      "engine/package.json",
      "engine/tsconfig.json",
      "engine/tsconfig.pure.json",
      "package-lock.json",
    ],
    outputs: ["engine/dist/index.js", "engine/dist/realm-bundle.js"],
    commands: () => [
      [...tsc(), "-b", "engine"],
      [node, at("engine/scripts/build-realm.mjs")],
    ],
  },
  database: {
    name: "the database clients",
    inputs: ["prisma", "prisma.config.ts", "scripts/generate-db.mjs", "package-lock.json"],
    outputs: ["generated/sqlite/client.ts", "generated/postgresql/client.ts"],
    commands: () => [[node, at("scripts/generate-db.mjs")]],
  },
  assets: {
    name: "the static files",
    inputs: ["scripts/copy-assets.mjs", "package-lock.json"],
    outputs: ["public/elk-worker.min.js"],
    commands: () => [[node, at("scripts/copy-assets.mjs")]],
  },
  app: {
    name: "the app",
    inputs: [
      "app",
      "engine/src",
      "prisma",
      "public",
      "instrumentation.ts",
      "next.config.ts",
      "tsconfig.json",
      "package-lock.json",
    ],
    outputs: [".next/BUILD_ID"],
    commands: () => [[...next(), "build"]],
  },
};

const TEST_FILE = /(\.test\.tsx?|\.snap)$/;

function* filesUnder(entry) {
  const full = at(entry);
  if (!existsSync(full)) return;
  if (statSync(full).isFile()) {
    if (!TEST_FILE.test(entry)) yield entry;
    return;
  }
  for (const child of readdirSync(full).sort()) yield* filesUnder(path.join(entry, child));
}

function fingerprint(step) {
  const hash = createHash("sha256");
  for (const input of step.inputs) {
    for (const file of filesUnder(input)) {
      // What the step itself makes is not what it is made from.
      if (!step.outputs.includes(file))
        hash
          .update(file)
          .update("\0")
          .update(readFileSync(at(file)))
          .update("\0");
    }
  }
  return hash.update(process.version.split(".")[0]).digest("hex");
}

const stampFile = (key) => at("node_modules/.cache/dacapo", `${key}.stamp`);
const readIfThere = (file) => (existsSync(file) ? readFileSync(file, "utf8") : undefined);

/** Runs a command with its output passed on. Rejects with a sentence when it fails. */
export function run([command, ...args], { env = {}, quiet = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: quiet ? ["ignore", "pipe", "pipe"] : "inherit",
      env: { ...process.env, ...env },
    });
    let output = "";
    child.stdout?.on("data", (chunk) => (output += chunk));
    child.stderr?.on("data", (chunk) => (output += chunk));
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      if (code === 0) return resolve(output);
      const shown = [command, ...args].map((part) => path.relative(root, part) || part).join(" ");
      reject(
        new Error(`${output}${output ? "\n" : ""}This command failed (${signal ?? `exit code ${code}`}): ${shown}`),
      );
    });
  });
}

/** Brings the named steps up to date. Says what it does; says nothing when there is nothing to do. */
export async function bringUpToDate(keys, say = (line) => console.log(line)) {
  for (const key of keys) {
    const step = STEPS[key];
    const wanted = fingerprint(step);
    const fresh = step.outputs.every((file) => existsSync(at(file))) && readIfThere(stampFile(key)) === wanted;
    if (fresh) continue;
    const startedMs = Date.now();
    say(`Building ${step.name} …`);
    for (const command of step.commands()) await run(command, { env: { NEXT_TELEMETRY_DISABLED: "1" }, quiet: true });
    mkdirSync(path.dirname(stampFile(key)), { recursive: true });
    writeFileSync(stampFile(key), wanted);
    say(`Built ${step.name} in ${((Date.now() - startedMs) / 1000).toFixed(1)} s.`);
  }
}

/** Installs the packages of the lock file if they are not those that are there. */
export async function installIfStale(say = (line) => console.log(line)) {
  const installed = at("node_modules/.package-lock.json");
  const lock = at("package-lock.json");
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return;
  say("Installing packages (once; about a minute) …");
  const npm = process.env.npm_execpath;
  await run(npm ? [node, npm, "ci", "--no-audit", "--no-fund"] : ["npm", "ci", "--no-audit", "--no-fund"], {
    quiet: true,
  });
  say("Installed packages.");
}

/** The oldest Node.js that Dacapo runs on; the same as `engines` in package.json. */
export function checkNodeVersion() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  throw new Error(
    `Dacapo needs Node.js 20.19 or newer; this is ${process.version}. Install a newer one from https://nodejs.org and start again.`,
  );
}
