import { defineActivity } from "@dacapo/engine";
import { stringify } from "csv-stringify/sync";
import * as z from "zod";

const input = z.strictObject({
  rows: z.union([z.array(z.record(z.string(), z.unknown())), z.array(z.array(z.unknown()))]).meta({
    title: "Rows",
    description: "All objects, or all lists. What is no text, number or boolean is written as JSON.",
  }),
  columns: z.array(z.string()).optional().meta({
    title: "Columns",
    description: "Which, and in which order. Of objects all, in the order of their first use.",
  }),
  header: z.boolean().default(true).meta({ title: "First line names the columns" }),
  delimiter: z.string().min(1).max(4).default(",").meta({ title: "Delimiter", description: "Between two fields." }),
  escapeFormulas: z.boolean().default(false).meta({
    title: "For spreadsheets",
    description: "Puts a ' before fields that a spreadsheet would take for a formula.",
  }),
});

/** Writes a table as comma-separated values (RFC 4180), with line ends of one character. */
export const csvPrint = defineActivity({
  name: "csv.print",
  title: "Write CSV",
  description: "Writes rows as comma-separated values.",
  icon: "table",
  effects: "idempotent",
  input,
  output: z.string().meta({ title: "Text" }),
  run: ({ rows, columns, header, delimiter, escapeFormulas }) => {
    const names = columns ?? namesOf(rows);
    const lines = rows.map((row) => (Array.isArray(row) ? row.map(fieldOf) : names.map((name) => fieldOf(row[name]))));
    const all = header && names.length > 0 ? [names, ...lines] : lines;
    return stringify(all as string[][], { delimiter, escape_formulas: escapeFormulas });
  },
});

function namesOf(rows: readonly (Readonly<Record<string, unknown>> | readonly unknown[])[]): readonly string[] {
  const names = new Set<string>();
  for (const row of rows) if (!Array.isArray(row)) for (const name of Object.keys(row)) names.add(name);
  return [...names];
}

function fieldOf(value: unknown): string {
  if (value === null || value === undefined) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}
