import { type EntityId, entityId, type InstanceId } from "../model/index.js";

/**
 * What an operation sees of its entity. Operations of one entity run one after the other, each to its
 * end: they are plain functions and wait for nothing. An operation must use nothing but its input and
 * this; it may run again when the machine failed before its results were kept.
 */
export interface EntityContext<State> {
  readonly entityId: EntityId;
  /** The part of the id that says which one of its kind this is. */
  readonly key: string;
  /**
   * The state as it is now. It may be replaced, or changed in place; it must be what JSON can carry. To set it to
   * `undefined` is to delete it.
   */
  state: State;
  /** Milliseconds since 1970 at which the batch of this operation began. */
  now(): number;
  /**
   * Has another entity, or this one, perform an operation, once, if this operation does not throw. There is no answer.
   * With `atMs`, in milliseconds since 1970, it is performed then or later.
   */
  signal(entity: EntityId | string, operation: string, input?: unknown, options?: { readonly atMs?: number }): void;
  /**
   * Starts an instance of an orchestration, once, if this operation does not throw, and gives its id. Nobody waits for
   * its end. If an instance of a given id exists, none is started, and the operator's log says so.
   */
  startOrchestration(name: string, input?: unknown, options?: EntityStartOptions): InstanceId;
  /** Forgets the state: the next operation finds the initial one. An entity without a state costs nothing. */
  deleteState(): void;
}

export interface EntityStartOptions {
  /** The version of published code. Absent: the name is that of a function of the host. */
  readonly version?: string;
  /** The id of the instance. Absent: one that nobody has. */
  readonly instanceId?: string;
}

/** Performs an operation and gives what its caller gets. What it throws its caller gets, and what it changed is undone. */
export type EntityOperation<State> = (ctx: EntityContext<State>, input: never) => unknown;

export interface EntityDefinition<State> {
  /** The same in upper and lower case. */
  readonly name: string;
  /** The state of an entity that has none yet. */
  readonly initialState: (key: string) => State;
  readonly operations: Readonly<Record<string, EntityOperation<State>>>;
}

/** A kind of entity that can be registered. */
export interface EntityKind {
  readonly kind: "entity";
  /** In lower case. */
  readonly name: string;
  readonly initialState: (key: string) => unknown;
  readonly operations: ReadonlyMap<string, EntityOperation<unknown>>;
}

/**
 * Names a kind of entity:
 *
 *     const account = defineEntity({
 *       name: "account",
 *       initialState: () => ({ balance: 0 }),
 *       operations: {
 *         deposit: (ctx, amount: number) => (ctx.state.balance += amount),
 *         balance: (ctx) => ctx.state.balance,
 *       },
 *     });
 *
 * Throws when the name breaks a rule, or something that should be a function is none.
 */
export function defineEntity<State>(definition: EntityDefinition<State>): EntityKind {
  const { initialState, operations } = definition;
  // The rules of names are those of ids.
  entityId(definition.name, "any");
  if (typeof initialState !== "function") {
    throw new TypeError(`The initialState of entity ${definition.name} is a function that gives a new state.`);
  }
  for (const [name, operation] of Object.entries(operations)) {
    if (typeof operation === "function") continue;
    throw new TypeError(`The operation ${name} of entity ${definition.name} is not a function.`);
  }
  return {
    kind: "entity",
    name: definition.name.toLowerCase(),
    initialState,
    operations: new Map(Object.entries(operations)) as ReadonlyMap<string, EntityOperation<unknown>>,
  };
}
