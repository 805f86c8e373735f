import { invariant } from "./invariant.js";
import { LIMITS } from "./limits.js";

declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** The id of a running workflow: chosen by the client, or made by it. The UI calls it the run's id. */
export type InstanceId = Branded<"InstanceId">;
/** One incarnation of an instance id. A late message of an earlier incarnation is dropped by it. */
export type ExecutionId = Branded<"ExecutionId">;
/** The SHA-256 of a workflow's code, 64 lower-case hexadecimal digits: what an instance is pinned to. */
export type WorkflowVersion = Branded<"WorkflowVersion">;
declare const entityMark: unique symbol;
/** Names an entity: `@name@key`, the name in lower case. Entities are placed as instances are. */
export type EntityId = InstanceId & { readonly [entityMark]: true };
/** Names a client's request, so that a repeated request is the same request. */
export type RequestId = Branded<"RequestId">;
/** The number of a partition, from 0. */
export type PartitionId = number & { readonly [brand]: "PartitionId" };
/** The number of a task within its execution, from 1, in the order in which the orchestrator asked. */
export type TaskId = number & { readonly [brand]: "TaskId" };

const INSTANCE_ID = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/;

/** Says what is wrong with an instance id, or `undefined` when it may be used. */
export function instanceIdProblem(text: string): string | undefined {
  if (text.length === 0) return "An instance id must not be empty.";
  if (text.length > LIMITS.idCharactersMax)
    return `An instance id has at most ${LIMITS.idCharactersMax} characters; this one has ${text.length}.`;
  if (!INSTANCE_ID.test(text))
    return "An instance id holds printable ASCII characters and neither begins nor ends with a space.";
  return undefined;
}

/** Checks and brands an instance id. Throws RangeError with {@link instanceIdProblem}'s sentence. */
export function instanceId(text: string): InstanceId {
  const problem = instanceIdProblem(text);
  if (problem !== undefined) throw new RangeError(problem);
  return text as InstanceId;
}

export const executionId = (text: string): ExecutionId => text as ExecutionId;
export const workflowVersion = (sha256Hex: string): WorkflowVersion => sha256Hex as WorkflowVersion;
export const requestId = (text: string): RequestId => text as RequestId;
export const taskId = (number: number): TaskId => number as TaskId;
export const partitionId = (number: number): PartitionId => number as PartitionId;

const ENTITY_NAME = /^[A-Za-z][A-Za-z0-9_.-]*$/;

/**
 * The id of an entity. Names are the same in upper and lower case, keys are not. A key that ends in
 * `!nn` places its entity ({@link partitionOf}). Throws RangeError when the id breaks a rule.
 */
export function entityId(name: string, key: string): EntityId {
  if (!ENTITY_NAME.test(name)) {
    throw new RangeError(
      `An entity's name begins with a letter and holds letters, digits, "_", "." and "-"; this one is "${name}".`,
    );
  }
  if (key.length === 0) throw new RangeError(`The key of an entity must not be empty; entity "${name}" has no key.`);
  const id = `@${name.toLowerCase()}@${key}`;
  const problem = instanceIdProblem(id);
  if (problem !== undefined) throw new RangeError(`The entity id "${id}" cannot be used. ${problem}`);
  return id as EntityId;
}

const ENTITY_ID = /^@([^@]+)@(.+)$/;

/** The parts of an entity's id, or `undefined` for a text that is none. */
export function entityIdParts(text: string): { readonly name: string; readonly key: string } | undefined {
  const [, name, key] = ENTITY_ID.exec(text) ?? [];
  return name === undefined || key === undefined || !ENTITY_NAME.test(name) ? undefined : { name, key };
}

const CONTINUED = /^(.*)~(\d+)$/;

/** The execution that follows when this one continues as new: `x`, `x~2`, `x~3`, and so on. */
export function nextExecutionId(id: ExecutionId): ExecutionId {
  const [, first = id, count = "1"] = CONTINUED.exec(id) ?? [];
  return executionId(`${first}~${Number(count) + 1}`);
}

/** The execution that a task of this one starts, and by default its instance's id: no other has it. */
export function subExecutionId(id: ExecutionId, task: TaskId): ExecutionId {
  return executionId(`${id}:${task.toString(16).padStart(4, "0")}`);
}

const PLACED = /!(\d{1,3})$/;

/**
 * Where an instance lives, for ever: FNV-1a of its id, modulo the partition count that the hub was
 * created with. An id that ends in `!nn` is placed on partition nn modulo the count, so that a
 * client can keep what belongs together in one place.
 */
export function partitionOf(id: InstanceId, partitionCount: number): PartitionId {
  invariant(partitionCount > 0, `partition count ${partitionCount} must be positive`);
  const placed = PLACED.exec(id);
  if (placed?.[1] !== undefined) return partitionId(Number(placed[1]) % partitionCount);
  let hash = 0x811c9dc5;
  for (let index = 0; index < id.length; index++) {
    hash = Math.imul(hash ^ id.charCodeAt(index), 0x01000193);
  }
  return partitionId((hash >>> 0) % partitionCount);
}
