import { expect, test } from "vitest";
import { type ApiError, sentenceOf } from "./error";

test("what the server says is told as it is; silence is told in our own words", () => {
  const said = { message: "The disk is full.", data: { code: "SERVICE_UNAVAILABLE" } } as unknown as ApiError;
  expect(sentenceOf(said)).toBe("The disk is full.");
  const silent = { message: "Failed to fetch", data: undefined } as unknown as ApiError;
  expect(sentenceOf(silent)).toMatch(/^The server does not answer\./);
});
