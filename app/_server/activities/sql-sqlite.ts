import { stat } from "node:fs/promises";
import { FileRefusal } from "./file-refusal";
import { type FileRoots, readablePath, writablePath } from "./file-roots";
import { RESULT_BYTES_MAX, type SqlInput, type SqlOutput } from "./sql-input";
import { columnsAlike, queryCancelled, resultTooLarge, SqlRefusal } from "./sql-refusal";
import { readStatement } from "./sql-statement";
import { sqliteParameters } from "./sqlite-parameters";
import type { SqliteOutcome, SqliteProcesses } from "./sqlite-processes";
import { sqliteRefusal } from "./sqlite-refusal";
import { mustBeAllowed, unsafeNames } from "./sqlite-rules";

/** How long to wait for somebody else who writes the file, if the query has that time. */
const BUSY_MS_MAX = 5_000;
/** What a killed writer left half done is taken back at once. */
const RECOVERY_MS_MAX = 10_000;

/**
 * Asks a SQLite file below a root. Read only, the operating system holds that nothing is changed: the file is open for reading
 * alone, and statements that could reach another file are none that are run. Otherwise the statement is a transaction, kept when
 * its result is.
 */
export async function askSqlite(
  { roots, processes }: { readonly roots: FileRoots; readonly processes: SqliteProcesses },
  named: string,
  asked: SqlInput,
  signal: AbortSignal,
): Promise<SqlOutput> {
  const mode = asked.readOnly ? "read" : "write";
  const parameters = sqliteParameters(readStatement(asked.query).variables, asked.parameters);
  const file = mode === "read" ? await readableFile(roots, named) : await writablePath(roots, named);
  const job = { file, mode, rowsMax: asked.rowsMax, bytesMax: RESULT_BYTES_MAX } as const;
  const busyMs = Math.min(BUSY_MS_MAX, Math.ceil(asked.timeoutMs / 2));
  const outcome = await processes.ask(
    (abilities) => {
      const unsafe = unsafeNames(abilities);
      mustBeAllowed(asked.query, mode, unsafe);
      return { ...job, query: asked.query, parameters, unsafe: [...unsafe], busyMs };
    },
    { timeoutMs: asked.timeoutMs, signal },
  );
  if (mode === "write" && isCutOff(outcome)) {
    const recovery = { ...job, query: "SELECT 1", parameters: [], unsafe: [], busyMs: RECOVERY_MS_MAX };
    await processes.ask(() => recovery, { timeoutMs: RECOVERY_MS_MAX, signal: new AbortController().signal });
  }
  return outputOf(outcome, named, asked);
}

async function readableFile(roots: FileRoots, named: string): Promise<string> {
  const file = await readablePath(roots, named);
  if ((await stat(file)).isFile()) return file;
  throw new FileRefusal("NotAFile", `"${named}" is no file. Name a SQLite file.`);
}

const isCutOff = ({ kind }: SqliteOutcome): boolean => kind === "late" || kind === "cancelled" || kind === "ended";

function outputOf(outcome: SqliteOutcome, named: string, asked: SqlInput): SqlOutput {
  switch (outcome.kind) {
    case "rows": {
      const { columns, rows, changed } = outcome;
      return {
        columns: [...columns],
        rows: rows.map((row) => Object.fromEntries(columns.map((column, at) => [column, row[at]]))),
        ...(!asked.readOnly && { changed }),
      };
    }
    case "tooLarge":
      throw resultTooLarge(
        outcome.what === "rows" ? `more than ${asked.rowsMax} rows` : `more than ${RESULT_BYTES_MAX} bytes`,
      );
    case "columnsAlike":
      throw columnsAlike(outcome.name);
    case "failed":
      throw sqliteRefusal(outcome, named, asked.query);
    case "unsafe":
      throw new SqlRefusal(
        "SqlNotAllowed",
        `The query was not run: "${outcome.name}" in the schema of ${named} holds the word ${outcome.word}, which names what leads out of the database. Take it out of there with the program that made the file.`,
        true,
      );
    case "unrecovered":
      throw new SqlRefusal(
        "SqlBusy",
        `${named} was not read: the program that wrote it last did not close it, and its write-ahead log has to be put in order first. Open it with that program, or with a query that is not read only.`,
        false,
      );
    case "late":
      throw new SqlRefusal(
        "SqlTimeout",
        `The query took longer than ${asked.timeoutMs} ms and was ended; nothing was changed. Ask for less, or give it more time.`,
        false,
      );
    case "cancelled":
      throw queryCancelled();
    case "ended":
      throw new SqlRefusal(
        "SqlFailed",
        `The query was too much for SQLite, whose process ended (${outcome.how}); nothing was changed. Ask for less, and see that ${named} is whole.`,
        true,
      );
  }
}
