import fc from "fast-check";
import { expect, test } from "vitest";
import { encodeJson, executionId, INSTANCE_STATUSES, type InstanceRecord, instanceId } from "../model/index.js";
import { DurableView, type StoredInstances } from "./durable-view.js";
import type { InstanceQuery } from "./hub.js";
import { termsOf } from "./query-plan.js";
import { comparePlaces } from "./sorted-instances.js";

const records = fc.array(
  fc.record({
    id: fc.integer({ min: 0, max: 30 }),
    createdAtMs: fc.integer({ min: 0, max: 5 }),
    status: fc.constantFrom(...INSTANCE_STATUSES),
    name: fc.constantFrom("a", "b"),
    colour: fc.constantFrom("red", "blue"),
    stage: fc.constantFrom("first", "second", undefined),
  }),
  { maxLength: 60 },
);

const queries: fc.Arbitrary<InstanceQuery> = fc.record(
  {
    statuses: fc.subarray([...INSTANCE_STATUSES]),
    name: fc.constantFrom("a", "b", "c"),
    tags: fc.record({ colour: fc.constantFrom("red", "blue", "green") }),
    attributes: fc.record({ stage: fc.constantFrom("first", "second", "third") }),
  },
  { requiredKeys: [] },
);

/** A store that holds what is put into it, as a snapshot would. */
function storeOf(stored: Map<string, InstanceRecord>): StoredInstances {
  return {
    record: (id) => stored.get(id),
    summary: (id) => stored.get(id),
    whole: (id) => {
      const record = stored.get(id);
      return record && { record, history: [] };
    },
    places: ({ statuses, name, tags, before }) =>
      [...stored.values()]
        .filter((record) => statuses === undefined || statuses.includes(record.status))
        .filter((record) => name === undefined || name === record.name)
        .filter((record) => Object.entries(tags ?? {}).every(([key, value]) => termsOf(record)[key] === value))
        .filter((record) => before === undefined || comparePlaces(record, before) < 0)
        .sort((a, b) => comparePlaces(b, a)),
  };
}

test("pages of any size are the whole list, newest first, filtered, wherever an instance is: as a plain filter and sort would give it", () => {
  fc.assert(
    fc.property(
      records,
      queries,
      fc.integer({ min: 1, max: 7 }),
      fc.integer({ min: 1, max: 9 }),
      (puts, query, limit, every) => {
        const stored = new Map<string, InstanceRecord>();
        const view = new DurableView(storeOf(stored));
        const plain = new Map<string, InstanceRecord>();
        for (const [index, put] of puts.entries()) {
          const record = recordOf(put, plain);
          view.publish({ record, history: [] });
          // Lists bring the index up to date: what stood in it before must give way.
          if (index % 2 === 0) view.page({ limit: 1 });
          plain.set(record.instanceId, record);
          if (index % every !== 0) continue;
          // A snapshot: everything is in the store, and some of it leaves memory.
          for (const known of plain.values()) stored.set(known.instanceId, known);
          view.forget(new Set([...plain.values()].filter((_, at) => at % 2 === 0).map((known) => known.instanceId)));
        }
        const paged: string[] = [];
        let cursor: string | undefined;
        do {
          const page = view.page({ ...query, limit, ...(cursor !== undefined && { cursor }) });
          expect(page.items.length).toBeLessThanOrEqual(limit);
          paged.push(...page.items.map((item) => item.instanceId));
          cursor = page.nextCursor;
        } while (cursor !== undefined);
        const expected = [...plain.values()]
          .filter((record) => query.statuses === undefined || query.statuses.includes(record.status))
          .filter((record) => query.name === undefined || query.name === record.name)
          .filter((record) => query.tags === undefined || query.tags.colour === record.tags.colour)
          .filter((record) => query.attributes === undefined || query.attributes.stage === record.attributes?.stage)
          .sort((a, b) => b.createdAtMs - a.createdAtMs || (a.instanceId < b.instanceId ? 1 : -1))
          .map((record) => record.instanceId as string);
        expect(paged).toEqual(expected);
      },
    ),
  );
});

/** A later record of an instance differs in its status, and in the attributes that its orchestration has set. */
function recordOf(
  put: {
    id: number;
    createdAtMs: number;
    status: InstanceRecord["status"];
    name: string;
    colour: string;
    stage: string | undefined;
  },
  known: ReadonlyMap<string, InstanceRecord>,
): InstanceRecord {
  const before = known.get(`i${put.id}`);
  const attributes = put.stage === undefined ? undefined : { stage: put.stage };
  if (before !== undefined) return { ...before, status: put.status, attributes };
  return {
    instanceId: instanceId(`i${put.id}`),
    executionId: executionId("e"),
    name: put.name,
    status: put.status,
    tags: { colour: put.colour },
    attributes,
    createdAtMs: put.createdAtMs,
    updatedAtMs: put.createdAtMs,
    eventCount: 1,
    input: encodeJson(null),
  };
}
