import fc from "fast-check";
import { expect, test } from "vitest";
import { encodeJson, executionId, INSTANCE_STATUSES, type InstanceRecord, instanceId } from "../model/index.js";
import type { InstanceQuery } from "./hub.js";
import { InstanceIndex } from "./instance-index.js";

const records = fc.array(
  fc.record({
    id: fc.integer({ min: 0, max: 30 }),
    createdAtMs: fc.integer({ min: 0, max: 5 }),
    status: fc.constantFrom(...INSTANCE_STATUSES),
    name: fc.constantFrom("a", "b"),
    colour: fc.constantFrom("red", "blue"),
  }),
  { maxLength: 60 },
);

const queries: fc.Arbitrary<InstanceQuery> = fc.record(
  {
    statuses: fc.subarray([...INSTANCE_STATUSES]),
    name: fc.constantFrom("a", "b", "c"),
    tags: fc.record({ colour: fc.constantFrom("red", "blue", "green") }),
  },
  { requiredKeys: [] },
);

test("pages of any size are the whole list, newest first, filtered: as a plain filter and sort would give it", () => {
  fc.assert(
    fc.property(records, queries, fc.integer({ min: 1, max: 7 }), (puts, query, limit) => {
      const index = new InstanceIndex();
      const plain = new Map<string, InstanceRecord>();
      for (const put of puts) {
        const record = recordOf(put, plain);
        index.put(record);
        plain.set(record.instanceId, record);
      }
      const paged: string[] = [];
      let cursor: string | undefined;
      do {
        const page = index.page({ ...query, limit, ...(cursor !== undefined && { cursor }) });
        expect(page.items.length).toBeLessThanOrEqual(limit);
        paged.push(...page.items.map((item) => item.instanceId));
        cursor = page.nextCursor;
      } while (cursor !== undefined);
      const expected = [...plain.values()]
        .filter((record) => query.statuses === undefined || query.statuses.includes(record.status))
        .filter((record) => query.name === undefined || query.name === record.name)
        .filter((record) => query.tags === undefined || query.tags.colour === record.tags.colour)
        .sort((a, b) => b.createdAtMs - a.createdAtMs || (a.instanceId < b.instanceId ? 1 : -1))
        .map((record) => record.instanceId as string);
      expect(paged).toEqual(expected);
    }),
  );
});

/** A later record of an instance differs in its status alone. */
function recordOf(
  put: { id: number; createdAtMs: number; status: InstanceRecord["status"]; name: string; colour: string },
  known: ReadonlyMap<string, InstanceRecord>,
): InstanceRecord {
  const before = known.get(`i${put.id}`);
  if (before !== undefined) return { ...before, status: put.status };
  return {
    instanceId: instanceId(`i${put.id}`),
    executionId: executionId("e"),
    name: put.name,
    status: put.status,
    tags: { colour: put.colour },
    createdAtMs: put.createdAtMs,
    updatedAtMs: put.createdAtMs,
    eventCount: 1,
    input: encodeJson(null),
  };
}
