import { type JsonPath, PathSyntaxError, parsePath } from "../runtime/json-path.js";
import type { Query } from "./definition.js";

/** Each intrinsic function with the least and most arguments it takes. */
export const INTRINSICS: Readonly<Record<string, readonly [number, number]>> = {
  Array: [0, 1_000],
  ArrayContains: [2, 2],
  ArrayGetItem: [2, 2],
  ArrayLength: [1, 1],
  ArrayPartition: [2, 2],
  ArrayRange: [3, 3],
  ArrayUnique: [1, 1],
  Base64Decode: [1, 1],
  Base64Encode: [1, 1],
  Format: [1, 1_000],
  Hash: [2, 2],
  JsonMerge: [3, 3],
  JsonToString: [1, 1],
  MathAdd: [2, 2],
  MathRandom: [2, 3],
  StringSplit: [2, 2],
  StringToJson: [1, 1],
  UUID: [0, 0],
};

/** A text that is neither a path nor a call of an intrinsic function. */
export class QuerySyntaxError extends Error {
  override readonly name = "QuerySyntaxError";
}

const DEPTH_MAX = 10;

/** Reads a path or an intrinsic function. Throws {@link QuerySyntaxError}. */
export function parseQuery(text: string): Query {
  if (text.startsWith("States.")) return new CallReader(text).read();
  return pathQuery(text);
}

/** Reads a path alone. Throws {@link QuerySyntaxError}. */
export function pathQuery(text: string): Extract<Query, { kind: "path" }> {
  return { kind: "path", path: readPath(text), text };
}

function readPath(text: string): JsonPath {
  try {
    return parsePath(text);
  } catch (thrown) {
    if (thrown instanceof PathSyntaxError) throw new QuerySyntaxError(thrown.message);
    throw thrown;
  }
}

class CallReader {
  #at = 0;
  constructor(readonly text: string) {}

  read(): Query {
    const query = this.#call(1);
    this.#space();
    if (this.#at < this.text.length) this.#fail("nothing comes after the closing )");
    return query;
  }

  #call(depth: number): Query {
    if (depth > DEPTH_MAX) this.#fail(`functions are nested more than ${DEPTH_MAX} deep`);
    const start = this.#at;
    const name = /^States\.([A-Za-z0-9]+)\s*\(/.exec(this.text.slice(this.#at));
    if (name === null) return this.#fail("a function is written States.Name( … )");
    const [written, called = ""] = name;
    const arity = Object.hasOwn(INTRINSICS, called) ? INTRINSICS[called] : undefined;
    if (arity === undefined) return this.#fail(`there is no function States.${called}`);
    this.#at += written.length;
    const given: Query[] = [];
    this.#space();
    while (this.text[this.#at] !== ")") {
      if (given.length > 0) {
        if (this.text[this.#at] !== ",") this.#fail("a , or ) is expected");
        this.#at += 1;
      }
      given.push(this.#argument(depth));
      this.#space();
    }
    this.#at += 1;
    const [least, most] = arity;
    if (given.length < least || given.length > most) {
      this.#at = start;
      this.#fail(
        `States.${called} takes ${least === most ? least : `${least} to ${most}`} arguments and has ${given.length}`,
      );
    }
    return { kind: "call", name: called, arguments: given };
  }

  #argument(depth: number): Query {
    this.#space();
    const rest = this.text.slice(this.#at);
    const next = rest[0];
    if (next === undefined) return this.#fail("the closing ) is missing");
    if (next === "'") return { kind: "constant", value: this.#quoted() };
    if (next === "$") return this.#path();
    if (rest.startsWith("States.")) return this.#call(depth + 1);
    const constant = /^(?:-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?=[\s,)])/.exec(rest)?.[0];
    if (constant === undefined)
      return this.#fail("a path, a text in single quotes, a number, true, false or null is expected");
    this.#at += constant.length;
    return { kind: "constant", value: JSON.parse(constant) as number | boolean | null };
  }

  #quoted(): string {
    let value = "";
    for (let at = this.#at + 1; at < this.text.length; at += 1) {
      const character = this.text[at] ?? "";
      if (character === "\\" && (this.text[at + 1] === "'" || this.text[at + 1] === "\\")) {
        at += 1;
        value += this.text[at] === "\\" ? "\\\\" : "'";
      } else if (character === "'") {
        this.#at = at + 1;
        return value;
      } else value += character;
    }
    return this.#fail("the text's quote is not closed");
  }

  #path(): Query {
    let brackets = 0;
    let quote = "";
    let at = this.#at;
    for (; at < this.text.length; at += 1) {
      const character = this.text[at] ?? "";
      if (quote !== "") {
        if (character === quote) quote = "";
      } else if (brackets > 0 && (character === "'" || character === '"')) quote = character;
      else if (character === "[") brackets += 1;
      else if (character === "]") brackets -= 1;
      else if (brackets === 0 && this.text.startsWith("()", at)) at += 1;
      else if (brackets === 0 && (character === "," || character === ")" || /\s/.test(character))) break;
    }
    const text = this.text.slice(this.#at, at);
    this.#at = at;
    return pathQuery(text);
  }

  #space(): void {
    while (/\s/.test(this.text[this.#at] ?? "")) this.#at += 1;
  }

  #fail(message: string): never {
    throw new QuerySyntaxError(
      `${JSON.stringify(this.text)} is no intrinsic function: ${message} at character ${this.#at + 1}.`,
    );
  }
}
