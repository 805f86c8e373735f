import fc from "fast-check";
import { expect, test } from "vitest";
import { anyAttributeChanges, anyAttributes } from "../../test/support/arbitrary-values.js";
import { changedAttributes } from "./search-attributes.js";

test("a change says each of its names alone, once is as good as twice, and no change is the same object", () => {
  fc.assert(
    fc.property(anyAttributes, anyAttributeChanges, (before, changes) => {
      const after = changedAttributes(before, changes);
      const names = new Set([...Object.keys(before), ...Object.keys(changes)]);
      for (const name of names) {
        const said = Object.hasOwn(changes, name) ? changes[name] : before[name];
        expect(after?.[name]).toEqual(said ?? undefined);
      }
      expect(Object.keys(after ?? {}).every((name) => names.has(name))).toBe(true);
      expect(changedAttributes(after, changes)).toBe(after);
    }),
  );
  expect(changedAttributes({ a: 1 }, { a: null })).toBeUndefined();
  expect(changedAttributes(undefined, { a: null })).toBeUndefined();
});
