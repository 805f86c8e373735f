import { type Graph, type GraphNode, type ReadableName, readableNames } from "@dacapo/engine/compiler";
import type { JsonObject } from "@dacapo/engine/model";
import type { CatalogIndex } from "./catalog-index";
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

/** Everything that expressions of a node may read, with as much of its shape as is known; `field` says which of them asks. */
export function knownNames(graph: Graph, nodeId: string, index: CatalogIndex, field?: string): readonly KnownName[] {
  return readableNames(graph, nodeId, field).map((readable) => {
    const schema = schemaOf(graph, readable, index);
    return {
      name: readable.name,
      detail: detailOf(readable, schema),
      isCertain: readable.certain,
      ...(schema !== undefined && { schema }),
    };
  });
}

function schemaOf(graph: Graph, readable: ReadableName, index: CatalogIndex): JsonObject | undefined {
  switch (readable.kind) {
    case "input":
      return graph.inputSchema;
    case "failure":
    case "error":
      return FAILURE_SCHEMA;
    case "node": {
      const giver = graph.nodes.find((node) => node.name === readable.name);
      return giver === undefined ? undefined : valueSchemaOf(graph, giver, index);
    }
    case "item":
    case "index":
    case "variable":
      return undefined;
  }
}

function detailOf({ kind, certain }: ReadableName, schema: JsonObject | undefined): string {
  switch (kind) {
    case "failure":
      return certain ? "the failure" : "the failure, if it failed";
    case "error":
      return "the failure";
    case "item":
      return "the item";
    case "index":
      return "its number, from 0";
    case "variable":
      return "the variable, in this round";
    case "input":
      return schema === undefined ? "any JSON" : schemaText(schema);
    case "node":
      if (!certain) return "undefined when skipped";
      return schema === undefined ? "any" : schemaText(schema);
  }
}

/** The shape of what a node gives, where its settings tell it. */
export function valueSchemaOf(graph: Graph, node: GraphNode, index: CatalogIndex): JsonObject | undefined {
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
      return index.activities.get(node.config.activity)?.outputSchema;
    case "subWorkflow":
      return node.config.wait
        ? index.workflows.get(node.config.workflow)?.outputSchema
        : { type: "string", description: "The id of the run that was started." };
    case "callEntity": {
      const entity = index.entities.get(node.config.entity);
      return entity?.operations.find(({ name }) => name === node.config.operation)?.outputSchema;
    }
    case "waitForEvent":
      return node.config.schema;
    case "approval":
      return {
        type: "object",
        properties: {
          approved: { type: "boolean", description: "What the person said." },
          by: { type: "string", description: "Who it was." },
          comment: { type: "string", description: "What the person wrote." },
          form: node.config.form ?? { type: "object", description: "What the person filled in." },
        },
      };
    case "set":
      return objectOf(node.config.fields.map((field) => field.name));
    case "while":
      return objectOf(node.config.variables.map((variable) => variable.name));
    case "if":
      return { type: "boolean" };
    case "switch":
      return { enum: [...node.config.cases.map((each) => each.label), "default"] };
    case "forEach":
      return { type: "array" };
    case "race":
      return {
        type: "object",
        properties: {
          winner: { type: "string", description: "The name of the first node of the branch that won." },
          value: { description: "The value of its return." },
        },
      };
    default:
      return undefined;
  }
}

/** The shape of a failure that was caught. */
export const FAILURE_SCHEMA: JsonObject = {
  type: "object",
  properties: {
    code: { type: "string", description: "What went wrong, as a word to branch on." },
    message: { type: "string", description: "What went wrong, in a sentence." },
    type: { type: "string", description: "The sort of error, where there is one." },
    details: { description: "What else is known of it." },
    node: { type: "string", description: "The node that failed." },
  },
};

function objectOf(names: readonly string[]): JsonObject {
  return {
    type: "object",
    properties: Object.fromEntries(names.filter((name) => name !== "").map((name) => [name, {}])),
  };
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
