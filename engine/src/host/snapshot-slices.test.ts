import { expect, test } from "vitest";
import { SnapshotSlices } from "./snapshot-slices.js";

/** The sizes of slices when others take `othersMs` between two of them and an entry takes `entryMs`. */
function sizes({ othersMs, entryMs, slices }: { othersMs: number; entryMs: number; slices: number }): number[] {
  let nowMs = 0;
  const pace = new SnapshotSlices({ nowMs: () => Math.floor(nowMs) });
  const taken: number[] = [];
  for (let size = 1; taken.length < slices; size++) {
    nowMs += entryMs;
    if (!pace.isFull()) continue;
    taken.push(size);
    size = 0;
    nowMs += othersMs;
    pace.begin();
  }
  return taken;
}

test("where turns are short a slice is short", () => {
  expect(sizes({ othersMs: 1, entryMs: 0.02, slices: 4 })).toEqual([64, 64, 64, 64]);
});

test("where turns are long a slice takes a third of what others take", () => {
  const [, ...later] = sizes({ othersMs: 30, entryMs: 0.02, slices: 20 });
  for (const size of later) expect(size * 0.02).toBeGreaterThanOrEqual(10);
  for (const size of later) expect(size * 0.02).toBeLessThan(12.6);
});

test("a snapshot keeps up with a thread that finishes more in each turn than a short slice holds", () => {
  // 15 000 runs a second in turns of 10 ms: 150 each.
  const [, ...later] = sizes({ othersMs: 10, entryMs: 0.02, slices: 20 });
  const average = later.reduce((sum, size) => sum + size, 0) / later.length;
  expect(average).toBeGreaterThan(150);
});

test("no slice is longer than its limit, however long others took or still the clock stands", () => {
  expect(sizes({ othersMs: 60_000, entryMs: 0, slices: 3 })).toEqual([64, 1_024, 1_024]);
});
