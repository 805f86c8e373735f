import { unreachable } from "../../model/invariant.js";

/** One step of a path into JSON. */
export type PathStep =
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "index"; readonly index: number }
  | { readonly kind: "names"; readonly names: readonly string[] }
  | { readonly kind: "indexes"; readonly indexes: readonly number[] }
  /** `[from:to:step]`, as written. */
  | { readonly kind: "slice"; readonly text: string }
  | { readonly kind: "wildcard" }
  | { readonly kind: "descent" }
  /** `[?(condition)]`. */
  | { readonly kind: "filter"; readonly condition: string }
  /** `.length()`, at the end. */
  | { readonly kind: "function"; readonly name: PathFunction };

export const PATH_FUNCTIONS = ["length", "size", "min", "max", "sum", "avg", "keys"] as const;
export type PathFunction = (typeof PATH_FUNCTIONS)[number];

/** What a path begins at: `$` the state's input, `$$` the context object, `$name` a variable. */
export type PathRoot =
  | { readonly kind: "input" }
  | { readonly kind: "context" }
  | { readonly kind: "variable"; readonly name: string };

export interface JsonPath {
  readonly root: PathRoot;
  readonly steps: readonly PathStep[];
}

/** A path that is not one; `at` counts characters from 0. */
export class PathSyntaxError extends Error {
  override readonly name = "PathSyntaxError";
  constructor(
    readonly path: string,
    readonly at: number,
    message: string,
  ) {
    super(`${JSON.stringify(path)} is not a JSONPath: ${message} at character ${at + 1}.`);
  }
}

/** True when the path leads to at most one place: names and indexes alone. */
export const isDefinite = (steps: readonly PathStep[]): boolean =>
  steps.every((step) => step.kind === "name" || step.kind === "index" || step.kind === "function");

/** True for a path that names one place to write to or read from, with no function at its end. */
export const isReference = (steps: readonly PathStep[]): boolean =>
  steps.every((step) => step.kind === "name" || step.kind === "index");

const LENGTH_MAX = 4_000;
const STEPS_MAX = 200;

/** Reads a path. Throws {@link PathSyntaxError} with the place and what is wrong there. */
export function parsePath(text: string): JsonPath {
  return new PathReader(text).read();
}

class PathReader {
  #at = 0;
  constructor(readonly text: string) {}

  read(): JsonPath {
    if (this.text.length > LENGTH_MAX) this.#fail(`it is longer than ${LENGTH_MAX} characters`);
    if (this.text[0] !== "$") this.#fail("it begins with $");
    this.#at = 1;
    const root = this.#root();
    const steps: PathStep[] = [];
    while (this.#at < this.text.length) {
      if (steps.length >= STEPS_MAX) this.#fail(`it has more than ${STEPS_MAX} steps`);
      if (steps.at(-1)?.kind === "function") this.#fail("nothing comes after a function");
      this.#step(steps);
    }
    if (steps.at(-1)?.kind === "descent") this.#fail("a name or * comes after ..");
    return { root, steps };
  }

  #root(): PathRoot {
    if (this.text[1] === "$") {
      this.#at = 2;
      return { kind: "context" };
    }
    const name = /^[\p{ID_Start}_][\p{ID_Continue}]*/u.exec(this.text.slice(1))?.[0];
    if (name === undefined) return { kind: "input" };
    this.#at += name.length;
    return { kind: "variable", name };
  }

  #step(steps: PathStep[]): void {
    const next = this.text[this.#at];
    if (next === "[") {
      steps.push(this.#bracket());
      return;
    }
    if (next !== ".") this.#fail("a . or [ is expected");
    this.#at += 1;
    if (this.text[this.#at] === ".") {
      this.#at += 1;
      steps.push({ kind: "descent" });
      if (this.text[this.#at] === "[") return;
    }
    if (this.text[this.#at] === "*") {
      this.#at += 1;
      steps.push({ kind: "wildcard" });
      return;
    }
    if (this.text[this.#at] === "[") {
      steps.push(this.#bracket());
      return;
    }
    const name = /^[^.[\]()*?,:'"\s]+(?: [^.[\]()*?,:'"\s]+)*/u.exec(this.text.slice(this.#at))?.[0];
    if (name === undefined) this.#fail("a name is expected");
    this.#at += name.length;
    if (this.text.startsWith("()", this.#at)) {
      const known = PATH_FUNCTIONS.find((each) => each === name);
      if (known === undefined) this.#fail(`${name}() is not a function that is supported here`);
      this.#at += 2;
      steps.push({ kind: "function", name: known });
      return;
    }
    steps.push({ kind: "name", name });
  }

  #bracket(): PathStep {
    const rest = this.text.slice(this.#at);
    const simple = /^\[\s*(?:(\*)|(-?\d+(?:\s*,\s*-?\d+)*)|(-?\d*\s*:\s*-?\d*(?:\s*:\s*-?\d*)?))\s*\]/.exec(rest);
    if (simple !== null) {
      this.#at += simple[0].length;
      if (simple[1] !== undefined) return { kind: "wildcard" };
      if (simple[3] !== undefined) return { kind: "slice", text: simple[3].replaceAll(/\s/g, "") };
      const indexes = (simple[2] ?? "").split(",").map(Number);
      const [index = 0] = indexes;
      return indexes.length === 1 ? { kind: "index", index } : { kind: "indexes", indexes };
    }
    if (/^\[\s*\?/.test(rest)) return this.#filter();
    if (/^\[\s*['"]/.test(rest)) return this.#names();
    return this.#fail("an index, a name in quotes, *, a slice or a filter is expected in [ ]");
  }

  #names(): PathStep {
    const names: string[] = [];
    this.#at += 1;
    for (;;) {
      this.#space();
      names.push(this.#quoted());
      this.#space();
      const next = this.text[this.#at];
      this.#at += 1;
      if (next === "]") break;
      if (next !== ",") {
        this.#at -= 1;
        this.#fail("a ] is expected");
      }
    }
    const [name = ""] = names;
    return names.length === 1 ? { kind: "name", name } : { kind: "names", names };
  }

  #quoted(): string {
    const quote = this.text[this.#at];
    if (quote !== "'" && quote !== '"') this.#fail("a name in quotes is expected");
    let name = "";
    for (let at = this.#at + 1; at < this.text.length; at += 1) {
      const character = this.text[at] ?? "";
      if (character === "\\") {
        at += 1;
        name += this.text[at] ?? "";
      } else if (character === quote) {
        this.#at = at + 1;
        return name;
      } else name += character;
    }
    return this.#fail("the quotes are not closed");
  }

  #filter(): PathStep {
    const opened = this.text.indexOf("?", this.#at) + 1;
    let depth = 0;
    let quote = "";
    for (let at = opened; at < this.text.length; at += 1) {
      const character = this.text[at] ?? "";
      if (quote !== "") {
        if (character === "\\") at += 1;
        else if (character === quote) quote = "";
      } else if (character === "'" || character === '"') quote = character;
      else if (character === "(" || character === "[") depth += 1;
      else if (character === ")") depth -= 1;
      else if (character === "]") {
        if (depth > 0) {
          depth -= 1;
          continue;
        }
        const written = this.text.slice(opened, at).trim();
        if (!written.startsWith("(") || !written.endsWith(")")) this.#fail("a filter is written [?( … )]");
        const condition = written.slice(1, -1).trim();
        checkCondition(condition, (message) => this.#fail(message));
        this.#at = at + 1;
        return { kind: "filter", condition };
      }
    }
    return this.#fail("the filter is not closed");
  }

  #space(): void {
    while (/\s/.test(this.text[this.#at] ?? "")) this.#at += 1;
  }

  #fail(message: string): never {
    throw new PathSyntaxError(this.text, this.#at, message);
  }
}

/** Filters compare members of `@` with fixed values and join them; what else some dialects know is refused. */
function checkCondition(condition: string, fail: (message: string) => never): void {
  if (condition === "") fail("the filter has no condition");
  const bare = condition.replaceAll(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/g, "''");
  if (/=~|\b(?:in|nin|subsetof|anyof|noneof|size|empty|contains)\b/.test(bare))
    fail("the filter uses an operator that is not supported here (=~, in, nin, subsetof, anyof, noneof, size, empty)");
  if (/\$/.test(bare)) fail("a filter that reads from $ is not supported here");
  if (/[;{}`]|=>|(?<![=!<>])=(?!=)/.test(bare)) fail("the filter is not a condition");
  if (!bare.includes("@")) fail("the filter's condition does not read from @");
}

/** The steps as text that {@link parsePath} reads again: `.a["b c"][0]`. */
export const printSteps = (steps: readonly PathStep[]): string => steps.map(printStep).join("").replaceAll("...", "..");

function printStep(step: PathStep): string {
  switch (step.kind) {
    case "name":
      return /^[\p{ID_Start}_][\p{ID_Continue}-]*$/u.test(step.name) ? `.${step.name}` : `[${quote(step.name)}]`;
    case "index":
      return `[${step.index}]`;
    case "names":
      return `[${step.names.map(quote).join(",")}]`;
    case "indexes":
      return `[${step.indexes.join(",")}]`;
    case "slice":
      return `[${step.text}]`;
    case "wildcard":
      return "[*]";
    case "descent":
      return "..";
    case "filter":
      return `[?(${step.condition})]`;
    case "function":
      return `.${step.name}()`;
    default:
      return unreachable(step, "path step");
  }
}

const quote = (name: string): string => `'${name.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
