import type { SourceMap } from "@dacapo/engine/compiler";
import type { Failure, Json } from "@dacapo/engine/model";
import type { RunState } from "@dacapo/engine/timeline";
import type { GraphIndex } from "./graph-index";

interface Place {
  readonly index: GraphIndex;
  readonly state: RunState;
  readonly sourceMap?: SourceMap;
}

/**
 * The node at which a run failed. Most failures name it. One that came out of an expression names
 * the line of code instead, and the source map knows whose line that is.
 */
export function failedNodeId({ index, state, sourceMap }: Place): string | undefined {
  if (state.failure === undefined) return undefined;
  if (state.failedAt !== undefined) return index.nodeByName.get(state.failedAt.node)?.id;
  const line = lineOf(state.failure);
  return line === undefined ? undefined : (sourceMap?.nodeOfLine[line - 1] ?? undefined);
}

/** The line of the workflow's code in a failure's details, or in what caused it. */
export function lineOf(failure: Failure): number | undefined {
  const line = memberOf(failure.details, "line");
  if (typeof line === "number") return line;
  return failure.cause === undefined ? undefined : lineOf(failure.cause);
}

function memberOf(value: Json | undefined, key: string): Json | undefined {
  if (value === undefined || value === null || typeof value !== "object" || Array.isArray(value)) return undefined;
  return (value as Readonly<Record<string, Json>>)[key];
}
