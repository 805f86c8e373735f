import { time } from "../runtime/compare.js";
import type { ChoiceRule, Comparison, Condition, Operand, Operator } from "./definition.js";
import type { Fields } from "./parse-fields.js";
import { isRecord, told } from "./problems.js";

const COMPARISONS: readonly Comparison[] = ["Equals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals"];

const OPERATORS: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ...(["String", "Numeric", "Timestamp"] as const).flatMap((of) =>
    COMPARISONS.map((comparison): [string, Operator] => [`${of}${comparison}`, { kind: "order", of, comparison }]),
  ),
  ["BooleanEquals", { kind: "booleanEquals" }],
  ["StringMatches", { kind: "matches" }],
  ...(["Null", "Present", "Numeric", "String", "Boolean", "Timestamp"] as const).map((what): [string, Operator] => [
    `Is${what}`,
    { kind: "is", what },
  ]),
]);

/** Those that may compare with a path, too. */
const withPath = (operator: Operator): boolean => operator.kind === "order" || operator.kind === "booleanEquals";

/** Reads the rules of a Choice state. */
export function readRules(fields: Fields): readonly ChoiceRule[] {
  const rules = fields.raw.Choices;
  if (!Array.isArray(rules) || rules.length === 0) {
    fields.fail("Choices", `Choices is a list of at least one rule, not ${told(rules)}.`);
    return [];
  }
  return rules.flatMap((raw: unknown, index) => {
    if (!isRecord(raw)) {
      fields.fail(`Choices[${index}]`, `A rule is an object, not ${told(raw)}.`);
      return [];
    }
    const rule = fields.inside(raw, `Choices[${index}]`);
    const next = rule.text("Next");
    if (!rule.has("Next")) rule.fail("Next", "The rule has no Next. Name the state that it leads to.");
    const assign = rule.assign();
    const output = rule.language === "JSONata" ? rule.template("Output") : undefined;
    const comment = rule.text("Comment");
    const own = ["Next", "Assign", "Comment", ...(rule.language === "JSONata" ? ["Output"] : [])];
    const condition = rule.language === "JSONata" ? readJsonataRule(rule, own) : readCondition(rule, own, 0);
    if (condition === undefined || next === undefined) return [];
    return [
      {
        condition,
        next,
        ...(assign !== undefined && { assign }),
        ...(output !== undefined && { output }),
        ...(comment !== undefined && { comment }),
      },
    ];
  });
}

function readJsonataRule(rule: Fields, own: readonly string[]): Condition | undefined {
  rule.onlyFields(["Condition", ...own]);
  if (!rule.has("Condition")) {
    rule.fail("Condition", "A rule of a JSONata state has a Condition.");
    return undefined;
  }
  const template = rule.template("Condition");
  if (template?.kind === "jsonata") return { kind: "jsonata", text: template.text };
  if (template?.kind === "literal" && typeof template.value === "boolean")
    return { kind: "jsonata", text: String(template.value) };
  if (template?.kind !== "literal" || template.value !== null)
    rule.fail("Condition", "The Condition is a JSONata expression between {% and %}, or true or false.");
  return undefined;
}

const DEPTH_MAX = 30;

function readCondition(fields: Fields, own: readonly string[], depth: number): Condition | undefined {
  if (depth > DEPTH_MAX) {
    fields.fail("", `Rules are nested more than ${DEPTH_MAX} deep.`);
    return undefined;
  }
  const inner = (raw: unknown, place: string): Condition | undefined => {
    if (isRecord(raw)) return readCondition(fields.inside(raw, place), ["Comment"], depth + 1);
    fields.fail(place, `A rule is an object, not ${told(raw)}.`);
    return undefined;
  };
  for (const [field, kind] of [
    ["And", "and"],
    ["Or", "or"],
  ] as const) {
    if (!fields.has(field)) continue;
    fields.onlyFields([field, ...own]);
    const list = fields.raw[field];
    if (!Array.isArray(list) || list.length === 0) {
      fields.fail(field, `${field} is a list of at least one rule, not ${told(list)}.`);
      return undefined;
    }
    const parts = list.map((raw: unknown, index) => inner(raw, `${field}[${index}]`));
    return parts.every((part) => part !== undefined) ? { kind, parts } : undefined;
  }
  if (fields.has("Not")) {
    fields.onlyFields(["Not", ...own]);
    const part = inner(fields.raw.Not, "Not");
    return part === undefined ? undefined : { kind: "not", part };
  }
  return readComparison(fields, own);
}

function readComparison(fields: Fields, own: readonly string[]): Condition | undefined {
  const written = Object.keys(fields.raw).filter((field) => field !== "Variable" && !own.includes(field));
  const found = written.flatMap((field) => {
    const operator = OPERATORS.get(field);
    const ofPath = OPERATORS.get(field.replace(/Path$/, ""));
    if (operator !== undefined) return [{ field, operator, isPath: false }];
    return field.endsWith("Path") && ofPath !== undefined && withPath(ofPath)
      ? [{ field, operator: ofPath, isPath: true }]
      : [];
  });
  for (const field of written) {
    if (!found.some((each) => each.field === field)) fields.fail(field, `There is no comparison ${told(field)}.`);
  }
  const [comparison] = found;
  if (comparison === undefined) {
    if (written.length === 0) fields.fail("", "The rule compares nothing. Give it a comparison such as StringEquals.");
    return undefined;
  }
  if (found.length > 1) {
    fields.fail(
      found[1]?.field ?? "",
      `A rule has one comparison, not ${found.map((each) => each.field).join(" and ")}. Join rules by And.`,
    );
  }
  if (!fields.has("Variable")) {
    fields.fail("Variable", "The rule has no Variable, the path of what is compared.");
    return undefined;
  }
  const variable = fields.readPath("Variable", false);
  const operand = readOperand(fields, comparison.field, comparison.operator, comparison.isPath);
  return variable === undefined || operand === undefined
    ? undefined
    : { kind: "compare", variable, operator: comparison.operator, operand };
}

function readOperand(fields: Fields, field: string, operator: Operator, isPath: boolean): Operand | undefined {
  if (isPath) {
    const query = fields.readPath(field, false);
    return query === undefined ? undefined : { query };
  }
  const value = fields.raw[field];
  const wanted = kindOf(operator);
  if (wanted === "timestamp" ? typeof value === "string" && !Number.isNaN(time(value)) : typeof value === wanted)
    return { literal: value as string | number | boolean };
  fields.fail(field, `${field} compares with a ${wanted === "string" ? "text" : wanted}, not with ${told(value)}.`);
  return undefined;
}

function kindOf(operator: Operator): "string" | "number" | "boolean" | "timestamp" {
  if (operator.kind === "booleanEquals" || operator.kind === "is") return "boolean";
  if (operator.kind === "matches") return "string";
  return operator.of === "String" ? "string" : operator.of === "Numeric" ? "number" : "timestamp";
}
