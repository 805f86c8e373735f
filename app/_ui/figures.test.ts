import { describe, expect, it } from "vitest";
import { formatAgo, formatCount } from "./figures";

describe("formatAgo", () => {
  it.each([
    [-200, "just now"],
    [4_999, "just now"],
    [12_400, "12 s ago"],
    [3_599_999, "59 min ago"],
    [7_200_000, "2 h ago"],
    [100_000_000, "yesterday"],
    [500_000_000, "5 d ago"],
  ])("says %i ms as %s", (ms, text) => {
    expect(formatAgo(ms)).toBe(text);
  });
});

describe("formatCount", () => {
  it("groups by three", () => {
    expect(formatCount(74)).toBe("74");
    expect(formatCount(12_044)).toBe("12\u202f044");
    expect(formatCount(1_234_567)).toBe("1\u202f234\u202f567");
  });
});
