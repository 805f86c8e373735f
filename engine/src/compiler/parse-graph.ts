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
  const parsed = graphSchema.safeParse(json);
  if (parsed.success) return { ok: true, graph: parsed.data };
  return {
    ok: false,
    problems: parsed.error.issues.map((issue) => ({
      path: issue.path.map(String).join("."),
      code: issue.code,
      message: issue.message,
    })),
  };
}
