import type { Json } from "../../model/index.js";
import type { CodeErrorCode, CodeProblem, ConsoleLine } from "./answer.js";

/** What the last lines of the console may add to a failure. */
const CONSOLE_LINES_SHOWN = 50;

/**
 * A person's code threw, or broke a limit of the sandbox. `details` has the line, the column and an excerpt of the
 * person's own text, and what the code said on its console before.
 */
export class CodeError extends Error {
  override readonly name: string;
  readonly code: string;
  readonly details: Json;
  readonly nonRetriable?: true;
  constructor(
    { code, message, type, place, details, nonRetriable }: CodeProblem,
    console: readonly ConsoleLine[] = [],
  ) {
    super(message);
    this.name = type ?? "CodeError";
    this.code = code;
    this.details = {
      ...(place !== undefined && { ...place }),
      ...(details !== undefined && { thrown: details }),
      ...(console.length > 0 && { console: console.slice(-CONSOLE_LINES_SHOWN).map((line) => ({ ...line })) }),
    };
    if (nonRetriable === true || (Object.hasOwn(IN_VAIN, code) && IN_VAIN[code])) this.nonRetriable = true;
    // The stack of this process says nothing of the person's code; where that failed stands in the details.
    this.stack = `${this.name}: ${message}${place === undefined ? "" : `\n    at line ${place.line}, column ${place.column}`}`;
  }
}

/** Whether the same text with the same input would fail alike. What the code threw may be of chance or of the hour. */
const IN_VAIN: Readonly<Record<CodeErrorCode, boolean>> = {
  CodeError: false,
  CodeSyntaxError: true,
  CodeTimeLimit: false,
  CodeMemoryLimit: true,
  CodeStackOverflow: true,
  CodeOutputTooLarge: true,
  CodeNeverSettles: true,
  CodeSandboxBroken: false,
  ValueNotCarried: true,
  Cancelled: false,
};
