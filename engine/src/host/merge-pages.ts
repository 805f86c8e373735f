import { type InstanceSummary, LIMITS } from "../model/index.js";
import { encodeCursor } from "./cursor.js";
import type { InstancePage } from "./hub.js";

export const PAGE_ITEMS_DEFAULT = 50;

/** The newest of several pages, each newest first and from a thread of its own, as one page. */
export function mergePages(pages: readonly InstancePage[], limit: number = PAGE_ITEMS_DEFAULT): InstancePage {
  const [only] = pages;
  if (pages.length === 1 && only !== undefined) return only;
  const itemsMax = Math.min(limit, LIMITS.pageItemsMax);
  const all = pages.flatMap((page) => page.items).sort(newestFirst);
  const items = all.slice(0, itemsMax);
  const last = items.at(-1);
  // A thread that has more to show has shown as many as were asked for, so the page is full.
  const hasMore = all.length > items.length || pages.some((page) => page.nextCursor !== undefined);
  return hasMore && last !== undefined ? { items, nextCursor: encodeCursor(last) } : { items };
}

function newestFirst(a: InstanceSummary, b: InstanceSummary): number {
  if (a.createdAtMs !== b.createdAtMs) return b.createdAtMs - a.createdAtMs;
  return a.instanceId < b.instanceId ? 1 : -1;
}
