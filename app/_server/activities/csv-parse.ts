import { defineActivity } from "@dacapo/engine";
import { CsvError, parse } from "csv-parse/sync";
import * as z from "zod";
import { DataRefusal } from "./data-refusal";

const input = z.strictObject({
  text: z.string().meta({ title: "Text" }),
  header: z
    .boolean()
    .default(true)
    .meta({ title: "First line names the columns", description: "Then each row is an object, else a list." }),
  delimiter: z.string().min(1).max(4).default(",").meta({ title: "Delimiter", description: "Between two fields." }),
  numbers: z.boolean().default(false).meta({
    title: "Read numbers",
    description: "Fields that are numbers, and written as JSON would, become numbers.",
  }),
});
type CsvInput = z.output<typeof input>;

/** Reads a table that is written as comma-separated values (RFC 4180). Empty lines are left out. */
export const csvParse = defineActivity({
  name: "csv.parse",
  title: "Read CSV",
  description: "Reads a table from comma-separated values, one object or list for each row.",
  icon: "file-type-csv",
  effects: "idempotent",
  input,
  output: z.array(z.unknown()).meta({ title: "Rows" }),
  run: (given) => {
    const rows = rowsOf(given).map((row) => (given.numbers ? row.map(withNumbers) : row));
    const [names, ...rest] = rows;
    if (!given.header || names === undefined) return rows;
    const columns = namesOf(names.map(String));
    return rest.map((row) => Object.fromEntries(columns.map((name, at) => [name, row[at]])));
  },
});

/** All of them: a text that was pieced together has several. */
const LINE_ENDS = ["\r\n", "\n", "\r"];

type Field = string | number;

function rowsOf({ text, delimiter }: CsvInput): readonly (readonly Field[])[] {
  try {
    return parse(text, { bom: true, delimiter, record_delimiter: LINE_ENDS, skip_empty_lines: true }) as string[][];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const { lines } = error as CsvError & { lines?: number };
    throw new DataRefusal(
      "CsvInvalid",
      `The text is not CSV${lines === undefined ? "" : ` in line ${lines}`}: ${error.message}. Correct it, or choose another delimiter.`,
      lines === undefined ? undefined : { line: lines },
    );
  }
}

/** Of two columns with one name only one would be left. */
function namesOf(names: readonly string[]): readonly string[] {
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice === undefined) return names;
  throw new DataRefusal(
    "CsvInvalid",
    `The column "${twice}" is there twice, so rows cannot be objects. Rename it, or read rows as lists.`,
    { line: 1 },
  );
}

/** Only what would be written the same again: a postcode such as 01069 stays a text. */
function withNumbers(field: Field): Field {
  const number = Number(field);
  return Number.isFinite(number) && String(number) === field ? number : field;
}
