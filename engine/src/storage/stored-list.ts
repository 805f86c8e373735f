import type { Listing, StoredPlace, StoredQuery } from "./snapshot-store.js";

/** Negative when `a` comes before `b` in a list: when it is newer. */
export function compareNewestFirst(a: StoredPlace, b: StoredPlace): number {
  if (a.createdAtMs !== b.createdAtMs) return b.createdAtMs - a.createdAtMs;
  if (a.instanceId === b.instanceId) return 0;
  return a.instanceId > b.instanceId ? -1 : 1;
}

/** Whether an entry belongs into the list: the last word, on what it says itself. */
export function isWanted(listing: Listing, { statuses, name, tags }: StoredQuery): boolean {
  if (statuses !== undefined && !statuses.includes(listing.status)) return false;
  if (name !== undefined && listing.name !== name) return false;
  return Object.entries(tags ?? {}).every(
    ([tag, value]) => Object.hasOwn(listing.tags, tag) && listing.tags[tag] === value,
  );
}
