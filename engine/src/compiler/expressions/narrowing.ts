import type { Expression, Node } from "acorn";

/**
 * The names that are certainly not `undefined` when a test came out true (or false), as TypeScript
 * would conclude it: `order && …`, `order !== undefined ? …`, `!order || …`, `order?.ok ? …`.
 */
export function certainWhen(test: Expression, outcome: boolean): ReadonlySet<string> {
  const names = new Set<string>();
  collect(test, outcome, names);
  return names;
}

function collect(test: Node, outcome: boolean, names: Set<string>): void {
  const node = plain(test);
  if (node.type === "UnaryExpression" && node.operator === "!") collect(node.argument, !outcome, names);
  else if (node.type === "LogicalExpression" && node.operator === (outcome ? "&&" : "||")) {
    collect(node.left, outcome, names);
    collect(node.right, outcome, names);
  } else if (node.type === "BinaryExpression") compared(node.operator, node.left, node.right, outcome, names);
  else if (outcome) {
    const name = nameRead(node);
    if (name !== undefined) names.add(name);
  }
}

function compared(operator: string, left: Node, right: Node, outcome: boolean, names: Set<string>): void {
  const differs = operator === "!==" || operator === "!=";
  if (!differs && operator !== "===" && operator !== "==") return;
  const [value, constant] = isNothing(left, operator) ? [right, left] : [left, right];
  if (isNothing(constant, operator)) {
    const name = differs === outcome ? nameRead(plain(value)) : undefined;
    if (name !== undefined) names.add(name);
    return;
  }
  const kind = typeofName(value);
  if (kind !== undefined) {
    const known = plain(constant);
    if (known.type === "Literal" && (known.value === "undefined") === (differs === outcome)) names.add(kind);
    return;
  }
  // Equal to a constant that is something: then it is something itself.
  const known = plain(constant);
  const isSomething = known.type === "Literal" && known.value !== null;
  const name = isSomething && differs !== outcome ? nameRead(plain(value)) : undefined;
  if (name !== undefined) names.add(name);
}

/** `order` in `typeof order`. */
function typeofName(node: Node): string | undefined {
  const value = plain(node);
  return value.type === "UnaryExpression" && value.operator === "typeof" ? nameRead(plain(value.argument)) : undefined;
}

/** `undefined`; and `null` where the comparison is loose, for then it stands for both. */
function isNothing(node: Node, operator: string): boolean {
  const value = plain(node);
  if (value.type === "Identifier" && value.name === "undefined") return true;
  return value.type === "Literal" && value.value === null && operator.length === 2;
}

/** The name whose value decides: `order` itself, or the start of `order?.a.b`, which is undefined when order is. */
function nameRead(node: Node): string | undefined {
  const value = plain(node);
  if (value.type === "Identifier") return value.name;
  return value.type === "MemberExpression" ? nameRead(value.object) : undefined;
}

function plain(node: Node): Expression {
  let value = node as Expression;
  while (value.type === "ParenthesizedExpression" || value.type === "ChainExpression") value = value.expression;
  return value;
}
