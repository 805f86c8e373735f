import { describe, expect, test } from "vitest";
import { draggedBrush, gripAt } from "./brush";
import { scrollToShow } from "./scroll";
import { clampPosition, positionAfterKey } from "./slider-keys";

describe("keys of the slider", () => {
  test.each([
    ["ArrowRight", 62],
    ["ArrowUp", 62],
    ["ArrowLeft", 60],
    ["ArrowDown", 60],
    ["PageUp", 71],
    ["PageDown", 51],
    ["Home", 1],
    ["End", 74],
    ["a", undefined],
  ])("%s at event 61 of 74 leads to %s", (key, position) => {
    expect(positionAfterKey(key, 61, 74)).toBe(position);
  });

  test("down a list, time goes down", () => {
    expect(positionAfterKey("ArrowDown", 61, 74, "down")).toBe(62);
    expect(positionAfterKey("PageUp", 61, 74, "down")).toBe(51);
  });

  test("a page of a long run is a twentieth of it, and the ends hold", () => {
    expect(positionAfterKey("PageUp", 500, 100_000)).toBe(5_500);
    expect(positionAfterKey("PageUp", 74, 74)).toBe(74);
    expect([clampPosition(0, 5), clampPosition(9, 5), clampPosition(3, 0)]).toEqual([1, 5, 0]);
  });
});

describe("the brush", () => {
  const range = { fromX: 100, toX: 200 };

  test("is taken by an edge, by its body, or drawn anew", () => {
    expect([97, 204, 150, 300].map((x) => gripAt(range, x, 800))).toEqual(["from", "to", "body", "new"]);
    expect(gripAt({ fromX: 0, toX: 800 }, 400, 800)).toBe("new");
  });

  test("moves, grows and turns over inside of the overview", () => {
    expect(draggedBrush("body", range, 150, 900, 800)).toEqual({ fromX: 700, toX: 800 });
    expect(draggedBrush("to", range, 200, 260, 800)).toEqual({ fromX: 100, toX: 260 });
    expect(draggedBrush("from", range, 100, 260, 800)).toEqual({ fromX: 200, toX: 260 });
    expect(draggedBrush("new", range, 400, 350, 800)).toEqual({ fromX: 350, toX: 400 });
  });
});

test("a list scrolls only as far as it must", () => {
  expect(scrollToShow(3, 20, 0, 100)).toBeUndefined();
  expect(scrollToShow(5, 20, 0, 100)).toBe(20);
  expect(scrollToShow(2, 20, 100, 100)).toBe(40);
  expect(scrollToShow(0, 20, 0, 10)).toBe(10);
});
