import { describe, expect, test } from "vitest";
import { type Catalog, graphSchema, type TypedProgramOptions, typedProgram } from "../src/compiler/index.js";

const catalog: Catalog = { activities: [], entities: [], workflows: [] };
const start = { id: "start", name: "start", type: "start", config: {} };
const node = (id: string, type: string, config: object, more: object = {}) => ({ id, name: id, type, config, ...more });
const decide = (id: string, condition: string, more: object = {}) => node(id, "if", { condition }, more);
const set = (id: string, expression: string, more: object = {}) =>
  node(id, "set", { fields: [{ name: "value", value: { expression } }] }, more);

/** Edges as `from.port>to`, separated by spaces. */
function programOf(nodes: readonly object[], edges: string, options: TypedProgramOptions = {}) {
  const graph = graphSchema.parse({
    formatVersion: 1,
    name: "test",
    nodes: [start, ...nodes],
    edges: edges.split(" ").map((text, index) => {
      const [source = "", to = ""] = text.split(">");
      const [from = "", port = "out"] = source.split(".");
      return { id: `e${index}`, from, port, to };
    }),
  });
  return typedProgram(graph, catalog, options);
}

/** The functions of the expressions that are guarded, each without what it is called. */
const guarded = (nodes: readonly object[], edges: string): readonly string[] =>
  (programOf(nodes, edges).files[0]?.text ?? "")
    .split(/\n(?=const )/)
    .filter((text) => text.startsWith("const e") && text.includes("throw 0"))
    .map((text) => text.replace(/^const e\d+ = /, "").replace(/\nexport[\s\S]*$/, ""));

describe("what has certainly been asked stands before an expression", () => {
  test("by an if, as it came out", () => {
    const nodes = [decide("i", "input.a !== null"), set("yes", "input.a.b"), set("no", "input.a")];
    expect(guarded(nodes, "start>i i.true>yes i.false>no")).toEqual([
      "({ input }: { input: Input }) => { if ((input.a !== null)) throw 0; return (\ninput.a\n); };",
      "({ input }: { input: Input }) => { if (!(input.a !== null)) throw 0; return (\ninput.a.b\n); };",
    ]);
  });

  test("by a switch, whose earlier cases have not held", () => {
    const cases = ["input.a", "input.b", "input.c"].map((condition, index) => ({
      id: `c${index}`,
      label: `${index}`,
      condition,
    }));
    const nodes = [node("s", "switch", { cases }), set("second", "input"), set("rest", "input")];
    expect(guarded(nodes, "start>s s.c1>second s.default>rest")).toEqual([
      "({ input }: { input: Input }) => { if ((input.a)) throw 0; if ((input.b)) throw 0; if ((input.c)) throw 0; return (\ninput\n); };",
      "({ input }: { input: Input }) => { if ((input.a)) throw 0; if (!(input.b)) throw 0; return (\ninput\n); };",
    ]);
  });

  test("by all that lie before each other, the first first; where ways meet, by those that all have passed", () => {
    const nodes = [
      decide("a", "input.a"),
      decide("b", "input.b"),
      set("left", "1"),
      set("right", "2"),
      set("met", "input"),
    ];
    const edges = "start>a a.true>b b.true>left b.false>right left>met right>met";
    expect(guarded(nodes, edges).at(0)).toBe(
      "({ input }: { input: Input }) => { if (!(input.a)) throw 0; return (\ninput.b\n); };",
    );
    expect(guarded(nodes, edges).at(1)).toBe(
      "({ input }: { input: Input }) => { if (!(input.a)) throw 0; return (\ninput\n); };",
    );
    expect(guarded(nodes, edges)).toHaveLength(2);
  });

  test("by a while in its body and for its next round, and by a catch", () => {
    const loop = node("w", "while", {
      condition: "at.more",
      variables: [{ name: "at", initial: { expression: "input" }, next: "at.next" }],
    });
    expect(guarded([loop, set("body", "at.value", { parent: "w" })], "start>w")).toEqual([
      "({ at }: { at: Wide<ReturnType<typeof e1>> }) => { if (!(at.more)) throw 0; return (\nat.next\n); };",
      "({ at }: { at: Wide<ReturnType<typeof e1>> }) => { if (!(at.more)) throw 0; return (\nat.value\n); };",
    ]);
    const handler = node("c", "catch", { errorName: "error", condition: "error.details" }, { parent: "t" });
    const nodes = [node("t", "try", {}), set("x", "1", { parent: "t" }), handler, set("y", "error", { parent: "c" })];
    expect(guarded(nodes, "start>t")).toEqual([
      "({ error }: { error: Failure }) => { if (!(error.details)) throw 0; return (\nerror\n); };",
    ]);
  });

  test("not where a loop asks afterwards, not of other names, and not of a name that means another thing here", () => {
    const loop = node("w", "while", {
      condition: "at.more",
      test: "after",
      variables: [{ name: "at", initial: { expression: "input" }, next: "at.next" }],
    });
    expect(guarded([loop, set("body", "at.value", { parent: "w" })], "start>w")).toEqual([]);
    expect(guarded([set("x", "1"), decide("i", "x.value"), set("y", "input")], "start>x x>i i.true>y")).toEqual([]);
    const each = node("l", "forEach", { items: "input", itemName: "x" });
    const nodes = [set("x", "1"), decide("i", "x.value"), each, set("y", "x", { parent: "l" })];
    expect(guarded(nodes, "start>x x>i i.true>l")).toEqual([]);
  });

  test("and the expression once more without, for what is wrong only because of them", () => {
    const nodes = [decide("i", "input.a"), set("yes", "input.a.b")];
    const { files, places } = programOf(nodes, "start>i i.true>yes");
    const place = places.find(({ nodeId }) => nodeId === "yes");
    const text = files[0]?.text ?? "";
    for (const from of [place?.from, place?.plainFrom]) expect(text.slice(from, (from ?? 0) + 9)).toBe("input.a.b");
    expect(places.find(({ nodeId }) => nodeId === "i")?.plainFrom).toBeUndefined();
  });
});

describe("what nobody has promised is part of a program only where it is asked for", () => {
  const code = (language: string) => node("c", "code", { language, source: "return 1", inputs: [] });
  const typeOf = (program: ReturnType<typeof programOf>) => /^type c = (.*);$/m.exec(program.files[0]?.text ?? "")?.[1];

  test("code in JavaScript", () => {
    const promised = programOf([code("javascript")], "start>c");
    const supposed = programOf([code("javascript")], "start>c", { samples: {} });
    expect([typeOf(promised), promised.supposes]).toEqual(["any", false]);
    expect([typeOf(supposed), supposed.supposes]).toEqual([
      'Known<Loose<Carried<Awaited<ReturnType<typeof import("./code-1.js").default>>>>, any>',
      true,
    ]);
  });

  test("samples, of nodes and of the input", () => {
    expect(programOf([code("typescript")], "start>c", { samples: {} }).supposes).toBe(false);
    expect(programOf([code("typescript")], "start>c", { samples: { c: 1 } }).supposes).toBe(true);
    expect(programOf([code("typescript")], "start>c", { samples: { input: { a: 1 } } }).supposes).toBe(true);
  });
});
