import { type InstanceSummary, LIMITS } from "../model/index.js";
import { decodeCursor, encodeCursor } from "./cursor.js";
import type { InstancePage } from "./hub.js";
import { comparePlaces } from "./sorted-instances.js";

export const PAGE_ITEMS_DEFAULT = 50;

/**
 * The newest of several pages, each newest first and from a thread of its own, as one page. A thread that has not
 * come to its end knows nothing of what lies behind its cursor, so the page ends at the newest of the cursors.
 */
export function mergePages(pages: readonly InstancePage[], limit: number = PAGE_ITEMS_DEFAULT): InstancePage {
  const [only] = pages;
  if (pages.length === 1 && only !== undefined) return only;
  const itemsMax = Math.min(limit, LIMITS.pageItemsMax);
  const [horizon] = pages
    .flatMap(({ nextCursor }) => (nextCursor === undefined ? [] : [decodeCursor(nextCursor)]))
    .sort((a, b) => comparePlaces(b, a));
  const known = pages
    .flatMap((page) => page.items)
    .filter((item) => horizon === undefined || comparePlaces(item, horizon) >= 0)
    .sort(newestFirst);
  const items = known.slice(0, itemsMax);
  const last = items.at(-1);
  if (last !== undefined && known.length > items.length) return { items, nextCursor: encodeCursor(last) };
  return horizon === undefined ? { items } : { items, nextCursor: encodeCursor(horizon) };
}

function newestFirst(a: InstanceSummary, b: InstanceSummary): number {
  return comparePlaces(b, a);
}
