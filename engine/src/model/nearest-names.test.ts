import { expect, test } from "vitest";
import { knownNames, nearestNames } from "./index.js";

test.each([
  ["gret", ["greet", "great", "pay"], ["great", "greet"]],
  ["GREET", ["greet"], ["greet"]],
  ["sendMail", ["sendEmail", "send-mail", "receiveMail"], ["send-mail", "sendEmail"]],
  ["xyz", ["greet", "pay"], []],
  ["a", [], []],
  ["b".repeat(1_000), ["b".repeat(999)], ["b".repeat(999)]],
])("what is near to %s", (name, known, near) => {
  expect(nearestNames(name, known)).toEqual(near);
});

test("in a sentence, with what there is", () => {
  expect(knownNames("gret", ["pay", "greet"])).toBe('Registered are: greet, pay. Did you mean "greet"?');
  expect(knownNames("gret", [])).toBe("Registered are: none.");
  const many = Array.from({ length: 25 }, (_, index) => `name-${10 + index}`);
  expect(knownNames("other", many)).toMatch(/name-29 and 5 more\.$/);
});
