import { describe, expect, test } from "vitest";
import { inputProblems } from "./input-problems";

const paths = (schema: Parameters<typeof inputProblems>[0], input: Parameters<typeof inputProblems>[1]) =>
  inputProblems(schema, input).map(({ path, code }) => `${path}: ${code}`);

describe("inputProblems", () => {
  test("without a schema, any JSON is right", () => {
    expect(inputProblems(undefined, null)).toEqual([]);
    expect(inputProblems(undefined, [1, { a: "b" }])).toEqual([]);
  });

  test("lists every violation, however deep, by its path", () => {
    const schema = {
      type: "object",
      properties: {
        "a/b": { type: "array", items: { type: "object", required: ["sku"], properties: { sku: { type: "string" } } } },
        colour: { enum: ["red", "green"] },
        kind: { const: "order" },
      },
    };
    expect(paths(schema, { "a/b": [{}, { sku: 1 }], colour: "blue", kind: "x" })).toEqual([
      "input.a/b.0.sku: required",
      "input.a/b.1.sku: type",
      "input.colour: enum",
      "input.kind: const",
    ]);
    expect(inputProblems(schema, { colour: "blue" })[0]?.message).toBe('input.colour must be one of ["red","green"].');
    expect(paths(schema, "text")).toEqual(["input: type"]);
  });

  test("knows draft 2020-12 and the usual formats", () => {
    expect(paths({ prefixItems: [{ type: "string" }, { type: "number" }], items: false }, ["a", "b", "c"])).toEqual([
      "input.1: type",
      "input: items",
    ]);
    expect(paths({ type: "string", format: "date-time" }, "yesterday")).toEqual(["input: format"]);
    expect(paths({ type: "string", format: "uri" }, "http://localhost/x")).toEqual([]);
  });

  test("takes words it does not know for notes", () => {
    expect(inputProblems({ type: "string", title: "Name", "x-widget": "area" }, "Ada")).toEqual([]);
  });

  test("says what is wrong with a schema that is none", () => {
    for (const schema of [
      { type: "strong" },
      { $ref: "#/$defs/missing" },
      { $ref: "https://example.com/remote.json" },
    ]) {
      const [problem, ...others] = inputProblems(schema, {});
      expect(others).toEqual([]);
      expect(problem).toMatchObject({ path: "inputSchema", code: "input-schema-invalid" });
      expect(problem?.message).toMatch(/^The input schema itself is wrong: .*Correct it on the start node\.$/);
    }
  });

  test("two schemas with one name do not meet", () => {
    const named = (type: string) => ({ $id: "https://example.com/input", type });
    expect(paths(named("string"), "a")).toEqual([]);
    expect(paths(named("number"), "a")).toEqual(["input: type"]);
  });
});
