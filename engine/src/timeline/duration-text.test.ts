import { expect, test } from "vitest";
import { durationText, elapsedText } from "./duration-text.js";

test.each([
  [0, "0 ms"],
  [82.4, "82 ms"],
  [1_420, "1.42 s"],
  [9_999, "9.99 s"],
  [59_999, "59.9 s"],
  [60_000, "1 m"],
  [90_000, "1 m 30 s"],
  [11_520_000, "3 h 12 m"],
  [90_000_000, "1 d 1 h"],
  [-5, "0 ms"],
])("%d ms is %s", (ms, text) => {
  expect(durationText(ms)).toBe(text);
});

test.each([
  [4_210, "00:04.2"],
  [750_000, "12:30.0"],
  [11_539_700, "3:12:19.7"],
])("%d ms into a run is %s", (ms, text) => {
  expect(elapsedText(ms)).toBe(text);
});
