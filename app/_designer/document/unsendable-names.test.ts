import { expect, test } from "vitest";
import { unsendableName, whyNotKey } from "./unsendable-names";

test("a key that reaches into prototypes is found, however deep", () => {
  expect(unsendableName({ a: [null, { b: { constructor: 1 } }] })).toBe("constructor");
  expect(unsendableName(JSON.parse('{"properties":{"__proto__":{"type":"string"}}}'))).toBe("__proto__");
  expect(unsendableName({ prototype: undefined })).toBe("prototype");
});

test("the same words as values are good, and so is what objects inherit", () => {
  expect(unsendableName({ name: "constructor", list: ["__proto__"], none: null, gone: undefined })).toBeUndefined();
  expect(unsendableName("prototype")).toBeUndefined();
  expect(whyNotKey("toString")).toBeUndefined();
  expect(whyNotKey("constructor")).toMatch(/cannot be a name here/);
});
