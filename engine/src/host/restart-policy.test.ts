import { describe, expect, test } from "vitest";
import { instanceId } from "../model/index.js";
import { afterDeath, type DeathRecord } from "./restart-policy.js";

const a = instanceId("a");
const b = instanceId("b");
const hung = (id = a, atMs = 0): DeathRecord => ({ atMs, death: { kind: "hung", instanceId: id, ranMs: 5_000 } });
const died = (atMs: number, id?: typeof a): DeathRecord => ({
  atMs,
  death: { kind: "died", reason: "out of memory", ...(id !== undefined && { instanceId: id }) },
});
const condemned = (deaths: readonly DeathRecord[], nowMs = 0) => {
  const next = afterDeath(deaths, nowMs);
  return next.kind === "restart" ? [...next.condemned.keys()] : next.kind;
};

describe("after a death", () => {
  test("whose code hung is condemned at once, and for good", () => {
    expect(condemned([hung()])).toEqual([a]);
    expect(condemned([hung(), hung(b, 1_000)])).toEqual([a, b]);
    const next = afterDeath([hung()], 0);
    expect(next.kind === "restart" && next.condemned.get(a)).toContain("more than 5000 ms");
  });

  test("whose code ran at one death is given another try; at two it is taken for the cause", () => {
    expect(condemned([died(0, a)])).toEqual([]);
    expect(condemned([died(0, a), died(10, b)])).toEqual([]);
    expect(condemned([died(0, a), died(10, a)])).toEqual([a]);
  });

  test("a thread that dies again and again for no reason is given up; over a longer time it is not", () => {
    const often = [0, 1, 2, 3, 4].map((second) => died(second * 1_000));
    expect(condemned(often.slice(0, 4), 4_000)).toEqual([]);
    expect(condemned(often, 4_000)).toBe("giveUp");
    expect(afterDeath(often, 4_000)).toMatchObject({ reason: expect.stringContaining("out of memory") });
    const rarely = [0, 1, 2, 3, 4].map((minute) => died(minute * 60_000));
    expect(condemned(rarely, 4 * 60_000)).toEqual([]);
  });

  test("hanging is somebody's code and never a reason to give up", () => {
    expect(condemned([0, 1, 2, 3, 4, 5].map((second) => hung(a, second)))).toEqual([a]);
  });
});
