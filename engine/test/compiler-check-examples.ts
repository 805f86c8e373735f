import type { GraphNode } from "../src/compiler/index.js";
import {
  decide,
  diagnose,
  type Example,
  type Examples,
  each,
  ex,
  http,
  order,
  result,
  set,
  start,
  wires,
} from "./checked-graphs.js";

/** The mistakes that are as old as the first nodes. */
export const basicExamples = {
  "no-start": [["no start", () => diagnose([set("a")], ""), "no-start", /Add a start node/]],
  "several-starts": [
    [
      "two starts",
      () => diagnose([start, { ...start, id: "begin", name: "begin" }], ""),
      "several-starts begin",
      /Remove one/,
    ],
  ],
  "start-in-container": [
    [
      "a start in a container",
      () => diagnose([{ ...start, parent: "loop" }, each("loop")], ""),
      "start-in-container start",
      /Move it out/,
    ],
  ],
  "duplicate-id": [
    [
      "two nodes with one id",
      () => diagnose([start, set("a"), { ...set("a"), name: "b" }], "start>a"),
      "duplicate-id a id",
      /Two nodes have the id a/,
    ],
    [
      "two wires with one id",
      () =>
        diagnose([start, set("a"), set("b")], [...wires("start>a"), { id: "e0", from: "start", port: "out", to: "b" }]),
      "duplicate-id start",
      /Two wires have the id e0/,
    ],
  ],
  "name-invalid": [
    [
      "a name with a space",
      () => diagnose([start, { ...set("a"), name: "my order" }], "start>a"),
      "name-invalid a name",
      /"my order"/,
    ],
    ["no name", () => diagnose([start, { ...set("a"), name: "" }], "start>a"), "name-invalid a name", /empty/],
    [
      "an item's name",
      () => diagnose([start, each("a", "[]", "1st"), set("b", "1", "a")], "start>a"),
      "name-invalid a config.itemName",
      /"1st"/,
    ],
  ],
  "name-taken": [
    [
      "two nodes with one name",
      () => diagnose([start, set("a"), { ...set("b"), name: "a" }], "start>a a>b"),
      "name-taken b name",
      /Rename one/,
    ],
    [
      "an item called as a node",
      () => diagnose([start, each("a", "[]", "b"), set("b", "1", "a")], "start>a"),
      "name-taken a config.itemName",
      /"b"/,
    ],
    [
      "an item called as the one around it",
      () => diagnose([start, each("a", "[]", "x"), each("b", "x", "x", "a"), set("c", "x", "b")], "start>a"),
      "name-taken b config.itemName",
      /container around "b"/,
    ],
    [
      "an item and its number",
      () =>
        diagnose(
          [
            start,
            { ...each("a"), config: { items: "[]", itemName: "x", indexName: "x" } } as GraphNode,
            set("b", "1", "a"),
          ],
          "start>a",
        ),
      "name-taken a config.indexName",
      /"x"/,
    ],
  ],
  "name-reserved": [
    ...["input", "ctx", "class", "yield", "Math", "undefined", "eval", "arguments", "await"].map(
      (name) =>
        [
          `a node called ${name}`,
          () => diagnose([start, { ...set("a"), name }], "start>a"),
          "name-reserved a name",
          new RegExp(`"${name}"`),
        ] as Example,
    ),
  ],
  "edge-dangling": [
    ["a wire to nowhere", () => diagnose([start, set("a")], "start>a a>gone"), "edge-dangling a", /gone/],
    ["a wire from nowhere", () => diagnose([start, set("a")], "start>a gone>a"), "edge-dangling a", /gone/],
  ],
  "edge-port": [
    [
      "an output that an if has not",
      () => diagnose([start, decide("a"), set("b")], "start>a a>b a.true>b"),
      "edge-port a",
      /"true" and "false"/,
    ],
    [
      "an output of a return",
      () => diagnose([start, result("a"), set("b")], "start>a a>b start>b"),
      "edge-port a",
      /no output/,
    ],
  ],
  "edge-duplicate": [
    [
      "two wires for one",
      () => diagnose([start, set("a")], [...wires("start>a"), { id: "again", from: "start", port: "out", to: "a" }]),
      "edge-duplicate start",
      /Remove one/,
    ],
  ],
  "edge-into-start": [
    ["a wire into the start", () => diagnose([start, set("a")], "start>a a>start"), "edge-into-start a", /"a"/],
  ],
  "edge-crosses-container": [
    [
      "a wire into a container",
      () => diagnose([start, each("a"), set("b", "1", "a")], "start>a start>b"),
      "edge-crosses-container start",
      /"b"/,
    ],
  ],
  "parent-unknown": [
    ["no such container", () => diagnose([start, set("a", "1", "gone")], "start>a"), "parent-unknown a parent", /gone/],
  ],
  "parent-not-container": [
    [
      "in a node",
      () => diagnose([start, set("b"), set("a", "1", "b")], "start>b start>a"),
      "parent-not-container a parent",
      /"b"/,
    ],
  ],
  "parent-cycle": [
    [
      "in itself",
      () => diagnose([start, each("a", "[]", "x", "b"), each("b", "[]", "y", "a")], ""),
      "parent-cycle a parent",
      /lies in it/,
    ],
  ],
  cycle: [
    ["a cycle", () => diagnose([start, set("a"), set("b")], "start>a a>b b>a"), "cycle a", /"b"/],
    ["a node after itself", () => diagnose([start, set("a")], "start>a a>a"), "cycle a", /"a" → "a"/],
  ],
  unreachable: [["nothing leads there", () => diagnose([start, set("a")], ""), "unreachable a", /from the start/]],
  "setting-missing": [
    [
      "an empty URL",
      () => diagnose([start, http({ url: { literal: "" } })], "start>ask"),
      "setting-missing ask config.url",
      /URL/,
    ],
    [
      "an empty expression",
      () => diagnose([start, http({ url: ex(" ") })], "start>ask"),
      "setting-missing ask config.url",
      /expression/,
    ],
    [
      "an empty condition",
      () => diagnose([start, decide("a", "")], "start>a"),
      "setting-missing a config.condition",
      /condition/,
    ],
    [
      "nothing to go through",
      () => diagnose([start, each("a", ""), set("b", "1", "a")], "start>a"),
      "setting-missing a config.items",
      /list/,
    ],
    [
      "no activity",
      () => diagnose([start, { ...order({}), config: { activity: "", input: {} } } as GraphNode], "start>order"),
      "setting-missing order config.activity",
      /Choose/,
    ],
    [
      "an input that is required",
      () => diagnose([start, order({ quantity: { literal: 1 } })], "start>order"),
      "setting-missing order config.input.sku",
      /sku/,
    ],
    [
      "an input that is blank",
      () => diagnose([start, order({ sku: { literal: "" }, quantity: { literal: 1 } })], "start>order"),
      "setting-missing order config.input.sku",
      /sku/,
    ],
    [
      "a field without a name",
      () =>
        diagnose([start, { ...set("a"), config: { fields: [{ name: "", value: ex("1") }] } } as GraphNode], "start>a"),
      "setting-missing a config.fields.0.name",
      /name/,
    ],
    [
      "no time to wait",
      () =>
        diagnose([start, { id: "a", name: "a", type: "delay", config: { durationMs: { literal: null } } }], "start>a"),
      "setting-missing a config.durationMs",
      /how long/,
    ],
    [
      "a header without a name",
      () => diagnose([start, http({ headers: { "": { literal: "x" } } })], "start>ask"),
      "setting-missing ask config.headers.",
      /name/,
    ],
  ],
  "setting-invalid": [
    [
      "a URL that is none",
      () => diagnose([start, http({ url: { literal: "ftp:/x" } })], "start>ask"),
      "setting-invalid ask config.url",
      /https/,
    ],
    [
      "a body that GET has not",
      () => diagnose([start, http({ body: { literal: 1 } })], "start>ask"),
      "setting-invalid ask config.body",
      /POST/,
    ],
    [
      "a header that cannot be one",
      () => diagnose([start, http({ headers: { "a b": { literal: "x" } } })], "start>ask"),
      "setting-invalid ask config.headers.a b",
      /a b/,
    ],
    [
      "a query that is an object",
      () => diagnose([start, http({ query: { q: { literal: { a: 1 } } } })], "start>ask"),
      "setting-invalid ask config.query.q",
      /text/,
    ],
    [
      "a number below the least",
      () => diagnose([start, order({ sku: { literal: "tea" }, quantity: { literal: 0 } })], "start>order"),
      "setting-invalid order config.input.quantity",
      /quantity/,
    ],
    [
      "a text for a number",
      () => diagnose([start, order({ sku: { literal: "tea" }, quantity: { literal: "1" } })], "start>order"),
      "setting-invalid order config.input.quantity",
      /quantity/,
    ],
    [
      "none of what may be chosen",
      () =>
        diagnose(
          [start, order({ sku: { literal: "tea" }, quantity: { literal: 1 }, speed: { literal: "warp" } })],
          "start>order",
        ),
      "setting-invalid order config.input.speed",
      /speed/,
    ],
    [
      "an input that there is not",
      () =>
        diagnose(
          [start, order({ sku: { literal: "tea" }, quantity: { literal: 1 }, colour: { literal: 1 } })],
          "start>order",
        ),
      "setting-invalid order config.input.colour",
      /colour/,
    ],
    [
      "two fields with one name",
      () =>
        diagnose(
          [
            start,
            {
              ...set("a"),
              config: {
                fields: [
                  { name: "x", value: ex("1") },
                  { name: "x", value: ex("2") },
                ],
              },
            } as GraphNode,
          ],
          "start>a",
        ),
      "setting-invalid a config.fields.1.name",
      /"x"/,
    ],
    [
      "time that goes back",
      () =>
        diagnose([start, { id: "a", name: "a", type: "delay", config: { durationMs: { literal: -1 } } }], "start>a"),
      "setting-invalid a config.durationMs",
      /-1/,
    ],
    [
      "too many containers in one another",
      () =>
        diagnose(
          [
            start,
            ...Array.from({ length: 18 }, (_, index) =>
              each(`c${index}`, "[]", `x${index}`, index === 0 ? undefined : `c${index - 1}`),
            ),
          ],
          "start>c0",
        ),
      "setting-invalid c17 parent",
      /16 containers/,
    ],
  ],
  "activity-unknown": [
    [
      "no such activity",
      () =>
        diagnose([start, { ...order({}), config: { activity: "shop.orders", input: {} } } as GraphNode], "start>order"),
      "activity-unknown order config.activity",
      /shop\.orders/,
    ],
  ],
  "expression-syntax": [
    [
      "half an expression",
      () => diagnose([start, set("a", "1 +")], "start>a"),
      "expression-syntax a config.fields.0.value",
      /./,
    ],
  ],
  "expression-forbidden": [
    [
      "an assignment",
      () => diagnose([start, set("a", "input.x = 1")], "start>a"),
      "expression-forbidden a config.fields.0.value",
      /assign/i,
    ],
    [
      "a call of a value",
      () => diagnose([start, set("a"), set("b", "a()")], "start>a a>b"),
      "expression-forbidden b config.fields.0.value",
      /"a" is a value/,
    ],
  ],
  "name-unknown": [
    [
      "a slip of the hand",
      () => diagnose([start, set("total"), set("b", "totl.value")], "start>total total>b"),
      "name-unknown b config.fields.0.value",
      /Did you mean total\?/,
    ],
    [
      "nothing near",
      () => diagnose([start, set("b", "zebra")], "start>b"),
      "name-unknown b config.fields.0.value",
      /input/,
    ],
    [
      "the machine",
      () => diagnose([start, set("b", "process.env")], "start>b"),
      "name-unknown b config.fields.0.value",
      /process/,
    ],
  ],
  "name-not-certain": [
    [
      "a node beside",
      () => diagnose([start, set("a"), set("b", "a.value")], "start>a start>b"),
      "name-not-certain b config.fields.0.value",
      /"a" may still be running/,
    ],
    [
      "a node after",
      () => diagnose([start, set("a", "b.value"), set("b")], "start>a a>b"),
      "name-not-certain a config.fields.0.value",
      /after/,
    ],
    [
      "itself",
      () => diagnose([start, set("a", "a.value")], "start>a"),
      "name-not-certain a config.fields.0.value",
      /its own/,
    ],
    [
      "the container around",
      () => diagnose([start, each("loop"), set("a", "loop.length", "loop")], "start>loop"),
      "name-not-certain a config.fields.0.value",
      /container/,
    ],
  ],
  "name-out-of-scope": [
    [
      "a node in a container",
      () => diagnose([start, each("loop"), set("a", "item", "loop"), set("b", "a.value")], "start>loop loop>b"),
      "name-out-of-scope b config.fields.0.value",
      /"loop"/,
    ],
  ],
  "several-returns": [
    [
      "two returns in one run",
      () => diagnose([start, result("a"), result("b")], "start>a start>b"),
      "several-returns b",
      /"a"/,
    ],
  ],
  "container-empty": [
    ["nothing in it", () => diagnose([start, each("loop")], "start>loop"), "container-empty loop", /empty/],
  ],
  "input-schema-invalid": [
    [
      "a type that is none",
      () => diagnose([start], "", { inputSchema: { properties: { a: { type: "text" } } } }),
      "input-schema-invalid start inputSchema",
      /a has the type "text"/,
    ],
    [
      "a pattern that is none",
      () => diagnose([start], "", { inputSchema: { pattern: "(" } }),
      "input-schema-invalid start inputSchema",
      /pattern/,
    ],
  ],
} satisfies Examples;
