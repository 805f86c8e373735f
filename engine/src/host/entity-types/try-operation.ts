import { type EntityProgram, valueProblem } from "../../compiler/index.js";
import { entityId, type Failure, failureFrom, InvalidInput, type Json } from "../../model/index.js";
import type { EntityContext } from "../../orchestration/index.js";
import { authoredKind } from "./authored-kinds.js";
import { EntitySandbox } from "./entity-sandbox.js";

export interface OperationTrial {
  readonly operation: string;
  /** Default: the initial one. */
  readonly state?: Json;
  readonly input?: Json;
  readonly key?: string;
}

/** What the operation would do: the state afterwards, absent when it is forgotten, and what the caller would get. */
export type OperationTried =
  | { readonly kind: "completed"; readonly state?: Json; readonly result: Json }
  | { readonly kind: "failed"; readonly failure: Failure };

let loaded: Promise<EntitySandbox> | undefined;

/**
 * Performs one operation of a type on a state, with the limits that it has in a hub; no entity is touched. It runs in
 * the caller's thread, for a second at most. Throws {@link InvalidInput} for an operation that the type has not.
 */
export async function tryEntityOperation(
  program: EntityProgram,
  { operation, state, input = null, key = "try" }: OperationTrial,
): Promise<OperationTried> {
  loaded ??= EntitySandbox.load();
  const sandbox = await loaded;
  await sandbox.ready();
  const kind = authoredKind(program, sandbox);
  const run = kind.operations.get(operation);
  if (run === undefined) throw new InvalidInput(`The type ${program.name} has no operation "${operation}".`);
  const ctx = new Trial(program.name, key, state === undefined ? program.initialState : state);
  try {
    const result = run(ctx, input as never) as Json;
    return { kind: "completed", ...(ctx.isDeleted ? {} : { state: ctx.state }), result };
  } catch (thrown) {
    return { kind: "failed", failure: failureFrom(thrown, "EntityError") };
  }
}

/** How a kept state fits a type's schema: `undefined` if it does. */
export const stateProblem = ({ stateSchema }: Pick<EntityProgram, "stateSchema">, state: Json): string | undefined =>
  stateSchema === undefined ? undefined : valueProblem(stateSchema, state);

class Trial implements EntityContext<unknown> {
  isDeleted = false;
  readonly entityId;
  constructor(
    name: string,
    readonly key: string,
    public state: Json,
  ) {
    this.entityId = entityId(name, key);
  }
  now(): number {
    return 0;
  }
  deleteState(): void {
    this.isDeleted = true;
  }
  signal(): never {
    throw new InvalidInput("Operations of authored types send nothing.");
  }
  startOrchestration(): never {
    throw new InvalidInput("Operations of authored types start nothing.");
  }
}
