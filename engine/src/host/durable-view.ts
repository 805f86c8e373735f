import {
  type ExecutionId,
  type HistoryEvent,
  type InstanceId,
  type InstanceRecord,
  isFinished,
  LIMITS,
} from "../model/index.js";
import type { StoredQuery } from "../storage/snapshot-store.js";
import { decodeCursor, encodeCursor } from "./cursor.js";
import type { InstancePage, InstanceQuery } from "./hub.js";
import { InstanceIndex, summaryOf } from "./instance-index.js";
import { PAGE_ITEMS_DEFAULT } from "./merge-pages.js";
import type { HistoryPage } from "./protocol.js";
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
  private readonly watchers = new Map<InstanceId, Set<Watcher>>();

  constructor(private readonly stored: StoredInstances) {}

  /** This is durable from now on. */
  publish(published: Published): void {
    const { record } = published;
    this.index.put(published);
    const watchers = this.watchers.get(record.instanceId);
    if (watchers === undefined) return;
    for (const watcher of watchers) {
      if (watcher(published)) watchers.delete(watcher);
    }
    if (watchers.size === 0) this.watchers.delete(record.instanceId);
  }

  /** The store has these as they are here. */
  forget(instanceIds: ReadonlySet<InstanceId>): void {
    if (instanceIds.size > 0) this.index.remove(instanceIds);
  }

  record(instanceId: InstanceId): InstanceRecord | undefined {
    return this.index.get(instanceId)?.record ?? this.stored.record(instanceId);
  }

  /** What was shown of an instance since it came into memory. */
  shown(instanceId: InstanceId): InstanceRecord | undefined {
    return this.index.get(instanceId)?.record;
  }

  whole(instanceId: InstanceId): Published | undefined {
    return this.index.get(instanceId) ?? this.stored.whole(instanceId);
  }

  page(query: InstanceQuery): InstancePage {
    const before = query.cursor === undefined ? undefined : decodeCursor(query.cursor);
    const limit = Math.min(query.limit ?? PAGE_ITEMS_DEFAULT, LIMITS.pageItemsMax);
    const { statuses, name, tags } = query;
    const asked: StoredQuery = {
      ...(statuses !== undefined && { statuses }),
      ...(name !== undefined && { name }),
      ...(tags !== undefined && { tags }),
      ...(before !== undefined && { before }),
    };
    const items: InstancePage["items"][number][] = [];
    for (const instanceId of merged(this.index.matching(query, before), this.storedPlaces(asked))) {
      const record = this.record(instanceId);
      if (record === undefined) continue;
      const last = items.at(-1);
      if (items.length === limit && last !== undefined) return { items, nextCursor: encodeCursor(last) };
      items.push(summaryOf(record));
    }
    return { items };
  }

  private *storedPlaces(query: StoredQuery): Generator<Place> {
    for (const place of this.stored.places(query)) {
      // Of what is here, the store may have an older state.
      if (this.index.get(place.instanceId) === undefined) yield place;
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
function* merged(left: Iterable<Place>, right: Iterable<Place>): Generator<InstanceId> {
  const lefts = left[Symbol.iterator]();
  const rights = right[Symbol.iterator]();
  let a = lefts.next();
  let b = rights.next();
  while (a.done !== true || b.done !== true) {
    if (b.done === true || (a.done !== true && comparePlaces(a.value, b.value) > 0)) {
      if (a.done !== true) yield a.value.instanceId;
      a = lefts.next();
    } else {
      yield b.value.instanceId;
      b = rights.next();
    }
  }
}
