import {
  decodeJson,
  type EntityId,
  type EntitySummary,
  type EpochMs,
  entityIdParts,
  InvalidCursor,
  invariant,
  type Json,
  type JsonText,
  LIMITS,
} from "../model/index.js";
import type { TaskKey } from "../partition/message.js";
import { PAGE_ITEMS_DEFAULT } from "./merge-pages.js";

/** A line of a list of entities, on its way from its thread. */
export interface EntityRow {
  readonly entityId: EntityId;
  readonly lastModifiedAtMs: EpochMs | undefined;
  readonly state: JsonText | undefined;
  readonly lockedBy: TaskKey | undefined;
  readonly queued: number;
  /** Nothing of it need be kept. */
  readonly isEmpty: boolean;
}

export interface EntityRows {
  readonly rows: readonly EntityRow[];
  /** The last entity that was looked at; absent when none is behind it. */
  readonly lookedAt?: EntityId;
}

/** Entities stand in lists by their ids, in the order of UTF-16 code units: a cursor is an id, and stays good. */
export const encodeEntityCursor = (entityId: EntityId): string =>
  Buffer.from(JSON.stringify([entityId])).toString("base64url");

/** Throws `InvalidCursor`. */
export function decodeEntityCursor(cursor: string): EntityId {
  const parsed = parse(Buffer.from(cursor, "base64url").toString());
  const [id] = Array.isArray(parsed) && parsed.length === 1 ? (parsed as readonly unknown[]) : [];
  if (typeof id === "string" && entityIdParts(id) !== undefined) return id as EntityId;
  throw new InvalidCursor(
    `"${cursor.slice(0, 100)}" is not a cursor of a list of entities. Use the nextCursor of an earlier page, or none to begin at the first.`,
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // No text of ours: what comes of it is refused as every other text that is no cursor.
    return undefined;
  }
}

/**
 * The first of several threads' rows, each by their ids, as one page. A thread that has not come to its end knows
 * nothing of what lies behind what it has looked at, so the page ends where the first of them stopped.
 */
export function mergeEntityRows(pages: readonly EntityRows[], limit: number = PAGE_ITEMS_DEFAULT): EntityRows {
  const itemsMax = Math.min(limit, LIMITS.pageItemsMax);
  const [horizon] = pages.flatMap(({ lookedAt }) => lookedAt ?? []).sort();
  const known = pages
    .flatMap(({ rows }) => rows)
    .filter(({ entityId }) => horizon === undefined || entityId <= horizon)
    .sort((a, b) => (a.entityId < b.entityId ? -1 : 1));
  const rows = known.slice(0, itemsMax);
  const last = rows.at(-1);
  if (last !== undefined && known.length > rows.length) return { rows, lookedAt: last.entityId };
  return horizon === undefined ? { rows } : { rows, lookedAt: horizon };
}

/** A line as its reader has it. */
export function entitySummary({ entityId, lastModifiedAtMs, state, lockedBy, queued }: EntityRow): EntitySummary {
  const parts = entityIdParts(entityId);
  invariant(parts !== undefined, `"${entityId}" is listed as an entity and is none`);
  return {
    entityId,
    ...parts,
    ...(lastModifiedAtMs !== undefined && { lastModifiedAtMs }),
    ...(state !== undefined && { state: decodeJson(state) as Json }),
    ...(lockedBy !== undefined && { lockedBy: lockedBy.instanceId }),
    queued,
  };
}
