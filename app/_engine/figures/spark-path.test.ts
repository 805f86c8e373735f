import { expect, test } from "vitest";
import { sparkPath } from "./spark-path";

const BOX = { width: 60, height: 23 };

test("time runs evenly up to now at the right; the greatest value is near the top, 0 at the bottom", () => {
  const points = [
    { atMs: 30_000, value: 0 },
    { atMs: 31_000, value: 10 },
    { atMs: 32_000, value: 5 },
  ];
  expect(sparkPath(points, 60_000, BOX)).toEqual({
    line: "M30 22L31 2L32 12",
    area: "M30 23L30 22L31 2L32 12L32 23Z",
  });
});

test("of four readings in a second the greatest is drawn", () => {
  const points = [0, 250, 500, 750, 1_000].map((laterMs, index) => ({
    atMs: 30_000 + laterMs,
    value: [1, 9, 3, 2, 9][index] ?? 0,
  }));
  expect(sparkPath(points, 60_000, BOX).line).toBe("M30.3 2L31 2");
});

test("a hole in the readings is one in the curve; a single point is a dash", () => {
  const points = [
    { atMs: 10_000, value: 1 },
    { atMs: 11_000, value: 1 },
    { atMs: 50_000, value: 1 },
  ];
  expect(sparkPath(points, 60_000, BOX).line).toBe("M10 2L11 2M49.5 2L50 2");
});

test("nothing, and nothing but 0, can be drawn", () => {
  expect(sparkPath([], 60_000, BOX)).toEqual({ line: "", area: "" });
  const flat = [
    { atMs: 59_000, value: 0 },
    { atMs: 60_000, value: 0 },
  ];
  expect(sparkPath(flat, 60_000, BOX).line).toBe("M59 22L60 22");
});
