import { describe, expect, it } from "vitest";
import { rowAfterKey } from "./row-keys";

describe("rowAfterKey", () => {
  it("begins at the first row and ends at the last", () => {
    expect(rowAfterKey("j", -1, 3)).toBe(0);
    expect(rowAfterKey("ArrowDown", 2, 3)).toBe(2);
    expect(rowAfterKey("k", 1, 3)).toBe(0);
    expect(rowAfterKey("ArrowUp", -1, 3)).toBe(0);
  });

  it("leaves other keys to the page, and an empty list alone", () => {
    expect(rowAfterKey("x", 1, 3)).toBeUndefined();
    expect(rowAfterKey("j", -1, 0)).toBeUndefined();
    expect(rowAfterKey("End", -1, 3)).toBeUndefined();
  });
});
