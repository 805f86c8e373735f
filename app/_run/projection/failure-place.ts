import type { SourceMap } from "@dacapo/engine/compiler";
import { decodeJson, type Failure, type Json } from "@dacapo/engine/model";
import { nodeKey, type RunState } from "@dacapo/engine/timeline";
import type { GraphIndex } from "./graph-index";
import { itemName } from "./node-runs";

interface Place {
  readonly index: GraphIndex;
  readonly state: RunState;
  readonly sourceMap?: SourceMap;
}

/**
 * The node at which a run failed. Most failures name it. One that came out of an expression names at
 * most the iteration; the line of code is in its details, and the source map knows whose line that is.
 */
export function failedNodeId({ index, state, sourceMap }: Place): string | undefined {
  if (state.failure === undefined) return undefined;
  const named = state.failedAt === undefined ? undefined : index.nodeByName.get(state.failedAt.node);
  if (named !== undefined && named.type !== "forEach") return named.id;
  const line = lineOf(state.failure);
  return (line === undefined ? undefined : sourceMap?.nodeOfLine[line - 1]) ?? named?.id;
}

/** Which iteration a run failed in: its number, outer ones first, and what its item is called. */
export function failedIteration(state: RunState): string | undefined {
  const { failedAt } = state;
  const last = failedAt?.path.at(-1);
  if (failedAt === undefined || last === undefined) return undefined;
  const own = state.nodes.get(nodeKey(failedAt.node, failedAt.path.slice(0, -1)));
  const node = state.nodes.get(nodeKey(failedAt.node, failedAt.path));
  const loop = own?.loop ?? (node?.container === undefined ? undefined : state.nodes.get(node.container)?.loop);
  const items = loop === undefined ? undefined : decodeJson(loop.items);
  const item = Array.isArray(items) ? itemName(items[last] as Json) : undefined;
  const place = failedAt.path.join(" / ");
  return item === undefined || item === place ? place : `${place} · ${item}`;
}

/** The line of code that a run failed on, when its own code failed and not an activity of it. */
export function failedCodeLine({
  index,
  state,
  code,
}: Omit<Place, "index"> & {
  readonly index: GraphIndex | undefined;
  readonly code: string | undefined;
}): { readonly line: number; readonly text: string } | undefined {
  if (state.failure === undefined || code === undefined) return undefined;
  const named = state.failedAt === undefined ? undefined : index?.nodeByName.get(state.failedAt.node);
  if (state.failedAt !== undefined && named?.type !== "forEach") return undefined;
  const line = lineOf(state.failure);
  const text = line === undefined ? undefined : code.split("\n")[line - 1]?.trim();
  return line === undefined || text === undefined || text === "" ? undefined : { line, text };
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
