import type { Json } from "@dacapo/engine/model";
import * as z from "zod";

/** What a run keeps of one query, counted as the JSON it becomes; as much as of one file. */
export const RESULT_BYTES_MAX = 8 * 1024 * 1024;

const PARAMETERS_MAX = 1_000;

export const sqlInput = z.strictObject({
  connection: z
    .string()
    .min(1)
    .meta({
      title: "Database",
      description:
        "A SQLite file, such as files/shop.db, or the name of a secret that holds an address: postgresql://user:password@host/database or sqlite:files/shop.db.",
      examples: ["files/shop.db"],
    }),
  query: z
    .string()
    .trim()
    .min(1)
    .meta({
      title: "Query",
      description: "One statement, with $1, $2, … where parameters stand; in SQLite :name, @name, $name and ? as well.",
      examples: ["SELECT name FROM item WHERE price < $1"],
    }),
  parameters: z
    .union([
      z.array(z.unknown()).max(PARAMETERS_MAX),
      z
        .record(z.string(), z.unknown())
        .refine(
          (given) => Object.keys(given).length <= PARAMETERS_MAX,
          `at most ${PARAMETERS_MAX} parameters can be given`,
        ),
    ])
    .default([])
    .meta({
      title: "Parameters",
      description:
        'A list for $1, $2, … in order or, for SQLite, an object such as {"name": "tea"}. Lists and objects in it are given as JSON; true and false are 1 and 0 in SQLite.',
      examples: [[500]],
    }),
  readOnly: z.boolean().default(true).meta({
    title: "Read only",
    description:
      "Held by the database itself. Off, the statement may change it, and a repeat after a crash may change it twice: let it tolerate that, with ON CONFLICT. A SQLite file that is not there is made then.",
  }),
  rowsMax: z
    .int()
    .min(1)
    .max(10_000)
    .default(1_000)
    .meta({ title: "Rows at most", description: "A query that gives more of them fails, and changes nothing." }),
  timeoutMs: z.int().min(1).max(600_000).default(30_000).meta({ title: "Time at most (ms)" }),
});
export type SqlInput = z.output<typeof sqlInput>;

export const sqlOutput = z.strictObject({
  columns: z.array(z.string()),
  rows: z.array(z.record(z.string(), z.unknown())).meta({
    title: "Rows",
    description:
      "Numbers that would lose digits are texts (whole ones beyond 2^53, PostgreSQL's bigint and numeric), as are dates and times as the database writes them; bytes are texts such as \\x00ff.",
  }),
  changed: z
    .int()
    .optional()
    .meta({ title: "Rows changed", description: "How many rows a statement changed that was not read only." }),
});
export type SqlOutput = z.input<typeof sqlOutput>;

/** A parameter as a value that every database has: what JSON nests is given as its text. */
export function parameterOf(value: unknown): Exclude<Json, object> | null {
  return typeof value === "object" && value !== null
    ? JSON.stringify(value)
    : ((value ?? null) as Exclude<Json, object> | null);
}
