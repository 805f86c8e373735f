import { createHash } from "node:crypto";
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type ActivityContext, environmentSecrets } from "@dacapo/engine";
import { failureFrom } from "@dacapo/engine/model";
import Database from "libsql";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { failureOf } from "./failure-for-test";
import { sqlQuery } from "./sql-query";
import { SqliteProcesses } from "./sqlite-processes";

const folder = await mkdtemp(path.join(tmpdir(), "dacapo-sqlite-"));
const roots = { examplesDir: path.join(folder, "examples"), filesDir: path.join(folder, "files") };
const processes = new SqliteProcesses(process.cwd());
const secrets = environmentSecrets({ DACAPO_SECRET_SHOP: "sqlite:files/shop.db" });
afterAll(async () => {
  processes.close();
  await rm(folder, { recursive: true });
});

const at = (name: string) => path.join(roots.filesDir, name);

/** A database as some other program made it. */
function make(name: string, sql: string): void {
  const database = new Database(at(name));
  database.exec(sql);
  database.close();
}

beforeEach(async () => {
  await rm(roots.filesDir, { recursive: true, force: true });
  await mkdir(roots.filesDir, { recursive: true });
  make(
    "shop.db",
    "CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT UNIQUE, price REAL, picture BLOB); INSERT INTO item VALUES (1, 'pen', 1.5, x'00ff'), (2, 'ink', NULL, NULL)",
  );
});

async function ask(input: Record<string, unknown>, signal = new AbortController().signal) {
  const activity = sqlQuery({ secrets, roots, processes });
  const asked = activity.parseInput({ connection: "files/shop.db", ...input });
  return (await activity.run(asked, { signal } as ActivityContext)) as {
    rows: unknown[];
    columns: string[];
    changed?: number;
  };
}

const failure = (...given: Parameters<typeof ask>) => failureOf(ask(...given));

/** Every file below the folder, with what is in it. */
async function everything(): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  const hashes = files.sort().map(async (file) => [
    path.relative(folder, file),
    createHash("sha256")
      .update(await readFile(file))
      .digest("hex"),
  ]);
  return Object.fromEntries(await Promise.all(hashes));
}

describe("values", () => {
  test("rows are objects; what would lose digits is a text, bytes are hexadecimal", async () => {
    expect(await ask({ query: "SELECT * FROM item ORDER BY id" })).toEqual({
      columns: ["id", "name", "price", "picture"],
      rows: [
        { id: 1, name: "pen", price: 1.5, picture: "\\x00ff" },
        { id: 2, name: "ink", price: null, picture: null },
      ],
    });
    const query =
      "SELECT 9007199254740991 AS most, 9007199254740993 AS more, -9223372036854775808 AS least, 9e999 AS endless, 1.0 AS one, date('2024-02-29') AS day, 1 = 1 AS yes";
    expect((await ask({ query })).rows).toEqual([
      {
        most: 9007199254740991,
        more: "9007199254740993",
        least: "-9223372036854775808",
        endless: "Infinity",
        one: 1,
        day: "2024-02-29",
        yes: 1,
      },
    ]);
    expect(await ask({ query: "SELECT 1 AS one WHERE false;" })).toEqual({ columns: ["one"], rows: [] });
  });

  test.each([
    ["SELECT ?, ?", [1, "a"], [1, "a"]],
    ["SELECT $2, $1, $2", ["a", "b"], ["b", "a", "b"]],
    ["SELECT ?2, ?1", ["a", "b"], ["b", "a"]],
    ["SELECT :a, @b, $c, :a", { a: 1, b: null, c: "x" }, [1, null, "x", 1]],
    [
      "SELECT typeof(?), typeof(?), typeof(?), typeof(?), ?, ?",
      [1, 1.5, true, "1", [1, { a: 2 }], false],
      ["integer", "real", "integer", "text", '[1,{"a":2}]', 0],
    ],
    ["SELECT ':a', \"name\", [name], ? /* :b */ FROM item -- $c\n WHERE id = 1", [5], [":a", "pen", "pen", 5]],
  ])("parameters: %s", async (query, parameters, values) => {
    const names = values.map((_, at) => `c${at}`);
    const { rows } = await ask({ query: `WITH t (${names.join(", ")}) AS (${query}) SELECT * FROM t`, parameters });
    expect(rows.map((row) => Object.values(row as object))).toEqual([values]);
  });

  test.each([
    ["SELECT ?", [], /1 parameter stands in it, and 0 given/],
    ["SELECT ?", [1, 2], /1 parameter stands in it, and 2 given/],
    ["SELECT $2", [1], /2 parameters stand in it, and 1 given/],
    ["SELECT :a", [1], /have names: "a"/],
    ["SELECT :a", { b: 1 }, /"a" is not given/],
    ["SELECT :a", { a: 1, b: 1 }, /"b" is given and stands nowhere/],
    ["SELECT ?", { a: 1 }, /no names/],
    ["SELECT 1", { a: 1 }, /no parameter stands in it/],
    ["SELECT ?, :a", [1], /mixes/],
    ["SELECT ?0", [1], /counted from 1/],
  ])("parameters that do not fit: %s %j", async (query, parameters, says) => {
    expect(await failure({ query, parameters })).toMatchObject({
      code: "SqlParametersInvalid",
      message: expect.stringMatching(says),
      nonRetriable: true,
    });
  });
});

describe("read only", () => {
  const outside = path.join(folder, "outside.txt");
  const own = at("shop.db");
  const statements = [
    "INSERT INTO item (name) VALUES ('a')",
    "INSERT INTO item (name) VALUES ('a') RETURNING id",
    "WITH a AS (SELECT 'a') INSERT INTO item (name) SELECT * FROM a",
    "WITH a AS (SELECT 'a') INSERT INTO item (name) SELECT * FROM a RETURNING *",
    "WITH a AS (SELECT 1) UPDATE item SET name = 'a'",
    "WITH a AS (SELECT 1) DELETE FROM item",
    "REPLACE INTO item (id) VALUES (1)",
    "UPDATE item SET name = 'a'",
    "DELETE FROM item",
    "DROP TABLE item",
    "CREATE TABLE a (b)",
    "CREATE TEMP TABLE a (b)",
    "CREATE VIEW a AS SELECT 1",
    "ALTER TABLE item RENAME TO other",
    "REINDEX",
    "ANALYZE",
    "PRAGMA user_version = 5",
    "PRAGMA query_only = 0",
    "PRAGMA writable_schema = 1",
    "PRAGMA journal_mode = WAL",
    "PRAGMA wal_checkpoint",
    "EXPLAIN PRAGMA journal_mode = WAL",
    "EXPLAIN QUERY PLAN PRAGMA user_version = 5",
    "VACUUM",
    `VACUUM INTO '${at("copy.db")}'`,
    `ATTACH '${own}' AS own`,
    `ATTACH '${at("new.db")}' AS new`,
    `;;ATTACH 'file:${own}?mode=rw' AS own`,
    `EXPLAIN ATTACH '${at("new.db")}' AS new`,
    "DETACH main",
    "BEGIN IMMEDIATE",
    "COMMIT",
    "SAVEPOINT a",
    "SELECT 1; DELETE FROM item",
    "SELECT 1; COMMIT; DELETE FROM item",
    "DELETE FROM item; SELECT 1",
    "/* SELECT */ DELETE FROM item",
    "-- SELECT\nDELETE FROM item",
    "/* SELECT 1 -- */ DELETE FROM item -- */",
    "\uFEFFDELETE FROM item",
    "\uFEFF\uFEFF/**/DELETE FROM item",
    "SELECT 1\0; DELETE FROM item",
    `SELECT writefile('${outside}', 'a')`,
    `SELECT "writefile"('${outside}', 'a')`,
    `SELECT [WriteFile]('${outside}', 'a')`,
    `SELECT \`writefile\`/**/('${own}', 'a')`,
    `SELECT $a('), writefile('${outside}', 'a') -- ')`,
    `SELECT sha3_query('SELECT write' || 'file(''${outside}'', 1)')`,
    "SELECT readfile('/etc/hostname')",
    "SELECT * FROM fsdir('/etc')",
    "SELECT * FROM 'fsdir' WHERE path = '/etc'",
    "SELECT load_extension('a')",
    "SELECT * FROM sqlite_dbpage",
    "UPDATE sqlite_dbpage SET data = zeroblob(4096)",
    "SELECT * FROM pragma_database_list",
    "SELECT * FROM pragma_optimize(1)",
    "SELECT sqlite3mc_config('cipher', 'rc4')",
    "(SELECT 1)",
    "",
    "-- nothing",
    ";",
  ];

  /** The answer to each of them is a refusal, or the values of a query; whichever it is, nothing may be otherwise after it. */
  async function expectNothingChanges(connection: string): Promise<void> {
    const before = await everything();
    for (const query of statements) {
      const asked = await ask({ connection, query }).catch((thrown) => failureFrom(thrown, "ActivityError").code);
      expect(await everything(), query).toEqual(before);
      if (query.trim() !== "") expect(asked, query).toMatch(/^Sql(NotAllowed|Failed|ParametersInvalid)$/);
    }
  }

  test("no statement changes the file, or makes another one", () => expectNothingChanges("files/shop.db"), 120_000);

  test("nor does one with a write-ahead log that nobody has open", async () => {
    make(
      "log.db",
      "PRAGMA journal_mode = WAL; CREATE TABLE item (id INTEGER PRIMARY KEY, name); INSERT INTO item VALUES (1, 'a')",
    );
    expect(Object.keys(await everything())).toEqual(["files/log.db", "files/shop.db"]);
    const before = await everything();
    expect((await ask({ connection: "files/log.db", query: "SELECT name FROM item" })).rows).toEqual([{ name: "a" }]);
    expect(await everything()).toEqual(before);
    await expectNothingChanges("files/log.db");
  }, 120_000);

  test("nor one whose write-ahead log is in use; what is written there is seen", async () => {
    const writer = new Database(at("log.db"));
    writer.exec(
      "PRAGMA journal_mode = WAL; CREATE TABLE item (id INTEGER PRIMARY KEY, name); INSERT INTO item VALUES (1, 'a')",
    );
    const before = await everything();
    expect(Object.keys(before)).toContain("files/log.db-wal");
    expect((await ask({ connection: "files/log.db", query: "SELECT name FROM item" })).rows).toEqual([{ name: "a" }]);
    expect(await everything()).toEqual(before);
    writer.exec("INSERT INTO item VALUES (2, 'b')");
    expect((await ask({ connection: "files/log.db", query: "SELECT count(*) AS n FROM item" })).rows).toEqual([
      { n: 2 },
    ]);
    // What is left when only the file and its log were copied.
    await copyFile(at("log.db"), at("copy.db"));
    await copyFile(at("log.db-wal"), at("copy.db-wal"));
    writer.close();
    const copied = await everything();
    expect(await failure({ connection: "files/copy.db", query: "SELECT 1" })).toMatchObject({
      code: "SqlBusy",
      message: expect.stringContaining("write-ahead log"),
    });
    expect(await everything()).toEqual(copied);
  });

  test("queries of every kind are answered", async () => {
    for (const query of [
      "VALUES (1)",
      "WITH RECURSIVE n (a) AS (SELECT 1 UNION ALL SELECT a + 1 FROM n WHERE a < 3) SELECT a FROM n",
      "EXPLAIN QUERY PLAN SELECT * FROM item",
      "EXPLAIN DELETE FROM item",
      "SELECT name FROM pragma_table_info('item')",
      "SELECT value FROM json_each('[1]')",
      "SELECT max(id) OVER (ORDER BY name) AS a FROM item",
      "\uFEFF -- first\n SELECT 1 AS a",
    ]) {
      const asked = await ask({ query }).catch((thrown) => failureFrom(thrown, "ActivityError"));
      expect(asked, query).toHaveProperty(query.startsWith("EXPLAIN DELETE") ? "code" : "rows");
    }
  });

  test("a schema that somebody prepared is not used", async () => {
    make("view.db", "CREATE TABLE a (b); CREATE VIEW v AS SELECT readfile('/etc/hostname')");
    make("index.db", "CREATE VIRTUAL TABLE f USING fts4 (a, compress=lower, uncompress=readfile)");
    for (const name of ["view.db", "index.db"]) {
      expect(await failure({ connection: `files/${name}`, query: "SELECT 1" }), name).toMatchObject({
        code: "SqlNotAllowed",
        message: expect.stringContaining("readfile"),
      });
    }
  });
});

describe("writing", () => {
  const write = (query: string, more: Record<string, unknown> = {}) => ask({ query, readOnly: false, ...more });

  test("says how many rows changed, and makes a file that is not there", async () => {
    const connection = "files/new/stock.db";
    expect(await write("CREATE TABLE a (b INTEGER)", { connection })).toEqual({ columns: [], rows: [], changed: 0 });
    expect(await write("INSERT INTO a VALUES (?), (?)", { connection, parameters: [1, 2] })).toMatchObject({
      changed: 2,
    });
    expect(await write("UPDATE a SET b = b + $1 RETURNING b", { connection, parameters: [10] })).toEqual({
      columns: ["b"],
      rows: [{ b: 11 }, { b: 12 }],
      changed: 2,
    });
    expect(await write("SELECT sum(b) AS sum FROM a", { connection })).toEqual({
      columns: ["sum"],
      rows: [{ sum: 23 }],
      changed: 0,
    });
    expect(await readdir(at("new"))).toEqual(["stock.db"]);
  });

  test("what fails leaves nothing behind", async () => {
    const before = await everything();
    for (const [query, code, more] of [
      ["INSERT INTO item (name) VALUES ('a'), ('pen')", "SqlConstraint"],
      ["INSERT OR ROLLBACK INTO item (name) VALUES ('a'), ('pen')", "SqlConstraint"],
      ["INSERT INTO item (name) VALUES ('a'), ('b') RETURNING name", "SqlResultTooLarge", { rowsMax: 1 }],
      ["INSERT INTO item (name) VALUES ('a') RETURNING 1 AS a, 2 AS a", "SqlColumnsAlike"],
      [`ATTACH '${at("new.db")}' AS new`, "SqlNotAllowed"],
      [`VACUUM INTO '${at("new.db")}'`, "SqlNotAllowed"],
      ["PRAGMA journal_mode = WAL", "SqlNotAllowed"],
      ["COMMIT", "SqlNotAllowed"],
      [`CREATE TRIGGER a AFTER INSERT ON item BEGIN SELECT writefile('${at("a")}', 1); END`, "SqlNotAllowed"],
      ["CREATE VIRTUAL TABLE f USING fts4 (a, uncompress=readfile)", "SqlNotAllowed"],
      ["UPDATE sqlite_dbpage SET data = zeroblob(4096) WHERE pgno = 1", "SqlNotAllowed"],
    ] as const) {
      expect(await failure({ query, readOnly: false, ...more }), query).toMatchObject({ code });
      expect(await everything(), query).toEqual(before);
    }
  });

  test("a statement that was ended in the middle is taken back", async () => {
    const rows = () => ask({ query: "SELECT count(*) AS n, max(name) AS name FROM item" });
    const before = await rows();
    const query =
      "WITH RECURSIVE n (a) AS (SELECT 1 UNION ALL SELECT a + 1 FROM n) INSERT INTO item (name) SELECT printf('z%d %s', a, hex(zeroblob(2000))) FROM n";
    expect(await failure({ query, readOnly: false, timeoutMs: 2_000 })).toMatchObject({ code: "SqlTimeout" });
    expect(await rows()).toEqual(before);
    expect(await readdir(roots.filesDir)).toEqual(["shop.db"]);
  });

  test("a file that somebody else writes is waited for, and then is a failure that may pass", async () => {
    const other = new Database(at("shop.db"));
    other.exec("BEGIN EXCLUSIVE");
    const busy = await failure({ query: "DELETE FROM item", readOnly: false, timeoutMs: 600 });
    expect(busy).toMatchObject({ code: "SqlBusy", message: expect.stringContaining("files/shop.db") });
    expect(busy.nonRetriable ?? false).toBe(false);
    expect(await failure({ query: "SELECT * FROM item", timeoutMs: 600 })).toMatchObject({ code: "SqlBusy" });
    other.exec("COMMIT");
    other.close();
    expect(await write("DELETE FROM item")).toMatchObject({ changed: 2 });
  });
});

describe("which file", () => {
  test("a secret may name it", async () => {
    expect((await ask({ connection: "shop", query: "SELECT count(*) AS n FROM item" })).rows).toEqual([{ n: 2 }]);
  });

  test.each([
    ["files/none.db", "FileNotFound"],
    ["files/../outside.db", "PathOutside"],
    ["/etc/passwd", "PathInvalid"],
    ["files/link.db", "PathOutside"],
    ["files/deep", "NotAFile"],
    ["files/text.db", "SqlNotADatabase"],
    ["none", "SecretMissing"],
  ])("%s: %s", async (connection, code) => {
    await mkdir(at("deep"));
    await writeFile(
      at("text.db"),
      "This is a text and no database, and long enough to have the place of a head. ".repeat(20),
    );
    await writeFile(path.join(folder, "outside.db"), "");
    await symlink(path.join(folder, "outside.db"), at("link.db"));
    const before = await everything();
    expect(await failure({ connection, query: "SELECT * FROM sqlite_schema" })).toMatchObject({
      code,
      nonRetriable: true,
    });
    expect(await everything()).toEqual(before);
  });

  test("a name with signs that addresses use is a name", async () => {
    await copyFile(at("shop.db"), at("a?mode=rwc&b#c%41 é.db"));
    expect(
      (await ask({ connection: "files/a?mode=rwc&b#c%41 é.db", query: "SELECT count(*) AS n FROM item" })).rows,
    ).toEqual([{ n: 2 }]);
  });

  test("writing refuses examples, folders and links", async () => {
    await mkdir(at("deep"));
    await symlink(path.join(folder, "outside.db"), at("link.db"));
    for (const [connection, code] of [
      ["examples/a.db", "PathReadOnly"],
      ["files/deep", "PathInvalid"],
      ["files/link.db", "PathInvalid"],
      ["files/../a.db", "PathOutside"],
    ]) {
      expect(await failure({ connection, query: "CREATE TABLE a (b)", readOnly: false })).toMatchObject({ code });
    }
  });
});

describe("limits", () => {
  const endless = "WITH RECURSIVE n (a) AS (SELECT 1 UNION ALL SELECT a + 1 FROM n) SELECT count(*) FROM n";

  test("a query that runs for ever is ended, and the next one is answered", async () => {
    const begun = performance.now();
    const late = await failure({ query: endless, timeoutMs: 500 });
    expect(late).toMatchObject({ code: "SqlTimeout", message: expect.stringContaining("500 ms") });
    expect(performance.now() - begun).toBeLessThan(10_000);
    expect((await ask({ query: "SELECT 1 AS one" })).rows).toEqual([{ one: 1 }]);
  });

  test("so is one that nobody waits for", async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 300);
    expect(await failure({ query: endless }, controller.signal)).toMatchObject({ code: "SqlCancelled" });
    expect(await failure({ query: "SELECT 1" }, AbortSignal.abort())).toMatchObject({ code: "SqlCancelled" });
  });

  test("rows, bytes and memory", async () => {
    const many = "SELECT value FROM generate_series(1, 250)";
    expect((await ask({ query: many, rowsMax: 250 })).rows).toHaveLength(250);
    for (const input of [
      { query: many, rowsMax: 249 },
      { query: "SELECT hex(zeroblob(50000)) AS x FROM generate_series(1, 90)" },
    ]) {
      expect(await failure(input)).toMatchObject({ code: "SqlResultTooLarge", nonRetriable: true });
    }
    // No lock is left on the file.
    expect(await ask({ query: "DELETE FROM item", readOnly: false, timeoutMs: 200 })).toMatchObject({ changed: 2 });
    expect(await failure({ query: "SELECT length(hex(randomblob(400000000))) AS n" })).toMatchObject({
      code: "SqlFailed",
      message: expect.stringContaining("out of memory"),
    });
  });

  test("more queries than processes are all answered", async () => {
    const asked = Array.from({ length: 20 }, (_, n) => ask({ query: "SELECT $1 AS n", parameters: [n] }));
    expect((await Promise.all(asked)).map(({ rows }) => rows)).toEqual(Array.from({ length: 20 }, (_, n) => [{ n }]));
  });
});

test("a mistake is told with its place in the query", async () => {
  expect(await failure({ query: "SELECT name FRM item" })).toMatchObject({
    code: "SqlFailed",
    message: expect.stringMatching(/at character 17: near "item": syntax error/),
    details: { sqliteCode: "SQLITE_ERROR", position: 17 },
    nonRetriable: true,
  });
  expect(await failure({ query: "SELECT nam FROM item" })).toMatchObject({
    message: expect.stringContaining("at character 8: no such column: nam"),
  });
  expect(await failure({ query: "SELECT 1 AS a, 2 AS a" })).toMatchObject({ code: "SqlColumnsAlike" });
});
