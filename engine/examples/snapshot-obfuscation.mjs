// Snapshot obfuscation: a copy of a database is restored from a snapshot, which takes a while, so a durable timer asks
// again and again whether it is there; what is personal in it is replaced; the result is exported. Whatever happens,
// the copy with the real names does not stay: not after a failure, nor when somebody terminates the run with clean-up.
// The "database service" is a folder: a server is a file in it.
import { createHash } from "node:crypto";
import fs from "node:fs/promises";
import path from "node:path";
import { defineActivity, orchestration } from "@dacapo/engine";
import * as z from "zod";

const server = z.object({ folder: z.string(), server: z.string() });
const fileOf = ({ folder, server }) => path.join(folder, `${server}.server.json`);
const readServer = async (of) => JSON.parse(await fs.readFile(fileOf(of), "utf8"));

/** Whole or not at all: who is killed in the middle has changed nothing. */
async function writeWhole(file, value) {
  await fs.writeFile(`${file}.part`, JSON.stringify(value));
  await fs.rename(`${file}.part`, file);
}

export const startRestore = defineActivity({
  name: "startRestore",
  title: "Start restore",
  description: "Has the service begin to restore a snapshot into a new server.",
  icon: "database-import",
  effects: "idempotent",
  input: server.extend({ snapshot: z.string(), takesMs: z.number() }),
  output: z.null(),
  run: async ({ snapshot, takesMs, ...of }, { signal }) => {
    const rows = JSON.parse(await fs.readFile(path.join(of.folder, snapshot), "utf8"));
    // Whoever cancelled the run meanwhile has the server deleted: one that is made after that would stay.
    signal.throwIfAborted();
    await writeWhole(fileOf(of), { readyAtMs: Date.now() + takesMs, rows });
    return null;
  },
});

export const restoreState = defineActivity({
  name: "restoreState",
  title: "State of the restore",
  description: "Asks the service whether the server is ready.",
  icon: "database-search",
  effects: "idempotent",
  input: server,
  output: z.enum(["restoring", "ready"]),
  run: async (of) => (Date.now() < (await readServer(of)).readyAtMs ? "restoring" : "ready"),
});

/** The same text becomes the same word, in this snapshot only: rows that belonged together still do. */
const pseudonym = (secret, text) => createHash("sha256").update(`${secret}\n${text}`).digest("hex").slice(0, 12);

export const obfuscate = defineActivity({
  name: "obfuscate",
  title: "Obfuscate",
  description: "Replaces names and addresses on a server; numbers stay. Fails when a row is not as expected.",
  icon: "eye-off",
  effects: "idempotent",
  input: server.extend({ secret: z.string() }),
  output: z.object({ rows: z.number() }),
  run: async ({ secret, ...of }) => {
    const { readyAtMs, rows, isObfuscated } = await readServer(of);
    if (isObfuscated) return { rows: rows.length };
    const replaced = rows.map((row, index) => {
      if (typeof row.name !== "string" || typeof row.email !== "string") {
        const message = `Row ${index + 1} has no name or no e-mail address. Nothing is exported that was not looked at.`;
        throw Object.assign(new Error(message), { code: "UnexpectedRow", nonRetriable: true });
      }
      return { ...row, name: pseudonym(secret, row.name), email: `${pseudonym(secret, row.email)}@example.org` };
    });
    await writeWhole(fileOf(of), { readyAtMs, isObfuscated: true, rows: replaced });
    return { rows: rows.length };
  },
});

export const exportServer = defineActivity({
  name: "exportServer",
  title: "Export",
  description: "Writes what is on a server into a file.",
  icon: "database-export",
  effects: "idempotent",
  input: server.extend({ file: z.string() }),
  output: z.null(),
  run: async ({ file, ...of }) => {
    await writeWhole(path.join(of.folder, file), (await readServer(of)).rows);
    return null;
  },
});

export const deleteServer = defineActivity({
  name: "deleteServer",
  title: "Delete server",
  description: "Deletes a server, if it is there.",
  icon: "database-x",
  effects: "idempotent",
  input: server,
  output: z.null(),
  run: async (of) => {
    await fs.rm(fileOf(of), { force: true });
    return null;
  },
});

export const obfuscateSnapshot = orchestration("obfuscateSnapshot", function* (ctx, input) {
  const { folder, snapshot, file, takesMs, pollMs, patienceMs } = input;
  const of = { folder, server: ctx.instanceId };
  const retry = { maxAttempts: 5, firstDelayMs: 100 };
  const giveUpAtMs = ctx.now() + patienceMs;
  try {
    yield* ctx.call("startRestore", { ...of, snapshot, takesMs }, { retry });
    let polls = 1;
    while ((yield* ctx.call("restoreState", of, { retry })) !== "ready") {
      if (ctx.now() >= giveUpAtMs) throw Object.assign(new Error("The restore took too long."), { code: "Timeout" });
      yield* ctx.sleep(pollMs, { node: "poll" });
      polls += 1;
    }
    const { rows } = yield* ctx.call("obfuscate", { ...of, secret: ctx.newGuid() }, { retry });
    yield* ctx.call("exportServer", { ...of, file }, { retry });
    return { rows, polls };
  } finally {
    yield* ctx.call("deleteServer", of, { retry: { maxAttempts: 100, firstDelayMs: 100, maxDelayMs: 60_000 } });
  }
});
