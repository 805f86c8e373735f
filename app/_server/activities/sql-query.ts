import { type Activity, defineActivity, type SecretSource } from "@dacapo/engine";
import type { Json } from "@dacapo/engine/model";
import pg from "pg";
import * as z from "zod";
import { SecretRefusal, secretNamed } from "./secret-refusal";
import { SqlRefusal, sqlRefusalFrom } from "./sql-refusal";
import { sqlTypes } from "./sql-types";

/** What a run keeps of one query, counted as the JSON it becomes; as much as of one file. */
const RESULT_BYTES_MAX = 8 * 1024 * 1024;
/** Rows that are asked for at once: the size is looked at between two batches. */
const BATCH_ROWS = 100;
const CONNECT_TIMEOUT_MS = 10_000;
/** The database ends the statement first, and says why; this is for one that says nothing. */
const ANSWER_GRACE_MS = 2_000;

const DECLARE = "DECLARE dacapo_rows NO SCROLL CURSOR FOR ";

const input = z.strictObject({
  connection: z.string().min(1).meta({
    title: "Connection",
    description: "The name of a secret: an address such as postgresql://user:password@host/database.",
  }),
  query: z.string().trim().min(1).meta({
    title: "Query",
    description: "One statement that reads, with $1, $2, … where parameters stand.",
  }),
  parameters: z
    .array(z.unknown())
    .max(1_000)
    .default([])
    .meta({ title: "Parameters", description: "For $1, $2, … in order. Lists and objects are given as JSON." }),
  rowsMax: z
    .int()
    .min(1)
    .max(10_000)
    .default(1_000)
    .meta({ title: "Rows at most", description: "A query that gives more of them fails." }),
  timeoutMs: z.int().min(1).max(600_000).default(30_000).meta({ title: "Time at most (ms)" }),
});
type SqlInput = z.output<typeof input>;

/**
 * Asks a PostgreSQL database. That nothing is changed is held by the database: the statement is the query of a cursor, which
 * only one that reads can be, in a transaction that is read only and has begun, so that no statement can make it another one.
 * What functions do outside the transaction is for the rights of the address's user to forbid. `open` is for tests.
 */
export function sqlQuery(
  secrets: SecretSource,
  open: (config: pg.ClientConfig) => pg.Client = (config) => new pg.Client(config),
): Activity {
  return defineActivity({
    name: "sql.query",
    title: "SQL query",
    description: "Reads rows from a PostgreSQL database; changes nothing there.",
    icon: "database",
    effects: "idempotent",
    input,
    output: z.strictObject({
      columns: z.array(z.string()),
      rows: z.array(z.record(z.string(), z.unknown())).meta({ title: "Rows" }),
    }),
    run: async (asked, { signal }) => {
      const client = open(configOf(addressOf(secrets, asked.connection), asked.timeoutMs));
      // A connection that breaks between two queries says so here; the next query fails with it.
      client.on("error", () => undefined);
      const cancelled = new SqlRefusal("SqlCancelled", "The query was cancelled: nobody waits for it any more.", false);
      let cancel = (): void => undefined;
      const aborted = new Promise<never>((_, reject) => {
        cancel = () => reject(cancelled);
        signal.addEventListener("abort", cancel, { once: true });
        if (signal.aborted) cancel();
      });
      const work = signal.aborted ? aborted : rowsOf(client, asked);
      try {
        return await Promise.race([work, aborted]);
      } catch (error) {
        throw sqlRefusalFrom(error, DECLARE.length);
      } finally {
        signal.removeEventListener("abort", cancel);
        // Without waiting for a statement that still runs: the server ends it when its time is over.
        work.catch(() => undefined);
        client.end().catch(() => undefined);
      }
    },
  });
}

function addressOf(secrets: SecretSource, name: string): string {
  const address = secretNamed(secrets, name, "The database was not asked");
  if (/^postgres(ql)?:\/\/\S+$/.test(address) && URL.canParse(address)) return address;
  throw new SecretRefusal(
    "SecretInvalid",
    `The database was not asked: the secret "${name}" is no PostgreSQL address such as postgresql://user:password@host/database. Set it anew.`,
    name,
  );
}

function configOf(connectionString: string, timeoutMs: number): pg.ClientConfig {
  return {
    connectionString,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: timeoutMs + ANSWER_GRACE_MS,
    application_name: "dacapo",
    types: sqlTypes,
  };
}

type Rows = Record<string, unknown>[];

async function rowsOf(client: pg.Client, asked: SqlInput): Promise<{ columns: string[]; rows: Rows }> {
  await client.connect();
  try {
    return await readIn(client, asked);
  } finally {
    // A server between us and the database may keep its session for others.
    const rollback: pg.QueryConfig & { query_timeout: number } = { text: "ROLLBACK", query_timeout: ANSWER_GRACE_MS };
    await client.query(rollback).catch(() => undefined);
  }
}

async function readIn(client: pg.Client, asked: SqlInput): Promise<{ columns: string[]; rows: Rows }> {
  // With the first query a transaction's mode is settled: what follows cannot set it to READ WRITE.
  await client.query(`BEGIN READ ONLY; SET LOCAL statement_timeout = ${asked.timeoutMs}; SELECT 1`);
  // Always by the protocol that takes one statement alone, parameters or not.
  const declare: pg.QueryConfig & { queryMode: "extended" } = {
    text: DECLARE + asked.query,
    values: asked.parameters.map(parameterOf),
    queryMode: "extended",
  };
  await client.query(declare);
  const rows: Rows = [];
  let columns: string[] = [];
  let bytes = 0;
  for (;;) {
    const batch = await client.query({
      text: `FETCH FORWARD ${Math.min(BATCH_ROWS, asked.rowsMax + 1 - rows.length)} FROM dacapo_rows`,
      rowMode: "array",
    });
    columns = columnsOf(batch.fields);
    for (const row of batch.rows as unknown[][]) {
      bytes += Buffer.byteLength(JSON.stringify(row));
      rows.push(Object.fromEntries(columns.map((column, at) => [column, row[at]])));
    }
    if (rows.length > asked.rowsMax) throw tooLarge(`more than ${asked.rowsMax} rows`);
    if (bytes > RESULT_BYTES_MAX) throw tooLarge(`more than ${RESULT_BYTES_MAX} bytes`);
    if (batch.rows.length < BATCH_ROWS) return { columns, rows };
  }
}

const tooLarge = (what: string): SqlRefusal =>
  new SqlRefusal("SqlResultTooLarge", `The query gives ${what}. Ask for less, with LIMIT or fewer columns.`, true);

/** Of two columns with one name only one would be left. */
function columnsOf(fields: readonly pg.FieldDef[]): string[] {
  const names = fields.map(({ name }) => name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice === undefined) return names;
  throw new SqlRefusal("SqlColumnsAlike", `Two columns are called "${twice}". Name one of them anew, with AS.`, true);
}

function parameterOf(value: unknown): Json {
  return typeof value === "object" && value !== null ? JSON.stringify(value) : ((value ?? null) as Json);
}
