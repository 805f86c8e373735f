import type { AnyNode, Expression } from "acorn";
import { constantText, keyText } from "./constant-text.js";
import type { ExpressionProblem } from "./parse-expression.js";
import { childrenOf } from "./walk.js";
import { ALLOWED_GLOBALS, FORBIDDEN_MEMBERS, GLOBAL_MEMBERS, PLAIN_FUNCTIONS, READING_METHODS } from "./words.js";

/**
 * What becomes of the value that an expression part gives:
 * - `result`: it is (part of) what the whole expression gives, where it becomes JSON;
 * - `data`: it is made a text, a number or a boolean, or something is read from it;
 * - `kept`: anything else: it may be called, or handed to something that calls it.
 */
type Use = "result" | "data" | "kept";

/**
 * `prices[input.sku]` may read anything that the object has, a way out of it included, when somebody has named an
 * article `constructor`. So what comes from a key that the text does not tell may be shown, computed with and read
 * from, and given as the result; it may not be called, kept in something that is called, or handed on to what may call it.
 * By this the rest of the allow-list, which goes by names, holds whatever the keys are.
 */
export function findUnknownKeys(root: Expression): ExpressionProblem[] {
  const finder = new Finder();
  finder.visit(root as AnyNode, "result");
  return finder.problems;
}

class Finder {
  readonly problems: ExpressionProblem[] = [];
  /** Parameters of the functions around, innermost last; `isJson` when nothing but JSON is ever handed to it. */
  readonly #bound: { readonly name: string; readonly isJson: boolean }[] = [];

  visit(node: AnyNode, use: Use): void {
    switch (node.type) {
      case "Identifier":
        if (this.#isGlobal(node.name) && !CONSTANTS.has(node.name))
          this.#refuse(
            node,
            `${node.name} is a word of the language here, not a value. Read a member of it, or call it.`,
          );
        return;
      case "ChainExpression":
      case "ParenthesizedExpression":
        this.visit(node.expression as AnyNode, use);
        return;
      case "BinaryExpression":
        if (node.left.type !== "PrivateIdentifier") this.visit(node.left as AnyNode, "data");
        if (node.operator !== "instanceof" || !this.#isGlobalName(node.right as AnyNode))
          this.visit(node.right as AnyNode, "data");
        return;
      case "UnaryExpression":
        this.visit(node.argument as AnyNode, "data");
        return;
      case "TemplateLiteral":
        for (const part of node.expressions) this.visit(part as AnyNode, "data");
        return;
      case "LogicalExpression":
        this.visit(node.left as AnyNode, use);
        this.visit(node.right as AnyNode, use);
        return;
      case "ConditionalExpression":
        this.visit(node.test as AnyNode, "data");
        this.visit(node.consequent as AnyNode, use);
        this.visit(node.alternate as AnyNode, use);
        return;
      case "ArrayExpression":
        for (const element of node.elements) if (element !== null) this.visit(element as AnyNode, within(use));
        return;
      case "ObjectExpression":
        for (const property of node.properties) this.visit(property as AnyNode, within(use));
        return;
      case "SpreadElement":
        // What is spread gives its own items, which lead nowhere.
        this.visit(node.argument as AnyNode, "data");
        return;
      case "Property":
        if (node.computed) this.visit(node.key as AnyNode, "data");
        // A toJSON is called when the result is written.
        this.visit(node.value as AnyNode, mayBeToJson(node) ? "kept" : use);
        return;
      case "MemberExpression":
        this.#member(node, use);
        return;
      case "CallExpression":
        this.#call(node, use);
        return;
      case "NewExpression":
        for (const argument of node.arguments) this.visit(argument as AnyNode, "kept");
        return;
      case "ArrowFunctionExpression":
        this.#arrow(node, "kept");
        return;
      default:
        for (const child of childrenOf(node)) this.visit(child, "kept");
    }
  }

  #member(node: Member, use: Use): void {
    if (node.computed) this.visit(node.property as AnyNode, "data");
    if (hasUnknownKey(node) && use === "kept") {
      this.#refuse(
        node.property as AnyNode,
        "What is read by a key that is computed cannot be handed on: it may be anything. Make it a text or a number at once, by String(…) or Number(…), or read it in a set node of its own.",
      );
    }
    this.#object(node, use);
  }

  /** What a member is read from. Of the language's own words, the members that are known. */
  #object(node: Member, use: Use): void {
    const object = node.object as AnyNode;
    if (!this.#isGlobalName(object)) {
      this.visit(object, use);
      return;
    }
    const { name } = object as Identifier;
    const member = memberText(node);
    const allowed = GLOBAL_MEMBERS[name];
    if (member === undefined) {
      this.#refuse(node.property as AnyNode, `Which member of ${name} this is cannot be told. Write its name.`);
    } else if (allowed !== undefined && !allowed.has(member)) {
      this.#refuse(
        node.property as AnyNode,
        `${name}.${member} is not allowed here. Of ${name} there are ${[...allowed].join(", ")}.`,
      );
    }
  }

  #call(node: Call, use: Use): void {
    const callee = plain(node.callee as AnyNode);
    const args = node.arguments as readonly AnyNode[];
    if (callee.type === "ArrowFunctionExpression") {
      this.#arrow(callee, use);
      for (const argument of args) this.visit(argument, "kept");
      return;
    }
    if (callee.type === "Identifier") {
      if (this.#bound.some(({ name }) => name === callee.name))
        this.#refuse(
          callee,
          `${callee.name} cannot be called: it is whatever is handed in. Call a method by its name.`,
        );
      const isPlain = this.#isGlobal(callee.name) && PLAIN_FUNCTIONS.has(callee.name);
      for (const argument of args) this.visit(argument, isPlain ? "data" : "kept");
      return;
    }
    if (callee.type !== "MemberExpression") {
      this.#refuse(callee, "What a call gives, or one of several things, cannot be called. Call a method by its name.");
      return;
    }
    if (hasUnknownKey(callee)) {
      this.#refuse(
        callee.property as AnyNode,
        "Which method this calls cannot be told. Write its name: value.method(…).",
      );
      return;
    }
    const method = memberText(callee) ?? "";
    if (callee.computed) this.visit(callee.property as AnyNode, "data");
    this.#object(callee, READING_METHODS.has(method) ? "data" : "kept");
    const isOfWord = this.#isGlobalName(callee.object as AnyNode);
    const isOfJson = this.#isJson(callee.object as AnyNode);
    const makesData = isOfWord ? OF_DATA.has(method) || isMath(callee) : isOfJson && COMPARING.has(method);
    for (const [index, argument] of args.entries()) {
      const value = plain(argument);
      if (value.type === "ArrowFunctionExpression")
        this.#arrow(value, functionUse(method, isOfJson, use), isOfJson && VISITING.has(method));
      else if (!this.#isGlobalName(value) || !PLAIN_FUNCTIONS.has((value as Identifier).name))
        // Behind the value that is written stands what is called with each of its parts.
        this.visit(argument, makesData && (index === 0 || method !== "stringify") ? "data" : "kept");
    }
  }

  /**
   * True for a text, and for what is read from the graph's values by names and methods: JSON and the language's own
   * methods of it, so that `map` there is the one of lists. Anything else may have members of the expression's making.
   */
  #isJson(node: AnyNode): boolean {
    const value = plain(node);
    switch (value.type) {
      case "Identifier": {
        const bound = this.#bound.findLast(({ name }) => name === value.name);
        return bound === undefined ? !ALLOWED_GLOBALS.has(value.name) : bound.isJson;
      }
      case "Literal":
      case "TemplateLiteral":
        return true;
      case "MemberExpression":
        return !hasUnknownKey(value) && this.#isJson(value.object as AnyNode);
      case "CallExpression": {
        const callee = plain(value.callee as AnyNode);
        if (callee.type !== "MemberExpression" || !this.#isJson(callee.object as AnyNode)) return false;
        return KEEPING.has(memberText(callee) ?? "");
      }
      default:
        return false;
    }
  }

  /** `isOfJson`: it is called with the items of a list of JSON. */
  #arrow(node: Arrow, use: Use, isOfJson = false): void {
    const before = this.#bound.length;
    for (const parameter of node.params) this.#bind(parameter as AnyNode, isOfJson);
    this.visit(node.body as AnyNode, use);
    this.#bound.length = before;
  }

  #bind(pattern: AnyNode, isJson: boolean): void {
    switch (pattern.type) {
      case "Identifier":
        this.#bound.push({ name: pattern.name, isJson });
        return;
      case "AssignmentPattern":
        this.visit(pattern.right as AnyNode, "kept");
        this.#bind(pattern.left as AnyNode, false);
        return;
      case "RestElement":
        this.#bind(pattern.argument as AnyNode, isJson);
        return;
      case "ArrayPattern":
        for (const element of pattern.elements) if (element !== null) this.#bind(element as AnyNode, isJson);
        return;
      case "ObjectPattern":
        for (const property of pattern.properties) {
          if (property.type === "Property" && property.computed) {
            if (constantText(property.key) === undefined)
              this.#refuse(property.key as AnyNode, "Which member this takes cannot be told. Write its name.");
            this.visit(property.key as AnyNode, "data");
          }
          this.#bind((property.type === "RestElement" ? property.argument : property.value) as AnyNode, isJson);
        }
        return;
      default:
        return;
    }
  }

  #isGlobal = (name: string): boolean => ALLOWED_GLOBALS.has(name) && !this.#bound.some((each) => each.name === name);

  #isGlobalName(node: AnyNode): boolean {
    return node.type === "Identifier" && this.#isGlobal(node.name);
  }

  #refuse(node: AnyNode, message: string): void {
    this.problems.push({ code: "expression-forbidden", message, from: node.start, to: node.end });
  }
}

type Member = Extract<AnyNode, { type: "MemberExpression" }>;
type Call = Extract<AnyNode, { type: "CallExpression" }>;
type Arrow = Extract<AnyNode, { type: "ArrowFunctionExpression" }>;
type Identifier = Extract<AnyNode, { type: "Identifier" }>;

const CONSTANTS: ReadonlySet<string> = new Set(["Infinity", "NaN", "undefined"]);
/** Members of the language's words that make data of their arguments, or take their own items. */
const OF_DATA: ReadonlySet<string> = new Set([
  "stringify",
  "keys",
  "values",
  "entries",
  "hasOwn",
  "isArray",
  "isInteger",
]);
/** Methods that compare their arguments, or make them texts or numbers. */
const COMPARING: ReadonlySet<string> = new Set(
  "at charAt endsWith get has includes indexOf join lastIndexOf localeCompare padEnd padStart repeat slice split startsWith substring toFixed".split(
    " ",
  ),
);
/** Methods whose function decides: what it gives is made a boolean or a number. */
const DECIDING: ReadonlySet<string> = new Set(
  "every filter find findIndex findLast findLastIndex some sort toSorted".split(" "),
);
/** Methods whose function is given an item, its number and the list. */
const VISITING: ReadonlySet<string> = new Set(
  "every filter find findIndex findLast findLastIndex flatMap map some".split(" "),
);
/** Methods that give a list (or an item) of what they are called on, and nothing of what they are given. */
const KEEPING: ReadonlySet<string> = new Set(
  "at filter find findLast slice split toReversed toSorted toLowerCase toUpperCase trim".split(" "),
);

/** What becomes of what a function gives that a method is called with. */
function functionUse(method: string, isOfJson: boolean, use: Use): Use {
  if (!isOfJson) return "kept";
  if (DECIDING.has(method)) return "data";
  return method === "map" && use === "result" ? "result" : "kept";
}

const within = (use: Use): Use => (use === "result" ? "result" : "kept");
const isMath = ({ object }: Member): boolean => object.type === "Identifier" && object.name === "Math";

function plain(node: AnyNode): AnyNode {
  let value = node;
  while (value.type === "ParenthesizedExpression" || value.type === "ChainExpression")
    value = value.expression as AnyNode;
  return value;
}

function mayBeToJson(property: Extract<AnyNode, { type: "Property" }>): boolean {
  const key = property.computed ? constantText(property.key) : keyText(property.key);
  return key === undefined || key === "toJSON";
}

const memberText = (node: Member): string | undefined =>
  node.computed ? constantText(node.property) : node.property.type === "Identifier" ? node.property.name : undefined;

/** True when the key may be one that leads out: no number, and not known from the text. */
const hasUnknownKey = (node: Member): boolean => node.computed && !isHarmlessKey(node.property as AnyNode);

function isHarmlessKey(key: AnyNode): boolean {
  const node = plain(key);
  if (constantText(node) !== undefined) return true;
  switch (node.type) {
    case "UnaryExpression":
      return node.operator !== "typeof";
    case "BinaryExpression":
      return node.operator === "+" ? hasHarmlessStart(node) : true;
    case "TemplateLiteral":
      return hasHarmlessStart(node);
    case "ConditionalExpression":
      return isHarmlessKey(node.consequent as AnyNode) && isHarmlessKey(node.alternate as AnyNode);
    default:
      return false;
  }
}

/** True when the text that the key begins with begins no member that leads out. */
function hasHarmlessStart(node: AnyNode): boolean {
  const start =
    node.type === "TemplateLiteral"
      ? (node.quasis[0]?.value.cooked ?? "")
      : node.type === "BinaryExpression"
        ? constantText(node.left)
        : undefined;
  if (start === undefined && node.type === "BinaryExpression" && node.left.type === "BinaryExpression")
    return node.left.operator === "+" && hasHarmlessStart(node.left as AnyNode);
  return start !== undefined && start !== "" && ![...FORBIDDEN_MEMBERS].some((member) => member.startsWith(start));
}
