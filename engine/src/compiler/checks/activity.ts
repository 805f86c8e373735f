import { type Json, nearestNames } from "../../model/index.js";
import type { NodeOf, Value } from "../graph.js";
import { type CheckContext, quoted } from "./context.js";
import { type Finding, invalid, missing } from "./finding.js";
import { isObject, literalProblem, objectAt } from "./json-schema.js";

export function activityFindings(node: NodeOf<"activity">, { activities }: CheckContext): Finding[] {
  const { activity: name, input } = node.config;
  if (name === "") return [missing("config.activity", `${quoted(node)} has no activity. Choose one.`)];
  const info = activities.get(name);
  if (info === undefined) {
    return [
      {
        code: "activity-unknown",
        field: "config.activity",
        message: `${quoted(node)} calls the activity ${name}, which is not registered here. ${didYouMean(name, activities.keys())}Choose another, or register it.`,
      },
    ];
  }
  const properties = objectAt(info.inputSchema, "properties");
  const required = Array.isArray(info.inputSchema.required) ? info.inputSchema.required : [];
  const findings: Finding[] = [];
  for (const key of required) {
    if (typeof key === "string" && (input[key] === undefined || isUnfilled(input[key], properties[key]))) {
      findings.push(
        missing(
          `config.input.${key}`,
          `${quoted(node)} needs ${key} for ${info.title}. Give a value or an expression.`,
        ),
      );
    }
  }
  for (const [key, value] of Object.entries(input)) {
    const schema = properties[key];
    if (schema === undefined) {
      if (info.inputSchema.additionalProperties === false) {
        findings.push(invalid(`config.input.${key}`, `${info.title} takes no ${key}. Remove it from ${quoted(node)}.`));
      }
      continue;
    }
    if (!("literal" in value) || isUnfilled(value, schema)) continue;
    const problem = literalProblem(schema, value.literal);
    if (problem !== undefined) {
      findings.push(
        invalid(`config.input.${key}`, `The ${key} of ${quoted(node)} does not fit ${info.title}: ${problem}.`),
      );
    }
  }
  return findings;
}

/** The names that were probably meant, as a sentence of its own; nothing when no name is near. */
export function didYouMean(name: string, known: Iterable<string>): string {
  const near = nearestNames(name, known);
  return near.length === 0 ? "" : `Did you mean ${near.join(" or ")}? `;
}

/** A fixed value that nobody has filled in yet: null, or an empty text where text is not what is wanted. */
function isUnfilled(value: Value, schema: Json | undefined): boolean {
  if (!("literal" in value)) return false;
  if (value.literal === null) return !allowsNull(schema);
  return value.literal === "";
}

const allowsNull = (schema: Json | undefined): boolean => {
  const type = isObject(schema) ? schema.type : undefined;
  return type === "null" || (Array.isArray(type) && type.includes("null"));
};
