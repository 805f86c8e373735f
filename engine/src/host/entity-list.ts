import { type EntityId, type InstanceId, LIMITS, type PartitionId } from "../model/index.js";
import { type EntityFacts, factsOfEntity, isEmptyEntity } from "../partition/entity-facts.js";
import type { SnapshotStore } from "../storage/snapshot-store.js";
import { decodeEntityCursor, type EntityRow, type EntityRows } from "./entity-pages.js";
import type { HostedGroup } from "./hosted-group.js";
import type { EntityQuery } from "./hub.js";
import { PAGE_ITEMS_DEFAULT } from "./merge-pages.js";
import type { StateBytes } from "./state-bytes.js";

/** Which entities a list shows: those that have a state, or those that a cleaning may be about. */
export type EntityChoice = "withState" | "toClean";

export interface EntityListParts {
  readonly group: HostedGroup;
  readonly store: Pick<SnapshotStore, "entities" | "get">;
  readonly bytes: StateBytes;
  readonly partitionOf: (id: InstanceId) => PartitionId;
}

/**
 * Entities of a thread, by their ids, as they are now: whoever is told waits until that is durable. What changed since
 * the newest snapshot is in memory, and small; of all others the store keeps the order. So no index is kept up to date
 * while entities work, and a page costs what it shows.
 */
export class EntityList {
  constructor(private readonly parts: EntityListParts) {}

  /**
   * Ends when it is full, at the last that there is, when it has looked at as many in vain as one request may, or when
   * the states in it are large. Throws `InvalidCursor`.
   */
  page(query: EntityQuery, choice: EntityChoice): EntityRows {
    const limit = Math.min(query.limit ?? PAGE_ITEMS_DEFAULT, LIMITS.pageItemsMax);
    const withState = query.includeState === true;
    const prefix = prefixOf(query);
    const rows: EntityRow[] = [];
    let inVain = 0;
    let characters = 0;
    let last: EntityId | undefined;
    for (const id of this.ids(prefix, query.cursor, limit)) {
      if (!id.startsWith(prefix)) return { rows };
      const facts = this.facts(id, withState);
      const isShown = facts !== undefined && isChosen(facts, choice) && wants(facts, query);
      if (isShown) characters += facts.state?.length ?? 0;
      const isFull =
        isShown && (rows.length === limit || (rows.length > 0 && characters > LIMITS.pageStateCharactersMax));
      if (last !== undefined && (isFull || inVain === LIMITS.pageInVainMax)) return { rows, lookedAt: last };
      if (isShown) rows.push(rowOf(facts));
      else inVain += 1;
      last = id;
    }
    return { rows };
  }

  /** Of those that changed, only as many are looked for as one page may look at. */
  private ids(prefix: string, cursor: string | undefined, limit: number): Iterable<EntityId> {
    const after = cursor === undefined ? "" : decodeEntityCursor(cursor);
    const isAhead = (id: EntityId): boolean => id > after && id.startsWith(prefix);
    const changed = firstOf(this.changed(isAhead), limit + LIMITS.pageInVainMax + 1);
    const from = prefix !== "" && after < prefix ? justBefore(prefix) : after;
    return united(changed, this.parts.store.entities(from) as Iterable<EntityId>);
  }

  private *changed(isAhead: (id: EntityId) => boolean): Generator<EntityId> {
    for (const { entities } of this.parts.group.states) {
      for (const id of entities.changedKeys()) if (isAhead(id)) yield id;
    }
  }

  private facts(id: EntityId, withState: boolean): EntityFacts | undefined {
    const { group, store, bytes, partitionOf } = this.parts;
    const partition = partitionOf(id);
    const table = group.get(partition)?.entities;
    const resident = table?.resident(id);
    if (resident !== undefined) return factsOfEntity(resident, withState);
    if (table?.isChanged(id) === true) return undefined;
    const stored = store.get(partition, id);
    return stored === undefined ? undefined : bytes.entityFacts(stored, withState);
  }
}

/** What the ids begin with. A name is in lower case by now. */
function prefixOf({ name, keyPrefix = "" }: EntityQuery): string {
  return name === undefined ? "" : `@${name}@${keyPrefix}`;
}

/** Ids are printable ASCII, so none lies between this and what begins with the prefix. */
function justBefore(prefix: string): string {
  const end = prefix.length - 1;
  return `${prefix.slice(0, end)}${String.fromCharCode(prefix.charCodeAt(end) - 1)}\uffff`;
}

function isChosen(facts: EntityFacts, choice: EntityChoice): boolean {
  if (choice === "withState") return facts.hasState;
  return facts.lockedBy !== undefined || isEmptyEntity(facts);
}

/** What has performed nothing since the time is kept has done so before every time. */
function wants({ lastModifiedAtMs = Number.NEGATIVE_INFINITY }: EntityFacts, query: EntityQuery): boolean {
  const { lastModifiedFromMs, lastModifiedBeforeMs } = query;
  if (lastModifiedFromMs !== undefined && lastModifiedAtMs < lastModifiedFromMs) return false;
  return lastModifiedBeforeMs === undefined || lastModifiedAtMs < lastModifiedBeforeMs;
}

function rowOf(facts: EntityFacts): EntityRow {
  const { entityId, state, lastModifiedAtMs, lockedBy, queued } = facts;
  return { entityId, state, lastModifiedAtMs, lockedBy, queued, isEmpty: isEmptyEntity(facts) };
}

/** The first ids in order, of any number of them in none: without sorting all. */
export function firstOf<Id extends string>(ids: Iterable<Id>, count: number): readonly Id[] {
  let first: Id[] = [];
  let bound: Id | undefined;
  for (const id of ids) {
    if (bound !== undefined && id > bound) continue;
    first.push(id);
    if (first.length < 2 * count) continue;
    first = first.sort().slice(0, count);
    bound = first.at(-1);
  }
  return first.sort().slice(0, count);
}

/** Two lists, each ascending, as one in which each id stands once. */
function* united<Id extends string>(left: Iterable<Id>, right: Iterable<Id>): Generator<Id> {
  const lefts = left[Symbol.iterator]();
  const rights = right[Symbol.iterator]();
  let a = lefts.next();
  let b = rights.next();
  while (a.done !== true || b.done !== true) {
    if (b.done === true || (a.done !== true && a.value < b.value)) {
      if (a.done !== true) yield a.value;
      a = lefts.next();
      continue;
    }
    yield b.value;
    if (a.done !== true && a.value === b.value) a = lefts.next();
    b = rights.next();
  }
}
