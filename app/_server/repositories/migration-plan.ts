/** A migration as its folder has it. */
export interface Migration {
  readonly name: string;
  readonly sql: string;
  /** SHA-256 of the file, in hexadecimal digits, as Prisma has it. */
  readonly checksum: string;
}

/** A migration as the database remembers it. */
export interface AppliedMigration {
  readonly name: string;
  readonly checksum: string;
  /** False when another tool began it and did not get to its end. */
  readonly finished: boolean;
}

/** The database cannot be brought to where this code wants it. The message says why and what to do. */
export class BadMigration extends Error {
  override readonly name = "BadMigration";
}

/**
 * Which migrations are to be applied, in order. Refuses a database that this code does not
 * understand: one that a newer Dacapo has changed, and one whose past is not the past that the
 * migrations tell.
 */
export function pendingMigrations(
  available: readonly Migration[],
  applied: readonly AppliedMigration[],
): readonly Migration[] {
  const known = new Map(available.map((migration) => [migration.name, migration]));
  for (const { name, checksum, finished } of applied) {
    const migration = known.get(name);
    if (migration === undefined) {
      throw new BadMigration(
        `The database is newer than this Dacapo: it has the migration ${name}, which this version does not know. Start the version that made it, or a newer one.`,
      );
    }
    if (!finished) {
      throw new BadMigration(
        `The migration ${name} was begun by another tool and did not finish. Repair the database, then mark the migration as rolled back or applied in the table _prisma_migrations.`,
      );
    }
    if (migration.checksum !== checksum) {
      throw new BadMigration(
        `The migration ${name} was changed after it was applied to this database. Restore its migration.sql from Git; what should change belongs in a new migration (npm run db:new NAME).`,
      );
    }
  }
  const done = new Set(applied.map((migration) => migration.name));
  return available.filter((migration) => !done.has(migration.name)).sort((a, b) => (a.name < b.name ? -1 : 1));
}
