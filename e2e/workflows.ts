/** Workflows that tests prepare through the API, where drawing them is not what is tested. */

export interface Drawing {
  readonly graph: unknown;
  readonly layout: unknown;
}

interface Step {
  readonly name: string;
  readonly type: string;
  readonly config: unknown;
  readonly parent?: string;
}

type Wire = readonly [from: string, to: string, port?: "out" | "true" | "false"];

const literal = (value: unknown) => ({ literal: value });
const expression = (text: string) => ({ expression: text });

/** A graph whose nodes have their names as ids, laid out in a row. */
function drawing(name: string, steps: readonly Step[], wires: readonly Wire[], inputSchema?: unknown): Drawing {
  return {
    graph: {
      formatVersion: 1,
      name,
      ...(inputSchema !== undefined && { inputSchema }),
      nodes: steps.map((step) => ({ id: step.name, ...step })),
      edges: wires.map(([from, to, port = "out"]) => ({ id: `${from}-${port}-${to}`, from, port, to })),
    },
    layout: Object.fromEntries(
      steps
        .filter((step) => step.parent === undefined)
        .map((step, index) => [step.name, { x: 96 + index * 264, y: 160 }]),
    ),
  };
}

const start: Step = { name: "start", type: "start", config: {} };

/** Greets, and ends at once. */
export function greeting(name = "Greeting"): Drawing {
  return drawing(
    name,
    [
      start,
      { name: "say", type: "activity", config: { activity: "hello.say", input: { name: literal("Oslo") } } },
      { name: "result", type: "return", config: { value: expression("say") } },
    ],
    [
      ["start", "say"],
      ["say", "result"],
    ],
  );
}

/** Lists a folder that is not there: the activity throws, and the run fails. */
export function missingFolder(name = "Missing folder"): Drawing {
  return drawing(
    name,
    [
      start,
      { name: "list", type: "activity", config: { activity: "images.list", input: { folder: literal("files/none") } } },
      { name: "result", type: "return", config: { value: expression("list") } },
    ],
    [
      ["start", "list"],
      ["list", "result"],
    ],
  );
}

/** Asks an address. */
export function request(url: string): Drawing {
  return drawing(
    "Request",
    [
      start,
      { name: "ask", type: "http", config: { method: "GET", url: literal(url) } },
      { name: "result", type: "return", config: { value: expression("ask.body") } },
    ],
    [
      ["start", "ask"],
      ["ask", "result"],
    ],
  );
}

/** Waits and greets, once per item, four items at a time: many events over a known time. */
export function manyEvents(pauseMs: number): Drawing {
  const { graph, layout } = drawing(
    "Many events",
    [
      start,
      { name: "each", type: "forEach", config: { items: "input.items", itemName: "item", maxConcurrency: 4 } },
      { name: "pause", type: "delay", config: { durationMs: literal(pauseMs) }, parent: "each" },
      {
        name: "say",
        type: "activity",
        config: { activity: "hello.say", input: { name: expression('"item " + item') } },
        parent: "each",
      },
      { name: "said", type: "return", config: { value: expression("say") }, parent: "each" },
      { name: "result", type: "return", config: { value: expression("each.length") } },
    ],
    [
      ["start", "each"],
      ["pause", "say"],
      ["say", "said"],
      ["each", "result"],
    ],
  );
  return {
    graph,
    layout: {
      ...(layout as object),
      each: { x: 200, y: 96, width: 640, height: 152 },
      pause: { x: 24, y: 64 },
      say: { x: 288, y: 64 },
      said: { x: 552, y: 72 },
      result: { x: 904, y: 152 },
    },
  };
}

/** Takes an input with rules. */
export function withInput(): Drawing {
  return drawing(
    "With input",
    [start, { name: "result", type: "return", config: { value: expression("input") } }],
    [["start", "result"]],
    {
      type: "object",
      properties: {
        sku: { type: "string", minLength: 3, title: "Product" },
        quantity: { type: "integer", minimum: 1, title: "Quantity" },
        note: { type: "string", maxLength: 5, title: "Note" },
      },
      required: ["sku", "quantity"],
      additionalProperties: false,
    },
  );
}

/** Its input has a schema, so everything that is read has a type. */
export function withTypes(name = "Types"): Drawing {
  return drawing(
    name,
    [
      start,
      {
        name: "shout",
        type: "set",
        config: { fields: [{ name: "text", value: expression("input.name.toUpperCase()") }] },
      },
      { name: "result", type: "return", config: { value: expression("shout.text") } },
    ],
    [
      ["start", "shout"],
      ["shout", "result"],
    ],
    { type: "object", properties: { name: { type: "string" } }, required: ["name"] },
  );
}

/** Waits for an hour within a try whose finally greets. */
export function tidying(name = "Tidying"): Drawing {
  return drawing(
    name,
    [
      start,
      { name: "attempt", type: "try", config: {} },
      { name: "wait", type: "delay", parent: "attempt", config: { durationMs: literal(3_600_000) } },
      { name: "atEnd", type: "finally", parent: "attempt", config: {} },
      {
        name: "tidy",
        type: "activity",
        parent: "atEnd",
        config: { activity: "hello.say", input: { name: literal("nobody") } },
      },
    ],
    [["start", "attempt"]],
  );
}

/** A customer may be missing, and an *if* asks; code weighs what nobody has described. */
export function withBranches(name = "Branches"): Drawing {
  const customer = { type: "object", properties: { name: { type: "string" } }, required: ["name"] };
  return drawing(
    name,
    [
      start,
      { name: "known", type: "if", config: { condition: "input.customer !== null" } },
      { name: "greet", type: "return", config: { value: expression("input.customer.name") } },
      { name: "other", type: "return", config: { value: expression('"nobody"') } },
    ],
    [
      ["start", "known"],
      ["known", "greet", "true"],
      ["known", "other", "false"],
    ],
    {
      type: "object",
      properties: { customer: { anyOf: [customer, { type: "null" }] } },
      required: ["customer"],
    },
  );
}

/** Code that reads what has a type, and an input that has none. */
export function withCode(name = "Code"): Drawing {
  return drawing(
    name,
    [
      start,
      {
        name: "count",
        type: "code",
        config: {
          language: "typescript",
          source: "return items.length;",
          inputs: [{ name: "items", value: expression("['a', 'b']") }],
        },
      },
      { name: "result", type: "return", config: { value: expression("count + 1") } },
    ],
    [
      ["start", "count"],
      ["count", "result"],
    ],
  );
}
