import { expect, test } from "vitest";
import { logPosition } from "../storage/log.js";
import { Causes, type Fate, settleArrived } from "./causes.js";

const place = (position: number) => ({ thread: 1, epoch: 1, position: logPosition(position) });
/** The other log is durable up to 10, and nothing behind 20 will ever be. */
const fateOf = ({ position }: { readonly position: number }): Fate =>
  position <= 10 ? "durable" : position <= 20 ? "open" : "lost";

test("what arrived before the word that its cause is durable does not wait for that word again", () => {
  const arrived = [
    { name: "of this log" },
    { name: "durable", cause: place(10) },
    { name: "open", cause: place(11) },
    { name: "lost", cause: place(21) },
  ];
  expect(settleArrived(arrived, fateOf)).toEqual([
    { name: "of this log" },
    { name: "durable" },
    { name: "open", cause: place(11) },
  ]);
});

test("records are held from the oldest one whose cause is open", () => {
  const causes = new Causes();
  causes.add(logPosition(1), place(9));
  causes.add(logPosition(2), place(12));
  causes.add(logPosition(5), place(10));
  expect(causes.oldest).toBe(1);
  expect(causes.settle(fateOf)).toBe("kept");
  expect(causes.oldest).toBe(2);
  causes.add(logPosition(6), place(21));
  expect(causes.settle(fateOf)).toBe("lost");
});
