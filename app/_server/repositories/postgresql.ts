import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { PrismaClient as PostgresqlClient } from "@/generated/postgresql/client";
import type { PrismaClient } from "@/generated/sqlite/client";
import type { Database } from "./database";
import { type MigrationSession, migrate } from "./migrate";

/** Two servers that start at once take turns: the key of an advisory lock, ours alone by convention. */
const MIGRATION_LOCK_KEY = 7_210_533;

/** Opens a PostgreSQL database, and applies the migrations that it lacks. */
export async function openPostgresql({
  config,
  migrationsDir,
}: {
  readonly config: pg.PoolConfig;
  readonly migrationsDir: string;
}): Promise<Database> {
  await migrateOnce(config, migrationsDir);
  // A connection that breaks while nobody uses it is replaced by the pool; the next query says what is wrong.
  const prisma = new PostgresqlClient({ adapter: new PrismaPg(config) });
  return {
    dialect: "postgresql",
    // The two clients come from one models file and differ in input options that the repositories do not use.
    prisma: prisma as unknown as PrismaClient,
    close: () => prisma.$disconnect(),
  };
}

async function migrateOnce(config: pg.PoolConfig, migrationsDir: string): Promise<void> {
  const client = new pg.Client(config);
  await client.connect();
  try {
    await client.query(`SELECT pg_advisory_lock(${MIGRATION_LOCK_KEY})`);
    await migrate(postgresqlSession(client), migrationsDir);
  } finally {
    // The lock ends with the session.
    await client.end();
  }
}

function postgresqlSession(client: pg.Client): MigrationSession {
  return {
    nowSql: "now()",
    async createTable() {
      await client.query(`CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
        "id" VARCHAR(36) PRIMARY KEY NOT NULL,
        "checksum" VARCHAR(64) NOT NULL,
        "finished_at" TIMESTAMPTZ,
        "migration_name" VARCHAR(255) NOT NULL,
        "logs" TEXT,
        "rolled_back_at" TIMESTAMPTZ,
        "started_at" TIMESTAMPTZ NOT NULL DEFAULT now(),
        "applied_steps_count" INTEGER NOT NULL DEFAULT 0
      )`);
    },
    async rows(sql) {
      const { rows } = await client.query<Record<string, unknown>>(sql);
      return rows;
    },
    async transaction(sql) {
      try {
        await client.query(`BEGIN;\n${sql}\nCOMMIT;`);
      } catch (error) {
        await client.query("ROLLBACK");
        throw error;
      }
    },
  };
}
