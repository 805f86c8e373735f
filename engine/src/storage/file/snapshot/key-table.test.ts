import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { InstanceId } from "../../../model/index.js";
import { keyHash, termHash } from "./key-hash.js";
import { KeyTable, type Location } from "./key-table.js";

type Act =
  | { readonly kind: "insert"; readonly hash: number }
  | { readonly kind: "move"; readonly pick: number }
  | { readonly kind: "delete"; readonly pick: number };

/** Few hashes, some of which share a slot in a table of any size, and some all their bits. */
const hash = fc.oneof(fc.integer({ min: 0, max: 5 }), fc.constantFrom(62, 63, 64, 127, 128, 0xffffffff, 0xfffffffe));
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant("insert" as const), hash }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("move" as const), pick: fc.nat() }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("delete" as const), pick: fc.nat() }) },
);

function locationsOf(table: KeyTable, wanted: number): readonly Location[] {
  const found: Location[] = [];
  table.find(wanted, (location) => {
    found.push(location);
    return undefined;
  });
  return found;
}

const byOffset = (a: Location, b: Location) => a.offset - b.offset;

describe("the key table", () => {
  test("finds what a list of pairs would find, whatever was inserted, moved and deleted", () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 400 }), (acts) => {
        const table = new KeyTable();
        const entries: { hash: number; location: Location }[] = [];
        for (const [index, step] of acts.entries()) {
          const location = { segment: 1 + (index % 3), offset: index };
          if (step.kind === "insert") {
            table.insert(step.hash, location);
            entries.push({ hash: step.hash, location });
            continue;
          }
          const chosen = entries[step.pick % Math.max(1, entries.length)];
          if (chosen === undefined) continue;
          if (step.kind === "move") {
            table.move(chosen.hash, chosen.location, location);
            chosen.location = location;
          } else {
            table.delete(chosen.hash, chosen.location);
            entries.splice(entries.indexOf(chosen), 1);
          }
        }
        expect(table.count).toBe(entries.length);
        for (const wanted of new Set([...entries.map((entry) => entry.hash), 1, 63])) {
          const expected = entries.filter((entry) => entry.hash === wanted).map(({ location }) => location);
          expect([...locationsOf(table, wanted)].sort(byOffset)).toEqual(expected.sort(byOffset));
        }
      }),
    );
  });

  test("says loudly that something is deleted that is not there", () => {
    const table = new KeyTable();
    table.insert(7, { segment: 1, offset: 24 });
    expect(() => table.delete(7, { segment: 1, offset: 25 })).toThrow("no key stands at offset 25 of segment 1");
  });
});

describe("the hashes that are written into segments", () => {
  test("are for ever what they are", () => {
    expect(["", "a", "order-1", "@counter@ü", "😀"].map((key) => keyHash(key as InstanceId))).toMatchInlineSnapshot(`
      [
        3954623016,
        441248879,
        3805269848,
        632992525,
        1563374787,
      ]
    `);
    expect([
      termHash({ kind: "name", name: "order" }),
      termHash({ kind: "tag", tag: "city", value: "Bern" }),
      termHash({ kind: "tag", tag: "cityBern", value: "" }),
    ]).toMatchInlineSnapshot(`
      [
        129310026,
        1757372244,
        3888353318,
      ]
    `);
  });

  test("spread ids that look alike", () => {
    const hashes = new Set<number>();
    const low = new Set<number>();
    for (let index = 0; index < 20_000; index++) {
      const value = keyHash(`order-${index}` as InstanceId);
      hashes.add(value);
      low.add(value & 0xffff);
    }
    expect(hashes.size).toBeGreaterThan(19_990);
    // 20 000 balls in 65 536 urns fill about 17 200 of them.
    expect(low.size).toBeGreaterThan(16_800);
  });
});
