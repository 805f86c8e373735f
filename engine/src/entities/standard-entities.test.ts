import { expect, test } from "vitest";
import * as definitions from "./standard-entities.js";
import { standardEntitiesModule, standardEntityInfos } from "./standard-entity-infos.js";

type Definition = (typeof definitions)["counter"];

/** An entity in the hand: performs one operation after the other, as the engine would. */
function held(definition: Definition) {
  const ctx = {
    state: definition.initialState("key"),
    deleteState() {
      this.state = definition.initialState("key");
    },
  };
  return (operation: string, input?: unknown) => definition.operations.get(operation)?.(ctx as never, input as never);
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
  const perform = held(definitions.counter);
  expect([perform("add"), perform("add", 4), perform("get")]).toEqual([1, 5, 5]);
  expect(perform("set", 2)).toBe(2);
  expect(() => perform("add", "3")).toThrow("is a number");
  perform("reset");
  expect(perform("get")).toBe(0);
});

test("a record keeps any value, and merges into an object", () => {
  const perform = held(definitions.record);
  expect(perform("get")).toBeNull();
  expect(perform("set", [1])).toEqual([1]);
  expect(perform("merge", { a: 1 })).toEqual({ a: 1 });
  expect(perform("merge", { b: 2 })).toEqual({ a: 1, b: 2 });
  expect(() => perform("merge", 3)).toThrow("is an object");
  perform("delete");
  expect(perform("get")).toBeNull();
});
