import { describe, expect, test } from "vitest";
import { type GraphNode, graphSchema, readableNames } from "../src/compiler/index.js";
import { decide, diagnose, ex, node, order, result, set, start, wires } from "./checked-graphs.js";

/** The names that an expression may read: `name` for one that is there, `name?` for one that may be undefined. */
function readable(nodes: readonly GraphNode[], edges: string, reader: string, field?: string): string {
  const graph = graphSchema.parse({ formatVersion: 1, name: "test", nodes, edges: wires(edges) });
  return readableNames(graph, reader, field)
    .map(({ name, certain }) => `${name}${certain ? "" : "?"}`)
    .join(" ");
}

const tea = order({ sku: { literal: "tea" }, quantity: { literal: 1 } });
const within = (one: GraphNode, parent: string): GraphNode => ({ ...one, parent });
const loop = node("while", "loop", {
  condition: "count < 3",
  variables: [{ name: "count", initial: { literal: 0 }, next: "count + work.value" }],
});
const tried = [
  start,
  set("before"),
  node("try", "safe", {}),
  within(set("work"), "safe"),
  node("catch", "rescue", { errorName: "problem", condition: "problem.code === 'X'" }, { parent: "safe" }),
  within(set("mend", "problem.message"), "rescue"),
  node("finally", "tidy", {}, { parent: "safe" }),
  within(set("sweep"), "tidy"),
];

describe("a while", () => {
  const nodes = [start, loop, within(set("work"), "loop"), within(set("rest"), "loop")];
  const edges = "start>loop work>rest";

  test.each([
    ["its body", "rest", undefined, "count input work"],
    ["its condition", "loop", "config.condition", "count input"],
    ["its next values", "loop", "config.variables.0.next", "count input rest work"],
    ["its first values", "loop", "config.variables.0.initial", "input"],
  ])("%s", (_, reader, field, names) => {
    expect(readable(nodes, edges, reader, field)).toBe(names);
  });

  test("a next value reads what may be skipped as undefined", () => {
    const branching = [...nodes, within(decide("maybe"), "loop"), within(set("extra"), "loop")];
    expect(readable(branching, "start>loop maybe.true>extra", "loop", "config.variables.0.next")).toBe(
      "count input extra? maybe rest work",
    );
    expect(diagnose(branching, "start>loop maybe.true>extra")).toEqual([]);
  });
});

describe("a try", () => {
  const edges = "start>before before>safe";

  test.each([
    ["its body", "work", undefined, "input before"],
    ["its catch", "mend", undefined, "problem input before"],
    ["the condition of its catch", "rescue", "config.condition", "problem input before"],
    ["its finally", "sweep", undefined, "input before"],
  ])("%s", (_, reader, field, names) => {
    expect(readable(tried, edges, reader, field)).toBe(names);
  });

  test("and all of it is right", () => {
    expect(diagnose(tried, edges)).toEqual([]);
  });
});

describe("a node whose failure takes another way", () => {
  const nodes = [start, tea, set("good"), set("bad"), set("both")];
  const edges = "start>order order>good order.error>bad good>both bad>both";

  test.each([
    ["where it succeeded", "good", "input order orderError?"],
    ["where it failed", "bad", "input order? orderError"],
    ["where the ways meet", "both", "bad? good? input order? orderError?"],
  ])("%s", (_, reader, names) => {
    expect(readable(nodes, edges, reader).split(" ").sort().join(" ")).toBe(names);
  });

  test("reading a failure that there may not be is warned of", () => {
    const [finding] = diagnose([...nodes.slice(0, 4), set("both", "orderError.code")], edges);
    expect(finding).toMatchObject({ code: "name-not-certain", nodeId: "both", severity: "warning" });
    expect(finding?.message).toMatch(/nothing has failed/);
  });
});

describe("what undoes", () => {
  const nodes = [start, set("before"), tea, set("back", "order.value + before.value"), set("after")];
  const edges = "start>before before>order order.undo>back order>after";

  test("reads what its node could read, and its value", () => {
    expect(readable(nodes, edges, "back")).toBe("input before order");
    expect(diagnose(nodes, edges)).toEqual([]);
  });

  test("gives nothing", () => {
    expect(readable(nodes, edges, "after")).toBe("input before order");
  });

  test("may be a container, which reads the same", () => {
    const scoped = [...nodes.slice(0, 3), node("try", "back", {}), within(set("a", "order.value"), "back")];
    expect(readable(scoped, "start>before before>order order.undo>back", "a")).toBe("input before order");
  });
});

test("after one of several ways, what lies on them may be undefined", () => {
  const first = { ...set("first"), join: { kind: "any" } } as GraphNode;
  const nodes = [start, set("shared"), set("left"), set("right"), first];
  expect(readable(nodes, "start>shared shared>left shared>right left>first right>first", "first")).toBe(
    "input left? right? shared",
  );
});

test("a node that is switched off reads as undefined", () => {
  const off = { ...set("off"), disabled: true } as GraphNode;
  expect(readable([start, off, set("after")], "start>off off>after", "after")).toBe("input off?");
});

test("a condition to try again reads the failed attempt", () => {
  const retried = {
    ...tea,
    retry: { maxAttempts: 2, firstDelayMs: 1, retryIf: "error.code !== input.stop" },
  } as GraphNode;
  expect(readable([start, retried], "start>order", "order", "retry.retryIf")).toBe("error input");
  expect(diagnose([start, retried], "start>order")).toEqual([]);
});

test("notes and frames take no names", () => {
  const nodes = [
    start,
    node("note", "n1", { text: "hm" }, { name: "a" }),
    node("group", "g1", { title: "All of it" }, { name: "not an identifier" }),
    set("a"),
    set("b", "a.value"),
  ];
  expect(diagnose(nodes, "start>a a>b")).toEqual([]);
});

test("the branches of a race have an output each", () => {
  const race = node("race", "r", {});
  expect(diagnose([start, race, within(result("a"), "r"), within(result("b"), "r")], "start>r")).toEqual([]);
});

test("of two returns that end the run the first one does", () => {
  const ends = (id: string) => node("return", id, { value: ex("1"), endsRun: true });
  expect(diagnose([start, ends("a"), ends("b")], "start>a start>b")).toEqual([]);
});
