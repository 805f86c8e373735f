import fc from "fast-check";
import { expect, test } from "vitest";
import { anyAttributeChanges, anyAttributes } from "../../test/support/arbitrary-values.js";
import type { SearchAttributes } from "./instance.js";
import { changedAttributes } from "./search-attributes.js";

/** An attribute may be called as what every object inherits. */
const own = (of: SearchAttributes | undefined, name: string) =>
  of !== undefined && Object.hasOwn(of, name) ? of[name] : undefined;

test("a change says each of its names alone, once is as good as twice, and no change is the same object", () => {
  fc.assert(
    fc.property(anyAttributes, anyAttributeChanges, (before, changes) => {
      const after = changedAttributes(before, changes);
      const names = new Set([...Object.keys(before), ...Object.keys(changes)]);
      for (const name of names) {
        const said = Object.hasOwn(changes, name) ? changes[name] : own(before, name);
        expect(own(after, name)).toEqual(said ?? undefined);
      }
      expect(Object.keys(after ?? {}).every((name) => names.has(name))).toBe(true);
      expect(changedAttributes(after, changes)).toBe(after);
    }),
  );
  expect(changedAttributes({ a: 1 }, { a: null })).toBeUndefined();
  expect(changedAttributes({ valueOf: 1 }, { valueOf: null, toString: "x" })).toEqual({ toString: "x" });
  expect(changedAttributes(undefined, { a: null })).toBeUndefined();
});
