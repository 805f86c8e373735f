import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type ActivityCatalog,
  check,
  compile,
  type Diagnostic,
  type DiagnosticCode,
  deadNodes,
  type GraphEdge,
  type GraphNode,
  graphSchema,
  HTTP_METHODS,
  PORTS,
  parseGraph,
  readableNames,
  type Value,
} from "../src/compiler/index.js";

const RUNS = Number(process.env.COMPILER_RUNS ?? 500);

const catalog: ActivityCatalog = [
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
];

const start: GraphNode = { id: "start", name: "start", type: "start", config: {} };
const ex = (expression: string): Value => ({ expression });
const set = (name: string, expression = "1", parent?: string): GraphNode => ({
  id: name,
  name,
  type: "set",
  config: { fields: [{ name: "value", value: ex(expression) }] },
  ...(parent !== undefined && { parent }),
});
const decide = (name: string, condition = "input.yes"): GraphNode => ({
  id: name,
  name,
  type: "if",
  config: { condition },
});
const result = (name: string, expression = "1"): GraphNode => ({
  id: name,
  name,
  type: "return",
  config: { value: ex(expression) },
});
const each = (name: string, items = "input.items", itemName = "item", parent?: string): GraphNode => ({
  id: name,
  name,
  type: "forEach",
  config: { items, itemName },
  ...(parent !== undefined && { parent }),
});
const order = (input: Record<string, Value>): GraphNode => ({
  id: "order",
  name: "order",
  type: "activity",
  config: { activity: "shop.order", input },
});
const http = (config: Partial<Extract<GraphNode, { type: "http" }>["config"]>): GraphNode => ({
  id: "ask",
  name: "ask",
  type: "http",
  config: { method: "GET", url: { literal: "https://example.com" }, ...config },
});

/** `a>b`, `a.true>b`, apart by spaces. */
const wires = (text: string): GraphEdge[] =>
  text
    .split(" ")
    .filter((wire) => wire !== "")
    .map((wire, index) => {
      const [source = "", to = ""] = wire.split(">");
      const [from = "", port = "out"] = source.split(".");
      return { id: `e${index}`, from, port: port as GraphEdge["port"], to };
    });

function diagnose(nodes: readonly GraphNode[], edges: string | GraphEdge[], more: object = {}): Diagnostic[] {
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
const short = (diagnostics: readonly Diagnostic[]): string[] =>
  diagnostics.map(({ code, nodeId, field }) => [code, nodeId, field].filter((part) => part !== undefined).join(" "));

describe("every kind of mistake is told, where it is, in a sentence", () => {
  const cases: Readonly<Record<DiagnosticCode, readonly [string, () => Diagnostic[], string, RegExp][]>> = {
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
          diagnose(
            [start, set("a"), set("b")],
            [...wires("start>a"), { id: "e0", from: "start", port: "out", to: "b" }],
          ),
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
          ] as [string, () => Diagnostic[], string, RegExp],
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
      [
        "no such container",
        () => diagnose([start, set("a", "1", "gone")], "start>a"),
        "parent-unknown a parent",
        /gone/,
      ],
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
          diagnose(
            [start, { ...set("a"), config: { fields: [{ name: "", value: ex("1") }] } } as GraphNode],
            "start>a",
          ),
        "setting-missing a config.fields.0.name",
        /name/,
      ],
      [
        "no time to wait",
        () =>
          diagnose(
            [start, { id: "a", name: "a", type: "delay", config: { durationMs: { literal: null } } }],
            "start>a",
          ),
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
          diagnose(
            [start, { ...order({}), config: { activity: "shop.orders", input: {} } } as GraphNode],
            "start>order",
          ),
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
  };

  for (const [code, examples] of Object.entries(cases)) {
    describe(code, () => {
      test.each(examples)("%s", (_, run, place, words) => {
        const found = run();
        expect(short(found)).toContain(place);
        const diagnostic = found.find((each) => short([each])[0] === place) as Diagnostic;
        expect(diagnostic.severity).toBe("error");
        expect(diagnostic.message).toMatch(words);
        expect(diagnostic.message).toMatch(/^["A-Z].*[.?]$/s);
      });
    });
  }
});

describe("what is right is not complained about", () => {
  test("returns of which an if lets one live", () => {
    expect(diagnose([start, decide("a"), result("b"), result("c")], "start>a a.true>b a.false>c")).toEqual([]);
  });

  test("keywords of JSON Schema that only few know", () => {
    const inputSchema: unknown = JSON.parse(
      '{ "type": "object", "not": { "required": ["x"] }, "if": { "required": ["a"] }, "then": { "required": ["b"] } }',
    );
    expect(diagnose([start], "", { inputSchema })).toEqual([]);
  });

  test("two loops beside each other may call their items alike", () => {
    const nodes = [start, each("a"), set("b", "item", "a"), each("c"), set("d", "item", "c")];
    expect(diagnose(nodes, "start>a start>c")).toEqual([]);
  });
});

describe("a node that may have been skipped reads as undefined", () => {
  const findings = (expression: string) =>
    diagnose(
      [start, decide("maybe"), set("order"), result("done", expression)],
      "start>maybe maybe.true>order order>done maybe.false>done",
    );

  test.each([
    "order",
    "order?.value",
    "order?.value.deep",
    "order && order.value",
    "order ? order.value : 0",
    "!order ? 0 : order.value",
    "order === undefined ? 0 : order.value",
    "order == null || order.value > 1",
    "typeof order === 'object' && order.value",
    "input.items.map((item) => order && order.value)",
    "(order ?? { value: 1 }).value",
    "{ ...order }",
  ])("%s is fine", (expression) => {
    expect(findings(expression)).toEqual([]);
  });

  test.each([
    "order.value",
    "order[0]",
    "[...order]",
    "order || order.value",
    "(input.x && order).value",
    "(order).value",
    "order ? 1 : order.value",
    "input.items.map((item) => order.value)",
  ])("%s is warned of, at its place", (expression) => {
    const [finding, ...more] = findings(expression);
    expect(more).toEqual([]);
    expect(finding).toMatchObject({ severity: "warning", code: "name-not-certain", nodeId: "done" });
    const { from, to } = finding?.range ?? { from: 0, to: 0 };
    expect(expression.slice(from, to)).toBe("order");
    expect(finding?.message).toContain("order?.");
  });
});

describe("whatever a file holds", () => {
  const id = fc.constantFrom("a", "b", "c", "d", "start");
  const name = fc.oneof(
    fc.constantFrom("a", "b", "c", "item", "x", "", "class", "input", "été"),
    fc.string({ maxLength: 6 }),
  );
  const text = fc.oneof(
    fc.constantFrom(
      "a",
      "a.b",
      "b?.c",
      "item",
      "input.x",
      "",
      " ",
      "1 +",
      "a = 1",
      "(a)",
      "a)",
      "(",
      "`${a}`",
      "x => x",
      "() => {",
      "a ? b : c",
      "...a",
      "a, b",
    ),
    fc.string({ maxLength: 12 }),
  );
  const json = fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<null>;
  const value = fc.oneof(fc.record({ literal: json }), fc.record({ expression: text }));
  const settings = fc.dictionary(
    fc.oneof(fc.constantFrom("sku", "quantity", "__proto__", "constructor"), fc.string({ maxLength: 4 })),
    value,
    { maxKeys: 3 },
  );
  const common = { id, name, parent: fc.option(id, { nil: undefined }) };
  const node = fc.oneof(
    fc.record({ ...common, type: fc.constant("start"), config: fc.constant({}) }),
    fc.record({ ...common, type: fc.constant("return"), config: fc.record({ value }) }),
    fc.record({
      ...common,
      type: fc.constant("activity"),
      config: fc.record({ activity: fc.constantFrom("shop.order", "", "x"), input: settings }),
    }),
    fc.record({
      ...common,
      type: fc.constant("http"),
      config: fc.record({
        method: fc.constantFrom(...HTTP_METHODS),
        url: value,
        headers: settings,
        query: settings,
        body: value,
      }),
    }),
    fc.record({
      ...common,
      type: fc.constant("set"),
      config: fc.record({ fields: fc.array(fc.record({ name, value }), { maxLength: 3 }) }),
    }),
    fc.record({ ...common, type: fc.constant("if"), config: fc.record({ condition: text }) }),
    fc.record({ ...common, type: fc.constant("delay"), config: fc.record({ durationMs: value }) }),
    fc.record({
      ...common,
      type: fc.constant("forEach"),
      config: fc.record({ items: text, itemName: name, indexName: fc.option(name, { nil: undefined }) }),
    }),
  );
  const anything = fc.record({
    formatVersion: fc.constant(1),
    name: fc.string({ minLength: 1, maxLength: 5 }),
    inputSchema: fc.option(
      fc.dictionary(fc.constantFrom("type", "properties", "items", "required", "pattern", "enum"), json),
      { nil: undefined },
    ),
    nodes: fc.array(node, { maxLength: 8 }),
    edges: fc.array(
      fc.record({ id: fc.constantFrom("e1", "e2", "e3", "e4"), from: id, port: fc.constantFrom(...PORTS), to: id }),
      { maxLength: 10 },
    ),
  });

  test("check and compile answer, and never throw", () => {
    fc.assert(
      fc.property(anything, (drawn) => {
        const parsed = parseGraph(JSON.parse(JSON.stringify(drawn)));
        if (!parsed.ok) return expect(parsed.problems).not.toEqual([]);
        const { graph } = parsed;
        const diagnostics = check(graph, catalog);
        const ids = new Set(graph.nodes.map((each) => each.id));
        for (const { nodeId, message, range } of diagnostics) {
          if (nodeId !== undefined) expect(ids).toContain(nodeId);
          expect(message).toMatch(/[.?]$/);
          if (range !== undefined) expect(range.from).toBeLessThanOrEqual(range.to);
        }
        const compiled = compile(graph, catalog);
        expect(compiled.ok).toBe(!diagnostics.some((each) => each.severity === "error"));
        for (const each of graph.nodes) readableNames(graph, each.id);
        deadNodes(graph, new Map(graph.nodes.map((each) => [each.id, "true"])));
      }),
      { numRuns: RUNS },
    );
  });

  test("what is no graph is refused with the place and the reason", () => {
    const parsed = parseGraph({
      formatVersion: 1,
      name: "x",
      nodes: [{ id: "a", name: "a", type: "http", config: { method: "GET" } }],
      edges: [],
    });
    expect(parsed).toMatchObject({ ok: false, problems: [{ path: "nodes.0.config.url" }] });
    expect(parseGraph(null)).toMatchObject({ ok: false });
    expect(parseGraph({ formatVersion: 2 })).toMatchObject({ ok: false });
  });

  test("JSON that is nested without end is refused, too", () => {
    let deep: unknown = 1;
    for (let depth = 0; depth < 20_000; depth++) deep = [deep];
    const node = { id: "a", name: "a", type: "return", config: { value: { literal: deep } } };
    const parsed = parseGraph({ formatVersion: 1, name: "x", nodes: [node], edges: [] });
    expect(parsed.ok).toBe(false);
  });
});
