import { type Catalog, graphSchema, offsetIn, typeDiagnostics, typedProgram } from "@dacapo/engine/compiler";
import { afterAll, describe, expect, test } from "vitest";
import { createTypeChecker } from "./type-checker";

const checker = createTypeChecker(process.cwd());
afterAll(() => checker.close());

const catalog: Catalog = {
  activities: [
    {
      name: "shop.price",
      title: "Price",
      description: "Looks up a price.",
      icon: "coin",
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
      name: "Counter",
      title: "Counter",
      description: "Counts.",
      icon: "plus",
      operations: [
        { name: "add", description: "Adds.", inputSchema: { type: "number" }, outputSchema: { type: "number" } },
      ],
    },
  ],
  workflows: [],
};

const inputSchema = {
  type: "object",
  properties: {
    sku: { type: "string" },
    items: { type: "array", items: { type: "object", properties: { id: { type: "number" } }, required: ["id"] } },
  },
  required: ["sku", "items"],
};
const start = { id: "start", name: "start", type: "start", config: {} };
const price = (sku: string, more: object = {}) => ({
  id: "price",
  name: "price",
  type: "activity",
  config: { activity: "shop.price", input: { sku: { expression: sku } } },
  ...more,
});
const set = (id: string, expression: string, more: object = {}) => ({
  id,
  name: id,
  type: "set",
  config: { fields: [{ name: "value", value: { expression } }] },
  ...more,
});
const wire = (text: string) =>
  text.split(" ").map((each, index) => {
    const [source = "", to = ""] = each.split(">");
    const [from = "", port = "out"] = source.split(".");
    return { id: `e${index}`, from, port, to };
  });
const graphOf = (nodes: readonly object[], edges: string) =>
  graphSchema.parse({ formatVersion: 1, name: "test", inputSchema, nodes: [start, ...nodes], edges: wire(edges) });

async function findings(nodes: readonly object[], edges: string): Promise<readonly string[]> {
  const program = typedProgram(graphOf(nodes, edges), catalog);
  return typeDiagnostics(program, await checker.check(program.text)).map(
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

  const ask = {
    id: "ask",
    name: "ask",
    type: "approval",
    config: {
      question: { literal: "How many?" },
      form: { type: "object", properties: { amount: { type: "integer" } }, required: ["amount"] },
    },
  };

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
    const program = typedProgram(graphOf([price("input.sku"), set("a", text)], "start>price price>a"), catalog);
    const [found] = typeDiagnostics(program, await checker.check(program.text));
    expect(text.slice(found?.range?.from, found?.range?.to)).toBe("totl");
  });

  test("a thousand nodes are checked while the server answers others", async () => {
    const many = Array.from({ length: 1_000 }, (_, index) =>
      set(`n${index}`, index === 0 ? "input.items.length" : `n${index - 1}.value + 1`),
    );
    const edges = many.map((node, index) => (index === 0 ? `start>${node.id}` : `n${index - 1}>${node.id}`)).join(" ");
    let ticks = 0;
    const timer = setInterval(() => ticks++, 5);
    const program = typedProgram(graphOf([...many, set("last", "n999.value.trim()")], `${edges} n999>last`), catalog);
    const pending = checker.check(program.text);
    const before = ticks;
    const found = typeDiagnostics(program, await pending);
    clearInterval(timer);
    expect(found.map(({ nodeId }) => nodeId)).toEqual(["last"]);
    expect(ticks).toBeGreaterThan(before + 1);
  });
});

describe("while somebody writes", () => {
  const at = async (expression: string, offset: number, samples = {}) => {
    const graph = graphOf(
      [
        price("input.sku"),
        {
          ...price("input.sku"),
          id: "code",
          name: "code",
          type: "code",
          config: { language: "javascript", source: "return 1", inputs: [] },
        },
        set("a", expression),
      ],
      "start>price price>code code>a",
    );
    const edited = { nodeId: "a", field: "config.fields.0.value" };
    const program = typedProgram(graph, catalog, { edited, samples });
    const place = offsetIn(program, edited.nodeId, edited.field, offset);
    if (place === undefined) throw new Error("The expression has no place.");
    return { program, place };
  };

  test("members of an upstream value are proposed with their types, though the text is no expression yet", async () => {
    const { program, place } = await at("price.", 6);
    const members = await checker.membersAt(program.text, place);
    expect(members.map(({ name }) => name).sort()).toEqual(["note", "tags", "total"]);
    expect(members.find(({ name }) => name === "total")?.type).toContain("number");
  });

  test("what no schema says is taken from a run", async () => {
    const { program, place } = await at("code.", 5, { code: { weight: 3, parts: [{ name: "x" }] } });
    expect((await checker.membersAt(program.text, place)).map(({ name }) => name).sort()).toEqual(["parts", "weight"]);
  });

  test("what stands there is told", async () => {
    const { program, place } = await at("price.total + 1", 8);
    expect((await checker.typeAt(program.text, place))?.text).toContain("total: number");
    const whole = await at("price", 2);
    const { text } = (await checker.typeAt(whole.program.text, whole.place)) ?? { text: "" };
    expect(text).toMatch(/price: \{.*total: number/);
  });
});

test("a thread that ends is replaced, and whoever asked hears of it", async () => {
  const other = createTypeChecker(process.cwd());
  const pending = other.check("export const a: number = '';");
  const refused = expect(pending).rejects.toThrow(/any more/);
  await other.close();
  await refused;
  expect(await other.check("export const a: number = '';")).toHaveLength(1);
  await other.close();
});
