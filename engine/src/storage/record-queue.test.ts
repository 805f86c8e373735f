import fc from "fast-check";
import { expect, test } from "vitest";
import { partitionId } from "../model/index.js";
import { type Batch, logPosition } from "./log.js";
import { frameAt, recordsOf, sealBatch } from "./record.js";
import { RecordQueue } from "./record-queue.js";

type Command =
  | { readonly kind: "add"; readonly bytes: number }
  | { readonly kind: "take"; readonly recordsMax: number; readonly bytesMax: number }
  | { readonly kind: "written" };

const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ kind: fc.constant("add" as const), bytes: fc.oneof(fc.nat(40), fc.nat(50_000)) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("take" as const),
      recordsMax: fc.integer({ min: 1, max: 12 }),
      bytesMax: fc.nat(80_000),
    }),
  },
  { weight: 3, arbitrary: fc.constant({ kind: "written" as const }) },
);

test("batches give the records in order, within their limits, and stay as they are until they are written", () => {
  fc.assert(
    fc.property(fc.array(command, { maxLength: 120 }), (commands) => {
      const queue = new RecordQueue();
      let waiting: Buffer[] = [];
      let position = 1;
      let underWay: { readonly batch: Batch; readonly copy: Buffer } | undefined;
      for (const [index, each] of commands.entries()) {
        switch (each.kind) {
          case "add": {
            const payload = Buffer.alloc(each.bytes, index % 251);
            queue.add(partitionId(index % 7), payload);
            waiting.push(payload);
            break;
          }
          case "take": {
            if (underWay !== undefined || waiting.length === 0) break;
            const batch = queue.take(logPosition(position), each);
            const count = batch.last - batch.first + 1;
            sealBatch(batch.bytes, batch.first, count, 1);
            underWay = { batch, copy: Buffer.from(batch.bytes) };
            expect(areEqual(payloadsOf(underWay.copy), waiting.slice(0, count))).toBe(true);
            expect(count).toBe(countWithin(waiting, each.recordsMax, each.bytesMax));
            waiting = waiting.slice(count);
            position += count;
            break;
          }
          case "written":
            if (underWay !== undefined) queue.written();
            underWay = undefined;
            break;
        }
        expect(queue.records).toBe(waiting.length);
        if (underWay !== undefined) expect(underWay.batch.bytes.equals(underWay.copy)).toBe(true);
      }
    }),
    { numRuns: 300 },
  );
});

const areEqual = (some: readonly Buffer[], others: readonly Buffer[]): boolean =>
  some.length === others.length && some.every((each, index) => others[index]?.equals(each));

function payloadsOf(bytes: Buffer): Buffer[] {
  const at = frameAt(bytes, 0, { format: 2, number: 1 });
  if (at.kind !== "batch") throw new Error(`no batch: ${JSON.stringify(at)}`);
  return [...recordsOf(at.frame)].map(({ payload }) => Buffer.from(payload));
}

function countWithin(payloads: readonly Buffer[], recordsMax: number, bytesMax: number): number {
  let count = 0;
  let bytes = 0;
  for (const { byteLength } of payloads.slice(0, recordsMax)) {
    bytes += 6 + byteLength;
    if (bytes > bytesMax && count > 0) break;
    count += 1;
  }
  return count;
}
