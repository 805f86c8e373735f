import type { Problem } from "./api-types";

/** What a use case refuses, and why. Each has its tRPC code in `trpc/to-trpc-error.ts`. */
export type DomainErrorKind =
  | "not-found"
  | "stale"
  | "graph-invalid"
  | "input-invalid"
  | "entity-type-invalid"
  | "in-use"
  | "unavailable"
  | "cursor-invalid";

/**
 * An expected refusal. The message is a sentence for a person; `problems` lists every single thing
 * that is wrong when there can be several.
 */
export class DomainError extends Error {
  override readonly name = "DomainError";
  constructor(
    readonly kind: DomainErrorKind,
    message: string,
    readonly problems: readonly Problem[] = [],
  ) {
    super(message);
  }
}

export const workflowNotFound = (workflowId: string) =>
  new DomainError("not-found", `There is no workflow ${JSON.stringify(workflowId)}. It may have been deleted.`);

export const entityTypeNotFound = (entityTypeId: string) =>
  new DomainError("not-found", `There is no type of entity ${JSON.stringify(entityTypeId)}. It may have been deleted.`);

export const runNotFound = (runId: string) =>
  new DomainError(
    "not-found",
    `There is no run ${JSON.stringify(runId)}. Check the address, or open the list of runs.`,
  );
