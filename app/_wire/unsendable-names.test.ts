import { expect, test } from "vitest";
import { unsendableName, whyNotKey } from "./unsendable-names";

test("a key that reaches into prototypes is found, however deep", () => {
  expect(unsendableName({ a: [null, { b: JSON.parse('{"__proto__":1}') }] })).toBe("__proto__");
  expect(unsendableName(JSON.parse('{"properties":{"__proto__":{"type":"string"}}}'))).toBe("__proto__");
});

test("the same words as values are good, and so is what objects inherit", () => {
  expect(
    unsendableName({ constructor: 1, name: "constructor", list: ["__proto__"], none: null, gone: undefined }),
  ).toBeUndefined();
  expect(unsendableName("prototype")).toBeUndefined();
  expect(whyNotKey("toString")).toBeUndefined();
  expect(whyNotKey("constructor")).toBeUndefined();
  expect(whyNotKey("__proto__")).toMatch(/cannot be a name here/);
});
