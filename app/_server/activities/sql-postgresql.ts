import pg from "pg";
import { parameterOf, RESULT_BYTES_MAX, type SqlInput, type SqlOutput } from "./sql-input";
import { postgresqlRefusal } from "./sql-postgresql-refusal";
import { columnsAlike, queryCancelled, resultTooLarge, SqlRefusal } from "./sql-refusal";
import { sqlTypes } from "./sql-types";

/** Rows that are asked for at once: the size is looked at between two batches. */
const BATCH_ROWS = 100;
const CONNECT_TIMEOUT_MS = 10_000;
/** The database ends the statement first, and says why; this is for one that says nothing. */
const ANSWER_GRACE_MS = 2_000;

const DECLARE = "DECLARE dacapo_rows NO SCROLL CURSOR FOR ";

export type OpenPostgresql = (config: pg.ClientConfig) => pg.Client;

/**
 * Asks a PostgreSQL database. That nothing is changed is held by the database: the statement is the query of a cursor, which
 * only one that reads can be, in a transaction that is read only and has begun, so that no statement can make it another one.
 * What functions do outside the transaction is for the rights of the address's user to forbid. A statement that may change is
 * one transaction, kept when its result is.
 */
export async function askPostgresql(
  open: OpenPostgresql,
  address: string,
  asked: SqlInput,
  signal: AbortSignal,
): Promise<SqlOutput> {
  const values = positional(asked);
  const client = open(configOf(address, asked.timeoutMs));
  // A connection that breaks between two queries says so here; the next query fails with it.
  client.on("error", () => undefined);
  let cancel = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    cancel = () => reject(queryCancelled());
    signal.addEventListener("abort", cancel, { once: true });
    if (signal.aborted) cancel();
  });
  const work = signal.aborted ? aborted : answerOf(client, asked, values);
  try {
    return await Promise.race([work, aborted]);
  } catch (error) {
    throw postgresqlRefusal(
      error,
      asked.readOnly ? { prefix: DECLARE.length, mode: "read" } : { prefix: 0, mode: "write" },
    );
  } finally {
    signal.removeEventListener("abort", cancel);
    // Without waiting for a statement that still runs: the server ends it when its time is over.
    work.catch(() => undefined);
    client.end().catch(() => undefined);
  }
}

function positional({ parameters }: SqlInput): readonly unknown[] {
  if (Array.isArray(parameters)) return parameters.map(parameterOf);
  throw new SqlRefusal(
    "SqlParametersInvalid",
    "The query was not run: PostgreSQL knows no names of parameters. Give a list, for $1, $2, … in order.",
    true,
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

async function answerOf(client: pg.Client, asked: SqlInput, values: readonly unknown[]): Promise<SqlOutput> {
  await client.connect();
  try {
    return asked.readOnly ? await readIn(client, asked, values) : await writeIn(client, asked, values);
  } finally {
    // A server between us and the database may keep its session for others.
    const rollback: pg.QueryConfig & { query_timeout: number } = { text: "ROLLBACK", query_timeout: ANSWER_GRACE_MS };
    await client.query(rollback).catch(() => undefined);
  }
}

/** Always by the protocol that takes one statement alone, parameters or not. */
type OneStatement = pg.QueryArrayConfig & { readonly queryMode: "extended" };

async function readIn(client: pg.Client, asked: SqlInput, values: readonly unknown[]): Promise<SqlOutput> {
  // With the first query a transaction's mode is settled: what follows cannot set it to READ WRITE.
  await client.query(`BEGIN READ ONLY; SET LOCAL statement_timeout = ${asked.timeoutMs}; SELECT 1`);
  const declare: OneStatement = {
    text: DECLARE + asked.query,
    values: [...values],
    rowMode: "array",
    queryMode: "extended",
  };
  await client.query(declare);
  const kept = new KeptRows(asked.rowsMax);
  for (;;) {
    const batch = await client.query({
      text: `FETCH FORWARD ${Math.min(BATCH_ROWS, asked.rowsMax + 1 - kept.count)} FROM dacapo_rows`,
      rowMode: "array",
    });
    kept.add(batch.rows as unknown[][]);
    if (batch.rows.length < BATCH_ROWS) return kept.output(batch.fields);
  }
}

async function writeIn(client: pg.Client, asked: SqlInput, values: readonly unknown[]): Promise<SqlOutput> {
  await client.query(`BEGIN; SET LOCAL statement_timeout = ${asked.timeoutMs}`);
  const kept = new KeptRows(asked.rowsMax);
  let overflow: unknown;
  const result = await new Promise<pg.QueryArrayResult>((resolve, reject) => {
    // With a callback, and not by its events: the client gives a time limit to callbacks alone.
    const statement: OneStatement & { readonly callback: (error: Error | null, result: pg.QueryArrayResult) => void } =
      {
        text: asked.query,
        values: [...values],
        rowMode: "array",
        queryMode: "extended",
        callback: (error, ended) => (error ? reject(error) : resolve(ended)),
      };
    const query = new pg.Query(statement);
    query.on("row", (row, result) => {
      // The client keeps every row, too; the limit would be none.
      if (result !== undefined) result.rows.length = 0;
      try {
        if (overflow === undefined) kept.add([row as unknown[]]);
      } catch (error) {
        // What follows is left to come, so that the connection can still take the transaction back.
        overflow = error;
      }
    });
    client.query(query);
  });
  if (overflow !== undefined) throw overflow;
  const output = kept.output(result.fields ?? []);
  await client.query("COMMIT");
  return { ...output, changed: result.command === "SELECT" ? 0 : (result.rowCount ?? 0) };
}

/** The rows so far, within their limits. */
class KeptRows {
  readonly #rows: unknown[][] = [];
  #bytes = 0;

  constructor(private readonly rowsMax: number) {}

  get count(): number {
    return this.#rows.length;
  }

  add(rows: readonly unknown[][]): void {
    for (const row of rows) {
      this.#bytes += Buffer.byteLength(JSON.stringify(row));
      this.#rows.push(row);
    }
    if (this.#rows.length > this.rowsMax) throw resultTooLarge(`more than ${this.rowsMax} rows`);
    if (this.#bytes > RESULT_BYTES_MAX) throw resultTooLarge(`more than ${RESULT_BYTES_MAX} bytes`);
  }

  output(fields: readonly pg.FieldDef[]): SqlOutput {
    const columns = fields.map(({ name }) => name);
    const twice = columns.find((name, at) => columns.indexOf(name) !== at);
    if (twice !== undefined) throw columnsAlike(twice);
    return {
      columns,
      rows: this.#rows.map((row) => Object.fromEntries(columns.map((column, at) => [column, row[at]]))),
    };
  }
}
