import path from "node:path";
import type { PrismaClient } from "@/generated/sqlite/client";
import { BadMigration } from "./migration-plan";
import { openPostgresql } from "./postgresql";
import { openSqlite } from "./sqlite";

export type Dialect = "sqlite" | "postgresql";

/** The database of what people author, open and migrated. */
export interface Database {
  readonly dialect: Dialect;
  readonly prisma: PrismaClient;
  close(): Promise<void>;
}

/** The database cannot be opened. The message says which, why, and what to do. */
export class DatabaseUnavailable extends Error {
  override readonly name = "DatabaseUnavailable";
}

export interface OpenDatabase {
  /** A PostgreSQL address; without it, SQLite in the data directory. */
  readonly databaseUrl?: string | undefined;
  readonly dataDir: string;
  /** The folder that holds a folder of migrations for each dialect. */
  readonly migrationsDir: string;
}

/** Opens the database and brings it to where this code wants it. */
export async function openDatabase({ databaseUrl, dataDir, migrationsDir }: OpenDatabase): Promise<Database> {
  const file = path.join(dataDir, "dacapo.db");
  const shown = databaseUrl === undefined ? file : withoutPassword(databaseUrl);
  try {
    return databaseUrl === undefined
      ? await openSqlite({ file, migrationsDir: path.join(migrationsDir, "sqlite") })
      : await openPostgresql({
          config: { connectionString: databaseUrl, connectionTimeoutMillis: 10_000 },
          migrationsDir: path.join(migrationsDir, "postgresql"),
        });
  } catch (cause) {
    if (cause instanceof BadMigration) throw cause;
    const what = databaseUrl === undefined ? "Check that the file may be read and written" : "Check DATABASE_URL";
    throw new DatabaseUnavailable(`The database ${shown} could not be opened: ${reasonOf(cause)}. ${what}.`, { cause });
  }
}

/** A refused connection to a name with several addresses is an AggregateError whose own message is empty. */
function reasonOf(cause: unknown): string {
  if (cause instanceof AggregateError && cause.message === "") return cause.errors.map(reasonOf).join(", ");
  return cause instanceof Error ? cause.message : String(cause);
}

function withoutPassword(databaseUrl: string): string {
  return databaseUrl.replace(/\/\/([^:@/]*):[^@]*@/, "//$1:…@");
}
