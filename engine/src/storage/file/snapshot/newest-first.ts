import type { EpochMs } from "../../../model/index.js";
import type { StoredPlace } from "../../snapshot-store.js";
import { compareNewestFirst } from "../../stored-list.js";

/** A part of a list that is in order by itself. */
export interface ListSource<Item extends StoredPlace> {
  /** None of its items was created later. */
  readonly newestMs: EpochMs;
  /** Its items, newest first. Asked for only when the list has come so far. */
  items(): Iterator<Item>;
}

interface Head<Item> {
  readonly rest: Iterator<Item>;
  item: Item;
}

/** Merges parts of a list into the list, newest first. It begins to read a part when it must. */
export function* newestFirst<Item extends StoredPlace>(sources: readonly ListSource<Item>[]): Generator<Item> {
  const waiting = [...sources].sort((a, b) => a.newestMs - b.newestMs);
  const heads = new Set<Head<Item>>();
  for (;;) {
    let newest = newestOf(heads);
    for (let next = waiting.at(-1); next !== undefined; next = waiting.at(-1)) {
      if (newest !== undefined && newest.item.createdAtMs > next.newestMs) break;
      waiting.pop();
      const rest = next.items();
      const first = rest.next();
      if (first.done !== true) heads.add({ rest, item: first.value });
      newest = newestOf(heads);
    }
    if (newest === undefined) return;
    yield newest.item;
    const following = newest.rest.next();
    if (following.done === true) heads.delete(newest);
    else newest.item = following.value;
  }
}

function newestOf<Item extends StoredPlace>(heads: Iterable<Head<Item>>): Head<Item> | undefined {
  let newest: Head<Item> | undefined;
  for (const head of heads) {
    if (newest === undefined || compareNewestFirst(head.item, newest.item) < 0) newest = head;
  }
  return newest;
}
