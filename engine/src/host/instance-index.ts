import {
  INSTANCE_STATUSES,
  type InstanceId,
  type InstanceRecord,
  type InstanceStatus,
  type InstanceSummary,
} from "../model/index.js";
import type { Published } from "./durable-view.js";
import type { InstanceQuery } from "./hub.js";
import { newestFirst, type Place, SortedInstances } from "./sorted-instances.js";

/** Lists of published instances by creation: of all, and by status, name and tag, so that a page costs what it shows. */
export class InstanceIndex {
  private readonly published = new Map<InstanceId, Published>();
  private readonly all = new SortedInstances();
  private readonly byStatus = new Map<InstanceStatus, SortedInstances>(
    INSTANCE_STATUSES.map((status) => [status, new SortedInstances()]),
  );
  private readonly byName = new Map<string, SortedInstances>();
  private readonly byTag = new Map<string, SortedInstances>();

  get(instanceId: InstanceId): Published | undefined {
    return this.published.get(instanceId);
  }

  get size(): number {
    return this.published.size;
  }

  put(published: Published): void {
    const { record } = published;
    const before = this.published.get(record.instanceId)?.record;
    this.published.set(record.instanceId, published);
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

  /** Takes many out at once: each list is gone through once. */
  remove(gone: ReadonlySet<InstanceId>): void {
    for (const instanceId of gone) this.published.delete(instanceId);
    const stays = ({ instanceId }: Place): boolean => !gone.has(instanceId);
    this.all.keep(stays);
    for (const list of this.byStatus.values()) list.keep(stays);
    for (const lists of [this.byName, this.byTag]) {
      for (const [key, list] of lists) {
        list.keep(stays);
        if (list.size === 0) lists.delete(key);
      }
    }
  }

  /** The places of all that match, newest first. */
  *matching(query: InstanceQuery, before: Place | undefined): Generator<Place> {
    for (const place of newestFirst(this.narrowest(query), before)) {
      const record = this.published.get(place.instanceId)?.record;
      if (record !== undefined && matches(record, query)) yield place;
    }
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

/** The record without its payloads. */
export function summaryOf({ input: _input, output: _output, ...summary }: InstanceRecord): InstanceSummary {
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
