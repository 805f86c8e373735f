import { nearestNames } from "../../model/index.js";
import type { Diagnostic } from "../diagnostic.js";
import type { FreeName } from "../expressions/free-names.js";
import { certainWhen } from "../expressions/narrowing.js";
import { parseExpression } from "../expressions/parse-expression.js";
import { ALLOWED_GLOBALS } from "../expressions/words.js";
import type { GraphNode } from "../graph.js";
import { guardsOf } from "../guards.js";
import type { ReadableName, Resolution } from "../readable-names.js";
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
        const found = ALLOWED_GLOBALS.has(free.name) ? undefined : nameFinding({ node, field }, free, context);
        return found === undefined
          ? []
          : [{ nodeId: node.id, field, range: { from: free.from, to: free.to }, ...found }];
      });
    }),
  );

type Finding = Pick<Diagnostic, "severity" | "code" | "message">;

/** Which expression of which node. */
interface Place {
  readonly node: GraphNode;
  readonly field: string;
}

function nameFinding({ node, field }: Place, free: FreeName, context: CheckContext): Finding | undefined {
  const resolved = context.scope.resolve(node.id, free.name, field);
  switch (resolved.kind) {
    case "readable":
      if (free.isCalled) {
        return {
          severity: "error",
          code: "expression-forbidden",
          message: `"${free.name}" is a value, not a function. Call a method of it, such as ${free.name}.map(…), or let an activity do it.`,
        };
      }
      if (resolved.readable.certain || !free.isDereferenced || isFoundThere({ node, field }, free.name, context))
        return undefined;
      return {
        severity: "warning",
        code: "name-not-certain",
        message: notThere(free.name, resolved.readable.kind),
      };
    case "unknown":
      return { severity: "error", code: "name-unknown", message: unknownName({ node, field }, free.name, context) };
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

/** A branch or a loop around has asked whether it is there. */
function isFoundThere({ node, field }: Place, name: string, { topology, scope }: CheckContext): boolean {
  return guardsOf({ node, field, reads: (read) => read === name }, topology, scope).some(({ condition, outcome }) => {
    const parsed = parseExpression(condition);
    return parsed.ok && certainWhen(parsed.ast, outcome).has(name);
  });
}

function notThere(name: string, kind: ReadableName["kind"]): string {
  const why =
    kind === "failure" ? "is undefined when nothing has failed" : "may have been skipped and is undefined then";
  return `"${name}" ${why}. Write ${name}?. to read from it safely.`;
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
      return `"${name}" is the container that ${quoted(node)} lies in: its result is there only when it has ended.`;
    case "later":
      return `"${name}" runs after ${quoted(node)}, so it has no value yet. Read a node that comes before.`;
    case "tried":
      return `"${name}" lies in the body that ${quoted(node)} comes after, which may not have got so far. Read it within the body.`;
    case "undo":
      return `"${name}" runs only to undo another node, so nothing can read it.`;
    case "beside":
      return `"${name}" may still be running when ${quoted(node)} starts. Draw a path from "${name}" to ${quoted(node)} to wait for it.`;
  }
}

function unknownName({ node, field }: Place, name: string, { scope }: CheckContext): string {
  const names = scope.readable(node.id, field).map((readable) => readable.name);
  const nearest = nearestNames(name, names)[0];
  const hint = nearest === undefined ? `It may read ${names.slice(0, 6).join(", ")}` : `Did you mean ${nearest}?`;
  return `There is no "${name}" that ${quoted(node)} could read. ${hint}${nearest === undefined ? "." : ""}`;
}
