import { type Graph, type GraphNode, type ReadableName, readableNames } from "@dacapo/engine/compiler";
import type { JsonObject } from "@dacapo/engine/model";
import type { ActivitiesByName } from "./face";
import { isObject, schemaText } from "./json-schema";

/** A word that means something in the expressions of a node. */
export interface KnownName {
  readonly name: string;
  /** What it is, in a few words. */
  readonly detail: string;
  /** False when the node that gives it may have been skipped: it then reads as undefined. */
  readonly isCertain: boolean;
  readonly schema?: JsonObject;
}

export interface KnownMember {
  readonly name: string;
  readonly detail: string;
  readonly info?: string;
}

/** Everything that expressions of a node may read, with as much of its shape as is known. */
export function knownNames(graph: Graph, nodeId: string, activities: ActivitiesByName): readonly KnownName[] {
  return readableNames(graph, nodeId).map((readable) => {
    const giver = readable.kind === "node" ? graph.nodes.find((node) => node.name === readable.name) : undefined;
    const schema =
      readable.kind === "input"
        ? graph.inputSchema
        : giver === undefined
          ? undefined
          : valueSchemaOf(graph, giver, activities);
    return {
      name: readable.name,
      detail: readable.certain ? detailOf(readable, schema) : "undefined when skipped",
      isCertain: readable.certain,
      ...(schema !== undefined && { schema }),
    };
  });
}

function detailOf(readable: ReadableName, schema: JsonObject | undefined): string {
  if (schema !== undefined) return schemaText(schema);
  switch (readable.kind) {
    case "input":
      return "any JSON";
    case "item":
      return "the item";
    case "index":
      return "its number, from 0";
    case "node":
      return "any";
  }
}

/** The shape of what a node gives, where its settings tell it. */
export function valueSchemaOf(graph: Graph, node: GraphNode, activities: ActivitiesByName): JsonObject | undefined {
  switch (node.type) {
    case "start":
      return graph.inputSchema;
    case "http":
      return {
        type: "object",
        properties: {
          status: { type: "integer", description: "The HTTP status, such as 200." },
          headers: { type: "object", description: "The answer's headers, with names in lower case." },
          body: { description: "The answer's body; parsed when it is JSON." },
        },
      };
    case "activity":
      return activities.get(node.config.activity)?.outputSchema;
    case "set":
      return {
        type: "object",
        properties: Object.fromEntries(
          node.config.fields.filter((field) => field.name !== "").map((field) => [field.name, {}]),
        ),
      };
    case "if":
      return { type: "boolean" };
    case "forEach":
      return { type: "array" };
    case "delay":
    case "return":
      return undefined;
  }
}

const ARRAY_MEMBERS: readonly KnownMember[] = [
  ...["length", "map", "filter", "find", "some", "every", "reduce", "flatMap", "slice", "join", "includes", "at"],
].map((name) => ({ name, detail: name === "length" ? "number" : "method" }));
const STRING_MEMBERS: readonly KnownMember[] = [
  ...[
    "length",
    "toLowerCase",
    "toUpperCase",
    "trim",
    "split",
    "slice",
    "includes",
    "startsWith",
    "endsWith",
    "replaceAll",
  ],
].map((name) => ({ name, detail: name === "length" ? "number" : "method" }));

/** What may follow a path of names: `["stock", "body"]` → the members of `stock.body`. */
export function memberNames(known: readonly KnownName[], path: readonly string[]): readonly KnownMember[] {
  const [first, ...rest] = path;
  let schema = known.find((name) => name.name === first)?.schema;
  for (const part of rest) schema = schema === undefined ? undefined : propertyOf(schema, part);
  if (schema === undefined) return [];
  if (schema.type === "array") return ARRAY_MEMBERS;
  if (schema.type === "string") return STRING_MEMBERS;
  if (!isObject(schema.properties)) return [];
  return Object.entries(schema.properties).map(([name, property]) => ({
    name,
    detail: isObject(property) ? schemaText(property) : "any",
    ...(isObject(property) && typeof property.description === "string" && { info: property.description }),
  }));
}

function propertyOf(schema: JsonObject, name: string): JsonObject | undefined {
  if (!isObject(schema.properties)) return undefined;
  const property = schema.properties[name];
  return isObject(property) ? property : undefined;
}
