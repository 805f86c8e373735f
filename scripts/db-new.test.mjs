import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { PrismaLibSql } from "@prisma/adapter-libsql";
import { PrismaPGlite } from "pglite-prisma-adapter";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { postgresqlForTest, sqliteForTest } from "../app/_server/repositories/test-databases";
import { writeMigrations } from "./db-new.mjs";
import { DIALECTS, schemaText } from "./generate-db.mjs";
import { diffDatabase, diffSchemas } from "./schema-diff.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const NOW = new Date(Date.UTC(2999, 0, 2, 3, 4, 5));

describe("the repository's migrations", () => {
  test("lead to the schema, on SQLite", async () => {
    const place = await sqliteForTest();
    await (await place.open()).close();
    const factory = new PrismaLibSql({ url: `file:${place.file}` });
    expect(await diffDatabase(factory, schemaText("sqlite"))).toBeUndefined();
    const wider = schemaText("sqlite").replace("name        String", "name        String\n  colour String?");
    expect(await diffDatabase(factory, wider)).toContain('ADD COLUMN "colour" TEXT');
    await place.remove();
  });

  test("lead to the schema, on PostgreSQL", async () => {
    const place = await postgresqlForTest();
    await (await place.open()).close();
    const factory = new PrismaPGlite(place.server);
    expect(await diffDatabase(factory, schemaText("postgresql"))).toBeUndefined();
    const wider = schemaText("postgresql").replace("name        String", "name        String\n  colour String?");
    expect(await diffDatabase(factory, wider)).toContain('ADD COLUMN     "colour" TEXT');
    await place.remove();
  }, 60_000);

  test("are complete: the models have nothing that no migration makes", async () => {
    for (const dialect of DIALECTS) {
      const dir = path.join(root, "prisma/migrations", dialect);
      const last = readdirSync(dir)
        .filter((entry) => /^\d{14}_/.test(entry))
        .sort()
        .at(-1);
      const snapshot = readFileSync(path.join(dir, last, "schema.prisma"), "utf8");
      expect(await diffSchemas(dialect, snapshot, schemaText(dialect))).toBeUndefined();
    }
  }, 60_000);
});

describe("npm run db:new", () => {
  let prismaDir;
  const models = () => path.join(prismaDir, "models.prisma");
  const change = (from, to) => writeFileSync(models(), readFileSync(models(), "utf8").replace(from, to));
  const files = () => readdirSync(path.join(prismaDir, "migrations"), { recursive: true }).map(String).sort();

  beforeEach(() => {
    prismaDir = mkdtempSync(path.join(tmpdir(), "dacapo-prisma-"));
    cpSync(path.join(root, "prisma"), prismaDir, { recursive: true });
  });
  afterEach(() => rmSync(prismaDir, { recursive: true, force: true }));

  test("writes one migration for each database and moves the schema beside it", async () => {
    change("name        String", "name        String\n  colour      String?");
    const before = files().filter((file) => !file.endsWith("schema.prisma"));
    const written = await writeMigrations({ name: "add_colour", prismaDir, now: NOW });
    expect(written.map((dir) => path.relative(prismaDir, dir))).toEqual([
      "migrations/sqlite/29990102030405_add_colour",
      "migrations/postgresql/29990102030405_add_colour",
    ]);
    for (const [dialect, dir] of DIALECTS.map((dialect, index) => [dialect, written[index]])) {
      expect(readFileSync(path.join(dir, "migration.sql"), "utf8")).toMatch(
        /ALTER TABLE "Workflow" ADD COLUMN +"colour" TEXT/,
      );
      expect(readFileSync(path.join(dir, "schema.prisma"), "utf8")).toBe(schemaText(dialect, prismaDir));
    }
    expect(files().filter((file) => file.endsWith("schema.prisma"))).toHaveLength(2);
    expect(files()).toEqual(expect.arrayContaining(before));
    await expect(writeMigrations({ name: "again", prismaDir })).rejects.toThrow(/Nothing changed/);
  }, 60_000);

  test("writes nothing when nothing changed", async () => {
    const before = files();
    await expect(writeMigrations({ name: "nothing", prismaDir })).rejects.toThrow(
      /Nothing changed.*No file was written/,
    );
    expect(files()).toEqual(before);
  }, 60_000);

  test("writes nothing when the models are wrong in one database alone", async () => {
    const before = files();
    change("description String?", "description String? @db.VarChar(20)");
    await expect(writeMigrations({ name: "narrow", prismaDir })).rejects.toThrow();
    expect(files()).toEqual(before);
  }, 60_000);

  test("says what is wrong with a name", () => {
    const run = (...args) => {
      const { status, stderr } = spawnSync(process.execPath, [path.join(root, "scripts/db-new.mjs"), ...args], {
        encoding: "utf8",
      });
      return { status, stderr: stderr.trim().split("\n") };
    };
    expect(run()).toEqual({
      status: 1,
      stderr: ["A migration needs a name that says what it does: npm run db:new add_workflow_owner"],
    });
    for (const name of ["Add colour", "../up", "1st", ""]) {
      const { status, stderr } = run(name);
      expect(status).toBe(1);
      expect(stderr).toHaveLength(1);
    }
    expect(run("../up").stderr[0]).toContain('"../up" cannot be a migration\'s name');
  }, 60_000);
});
