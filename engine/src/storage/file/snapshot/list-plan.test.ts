import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { columnsOf } from "../../../../test/support/place-columns.js";
import type { InstanceId } from "../../../model/index.js";
import type { StoredPlace } from "../../snapshot-store.js";
import { compareNewestFirst } from "../../stored-list.js";
import { termHash } from "./key-hash.js";
import { canSkip, firstAfter, listPlan, plannedPlaces, type SegmentSummary } from "./list-plan.js";
import { decodePlaces, encodePlaces, termOfPlace } from "./listed-places.js";
import { countRecord, noneLive } from "./live-counts.js";
import { type ListSource, newestFirst } from "./newest-first.js";
import { codeOf } from "./status-code.js";
import { termFilter } from "./term-filter.js";

const place = (createdAtMs: number, id: string): StoredPlace => ({ createdAtMs, instanceId: id as InstanceId });

describe("which segments a list need not look into", () => {
  const live = noneLive();
  countRecord(live, 100, codeOf("Running"));
  countRecord(live, 100, codeOf(undefined));
  const filter = termFilter(new Set([termHash({ kind: "name", name: "order" })]));
  const segment: SegmentSummary = { range: { newestMs: 20, oldestMs: 10 }, live, filter };
  const skips = (query: Parameters<typeof listPlan>[0], changed: Partial<SegmentSummary> = {}) =>
    canSkip({ ...segment, ...changed }, listPlan(query));

  test("those that hold nothing of a list", () => {
    expect(skips({})).toBe(false);
    expect(skips({}, { range: undefined })).toBe(true);
    const entities = noneLive();
    countRecord(entities, 100, codeOf(undefined));
    expect(skips({}, { live: entities })).toBe(true);
  });

  test("those that hold nothing alive of the status", () => {
    expect(skips({ statuses: ["Failed", "Running"] })).toBe(false);
    expect(skips({ statuses: ["Failed"] })).toBe(true);
    expect(skips({ statuses: [] })).toBe(true);
  });

  test("those without the name or the tag, once they are sealed", () => {
    expect(skips({ name: "order" })).toBe(false);
    expect(skips({ name: "other" })).toBe(true);
    expect(skips({ name: "order", tags: { city: "Bern" } })).toBe(true);
    const { filter: _, ...open } = segment;
    expect(canSkip(open, listPlan({ name: "other" }))).toBe(false);
  });

  test("those in which all is newer than where the list goes on", () => {
    expect(skips({ before: place(9, "a") })).toBe(true);
    expect(skips({ before: place(10, "a") })).toBe(false);
  });
});

describe("the places that a list reads of a segment", () => {
  const terms = ["order", "Bern", "vip"].map((name) => termHash({ kind: "name", name }));

  test("are those with the status and with every term, from the first one on", () => {
    const row = fc.record({
      createdAtMs: fc.nat(),
      offset: fc.nat(),
      ordinal: fc.nat(0xffff),
      statusCode: fc.constantFrom(1, 2, 3),
      has: fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }),
    });
    const plan = fc.record({
      statusCodes: fc.option(
        fc.subarray([1, 2, 3]).map((codes): ReadonlySet<number> => new Set(codes)),
        { nil: undefined },
      ),
      wanted: fc.subarray([0, 1, 2]),
    });
    fc.assert(
      fc.property(fc.array(row, { maxLength: 40 }), plan, fc.nat(45), (rows, { statusCodes, wanted }, first) => {
        const termsOfPlaces = rows.flatMap(({ has }, index) =>
          terms.filter((_, term) => has[term]).map((hash) => termOfPlace(hash, index)),
        );
        const places = decodePlaces(encodePlaces(columnsOf(rows), termsOfPlaces), "file", 0);
        const asked = wanted.map((term) => terms[term] ?? 0);
        const found = [...plannedPlaces(places, { statusCodes, terms: asked, before: undefined }, first)];
        const expected = rows.flatMap(({ statusCode, has }, index) => {
          const fits = index >= first && (statusCodes?.has(statusCode) ?? true) && wanted.every((term) => has[term]);
          return fits ? [index] : [];
        });
        expect(found).toEqual(expected);
      }),
    );
  });

  test("begin behind the place at which the list goes on", () => {
    const all = [place(5, "b"), place(4, "z"), place(4, "k"), place(4, "a"), place(3, "q")];
    const rows = all.map(({ createdAtMs }, ordinal) => ({ createdAtMs, offset: 0, ordinal, statusCode: 1 }));
    const places = decodePlaces(encodePlaces(columnsOf(rows), []), "file", 0);
    const first = (before: StoredPlace | undefined) => firstAfter(places, before, (at) => all[at]?.instanceId ?? "");
    expect(first(undefined)).toBe(0);
    for (const [index, before] of all.entries()) expect(first(before)).toBe(index + 1);
    expect([place(6, "a"), place(4, "zz"), place(4, "m"), place(0, "a")].map(first)).toEqual([0, 1, 2, 5]);
  });
});

describe("merging the parts of a list", () => {
  const item = fc.record({
    createdAtMs: fc.nat(9),
    instanceId: fc.string({ maxLength: 2 }).map((id) => id as InstanceId),
  });

  test("gives all of them, newest first", () => {
    fc.assert(
      fc.property(fc.array(fc.array(item, { maxLength: 8 }), { maxLength: 6 }), (parts) => {
        const sources = parts.map((part): ListSource<StoredPlace> => {
          const sorted = [...part].sort(compareNewestFirst);
          return { newestMs: sorted[0]?.createdAtMs ?? 9, items: () => sorted.values() };
        });
        const flat = parts.flat().sort(compareNewestFirst);
        const form = ({ createdAtMs, instanceId }: StoredPlace) => `${createdAtMs} ${instanceId}`;
        expect([...newestFirst(sources)].map(form)).toEqual(flat.map(form));
      }),
    );
  });

  test("does not begin to read a part before it has come so far", () => {
    const begun: number[] = [];
    const source = (newestMs: number): ListSource<StoredPlace> => ({
      newestMs,
      *items() {
        begun.push(newestMs);
        yield place(newestMs, "b");
        yield place(newestMs - 1, "a");
      },
    });
    const list = newestFirst([source(10), source(30), source(20)]);
    list.next();
    list.next();
    expect(begun).toEqual([30]);
    list.next();
    expect(begun).toEqual([30, 20]);
  });
});
