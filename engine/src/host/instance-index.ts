import {
  INSTANCE_STATUSES,
  type InstanceId,
  type InstanceRecord,
  type InstanceStatus,
  type InstanceSummary,
} from "../model/index.js";
import type { StoredQuery } from "../storage/snapshot-store.js";
import type { Published } from "./durable-view.js";
import { termsOf } from "./query-plan.js";
import { newestFirst, type Place, SortedInstances } from "./sorted-instances.js";

/**
 * Lists of published instances by creation: of all, and by status, name and tag, so that a page costs what
 * it shows. The lists are brought up to date when somebody looks at one: most runs come, go on and end
 * without that.
 */
export class InstanceIndex {
  private readonly published = new Map<InstanceId, Published>();
  /** Those that the lists may not show as they are. */
  private readonly stale = new Set<InstanceId>();
  /** What the lists show. */
  private readonly listed = new Map<InstanceId, InstanceRecord>();
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
    const { instanceId } = published.record;
    this.published.set(instanceId, published);
    this.stale.add(instanceId);
  }

  /** It is shown no more. */
  takeOut(instanceId: InstanceId): void {
    this.published.delete(instanceId);
    this.stale.delete(instanceId);
    const listed = this.listed.get(instanceId);
    if (listed !== undefined) this.unlist(listed);
  }

  /** Takes many out at once: each list is gone through once. */
  remove(gone: ReadonlySet<InstanceId>): void {
    let wasListed = false;
    for (const instanceId of gone) {
      this.published.delete(instanceId);
      this.stale.delete(instanceId);
      if (this.listed.delete(instanceId)) wasListed = true;
    }
    if (!wasListed) return;
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
  *matching(query: StoredQuery): Generator<Place> {
    this.bringUpToDate();
    for (const place of newestFirst(this.narrowest(query), query.before)) {
      const record = this.published.get(place.instanceId)?.record;
      if (record !== undefined && matches(record, query)) yield place;
    }
  }

  private bringUpToDate(): void {
    for (const instanceId of this.stale) {
      const record = this.published.get(instanceId)?.record;
      if (record !== undefined) this.list(record, this.listed.get(instanceId));
    }
    this.stale.clear();
  }

  private unlist(record: InstanceRecord): void {
    this.listed.delete(record.instanceId);
    const place = placeOf(record);
    this.all.remove(place);
    this.byStatus.get(record.status)?.remove(place);
    takeFrom(this.byName, record.name, place);
    for (const [key, value] of Object.entries(termsOf(record))) takeFrom(this.byTag, tagKey(key, value), place);
  }

  private list(record: InstanceRecord, listed: InstanceRecord | undefined): void {
    const before = listed !== undefined && standsWhere(listed, record) ? listed : undefined;
    if (listed !== undefined && before === undefined) this.unlist(listed);
    this.listed.set(record.instanceId, record);
    const place = placeOf(record);
    if (before?.status !== record.status) {
      if (before !== undefined) this.byStatus.get(before.status)?.remove(place);
      this.byStatus.get(record.status)?.insert(place);
    }
    if (before !== undefined) return;
    this.all.insert(place);
    listOf(this.byName, record.name).insert(place);
    for (const [key, value] of Object.entries(termsOf(record))) listOf(this.byTag, tagKey(key, value)).insert(place);
  }

  /** Of the lists that hold all that a query can match, those with the fewest instances. */
  private narrowest(query: StoredQuery): readonly SortedInstances[] {
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

function matches(record: InstanceRecord, { statuses, name, tags }: StoredQuery): boolean {
  if (statuses !== undefined && !statuses.includes(record.status)) return false;
  if (name !== undefined && record.name !== name) return false;
  if (tags === undefined) return true;
  const terms = termsOf(record);
  return Object.entries(tags).every(([key, value]) => Object.hasOwn(terms, key) && terms[key] === value);
}

/** A record without its payloads. */
export function summaryOf(record: InstanceSummary | InstanceRecord): InstanceSummary {
  if (!("input" in record)) return record;
  const { input: _input, output: _output, ...summary } = record;
  return summary;
}

/** False: another instance took the id, and stands elsewhere in the lists. */
function standsWhere(before: InstanceRecord, { createdAtMs, name, tags, attributes }: InstanceRecord): boolean {
  return (
    before.createdAtMs === createdAtMs &&
    before.name === name &&
    before.tags === tags &&
    before.attributes === attributes
  );
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

function takeFrom(lists: Map<string, SortedInstances>, key: string, place: Place): void {
  const list = lists.get(key);
  list?.remove(place);
  if (list?.size === 0) lists.delete(key);
}

function existing(lists: Map<string, SortedInstances>, key: string): readonly SortedInstances[] {
  const list = lists.get(key);
  return list === undefined ? [] : [list];
}

const sizeOf = (lists: readonly SortedInstances[]): number => lists.reduce((sum, list) => sum + list.size, 0);
const tagKey = (key: string, value: string): string => JSON.stringify([key, value]);
