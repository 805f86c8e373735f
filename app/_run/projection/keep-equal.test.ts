import { describe, expect, it } from "vitest";
import { keepEqual } from "./keep-equal";

describe("keepEqual", () => {
  const before = { a: { text: "one" }, b: { text: "two" } };

  it("keeps what says the same", () => {
    const now = keepEqual(before, { a: { text: "one" }, b: { text: "three" } });
    expect(now.a).toBe(before.a);
    expect(now.b).toEqual({ text: "three" });
  });

  it("gives the old record when nothing changed, and not when something went", () => {
    expect(keepEqual(before, { a: { text: "one" }, b: { text: "two" } })).toBe(before);
    expect(keepEqual(before, { a: { text: "one" } })).toEqual({ a: { text: "one" } });
  });
});
