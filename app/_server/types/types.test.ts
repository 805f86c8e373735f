import { type Diagnostic, type Graph, placeOf, typeDiagnostics, typedProgram } from "@dacapo/engine/compiler";
import type { Json } from "@dacapo/engine/model";
import { afterAll, describe, expect, test } from "vitest";
import { ask, decide, price, set, shop, shopGraph } from "./shop-for-test";
import { createTypeChecker } from "./type-checker";

const checker = createTypeChecker(process.cwd());
afterAll(() => checker.close());

async function told(graph: Graph): Promise<readonly Diagnostic[]> {
  const program = typedProgram(graph, shop);
  return typeDiagnostics(program, await checker.check(program));
}

async function findings(nodes: readonly object[], edges: string): Promise<readonly string[]> {
  return (await told(shopGraph(nodes, edges))).map(
    ({ severity, nodeId, field, message }) => `${severity} ${nodeId} ${field} ${message}`,
  );
}

describe("types that do not fit", () => {
  test.each<[string, readonly object[], string, RegExp]>([
    [
      "an activity's input",
      [price("input.items")],
      "start>price",
      /^error price config\.input\.sku .*not assignable to type 'string'/,
    ],
    [
      "a member that there is not",
      [price("input.sku"), set("a", "price.totl")],
      "start>price price>a",
      /^error a config\.fields\.0\.value .*'totl' does not exist.*Did you mean 'total'\?/,
    ],
    [
      "what a set node gives",
      [set("a", "input.items.length"), set("b", "a.value.toUpperCase()")],
      "start>a a>b",
      /^error b .*'toUpperCase' does not exist on type 'number'/,
    ],
    [
      "an entity's input",
      [
        {
          id: "a",
          name: "a",
          type: "callEntity",
          config: {
            entity: "Counter",
            key: { expression: "input.sku" },
            operation: "add",
            input: { expression: "input.sku" },
          },
        },
      ],
      "start>a",
      /^error a config\.input .*not assignable to type 'number'/,
    ],
    [
      "the item of a loop",
      [
        { id: "l", name: "l", type: "forEach", config: { items: "input.items", itemName: "item" } },
        set("a", "item.id.trim()", { parent: "l" }),
      ],
      "start>l",
      /^error a .*'trim' does not exist on type 'number'/,
    ],
    [
      "something that is no list",
      [
        { id: "l", name: "l", type: "forEach", config: { items: "input.sku", itemName: "item" } },
        set("a", "1", { parent: "l" }),
      ],
      "start>l",
      /^error l config\.items /,
    ],
    [
      "a variable of a while",
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
      /^error w config\.condition .*'length' does not exist on type 'number'/,
    ],
    [
      "a failure",
      [price("input.sku"), set("a", "priceError.cod")],
      "start>price price.error>a",
      /^error a .*'cod' does not exist on type 'Failure'/,
    ],
    [
      "what may be missing",
      [price("input.sku"), set("a", "price.note.length")],
      "start>price price>a",
      /^warning a .*possibly 'undefined'/,
    ],
    [
      "what may have been skipped",
      [
        { id: "i", name: "i", type: "if", config: { condition: "input.sku" } },
        price("input.sku"),
        { id: "d", name: "d", type: "delay", config: { durationMs: { expression: "price.total" } } },
      ],
      "start>i i.true>price price>d i.false>d",
      /^warning d config\.durationMs .*'price' is possibly 'undefined'/,
    ],
  ])("%s", async (_, nodes, edges, expected) => {
    const found = await findings(nodes, edges);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(expected);
  });

  test("what fits is not complained about", async () => {
    const nodes = [
      price("input.sku"),
      set("a", "price.tags.map((tag) => tag.trim()).join()"),
      { id: "l", name: "l", type: "forEach", config: { items: "input.items", itemName: "item", onFailure: "collect" } },
      { id: "r", name: "r", type: "return", parent: "l", config: { value: { expression: "item.id * 2" } } },
      set("b", "l.flatMap((each) => (each.ok ? [each.value] : [])).reduce((sum, each) => sum + each, price.total)"),
    ];
    expect(await findings(nodes, "start>price price>a price>l l>b")).toEqual([]);
  });

  test("who approves has filled in the form, so it is there behind that port", async () => {
    const nodes = [
      ask,
      { id: "i", name: "i", type: "if", config: { condition: "ask.form.amount > 3" } },
      set("a", "ask.form.amount + 1"),
      set("no", "ask.comment ?? 'no'"),
    ];
    expect(await findings(nodes, "start>ask ask.approved>i i.true>a ask.rejected>no")).toEqual([]);
  });

  test.each(["ask.rejected>a", "ask.rejected>a ask.approved>a"])("it may be missing elsewhere: %s", async (edges) => {
    const found = await findings([ask, set("a", "ask.form.amount + 1")], `start>ask ${edges}`);
    expect(found).toEqual([expect.stringMatching(/^warning a .*'ask.form' is possibly 'undefined'/)]);
  });

  test("the place is that of the expression, in its own text", async () => {
    const text = 'input.sku + price.totl + "\\u2028é"';
    const program = typedProgram(shopGraph([price("input.sku"), set("a", text)], "start>price price>a"), shop);
    const [found] = typeDiagnostics(program, await checker.check(program));
    expect(text.slice(found?.range?.from, found?.range?.to)).toBe("totl");
  });

  test("a thousand nodes are checked while the server answers others", async () => {
    const many = Array.from({ length: 1_000 }, (_, index) =>
      set(`n${index}`, index === 0 ? "input.items.length" : `n${index - 1}.value + 1`),
    );
    const edges = many.map((node, index) => (index === 0 ? `start>${node.id}` : `n${index - 1}>${node.id}`)).join(" ");
    let ticks = 0;
    const timer = setInterval(() => ticks++, 5);
    const program = typedProgram(shopGraph([...many, set("last", "n999.value.trim()")], `${edges} n999>last`), shop);
    const pending = checker.check(program);
    const before = ticks;
    const found = typeDiagnostics(program, await pending);
    clearInterval(timer);
    expect(found.map(({ nodeId }) => nodeId)).toEqual(["last"]);
    expect(ticks).toBeGreaterThan(before + 1);
  });
});

describe("branches narrow what is read behind them", () => {
  const customer = { type: "object", properties: { name: { type: "string" } }, required: ["name"] };
  const orderSchema = {
    type: "object",
    properties: {
      customer: { anyOf: [customer, { type: "null" }] },
      count: { type: ["number", "string"] },
      list: { type: "array", items: { anyOf: [{ type: "number" }, { type: "null" }] } },
      kind: { enum: ["card", "cash", "transfer"] },
      pay: {
        anyOf: [
          { type: "object", properties: { by: { const: "card" }, card: { type: "string" } }, required: ["by", "card"] },
          {
            type: "object",
            properties: { by: { const: "cash" }, coins: { type: "number" } },
            required: ["by", "coins"],
          },
        ],
      },
    },
    required: ["customer", "count", "list", "pay", "kind"],
  };
  const found = async (nodes: readonly object[], edges: string) =>
    (await told(shopGraph(nodes, edges, orderSchema))).map(
      ({ severity, nodeId, message }) => `${severity} ${nodeId} ${message.replace("The types do not fit: ", "")}`,
    );
  const there = "input.customer !== null";
  const choose = {
    id: "s",
    name: "s",
    type: "switch",
    config: {
      cases: [
        { id: "c1", label: "card", condition: 'input.pay.by === "card"' },
        { id: "c2", label: "many", condition: 'typeof input.count === "number"' },
      ],
    },
  };
  const each = (more: object = {}) => ({
    id: "l",
    name: "l",
    type: "forEach",
    config: { items: "input.list", itemName: "item" },
    ...more,
  });

  test.each<[string, readonly object[], string, readonly RegExp[]]>([
    ["true", [decide("i", there), set("a", "input.customer.name")], "start>i i.true>a", []],
    [
      "false",
      [decide("i", there), set("a", "input.customer.name")],
      "start>i i.false>a",
      [/^warning a 'input\.customer' is possibly 'null'/],
    ],
    [
      "the opposite",
      [decide("i", "input.customer === null"), set("a", "input.customer.name")],
      "start>i i.false>a",
      [],
    ],
    [
      "both meet again",
      [decide("i", there), set("a", "input.customer.name")],
      "start>i i.true>a i.false>a",
      [/^warning a 'input\.customer' is possibly/],
    ],
    [
      "nodes later",
      [decide("i", there), set("b", "1"), set("c", "2"), set("a", "input.customer.name")],
      "start>i i.true>b i.true>c b>a c>a",
      [],
    ],
    [
      "one in the other",
      [
        decide("i", there),
        decide("k", 'typeof input.count === "number"'),
        set("a", "input.customer.name + input.count.toFixed()"),
      ],
      "start>i i.true>k k.true>a",
      [],
    ],
    ["a case", [choose, set("a", "input.pay.card.trim()")], "start>s s.c1>a", []],
    ["the case after it", [choose, set("a", "input.pay.coins + input.count.toFixed()")], "start>s s.c2>a", []],
    [
      "the default",
      [choose, set("a", "input.count.trim()"), set("b", "input.pay.card")],
      "start>s s.default>a s.default>b",
      [/^error b Property 'card' does not exist/],
    ],
    [
      "within a container behind it",
      [decide("i", there), each(), set("a", "input.customer.name", { parent: "l" })],
      "start>i i.true>l",
      [],
    ],
    [
      "within a container, of its item",
      [each(), decide("i", "item !== null", { parent: "l" }), set("a", "item.toFixed()", { parent: "l" })],
      "i.true>a start>l",
      [],
    ],
    [
      "not of a name that means another thing inside",
      [
        decide("i", "input.list[0] !== null"),
        set("item", "input.list[0]"),
        decide("k", "item.value !== null"),
        each(),
        set("a", "item.toFixed()", { parent: "l" }),
      ],
      "start>i i.true>item item>k k.true>l",
      [/^warning a 'item' is possibly 'null'/],
    ],
    [
      "while it holds",
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
      [],
    ],
    [
      "what a node may have given",
      [price("input.kind"), decide("i", "price.note !== undefined"), set("a", "price.note.trim()")],
      "start>price price>i i.true>a",
      [],
    ],
    [
      "whether a node was skipped",
      [decide("i", "input.list"), price("input.kind"), decide("k", "price !== undefined"), set("a", "price.total + 1")],
      "start>i i.true>price i.false>k price>k k.true>a",
      [],
    ],
    [
      "what is certain there and cannot be so",
      [decide("i", 'input.kind === "card"'), decide("k", 'input.kind === "cash"'), set("a", "input.kind.length")],
      "start>i i.true>k k.true>a",
      [],
    ],
    [
      "mistakes stay mistakes",
      [decide("i", there), set("a", "input.customer.nam")],
      "start>i i.true>a",
      [/^error a Property 'nam' does not exist/],
    ],
    [
      "and so does what must be of another type",
      [decide("i", there), { ...price("input.customer"), id: "a" }],
      "start>i i.true>a",
      [/^error a Type '\{ name: string; \}' does not satisfy the expected type 'string'/],
    ],
    [
      "two ports of three",
      [choose, set("a", 's === "default"'), set("b", "1")],
      "start>s s.c1>a s.c2>a s.default>b",
      [/^error a This comparison appears to be unintentional/],
    ],
  ])("%s", async (_, nodes, edges, expected) => {
    const told = await found(nodes, edges);
    expect(told).toHaveLength(expected.length);
    for (const [index, text] of expected.entries()) expect(told[index]).toMatch(text);
  });

  test("a thousand conditions, each behind the other, are no thousand conditions for each", () => {
    const condition = (index: number) => `input.list.length > ${index} && input.kind !== "x${"x".repeat(200)}"`;
    const many = Array.from({ length: 1_000 }, (_, index) => decide(`i${index}`, condition(index)));
    const edges = many.map(({ id }, index) => (index === 0 ? `start>${id}` : `i${index - 1}.true>${id}`)).join(" ");
    const { files } = typedProgram(shopGraph(many, edges), shop);
    expect(files[0]?.text.length).toBeLessThan(1_000 * 3_500);
  });
});

describe("words that an expression may use are known", () => {
  test.each([
    "asl.eq(input.sku, 1)",
    "Object.groupBy(input.items, ({ id }) => id)",
    "Map.groupBy(input.items, ({ id }) => id).size",
  ])("%s", async (expression) => expect(await findings([set("a", expression)], "start>a")).toEqual([]));
});

describe("code", () => {
  const code = (
    language: string,
    source: string,
    inputs: object = { count: { expression: "input.items.length" } },
  ) => ({
    id: "code",
    name: "code",
    type: "code",
    config: { language, source, inputs: Object.entries(inputs).map(([name, value]) => ({ name, value })) },
  });
  const told = async (nodes: readonly object[], edges: string, samples = {}) => {
    const graph = shopGraph(nodes, edges);
    const program = typedProgram(graph, shop);
    const supposing = typedProgram(graph, shop, { samples });
    return typeDiagnostics(program, await checker.check(program), {
      program: supposing,
      findings: supposing.supposes ? await checker.check(supposing) : [],
    });
  };

  test("in TypeScript is checked, with the line and the column of its own text", async () => {
    const source = "const double = count * 2;\n  return double.trim();";
    const [only, ...others] = await told([code("typescript", source)], "start>code");
    expect(others).toEqual([]);
    expect(only).toMatchObject({ severity: "error", code: "type-mismatch", nodeId: "code", field: "config.source" });
    expect(only?.message).toBe(
      "The types do not fit: Property 'trim' does not exist on type 'number'. It is in line 2, column 17.",
    );
    expect(source.slice(only?.range?.from, only?.range?.to)).toBe("trim");
  });

  test("in TypeScript that does not parse is told of, and spoils nothing else", async () => {
    const nodes = [code("typescript", "const a = ;"), set("a", "input.sku.trim()"), set("b", "input.sku.tri()")];
    const found = await told(nodes, "start>code code>a a>b");
    expect(found.map(({ nodeId, message }) => `${nodeId} ${message}`)).toEqual([
      expect.stringMatching(/^b .*'tri' does not exist/),
      expect.stringMatching(/^code .*Expression expected\. It is in line 1, column 11\.$/),
    ]);
  });

  test("that fits is not complained about, and what it returns has a type, as JSON carries it", async () => {
    const source =
      "type Line = { id: number };\nconst lines: Line[] = items;\nconsole.log(lines.length);\nawait Promise.resolve();\nreturn { at: new Date(0), first: lines.at(0)?.id ?? 0, skip: () => 1 };";
    const nodes = [
      code("typescript", source, { items: { expression: "input.items" } }),
      set("a", "code.at.slice(0, 10) + code.first.toFixed()"),
      set("b", "code.at.getTime()"),
    ];
    const found = await told(nodes, "start>code code>a a>b");
    expect(found.map(({ severity, nodeId, message }) => `${severity} ${nodeId} ${message}`)).toEqual([
      expect.stringMatching(/^error b .*'getTime' does not exist on type 'string'/),
    ]);
  });

  test("in JavaScript has no promises to break: what it seems to return is a warning at most", async () => {
    const source = "const sum = {};\nsum.total = count;\nsum.more.less = 1;\nreturn { sum, name: `x${count}` };";
    const nodes = [code("javascript", source), set("a", "code.name.toFixed() + code.else.what + code.sum.total")];
    const found = await told(nodes, "start>code code>a");
    expect(found.map(({ severity, code, nodeId }) => `${severity} ${code} ${nodeId}`)).toEqual([
      "warning type-unlike-last-run a",
    ]);
  });

  test("what its inputs have is proposed, and what stands there is told", async () => {
    const graph = shopGraph(
      [code("javascript", "return items.map((item) => item.id)", { items: { expression: "input.items" } })],
      "start>code",
    );
    const program = typedProgram(graph, shop);
    const at = placeOf(program, "code", "config.source");
    const place = (offset: number) => ({ file: at?.file ?? "", offset: (at?.from ?? 0) + offset });
    expect((await checker.membersAt(program, place(32))).map(({ name }) => name)).toEqual(["id"]);
    expect((await checker.typeAt(program, place(8)))?.text).toMatch(/items: \{\s*id: number;\s*\}\[\]/);
  });
});

describe("the last run", () => {
  const wait = (more: object = {}) => ({
    id: "w",
    name: "w",
    type: "waitForEvent",
    config: { event: { literal: "paid" }, ...more },
  });
  const told = async (expression: string, sample: Json, more: object = {}) => {
    const graph = shopGraph([wait(more), set("a", expression)], "start>w w>a");
    const program = typedProgram(graph, shop);
    const supposing = typedProgram(graph, shop, { samples: { w: sample } });
    const hints = supposing.supposes ? { program: supposing, findings: await checker.check(supposing) } : undefined;
    return typeDiagnostics(program, await checker.check(program), hints).map(
      ({ severity, code, message }) => `${severity} ${code} ${message}`,
    );
  };

  test("stands for a schema that is missing: what does not fit is a warning of its own", async () => {
    expect(await told("w.amount.trim()", { amount: 3 })).toEqual([
      "warning type-unlike-last-run By the values of the last run: Property 'trim' does not exist on type 'number'. Another run may give other values.",
    ]);
    expect(await told("w.amount.toFixed()", { amount: 3 })).toEqual([]);
  });

  test("shows one value of many: what is null may be anything, what is missing in some items may be there", async () => {
    const sample = { by: null, items: [{ id: 1 }, { id: 2, note: "x" }, { id: "3" }] };
    expect(await told("w.by.name + w.items[0].note.length + w.items.map(({ id }) => String(id))", sample)).toEqual([]);
  });

  test("says nothing where a schema does, and an error of a schema stays one", async () => {
    const schema = { type: "object", properties: { amount: { type: "string" } }, required: ["amount"] };
    expect(await told("w.amount.trim()", { amount: 3 }, { schema })).toEqual([]);
    expect(await told("w.amount.toFixed()", { amount: 3 }, { schema })).toEqual([
      expect.stringMatching(/^error type-mismatch .*'toFixed' does not exist on type 'string'/),
    ]);
  });
});

test("an expression as a whole has a type", async () => {
  const graph = shopGraph([set("a", "input.items.length"), set("b", "[a.value, input.sku]")], "start>a a>b");
  const program = typedProgram(graph, shop);
  expect(await checker.typesOf(program, program.places)).toEqual(["number", "(string | number)[]"]);
});

describe("while somebody writes", () => {
  const at = async (expression: string, offset: number, samples = {}) => {
    const graph = shopGraph(
      [
        price("input.sku"),
        {
          ...price("input.sku"),
          id: "code",
          name: "code",
          type: "code",
          config: { language: "javascript", source: 'return JSON.parse("1")', inputs: [] },
        },
        set("a", expression),
      ],
      "start>price price>code code>a",
    );
    const edited = { nodeId: "a", field: "config.fields.0.value" };
    const program = typedProgram(graph, shop, { edited, samples });
    const at = placeOf(program, edited.nodeId, edited.field);
    if (at === undefined) throw new Error("The expression has no place.");
    return { program, place: { file: at.file, offset: at.from + offset } };
  };

  test("members of an upstream value are proposed with their types, though the text is no expression yet", async () => {
    const { program, place } = await at("price.", 6);
    const members = await checker.membersAt(program, place);
    expect(members.map(({ name }) => name).sort()).toEqual(["note", "tags", "total"]);
    expect(members.find(({ name }) => name === "total")?.type).toContain("number");
  });

  test("what no schema says is taken from a run", async () => {
    const { program, place } = await at("code.", 5, { code: { weight: 3, parts: [{ name: "x" }] } });
    expect((await checker.membersAt(program, place)).map(({ name }) => name).sort()).toEqual(["parts", "weight"]);
  });

  test("what stands there is told", async () => {
    const { program, place } = await at("price.total + 1", 8);
    expect((await checker.typeAt(program, place))?.text).toContain("total: number");
    const whole = await at("price", 2);
    const { text } = (await checker.typeAt(whole.program, whole.place)) ?? { text: "" };
    expect(text).toMatch(/price: \{.*total: number/);
  });
});

test("a thread that ends is replaced, and whoever asked hears of it", async () => {
  const other = createTypeChecker(process.cwd());
  const wrong = { files: [{ name: "a.ts", text: "export const a: number = '';" }], supposes: false };
  const pending = other.check(wrong);
  const refused = expect(pending).rejects.toThrow(/any more/);
  await other.close();
  await refused;
  expect(await other.check(wrong)).toHaveLength(1);
  await other.close();
});
