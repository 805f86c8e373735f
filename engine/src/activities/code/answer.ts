import type { Json, JsonText } from "../../model/index.js";

/** What a thread of the sandbox is asked to run. */
export interface SandboxRequest {
  readonly language: CodeLanguage;
  readonly source: string;
  /** The names of the function's parameters. */
  readonly names: readonly string[];
  /** An object with a value for each name that has one. */
  readonly inputs: JsonText;
  readonly memoryMb: number;
  readonly runMsMax: number;
}

export type CodeLanguage = "javascript" | "typescript";

/** A line that the code said by `console.*`. */
export interface ConsoleLine {
  readonly level: ConsoleLevel;
  readonly text: string;
}

export const CONSOLE_LEVELS = ["debug", "info", "warn", "error"] as const;
export type ConsoleLevel = (typeof CONSOLE_LEVELS)[number];

/** What a thread of the sandbox answers. A thread that is spent must not run anything more. */
export interface SandboxReply {
  readonly answer: SandboxAnswer;
  readonly isSpent: boolean;
}

/** How a run ended. It is data, because it crosses threads. */
export type SandboxAnswer = (
  | { readonly kind: "returned"; readonly result: JsonText }
  | ({ readonly kind: "failed" } & CodeProblem)
) & { readonly console: readonly ConsoleLine[] };

/** What is wrong with a run. */
export interface CodeProblem {
  readonly code: CodeErrorCode;
  readonly message: string;
  /** The name of what the code threw: `TypeError`. */
  readonly type?: string;
  readonly place?: CodePlace;
  /** What the thrown error carried as its `details`. */
  readonly details?: Json;
  /** True if the thrown error said so itself. */
  readonly nonRetriable?: boolean;
}

/** Where in the person's own text, counted from 1. */
export interface CodePlace {
  readonly line: number;
  readonly column: number;
  /** The lines around it, numbered, with a mark below the place. */
  readonly excerpt: string;
}

export type CodeErrorCode =
  | "CodeError"
  | "CodeSyntaxError"
  | "CodeTimeLimit"
  | "CodeMemoryLimit"
  | "CodeStackOverflow"
  | "CodeOutputTooLarge"
  | "CodeNeverSettles"
  | "CodeSandboxBroken"
  | "ValueNotCarried"
  | "Cancelled";
