import { pathToFileURL } from "node:url";
import { PrismaLibSql } from "@prisma/adapter-libsql";
import { PrismaClient } from "@/generated/sqlite/client";
import type { Database } from "./database";
import { type MigrationSession, migrate } from "./migrate";

type Adapter = Awaited<ReturnType<PrismaLibSql["connect"]>>;

/** How long a statement waits for another process that writes. */
const BUSY_TIMEOUT_MS = 5_000;

/** A write is acknowledged when it is on the disk: readers do not wait (WAL), commits are synced (FULL). */
const DURABLE = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;";

/** Every connection that it opens is durable before anyone gets it. */
class DurableLibSql extends PrismaLibSql {
  constructor(file: string) {
    super({ url: pathToFileURL(file).href, timeout: BUSY_TIMEOUT_MS });
  }
  override async connect(): Promise<Adapter> {
    const adapter = await super.connect();
    await adapter.executeScript(DURABLE);
    return adapter;
  }
}

/** Opens the SQLite database of a data directory, and applies the migrations that it lacks. */
export async function openSqlite({
  file,
  migrationsDir,
}: {
  readonly file: string;
  readonly migrationsDir: string;
}): Promise<Database> {
  const factory = new DurableLibSql(file);
  const adapter = await factory.connect();
  try {
    await migrate(sqliteSession(adapter), migrationsDir);
  } finally {
    await adapter.dispose();
  }
  const prisma = new PrismaClient({ adapter: factory });
  return {
    dialect: "sqlite",
    prisma,
    async close() {
      // The driver leaves the write-ahead log as it is; after this the one file is the whole database.
      await prisma.$queryRawUnsafe("PRAGMA wal_checkpoint(TRUNCATE)");
      await prisma.$disconnect();
    },
  };
}

/**
 * A migration that rebuilds a table drops the old one, and dropping it would take the rows that
 * refer to it along (ON DELETE CASCADE). So references are not enforced meanwhile, and all of them
 * are checked before the end: the guard's insert fails, and with it everything, if one is broken.
 */
function sqliteSession(adapter: Adapter): MigrationSession {
  return {
    nowSql: String(Date.now()),
    createTable: () =>
      adapter.executeScript(`CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
        "id" TEXT PRIMARY KEY NOT NULL,
        "checksum" TEXT NOT NULL,
        "finished_at" DATETIME,
        "migration_name" TEXT NOT NULL,
        "logs" TEXT,
        "rolled_back_at" DATETIME,
        "started_at" DATETIME NOT NULL DEFAULT current_timestamp,
        "applied_steps_count" INTEGER UNSIGNED NOT NULL DEFAULT 0
      );`),
    async rows(sql) {
      const { columnNames, rows } = await adapter.queryRaw({ sql, args: [], argTypes: [] });
      return rows.map((row) => Object.fromEntries(columnNames.map((name, index) => [name, row[index]])));
    },
    async transaction(sql) {
      await adapter.executeScript("PRAGMA foreign_keys=OFF;");
      try {
        await adapter.executeScript(`BEGIN IMMEDIATE;
${sql}
CREATE TEMP TABLE "dacapo_guard" ("violations" INTEGER CONSTRAINT "every_reference_is_kept" CHECK ("violations" = 0));
INSERT INTO "dacapo_guard" SELECT count(*) FROM pragma_foreign_key_check;
DROP TABLE "dacapo_guard";
COMMIT;`);
      } finally {
        await adapter.executeScript("PRAGMA foreign_keys=ON;");
      }
    },
  };
}
