import { createHash, randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { type AppliedMigration, BadMigration, type Migration, pendingMigrations } from "./migration-plan";

/** What the runner needs of a database; each dialect has one of its own. */
export interface MigrationSession {
  /** Makes `_prisma_migrations`, with Prisma's columns, if it is not there. */
  createTable(): Promise<void>;
  rows(sql: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** Runs all of it, or none of it. */
  transaction(sql: string): Promise<void>;
  /** Now, as the dialect writes a time. */
  readonly nowSql: string;
}

/** Reads `<dir>/<timestamp>_<name>/migration.sql`, oldest first. */
export async function readMigrations(dir: string): Promise<readonly Migration[]> {
  if (!existsSync(dir)) throw new BadMigration(`The migrations are missing: there is no folder ${dir}.`);
  const entries = await readdir(dir, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names.sort().map(async (name) => {
      const sql = await readFile(path.join(dir, name, "migration.sql"), "utf8");
      return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
    }),
  );
}

/** Brings a database to where this code wants it. Answers the names of the migrations that it applied. */
export async function migrate(session: MigrationSession, dir: string): Promise<readonly string[]> {
  const available = await readMigrations(dir);
  await session.createTable();
  const pending = pendingMigrations(available, await readApplied(session));
  for (const migration of pending) await apply(session, migration);
  return pending.map((migration) => migration.name);
}

async function readApplied(session: MigrationSession): Promise<readonly AppliedMigration[]> {
  const rows = await session.rows(
    "SELECT migration_name, checksum, CASE WHEN finished_at IS NULL THEN 0 ELSE 1 END AS finished FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY started_at",
  );
  return rows.map((row) => ({
    name: String(row.migration_name),
    checksum: String(row.checksum),
    finished: Number(row.finished) === 1,
  }));
}

/** The migration and the note that it was applied are one transaction: a crash leaves both or neither. */
async function apply(session: MigrationSession, { name, sql, checksum }: Migration): Promise<void> {
  const { nowSql } = session;
  const note = `INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count) VALUES ('${randomUUID()}', '${checksum}', '${name.replaceAll("'", "''")}', ${nowSql}, ${nowSql}, 1);`;
  try {
    await session.transaction(`${sql}\n;\n${note}\n`);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new BadMigration(`The migration ${name} could not be applied, and the database is as it was before: ${why}`, {
      cause,
    });
  }
}
