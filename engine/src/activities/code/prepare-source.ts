import { parse } from "acorn";
import type { CodeLanguage, CodePlace, CodeProblem } from "./answer.js";
import { CODE_LIMITS } from "./limits.js";

/** A person's text as a script whose value is a function, and the way back from places in the script to the text. */
export interface PreparedSource {
  readonly script: string;
  /** The place in the person's text, of a line and a column in the script, counted from 1. */
  placeOf(line: number, column: number): CodePlace | undefined;
}

/** The text does not parse. Thrown and caught in here and in who prepares. */
export class SourceProblem extends Error {
  constructor(readonly problem: CodeProblem) {
    super(problem.message);
  }
}

/*
 * Lines before the text. It begins at the beginning of a line, so that columns are those of the text, and ends with a line
 * end, so that a comment at its end ends there.
 */
const LINES_BEFORE = 1;

/**
 * Makes a strict async function of the text. Throws {@link SourceProblem} for what does not parse, and for a text that
 * closes the function's brace, which would be two pieces of code and not one.
 */
export async function prepareSource(
  source: string,
  language: CodeLanguage,
  names: readonly string[],
): Promise<PreparedSource> {
  const wrapped = `"use strict";(async function code(${names.join(", ")}) {\n${source}\n})`;
  switch (language) {
    case "javascript":
      return prepareJavaScript(source, wrapped);
    case "typescript":
      return prepareTypeScript(source, wrapped);
  }
}

function prepareJavaScript(source: string, script: string): PreparedSource {
  const placeOf = (line: number, column: number) => placeIn(source, line - LINES_BEFORE, column);
  mustBeOneFunction(script, placeOf);
  return { script, placeOf };
}

/** The types go, the places stay known. */
async function prepareTypeScript(source: string, wrapped: string): Promise<PreparedSource> {
  // Loaded here, because it is large and most threads never see a type.
  const { stripTypes } = await import("./strip-types.js");
  const stripped = stripTypes(wrapped);
  if (stripped.kind === "refused") {
    const { says, offset } = stripped;
    throw syntaxProblem(says, offset === undefined ? undefined : placeAt(source, wrapped, offset));
  }
  const placeOf = (line: number, column: number) => {
    const original = stripped.originalOf(line, column);
    return original === undefined ? undefined : placeIn(source, original.line - LINES_BEFORE, original.column);
  };
  mustBeOneFunction(stripped.script, placeOf);
  return { script: stripped.script, placeOf };
}

function mustBeOneFunction(script: string, placeOf: PreparedSource["placeOf"]): void {
  let statements: number;
  try {
    statements = parse(script, { ecmaVersion: "latest", sourceType: "script" }).body.length;
  } catch (thrown) {
    const { message, loc } = thrown as SyntaxError & { loc?: { line: number; column: number } };
    const place = loc === undefined ? undefined : placeOf(loc.line, loc.column + 1);
    throw syntaxProblem(message.replace(/ \(\d+:\d+\)$/, ""), place);
  }
  // The directive, and the function.
  if (statements !== 2) throw syntaxProblem("A closing brace } has no opening one");
}

function syntaxProblem(says: string, place?: CodePlace): SourceProblem {
  const where = place === undefined ? "" : ` in line ${place.line}, column ${place.column}`;
  return new SourceProblem({
    code: "CodeSyntaxError",
    type: "SyntaxError",
    message: `The code cannot be read${where}: ${says.replace(/\.$/, "")}. Correct the code.`,
    ...(place !== undefined && { place }),
  });
}

function placeAt(source: string, wrapped: string, offset: number): CodePlace | undefined {
  const before = wrapped.slice(0, offset).split("\n");
  return placeIn(source, before.length - LINES_BEFORE, (before.at(-1)?.length ?? 0) + 1);
}

/** A place behind the text, such as the brace that is missing, is shown at its end. */
function placeIn(source: string, line: number, column: number): CodePlace | undefined {
  const lines = source.split("\n");
  if (line < 1) return undefined;
  if (line <= lines.length) return { line, column, excerpt: excerptOf(lines, line, column) };
  const end = (lines.at(-1)?.length ?? 0) + 1;
  return { line: lines.length, column: end, excerpt: excerptOf(lines, lines.length, end) };
}

function excerptOf(lines: readonly string[], line: number, column: number): string {
  const { excerptLinesAround: around, excerptLineCharactersMax: charactersMax } = CODE_LIMITS;
  const width = String(Math.min(lines.length, line + around)).length;
  const shown: string[] = [];
  for (let at = Math.max(1, line - around); at <= Math.min(lines.length, line + around); at++) {
    const text = (lines[at - 1] ?? "").replace(/\r$/, "");
    const cut = text.length > charactersMax ? `${text.slice(0, charactersMax)}…` : text;
    shown.push(`${String(at).padStart(width)} | ${cut}`.trimEnd());
    if (at === line && column <= charactersMax) shown.push(`${" ".repeat(width)} | ${" ".repeat(column - 1)}^`);
  }
  return shown.join("\n");
}
