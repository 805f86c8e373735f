import fc from "fast-check";
import { expect, test } from "vitest";
import { logPosition } from "../log.js";
import { TailBytes } from "./tail-bytes.js";

test("a snapshot of everything leaves nothing to count, and what is written then counts alone", () => {
  const tail = new TailBytes();
  tail.add(logPosition(3), 700);
  tail.add(logPosition(9), 300);
  expect(tail.bytes).toBe(1_000);
  tail.release(logPosition(9), logPosition(9));
  expect(tail.bytes).toBe(0);
  tail.add(logPosition(10), 50);
  expect(tail.bytes).toBe(50);
  // What was released before says nothing new.
  tail.release(logPosition(4), logPosition(10));
  expect(tail.bytes).toBe(50);
});

test("it is never less than there is behind the snapshot, and hardly more", () => {
  const batch = fc.record({ records: fc.integer({ min: 1, max: 9 }), bytes: fc.integer({ min: 40, max: 90_000 }) });
  const act = fc.oneof(
    { weight: 5, arbitrary: batch.map((added) => ({ kind: "add", ...added }) as const) },
    {
      weight: 1,
      arbitrary: fc.double({ min: 0, max: 1, noNaN: true }).map((share) => ({ kind: "release", share }) as const),
    },
  );
  fc.assert(
    fc.property(fc.array(act, { maxLength: 80 }), (acts) => {
      const tail = new TailBytes();
      let batches: { readonly last: number; readonly bytes: number }[] = [];
      let last = 0;
      for (const each of acts) {
        if (each.kind === "add") {
          last += each.records;
          batches.push({ last, bytes: each.bytes });
          tail.add(logPosition(last), each.bytes);
        } else {
          const through = Math.round(last * each.share);
          tail.release(logPosition(through), logPosition(last));
          batches = batches.filter((kept) => kept.last > through);
        }
        const exact = batches.reduce((sum, { bytes }) => sum + bytes, 0);
        expect(tail.bytes).toBeGreaterThanOrEqual(exact);
        expect(tail.bytes - exact).toBeLessThanOrEqual(64 * 1024 + 90_000);
      }
    }),
  );
});
