import { parseExpression } from "../expressions/parse-expression.js";
import type { NodeOf } from "../graph.js";
import { type CheckContext, quoted } from "./context.js";
import { type Finding, idle, invalid, isBlank, limitFindings, missing } from "./finding.js";

export function forEachFindings(node: NodeOf<"forEach">): Finding[] {
  const { onFailure, toleratedFailures, toleratedPercent } = node.config;
  if (onFailure === "collect") return [];
  const field =
    toleratedFailures !== undefined
      ? "config.toleratedFailures"
      : toleratedPercent !== undefined
        ? "config.toleratedPercent"
        : undefined;
  if (field === undefined) return [];
  return [
    idle(
      field,
      `${quoted(node)} stops at the first failure, so it tolerates none. Let it collect failures, or take the number out.`,
    ),
  ];
}

export function whileFindings(node: NodeOf<"while">): Finding[] {
  const { condition, variables } = node.config;
  const parsed = condition.trim() === "" ? undefined : parseExpression(condition);
  if (parsed === undefined || !parsed.ok) return [];
  const changing = new Set(variables.filter(({ next }) => next !== undefined).map(({ name }) => name));
  if (parsed.freeNames.some(({ name }) => changing.has(name))) return [];
  // A fixed `false` is a loop that is switched off, not one that never ends.
  if (parsed.ast.type === "Literal" && !parsed.ast.value) return [];
  return [
    {
      severity: "warning",
      code: "while-endless",
      field: "config.condition",
      message: `The condition of ${quoted(node)} reads no variable that changes, so it comes out the same in every round. Add a variable with a next value, and read it here.`,
    },
  ];
}

export function tryFindings(node: NodeOf<"try">, { topology }: CheckContext): Finding[] {
  const isFollowedUp =
    topology.handlerOf(node.id, "catch") !== undefined || topology.handlerOf(node.id, "finally") !== undefined;
  if (isFollowedUp) return [];
  const undoes = [...topology.node.values()].some(
    (each) => topology.undoOf(each.id) !== undefined && topology.enclosing(each.id).includes(node),
  );
  if (undoes) return [];
  return [
    {
      severity: "warning",
      code: "no-effect",
      message: `Nothing follows when ${quoted(node)} fails. Add a Catch or a Finally to it, or take its nodes out.`,
    },
  ];
}

export function catchFindings(node: NodeOf<"catch">): Finding[] {
  if (node.config.codes === undefined || node.config.codes.length > 0) return [];
  return [
    invalid(
      "config.codes",
      `${quoted(node)} lists no code, so it catches nothing. Name the failures it is for, or let it catch all.`,
    ),
  ];
}

export function timeoutFindings(node: NodeOf<"timeout">): Finding[] {
  const { limitMs } = node.config;
  if (isBlank(limitMs))
    return [missing("config.limitMs", `${quoted(node)} does not say how long it may take. Give a time.`)];
  return limitFindings("config.limitMs", quoted(node), limitMs);
}
