import { SqlRefusal, type SqlRefusalDetails } from "./sql-refusal";

interface Failed {
  readonly code: string;
  readonly message: string;
}

/** What SQLite said, as a refusal. `named` is the file as the person calls it: where it really lies is left out. */
export function sqliteRefusal({ code, message }: Failed, named: string, query: string): SqlRefusal {
  const position = placeOf(message, query);
  const details: SqlRefusalDetails = {
    ...(code !== "" && { sqliteCode: code }),
    ...(position !== undefined && { position }),
  };
  const said = code === "" ? message : `${message} (${code})`;
  const refuse = (...[kind, sentence, nonRetriable]: ConstructorParameters<typeof SqlRefusal>): SqlRefusal =>
    new SqlRefusal(kind, sentence, nonRetriable, details);
  if (/file is not a database|malformed/.test(message) || /^SQLITE_(NOTADB|CORRUPT)/.test(code)) {
    return refuse("SqlNotADatabase", `${named} is no SQLite database, or is damaged: ${said}. Look at the file.`, true);
  }
  if (/^SQLITE_READONLY_(ROLLBACK|RECOVERY|CANTINIT)/.test(code) || /hot journal/.test(message)) {
    return refuse(
      "SqlBusy",
      `${named} was not read: somebody who wrote it did not finish, and that has to be taken back first. Open it with the program that wrote it, or with a query that is not read only.`,
      false,
    );
  }
  if (/^SQLITE_(BUSY|LOCKED)/.test(code) || /database is locked/.test(message)) {
    return refuse("SqlBusy", `${named} is being written by somebody else: ${said}. Try again.`, false);
  }
  if (/^SQLITE_READONLY/.test(code) || /readonly database/.test(message)) {
    return refuse(
      "SqlNotAllowed",
      `The query was not run: it would change ${named}, and is read only. To change it, switch "readOnly" off.`,
      true,
    );
  }
  if (/^SQLITE_CONSTRAINT/.test(code)) {
    return refuse("SqlConstraint", `${named} does not take this change: ${said}. Nothing was changed.`, true);
  }
  if (/^ConnectionFailed|unable to open/.test(message) || /^SQLITE_CANTOPEN/.test(code)) {
    return refuse(
      "SqlUnreachable",
      `${named} could not be opened. See that the server may use the file and its folder.`,
      false,
    );
  }
  const at = position === undefined ? "" : ` at character ${position}`;
  return refuse("SqlFailed", `SQLite refused the query${at}: ${said}.`, !/^SQLITE_(NOMEM|FULL|IOERR)/.test(code));
}

/** SQLite names the piece it stumbled over; where that stands once in the query, this is the place. */
function placeOf(message: string, query: string): number | undefined {
  const piece = /^near "(.+)": /s.exec(message)?.[1] ?? /^no such (?:column|table|function): (\S+)$/.exec(message)?.[1];
  if (piece === undefined) return undefined;
  const at = query.indexOf(piece);
  return at >= 0 && query.indexOf(piece, at + 1) < 0 ? [...query.slice(0, at)].length + 1 : undefined;
}
