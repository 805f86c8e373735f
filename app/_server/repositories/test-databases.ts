import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { PGlite } from "@electric-sql/pglite";
import type pg from "pg";
import type { Database, Dialect } from "./database";
import { PgliteStream } from "./pglite-stream";
import { openPostgresql } from "./postgresql";
import { openSqlite } from "./sqlite";

/** The repository's own migrations. */
export const MIGRATIONS_DIR = fileURLToPath(new URL("../../../prisma/migrations", import.meta.url));

/** An empty place for a database of a dialect, and the ways to open it. For tests alone. */
export interface TestDatabase {
  readonly dialect: Dialect;
  /** Opens it, with migrations; may be called again after a close. */
  open(migrationsDir?: string): Promise<Database>;
  remove(): Promise<void>;
}

export async function sqliteForTest(): Promise<TestDatabase & { readonly file: string }> {
  const dir = await mkdtemp(path.join(tmpdir(), "dacapo-db-"));
  const file = path.join(dir, "dacapo.db");
  return {
    dialect: "sqlite",
    file,
    open: (migrationsDir = MIGRATIONS_DIR) => openSqlite({ file, migrationsDir: path.join(migrationsDir, "sqlite") }),
    remove: () => rm(dir, { recursive: true, force: true }),
  };
}

export async function postgresqlForTest(): Promise<TestDatabase & { readonly server: PGlite }> {
  const server = new PGlite();
  await server.waitReady;
  const config: pg.PoolConfig = {
    user: "postgres",
    database: "postgres",
    max: 1,
    stream: () => new PgliteStream(server) as never,
  };
  return {
    dialect: "postgresql",
    server,
    open: (migrationsDir = MIGRATIONS_DIR) =>
      openPostgresql({ config, migrationsDir: path.join(migrationsDir, "postgresql") }),
    remove: () => server.close(),
  };
}
