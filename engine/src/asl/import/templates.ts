import jsonata from "jsonata";
import type { Json } from "../../model/index.js";
import type { Query, QueryLanguage, State, Template } from "./definition.js";
import { parseQuery, QuerySyntaxError } from "./intrinsic-syntax.js";
import { isRecord, type Problems, told } from "./problems.js";

/** Where a template stands, for its problems. */
export interface Place {
  readonly path: string;
  readonly state: string;
}

const DEPTH_MAX = 100;

/** Reads a value with queries in it; what is wrong with them goes to `problems`. */
export function readTemplate(
  value: unknown,
  language: QueryLanguage,
  place: Place,
  problems: Problems,
  depth = 0,
): Template {
  if (depth > DEPTH_MAX) {
    problems.add(place.path, `The value is nested more than ${DEPTH_MAX} deep.`, place.state);
    return { kind: "literal", value: null };
  }
  const inner = (member: unknown, path: string): Template =>
    readTemplate(member, language, { ...place, path: `${place.path}${path}` }, problems, depth + 1);
  if (typeof value === "string" && language === "JSONata") return readJsonataText(value, place, problems);
  if (Array.isArray(value)) {
    const items = value.map((item, index) => inner(item, `[${index}]`));
    return items.every((item) => item.kind === "literal") ? literal(value) : { kind: "list", items };
  }
  if (!isRecord(value)) return literal(value);
  const members = Object.entries(value).map(([key, member]): readonly [string, Template] => {
    if (language === "JSONPath" && key.endsWith(".$")) {
      return [key.slice(0, -2), readQuery(member, { ...place, path: `${place.path}.${key}` }, problems)];
    }
    return [key, inner(member, `.${key}`)];
  });
  const names = members.map(([key]) => key);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    problems.add(
      place.path,
      `"${twice}" is given twice, as "${twice}" and as "${twice}.$". Keep one of them.`,
      place.state,
    );
  }
  const isLiteral =
    members.every(([, member]) => member.kind === "literal") &&
    Object.keys(value).every((key, index) => key === names[index]);
  return isLiteral ? literal(value) : { kind: "object", members };
}

const literal = (value: unknown): Template => ({ kind: "literal", value: value as Json });

/** Reads the value of a field that ends in `.$`: a path or an intrinsic function. */
export function readQuery(value: unknown, place: Place, problems: Problems): Template {
  if (typeof value !== "string") {
    problems.add(
      place.path,
      `The value of a field that ends in .$ is a path or an intrinsic function, not ${told(value)}.`,
      place.state,
    );
    return literal(null);
  }
  try {
    return { kind: "query", query: parseQuery(value) };
  } catch (thrown) {
    if (!(thrown instanceof QuerySyntaxError)) throw thrown;
    problems.add(place.path, thrown.message, place.state);
    return literal(null);
  }
}

const EXPRESSION = /^\{%([\s\S]*)%\}$/;

/** True for `{% … %}`. */
export const isJsonataText = (value: unknown): value is string => typeof value === "string" && EXPRESSION.test(value);

function readJsonataText(value: string, place: Place, problems: Problems): Template {
  const inside = EXPRESSION.exec(value)?.[1];
  if (inside === undefined) return literal(value);
  const text = inside.trim();
  if (text === "") {
    problems.add(place.path, "The JSONata expression between {% and %} is empty.", place.state);
    return literal(null);
  }
  try {
    jsonata(text);
  } catch (thrown) {
    const { message = "it cannot be read", position } = thrown as { message?: string; position?: number };
    const where = position === undefined ? "" : ` (character ${position})`;
    problems.add(place.path, `The JSONata expression ${told(text)} is not valid: ${message}${where}.`, place.state);
    return literal(null);
  }
  return { kind: "jsonata", text };
}

/** Every path and expression in a template, in order. */
export function queriesIn(template: Template): readonly Template[] {
  switch (template.kind) {
    case "literal":
      return [];
    case "query":
    case "jsonata":
      return [template];
    case "object":
      return template.members.flatMap(([, member]) => queriesIn(member));
    case "list":
      return template.items.flatMap(queriesIn);
  }
}

/** Every template and query of a state itself, wherever in it. */
export function templatesOf(state: State): readonly Template[] {
  const found: Template[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    const { kind } = value as { readonly kind?: unknown };
    if (kind === "path" || kind === "call") found.push({ kind: "query", query: value as Query });
    else if (kind === "jsonata" || kind === "query" || kind === "object" || kind === "list")
      found.push(value as Template);
    else for (const member of Object.values(value)) visit(member);
  };
  for (const [key, value] of Object.entries(state)) {
    if (key !== "branches" && key !== "processor" && key !== "result") visit(value);
  }
  return found;
}
