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

test("another thread sees how far it is while it recovers", () => {
  const here = new Pulse();
  const there = new Pulse(here.shared);
  expect(there.recoveryAt(1_000)).toBeUndefined();
  here.recoveryBegins(1_000);
  expect(there.recoveryAt(1_250)).toEqual({ tookMs: 250, records: 0 });
  here.replaying(3_000);
  here.replayed(512);
  expect(there.recoveryAt(1_400)).toEqual({ tookMs: 400, records: 512, ofRecords: 3_000 });
  // The longest id does not reach into it.
  here.begin(instanceId("x".repeat(256)), 2_000);
  expect(there.recoveryAt(1_400)).toEqual({ tookMs: 400, records: 512, ofRecords: 3_000 });
  here.recoveryEnds();
  expect(there.recoveryAt(1_500)).toBeUndefined();
});
