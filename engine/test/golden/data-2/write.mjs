// Wrote the golden directory, and is kept to say how. To run it again would make another one.
//
//   node engine/test/golden/data-2/write.mjs NEW-DIRECTORY
//
// Leaves in it `hub` as SIGKILL left it, with a tail of the log behind a snapshot, and `answers.json`.
import { fork } from "node:child_process";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { openHub } from "@dacapo/engine";

const PROGRAMS = fileURLToPath(new URL("./programs.mjs", import.meta.url));
const [, , directory, role] = process.argv;
if (directory === undefined) throw new Error("Usage: write.mjs NEW-DIRECTORY");
const dir = path.join(directory, "hub");

/** Has another process do the work, and takes away what says nothing: the lock, and zeros. */
async function parent() {
  const child = fork(fileURLToPath(import.meta.url), [directory, "hub"]);
  const signal = await new Promise((resolve) => child.once("exit", (_, by) => resolve(by)));
  if (signal !== "SIGKILL") throw new Error(`The hub's process ended by ${signal}`);
  rmSync(path.join(dir, "lock"), { recursive: true });
  for (const entry of readdirSync(path.join(dir, "logs"), { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    if (/^spare-/.test(entry.name)) rmSync(file);
    else if (/\.log$/.test(entry.name)) cutZeros(file);
  }
}

/** A file of the log is written ahead with zeros; one that is cut behind its last byte is as good. */
function cutZeros(file) {
  const bytes = readFileSync(file);
  let end = bytes.byteLength;
  while (end > 0 && bytes[end - 1] === 0) end -= 1;
  truncateSync(file, end);
}

/** A large text stands in the answers as its hash. */
function abbreviated(_, value) {
  const isLarge = typeof value === "string" && value.length > 1_000;
  return isLarge ? `SHA-256 ${createHash("sha256").update(value).digest("hex")}` : value;
}

const moment = () => new Promise((resolve) => setTimeout(resolve, 20));

/** Resolves when an instance has so many events of a type. */
async function until(client, id, type, count = 1) {
  for (;;) {
    const events = await client.history(id);
    if (events.filter((event) => event.type === type).length >= count) return;
    await moment();
  }
}

async function work() {
  const hub = await openHub({ dir, threads: 2, partitionCount: 12, modules: [PROGRAMS] });
  const { client } = hub;
  const published = await client.publish(
    'export default orchestration("published", function* (ctx, input) {\n' +
      '  return yield* ctx.call("greet", { name: input.name });\n});\n',
  );
  const started = [];
  const start = async (id, name, input = {}) => {
    const which = name === "published" ? { version: published.version } : { name };
    await client.start(which, input, { instanceId: id, tags: { kind: name } });
    started.push(id);
  };
  const ended = (...ids) => Promise.all(ids.map((id) => client.wait(id, { timeoutMs: 20_000 })));
  const large = (word) => word.repeat(Math.ceil(66_000 / word.length));

  // Each kind of instance twice: first what the snapshot keeps, then what the log behind it says.
  for (const when of ["kept", "behind"]) {
    await start(`${when}-hello`, "hello", { names: ["Tokyo", "Zürich", "東京"] });
    await start(`${when}-published`, "published", { name: "Published" });
    await start(`${when}-failing`, "failing");
    await start(`${when}-terminated`, "waiter");
    await start(`${when}-keeper`, "keeper", { text: large(`${when} word `) });
    await start(`${when}-countdown`, "countdown", { left: 3, waits: false });
    await start(`${when}-transfer`, "transfer", { from: `${when}-a`, to: `${when}-b`, amount: 30 });
    await start(`${when}-waiter`, "waiter");
    await start(`${when}-countdown-waits`, "countdown", { left: 3, waits: true });
    await start(`${when}-sleeper`, "sleeper");
    await start(`${when}-stuck`, "stuck");
    await start(`${when}-retrying`, "retrying");
    await start(`${when}-told`, "waiter");
    await start(`${when}-messenger`, "messenger", { to: `${when}-told` });
    await start(`${when}-parent`, "parent", { child: "hello", input: { names: ["Bern"] }, instanceId: `${when}-child` });
    await start(`${when}-parent-waits`, "parent", { child: "waiter", input: {}, instanceId: `${when}-child-waits` });
    started.push(`${when}-child`, `${when}-child-waits`);
    await start(`${when}-suspended`, "waiter");
    await client.suspend(`${when}-suspended`, "not now");
    await client.raiseEvent(`${when}-suspended`, "go", 12);
    await client.raiseEvent(`${when}-waiter`, "other", { not: "asked for" });
    await client.signalEntity(`@account@${when}-c`, "add", 11);
    await client.terminate(`${when}-terminated`, "no longer wanted");
    await ended(...["hello", "published", "failing", "terminated", "keeper"].map((name) => `${when}-${name}`));
    await ended(...["countdown", "transfer", "told", "messenger", "parent"].map((name) => `${when}-${name}`));
    await start(`${when}-holder`, "holder", { from: `${when}-a`, to: `${when}-b` });
    await until(client, `${when}-holder`, "EventWaited");
    await start(`${when}-blocked`, "transfer", { from: `${when}-b`, to: `${when}-a`, amount: 5 });
    await until(client, `${when}-blocked`, "LockRequested");
    await until(client, `${when}-child-waits`, "EventWaited");
    await until(client, `${when}-waiter`, "EventRaised");
    await until(client, `${when}-countdown-waits`, "EventWaited");
    await until(client, `${when}-sleeper`, "TimerCreated");
    await until(client, `${when}-stuck`, "ActivityStarted", 2);
    await until(client, `${when}-retrying`, "ActivityAttemptFailed");
    while ((await client.readEntity(`@account@${when}-c`)) === undefined) await moment();
    if (when === "kept") await hub.snapshot();
  }

  const answers = { list: (await client.list({ limit: 100 })).items, status: {}, history: {}, entities: {} };
  for (const id of started) {
    answers.status[id] = await client.status(id);
    answers.history[id] = await client.history(id);
  }
  for (const when of ["kept", "behind"]) {
    for (const key of ["a", "b", "c"]) {
      answers.entities[`@account@${when}-${key}`] = await client.readEntity(`@account@${when}-${key}`);
    }
  }
  writeFileSync(path.join(directory, "answers.json"), `${JSON.stringify(answers, abbreviated, 1)}\n`);
  process.kill(process.pid, "SIGKILL");
}

if (role === "hub") await work();
else await parent();
