import { expect, test } from "vitest";
import { executionId, instanceId, type JsonText, taskId } from "../model/index.js";
import type { ActivityOrder } from "./executor.js";
import { WaitingOrders } from "./waiting-orders.js";

const order = (number: number): ActivityOrder => ({
  instanceId: instanceId("a"),
  executionId: executionId("a1"),
  taskId: taskId(number),
  attempt: 1,
  name: "work",
  input: "null" as JsonText,
});

test("orders leave as they came, without those that were taken out", () => {
  const waiting = new WaitingOrders();
  for (let number = 1; number <= 5; number++) waiting.add(`${number}`, order(number));
  waiting.delete("1");
  waiting.delete("3");
  waiting.delete("never there");
  expect(waiting.size).toBe(3);
  expect([waiting.next(), waiting.next(), waiting.next()].map(({ id }) => id)).toEqual(["2", "4", "5"]);
  expect(waiting.size).toBe(0);
});

test("one that was taken out and came again waits at its new place, once", () => {
  const waiting = new WaitingOrders();
  waiting.add("a", order(1));
  waiting.add("b", order(2));
  waiting.delete("a");
  waiting.add("a", order(3));
  expect(waiting.next().id).toBe("b");
  expect(waiting.next()).toEqual({ id: "a", order: order(3) });
  expect(waiting.has("a")).toBe(false);
  expect(waiting.size).toBe(0);
});

test("a line that always has some waiting stays as long as they are", () => {
  const waiting = new WaitingOrders();
  for (let number = 1; number <= 10; number++) waiting.add(`${number}`, order(number));
  for (let number = 11; number <= 50_000; number++) {
    waiting.add(`${number}`, order(number));
    expect(waiting.next().id).toBe(`${number - 10}`);
  }
  expect(waiting.size).toBe(10);
});
