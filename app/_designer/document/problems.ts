import type { Diagnostic } from "@dacapo/engine/compiler";
import { isOfTypes } from "./type-findings";

export interface ProblemCount {
  readonly errors: number;
  readonly warnings: number;
}

/** What keeps a workflow from being run. */
export function errorsOf(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return diagnostics.filter((diagnostic) => diagnostic.severity === "error" && !isOfTypes(diagnostic));
}

/** How many problems each node has: what its badge says. */
export function problemsByNode(diagnostics: readonly Diagnostic[]): ReadonlyMap<string, ProblemCount> {
  const counts = new Map<string, ProblemCount>();
  for (const { nodeId, severity } of diagnostics) {
    if (nodeId === undefined) continue;
    const { errors, warnings } = counts.get(nodeId) ?? { errors: 0, warnings: 0 };
    counts.set(nodeId, severity === "error" ? { errors: errors + 1, warnings } : { errors, warnings: warnings + 1 });
  }
  return counts;
}

export function edgesWithProblems(diagnostics: readonly Diagnostic[]): ReadonlySet<string> {
  return new Set(diagnostics.flatMap(({ edgeId }) => (edgeId === undefined ? [] : [edgeId])));
}

/** The problems of one setting, and of what lies below it: `config.input` has those of `config.input.width`. */
export function problemsAt(diagnostics: readonly Diagnostic[], nodeId: string, field: string): readonly Diagnostic[] {
  return diagnostics.filter(
    (diagnostic) =>
      diagnostic.nodeId === nodeId &&
      (diagnostic.field === field || diagnostic.field?.startsWith(`${field}.`) === true),
  );
}

/** Why a workflow cannot be run, in a sentence; `undefined` when it can. */
export function whyNotRun(diagnostics: readonly Diagnostic[]): string | undefined {
  const count = errorsOf(diagnostics).length;
  if (count === 0) return undefined;
  return count === 1 ? "1 problem must be mended first" : `${count} problems must be mended first`;
}
