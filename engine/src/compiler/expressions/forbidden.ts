import type { AnyNode, Expression } from "acorn";
import { constantText, keyText } from "./constant-text.js";
import type { ExpressionProblem } from "./parse-expression.js";
import { childrenOf } from "./walk.js";
import { FORBIDDEN_GLOBAL_MEMBERS, FORBIDDEN_MEMBERS, MUTATING_METHODS } from "./words.js";

/** Kinds of syntax that compute a value from values and change nothing. Everything else is refused. */
const ALLOWED: ReadonlySet<AnyNode["type"]> = new Set<AnyNode["type"]>([
  "ArrayExpression",
  "ArrayPattern",
  "ArrowFunctionExpression",
  "AssignmentPattern",
  "BinaryExpression",
  "CallExpression",
  "ChainExpression",
  "ConditionalExpression",
  "Identifier",
  "Literal",
  "LogicalExpression",
  "MemberExpression",
  "NewExpression",
  "ObjectExpression",
  "ObjectPattern",
  "Property",
  "RestElement",
  "SpreadElement",
  "TemplateElement",
  "TemplateLiteral",
  "UnaryExpression",
]);

const NAMES: Partial<Record<AnyNode["type"], string>> = {
  AssignmentExpression: "An assignment",
  AwaitExpression: "await",
  BlockStatement: "A function with a body in braces",
  ClassExpression: "A class",
  FunctionExpression: "The word function",
  ImportExpression: "import",
  MetaProperty: "import.meta",
  PrivateIdentifier: "A private name",
  SequenceExpression: "A comma between expressions",
  Super: "super",
  TaggedTemplateExpression: "A tagged template",
  ThisExpression: "this",
  UpdateExpression: "++ or --",
  YieldExpression: "yield",
};

/** Collections are values; no other class is. */
const CONSTRUCTIBLE: ReadonlySet<string> = new Set(["Map", "Set"]);

/** What the allow-list does not hold, each with its place. */
export function findForbidden(root: Expression): ExpressionProblem[] {
  const problems: ExpressionProblem[] = [];
  const refuse = (node: AnyNode, message: string) =>
    problems.push({ code: "expression-forbidden", message, from: node.start, to: node.end });

  const visit = (node: AnyNode): void => {
    if (!ALLOWED.has(node.type)) {
      refuse(
        node,
        `${NAMES[node.type] ?? node.type} is not allowed here: an expression computes a value from values and changes nothing.`,
      );
      return;
    }
    if (node.type === "ArrowFunctionExpression" && node.async)
      refuse(node, "An async function is not allowed here: an expression waits for nothing.");
    if (node.type === "UnaryExpression" && node.operator === "delete")
      refuse(node, "delete is not allowed here: an expression changes nothing.");
    if (node.type === "Property" && (node.kind !== "init" || node.method))
      refuse(node, "A getter, setter or method is not allowed here. Write key: value.");
    if (node.type === "Literal" && node.bigint != null)
      refuse(node, "A number that ends in n is not allowed here: JSON cannot hold it. Leave the n out.");
    if (node.type === "NewExpression" && !(node.callee.type === "Identifier" && CONSTRUCTIBLE.has(node.callee.name))) {
      refuse(node, "new is not allowed here, except for Map and Set.");
    }
    refuseMember(node, refuse);
    refuseMutation(node, refuse);
    for (const child of childrenOf(node)) visit(child);
  };
  visit(root as AnyNode);
  return problems;
}

function refuseMember(node: AnyNode, refuse: (node: AnyNode, message: string) => void): void {
  const name = memberName(node);
  if (name === undefined) return;
  if (FORBIDDEN_MEMBERS.has(name)) refuse(node, `${name} is not allowed here: it leads out of the value.`);
  if (node.type === "MemberExpression" && node.object.type === "Identifier") {
    const reason = FORBIDDEN_GLOBAL_MEMBERS[`${node.object.name}.${name}`];
    if (reason !== undefined) refuse(node, `${node.object.name}.${name} is not allowed here. ${reason}`);
  }
}

function refuseMutation(node: AnyNode, refuse: (node: AnyNode, message: string) => void): void {
  if (node.type !== "CallExpression" || node.callee.type !== "MemberExpression") return;
  const method = memberName(node.callee);
  const instead =
    method !== undefined && Object.hasOwn(MUTATING_METHODS, method) ? MUTATING_METHODS[method] : undefined;
  if (instead === undefined || !isGiven(node.callee.object as AnyNode)) return;
  refuse(
    node.callee.property as AnyNode,
    `${method} is not allowed here: it changes the list itself, which others read too. ${instead}`,
  );
}

/** True for a name and for parts of what it stands for; false for what the expression has just made. */
function isGiven(node: AnyNode): boolean {
  if (node.type === "Identifier") return true;
  if (node.type === "MemberExpression") return isGiven(node.object as AnyNode);
  if (node.type === "ChainExpression") return isGiven(node.expression as AnyNode);
  if (node.type === "LogicalExpression") return isGiven(node.left as AnyNode) || isGiven(node.right as AnyNode);
  return (
    node.type === "ConditionalExpression" && (isGiven(node.consequent as AnyNode) || isGiven(node.alternate as AnyNode))
  );
}

/** The name of the member that this reads or declares, where the text says it. */
function memberName(node: AnyNode): string | undefined {
  if (node.type !== "MemberExpression" && node.type !== "Property") return undefined;
  const key = node.type === "MemberExpression" ? node.property : node.key;
  return node.computed ? constantText(key) : keyText(key);
}
