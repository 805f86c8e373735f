import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type EntityId,
  entityId,
  type InstanceId,
  InvalidCursor,
  type JsonText,
  LIMITS,
  type PartitionId,
  partitionId,
  partitionOf,
} from "../model/index.js";
import { newEntity } from "../partition/entity.js";
import type { Entity, Instance } from "../partition/state.js";
import { logPosition } from "../storage/log.js";
import { memoryPayloads, payloadShelf } from "../storage/memory/memory-payloads.js";
import { memorySnapshot, memorySnapshots } from "../storage/memory/memory-snapshots.js";
import type { SnapshotStore } from "../storage/snapshot-store.js";
import { EntityList, firstOf } from "./entity-list.js";
import { decodeEntityCursor, type EntityRows, encodeEntityCursor, mergeEntityRows } from "./entity-pages.js";
import { HostedGroup } from "./hosted-group.js";
import type { EntityQuery } from "./hub.js";
import { ResidentTable } from "./resident-table.js";
import { stateBytes } from "./state-bytes.js";

const PARTITIONS = [0, 1, 2, 3].map(partitionId);
const partitionIn = (id: EntityId): PartitionId => partitionOf(id, PARTITIONS.length);

/** The entities of one thread, of which some are in memory and some in a store. */
class Thread {
  private readonly store: SnapshotStore;
  private readonly bytes = stateBytes(memoryPayloads(payloadShelf()));
  private readonly tables: ReadonlyMap<PartitionId, ResidentTable<EntityId, Entity>>;
  private readonly list: EntityList;
  private finish: () => void = () => undefined;

  constructor(private readonly partitions: readonly PartitionId[]) {
    this.store = memorySnapshots(memorySnapshot(), partitions);
    this.tables = new Map(partitions.map((partition) => [partition, this.table(partition)]));
    const states = partitions.map((partition) => ({
      ...{ partition, codes: new Map(), outbox: new Map(), dedup: new Map() },
      instances: new ResidentTable<InstanceId, Instance>(() => undefined),
      entities: this.of(partition),
    }));
    const group = new HostedGroup(PARTITIONS.length, states);
    const partitionOfId = (id: InstanceId) => partitionOf(id, PARTITIONS.length);
    this.list = new EntityList({ group, store: this.store, bytes: this.bytes, partitionOf: partitionOfId });
  }

  put(entity: Entity): void {
    this.of(partitionIn(entity.entityId)).put(entity.entityId, entity);
  }

  delete(id: EntityId): void {
    this.of(partitionIn(id)).delete(id);
  }

  /** Writes a snapshot: `evicts` lets go of what is in memory then; `isUnfinished` has it finished before the next one. */
  snapshot({ evicts = false, isUnfinished = false } = {}): void {
    this.finish();
    const writer = this.store.begin({ position: logPosition(1), epoch: 1 });
    for (const [partition, table] of this.tables) {
      for (const { key, value } of table.capture((entity) => entity)) {
        if (value === undefined) writer.remove(partition, key);
        else writer.put(partition, { key, bytes: this.bytes.ofEntity(value), isEntity: true, wake: "never" });
      }
    }
    this.finish = () => {
      this.finish = () => undefined;
      void writer.finish(new Map(this.partitions.map((partition) => [partition, new Uint8Array()])));
      for (const table of this.tables.values()) {
        table.written();
        if (!evicts) continue;
        const anything = (): boolean => true;
        table.evict(0, anything, () => undefined);
      }
    };
    if (!isUnfinished) this.finish();
  }

  page(query: EntityQuery): EntityRows {
    return this.list.page(query, "withState");
  }

  private of(partition: PartitionId): ResidentTable<EntityId, Entity> {
    const table = this.tables.get(partition);
    if (table === undefined) throw new Error(`partition ${partition} is another thread's`);
    return table;
  }

  private table(partition: PartitionId): ResidentTable<EntityId, Entity> {
    return new ResidentTable((id) => {
      const stored = this.store.get(partition, id);
      return stored === undefined ? undefined : this.bytes.entity(stored);
    });
  }
}

class Threads {
  private readonly threads: readonly Thread[];

  constructor(count: number) {
    this.threads = Array.from(
      { length: count },
      (_, index) => new Thread(PARTITIONS.filter((partition) => partition % count === index)),
    );
  }

  of(id: EntityId): Thread {
    return this.threads[partitionIn(id) % this.threads.length] as Thread;
  }

  snapshot(options: Parameters<Thread["snapshot"]>[0]): void {
    for (const thread of this.threads) thread.snapshot(options);
  }

  page(query: EntityQuery): EntityRows {
    return mergeEntityRows(
      this.threads.map((thread) => thread.page(query)),
      query.limit,
    );
  }

  /** All pages of a list, and how many they were. */
  whole(query: EntityQuery): { readonly ids: readonly EntityId[]; readonly pages: number } {
    const ids: EntityId[] = [];
    let cursor: string | undefined;
    for (let pages = 1; ; pages++) {
      const { rows, lookedAt } = this.page({ ...query, ...(cursor !== undefined && { cursor }) });
      ids.push(...rows.map(({ entityId: id }) => id));
      if (lookedAt === undefined) return { ids, pages };
      cursor = encodeEntityCursor(lookedAt);
    }
  }
}

const entity = (id: EntityId, state: JsonText | undefined, lastModifiedAtMs = 0): Entity => ({
  ...newEntity(id),
  lastModifiedAtMs,
  ...(state !== undefined && { state }),
});

const IDS = ["a", "b"].flatMap((name) => ["1", "10", "2", "x", "y", "z"].map((key) => entityId(name, key)));
const id = fc.constantFrom(...IDS);
const acts = fc.array(
  fc.oneof(
    fc.record({
      act: fc.constant("put" as const),
      id,
      state: fc.option(
        fc.constantFrom("1", "2").map((text) => text as JsonText),
        { nil: undefined },
      ),
      atMs: fc.nat({ max: 9 }),
    }),
    fc.record({ act: fc.constant("delete" as const), id }),
    fc.record({ act: fc.constant("snapshot" as const), evicts: fc.boolean(), isUnfinished: fc.boolean() }),
  ),
  { maxLength: 40 },
);
const queries: fc.Arbitrary<EntityQuery> = fc
  .record(
    {
      name: fc.constantFrom("a", "b"),
      keyPrefix: fc.constantFrom("1", "10", "x", "w"),
      lastModifiedFromMs: fc.nat({ max: 9 }),
      lastModifiedBeforeMs: fc.nat({ max: 9 }),
      limit: fc.integer({ min: 1, max: 4 }),
    },
    { requiredKeys: ["limit"] },
  )
  .map(({ keyPrefix, ...query }) =>
    query.name === undefined || keyPrefix === undefined ? query : { ...query, keyPrefix },
  );

describe("a list of entities", () => {
  test("is what a plain filter and sort would give, wherever its entities are and however long its pages", () => {
    fc.assert(
      fc.property(acts, queries, fc.integer({ min: 1, max: 3 }), (all, query, count) => {
        const threads = new Threads(count);
        const plain = new Map<EntityId, Entity>();
        for (const step of all) {
          if (step.act === "snapshot") {
            threads.snapshot(step);
          } else if (step.act === "delete") {
            threads.of(step.id).delete(step.id);
            plain.delete(step.id);
          } else {
            const put = entity(step.id, step.state, step.atMs);
            threads.of(step.id).put(put);
            plain.set(step.id, put);
          }
        }
        const { name, keyPrefix = "", lastModifiedFromMs = 0, lastModifiedBeforeMs = 10 } = query;
        const right = [...plain.values()]
          .filter(({ state }) => state !== undefined)
          .filter(({ entityId: each }) => name === undefined || each.startsWith(`@${name}@${keyPrefix}`))
          .filter(({ lastModifiedAtMs: atMs = 0 }) => atMs >= lastModifiedFromMs && atMs < lastModifiedBeforeMs)
          .map(({ entityId: each }) => each)
          .sort();
        expect(threads.whole(query).ids).toEqual(right);
      }),
      { numRuns: 500 },
    );
  });

  test.each([false, true])(
    "looks at so many in vain in one request, and goes on in the next (stored: %s)",
    (isStored) => {
      const threads = new Threads(2);
      const numbers = Array.from({ length: 3 * LIMITS.pageInVainMax }, (_, index) => String(index).padStart(4, "0"));
      for (const number of numbers) {
        const each = entityId("a", number);
        threads.of(each).put(entity(each, "1" as JsonText, number === numbers.at(-1) ? 9 : 1));
      }
      if (isStored) threads.snapshot({ evicts: true });
      const { ids, pages } = threads.whole({ lastModifiedFromMs: 5 });
      expect(ids).toEqual([entityId("a", numbers.at(-1) ?? "")]);
      expect(pages).toBeGreaterThan(1);
      expect(threads.page({ lastModifiedFromMs: 5 }).rows).toEqual([]);
    },
  );
});

test("the first of many, in order, are what sorting all would give", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string()), fc.integer({ min: 1, max: 9 }), (texts, count) => {
      expect(firstOf(texts, count)).toEqual([...texts].sort().slice(0, count));
    }),
  );
});

test("a cursor is of a list of entities, or is refused", () => {
  const one = entityId("a", "u@1");
  expect(decodeEntityCursor(encodeEntityCursor(one))).toBe(one);
  for (const cursor of ["", "nonsense", Buffer.from('["order-1"]').toString("base64url")]) {
    expect(() => decodeEntityCursor(cursor)).toThrow(InvalidCursor);
  }
});
