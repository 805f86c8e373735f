import { expect, test } from "vitest";
import { BusyShare } from "./busy-share.js";

/** A thread whose hands the test turns. */
function turnedByHand() {
  const loop = { busyMs: 0, idleMs: 0 };
  const share = new BusyShare({ loop: () => ({ ...loop }) });
  const pass = (busyMs: number, idleMs: number) => {
    loop.busyMs += busyMs;
    loop.idleMs += idleMs;
  };
  return { pass, read: () => share.read() };
}

test("the first answer is about the whole life of the thread", () => {
  const { pass, read } = turnedByHand();
  pass(300, 700);
  expect(read()).toBe(0.3);
});

test("asked four times a second, it is about the last second", () => {
  const { pass, read } = turnedByHand();
  pass(10_000, 0);
  read();
  for (let quarter = 0; quarter < 4; quarter++) {
    pass(50, 200);
    read();
  }
  pass(50, 200);
  expect(read()).toBe(0.2);
});

test("asked seldom, it is about the time since the last question", () => {
  const { pass, read } = turnedByHand();
  read();
  pass(9_000, 1_000);
  expect(read()).toBe(0.9);
  pass(1_000, 9_000);
  expect(read()).toBe(0.1);
});

test("asked twice in the same instant, it does not divide by nothing", () => {
  const { read } = turnedByHand();
  expect(read()).toBe(0);
  expect(read()).toBe(0);
});
