import type * as z from "zod";
import { type Graph, graphSchema } from "./graph.js";

/** One reason why something is not a graph. */
export interface GraphProblem {
  /** Where, as a path: `nodes.3.config.url`. Empty for the whole. */
  readonly path: string;
  readonly code: string;
  readonly message: string;
}

export type ParsedGraph =
  | { readonly ok: true; readonly graph: Graph }
  | { readonly ok: false; readonly problems: readonly GraphProblem[] };

/** Reads anything as a graph, or lists everything that keeps it from being one. */
export function parseGraph(json: unknown): ParsedGraph {
  const read = readAs(graphSchema, json);
  return read.ok ? { ok: true, graph: read.value } : read;
}

type Read<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly problems: readonly GraphProblem[] };

/** Holds anything against a schema; JSON that is nested deeper than the stack is one more thing that may be wrong. */
export function readAs<Value>(schema: z.ZodType<Value>, json: unknown): Read<Value> {
  try {
    const parsed = schema.safeParse(json);
    if (parsed.success) return { ok: true, value: parsed.data };
    return { ok: false, problems: parsed.error.issues.map(problemOf) };
  } catch (thrown) {
    if (!(thrown instanceof RangeError)) throw thrown;
    const message = "A value in it is nested too deeply. Keep large data in files, and pass their names.";
    return { ok: false, problems: [{ path: "", code: "too_deep", message }] };
  }
}

function problemOf(issue: { readonly path: readonly PropertyKey[]; readonly code: string; readonly message: string }) {
  const path = issue.path.map(String).join(".");
  return { path, code: issue.code, message: path === "" ? issue.message : `${path}: ${issue.message}` };
}
