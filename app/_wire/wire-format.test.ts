import fc from "fast-check";
import { expect, test } from "vitest";
import { wireFormat } from "./wire-format";

const overTheWire = (value: unknown) => wireFormat.deserialize(JSON.parse(JSON.stringify(wireFormat.serialize(value))));

test("law: what is sent is what arrives, dates included", () => {
  const date = fc.date({ noInvalidDate: true });
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: "small" },
      date,
      fc.jsonValue(),
      fc.array(tie("value"), { maxLength: 4 }),
      fc.dictionary(fc.string(), tie("value"), { maxKeys: 4, noNullPrototype: true }),
    ),
  }));
  // JSON knows one zero.
  fc.assert(
    fc.property(value, (sent) => {
      expect(overTheWire(sent)).toEqual(withOneZero(sent));
    }),
  );
});

function withOneZero(value: unknown): unknown {
  if (Object.is(value, -0)) return 0;
  if (Array.isArray(value)) return value.map(withOneZero);
  if (value instanceof Date || typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, withOneZero(member)]));
}

test("keys that reach into prototypes elsewhere are keys like others", () => {
  const text = '{"constructor":1,"prototype":{"__proto__":{"x":2}},"__proto__":[3]}';
  expect(JSON.stringify(overTheWire(JSON.parse(text)))).toBe(text);
});

test("plain JSON without paths is taken as it is, and nothing at all is undefined", () => {
  expect(wireFormat.deserialize({ json: { at: "2026-01-01T00:00:00.000Z" } })).toEqual({
    at: "2026-01-01T00:00:00.000Z",
  });
  expect(overTheWire(undefined)).toBeUndefined();
});

test("a path that leads out of the value changes nothing", () => {
  const before = Object.getOwnPropertyNames(Object.prototype).length;
  wireFormat.deserialize({
    json: { a: "x" },
    dates: [
      ["__proto__", "polluted"],
      ["constructor", "name"],
      ["b", "c"],
    ],
  });
  expect(Object.getOwnPropertyNames(Object.prototype)).toHaveLength(before);
});
