import type { Failure } from "@dacapo/engine/model";

/** What a person may do about a failure, by its code; for a code nobody foresaw, the two things that always work. */
export function failureAdvice(failure: Failure): string {
  switch (failure.code) {
    case "ConnectionRefused":
      return "Run again when the service is there. A retry policy on the node carries it over a short absence.";
    case "HttpError":
      return "The service answered with an error. Correct the request, or let the node retry if this passes.";
    case "Timeout":
      return "One attempt took longer than its limit. Raise the limit of the node, or let it retry.";
    case "TypeError":
    case "ReferenceError":
    case "RangeError":
      return "A value is not what the expression takes it for. Look at what the nodes before it gave, then correct it or guard it with ?. or ??, and run again.";
    case "NonDeterminism":
      return "The code asked for something else than the history says. Report this: the history is intact.";
    default:
      return failure.nonRetriable === true
        ? "A repeat cannot help. Correct the workflow or its input, then run again."
        : "Correct the workflow or its input, or let the node retry, then run again.";
  }
}
