import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openDatabase } from "./database";
import { MIGRATIONS_DIR, postgresqlForTest, sqliteForTest, type TestDatabase } from "./test-databases";

/** A copy of the repository's migrations, to which more can be added. */
async function copyOfMigrations() {
  const dir = await mkdtemp(path.join(tmpdir(), "dacapo-migrations-"));
  await cp(MIGRATIONS_DIR, dir, { recursive: true });
  return {
    dir,
    add: async (dialect: string, name: string, sql: string) => {
      await mkdir(path.join(dir, dialect, name), { recursive: true });
      await writeFile(path.join(dir, dialect, name, "migration.sql"), sql);
    },
    remove: () => rm(dir, { recursive: true, force: true }),
  };
}

const NEXT = "29990101000000_next";
const graph = { formatVersion: 1 as const, name: "Kept", nodes: [], edges: [] };

describe.each([
  ["sqlite", sqliteForTest],
  ["postgresql", postgresqlForTest],
] as const)("migrating on %s", (dialect, make) => {
  let place: TestDatabase;
  let migrations: Awaited<ReturnType<typeof copyOfMigrations>>;
  const tables = async () => {
    const database = await place.open();
    try {
      await database.prisma.workflow.count();
      return await database.prisma.$queryRawUnsafe<{ migration_name: string }[]>(
        "SELECT migration_name FROM _prisma_migrations ORDER BY migration_name",
      );
    } finally {
      await database.close();
    }
  };

  beforeAll(async () => {
    place = await make();
    migrations = await copyOfMigrations();
  }, 60_000);
  afterAll(async () => {
    await place.remove();
    await migrations.remove();
  });

  test("from nothing, and again, changes nothing the second time", async () => {
    const first = await tables();
    expect(first.length).toBeGreaterThanOrEqual(1);
    expect(await tables()).toEqual(first);
  });

  test("a migration that fails leaves the database as it was, and says which and why", async () => {
    const before = await tables();
    await migrations.add(dialect, NEXT, 'CREATE TABLE "Half" ("a" INTEGER);\nINSERT INTO "Missing" VALUES (1);');
    await expect(place.open(migrations.dir)).rejects.toThrow(/29990101000000_next could not be applied.*Missing/);
    expect(await tables()).toEqual(before);
    const database = await place.open();
    await expect(database.prisma.$queryRawUnsafe('SELECT * FROM "Half"')).rejects.toThrow();
    await database.close();
  });

  test("a good one is applied, and then this database is too new for the code before it", async () => {
    await migrations.add(dialect, NEXT, 'CREATE TABLE "Whole" ("a" INTEGER);\n-- a comment at the end');
    const database = await place.open(migrations.dir);
    expect(await database.prisma.$queryRawUnsafe('SELECT * FROM "Whole"')).toEqual([]);
    await database.close();
    await expect(place.open()).rejects.toThrow(/newer than this Dacapo/);
  });

  test("a migration that was changed afterwards is refused", async () => {
    await migrations.add(dialect, NEXT, 'CREATE TABLE "Other" ("a" INTEGER);');
    await expect(place.open(migrations.dir)).rejects.toThrow(/was changed after it was applied/);
  });
});

describe("on SQLite alone", () => {
  test("commits are durable: WAL, synchronous FULL, on every connection", async () => {
    const place = await sqliteForTest();
    const database = await place.open();
    const pragma = async (name: string) => {
      const [row] = await database.prisma.$queryRawUnsafe<Record<string, unknown>[]>(`PRAGMA ${name}`);
      return String(Object.values(row ?? {})[0]);
    };
    expect(await pragma("journal_mode")).toBe("wal");
    expect(await pragma("synchronous")).toBe("2");
    expect(await pragma("foreign_keys")).toBe("1");
    // The driver goes on with a new connection after a transaction.
    await database.prisma.$transaction([database.prisma.workflow.count(), database.prisma.workflow.count()]);
    expect(await pragma("journal_mode")).toBe("wal");
    expect(await pragma("synchronous")).toBe("2");
    await database.close();
    await place.remove();
  });

  test("a table that is rebuilt keeps the rows that refer to it, and a broken reference stops it", async () => {
    const place = await sqliteForTest();
    const migrations = await copyOfMigrations();
    const database = await place.open();
    const row = { name: "Kept", graph: JSON.stringify(graph), layout: "{}", updatedAt: new Date() };
    await database.prisma.workflow.create({ data: { id: "parent", ...row } });
    await database.prisma.workflowVersion.create({
      data: { workflowId: "parent", hash: "h", name: "v", graph: "{}", layout: "{}", code: "", sourceMap: "{}" },
    });
    await database.close();

    await migrations.add(
      "sqlite",
      NEXT,
      'CREATE TABLE "new_W" ("id" TEXT NOT NULL PRIMARY KEY); DROP TABLE "Workflow"; ALTER TABLE "new_W" RENAME TO "Workflow";',
    );
    await expect(place.open(migrations.dir)).rejects.toThrow(/every_reference_is_kept/);

    // Prisma's own way of changing a column.
    await migrations.add(
      "sqlite",
      NEXT,
      `PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_Workflow" ("id" TEXT NOT NULL PRIMARY KEY, "name" TEXT NOT NULL);
INSERT INTO "new_Workflow" ("id", "name") SELECT "id", "name" FROM "Workflow";
DROP TABLE "Workflow";
ALTER TABLE "new_Workflow" RENAME TO "Workflow";
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;`,
    );
    const rebuilt = await place.open(migrations.dir);
    expect(await rebuilt.prisma.workflowVersion.count()).toBe(1);
    await rebuilt.close();
    await place.remove();
    await migrations.remove();
  });
});

describe("openDatabase", () => {
  test("says in a sentence which database could not be reached, without its password", async () => {
    const unreachable = openDatabase({
      databaseUrl: "postgresql://me:secret@127.0.0.1:1/dacapo",
      dataDir: "/nowhere",
      migrationsDir: MIGRATIONS_DIR,
    });
    await expect(unreachable).rejects.toThrow(/The database postgresql:\/\/me:…@127\.0\.0\.1:1\/dacapo could not be/);
    await expect(unreachable).rejects.not.toThrow(/secret/);
  });

  test("says which file could not be opened", async () => {
    const dir = await mkdtemp(path.join(tmpdir(), "dacapo-bad-"));
    await writeFile(
      path.join(dir, "dacapo.db"),
      "this is not a database, but it is long enough to look at ".repeat(40),
    );
    await expect(openDatabase({ dataDir: dir, migrationsDir: MIGRATIONS_DIR })).rejects.toThrow(
      /dacapo\.db could not be opened: .*not a database/,
    );
    await rm(dir, { recursive: true });
  });
});
