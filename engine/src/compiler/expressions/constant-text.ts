import type { AnyNode, Node } from "acorn";

/** The text of a key that is written as a name, a text or a number. */
export function keyText(key: Node): string | undefined {
  if (key.type === "Identifier") return (key as Node & { readonly name: string }).name;
  return constantText(key);
}

/** The text that an expression gives, when that can be told without running it. */
export function constantText(node: Node): string | undefined {
  const part = node as ConstantNode;
  switch (part.type) {
    case "Literal":
      return part.value instanceof RegExp ? undefined : String(part.value);
    case "ParenthesizedExpression":
      return constantText(part.expression);
    case "TemplateLiteral": {
      let text = part.quasis[0]?.value.cooked ?? "";
      for (const [index, expression] of part.expressions.entries()) {
        const value = constantText(expression);
        if (value === undefined) return undefined;
        text += value + (part.quasis[index + 1]?.value.cooked ?? "");
      }
      return text;
    }
    case "BinaryExpression": {
      if (part.operator !== "+") return undefined;
      const left = constantText(part.left);
      const right = left === undefined ? undefined : constantText(part.right);
      return right === undefined ? undefined : `${left}${right}`;
    }
    case "ArrayExpression": {
      // As a key, a list of one item is that item's text.
      const [only] = part.elements;
      return part.elements.length === 1 && only ? constantText(only) : undefined;
    }
    default:
      return undefined;
  }
}

type ConstantNode = Extract<
  AnyNode,
  { type: "Literal" | "ParenthesizedExpression" | "TemplateLiteral" | "BinaryExpression" | "ArrayExpression" }
>;
