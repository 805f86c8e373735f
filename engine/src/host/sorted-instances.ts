import type { EpochMs, InstanceId } from "../model/index.js";

/** An instance's place in every list: by creation, then by id, for ever the same. */
export interface Place {
  readonly createdAtMs: EpochMs;
  readonly instanceId: InstanceId;
}

/** Instances in the order of their places. New ones come at the end or close to it, so inserting is cheap. */
export class SortedInstances {
  private places: Place[] = [];

  get size(): number {
    return this.places.length;
  }

  insert(place: Place): void {
    this.places.splice(this.firstFrom(place), 0, place);
  }

  remove(place: Place): void {
    const index = this.firstFrom(place);
    const found = this.places[index];
    if (found !== undefined && comparePlaces(found, place) === 0) this.places.splice(index, 1);
  }

  keep(stays: (place: Place) => boolean): void {
    this.places = this.places.filter(stays);
  }

  at(index: number): Place | undefined {
    return this.places[index];
  }

  /** The index of the last place before `place`; of the last one of all without `place`. */
  lastBefore(place: Place | undefined): number {
    return place === undefined ? this.places.length - 1 : this.firstFrom(place) - 1;
  }

  private firstFrom(place: Place): number {
    let low = 0;
    let high = this.places.length;
    const last = this.places[high - 1];
    if (last !== undefined && comparePlaces(last, place) < 0) return high;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const at = this.places[middle];
      if (at !== undefined && comparePlaces(at, place) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** All places of several lists before `place`, newest first. A place is in at most one of the lists. */
export function* newestFirst(lists: readonly SortedInstances[], place: Place | undefined): Generator<Place> {
  const heads = lists.map((list) => ({ list, index: list.lastBefore(place) }));
  for (;;) {
    let newest: { readonly head: { index: number }; readonly place: Place } | undefined;
    for (const head of heads) {
      const at = head.list.at(head.index);
      if (at !== undefined && (newest === undefined || comparePlaces(at, newest.place) > 0))
        newest = { head, place: at };
    }
    if (newest === undefined) return;
    newest.head.index -= 1;
    yield newest.place;
  }
}

/** Older first. */
export function comparePlaces(a: Place, b: Place): number {
  if (a.createdAtMs !== b.createdAtMs) return a.createdAtMs - b.createdAtMs;
  if (a.instanceId === b.instanceId) return 0;
  return a.instanceId < b.instanceId ? -1 : 1;
}
