import type { AttributeValue, InstanceRecord, InstanceSummary, SearchAttributes } from "../model/index.js";
import type { StoredQuery } from "../storage/snapshot-store.js";
import { decodeCursor } from "./cursor.js";
import type { AttributeCondition, InstanceQuery } from "./hub.js";
import type { Place } from "./sorted-instances.js";

/**
 * How a list is made. Statuses, name, tags and attributes that must equal something have an index, and so has the
 * time of creation, which is the order of every list. For the rest instances are looked at one by one, so many in a
 * request as {@link LIMITS.pageInVainMax} says.
 */
export interface QueryPlan {
  /** What indexes answer, of the store and of what is in memory alike. */
  readonly indexed: StoredQuery;
  /** Nothing older is in the list. */
  readonly oldestMs: number;
  /** Whether an instance that the indexes gave belongs into the list. */
  readonly wants: (summary: InstanceSummary) => boolean;
}

/** Throws `InvalidCursor`. */
export function queryPlan(query: InstanceQuery): QueryPlan {
  const { statuses, name, tags, attributes } = query;
  const terms = { ...tags, ...equalities(attributes) };
  const before = newestPlace(query);
  return {
    indexed: {
      ...(statuses !== undefined && { statuses }),
      ...(name !== undefined && { name }),
      ...(Object.keys(terms).length > 0 && { tags: terms }),
      ...(before !== undefined && { before }),
    },
    oldestMs: query.createdFromMs ?? Number.NEGATIVE_INFINITY,
    wants: (summary) => wants(summary, query),
  };
}

/** The tags of an instance, and its attributes in the shape of tags: what an index of terms holds of it. */
export function termsOf({ tags, attributes }: Pick<InstanceRecord, "tags" | "attributes">): InstanceRecord["tags"] {
  if (attributes === undefined) return tags;
  const terms: Record<string, string> = { ...tags };
  for (const [key, value] of Object.entries(attributes)) terms[termKey(key)] = termValue(value);
  return terms;
}

/** No tag that a person writes begins so; and if one does, `wants` has the last word. */
const termKey = (attribute: string): string => `\u0000${attribute}`;

function termValue(value: AttributeValue): string {
  return typeof value === "object" ? `time ${value.timeMs}` : JSON.stringify(value);
}

function equalities(attributes: InstanceQuery["attributes"]): Readonly<Record<string, string>> {
  const terms: Record<string, string> = {};
  for (const [key, condition] of Object.entries(attributes ?? {})) {
    if (!isRange(condition)) terms[termKey(key)] = termValue(condition);
  }
  return terms;
}

/** Only what comes after this place can be in the list: the end of the page before, or the latest creation. */
function newestPlace({ cursor, createdBeforeMs }: InstanceQuery): Place | undefined {
  const after = cursor === undefined ? undefined : decodeCursor(cursor);
  if (createdBeforeMs === undefined) return after;
  // No id is empty: everything that was created at this time comes before the place, and is not in the list.
  const latest = { createdAtMs: createdBeforeMs, instanceId: "" as Place["instanceId"] };
  return after !== undefined && after.createdAtMs < createdBeforeMs ? after : latest;
}

function wants(record: InstanceSummary, query: InstanceQuery): boolean {
  const { version, idPrefix, completedFromMs, completedBeforeMs, attributes } = query;
  if (version !== undefined && record.version !== version) return false;
  if (idPrefix !== undefined && !record.instanceId.startsWith(idPrefix)) return false;
  if (completedFromMs !== undefined || completedBeforeMs !== undefined) {
    const { completedAtMs } = record;
    if (completedAtMs === undefined || completedAtMs < (completedFromMs ?? Number.NEGATIVE_INFINITY)) return false;
    if (completedAtMs >= (completedBeforeMs ?? Number.POSITIVE_INFINITY)) return false;
  }
  return Object.entries(attributes ?? {}).every(([key, condition]) => meets(record.attributes, key, condition));
}

function meets(attributes: SearchAttributes | undefined, key: string, condition: AttributeCondition): boolean {
  if (attributes === undefined || !Object.hasOwn(attributes, key)) return false;
  const value = attributes[key] as AttributeValue;
  if (!isRange(condition)) return termValue(value) === termValue(condition);
  const { from, below } = condition;
  return (from === undefined || compare(value, from) >= 0) && (below === undefined || compare(value, below) < 0);
}

/** Values of different types have no order: `NaN`, which is neither from nor below. */
function compare(a: AttributeValue, b: AttributeValue): number {
  if (typeof a === "object" && typeof b === "object") return a.timeMs - b.timeMs;
  if (typeof a !== typeof b || typeof a === "object" || typeof b === "object") return Number.NaN;
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function isRange(condition: AttributeCondition): condition is Exclude<AttributeCondition, AttributeValue> {
  return typeof condition === "object" && !("timeMs" in condition);
}
