import {
  type ExecutionId,
  type HistoryEvent,
  type InstanceId,
  type InstanceRecord,
  type InstanceSummary,
  isFinished,
  LIMITS,
} from "../model/index.js";
import type { StoredQuery } from "../storage/snapshot-store.js";
import { encodeCursor } from "./cursor.js";
import type { InstancePage, InstanceQuery } from "./hub.js";
import { InstanceIndex, summaryOf } from "./instance-index.js";
import { PAGE_ITEMS_DEFAULT } from "./merge-pages.js";
import type { HistoryPage } from "./protocol.js";
import { queryPlan } from "./query-plan.js";
import { comparePlaces, type Place } from "./sorted-instances.js";

/** An instance as far as it is durable: a history only grows, so its durable part is its first `record.eventCount` events. */
export interface Published {
  readonly record: InstanceRecord;
  readonly history: readonly HistoryEvent[];
}

/** What the view asks of the snapshot store: instances that are not in memory, which are durable by being there. */
export interface StoredInstances {
  record(instanceId: InstanceId): InstanceRecord | undefined;
  whole(instanceId: InstanceId): Published | undefined;
  /** What a list shows: reads no payload and no history. */
  summary(instanceId: InstanceId): InstanceSummary | undefined;
  /** Newest first. */
  places(query: StoredQuery): Iterable<Place>;
}

/**
 * What others may see of the partitions' state: every instance as it was at its newest durable event.
 * The state itself runs ahead of the disk. Instances that were shown since they came into memory are
 * held here; all others are read from the store.
 */
export class DurableView {
  private readonly index = new InstanceIndex();
  /** Purged here, and perhaps still in the store: the next snapshot removes them. */
  private readonly purged = new Set<InstanceId>();
  private readonly watchers = new Map<InstanceId, Set<Watcher>>();

  constructor(private readonly stored: StoredInstances) {}

  /** This is durable from now on. */
  publish(published: Published): void {
    const { record } = published;
    this.index.put(published);
    this.purged.delete(record.instanceId);
    const watchers = this.watchers.get(record.instanceId);
    if (watchers === undefined) return;
    for (const watcher of watchers) {
      if (watcher(published)) watchers.delete(watcher);
    }
    if (watchers.size === 0) this.watchers.delete(record.instanceId);
  }

  /** The store has these as they are here, and no longer has what was purged before its newest snapshot. */
  forget(instanceIds: ReadonlySet<InstanceId>): void {
    if (instanceIds.size > 0) this.index.remove(instanceIds);
    for (const instanceId of this.purged) {
      if (this.stored.record(instanceId) === undefined) this.purged.delete(instanceId);
    }
  }

  /** That it was purged is durable: from now on it is not shown, whatever the store still has of it. */
  purge(instanceId: InstanceId): void {
    this.index.takeOut(instanceId);
    this.purged.add(instanceId);
  }

  record(instanceId: InstanceId): InstanceRecord | undefined {
    const shown = this.index.get(instanceId)?.record;
    if (shown !== undefined || this.purged.has(instanceId)) return shown;
    return this.stored.record(instanceId);
  }

  /** As {@link record}, of which the payloads may be missing. */
  private summary(instanceId: InstanceId): InstanceSummary | undefined {
    const shown = this.index.get(instanceId)?.record;
    if (shown !== undefined || this.purged.has(instanceId)) return shown;
    return this.stored.summary(instanceId);
  }

  /** What was shown of an instance since it came into memory. */
  shown(instanceId: InstanceId): InstanceRecord | undefined {
    return this.index.get(instanceId)?.record;
  }

  whole(instanceId: InstanceId): Published | undefined {
    const shown = this.index.get(instanceId);
    if (shown !== undefined || this.purged.has(instanceId)) return shown;
    return this.stored.whole(instanceId);
  }

  /** Ends when it is full, at the last that there is, or when it has looked at as many as one request may. */
  page(query: InstanceQuery): InstancePage {
    const limit = Math.min(query.limit ?? PAGE_ITEMS_DEFAULT, LIMITS.pageItemsMax);
    const items: InstancePage["items"][number][] = [];
    const end = this.examine(query, (summary) => {
      if (items.length === limit) return "stop";
      items.push(summaryOf(summary));
      return "goOn";
    });
    return end === undefined ? { items } : { items, nextCursor: encodeCursor(end) };
  }

  /** How many match, of those that one request may look at. */
  count(query: InstanceQuery): { readonly count: number; readonly nextCursor?: string } {
    let count = 0;
    const end = this.examine(query, () => {
      if (count === LIMITS.pageItemsMax) return "stop";
      count += 1;
      return "goOn";
    });
    return end === undefined ? { count } : { count, nextCursor: encodeCursor(end) };
  }

  /** Shows what matches, newest first. Gives the place after which there may be more; `undefined` at the end of the list. */
  private examine(query: InstanceQuery, show: (summary: InstanceSummary) => "goOn" | "stop"): Place | undefined {
    const { indexed, oldestMs, wants } = queryPlan(query);
    let inVain = 0;
    let last: Place | undefined;
    for (const place of merged(this.index.matching(indexed), this.storedPlaces(indexed))) {
      if (place.createdAtMs < oldestMs) return undefined;
      if (inVain === LIMITS.pageInVainMax) return last;
      const summary = this.summary(place.instanceId);
      if (summary === undefined) continue;
      if (!wants(summary)) inVain += 1;
      else if (show(summary) === "stop") return last;
      last = place;
    }
    return undefined;
  }

  private *storedPlaces(query: StoredQuery): Generator<Place> {
    for (const place of this.stored.places(query)) {
      // Of what is here, the store may have an older state.
      if (this.index.get(place.instanceId) === undefined && !this.purged.has(place.instanceId)) yield place;
    }
  }

  /** Shows each newer state of an instance to the watcher until it says that it has seen enough. Returns what ends that. */
  watch(instanceId: InstanceId, watcher: Watcher): () => void {
    let watchers = this.watchers.get(instanceId);
    if (watchers === undefined) {
      watchers = new Set();
      this.watchers.set(instanceId, watchers);
    }
    watchers.add(watcher);
    return () => {
      watchers.delete(watcher);
      if (watchers.size === 0 && this.watchers.get(instanceId) === watchers) this.watchers.delete(instanceId);
    };
  }
}

/** Returns true when it need not be shown any more. */
export type Watcher = (published: Published) => boolean;

/**
 * Durable events, at most `limit`: those after `afterSeq` of the execution that the caller knows, or
 * from the first one on when the instance has continued as new since.
 */
export function historyPage(
  { record, history }: Published,
  afterSeq: number,
  limit: number,
  known?: ExecutionId,
): HistoryPage {
  const { executionId, eventCount, status } = record;
  const after = known === undefined || known === executionId ? afterSeq : 0;
  const through = Math.min(eventCount, after + limit);
  return { executionId, events: history.slice(after, through), ended: isFinished(status) && through >= eventCount };
}

/** Two lists, newest first, as one. */
function* merged(left: Iterable<Place>, right: Iterable<Place>): Generator<Place> {
  const lefts = left[Symbol.iterator]();
  const rights = right[Symbol.iterator]();
  let a = lefts.next();
  let b = rights.next();
  while (a.done !== true || b.done !== true) {
    if (b.done === true || (a.done !== true && comparePlaces(a.value, b.value) > 0)) {
      if (a.done !== true) yield a.value;
      a = lefts.next();
    } else {
      yield b.value;
      b = rights.next();
    }
  }
}
