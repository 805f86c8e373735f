import { describe, expect, it } from "vitest";
import { jsonKind, membersOf, summarize } from "./json-summary";

describe("summarize", () => {
  it.each([
    [null, "null"],
    [true, "true"],
    [184.6, "184.6"],
    ["captured", '"captured"'],
    [[], "[]"],
    [[1], "[ 1 item ]"],
    [{}, "{}"],
    [{ a: 1, b: [2, 3] }, "{ 2 keys }"],
  ])("says %j as %s", (value, text) => {
    expect(summarize(value)).toBe(text);
  });

  it("shortens a long text", () => {
    expect(summarize("x".repeat(1_000_000))).toHaveLength(63);
  });
});

describe("membersOf", () => {
  it("lists what a value holds, in order", () => {
    expect(membersOf(["a", null])).toEqual([
      ["0", "a"],
      ["1", null],
    ]);
    expect(membersOf({ z: 1, a: 2 })).toEqual([
      ["z", 1],
      ["a", 2],
    ]);
    expect(membersOf("text")).toEqual([]);
  });

  it("tells an array from an object", () => {
    expect(jsonKind([])).toBe("array");
    expect(jsonKind({})).toBe("object");
  });
});
