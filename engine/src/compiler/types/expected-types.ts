import type { JsonObject } from "../../model/index.js";
import type { Catalog } from "../catalog.js";
import type { GraphNode } from "../graph.js";
import { typeOfSchema } from "./schema-type.js";

/** The type that a setting must have, where something says so. `field`: as in `Diagnostic.field`. */
export function expectedType(node: GraphNode, field: string, catalog: Catalog): string | undefined {
  const [, setting = "", key = ""] = /^config\.([^.]+)(?:\.(.*))?$/s.exec(field) ?? [];
  switch (node.type) {
    case "activity": {
      const info = catalog.activities.find(({ name }) => name === node.config.activity);
      const properties = info?.inputSchema.properties as JsonObject | undefined;
      if (properties === undefined || !Object.hasOwn(properties, key)) return undefined;
      return typeOfSchema(properties[key], info?.inputSchema);
    }
    case "http":
      if (setting === "url") return "string";
      if (setting === "headers") return "string | number | boolean";
      return setting === "query"
        ? "string | number | boolean | null | ReadonlyArray<string | number | boolean>"
        : undefined;
    case "delay":
      return setting === "until" ? "string | number" : "number";
    case "throw":
      return setting === "code" || setting === "message" ? "string" : undefined;
    case "waitForEvent":
      return setting === "event" ? "string" : "number";
    case "approval":
      return setting === "question" ? "string" : setting === "waitMs" ? "number" : undefined;
    case "subWorkflow": {
      if (setting === "instanceId") return "string";
      const info = catalog.workflows.find(({ name }) => name === node.config.workflow);
      return info?.inputSchema === undefined ? undefined : typeOfSchema(info.inputSchema);
    }
    case "callEntity":
    case "signalEntity": {
      if (setting === "key") return "string";
      if (setting === "at") return "string | number";
      const schema = operationOf(node, catalog)?.inputSchema;
      return schema === undefined ? undefined : typeOfSchema(schema);
    }
    case "forEach":
      return setting === "items" ? "ReadonlyArray<any>" : "number";
    case "lock":
      return "string";
    case "timeout":
      return "number";
    default:
      return undefined;
  }
}

export const operationOf = (node: Extract<GraphNode, { type: "callEntity" | "signalEntity" }>, { entities }: Catalog) =>
  entities
    .find(({ name }) => name === node.config.entity)
    ?.operations.find(({ name }) => name === node.config.operation);
