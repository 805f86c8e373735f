import { expect, test } from "vitest";
import { Places } from "./places.js";

test("no more places are taken than there are, and those who wait get theirs in turn", () => {
  const places = new Places(2);
  const got: string[] = [];
  const waiting = (name: string) => () => {
    if (places.take()) got.push(name);
  };
  expect([places.take(), places.take(), places.take()]).toEqual([true, true, false]);
  places.onFree(waiting("a"));
  const forget = places.onFree(waiting("b"));
  places.onFree(waiting("c"));
  for (let given = 0; given < 4; given++) places.give();
  expect(got).toEqual(["a", "b", "c", "a"]);
  expect(places.inUse).toBe(2);
  forget();
  for (let given = 0; given < 4; given++) places.give();
  expect(got.slice(4)).not.toContain("b");
  expect(got.slice(4)).toEqual(expect.arrayContaining(["a", "c"]));
});

test("a free place is offered to one after the other until somebody takes it", () => {
  const places = new Places(1);
  const asked: string[] = [];
  places.take();
  places.onFree(() => asked.push("uninterested"));
  places.onFree(() => {
    asked.push("interested");
    places.take();
  });
  places.onFree(() => asked.push("too late"));
  places.give();
  expect(asked).toEqual(["uninterested", "interested"]);
});
