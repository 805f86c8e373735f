import {
  INSTANCE_STATUSES,
  type InstanceId,
  type InstanceRecord,
  type InstanceStatus,
  type InstanceSummary,
  LIMITS,
} from "../model/index.js";
import { decodeCursor, encodeCursor } from "./cursor.js";
import type { InstancePage, InstanceQuery } from "./hub.js";
import { newestFirst, type Place, SortedInstances } from "./sorted-instances.js";

const PAGE_ITEMS_DEFAULT = 50;

/** Lists of instances by creation: of all, and by status, name and tag, so that a page costs what it shows. */
export class InstanceIndex {
  private readonly records = new Map<InstanceId, InstanceRecord>();
  private readonly all = new SortedInstances();
  private readonly byStatus = new Map<InstanceStatus, SortedInstances>(
    INSTANCE_STATUSES.map((status) => [status, new SortedInstances()]),
  );
  private readonly byName = new Map<string, SortedInstances>();
  private readonly byTag = new Map<string, SortedInstances>();

  get(instanceId: InstanceId): InstanceRecord | undefined {
    return this.records.get(instanceId);
  }

  put(record: InstanceRecord): void {
    const before = this.records.get(record.instanceId);
    this.records.set(record.instanceId, record);
    if (before?.status !== record.status) {
      if (before !== undefined) this.byStatus.get(before.status)?.remove(placeOf(before));
      this.byStatus.get(record.status)?.insert(placeOf(record));
    }
    if (before !== undefined) return;
    const place = placeOf(record);
    this.all.insert(place);
    listOf(this.byName, record.name).insert(place);
    for (const [key, value] of Object.entries(record.tags)) listOf(this.byTag, tagKey(key, value)).insert(place);
  }

  page(query: InstanceQuery): InstancePage {
    const after = query.cursor === undefined ? undefined : decodeCursor(query.cursor);
    const limit = Math.min(query.limit ?? PAGE_ITEMS_DEFAULT, LIMITS.pageItemsMax);
    const items: InstanceSummary[] = [];
    for (const { instanceId } of newestFirst(this.narrowest(query), after)) {
      const record = this.records.get(instanceId);
      if (record === undefined || !matches(record, query)) continue;
      const last = items.at(-1);
      if (items.length === limit && last !== undefined) return { items, nextCursor: encodeCursor(placeOf(last)) };
      items.push(summaryOf(record));
    }
    return { items };
  }

  /** Of the lists that hold all that a query can match, those with the fewest instances. */
  private narrowest(query: InstanceQuery): readonly SortedInstances[] {
    const candidates: (readonly SortedInstances[])[] = [[this.all]];
    if (query.statuses !== undefined) {
      candidates.push([...new Set(query.statuses)].flatMap((status) => this.byStatus.get(status) ?? []));
    }
    if (query.name !== undefined) candidates.push(existing(this.byName, query.name));
    for (const [key, value] of Object.entries(query.tags ?? {})) {
      candidates.push(existing(this.byTag, tagKey(key, value)));
    }
    return candidates.reduce((best, candidate) => (sizeOf(candidate) < sizeOf(best) ? candidate : best));
  }
}

function matches(record: InstanceRecord, { statuses, name, tags }: InstanceQuery): boolean {
  if (statuses !== undefined && !statuses.includes(record.status)) return false;
  if (name !== undefined && record.name !== name) return false;
  return Object.entries(tags ?? {}).every(([key, value]) => record.tags[key] === value);
}

function summaryOf({ input: _input, output: _output, ...summary }: InstanceRecord): InstanceSummary {
  return summary;
}

function placeOf({ createdAtMs, instanceId }: Place): Place {
  return { createdAtMs, instanceId };
}

function listOf(lists: Map<string, SortedInstances>, key: string): SortedInstances {
  let list = lists.get(key);
  if (list === undefined) {
    list = new SortedInstances();
    lists.set(key, list);
  }
  return list;
}

function existing(lists: Map<string, SortedInstances>, key: string): readonly SortedInstances[] {
  const list = lists.get(key);
  return list === undefined ? [] : [list];
}

const sizeOf = (lists: readonly SortedInstances[]): number => lists.reduce((sum, list) => sum + list.size, 0);
const tagKey = (key: string, value: string): string => JSON.stringify([key, value]);
