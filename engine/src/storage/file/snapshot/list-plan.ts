import type { StoredPlace, StoredQuery } from "../../snapshot-store.js";
import { termHash } from "./key-hash.js";
import { firstWhere, type ListedPlaces } from "./listed-places.js";
import type { LiveCounts } from "./live-counts.js";
import type { CreatedRange } from "./segment-directory.js";
import { codeOf, isInstanceCode } from "./status-code.js";
import { mayHold, type TermFilter } from "./term-filter.js";

/** What a query asks of segments, in the numbers that they keep. */
export interface ListPlan {
  /** `undefined`: any. */
  readonly statusCodes: ReadonlySet<number> | undefined;
  /** Hashes of terms that an entry must have, every one. */
  readonly terms: readonly number[];
  readonly before: StoredPlace | undefined;
}

/** What is in memory of a segment for lists. `filter` is missing while it is open: then any term may be in it. */
export interface SegmentSummary {
  readonly range: CreatedRange | undefined;
  readonly live: LiveCounts;
  readonly filter?: TermFilter;
}

export function listPlan({ statuses, name, tags, before }: StoredQuery): ListPlan {
  const terms = Object.entries(tags ?? {}).map(([tag, value]) => termHash({ kind: "tag", tag, value }));
  if (name !== undefined) terms.push(termHash({ kind: "name", name }));
  return { statusCodes: statuses === undefined ? undefined : new Set(statuses.map(codeOf)), terms, before };
}

/** True: no live record of the segment can be in the list, so nothing of it need be read. */
export function canSkip({ range, live, filter }: SegmentSummary, { statusCodes, terms, before }: ListPlan): boolean {
  if (range === undefined) return true;
  if (before !== undefined && range.oldestMs > before.createdAtMs) return true;
  if (!live.byStatus.some((count, code) => count > 0 && isInstanceCode(code) && (statusCodes?.has(code) ?? true)))
    return true;
  return filter !== undefined && !terms.every((hash) => mayHold(filter, hash));
}

/**
 * The places from `first` on that the segment's columns do not exclude, newest first. Hashes may lie:
 * what is found is compared with the query once it is read.
 */
export function* plannedPlaces(
  places: ListedPlaces,
  { statusCodes, terms }: ListPlan,
  first: number,
): Generator<number> {
  const [rarest, ...others] = terms.map((hash) => places.withTerm(hash)).sort((a, b) => a.length - b.length);
  const count = rarest?.length ?? places.entitiesFrom;
  const placeAt = (index: number) => rarest?.[index] ?? index;
  for (let index = firstWhere(count, (at) => placeAt(at) >= first); index < count; index++) {
    const place = placeAt(index);
    if (statusCodes !== undefined && !statusCodes.has(places.statusCode(place))) continue;
    if (others.every((other) => includes(other, place))) yield place;
  }
}

/** The first place that comes after `before` in the list. `instanceId` is asked only where times are equal. */
export function firstAfter(
  places: ListedPlaces,
  before: StoredPlace | undefined,
  instanceId: (place: number) => string,
): number {
  if (before === undefined) return 0;
  return firstWhere(places.entitiesFrom, (place) => {
    const createdAtMs = places.createdAtMs(place);
    if (createdAtMs !== before.createdAtMs) return createdAtMs < before.createdAtMs;
    return instanceId(place) < before.instanceId;
  });
}

function includes(ascending: ArrayLike<number>, wanted: number): boolean {
  const index = firstWhere(ascending.length, (at) => (ascending[at] ?? 0) >= wanted);
  return ascending[index] === wanted;
}
