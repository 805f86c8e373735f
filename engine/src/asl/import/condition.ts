import { printSteps } from "../runtime/json-path.js";
import type { Comparison, Condition, Operand, Query } from "./definition.js";
import { ofJsonata, ofQuery, type Scope } from "./scope.js";
import { type Around, isSafe, print, printOperand, quoted, type Symbolic } from "./symbol.js";

const SIGNS: Readonly<Record<Comparison, string>> = {
  Equals: "===",
  LessThan: "<",
  LessThanEquals: "<=",
  GreaterThan: ">",
  GreaterThanEquals: ">=",
};

/** The condition of a Choice rule as a JavaScript expression. */
export function printCondition(condition: Condition, scope: Scope, around: Around): string {
  switch (condition.kind) {
    case "and":
    case "or": {
      const parts = condition.parts.map((part) => {
        const text = printCondition(part, scope, around);
        return isJoined(part) ? `(${text})` : text;
      });
      return parts.join(condition.kind === "and" ? " && " : " || ");
    }
    case "not":
      return printNot(condition.part, scope, around);
    case "jsonata":
      return printJsonataCondition(condition.text, scope, around);
    case "compare":
      return printComparison(condition, scope, around);
  }
}

/** And and Or of one part are that part. */
const isJoined = (condition: Condition): boolean =>
  condition.kind === "and" || condition.kind === "or"
    ? condition.parts.length > 1 || condition.parts.some(isJoined)
    : false;

function printNot(part: Condition, scope: Scope, around: Around): string {
  const text = printCondition(part, scope, around);
  // Of texts and numbers that are equal or not: `!==` says the same and reads better.
  const equality = / === /.exec(text);
  if (part.kind === "compare" && equality !== null && !/&&|\|\||NaN/.test(text) && text.split(" === ").length === 2)
    return text.replace(" === ", " !== ");
  return /^[\w.]+\(/.test(text) && part.kind === "compare" && !/[=<>&|]/.test(text.replaceAll(/"(?:[^"\\]|\\.)*"/g, ""))
    ? `!${text}`
    : `!(${text})`;
}

function printJsonataCondition(text: string, scope: Scope, around: Around): string {
  const value = ofJsonata(text, scope);
  if (value.kind === "literal" && typeof value.value === "boolean") return String(value.value);
  return `asl.isTrue(${print(value, around)})`;
}

type Compared = Extract<Condition, { kind: "compare" }>;

function printComparison({ variable, operator, operand }: Compared, scope: Scope, around: Around): string {
  if (operator.kind === "is" && operator.what === "Present") {
    const present = printPresent(variable, scope, around);
    if (isWanted(operand)) return present;
    return present === "true" ? "false" : present === "false" ? "true" : `!${present}`;
  }
  const value = ofQuery(variable, scope);
  const read = printOperand(value, around);
  switch (operator.kind) {
    case "is":
      return printKind(operator.what as KindName, read, isWanted(operand));
    case "matches":
      return `asl.matches(${read}, ${printGiven(operand, scope, around)})`;
    case "booleanEquals":
      return "literal" in operand
        ? `${read} === ${operand.literal}`
        : `typeof ${read} === "boolean" && ${read} === ${printGiven(operand, scope, around)}`;
    case "order": {
      const sign = SIGNS[operator.comparison];
      const given = printGiven(operand, scope, around);
      const [wrap, isOfKind] =
        operator.of === "String"
          ? ["asl.text", "string"]
          : operator.of === "Numeric"
            ? ["asl.number", "number"]
            : ["asl.time", "none"];
      // A fixed text or number is equal to nothing of another kind.
      if (sign === "===" && "literal" in operand && typeof operand.literal === isOfKind) return `${read} === ${given}`;
      const right = "literal" in operand && operator.of !== "Timestamp" ? given : `${wrap}(${given})`;
      return `${wrap}(${read}) ${sign} ${right}`;
    }
  }
}

const isWanted = (operand: Operand): boolean => "literal" in operand && operand.literal === true;

function printGiven(operand: Operand, scope: Scope, around: Around): string {
  if ("query" in operand) return print(ofQuery(operand.query, scope), around);
  return typeof operand.literal === "string" ? quoted(operand.literal) : String(operand.literal);
}

type KindName = "Null" | "Numeric" | "String" | "Boolean" | "Timestamp";

function printKind(what: KindName, read: string, wanted: boolean): string {
  const sign = wanted ? "===" : "!==";
  switch (what) {
    case "Null":
      return `${read} ${sign} null`;
    case "Numeric":
      return `typeof ${read} ${sign} "number"`;
    case "String":
      return `typeof ${read} ${sign} "string"`;
    case "Boolean":
      return `typeof ${read} ${sign} "boolean"`;
    case "Timestamp":
      return `${wanted ? "" : "!"}asl.isTimestamp(${read})`;
  }
}

function printPresent(variable: Query, scope: Scope, around: Around): string {
  if (
    variable.kind === "path" &&
    variable.path.root.kind === "variable" &&
    !scope.variables.has(variable.path.root.name)
  )
    return "false";
  return presence(ofQuery(variable, scope), around);
}

function presence(value: Symbolic, around: Around): string {
  if (value.kind === "read" && value.read.kind === "path")
    return `asl.has(${print(value.read.base, around)}, ${quoted(`$${printSteps(value.read.steps)}`)})`;
  if (isSafe(value)) return "true";
  if (value.kind === "either") {
    const last = value.options.length - 1;
    const parts = value.options.map(({ test, value: each }, index) =>
      index === last ? presence(each, around) : `${test} ? ${presence(each, around)} : `,
    );
    return `(${parts.join("")})`;
  }
  return `${print(value, around)} !== undefined`;
}
