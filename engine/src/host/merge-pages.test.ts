import { expect, test } from "vitest";
import { executionId, type InstanceSummary, instanceId } from "../model/index.js";
import { decodeCursor, encodeCursor } from "./cursor.js";
import { mergePages } from "./merge-pages.js";

const item = (id: string, createdAtMs: number): InstanceSummary => ({
  instanceId: instanceId(id),
  executionId: executionId("e"),
  name: "n",
  status: "Completed",
  tags: {},
  createdAtMs,
  updatedAtMs: createdAtMs,
  eventCount: 1,
});
const ids = (page: { readonly items: readonly InstanceSummary[] }) => page.items.map((one) => one.instanceId);

test("the newest of all pages, and a cursor where the page ends as long as there is more anywhere", () => {
  const left = { items: [item("d", 4), item("b", 2)], nextCursor: encodeCursor(item("b", 2)) };
  const right = { items: [item("c", 3), item("a", 1)] };
  const page = mergePages([left, right], 2);
  expect(ids(page)).toEqual(["d", "c"]);
  expect(page.nextCursor && decodeCursor(page.nextCursor)).toEqual({ instanceId: "c", createdAtMs: 3 });
  expect(mergePages([{ items: [item("b", 2)] }, { items: [item("a", 1)] }], 2).nextCursor).toBeUndefined();
  expect(
    mergePages([{ items: [item("b", 2)], nextCursor: encodeCursor(item("b", 2)) }, { items: [] }], 1).nextCursor,
  ).toBeDefined();
});

test("a page that ended before it was full ends them all: nobody knows what lies behind it", () => {
  const early = { items: [item("d", 4)], nextCursor: encodeCursor(item("x", 3)) };
  const page = mergePages([early, { items: [item("e", 5), item("c", 2)] }], 10);
  expect(ids(page)).toEqual(["e", "d"]);
  expect(page.nextCursor && decodeCursor(page.nextCursor)).toEqual({ instanceId: "x", createdAtMs: 3 });
  const none = mergePages([{ items: [], nextCursor: encodeCursor(item("x", 3)) }, { items: [item("c", 2)] }], 10);
  expect(none).toEqual({ items: [], nextCursor: encodeCursor(item("x", 3)) });
});

test("equal times are in the order of their ids; no page is a page of nothing", () => {
  const page = mergePages([{ items: [item("a", 1), item("A", 1)] }, { items: [item("b", 1)] }], 10);
  expect(ids(page)).toEqual(["b", "a", "A"]);
  expect(mergePages([{ items: [] }, { items: [] }])).toEqual({ items: [] });
});
