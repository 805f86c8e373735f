import { describe, expect, it } from "vitest";
import { fieldsOf, schemaText, withFields } from "./json-schema";
import { readLiteral } from "./literal-text";
import { fieldOfPath, firstInput, readInput, textsOf } from "./run-input";

const SCHEMA = {
  type: "object",
  title: "Order",
  properties: {
    sku: { type: "string", description: "What is ordered", minLength: 1 },
    count: { type: "integer", default: 1 },
    gift: { type: "boolean" },
    tags: { type: "array", items: { type: "string" } },
  },
  required: ["sku", "count"],
};

describe("the fields of a schema", () => {
  it("give the schema back, with the keywords that the form does not know", () => {
    const fields = fieldsOf(SCHEMA);
    expect(withFields(SCHEMA, fields ?? [])).toEqual(SCHEMA);
  });

  it("are none where a list of fields cannot say what the schema says", () => {
    expect(fieldsOf({ type: "array" })).toBeUndefined();
    expect(fieldsOf({ oneOf: [{ type: "object" }] })).toBeUndefined();
    expect(fieldsOf(undefined)).toEqual([]);
  });

  it("are said in a few words", () => {
    expect(schemaText({ type: "number", minimum: 0 })).toBe("number ≥ 0");
    expect(schemaText({ enum: ["a", "b"] })).toBe('"a" | "b"');
    expect(schemaText({ type: "array", items: { type: "string" } })).toBe("string[]");
  });
});

describe("a run's input", () => {
  const fields = fieldsOf(SCHEMA) ?? [];

  it("is read from the form, empty fields left out", () => {
    expect(readInput(fields, { sku: "A1", count: "2", gift: "", tags: '["x"]' })).toEqual({
      ok: true,
      input: { sku: "A1", count: 2, tags: ["x"] },
    });
  });

  it("has every violation at its field", () => {
    const read = readInput(fields, { sku: "A1", count: "2.5", tags: "{" });
    expect(read.ok).toBe(false);
    if (read.ok) return;
    expect(read.problems.count).toMatch(/not a whole number/);
    expect(read.problems.tags).toMatch(/not JSON yet/);
  });

  it("begins with the sample, else with the defaults", () => {
    expect(firstInput(fields, { sku: "B" })).toEqual({ sku: "B" });
    expect(firstInput(fields, undefined)).toEqual({ count: 1 });
    expect(textsOf(fields, { sku: "B" })).toMatchObject({ sku: "B", count: "1", gift: "" });
  });

  it("finds the field of a violation however its path is written", () => {
    for (const path of ["input.sku", "/sku", "sku.0", "$.sku", "sku"]) expect(fieldOfPath(path)).toBe("sku");
  });

  it("takes text for what its type says", () => {
    expect(readLiteral("12", "string")).toEqual({ ok: true, value: "12" });
    expect(readLiteral("12", "any")).toEqual({ ok: true, value: 12 });
    expect(readLiteral("twelve", "number")).toMatchObject({ ok: false });
    expect(readLiteral("[]", "object")).toMatchObject({ ok: false });
  });
});

it("a field may be called as what every object has", () => {
  const field = { name: "constructor", type: "string", required: false, rest: {} } as const;
  expect(textsOf([field], {})).toEqual({ constructor: "" });
  const read = readInput([{ ...field, type: "integer", required: true }], {});
  expect(read).toMatchObject({ ok: false });
  expect(read.ok ? undefined : read.problems.toString).toBeUndefined();
});
