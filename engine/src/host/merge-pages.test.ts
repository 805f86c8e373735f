import { expect, test } from "vitest";
import { executionId, type InstanceSummary, instanceId } from "../model/index.js";
import { decodeCursor } from "./cursor.js";
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
  const left = { items: [item("d", 4), item("b", 2)], nextCursor: "more" };
  const right = { items: [item("c", 3), item("a", 1)] };
  const page = mergePages([left, right], 2);
  expect(ids(page)).toEqual(["d", "c"]);
  expect(page.nextCursor && decodeCursor(page.nextCursor)).toEqual({ instanceId: "c", createdAtMs: 3 });
  expect(mergePages([{ items: [item("b", 2)] }, { items: [item("a", 1)] }], 2).nextCursor).toBeUndefined();
  expect(mergePages([{ items: [item("b", 2)], nextCursor: "more" }, { items: [] }], 1).nextCursor).toBeDefined();
});

test("equal times are in the order of their ids; no page is a page of nothing", () => {
  const page = mergePages([{ items: [item("a", 1), item("A", 1)] }, { items: [item("b", 1)] }], 10);
  expect(ids(page)).toEqual(["b", "a", "A"]);
  expect(mergePages([{ items: [] }, { items: [] }])).toEqual({ items: [] });
});
