import { describe, expect, test } from "vitest";
import { decodeJson, encodeCarried, failureFrom } from "./index.js";

const circle: Record<string, unknown> = { name: "circle" };
circle.within = [{ itself: circle }];

class Point {
  x = 1;
}

describe("what a value becomes", () => {
  test.each<[string, unknown, unknown]>([
    ["undefined", undefined, undefined],
    ["null", null, null],
    ["a property that is undefined", { a: undefined, b: 1 }, { b: 1 }],
    ["undefined in a list", [1, undefined, 3], [1, null, 3]],
    ["a hole in a list", new Array(2), [null, null]],
    ["a function as a property", { a: () => 1, b: 1 }, { b: 1 }],
    ["a symbol as a property", { a: Symbol("x"), b: 1 }, { b: 1 }],
    ["a function", () => 1, undefined],
    ["a Date", new Date(0), "1970-01-01T00:00:00.000Z"],
    ["-0", -0, 0],
    ["an object with a toJSON", { toJSON: () => ({ a: 1 }) }, { a: 1 }],
    ["an object of a class", new Point(), { x: 1 }],
    ["a Buffer, which says so itself", Buffer.from("a"), { type: "Buffer", data: [97] }],
    ["a lone surrogate", "\ud800", "\ud800"],
    ["an object without properties", { a: {}, b: [] }, { a: {}, b: [] }],
    ["an object whose key is 0", { 0: "a" }, { 0: "a" }],
    ["an Error with properties of its own", Object.assign(new Error("x"), { status: 404 }), { status: 404 }],
    ["the same object twice", [circle.name, { a: [] }, { a: [] }], ["circle", { a: [] }, { a: [] }]],
  ])("%s", (_what, value, carried) => {
    expect(decodeJson(encodeCarried(value, "The value"))).toEqual(carried);
  });
});

describe("what is refused, and where it stands", () => {
  test.each<[string, unknown, string]>([
    ["NaN", Number.NaN, "it is NaN; use null"],
    ["Infinity", { a: [0, Number.POSITIVE_INFINITY] }, "a[1] is Infinity"],
    ["a BigInt", { total: 10n }, "total is a BigInt; use a text"],
    ["a Map", { a: { "odd key": new Map([[1, 2]]) } }, 'a["odd key"] is a Map; use Object.fromEntries(map)'],
    ["a Set", [new Set([1])], "[0] is a Set; use [...set]"],
    ["a Uint8Array", { bytes: new Uint8Array([1, 2]) }, "bytes is a Uint8Array; use a text, in base64 say"],
    ["an empty Uint8Array", { bytes: new Uint8Array() }, "bytes is a Uint8Array"],
    ["a Float64Array", [new Float64Array(1)], "[0] is a Float64Array"],
    ["an ArrayBuffer", { a: new ArrayBuffer(1) }, "a is an ArrayBuffer"],
    ["a Date that is no time", { at: new Date(Number.NaN) }, "at is a Date that is no time"],
    ["an Error", { error: new Error("x") }, "error is an Error; throw it, or use its message"],
    ["a Promise", { later: Promise.resolve(1) }, "later is a Promise; wait for it"],
    ["a RegExp", [{ pattern: /x/ }], "[0].pattern is a RegExp"],
    ["a circle", circle, "within[0].itself is an object that holds itself"],
    ["what a toJSON gives", { toJSON: () => ({ a: Number.NaN }) }, "a is NaN"],
  ])("%s", (_what, value, sentence) => {
    const act = () => encodeCarried(value, "The input of activity x");
    expect(act).toThrow(TypeError);
    expect(act).toThrow(`The input of activity x cannot be carried as JSON: ${sentence}`);
  });

  test("a toJSON that throws speaks for itself", () => {
    const value = {
      toJSON() {
        throw new Error("not me");
      },
    };
    expect(() => encodeCarried(value, "The value")).toThrow("not me");
  });

  test("the failure has the code and the path, and is not repeated", () => {
    const failure = (() => {
      try {
        encodeCarried({ a: [Number.NaN] }, "The result");
      } catch (error) {
        return failureFrom(error, "ActivityError");
      }
      return undefined;
    })();
    expect(failure).toMatchObject({ code: "ValueNotCarried", nonRetriable: true, details: { path: "a[0]" } });
  });
});

test("a failure survives being thrown as what JSON cannot carry, or with such details", () => {
  expect(failureFrom(10n, "X").message).toContain("10");
  expect(failureFrom(circle, "X").code).toBe("X");
  const failure = failureFrom(Object.assign(new Error("lost"), { details: { a: 10n } }), "X");
  expect(failure).toMatchObject({ code: "X", message: "lost" });
  expect(failure).not.toHaveProperty("details");
});
