import { describe, expect, test } from "vitest";
import { type AppliedMigration, BadMigration, type Migration, pendingMigrations } from "./migration-plan";

const migration = (name: string): Migration => ({ name, sql: "SELECT 1;", checksum: `sum of ${name}` });
const applied = (name: string): AppliedMigration => ({ name, checksum: `sum of ${name}`, finished: true });
const names = (migrations: readonly Migration[]) => migrations.map(({ name }) => name);

describe("pendingMigrations", () => {
  test("is everything, oldest first, for an empty database", () => {
    expect(names(pendingMigrations([migration("2_b"), migration("1_a")], []))).toEqual(["1_a", "2_b"]);
  });

  test("is what has not been applied, also when it is older than what has", () => {
    const available = [migration("1_a"), migration("2_b"), migration("3_c")];
    expect(names(pendingMigrations(available, [applied("1_a"), applied("3_c")]))).toEqual(["2_b"]);
    expect(
      pendingMigrations(
        available,
        available.map(({ name }) => applied(name)),
      ),
    ).toEqual([]);
  });

  test("refuses a database that a newer Dacapo changed", () => {
    expect(() => pendingMigrations([migration("1_a")], [applied("1_a"), applied("2_b")])).toThrow(
      /newer than this Dacapo.*2_b/,
    );
  });

  test("refuses a migration that was changed after it was applied", () => {
    const changed = { ...applied("1_a"), checksum: "another" };
    expect(() => pendingMigrations([migration("1_a")], [changed])).toThrow(BadMigration);
    expect(() => pendingMigrations([migration("1_a")], [changed])).toThrow(/1_a was changed after/);
  });

  test("refuses a database in which another tool failed halfway", () => {
    expect(() => pendingMigrations([migration("1_a")], [{ ...applied("1_a"), finished: false }])).toThrow(
      /did not finish/,
    );
  });
});
