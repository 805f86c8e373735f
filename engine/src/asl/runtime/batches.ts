export interface BatchLimits {
  readonly itemsMax?: number;
  readonly bytesMax?: number;
  /** What every batch carries beside its items. */
  readonly input?: unknown;
}

/** The items of a Map in batches: `{ Items, BatchInput? }`. A batch has at least one item, however large that is. */
export function batches(items: readonly unknown[], { itemsMax, bytesMax, input }: BatchLimits): unknown[] {
  const made: unknown[][] = [];
  let bytes = 0;
  for (const item of items) {
    const more = (JSON.stringify(item) ?? "null").length;
    const open = made.at(-1);
    const isFull =
      open === undefined ||
      (itemsMax !== undefined && open.length >= itemsMax) ||
      (bytesMax !== undefined && bytes + more > bytesMax);
    if (isFull) {
      made.push([item]);
      bytes = more;
    } else {
      open.push(item);
      bytes += more;
    }
  }
  return made.map((batch) => (input === undefined ? { Items: batch } : { BatchInput: input, Items: batch }));
}
