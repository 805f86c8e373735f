import type { AnyNode, Expression } from "acorn";
import type { ExpressionProblem } from "./parse-expression.js";
import { childrenOf } from "./walk.js";
import { FORBIDDEN_GLOBAL_MEMBERS, FORBIDDEN_MEMBERS } from "./words.js";

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
    if (node.type === "NewExpression" && !(node.callee.type === "Identifier" && CONSTRUCTIBLE.has(node.callee.name))) {
      refuse(node, "new is not allowed here, except for Map and Set.");
    }
    refuseMember(node, refuse);
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

/** The name of the member that this reads or declares, where the text says it. */
function memberName(node: AnyNode): string | undefined {
  const key = node.type === "MemberExpression" ? node.property : node.type === "Property" ? node.key : undefined;
  if (key === undefined) return undefined;
  const computed = (node.type === "MemberExpression" || node.type === "Property") && node.computed;
  if (!computed && key.type === "Identifier") return key.name;
  if (key.type === "Literal") return String(key.value);
  if (key.type === "TemplateLiteral" && key.expressions.length === 0) return key.quasis[0]?.value.cooked ?? undefined;
  return undefined;
}
