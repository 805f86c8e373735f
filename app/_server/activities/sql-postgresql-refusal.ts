import { SqlRefusal, type SqlRefusalCode } from "./sql-refusal";
import type { SqlMode } from "./sqlite-job";

/**
 * What may be otherwise a moment later, by the beginning of the database's code: a lost connection, a conflict with another
 * transaction, a lack of resources, a lock, an operator's doing.
 */
const PASSING = ["08", "40", "53", "55", "57"];

/**
 * What was thrown while `client` of pg worked, as a refusal. `prefix` is how many characters stand before the person's
 * statement. Anything the database did not say is a connection that broke; its words are left out, as they may hold the address.
 */
export function postgresqlRefusal(
  thrown: unknown,
  { prefix, mode }: { readonly prefix: number; readonly mode: SqlMode },
): SqlRefusal {
  if (thrown instanceof SqlRefusal) return thrown;
  const { code, message, position } = thrown as { code?: unknown; message?: unknown; position?: unknown };
  const isState = typeof code === "string" && /^[0-9A-Z]{5}$/.test(code);
  // EPIPE and its like are five letters, too.
  if (!isState || !("severity" in (thrown as object))) {
    const what = typeof code === "string" ? ` (${code})` : "";
    const unsure = mode === "write" ? " Whether the statement took effect before is not known." : "";
    return new SqlRefusal(
      "SqlUnreachable",
      `The database could not be reached, or the connection broke${what}.${unsure} See that it runs, and that the address in the secret is right.`,
      false,
    );
  }
  const at = Number(position) - prefix;
  const place = Number.isInteger(at) && at >= 1 ? at : undefined;
  const next = mode === "read" ? " Only one statement that reads, SELECT, VALUES or WITH, can be asked." : "";
  return new SqlRefusal(
    codeOf(code),
    `The database refused the query${place === undefined ? "" : ` at character ${place}`}: ${String(message)} (${code}).${next}`,
    !PASSING.includes(code.slice(0, 2)),
    { sqlState: code, ...(place !== undefined && { position: place }) },
  );
}

function codeOf(sqlState: string): SqlRefusalCode {
  if (sqlState.startsWith("23")) return "SqlConstraint";
  if (sqlState === "57014") return "SqlTimeout";
  return sqlState === "55P03" ? "SqlBusy" : "SqlFailed";
}
