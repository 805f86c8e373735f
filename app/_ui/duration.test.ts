import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatAgo, formatCount, formatDuration } from "./duration";

describe("formatDuration", () => {
  it.each([
    [0, "0 ms"],
    [7, "7 ms"],
    [210, "0.21 s"],
    [999, "1.0 s"],
    [6_900, "6.9 s"],
    [59_990, "1 m"],
    [60_000, "1 m"],
    [1_442_000, "24 m 2 s"],
    [3_599_700, "1 h"],
    [11_520_000, "3 h 12 m"],
    [187_200_000, "2 d 4 h"],
  ])("says %i ms as %s", (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  it("never says sixty of a unit that has sixty", () => {
    fc.assert(
      fc.property(fc.nat({ max: 400_000_000 }), (ms) => {
        expect(formatDuration(ms)).not.toMatch(/\b60(\.0)? [sm]\b|\b24 h\b/);
      }),
    );
  });
});

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
