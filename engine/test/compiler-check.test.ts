import { describe, expect, test } from "vitest";
import type { DiagnosticCode, GraphNode } from "../src/compiler/index.js";
import { decide, describeExamples, diagnose, each, result, set, start } from "./checked-graphs.js";
import { basicExamples } from "./compiler-check-examples.js";
import { flowExamples } from "./compiler-check-flow.js";
import { settingExamples } from "./compiler-check-settings.js";

describe("every kind of mistake is told, where it is, in a sentence", () => {
  const all = { ...basicExamples, ...flowExamples, ...settingExamples };
  // A code that no example shows does not compile.
  const codes: Record<Exclude<DiagnosticCode, "type-mismatch" | "type-unlike-last-run">, unknown> = all;

  describeExamples(basicExamples);
  describeExamples(flowExamples);
  describeExamples(settingExamples);

  test("each code has an example", () => {
    expect(Object.values(codes).every((examples) => Array.isArray(examples) && examples.length > 0)).toBe(true);
  });
});

describe("what is right is not complained about", () => {
  test("returns of which an if lets one live", () => {
    expect(diagnose([start, decide("a"), result("b"), result("c")], "start>a a.true>b a.false>c")).toEqual([]);
  });

  test("a node that begins with the first of several ways from the start", () => {
    const first: GraphNode = {
      id: "b",
      name: "b",
      type: "set",
      join: { kind: "any" },
      config: { fields: [{ name: "value", value: { expression: "1" } }] },
    };
    expect(diagnose([start, set("a"), first, set("c")], "start>a a>b start>b b>c")).toEqual([]);
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

describe("behind a decision that has asked for it, a node is there", () => {
  const asking = (condition: string, port: string, edges = "") =>
    diagnose(
      [start, decide("maybe"), set("order"), decide("asked", condition), result("done", "order.value")],
      `start>maybe maybe.true>order order>asked maybe.false>asked asked.${port}>done ${edges}`.trim(),
    ).filter(({ nodeId }) => nodeId === "done");

  test.each([
    ["order", "true"],
    ["order !== undefined && input.x", "true"],
    ["order === undefined", "false"],
    ["!order || input.x", "false"],
  ])("%s, %s", (condition, port) => expect(asking(condition, port)).toEqual([]));

  test.each([
    ["order", "false", ""],
    ["order || input.x", "true", ""],
    ["input.x", "true", ""],
    ["order", "true", "asked.false>done"],
  ])("%s, %s %s: that says nothing", (condition, port, edges) =>
    expect(asking(condition, port, edges)).toMatchObject([{ code: "name-not-certain", severity: "warning" }]),
  );
});
