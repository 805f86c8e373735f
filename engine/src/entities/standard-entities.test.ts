import { describe, expect, test } from "vitest";
import * as definitions from "./standard-entities.js";
import { standardEntitiesModule, standardEntityInfos } from "./standard-entity-infos.js";

type Definition = (typeof definitions)["counter"];

/** An entity in the hand: performs one operation after the other, as the engine would, at the times that are given. */
function held(definition: Definition) {
  const clock = { nowMs: 1_000 };
  const ctx = {
    key: "k",
    state: definition.initialState("k"),
    now: () => clock.nowMs,
    deleteState() {
      this.state = definition.initialState("k");
    },
  };
  const perform = (operation: string, input?: unknown) => {
    const known = definition.operations.get(operation);
    if (known === undefined) throw new Error(`There is no operation ${operation}.`);
    return known(ctx as never, input as never);
  };
  const refusal = (operation: string, input?: unknown) => {
    try {
      perform(operation, input);
    } catch (thrown) {
      return thrown;
    }
    throw new Error(`${operation} was expected to be refused.`);
  };
  return { perform, refusal, clock, ctx };
}

test("what is told of the standard entities is what there is", () => {
  for (const info of standardEntityInfos) {
    const definition = Object.values(definitions).find(({ name }) => name === info.name);
    expect(info.operations.map(({ name }) => name).toSorted()).toEqual(
      [...(definition?.operations.keys() ?? [])].toSorted(),
    );
  }
  expect(standardEntityInfos).toHaveLength(Object.keys(definitions).length);
  expect(standardEntitiesModule.pathname).toMatch(/standard-entities\.js$/);
});

test("a counter counts by one unless told otherwise, and refuses what is no number", () => {
  const { perform, refusal } = held(definitions.counter);
  expect([perform("add"), perform("add", 4), perform("get")]).toEqual([1, 5, 5]);
  expect(perform("set", 2)).toBe(2);
  expect(refusal("add", "3")).toMatchObject({
    code: "InvalidInput",
    nonRetriable: true,
    message: expect.stringContaining("is a number"),
  });
  perform("reset");
  expect(perform("get")).toBe(0);
});

test("a record keeps any value, and merges into an object", () => {
  const { perform, refusal } = held(definitions.record);
  expect(perform("get")).toBeNull();
  expect(perform("set", [1])).toEqual([1]);
  expect(perform("merge", { a: 1 })).toEqual({ a: 1 });
  expect(perform("merge", { b: 2 })).toEqual({ a: 1, b: 2 });
  expect(refusal("merge", 3)).toMatchObject({ code: "InvalidInput" });
  perform("delete");
  expect(perform("get")).toBeNull();
});

test("a record is replaced by whoever knows what it is", () => {
  const { perform, refusal } = held(definitions.record);
  expect(perform("replace", { expected: null, value: { price: 3, at: 1 } })).toEqual({ price: 3, at: 1 });
  expect(refusal("replace", { expected: null, value: 4 })).toMatchObject({ code: "ValueChanged", nonRetriable: false });
  expect(perform("replace", { expected: { at: 1, price: 3 }, value: 4 })).toBe(4);
});

describe("a queue", () => {
  test("gives what was put first", () => {
    const { perform } = held(definitions.queue);
    expect(["a", "b", "c", "d"].map((value) => perform("put", value))).toEqual([1, 2, 3, 4]);
    expect(perform("peek")).toBe("a");
    expect(perform("take")).toBe("a");
    expect(perform("takeLast")).toBe("d");
    expect(perform("list")).toEqual(["b", "c"]);
    expect(perform("takeUpTo", 5)).toEqual(["b", "c"]);
    expect(perform("takeUpTo", 5)).toEqual([]);
    expect(perform("length")).toBe(0);
  });

  test("says that it is empty, and that it is full", () => {
    const { perform, refusal, ctx } = held(definitions.queue);
    for (const operation of ["take", "takeLast", "peek"])
      expect(refusal(operation)).toMatchObject({ code: "QueueEmpty", nonRetriable: false });
    expect(refusal("takeUpTo", 0)).toMatchObject({ code: "InvalidInput", nonRetriable: true });
    ctx.state = Array.from({ length: 10_000 }, () => 0);
    expect(refusal("put", 1)).toMatchObject({ code: "QueueFull", details: { length: 10_000 } });
    perform("clear");
    expect(perform("put", 1)).toBe(1);
  });
});

describe("a semaphore", () => {
  test("has so many permits, and knows who holds them", () => {
    const { perform, refusal } = held(definitions.semaphore);
    expect(perform("acquire", { holder: "a", permits: 2 })).toEqual({ holder: "a", free: 1 });
    expect(perform("acquire", { holder: "a", permits: 2 })).toEqual({ holder: "a", free: 1 });
    expect(perform("acquire", { holder: "b", permits: 2 })).toEqual({ holder: "b", free: 0 });
    expect(refusal("acquire", { holder: "c", permits: 2 })).toMatchObject({
      code: "NoPermit",
      details: { permits: 2, holders: ["a", "b"] },
    });
    expect(perform("release", { holder: "a" })).toBe(true);
    expect(perform("release", { holder: "a" })).toBe(false);
    expect(perform("acquire", { holder: "c", permits: 2 })).toEqual({ holder: "c", free: 0 });
    expect(perform("holders")).toEqual(["b", "c"]);
  });

  test("takes a permit back when its lease is over, and says when that will be", () => {
    const { perform, refusal, clock } = held(definitions.semaphore);
    perform("acquire", { holder: "a", permits: 2, leaseMs: 100 });
    perform("acquire", { holder: "b", permits: 2, leaseMs: 300 });
    expect(refusal("acquire", { holder: "c", permits: 2 })).toMatchObject({ details: { retryAfterMs: 100 } });
    // For one permit alone both must be back.
    expect(refusal("acquire", { holder: "c" })).toMatchObject({ details: { retryAfterMs: 300 } });
    clock.nowMs += 100;
    expect(perform("acquire", { holder: "c", permits: 2 })).toEqual({ holder: "c", free: 0 });
    expect(perform("holders")).toEqual(["b", "c"]);
  });

  test.each([
    ["nothing", undefined],
    ["a text", "a"],
    ["no holder", { holder: "" }],
    ["no permits", { holder: "a", permits: 0 }],
    ["a word that it does not know", { holder: "a", lease: 3 }],
  ])("refuses %s", (_, input) => {
    expect(held(definitions.semaphore).refusal("acquire", input)).toMatchObject({ code: "InvalidInput" });
  });
});

describe("a rate limiter", () => {
  const limit = { limit: 3, perMs: 100 };

  test("lets so many through in any span, and says how long to wait", () => {
    const { perform, refusal, clock } = held(definitions.rateLimiter);
    expect(perform("take", limit)).toEqual({ free: 2 });
    clock.nowMs += 60;
    expect(perform("take", { ...limit, count: 2 })).toEqual({ free: 0 });
    expect(refusal("take", limit)).toMatchObject({
      code: "RateLimited",
      nonRetriable: false,
      details: { limit: 3, perMs: 100, retryAfterMs: 40 },
    });
    expect(perform("look", { ...limit, count: 2 })).toEqual({ free: 0, retryAfterMs: 100 });
    clock.nowMs += 40;
    expect(perform("take", limit)).toEqual({ free: 0 });
    expect(refusal("take", limit)).toMatchObject({ details: { retryAfterMs: 60 } });
  });

  test("keeps a law: in no span are there more than the limit, and waiting as told is always enough", () => {
    const { perform, refusal, clock } = held(definitions.rateLimiter);
    const taken: number[] = [];
    for (let step = 0; step < 300; step++) {
      const wait = (perform("look", limit) as { retryAfterMs: number }).retryAfterMs;
      if (wait > 0) {
        clock.nowMs += wait - 1;
        refusal("take", limit);
        clock.nowMs += 1;
      }
      perform("take", limit);
      taken.push(clock.nowMs);
      clock.nowMs += (step * 7) % 23;
    }
    for (const at of taken) expect(taken.filter((each) => each > at - 100 && each <= at).length).toBeLessThanOrEqual(3);
  });

  test("lets no more through when the machine's clock is set back", () => {
    const { perform, refusal, clock } = held(definitions.rateLimiter);
    perform("take", { ...limit, count: 3 });
    clock.nowMs -= 500;
    expect(refusal("take", limit)).toMatchObject({ details: { retryAfterMs: 600 } });
    clock.nowMs += 600;
    expect(perform("take", limit)).toEqual({ free: 2 });
  });
});

describe("once", () => {
  test("is done by the first, and gives its result to the others", () => {
    const { perform, refusal } = held(definitions.once);
    expect(perform("begin", { by: "a" })).toEqual({ mine: true });
    expect(perform("begin", { by: "a" })).toEqual({ mine: true });
    expect(refusal("begin", { by: "b" })).toMatchObject({ code: "BegunElsewhere", details: { by: "a" } });
    expect(refusal("finish", { by: "b", result: 1 })).toMatchObject({ code: "NotBegun" });
    expect(perform("finish", { by: "a", result: { paid: 7 } })).toEqual({ paid: 7 });
    expect(perform("finish", { by: "a", result: "other" })).toEqual({ paid: 7 });
    expect(perform("begin", { by: "b" })).toEqual({ mine: false, result: { paid: 7 } });
    expect(perform("get")).toEqual({ status: "done", by: "a", result: { paid: 7 } });
    perform("forget");
    expect(perform("begin", { by: "b" })).toEqual({ mine: true });
  });

  test("goes to another when the lease is over or it was abandoned", () => {
    const { perform, refusal, clock } = held(definitions.once);
    perform("begin", { by: "a", leaseMs: 50 });
    expect(refusal("begin", { by: "b" })).toMatchObject({ details: { by: "a", retryAfterMs: 50 } });
    clock.nowMs += 50;
    expect(perform("begin", { by: "b" })).toEqual({ mine: true });
    expect(refusal("finish", { by: "a" })).toMatchObject({ code: "NotBegun", details: { status: "begun", by: "b" } });
    perform("abandon", { by: "b" });
    expect(perform("begin", { by: "c" })).toEqual({ mine: true });
  });
});
