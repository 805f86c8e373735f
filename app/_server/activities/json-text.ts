import type { Json } from "@dacapo/engine/model";
import { DataRefusal } from "./data-refusal";

/** Reads JSON, called `what` in what is said of it. Throws {@link DataRefusal} with the line and column where it ends to be JSON. */
export function parseJson(given: string, what: string): Json {
  // A mark of the byte order at the beginning is nobody's data.
  const text = given.replace(/^\uFEFF/, "");
  try {
    return JSON.parse(text) as Json;
  } catch {
    const offset = offsetOfProblem(text);
    const before = text.slice(0, offset).split("\n");
    const place = { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
    const found =
      offset >= text.length
        ? "it ends too early"
        : `${JSON.stringify(text.slice(offset, offset + 20))} cannot stand there`;
    throw new DataRefusal(
      "JsonInvalid",
      `${what} is not JSON: ${found}, in line ${place.line}, column ${place.column}. Look at where it comes from.`,
      place,
    );
  }
}

const BLANKS = /[ \t\n\r]*/y;
// Everything from the blank on, but for " and \.
const STRING = /"(?:[ !#-[\]-\u{10ffff}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/uy;
const SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])|(?:true|false|null)(?!\w)/y;

/** What may come next: a value, the first key or value of something just opened, a key, a colon, or what follows a value. */
type Expected = "value" | "firstKey" | "firstValue" | "key" | "colon" | "after";

/**
 * Where a text that is no JSON stops being one. The language's own parser knows, and says it in some of its versions for some
 * mistakes.
 */
function offsetOfProblem(text: string): number {
  const open: ("{" | "[")[] = [];
  let expected: Expected = "value";
  let at = 0;
  const takes = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found !== null) at += found[0].length;
    return found !== null;
  };
  for (;;) {
    takes(BLANKS);
    const next = text[at];
    const inside = open.at(-1);
    if (next === undefined) return at;
    if (expected === "after") {
      if (inside !== undefined && next === ",") expected = inside === "{" ? "key" : "value";
      else if (closes(next, inside)) open.pop();
      else return at;
      at += 1;
    } else if (expected === "colon") {
      if (next !== ":") return at;
      at += 1;
      expected = "value";
    } else if ((expected === "firstKey" || expected === "firstValue") && closes(next, inside)) {
      open.pop();
      at += 1;
      expected = "after";
    } else if (expected === "key" || expected === "firstKey") {
      if (!takes(STRING)) return at;
      expected = "colon";
    } else if (next === "{" || next === "[") {
      open.push(next);
      at += 1;
      expected = next === "{" ? "firstKey" : "firstValue";
    } else {
      if (!takes(STRING) && !takes(SCALAR)) return at;
      expected = "after";
    }
  }
}

const closes = (character: string, opened: "{" | "[" | undefined): boolean =>
  (opened === "{" && character === "}") || (opened === "[" && character === "]");
