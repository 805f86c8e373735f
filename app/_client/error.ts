import type { TRPCClientErrorLike } from "@trpc/client";
import type { AppRouter } from "@/app/_server/trpc/router";

/** What any call may fail with: `message` is a sentence, `data.code` a tRPC code, `data.problems` the list. */
export type ApiError = TRPCClientErrorLike<AppRouter>;

/** Which refusals are about the moment, not about the request. */
const PASSING = new Set(["TIMEOUT", "TOO_MANY_REQUESTS"]);

/**
 * True when asking again may help: the server could not be reached, is stopping, or broke. A refusal
 * of the request itself stays one however often it is repeated.
 */
export function mayPass(error: ApiError): boolean {
  const { data } = error;
  // No data: what came back, if anything did, was not written by Dacapo.
  if (data === null || data === undefined) return true;
  return data.httpStatus >= 500 || PASSING.has(data.code);
}

/** What went wrong as a sentence. A server that does not answer says nothing itself, and browsers only say "Failed to fetch". */
export function sentenceOf(error: ApiError): string {
  if (error.data !== null && error.data !== undefined) return error.message;
  return "The server does not answer. It may be starting; if it is not, start it.";
}
