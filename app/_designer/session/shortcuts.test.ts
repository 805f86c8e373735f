import { describe, expect, it } from "vitest";
import { type KeyPress, shortcutOf } from "./shortcuts";

const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({
  key,
  code: more.code ?? "",
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...more,
});

describe("shortcuts", () => {
  it("mean the same with Ctrl and with ⌘", () => {
    expect(shortcutOf(press("z", { ctrlKey: true }), false)).toBe("undo");
    expect(shortcutOf(press("z", { metaKey: true }), false)).toBe("undo");
    expect(shortcutOf(press("Z", { ctrlKey: true, shiftKey: true }), false)).toBe("redo");
    expect(shortcutOf(press("y", { ctrlKey: true }), false)).toBe("redo");
  });

  it("leave text alone, but for running", () => {
    expect(shortcutOf(press("Backspace"), true)).toBeUndefined();
    expect(shortcutOf(press("z", { ctrlKey: true }), true)).toBeUndefined();
    expect(shortcutOf(press("Enter", { ctrlKey: true }), true)).toBe("run");
  });

  it("find keys by their place where a modifier changes the letter", () => {
    expect(shortcutOf(press("ˇ", { code: "KeyT", shiftKey: true, altKey: true }), false)).toBe("tidy");
    expect(shortcutOf(press("!", { code: "Digit1", shiftKey: true }), false)).toBe("fit");
  });
});
