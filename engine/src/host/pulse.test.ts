import { expect, test } from "vitest";
import { instanceId } from "../model/index.js";
import { Pulse } from "./pulse.js";

test("another thread sees whose code runs, and since when", () => {
  const here = new Pulse();
  const there = new Pulse(here.shared);
  expect(there.busy).toBeUndefined();
  here.begin(instanceId("order-7"), 1_234.5);
  expect(there.busy).toEqual({ instanceId: "order-7", sinceMs: 1_234.5 });
  here.begin(instanceId("x".repeat(256)), 2_000);
  expect(there.busy).toEqual({ instanceId: "x".repeat(256), sinceMs: 2_000 });
  here.end();
  expect(there.busy).toBeUndefined();
});
