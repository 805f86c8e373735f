import { getTRPCErrorFromUnknown, TRPCError } from "@trpc/server";
import * as z from "zod";
import type { Problem } from "../api-types";
import { DomainError, type DomainErrorKind } from "../errors";

type Code = TRPCError["code"];

/** Which tRPC code a use case's refusal has. */
const CODE_OF_KIND: Readonly<Record<DomainErrorKind, Code>> = {
  "not-found": "NOT_FOUND",
  stale: "CONFLICT",
  "graph-invalid": "PRECONDITION_FAILED",
  "input-invalid": "BAD_REQUEST",
  "entity-type-invalid": "PRECONDITION_FAILED",
  "in-use": "CONFLICT",
  unavailable: "SERVICE_UNAVAILABLE",
  "cursor-invalid": "BAD_REQUEST",
};

/** Which tRPC code an error of the engine has, by the error's name. */
const CODE_OF_ENGINE_ERROR: Readonly<Record<string, Code>> = {
  DiskFailed: "SERVICE_UNAVAILABLE",
  HubStopped: "SERVICE_UNAVAILABLE",
  InstanceExists: "CONFLICT",
  InstanceNotFound: "NOT_FOUND",
  InstanceFinished: "CONFLICT",
  InstanceNotFinished: "CONFLICT",
  NotRewindable: "CONFLICT",
  NotForkable: "CONFLICT",
  InvalidCode: "PRECONDITION_FAILED",
  InvalidCursor: "BAD_REQUEST",
  InvalidInput: "BAD_REQUEST",
  RequestInterrupted: "SERVICE_UNAVAILABLE",
  ResourceExhausted: "TOO_MANY_REQUESTS",
  UnknownOrchestration: "NOT_FOUND",
  WaitTimeout: "TIMEOUT",
};

/**
 * The one place where errors become what a client sees. An error that is not listed is a fault of
 * Dacapo: it stays INTERNAL_SERVER_ERROR and goes to the log whole.
 */
export function toTrpcError(thrown: unknown): TRPCError {
  const error = getTRPCErrorFromUnknown(thrown);
  const { cause } = error;
  if (cause instanceof DomainError) {
    return new TRPCError({ code: CODE_OF_KIND[cause.kind], message: cause.message, cause });
  }
  const code = cause && CODE_OF_ENGINE_ERROR[cause.name];
  if (cause && code) return new TRPCError({ code, message: cause.message, cause });
  return error;
}

/** Every single thing that is wrong with a request. */
export function problemsOf(error: TRPCError): readonly Problem[] {
  const { cause } = error;
  if (cause instanceof DomainError) return cause.problems;
  if (error.code === "BAD_REQUEST" && cause instanceof z.core.$ZodError) return problemsOfIssues(cause.issues);
  return [];
}

const LISTED_MAX = 200;

function problemsOfIssues(issues: readonly z.core.$ZodIssue[]): readonly Problem[] {
  return issues.flatMap((issue) => problemsOfIssue(issue, [])).slice(0, LISTED_MAX);
}

/** A union's issue says only "invalid input"; what the nearest alternative lacks is what a person can act on. */
function problemsOfIssue(issue: z.core.$ZodIssue, prefix: readonly PropertyKey[]): readonly Problem[] {
  const path = [...prefix, ...issue.path];
  if (issue.code === "invalid_union") {
    const nearest = nearestOf(issue.errors);
    if (nearest !== undefined) return nearest.flatMap((inner) => problemsOfIssue(inner, path));
  }
  return [{ path: path.map(String).join("."), code: issue.code, message: issue.message }];
}

/** The alternative that lacks least, and of those the one that got furthest. None, if none fits even outside. */
function nearestOf(alternatives: readonly (readonly z.core.$ZodIssue[])[]) {
  const fitting = alternatives.filter((issues) => depthOf(issues) > 0);
  return [...fitting].sort((a, b) => a.length - b.length || depthOf(b) - depthOf(a))[0];
}

function depthOf(issues: readonly z.core.$ZodIssue[]): number {
  return Math.max(0, ...issues.map((issue) => issue.path.length));
}

/** The error's message as a sentence. */
export function sentenceOf(error: TRPCError): string {
  if (error.code === "BAD_REQUEST" && error.cause instanceof z.core.$ZodError) {
    const problems = problemsOfIssues(error.cause.issues);
    const listed = problems.slice(0, 3).map((problem) => `${problem.path || "the request"}: ${problem.message}`);
    const rest = problems.length - listed.length;
    return `The request is malformed and nothing was stored. ${listed.join("; ")}${rest > 0 ? `; and ${rest} more` : ""}`;
  }
  // What walks a value recursively runs out of stack on one that is nested too deeply.
  if (error.cause instanceof RangeError && error.code === "BAD_REQUEST") {
    return "The request is nested too deeply and nothing was stored. Flatten it.";
  }
  if (error.code === "INTERNAL_SERVER_ERROR") {
    return `Dacapo met a fault of its own: ${error.message} The server's log has the details.`;
  }
  return error.message;
}
