import {
  decodeJson,
  type EntityId,
  type EpochMs,
  type ExecutionId,
  encodeCarried,
  entityIdParts,
  type Failure,
  failureFrom,
  type InstanceId,
  invariant,
  type JsonText,
  knownNames,
} from "../model/index.js";
import {
  checkedEntityId,
  checkedInstanceId,
  checkedName,
  checkedTime,
  checkedVersion,
  type EntityContext,
  type EntityKind,
  type EntityStartOptions,
} from "../orchestration/index.js";
import { type EntityBatch, entityBatch } from "../partition/entity-batch.js";
import type { EntityBatchEnded, SentSignal, SentStart } from "../partition/event.js";
import type { OperationOutcome } from "../partition/message.js";
import { payloadProblem } from "../partition/payload-problem.js";
import type { PartitionState } from "../partition/state.js";
import type { Clock } from "./clock.js";
import type { AuthoredKinds } from "./entity-types/authored-kinds.js";

/** Runs the batches that partitions ask for. */
export class EntityRunner {
  private readonly kinds = new Map<string, EntityKind>();
  private readonly condemned = new Map<InstanceId, string>();

  constructor(
    kinds: readonly EntityKind[],
    private readonly clock: Clock,
    private readonly newExecutionId: () => ExecutionId,
    private readonly authored?: AuthoredKinds,
  ) {
    for (const kind of kinds) this.kinds.set(kind.name, kind);
  }

  /** The batch's event; `undefined` when none is asked for any more. */
  run(partition: PartitionState, entityId: EntityId): EntityBatchEnded | undefined {
    const batch = entityBatch(partition, entityId);
    return batch && this.perform(batch);
  }

  /** Operations of this entity are not run in its next batch: they fail with this reason. */
  condemn(entityId: InstanceId, reason: string): void {
    this.condemned.set(entityId, reason);
  }

  private perform({ entityId, batch, state, requests }: EntityBatch): EntityBatchEnded {
    const parts = entityIdParts(entityId);
    invariant(parts !== undefined, `"${entityId}" has a batch and is no entity`);
    const kind = this.kinds.get(parts.name) ?? this.authored?.kind(parts.name);
    const batchMs = this.clock.nowMs();
    const running = new RunningEntity(
      { entityId, key: parts.key, nowMs: batchMs, newExecutionId: this.newExecutionId },
      state,
    );
    const reason = this.condemned.get(entityId);
    this.condemned.delete(entityId);
    const results = requests.map(({ number, request: { operation, input } }) => {
      if (reason !== undefined) return { number, outcome: failedOutcome(timeout(reason)) };
      if (kind === undefined) return { number, outcome: failedOutcome(this.unknown(parts.name)) };
      return { number, outcome: running.perform(kind, operation, input) };
    });
    return {
      type: "EntityBatchEnded",
      atMs: this.clock.nowMs(),
      entityId,
      batch,
      results,
      ...(running.kept !== undefined && { state: running.kept }),
      signals: running.sent,
      ...(running.started.length > 0 && { starts: running.started }),
    };
  }

  private unknown(name: string): Failure {
    return {
      code: "UnknownEntity",
      message: `No entity is registered under the name "${name}". ${knownNames(name, [...this.kinds.keys(), ...(this.authored?.names ?? [])])}`,
      nonRetriable: true,
    };
  }
}

/**
 * An entity during a batch: what is kept so far, as text, and what the operation that runs makes of
 * it. An operation that throws leaves both as they were before it.
 */
class RunningEntity {
  kept: JsonText | undefined;
  readonly sent: SentSignal[] = [];
  readonly started: SentStart[] = [];

  constructor(
    private readonly about: BatchFacts,
    state: JsonText | undefined,
  ) {
    this.kept = state;
  }

  perform(kind: EntityKind, name: string, input: JsonText): OperationOutcome {
    const operation = kind.operations.get(name);
    if (operation === undefined) return failedOutcome(unknownOperation(kind, name));
    const scratch = new Scratch(this.about, kind, this.kept);
    try {
      const returned = operation(scratch, decodeJson(input) as never);
      refuseWaiting(returned, kind, name);
      const result = encodeCarried(returned, `The result of operation ${name}`);
      const state = scratch.encoded();
      const problem =
        payloadProblem(result, `The result of operation ${name}`) ??
        (state && payloadProblem(state, `The state of ${this.about.entityId}`));
      if (problem !== undefined) return failedOutcome(problem);
      this.kept = state;
      for (const signal of scratch.signals) this.sent.push(signal);
      for (const start of scratch.starts) this.started.push(start);
      return { kind: "completed", result };
    } catch (thrown) {
      return failedOutcome(failureFrom(thrown, "EntityError"));
    } finally {
      scratch.close();
    }
  }
}

/** What all operations of a batch are told alike. */
interface BatchFacts {
  readonly entityId: EntityId;
  readonly key: string;
  readonly nowMs: EpochMs;
  readonly newExecutionId: () => ExecutionId;
}

/** What one operation works on. Nothing of it is kept unless the operation ends well. */
class Scratch implements EntityContext<unknown> {
  readonly signals: SentSignal[] = [];
  readonly starts: SentStart[] = [];
  private current: { readonly value: unknown } | undefined;
  private deleted = false;
  private closed = false;

  constructor(
    private readonly about: BatchFacts,
    private readonly kind: EntityKind,
    private readonly before: JsonText | undefined,
  ) {}

  get entityId(): EntityId {
    return this.about.entityId;
  }
  get key(): string {
    return this.about.key;
  }

  now(): number {
    this.requireOpen();
    return this.about.nowMs;
  }

  get state(): unknown {
    this.requireOpen();
    this.current ??= {
      value: this.before === undefined || this.deleted ? this.kind.initialState(this.key) : decodeJson(this.before),
    };
    return this.current.value;
  }

  set state(value: unknown) {
    this.requireOpen();
    if (value === undefined) this.deleteState();
    else this.current = { value };
  }

  deleteState(): void {
    this.requireOpen();
    this.current = undefined;
    this.deleted = true;
  }

  signal(
    entity: EntityId | string,
    operation: string,
    input?: unknown,
    options: { readonly atMs?: number } = {},
  ): void {
    this.requireOpen();
    const name = checkedName(operation, "The name of an operation");
    const text = payload(input, `The input of operation ${name}`);
    const { atMs } = options;
    const due = atMs === undefined ? {} : { dueAtMs: checkedTime(atMs, "The time of a signal") };
    this.signals.push({ entityId: checkedEntityId(entity), operation: name, input: text, ...due });
  }

  startOrchestration(orchestration: string, input?: unknown, options: EntityStartOptions = {}): InstanceId {
    this.requireOpen();
    const name = checkedName(orchestration, "The name of an orchestration");
    const text = payload(input, `The input of orchestration ${name}`);
    const executionId = this.about.newExecutionId();
    const id = checkedInstanceId(options.instanceId ?? executionId);
    const version = options.version === undefined ? {} : { version: checkedVersion(options.version) };
    this.starts.push({ instanceId: id, executionId, name, ...version, input: text });
    return id;
  }

  /** The state as it is to be kept. An operation that did not look at it has not changed it. */
  encoded(): JsonText | undefined {
    if (this.current !== undefined) return encodeCarried(this.current.value, `The state of ${this.entityId}`);
    return this.deleted ? undefined : this.before;
  }

  close(): void {
    this.closed = true;
  }

  private requireOpen(): void {
    if (!this.closed) return;
    throw new Error(
      `An operation of ${this.entityId} used its context after it had ended. Operations wait for nothing.`,
    );
  }
}

/** What an operation hands over. Throws when it is no payload. */
function payload(value: unknown, what: string): JsonText {
  const text = encodeCarried(value, what);
  const problem = payloadProblem(text, what);
  if (problem !== undefined) throw new RangeError(problem.message);
  return text;
}

const timeout = (message: string): Failure => ({ code: "EpisodeTimeout", message, nonRetriable: true });

const failedOutcome = (failure: Failure): OperationOutcome => ({ kind: "failed", failure });

function unknownOperation({ name, operations }: EntityKind, operation: string): Failure {
  const known = [...operations.keys()].sort().join(", ") || "none";
  return {
    code: "UnknownOperation",
    message: `Entity "${name}" has no operation "${operation}". It has: ${known}.`,
    nonRetriable: true,
  };
}

/** A promise or a generator is an operation that would go on behind everybody's back. */
function refuseWaiting(returned: unknown, { name }: EntityKind, operation: string): void {
  if (typeof returned !== "object" || returned === null) return;
  const waits = "then" in returned ? "a promise" : "next" in returned ? "a generator" : undefined;
  if (waits === undefined) return;
  throw new TypeError(
    `The operation ${operation} of entity ${name} gave ${waits}. Operations are plain functions: they wait for nothing. Work that waits belongs in an orchestration.`,
  );
}
