import { type Catalog, type Graph, graphSchema } from "@dacapo/engine/compiler";

/** A shop of which everything is known, and the nodes that graphs of it are made of. */
const about = { title: "Something", description: "", icon: "bolt" };

export const price = (sku: string, more: object = {}) => ({
  id: "price",
  name: "price",
  type: "activity",
  config: { activity: "shop.price", input: { sku: { expression: sku } } },
  ...more,
});
export const set = (id: string, expression: string, more: object = {}) => ({
  id,
  name: id,
  type: "set",
  config: { fields: [{ name: "value", value: { expression } }] },
  ...more,
});
export const decide = (id: string, condition: string, more: object = {}) => ({
  id,
  name: id,
  type: "if",
  config: { condition },
  ...more,
});
export const ask = {
  id: "ask",
  name: "ask",
  type: "approval",
  config: {
    question: { literal: "How many?" },
    form: { type: "object", properties: { amount: { type: "integer" } }, required: ["amount"] },
  },
};

export const shop: Catalog = {
  activities: [
    {
      ...about,
      name: "shop.price",
      effects: "idempotent",
      inputSchema: {
        type: "object",
        properties: { sku: { type: "string" }, count: { type: "integer" } },
        required: ["sku"],
      },
      outputSchema: {
        type: "object",
        properties: {
          total: { type: "number" },
          note: { type: "string" },
          tags: { type: "array", items: { type: "string" } },
        },
        required: ["total", "tags"],
      },
    },
  ],
  entities: [
    {
      ...about,
      name: "Counter",
      operations: [
        { name: "add", description: "Adds.", inputSchema: { type: "number" }, outputSchema: { type: "number" } },
      ],
    },
  ],
  workflows: [
    {
      ...about,
      name: "w1",
      title: "Invoice",
      version: "c0ffee",
      inputSchema: { type: "object", properties: { total: { type: "number" } }, required: ["total"] },
      outputSchema: { type: "string" },
    },
  ],
};
const shopInput = {
  type: "object",
  properties: {
    sku: { type: "string" },
    anything: {},
    customer: {
      anyOf: [{ type: "object", properties: { name: { type: "string" } }, required: ["name"] }, { type: "null" }],
    },
    count: { type: ["number", "string"] },
    pay: {
      anyOf: [
        { type: "object", properties: { by: { const: "card" }, card: { type: "string" } }, required: ["by", "card"] },
        { type: "object", properties: { by: { const: "cash" }, coins: { type: "number" } }, required: ["by", "coins"] },
      ],
    },
    items: { type: "array", items: { type: "object", properties: { id: { type: "number" } }, required: ["id"] } },
  },
  required: ["sku", "items", "customer", "count", "pay"],
};
/** `edges`: `start>price price.error>a`, by the nodes' ids. The start is there. */
export const shopGraph = (nodes: readonly object[], edges: string, inputSchema: object = shopInput): Graph =>
  graphSchema.parse({
    formatVersion: 1,
    name: "shop",
    inputSchema,
    nodes: [{ id: "start", name: "start", type: "start", config: {} }, ...nodes],
    edges: edges.split(" ").map((text, index) => {
      const [source = "", to = ""] = text.split(">");
      const [from = "", port = "out"] = source.split(".");
      return { id: `e${index}`, from, port, to };
    }),
  });
