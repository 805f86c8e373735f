import { type Activity, defineActivity, type SecretSource } from "@dacapo/engine";
import pg from "pg";
import type { FileRoots } from "./file-roots";
import { SecretRefusal, secretNamed } from "./secret-refusal";
import { sqlInput, sqlOutput } from "./sql-input";
import { askPostgresql, type OpenPostgresql } from "./sql-postgresql";
import { askSqlite } from "./sql-sqlite";
import type { SqliteProcesses } from "./sqlite-processes";

interface SqlSurroundings {
  readonly secrets: SecretSource;
  readonly roots: FileRoots;
  readonly processes: SqliteProcesses;
  /** For tests. */
  readonly openPostgresql?: OpenPostgresql;
}

/** Asks a database, SQLite or PostgreSQL, with one statement. */
export function sqlQuery({
  secrets,
  roots,
  processes,
  openPostgresql = (config) => new pg.Client(config),
}: SqlSurroundings): Activity {
  return defineActivity({
    name: "sql.query",
    title: "SQL query",
    description:
      "Asks a SQLite file or a PostgreSQL database, and changes nothing there unless it is told that it may.",
    icon: "database",
    // One that changes something must not run ahead of what caused it.
    effects: "external",
    input: sqlInput,
    output: sqlOutput,
    run: (asked, { signal }) => {
      const database = databaseOf(secrets, asked.connection);
      return database.kind === "sqlite"
        ? askSqlite({ roots, processes }, database.file, asked, signal)
        : askPostgresql(openPostgresql, database.address, asked, signal);
    },
  });
}

type DatabaseName =
  | { readonly kind: "sqlite"; readonly file: string }
  | { readonly kind: "postgresql"; readonly address: string };

const SQLITE = "sqlite:";

/** A path has a slash, and no name of a secret has one. */
function databaseOf(secrets: SecretSource, connection: string): DatabaseName {
  if (connection.includes("/")) return { kind: "sqlite", file: connection.replace(/^sqlite:/, "") };
  const address = secretNamed(secrets, connection, "The database was not asked");
  if (address.startsWith(SQLITE)) return { kind: "sqlite", file: address.slice(SQLITE.length) };
  if (/^postgres(ql)?:\/\/\S+$/.test(address) && URL.canParse(address)) return { kind: "postgresql", address };
  throw new SecretRefusal(
    "SecretInvalid",
    `The database was not asked: the secret "${connection}" is no address such as postgresql://user:password@host/database or sqlite:files/shop.db. Set it anew.`,
    connection,
  );
}
