import { isDeepStrictEqual } from "node:util";
import {
  type ActionEvent,
  type EntityId,
  type EpisodeOutcome,
  encodeJson,
  entityId,
  executionId,
  type InstanceId,
  instanceId,
  invariant,
  type JsonText,
  partitionId,
  type RequestId,
  type RetryPolicy,
  type TaskId,
  taskId,
} from "../../src/model/index.js";
import type { Effect } from "../../src/partition/effect.js";
import { entityBatch } from "../../src/partition/entity-batch.js";
import { episodeInput } from "../../src/partition/episode-input.js";
import type { AttemptOutcome, EntityBatchEnded, PartitionEvent, TimerKey } from "../../src/partition/event.js";
import { type Entity, emptyState, type Instance, type ResidentState } from "../../src/partition/state.js";
import { stepTogether } from "../../src/partition/step-together.js";
import { decodeEvent, encodeEvent } from "../../src/storage/event-codec.js";
import { plainEntity, plainInstance } from "./plain-state.js";
import { RecordingTable } from "./recording-table.js";
import { copyOf, groupOf, wholeState } from "./whole-state.js";

type Signals = EntityBatchEnded["signals"];

/** Nobody reads a day in a transcript: time begins at 0 and moves when the script says so. */
export class PartitionScript {
  private readonly instances = new RecordingTable<InstanceId, Instance>((one) => JSON.stringify(plainInstance(one)));
  private readonly entities = new RecordingTable<EntityId, Entity>((one) => JSON.stringify(plainEntity(one)));
  readonly state: ResidentState = {
    ...emptyState(partitionId(0)),
    instances: this.instances,
    entities: this.entities,
  };
  readonly events: PartitionEvent[] = [];
  lastEffects: readonly Effect[] = [];
  private readonly lines: string[] = [];
  private nowMs = 0;
  private requests = 0;

  /** Checking the laws copies the state at each event: a script with a long history may leave it out. */
  constructor(private readonly options: { readonly checkLaws: boolean } = { checkLaws: true }) {}

  after(ms: number): this {
    this.nowMs += ms;
    return this;
  }

  start(
    id: string,
    options: { readonly input?: unknown; readonly requestId?: string; readonly execution?: string } = {},
  ) {
    const { input, requestId, execution = "e1" } = options;
    return this.apply({
      type: "StartRequested",
      atMs: this.nowMs,
      replyTo: this.reply(),
      ...(requestId !== undefined && { requestId: requestId as RequestId }),
      instanceId: instanceId(id),
      executionId: executionId(execution),
      name: "order",
      input: encodeJson(input),
      tags: {},
    });
  }

  terminate(id: string, reason: string, its: { readonly cleanUp?: true; readonly recursive?: false } = {}) {
    return this.apply({
      type: "TerminateRequested",
      atMs: this.nowMs,
      replyTo: this.reply(),
      instanceId: instanceId(id),
      reason,
      ...its,
    });
  }

  /** The episode that is asked for, told everything that there is, comes to this. */
  episode(id: string, outcome: EpisodeOutcome) {
    const input = episodeInput(this.state, instanceId(id));
    invariant(input !== undefined, `no episode of ${id} is asked for`);
    const { turn, deliveredThrough, notBeforeMs } = input;
    const execution = this.state.instances.get(instanceId(id))?.record.executionId;
    return this.episodeEnded(id, turn, deliveredThrough, outcome, execution, notBeforeMs);
  }

  episodeEnded(
    id: string,
    turn: number,
    deliveredThrough: number,
    outcome: EpisodeOutcome,
    execution = "e1",
    notBeforeMs = 0,
  ) {
    const key = { instanceId: instanceId(id), executionId: executionId(execution) };
    const nowMs = Math.max(this.nowMs, notBeforeMs);
    return this.apply({ type: "EpisodeEnded", atMs: this.nowMs, ...key, turn, nowMs, deliveredThrough, outcome });
  }

  activityStarted(id: string, task: number, attempt = 1, execution = "e1") {
    return this.apply({ type: "ActivityStarted", atMs: this.nowMs, ...attemptKey(id, task, attempt, execution) });
  }

  activityEnded(
    id: string,
    task: number,
    outcome: AttemptOutcome,
    attempt = 1,
    execution = "e1",
    startedAtMs: number | undefined = undefined,
  ) {
    const key = attemptKey(id, task, attempt, execution);
    const started = startedAtMs === undefined ? {} : { startedAtMs };
    return this.apply({ type: "ActivityEnded", atMs: this.nowMs, ...key, ...started, outcome });
  }

  timerFired(id: string, task: number, purpose: TimerKey["purpose"] = "sleep", attempt = 0) {
    return this.apply({ type: "TimerFired", atMs: this.nowMs, ...attemptKey(id, task, attempt, "e1"), purpose });
  }

  /** As 0.1.0 wrote it. */
  recovered() {
    return this.apply({ type: "Recovered", atMs: this.nowMs });
  }

  resumed(id: string) {
    return this.apply({ type: "InstanceResumed", atMs: this.nowMs, instanceId: instanceId(id) });
  }

  suspend(id: string) {
    const request = { replyTo: this.reply(), instanceId: instanceId(id), reason: "wait" };
    return this.apply({ type: "SuspendRequested", atMs: this.nowMs, ...request });
  }

  resume(id: string) {
    const request = { replyTo: this.reply(), instanceId: instanceId(id), reason: "go on" };
    return this.apply({ type: "ResumeRequested", atMs: this.nowMs, ...request });
  }

  raise(id: string, name: string, payload: unknown) {
    const replyTo = this.reply();
    const event = { instanceId: instanceId(id), name, payload: encodeJson(payload) };
    return this.apply({ type: "EventRaiseRequested", atMs: this.nowMs, replyTo, ...event });
  }

  signal(entity: EntityId, operation: string, input?: unknown) {
    const replyTo = this.reply();
    const signal = { entityId: entity, operation, input: encodeJson(input) };
    return this.apply({ type: "EntitySignalRequested", atMs: this.nowMs, replyTo, ...signal });
  }

  signalAt(entity: EntityId, operation: string, dueAtMs: number, input?: unknown) {
    const signal = { entityId: entity, operation, input: encodeJson(input), dueAtMs };
    return this.apply({ type: "EntitySignalRequested", atMs: this.nowMs, replyTo: this.reply(), ...signal });
  }

  /** The timer of the signal that arrived under this number. */
  signalFired(entity: EntityId, number: number) {
    const key = { instanceId: entity, executionId: executionId(entity), taskId: taskId(number) };
    return this.apply({ type: "TimerFired", atMs: this.nowMs, ...key, purpose: "signal", attempt: 0 });
  }

  /** An instance's first turn asks for the lock. */
  lockFor(id: string, ...entities: readonly EntityId[]) {
    return this.episode(id, waiting(lock(1, ...entities)));
  }

  /** The batch that is asked for comes to these results, in order, and this state. */
  batch(entity: EntityId, outcomes: readonly AttemptOutcome[], state?: unknown, signals: Signals = []) {
    const asked = entityBatch(this.state, entity);
    invariant(asked !== undefined, `no batch of ${entity} is asked for`);
    const results = outcomes.map((outcome, index) => ({ number: asked.requests[index]?.number ?? -1, outcome }));
    const after = state === undefined ? {} : { state: encodeJson(state) };
    const { batch } = asked;
    return this.apply({
      type: "EntityBatchEnded",
      atMs: this.nowMs,
      entityId: entity,
      batch,
      results,
      ...after,
      signals,
    });
  }

  /** Steps, and on the way holds the partition to its laws. */
  apply(event: PartitionEvent): readonly Effect[] {
    const effects = this.options.checkLaws ? this.stepTwice(event) : this.step(this.state, event);
    this.events.push(event);
    this.lastEffects = effects;
    this.lines.push(...transcriptOf(event, effects));
    return effects;
  }

  private stepTwice(event: PartitionEvent): readonly Effect[] {
    const copy = copyOf(this.state);
    this.instances.watch();
    this.entities.watch();
    const effects = this.step(this.state, event);
    this.instances.checkLaw(event.type);
    this.entities.checkLaw(event.type);
    const copyEffects = this.step(copy, decodeEvent(encodeEvent(event)));
    invariant(
      isDeepStrictEqual(plain(copyEffects), plain(effects)),
      `${event.type} has other effects on a copy of the state`,
    );
    invariant(
      isDeepStrictEqual(wholeState(copy), wholeState(this.state)),
      `${event.type} makes another state of a copy of the state`,
    );
    return effects;
  }

  private step(state: ResidentState, event: PartitionEvent): readonly Effect[] {
    return stepTogether(groupOf(state), state.partition, event).map(({ effect }) => effect);
  }

  /** What was said and done, as a colleague would read it; then every history. */
  transcript(): string {
    const histories = [...this.state.instances.entries()].flatMap(([id, { record, history }]) => {
      return [
        "",
        `${id}: ${record.status}`,
        ...history.map(({ seq, atMs, ...body }) => `  ${seq} @${atMs} ${say(body)}`),
      ];
    });
    return `${[...this.lines, ...histories].join("\n")}\n`;
  }

  private reply(): number {
    this.requests += 1;
    return this.requests;
  }
}

export const json = (value: unknown): JsonText => encodeJson(value);
export const completed = (result: unknown): AttemptOutcome => ({ kind: "completed", result: json(result) });
export const failed = (message: string, nonRetriable?: true): AttemptOutcome => ({
  kind: "failed",
  failure: { code: "ActivityError", message, ...(nonRetriable && { nonRetriable }) },
});
export const waiting = (...actions: readonly ActionEvent[]): EpisodeOutcome => ({ kind: "waiting", actions });
export const returned = (output: unknown, ...actions: readonly ActionEvent[]): EpisodeOutcome => ({
  kind: "completed",
  actions,
  output: json(output),
});

export function call(
  task: number,
  options: { readonly input?: unknown; readonly retry?: RetryPolicy; readonly timeoutMs?: number } = {},
): ActionEvent {
  const { input = task, retry, timeoutMs } = options;
  return {
    type: "ActivityScheduled",
    taskId: taskId(task),
    origin: { node: `node${task}`, path: [] },
    name: "work",
    input: json(input),
    ...(retry !== undefined && { retry }),
    ...(timeoutMs !== undefined && { timeoutMs }),
  };
}

export function sleep(task: number, fireAtMs: number): ActionEvent {
  return { type: "TimerCreated", taskId: taskId(task), origin: { node: `node${task}`, path: [] }, fireAtMs };
}

export const entity = (key: string): EntityId => entityId("account", key);

export function awaitEvent(task: number, name: string, deadlineMs?: number): ActionEvent {
  const deadline = deadlineMs === undefined ? {} : { deadlineMs };
  return { type: "EventWaited", taskId: taskId(task), origin: { node: `node${task}`, path: [] }, name, ...deadline };
}

export function received(task: number, raisedSeq: number): ActionEvent {
  return { type: "EventReceived", taskId: taskId(task), origin: { node: `node${task}`, path: [] }, raisedSeq };
}

export function callEntity(task: number, entityId: EntityId, operation = "add", input: unknown = 1): ActionEvent {
  const origin = { node: `node${task}`, path: [] };
  return { type: "EntityCallScheduled", taskId: taskId(task), origin, entityId, operation, input: json(input) };
}

export function signalEntity(entityId: EntityId, operation = "add", input: unknown = 1): ActionEvent {
  const origin = { node: "signal", path: [] };
  return { type: "EntitySignaled", origin, entityId, operation, input: json(input) };
}

export function lock(task: number, ...lockSet: readonly EntityId[]): ActionEvent {
  return { type: "LockRequested", taskId: taskId(task), origin: { node: "lock", path: [] }, lockSet };
}

export function release(task: number): ActionEvent {
  return { type: "LockReleased", taskId: taskId(task), origin: { node: "lock", path: [] } };
}

export function sendEvent(to: string, name: string, payload: unknown = null): ActionEvent {
  const origin = { node: name, path: [] };
  return { type: "EventSent", origin, instanceId: instanceId(to), name, payload: json(payload) };
}

export function callSub(task: number, id: string, name = "child"): ActionEvent {
  const origin = { node: `node${task}`, path: [] };
  return {
    type: "SubOrchestrationScheduled",
    taskId: taskId(task),
    origin,
    instanceId: instanceId(id),
    name,
    input: json(task),
  };
}

export const continueAsNew = (input: unknown, ...actions: readonly ActionEvent[]): EpisodeOutcome => ({
  kind: "continuedAsNew",
  actions,
  input: json(input),
});

export const cancel = (task: number): ActionEvent => ({ type: "TaskCancelled", taskId: taskId(task) });

function attemptKey(
  id: string,
  task: number,
  attempt: number,
  execution: string,
): { instanceId: InstanceId; executionId: ReturnType<typeof executionId>; taskId: TaskId; attempt: number } {
  return { instanceId: instanceId(id), executionId: executionId(execution), taskId: taskId(task), attempt };
}

function transcriptOf(event: PartitionEvent, effects: readonly Effect[]): string[] {
  const { atMs, ...rest } = event;
  const done = effects.length === 0 ? ["  (nothing)"] : effects.map((effect) => `  → ${say(brief(effect))}`);
  return [`@${atMs} ${say(rest)}`, ...done];
}

/** A published record repeats its history: what it stands at is enough. */
function brief(effect: Effect): { readonly type: string } {
  if (effect.type !== "PublishHistory") return effect;
  const { instanceId: id, status, eventCount } = effect.record;
  return { type: effect.type, ...{ instanceId: id, status, eventCount } };
}

function say(thing: { readonly type: string }): string {
  const { type, ...rest } = thing;
  const fields = Object.entries(rest).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
  return [type, ...fields].join(" ");
}

const plain = (effects: readonly Effect[]): unknown => JSON.parse(JSON.stringify(effects));
