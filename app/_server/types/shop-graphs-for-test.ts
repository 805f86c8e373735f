import type { Graph } from "@dacapo/engine/compiler";
import { ask, decide, price, set, shopGraph } from "./shop-for-test";

/** Graphs of the shop: some are sound, and in each of the others one expression is not. */
const loop = (items: string, more: object = {}) => ({
  id: "l",
  name: "l",
  type: "forEach",
  config: { items, itemName: "item", ...more },
});

const invoice = (input: string) => ({
  id: "invoice",
  name: "invoice",
  type: "subWorkflow",
  config: { workflow: "w1", wait: true, input: { expression: input } },
});
const add = (input: string) => ({
  id: "add",
  name: "add",
  type: "callEntity",
  config: {
    entity: "Counter",
    key: { expression: "input.sku" },
    operation: "add",
    input: { expression: input },
  },
});
const paid = {
  id: "paid",
  name: "paid",
  type: "waitForEvent",
  config: {
    event: { literal: "paid" },
    schema: { type: "object", properties: { at: { type: "string" } }, required: ["at"] },
  },
};

/** What is wrong stands on the line of the code that has this text, and nowhere else. */
export const mistaken: readonly (readonly [name: string, graph: Graph, wrong: string])[] = [
  ["an activity's input", shopGraph([price("input.items")], "start>price"), "sku: input.items"],
  [
    "a member that there is not",
    shopGraph([price("input.sku"), set("a", "price.totl")], "start>price price>a"),
    "price.totl",
  ],
  [
    "what a set node gives",
    shopGraph([set("a", "input.items.length"), set("b", "a.value.trim()")], "start>a a>b"),
    "a.value.trim()",
  ],
  ["an entity's input", shopGraph([add("input.sku")], "start>add"), "input.sku"],
  ["a workflow's input", shopGraph([invoice("{ total: input.sku }")], "start>invoice"), "total: input.sku"],
  [
    "a workflow's output",
    shopGraph([invoice("{ total: 1 }"), set("a", "invoice.toFixed()")], "start>invoice invoice>a"),
    "invoice.toFixed()",
  ],
  ["an event's payload", shopGraph([paid, set("a", "paid.at.toFixed()")], "start>paid paid>a"), "paid.at.toFixed()"],
  [
    "the item of a loop",
    shopGraph([loop("input.items"), set("a", "item.id.trim()", { parent: "l" })], "start>l"),
    "item.id.trim()",
  ],
  ["the item of a call", shopGraph([set("a", "input.items.map((each) => each.di)")], "start>a"), "each.di"],
  ["something that is no list", shopGraph([loop("input.sku"), set("a", "1", { parent: "l" })], "start>l"), "input.sku"],
  [
    "a variable of a while",
    shopGraph(
      [
        {
          id: "w",
          name: "w",
          type: "while",
          config: { condition: "n.length < 3", variables: [{ name: "n", initial: { literal: 0 }, next: "n + 1" }] },
        },
        set("a", "n", { parent: "w" }),
      ],
      "start>w",
    ),
    "n.length < 3",
  ],
  [
    "a failure",
    shopGraph([price("input.sku"), set("a", "priceError.cod")], "start>price price.error>a"),
    "priceError.cod",
  ],
  [
    "what may be missing",
    shopGraph([price("input.sku"), set("a", "price.note.length")], "start>price price>a"),
    "price.note.length",
  ],
  [
    "what may have been skipped",
    shopGraph(
      [
        decide("i", "input.sku"),
        price("input.sku"),
        { id: "d", name: "d", type: "delay", config: { durationMs: { expression: "price.total" } } },
      ],
      "start>i i.true>price price>d i.false>d",
    ),
    "price.total",
  ],
  [
    "a form that who rejects need not fill in",
    shopGraph([ask, set("a", "ask.form.amount + 1")], "start>ask ask.rejected>a"),
    "ask.form.amount",
  ],
  [
    "what a branch has shown not to be",
    shopGraph([decide("i", "input.customer !== null"), set("a", "input.customer.name")], "start>i i.false>a"),
    "input.customer.name",
  ],
  [
    "another member behind a branch",
    shopGraph([decide("i", "input.customer !== null"), set("a", "input.customer.nam")], "start>i i.true>a"),
    "input.customer!.nam",
  ],
];

export const sound: readonly (readonly [name: string, graph: Graph])[] = [
  [
    "members, lists and loops",
    shopGraph(
      [
        price("input.sku"),
        set("a", "price.tags.map((tag) => tag.trim()).join()"),
        loop("input.items", { onFailure: "collect" }),
        { id: "r", name: "r", type: "return", parent: "l", config: { value: { expression: "item.id * 2" } } },
        set("b", "l.flatMap((each) => (each.ok ? [each.value] : [])).reduce((sum, each) => sum + each, price.total)"),
      ],
      "start>price price>a price>l l>b",
    ),
  ],
  [
    "functions over what no schema knows",
    shopGraph(
      [
        set("a", "input.anything.list.map((each, index) => each.id + index)"),
        set(
          "b",
          "input.anything.list.filter(each => each.ok).map(({ id }) => id).reduce((sum, ...rest) => sum + rest[0], 0)",
        ),
        set("c", "Object.entries(input.anything).map(([key, value]) => key + value)"),
        set("d", "(input.anything.list ?? []).some((each) => input.items.every((item) => item.id === each.id))"),
      ],
      "start>a a>b b>c c>d",
    ),
  ],
  [
    "a form behind its port",
    shopGraph(
      [ask, decide("i", "ask.form.amount > 3"), set("a", "ask.form.amount + 1"), set("no", "ask.comment ?? 'no'")],
      "start>ask ask.approved>i i.true>a ask.rejected>no",
    ),
  ],
  [
    "empty values that are filled elsewhere",
    shopGraph(
      [
        {
          id: "a",
          name: "a",
          type: "set",
          config: {
            fields: [
              { name: "list", value: { literal: [] } },
              { name: "map", value: { literal: {} } },
            ],
          },
        },
        set("b", "[...a.list, 1].concat(a.list).length + (a.map.count ?? 0)"),
      ],
      "start>a a>b",
    ),
  ],
  [
    "what branches have shown",
    shopGraph(
      [
        decide("i", "input.customer !== null && typeof input.count === 'number'"),
        loop("input.items"),
        set("a", "input.customer.name + input.count.toFixed() + item.id", { parent: "l" }),
        decide("k", "input.pay.by === 'card'"),
        set("b", "input.pay.card.trim()"),
        set("c", "input.pay.coins.toFixed() + (input.customer?.name ?? '')"),
        price("input.sku"),
        decide("n", "price.note"),
        set("d", "[1].map((n) => price.note.length + n)"),
      ],
      "start>i i.true>l start>k k.true>b k.false>c start>price price>n n.true>d",
    ),
  ],
  [
    "a loop while something is there",
    shopGraph(
      [
        {
          id: "w",
          name: "w",
          type: "while",
          config: {
            condition: "at !== null",
            variables: [
              { name: "at", initial: { expression: "input.customer" }, next: "at.name.length > 3 ? at : null" },
            ],
          },
        },
        set("a", "at.name", { parent: "w" }),
      ],
      "start>w",
    ),
  ],
  [
    "whether a node was skipped",
    shopGraph(
      [decide("i", "input.sku"), price("input.sku"), decide("k", "price !== undefined"), set("a", "price.total + 1")],
      "start>i i.true>price i.false>k price>k k.true>a",
    ),
  ],
];
