import fc from "fast-check";
import { expect, test } from "vitest";
import { isDead, markDead } from "./dead-marks.js";
import { countRecord, noneLive } from "./live-counts.js";
import { rareOf, rareRecords } from "./rare-records.js";
import { decodeDirectory, encodeDirectory } from "./segment-directory.js";

test("the records of rare statuses are all that are alive, or known to be too many", () => {
  const statusCode = fc.oneof({ weight: 12, arbitrary: fc.constant(3) }, { weight: 1, arbitrary: fc.nat(5) });
  const row = fc.record({ statusCode, isDead: fc.boolean() });
  let known = 0;
  fc.assert(
    fc.property(
      fc.array(row, { minLength: 20, maxLength: 100, size: "max" }),
      fc.subarray([1, 2, 3, 4, 5], { maxLength: 2 }),
      (rows, wanted) => {
        const columns = {
          hash: () => 0,
          offset: (ordinal: number) => ordinal * 10,
          bytes: () => 10,
          statusCode: (ordinal: number) => rows[ordinal]?.statusCode ?? 0,
        };
        const summary = { records: rows.length, range: undefined, filter: new Uint8Array(8), wakes: [] };
        const directory = decodeDirectory(encodeDirectory(summary, columns), "file", 0);
        const dead = new Uint8Array(13);
        const live = noneLive();
        for (const [ordinal, each] of rows.entries()) {
          if (each.isDead) markDead(dead, ordinal);
          else countRecord(live, 10, each.statusCode);
        }
        const codes = new Set(wanted);
        const alive = [...rows.keys()].filter(
          (ordinal) => !isDead(dead, ordinal) && codes.has(columns.statusCode(ordinal)),
        );
        const found = rareOf({ rare: rareRecords(directory, dead, live), live }, codes);
        if (found === undefined) expect(alive.length).toBeGreaterThan(rows.length / 8);
        else {
          known += found.length;
          expect(found.map(({ ordinal }) => ordinal).sort((a, b) => a - b)).toEqual(alive);
          expect(found.every(({ ordinal, offset }) => offset === ordinal * 10)).toBe(true);
        }
      },
    ),
    { numRuns: 1_000 },
  );
  // A fifth of a record a run, on average: a hundred runs knew at times of too few to prove anything.
  expect(known).toBeGreaterThan(100);
});
