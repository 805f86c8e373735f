import { describe, expect, it } from "vitest";
import { sizeAfterKey } from "./resize";

const inspector = { sizePx: 344, minPx: 240, maxPx: 640, horizontal: true, grows: -1 } as const;

describe("sizeAfterKey", () => {
  it("moves the separator the way the arrow points", () => {
    expect(sizeAfterKey("ArrowLeft", inspector)).toBe(360);
    expect(sizeAfterKey("ArrowRight", inspector)).toBe(328);
    expect(sizeAfterKey("ArrowRight", { ...inspector, grows: 1 })).toBe(360);
  });

  it("never leaves the limits", () => {
    expect(sizeAfterKey("ArrowRight", { ...inspector, sizePx: 245 })).toBe(240);
    expect(sizeAfterKey("End", inspector)).toBe(640);
  });

  it("leaves other keys, and the other axis, alone", () => {
    expect(sizeAfterKey("ArrowUp", inspector)).toBeUndefined();
    expect(sizeAfterKey("Tab", inspector)).toBeUndefined();
  });
});
