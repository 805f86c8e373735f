import type { Json } from "@dacapo/engine/model";

export type SqlMode = "read" | "write";

/** One query of a SQLite file, as the process that asks it is told. */
export interface SqliteJob {
  /** An absolute path without links. */
  readonly file: string;
  readonly mode: SqlMode;
  readonly query: string;
  /** By their place, or by their names. Numbers are whole (`i`) or not (`r`), as SQLite tells them apart. */
  readonly parameters: SqliteParameters;
  readonly rowsMax: number;
  readonly bytesMax: number;
  /** Names that the file's schema must not hold. */
  readonly unsafe: readonly string[];
  /** How long to wait for others who write the file. */
  readonly busyMs: number;
}

export type SqliteValue = { readonly i: string } | { readonly r: number } | { readonly t: string } | null;
export type SqliteParameters = readonly SqliteValue[] | Readonly<Record<string, SqliteValue>>;

/** What the process answers. */
export type SqliteAnswer =
  | {
      readonly kind: "rows";
      readonly columns: readonly string[];
      readonly rows: readonly (readonly Json[])[];
      /** How many rows the statement changed. */
      readonly changed: number;
    }
  /** Of two columns with one name only one would be left. */
  | { readonly kind: "columnsAlike"; readonly name: string }
  /** A table, view or trigger of the file uses what a statement must not. */
  | { readonly kind: "unsafe"; readonly name: string; readonly word: string }
  | { readonly kind: "tooLarge"; readonly what: "rows" | "bytes" }
  /** `code` is SQLite's own, such as SQLITE_BUSY; empty where it has none. */
  | { readonly kind: "failed"; readonly code: string; readonly message: string }
  /** The file's write-ahead log has to be put in order first, which takes writing. */
  | { readonly kind: "unrecovered" };
