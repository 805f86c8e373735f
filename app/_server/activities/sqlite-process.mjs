// The process that asks SQLite files. A query cannot be stopped in its own thread, and a thread cannot be ended while it runs
// one; a process can. It also keeps the server whole when the library ends its process, as it does on some mistakes, and leaves
// the server's own locks alone: whoever closes a file in a process gives up all locks that the process has on that file.
import { closeSync, openSync, readSync, statSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import Database from "libsql";

/** What one query may hold in memory, sorting included: nothing of it is written to temporary files. */
const MEMORY_BYTES_MAX = 256 * 1024 * 1024;
/** A reader without locks looks again when somebody wrote meanwhile, so many times. */
const LOOKS_MAX = 5;
const PARENT_LOOK_MS = 1_000;

// A server that was killed ends nobody: this thread sees that it is gone, whatever the query does.
new Worker(
  `setInterval(() => { if (process.ppid !== ${process.ppid}) process.kill(process.pid, "SIGKILL"); }, ${PARENT_LOOK_MS});`,
  { eval: true },
).unref();

const sizeOf = (file) => statSync(file, { throwIfNoEntry: false })?.size;

/** What tells that a file was written; in nanoseconds where the file system has them. */
function stampOf(file) {
  const { mtimeNs, ctimeNs, size, ino } = statSync(file, { bigint: true });
  return [mtimeNs, ctimeNs, size, ino].join(" ");
}

/** Says a database with a write-ahead log, from two bytes of its head. */
function usesLog(file) {
  const head = Buffer.alloc(20);
  const descriptor = openSync(file, "r");
  try {
    readSync(descriptor, head, 0, 20, 0);
  } finally {
    closeSync(descriptor);
  }
  return head.subarray(0, 15).toString("latin1") === "SQLite format 3" && (head[18] === 2 || head[19] === 2);
}

function open(file, flags, busyMs) {
  const database = new Database(`${pathToFileURL(file).href}?${flags}`);
  database.exec(
    `PRAGMA hard_heap_limit = ${MEMORY_BYTES_MAX}; PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF; PRAGMA busy_timeout = ${busyMs}`,
  );
  return database;
}

/**
 * Reads without writing anything: neither the file nor, beside it, the log and its index. A database with a log that nobody has
 * open is read as a file that nobody changes, and read again if somebody did.
 */
function read(job) {
  for (let look = 1; ; look++) {
    if (!usesLog(job.file)) return within(job, "mode=ro", "BEGIN");
    const logBytes = sizeOf(`${job.file}-wal`);
    if (logBytes !== undefined && sizeOf(`${job.file}-shm`) !== undefined) {
      return within(job, "mode=ro&readonly_shm=1", "BEGIN");
    }
    if (logBytes !== undefined && logBytes > 0) return { kind: "unrecovered" };
    const before = stampOf(job.file);
    const answer = within(job, "mode=ro&immutable=1", "BEGIN");
    if (stampOf(job.file) === before) return answer;
    if (look === LOOKS_MAX) return { kind: "failed", code: "SQLITE_BUSY", message: "database is being written" };
  }
}

/** The change is kept when its result is: whatever goes wrong before leaves the file as it was. */
const write = (job) => within(job, "mode=rwc", "PRAGMA foreign_keys = ON; BEGIN IMMEDIATE");

function within(job, flags, begin) {
  let database;
  try {
    database = open(job.file, flags, job.busyMs);
    database.exec(begin);
    // In the transaction: the schema that was looked at is the one that the query meets.
    const unsafe = unsafeIn(database, new Set(job.unsafe));
    const answer = unsafe === undefined ? asked(database, job) : { kind: "unsafe", ...unsafe };
    if (answer.kind === "rows" && database.inTransaction) database.exec("COMMIT");
    return answer;
  } catch (error) {
    return failed(error);
  } finally {
    // Before closing, which leaves a file as it is for a statement that was not gone through to its end.
    if (database?.inTransaction) database.exec("ROLLBACK");
    database?.close();
  }
}

/** A table, view or trigger of the file that would use what a statement must not. */
function unsafeIn(database, unsafe) {
  for (const [name, sql] of database.prepare("SELECT name, sql FROM sqlite_schema").raw().iterate([])) {
    const word = sql
      ?.toLowerCase()
      .match(/[\w$\u0080-\u{10FFFF}]+/gu)
      ?.find((each) => unsafe.has(each));
    if (word !== undefined) return { name, word };
  }
  return undefined;
}

function asked(database, { query, parameters, rowsMax, bytesMax }) {
  const statement = database.prepare(query).safeIntegers(true);
  const given = Array.isArray(parameters)
    ? parameters.map(bound)
    : Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, bound(value)]));
  if (!statement.reader) return { kind: "rows", columns: [], rows: [], changed: Number(statement.run(given).changes) };
  const columns = statement.columns().map(({ name }) => name);
  const twice = columns.find((name, at) => columns.indexOf(name) !== at);
  if (twice !== undefined) return { kind: "columnsAlike", name: twice };
  const rows = [];
  let bytes = 0;
  for (const row of statement.raw().iterate(given)) {
    if (rows.length === rowsMax) return { kind: "tooLarge", what: "rows" };
    const values = row.map(jsonOf);
    bytes += Buffer.byteLength(JSON.stringify(values));
    if (bytes > bytesMax) return { kind: "tooLarge", what: "bytes" };
    rows.push(values);
  }
  const [changed] = database.prepare("SELECT changes()").raw().get([]);
  return { kind: "rows", columns, rows, changed: Number(changed) };
}

/** The library takes a number for one with a fraction, and a bigint for a whole one. */
function bound(value) {
  if (value === null) return null;
  if ("i" in value) return BigInt(value.i);
  return "r" in value ? value.r : value.t;
}

/** As the values of PostgreSQL become JSON: what JSON has is that, and what would lose digits is a text. */
function jsonOf(value) {
  if (typeof value === "bigint") {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value.toString();
  }
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  return Buffer.isBuffer(value) ? `\\x${value.toString("hex")}` : value;
}

function failed(error) {
  return { kind: "failed", code: String(error?.code ?? ""), message: String(error?.message ?? error) };
}

function abilities() {
  const database = new Database(":memory:");
  const listed = (pragma) => database.prepare(`SELECT name FROM ${pragma}`).raw().all().flat();
  const able = { functions: listed("pragma_function_list"), modules: listed("pragma_module_list") };
  database.close();
  return { ...able, modules: able.modules.filter((name) => !name.startsWith("pragma_")) };
}

process.on("message", (job) => {
  let answer;
  try {
    answer = job.mode === "read" ? read(job) : write(job);
  } catch (error) {
    answer = failed(error);
  }
  process.send(answer);
});
process.on("disconnect", () => process.exit());
process.send({ kind: "ready", abilities: abilities() });
