export type SqlRefusalCode =
  | "SqlNotAllowed"
  | "SqlParametersInvalid"
  | "SqlUnreachable"
  | "SqlNotADatabase"
  | "SqlBusy"
  | "SqlConstraint"
  | "SqlFailed"
  | "SqlColumnsAlike"
  | "SqlResultTooLarge"
  | "SqlTimeout"
  | "SqlCancelled";

export interface SqlRefusalDetails {
  /** PostgreSQL's own code. */
  readonly sqlState?: string;
  /** SQLite's own code, such as `SQLITE_BUSY`. */
  readonly sqliteCode?: string;
  /** Where in the query, in characters from 1. */
  readonly position?: number;
}

/** A query that gave no result. */
export class SqlRefusal extends Error {
  override readonly name = "SqlRefusal";
  constructor(
    readonly code: SqlRefusalCode,
    message: string,
    readonly nonRetriable: boolean,
    readonly details: SqlRefusalDetails = {},
  ) {
    super(message);
  }
}

/** More than a run keeps. */
export const resultTooLarge = (what: string): SqlRefusal =>
  new SqlRefusal("SqlResultTooLarge", `The query gives ${what}. Ask for less, with LIMIT or fewer columns.`, true);

export const queryCancelled = (): SqlRefusal =>
  new SqlRefusal("SqlCancelled", "The query was cancelled: nobody waits for it any more.", false);

/** Of two columns with one name only one would be left. */
export const columnsAlike = (name: string): SqlRefusal =>
  new SqlRefusal("SqlColumnsAlike", `Two columns are called "${name}". Name one of them anew, with AS.`, true);
