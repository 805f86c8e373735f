/**
 * Which records of a segment count no longer: one bit for each record, by its ordinal. They are kept in
 * the manifest. So a removal needs no record of its own, opening needs no comparing of keys, and no
 * removed entry can come back when the segments around it are merged.
 */
export type DeadMarks = Uint8Array;

/** `undefined` stands for marks of which none is set. */
export function isDead(marks: DeadMarks | undefined, ordinal: number): boolean {
  return marks !== undefined && ((marks[ordinal >>> 3] ?? 0) & (1 << (ordinal & 7))) !== 0;
}

export function markDead(marks: DeadMarks, ordinal: number): void {
  const index = ordinal >>> 3;
  marks[index] = (marks[index] ?? 0) | (1 << (ordinal & 7));
}

/** Marks of its own for a segment of so many records at most. */
export function copyMarks(marks: DeadMarks | undefined, recordsMax: number): DeadMarks {
  const copy = new Uint8Array(markBytes(recordsMax));
  if (marks !== undefined) copy.set(marks.subarray(0, copy.byteLength));
  return copy;
}

export const markBytes = (records: number): number => (records + 7) >>> 3;
