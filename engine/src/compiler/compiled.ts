import type { Diagnostic } from "./diagnostic.js";

/** Which lines of the code a node made. Line numbers count from 1; ranges include both ends. */
export interface SourceMap {
  /** Node id → its lines, in ascending order. A container's range spans its body. */
  readonly linesOfNode: Readonly<Record<string, readonly LineRange[]>>;
  /** For each line (index 0 is line 1): the innermost node that made it; `null` for the frame. */
  readonly nodeOfLine: readonly (string | null)[];
}

export interface LineRange {
  readonly from: number;
  readonly to: number;
}

/** What compiling gives. A graph with errors has no code; one with warnings alone has. */
export type Compiled =
  | {
      readonly ok: true;
      readonly code: string;
      readonly sourceMap: SourceMap;
      readonly diagnostics: readonly Diagnostic[];
    }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };
