import type { Diagnostic } from "../diagnostic.js";
import type { FreeName } from "../expressions/free-names.js";
import { parseExpression } from "../expressions/parse-expression.js";
import { ALLOWED_GLOBALS } from "../expressions/words.js";
import type { GraphNode } from "../graph.js";
import type { Resolution } from "../readable-names.js";
import { nodeExpressions } from "../settings.js";
import { type Check, type CheckContext, quoted } from "./context.js";

/** Every expression is one, and every name in it is certain to have a meaning when the node starts. */
export const checkExpressions: Check = (context) =>
  context.graph.nodes.flatMap((node) =>
    nodeExpressions(node).flatMap(({ field, text }): Diagnostic[] => {
      if (text.trim() === "") return [];
      const parsed = parseExpression(text);
      if (!parsed.ok) {
        return parsed.problems.map(({ code, message, from, to }) => ({
          severity: "error",
          code,
          nodeId: node.id,
          field,
          range: { from, to },
          message,
        }));
      }
      return parsed.freeNames.flatMap((free) => {
        const found = ALLOWED_GLOBALS.has(free.name) ? undefined : nameFinding(node, free, context);
        return found === undefined
          ? []
          : [{ nodeId: node.id, field, range: { from: free.from, to: free.to }, ...found }];
      });
    }),
  );

type Finding = Pick<Diagnostic, "severity" | "code" | "message">;

function nameFinding(node: GraphNode, free: FreeName, context: CheckContext): Finding | undefined {
  const resolved = context.scope.resolve(node.id, free.name);
  switch (resolved.kind) {
    case "readable":
      if (free.isCalled) {
        return {
          severity: "error",
          code: "expression-forbidden",
          message: `"${free.name}" is a value, not a function. Call a method of it, such as ${free.name}.map(…), or let an activity do it.`,
        };
      }
      if (resolved.readable.certain || !free.isDereferenced) return undefined;
      return {
        severity: "warning",
        code: "name-not-certain",
        message: `"${free.name}" may have been skipped and is undefined then. Write ${free.name}?. to read from it safely.`,
      };
    case "unknown":
      return { severity: "error", code: "name-unknown", message: unknownName(node, free.name, context) };
    case "out-of-scope":
      return {
        severity: "error",
        code: "name-out-of-scope",
        message: `"${free.name}" lies in ${quoted(resolved.container)}, and what happens in there stays there. Read the results of ${quoted(resolved.container)} instead.`,
      };
    case "not-certain":
      return { severity: "error", code: "name-not-certain", message: notCertain(node, free.name, resolved.because) };
  }
}

function notCertain(
  node: GraphNode,
  name: string,
  because: Extract<Resolution, { kind: "not-certain" }>["because"],
): string {
  switch (because) {
    case "itself":
      return `${quoted(node)} cannot read its own value. Read that of a node before it.`;
    case "around":
      return `"${name}" is the container that ${quoted(node)} lies in: its results are there only when every item is done.`;
    case "later":
      return `"${name}" runs after ${quoted(node)}, so it has no value yet. Read a node that comes before.`;
    case "beside":
      return `"${name}" may still be running when ${quoted(node)} starts. Draw a path from "${name}" to ${quoted(node)} to wait for it.`;
  }
}

function unknownName(node: GraphNode, name: string, { scope }: CheckContext): string {
  const names = scope.readable(node.id).map((readable) => readable.name);
  const nearest = nearestName(name, names);
  const hint = nearest === undefined ? `It may read ${names.slice(0, 6).join(", ")}` : `Did you mean ${nearest}?`;
  return `There is no "${name}" that ${quoted(node)} could read. ${hint}${nearest === undefined ? "." : ""}`;
}

/** The name at the smallest edit distance, if it is near enough to be a slip of the hand. */
export function nearestName(name: string, names: readonly string[]): string | undefined {
  const ranked = names
    .map((candidate) => ({ candidate, distance: editDistance(name.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, distance }) => distance <= Math.max(1, Math.floor(candidate.length / 3)))
    .sort((a, b) => a.distance - b.distance);
  return ranked[0]?.candidate;
}

function editDistance(a: string, b: string): number {
  let before = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (before[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(replaced, (before[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    before = row;
  }
  return before[b.length] ?? 0;
}
