import path from "node:path";
import { type ActivityContext, environmentSecrets } from "@dacapo/engine";
import { PGlite } from "@electric-sql/pglite";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PgliteStream } from "../repositories/pglite-stream";
import { failureOf } from "./failure-for-test";
import { sqlQuery } from "./sql-query";
import { SqliteProcesses } from "./sqlite-processes";

const secrets = environmentSecrets({
  DACAPO_SECRET_SHOP: "postgresql://postgres:hush-hush@shop.example/postgres",
  DACAPO_SECRET_CLOSED: "postgresql://postgres:hush-hush@127.0.0.1:1/postgres",
  DACAPO_SECRET_WRONG: "mysql://me:hush-hush@host/db",
});
const roots = { examplesDir: path.resolve("examples"), filesDir: path.resolve("none") };
const processes = new SqliteProcesses(process.cwd());
let server: PGlite;
beforeAll(async () => {
  server = new PGlite();
  await server.exec("CREATE TABLE item (id int, name text, price numeric); CREATE SEQUENCE number");
  await server.exec("INSERT INTO item VALUES (1, 'pen', 1.50), (2, 'ink', 12345678901234567.25)");
  // A database in this process takes its time to begin.
}, 60_000);
afterAll(() => server.close());

const throughPglite = (config: pg.ClientConfig) =>
  new pg.Client({ ...config, ssl: false, stream: () => new PgliteStream(server) as never });

async function ask(
  input: Record<string, unknown>,
  { open = throughPglite, signal = new AbortController().signal } = {},
) {
  const activity = sqlQuery({ secrets, roots, processes, openPostgresql: open });
  const asked = activity.parseInput({ connection: "shop", ...input });
  return (await activity.run(asked, { signal } as ActivityContext)) as {
    rows: unknown[];
    columns: string[];
    changed?: number;
  };
}

const failure = (...given: Parameters<typeof ask>) => failureOf(ask(...given));

test("rows are objects, and what would lose digits as a number is a text", async () => {
  const query = "SELECT id, name, price, id = 1 AS first, '{\"a\":[1]}'::jsonb AS data, 'NaN'::float8 AS odd FROM item";
  expect(await ask({ query: `${query} WHERE id >= $1 ORDER BY id`, parameters: [2] })).toEqual({
    columns: ["id", "name", "price", "first", "data", "odd"],
    rows: [{ id: 2, name: "ink", price: "12345678901234567.25", first: false, data: { a: [1] }, odd: "NaN" }],
  });
  expect(await ask({ query: "SELECT 1 AS one WHERE false;" })).toEqual({ columns: ["one"], rows: [] });
  const given = { query: "SELECT $1::jsonb AS list, $2::text AS none", parameters: [[1, "a"], null] };
  expect((await ask(given)).rows).toEqual([{ list: [1, "a"], none: null }]);
});

test.each([
  "DELETE FROM item",
  "WITH gone AS (DELETE FROM item RETURNING id) SELECT * FROM gone",
  "SELECT 1; DELETE FROM item",
  "SELECT 1; COMMIT; DELETE FROM item",
  "COMMIT",
  "SET TRANSACTION READ WRITE",
  "SELECT set_config('transaction_read_only', 'off', true)",
  "SELECT nextval('number')",
  "SELECT * INTO other FROM item",
  "SELECT * FROM item FOR UPDATE",
  "DO $$ BEGIN DELETE FROM item; END $$",
  "COPY item TO '/tmp/item.csv'",
])("what is more than reading is refused by the database: %s", async (query) => {
  expect(await failure({ query })).toMatchObject({ code: "SqlFailed", nonRetriable: true });
  expect((await ask({ query: "SELECT count(*) AS count FROM item" })).rows).toEqual([{ count: "2" }]);
});

describe("what is not read only", () => {
  const write = (query: string, more: Record<string, unknown> = {}) => ask({ query, readOnly: false, ...more });
  const names = async () => (await ask({ query: "SELECT name FROM other ORDER BY name" })).rows;
  beforeAll(() => server.exec("CREATE TABLE other (name text UNIQUE); INSERT INTO other VALUES ('a')"));

  test("changes the database, and says how many rows", async () => {
    expect(await write("INSERT INTO other VALUES ($1), ($2)", { parameters: ["b", "c"] })).toEqual({
      columns: [],
      rows: [],
      changed: 2,
    });
    expect(await write("DELETE FROM other WHERE name > 'a' RETURNING name")).toEqual({
      columns: ["name"],
      rows: [{ name: "b" }, { name: "c" }],
      changed: 2,
    });
    expect(await write("SELECT name FROM other")).toMatchObject({ rows: [{ name: "a" }], changed: 0 });
    expect(await names()).toEqual([{ name: "a" }]);
  });

  test.each([
    ["INSERT INTO other VALUES ('b'), ('a')", "SqlConstraint"],
    ["INSERT INTO other VALUES ('b'), ('c') RETURNING name", "SqlResultTooLarge"],
    ["INSERT INTO other VALUES ('b') RETURNING name, 1 AS name", "SqlColumnsAlike"],
    ["INSERT INTO other VALUES ('b'); SELECT 1", "SqlFailed"],
    ["INSERT INTO other VALUES (1 / 0)", "SqlFailed"],
  ])("leaves nothing behind when it fails: %s", async (query, code) => {
    expect(await failure({ query, readOnly: false, rowsMax: 1 })).toMatchObject({ code, nonRetriable: true });
    expect(await names()).toEqual([{ name: "a" }]);
  });

  test("names of parameters are for SQLite", async () => {
    expect(await failure({ query: "SELECT 1", parameters: { a: 1 } })).toMatchObject({ code: "SqlParametersInvalid" });
  });
});

test("a mistake is told with its place in the query", async () => {
  expect(await failure({ query: "SELECT nam FROM item" })).toMatchObject({
    code: "SqlFailed",
    message: expect.stringContaining('at character 8: column "nam" does not exist (42703)'),
    details: { sqlState: "42703", position: 8 },
  });
});

test("a result has at most so many rows, and so many bytes", async () => {
  const many = "SELECT n FROM generate_series(1, 250) AS n";
  expect((await ask({ query: many, rowsMax: 250 })).rows).toHaveLength(250);
  expect(await failure({ query: many, rowsMax: 249 })).toMatchObject({ code: "SqlResultTooLarge", nonRetriable: true });
  expect(await failure({ query: "SELECT repeat('x', 100000) AS x FROM generate_series(1, 90)" })).toMatchObject({
    code: "SqlResultTooLarge",
  });
});

test("two columns of one name are refused", async () => {
  expect(await failure({ query: "SELECT 1 AS a, 2 AS a" })).toMatchObject({ code: "SqlColumnsAlike" });
});

test("a connection is named, and its password is in no failure", async () => {
  const missing = await failure({ connection: "none", query: "SELECT 1" });
  expect(missing).toMatchObject({ code: "SecretMissing", nonRetriable: true });
  const wrong = await failure({ connection: "wrong", query: "SELECT 1" });
  expect(wrong).toMatchObject({ code: "SecretInvalid", nonRetriable: true });
  const open = (config: pg.ClientConfig) => new pg.Client(config);
  const closed = await failure({ connection: "closed", query: "SELECT 1" }, { open });
  expect(closed).toMatchObject({ code: "SqlUnreachable", message: expect.stringContaining("ECONNREFUSED") });
  expect(closed.nonRetriable ?? false).toBe(false);
  expect(JSON.stringify([missing, wrong, closed])).not.toContain("hush-hush");
});

test("nobody waits for a query that was cancelled", async () => {
  expect(await failure({ query: "SELECT 1" }, { signal: AbortSignal.abort() })).toMatchObject({ code: "SqlCancelled" });
});
