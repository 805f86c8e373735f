import { describe, expect, it } from "vitest";
import { membersOf, spreadOf, valueOfMembers } from "./object-text";

describe("a setting that is an object", () => {
  it("is a form of its members, fixed ones and expressions", () => {
    expect(membersOf({ literal: { a: 1, b: ["x"] } })).toEqual({ a: { literal: 1 }, b: { literal: ["x"] } });
    expect(
      membersOf({ expression: '{ order, "total sum": order.lines.map((l) => ({ l })).length, note: "a, b" }' }),
    ).toEqual({
      order: { expression: "order" },
      "total sum": { expression: "order.lines.map((l) => ({ l })).length" },
      note: { literal: "a, b" },
    });
    expect(membersOf(undefined)).toEqual({});
  });

  it("is no form where the text says more than that", () => {
    for (const expression of [
      "order",
      "{ ...order }",
      "{ [key]: 1 }",
      "{ a: 1 }.a + { b: 2 }.b",
      "{ a: 1, a: 2 }",
      "[1]",
    ])
      expect(membersOf({ expression })).toBeUndefined();
    expect(membersOf({ literal: [1] })).toBeUndefined();
  });

  it("that is read from elsewhere becomes a form of what is read there", () => {
    expect(spreadOf({ expression: "order" }, ["sku", "unit price"])).toEqual({
      sku: { expression: "order.sku" },
      "unit price": { expression: 'order["unit price"]' },
    });
    expect(spreadOf({ expression: "order.lines[0]" }, ["sku"])).toBeUndefined();
    expect(spreadOf({ literal: 1 }, ["sku"])).toBeUndefined();
  });

  it("comes back as it was: fixed while all members are, else one expression", () => {
    expect(valueOfMembers({ a: { literal: 1 } })).toEqual({ literal: { a: 1 } });
    const mixed = { order: { expression: "order" }, "b c": { literal: "x" }, d: { expression: "order.d + 1" } };
    expect(valueOfMembers(mixed)).toEqual({ expression: '{ order, "b c": "x", d: order.d + 1 }' });
    expect(membersOf(valueOfMembers(mixed))).toEqual(mixed);
  });
});
