import { QueryClient } from "@tanstack/react-query";
import { TRPCClientError } from "@trpc/client";
import type { AppRouter } from "@/app/_server/trpc/router";
import { mayPass } from "./error";

const ATTEMPTS_MAX = 4;
const DELAY_MS_MAX = 8_000;
const STALE_MS = 5_000;

/** Whether a failed query is asked again. A refusal is shown at once; an absent server gets some tries. */
export function shouldRetry(failureCount: number, error: unknown): boolean {
  if (failureCount >= ATTEMPTS_MAX) return false;
  return !isRefusal(error);
}

export function retryDelayMs(failureCount: number): number {
  return Math.min(500 * 2 ** failureCount, DELAY_MS_MAX);
}

function isRefusal(error: unknown): boolean {
  return error instanceof TRPCClientError && !mayPass(error as TRPCClientError<AppRouter>);
}

export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      // A person's own server may be on this machine, with no network at all.
      queries: { retry: shouldRetry, retryDelay: retryDelayMs, staleTime: STALE_MS, networkMode: "always" },
      // A mutation is not repeated behind a person's back.
      mutations: { retry: false, networkMode: "always" },
    },
  });
}
