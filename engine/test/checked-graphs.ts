import { describe, expect, test } from "vitest";
import {
  type Catalog,
  check,
  type Diagnostic,
  type DiagnosticCode,
  type GraphEdge,
  type GraphNode,
  graphSchema,
  type NodeOf,
  type NodeType,
  type Value,
} from "../src/compiler/index.js";

/** What the graphs here may name. */
export const catalog: Catalog = {
  activities: [
    {
      name: "shop.order",
      title: "Order",
      description: "Orders something.",
      icon: "shopping-cart",
      effects: "external",
      inputSchema: {
        type: "object",
        properties: {
          sku: { type: "string", minLength: 2 },
          quantity: { type: "integer", minimum: 1 },
          speed: { enum: ["slow", "fast"] },
        },
        required: ["sku", "quantity"],
        additionalProperties: false,
      },
    },
  ],
  entities: [
    {
      name: "Counter",
      title: "Counter",
      description: "Counts.",
      icon: "plus",
      stateSchema: { type: "number" },
      operations: [
        { name: "add", description: "Adds.", inputSchema: { type: "number" }, outputSchema: { type: "number" } },
        { name: "get", description: "Reads.", outputSchema: { type: "number" } },
      ],
    },
    {
      name: "Account",
      title: "Account",
      description: "Keeps money.",
      icon: "coin",
      operations: [{ name: "get", description: "Reads." }],
    },
  ],
  workflows: [
    {
      name: "w1",
      title: "Ship an order",
      version: "v1",
      inputSchema: { type: "object", properties: { sku: { type: "string" } }, required: ["sku"] },
      outputSchema: { type: "string" },
    },
    { name: "w2", title: "Not published" },
  ],
};

export const start: GraphNode = { id: "start", name: "start", type: "start", config: {} };
export const ex = (expression: string): Value => ({ expression });
export const set = (name: string, expression = "1", parent?: string): GraphNode => ({
  id: name,
  name,
  type: "set",
  config: { fields: [{ name: "value", value: ex(expression) }] },
  ...(parent !== undefined && { parent }),
});
export const decide = (name: string, condition = "input.yes"): GraphNode => ({
  id: name,
  name,
  type: "if",
  config: { condition },
});
export const result = (name: string, expression = "1"): GraphNode => ({
  id: name,
  name,
  type: "return",
  config: { value: ex(expression) },
});
export const each = (name: string, items = "input.items", itemName = "item", parent?: string): GraphNode => ({
  id: name,
  name,
  type: "forEach",
  config: { items, itemName },
  ...(parent !== undefined && { parent }),
});
export const order = (input: Record<string, Value>): GraphNode => ({
  id: "order",
  name: "order",
  type: "activity",
  config: { activity: "shop.order", input },
});
export const http = (config: Partial<Extract<GraphNode, { type: "http" }>["config"]>): GraphNode => ({
  id: "ask",
  name: "ask",
  type: "http",
  config: { method: "GET", url: { literal: "https://example.com" }, ...config },
});

/** A node whose name is its id, with settings as the file has them. */
export function node<Type extends NodeType>(
  type: Type,
  id: string,
  config: NodeOf<Type>["config"],
  more: Partial<Omit<NodeOf<Type>, "type" | "config">> = {},
): GraphNode {
  return { id, name: id, type, config, ...more } as unknown as GraphNode;
}

/** `a>b`, `a.true>b`, apart by spaces. */
export const wires = (text: string): GraphEdge[] =>
  text
    .split(" ")
    .filter((wire) => wire !== "")
    .map((wire, index) => {
      const [source = "", to = ""] = wire.split(">");
      const [from = "", port = "out"] = source.split(".");
      return { id: `e${index}`, from, port: port as GraphEdge["port"], to };
    });

export function diagnose(nodes: readonly GraphNode[], edges: string | GraphEdge[], more: object = {}): Diagnostic[] {
  const graph = graphSchema.parse({
    formatVersion: 1,
    name: "test",
    nodes,
    edges: typeof edges === "string" ? wires(edges) : edges,
    ...more,
  });
  return check(graph, catalog);
}

/** The diagnostics as `code node field`. */
export const short = (diagnostics: readonly Diagnostic[]): string[] =>
  diagnostics.map(({ code, nodeId, field }) => [code, nodeId, field].filter((part) => part !== undefined).join(" "));

/** A name, how to make the mistake, where it is told (`code node field`), and a word of the sentence. */
export type Example = readonly [string, () => Diagnostic[], string, RegExp];
export type Examples = Readonly<Partial<Record<DiagnosticCode, readonly Example[]>>>;

const WARNINGS: ReadonlySet<DiagnosticCode> = new Set<DiagnosticCode>([
  "no-effect",
  "while-endless",
  "workflow-unpublished",
]);

/** Every example is told where it is, in a sentence. */
export function describeExamples(examples: Examples): void {
  for (const [code, list] of Object.entries(examples)) {
    describe(code, () => {
      test.each(list)("%s", (_, run, place, words) => {
        const found = run();
        expect(short(found)).toContain(place);
        const diagnostic = found.find((one) => short([one])[0] === place) as Diagnostic;
        expect(diagnostic.severity).toBe(WARNINGS.has(diagnostic.code) ? "warning" : "error");
        expect(diagnostic.message).toMatch(words);
        expect(diagnostic.message).toMatch(/^["A-Z].*[.?]$/s);
      });
    });
  }
}
