import { expect, test } from "vitest";
import { logPosition } from "../storage/log.js";
import { PositionQueue } from "./position-queue.js";

test("what waits leaves in order, when its position is reached and not before", () => {
  const queue = new PositionQueue<string>();
  const left: string[] = [];
  const reach = (position: number) => queue.reached(logPosition(position), (item) => left.push(item));
  queue.add(logPosition(1), "a");
  queue.add(logPosition(3), "b");
  queue.add(logPosition(3), "c");
  queue.add(logPosition(5), "d");
  expect(reach(0)).toBe(0);
  expect(reach(3)).toBe(3);
  expect(left).toEqual(["a", "b", "c"]);
  expect(queue.size).toBe(1);
  expect(reach(9)).toBe(1);
  expect(left).toEqual(["a", "b", "c", "d"]);
  expect(queue.size).toBe(0);
});

test("what is added while others leave is part of the same queue", () => {
  const queue = new PositionQueue<number>();
  const left: number[] = [];
  queue.add(logPosition(1), 1);
  const leave = (item: number) => {
    left.push(item);
    if (item < 3) queue.add(logPosition(item + 1), item + 1);
  };
  expect(queue.reached(logPosition(2), leave)).toBe(2);
  expect(queue.size).toBe(1);
  queue.reached(logPosition(3), leave);
  expect(left).toEqual([1, 2, 3]);
});

test("a long queue of which the front has left loses nothing", () => {
  const queue = new PositionQueue<number>();
  const left: number[] = [];
  for (let position = 1; position <= 10_000; position++) queue.add(logPosition(position), position);
  for (let position = 100; position <= 10_000; position += 100) {
    queue.reached(logPosition(position), (item) => left.push(item));
    queue.add(logPosition(10_000), 10_000 + position);
  }
  queue.reached(logPosition(10_000), (item) => left.push(item));
  expect(left).toHaveLength(10_100);
  expect(left.slice(0, 10_000)).toEqual(Array.from({ length: 10_000 }, (_, index) => index + 1));
});
