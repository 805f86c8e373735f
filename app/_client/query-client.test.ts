import { TRPCClientError } from "@trpc/client";
import { expect, test } from "vitest";
import { retryDelayMs, shouldRetry } from "./query-client";

const refusal = (code: string, httpStatus: number) =>
  TRPCClientError.from({ error: { message: code, code: -32_000, data: { code, httpStatus } } });

test("a refusal is not asked again", () => {
  for (const [code, status] of [
    ["NOT_FOUND", 404],
    ["BAD_REQUEST", 400],
    ["CONFLICT", 409],
  ] as const) {
    expect(shouldRetry(0, refusal(code, status))).toBe(false);
  }
});

test("a server that is away or broken is asked again, a few times", () => {
  expect(shouldRetry(0, refusal("SERVICE_UNAVAILABLE", 503))).toBe(true);
  expect(shouldRetry(0, TRPCClientError.from(new TypeError("Failed to fetch")))).toBe(true);
  expect(shouldRetry(4, refusal("SERVICE_UNAVAILABLE", 503))).toBe(false);
  expect([0, 1, 2, 10].map(retryDelayMs)).toEqual([500, 1_000, 2_000, 8_000]);
});
