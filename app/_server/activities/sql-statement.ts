/** A place in a statement where a parameter stands. */
export type SqlVariable =
  /** `?`, which takes the next one. */
  | { readonly kind: "next" }
  /** `$1`, `?1`, `:1`, `@1`. */
  | { readonly kind: "numbered"; readonly number: number; readonly sign: string }
  /** `:sku`, `@sku`, `$sku`. */
  | { readonly kind: "named"; readonly name: string };

/** What can be said of a text of SQL without knowing its grammar, as SQLite cuts it into pieces. */
export interface SqlStatement {
  /** The first word of each statement in the text, in upper case; empty where there is a sign instead. */
  readonly firstWords: readonly string[];
  /** What is explained, when the first word is EXPLAIN. */
  readonly explained?: string;
  readonly variables: readonly SqlVariable[];
}

/** Blanks and comments, a quoted text or name, a variable, a word, or one sign. A text that ends too early goes on to the end. */
const PIECE =
  /(?<blank>[ \t\n\f\r\uFEFF]+|--[^\n]*|\/\*(?:[^*]|\*(?!\/))*(?:\*\/)?)|'(?:[^']|'')*'?|"(?:[^"]|"")*"?|`(?:[^`]|``)*`?|\[[^\]]*\]?|(?<variable>\?\d*|[:@$#][\w$\u0080-\u{10FFFF}]+)|(?<word>[\w$\u0080-\u{10FFFF}]+)|(?<sign>.)/gsu;

/**
 * Cuts a text into its statements. This is for clear words to whoever wrote it: SQLite compiles the first statement and nothing
 * else, so that a text which is cut otherwise there gets past nothing.
 */
export function readStatement(text: string): SqlStatement {
  const statements: string[][] = [];
  const variables: SqlVariable[] = [];
  let isOpen = false;
  for (const { 0: piece, groups = {} } of text.matchAll(PIECE)) {
    if (groups.blank !== undefined) continue;
    if (piece === ";") {
      isOpen = false;
      continue;
    }
    if (!isOpen) statements.push([]);
    isOpen = true;
    statements.at(-1)?.push(groups.word === undefined ? "" : piece.toUpperCase());
    if (groups.variable !== undefined) variables.push(variableOf(piece));
  }
  const [first = []] = statements;
  return {
    firstWords: statements.map(([word = ""]) => word),
    variables,
    ...(first[0] === "EXPLAIN" && {
      explained: (first[1] === "QUERY" && first[2] === "PLAN" ? first[3] : first[1]) ?? "",
    }),
  };
}

function variableOf(piece: string): SqlVariable {
  if (piece === "?") return { kind: "next" };
  const name = piece.slice(1);
  return /^\d+$/.test(name)
    ? { kind: "numbered", number: Number(name), sign: piece.charAt(0) }
    : { kind: "named", name };
}

/** The names that a text could possibly mean, in lower case: within quotes and comments as well. */
export function wordsOf(text: string): ReadonlySet<string> {
  return new Set(text.toLowerCase().match(/[\w$\u0080-\u{10FFFF}]+/gu));
}
