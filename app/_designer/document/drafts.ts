import type { Diagnostic, Graph } from "@dacapo/engine/compiler";

/** Text that stands in a setting and is not its value: half typed, or typed another way than the value is shown. */
export interface Draft {
  /** The node whose setting it is; {@link WORKFLOW} for a setting of the workflow. */
  readonly nodeId: string;
  readonly field: string;
  readonly text: string;
  /** Why the text is no value; absent when it is one. */
  readonly problem?: string;
}

/** All drafts, by {@link draftKey}. */
export type Drafts = ReadonlyMap<string, Draft>;

export const NO_DRAFTS: Drafts = new Map();
/** Stands for the node where a setting belongs to none. */
export const WORKFLOW = "workflow settings";

export function draftKey(nodeId: string, field: string): string {
  return `${nodeId} ${field}`;
}

/** The drafts with this one; without a text, without the one that was there. */
export function withDraft(
  drafts: Drafts,
  nodeId: string,
  field: string,
  text: string | undefined,
  problem: string | undefined,
): Drafts {
  const key = draftKey(nodeId, field);
  const before = drafts.get(key);
  if (before?.text === text && before?.problem === problem) return drafts;
  const next = new Map(drafts);
  if (text === undefined) next.delete(key);
  else next.set(key, { nodeId, field, text, ...(problem !== undefined && { problem }) });
  return next;
}

/** Without those of a node's settings that begin so: a list lost an entry, and the places in it mean others now. */
export function withoutDrafts(drafts: Drafts, nodeId: string, fieldPrefix: string): Drafts {
  const kept = [...drafts].filter(([, draft]) => draft.nodeId !== nodeId || !draft.field.startsWith(fieldPrefix));
  return kept.length === drafts.size ? drafts : new Map(kept);
}

/**
 * What is wrong with a graph and with what is being typed over it. Text that is no value is an error
 * like any other: what would run is not what stands there.
 */
export function withDraftProblems(
  diagnostics: readonly Diagnostic[],
  drafts: Drafts,
  graph: Graph,
): readonly Diagnostic[] {
  const ids = new Set(graph.nodes.map((node) => node.id));
  const wrong = [...drafts.values()].filter(
    ({ nodeId, problem }) => problem !== undefined && (nodeId === WORKFLOW || ids.has(nodeId)),
  );
  if (wrong.length === 0) return diagnostics;
  const typed = wrong.map(
    ({ nodeId, field, problem = "" }): Diagnostic => ({
      severity: "error",
      code: "setting-invalid",
      ...(nodeId !== WORKFLOW && { nodeId }),
      field,
      message: problem,
    }),
  );
  // What the graph's own value lacks is not about the text that one sees there.
  const others = diagnostics.filter(
    ({ nodeId, field }) => !wrong.some((draft) => draft.nodeId === nodeId && draft.field === field),
  );
  return [...others, ...typed];
}
