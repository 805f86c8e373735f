import {
  type AttributeChanges,
  attributesProblem,
  type EpochMs,
  encodeCarried,
  type InstanceId,
  instanceId,
  type JsonText,
  LIMITS,
  type Origin,
  subExecutionId,
  utf8Bytes,
} from "../model/index.js";
import { checkedEntityId, checkedInstanceId, checkedTime, checkedVersion, requireNumber } from "./argument-checks.js";
import type { StartSubOptions, WaitForEventOptions } from "./context.js";
import type { Execution } from "./execution.js";
import { type PayloadReading, payloadReading } from "./payload-check.js";
import type { TaskState } from "./task.js";

/*
 * What an orchestration asks of others, and tells them. Each checks what code gave, says it in an
 * action, and gives the task that the answer settles, if there is one.
 */

export function askTimer(execution: Execution, origin: Origin, fireAtMs: EpochMs): TaskState {
  if (!Number.isSafeInteger(fireAtMs)) {
    throw new RangeError(`A timer cannot be set to ${fireAtMs} ms since 1970: that is too far away.`);
  }
  const { id, state } = execution.newOutstanding(origin);
  execution.allowCancel(state, id);
  execution.act({ type: "TimerCreated", taskId: id, origin, fireAtMs });
  return state;
}

/** A wait for an event as code asks for it, or for the answer of a person. */
export interface AskedEvent extends WaitForEventOptions {
  /** What a person is asked. */
  readonly asks?: JsonText;
  readonly reading?: PayloadReading;
}

export function askEvent(
  execution: Execution,
  origin: Origin,
  name: string,
  { timeoutMs, schema, asks, reading = schema === undefined ? undefined : payloadReading(schema, name) }: AskedEvent,
): TaskState {
  if (timeoutMs !== undefined) requireNumber(timeoutMs, "timeoutMs", 0);
  const deadline = timeoutMs === undefined ? {} : { deadlineMs: execution.nowMs + Math.ceil(timeoutMs) };
  const { id, state } = execution.newOutstanding(origin);
  execution.allowCancel(state, id);
  const asked = asks === undefined ? {} : { asks };
  execution.act({ type: "EventWaited", taskId: id, origin, name, ...deadline, ...asked });
  execution.inbox.wait(name, { id, origin, ...(reading !== undefined && { reading }) });
  return state;
}

export function sendEvent(
  execution: Execution,
  origin: Origin,
  { receiver, event, payload }: { readonly receiver: unknown; readonly event: string; readonly payload: unknown },
): void {
  const to = checkedInstanceId(receiver);
  const text = execution.encode(payload, `The payload of event ${event}`);
  execution.act({ type: "EventSent", origin, instanceId: to, name: event, payload: text });
}

/** An operation as code asks for it. */
export interface AskedOperation {
  readonly entity: unknown;
  readonly operation: string;
  readonly input: unknown;
}

export function askEntity(execution: Execution, origin: Origin, asked: AskedOperation): TaskState {
  const entityId = checkedEntityId(asked.entity);
  const { operation } = asked;
  const input = execution.encode(asked.input, `The input of operation ${operation}`);
  execution.requireTurn();
  execution.section.beginCall(entityId);
  const endCall = () => execution.section.endCall(entityId);
  const { id, state } = execution.newOutstanding(origin, { settling: endCall, withdrawn: endCall });
  execution.act({ type: "EntityCallScheduled", taskId: id, origin, entityId, operation, input });
  return state;
}

export function signalEntity(
  execution: Execution,
  origin: Origin,
  asked: AskedOperation,
  atMs: number | undefined,
): void {
  const entityId = checkedEntityId(asked.entity);
  const { operation } = asked;
  const input = execution.encode(asked.input, `The input of operation ${operation}`);
  const due = atMs === undefined ? {} : { dueAtMs: checkedTime(atMs, "The time of a signal") };
  execution.section.requireSignalable(entityId);
  execution.act({ type: "EntitySignaled", origin, entityId, operation, input, ...due });
}

export function askLock(execution: Execution, origin: Origin, entities: readonly unknown[]): TaskState {
  const lockSet = execution.section.lockSet(entities.map(checkedEntityId));
  const { id, state } = execution.newOutstanding(origin);
  execution.allowCancel(state, id);
  execution.act({ type: "LockRequested", taskId: id, origin, lockSet });
  execution.section.requested(id, lockSet);
  return state;
}

/** An orchestration as code asks for it. */
export interface AskedSub {
  readonly name: string;
  readonly input: unknown;
  readonly options: StartSubOptions;
}

export function askSub(execution: Execution, origin: Origin, asked: AskedSub): TaskState {
  const { name, options } = asked;
  const input = execution.encode(asked.input, `The input of orchestration ${name}`);
  execution.section.requireSubAllowed(name);
  const given = options.instanceId === undefined ? undefined : checkedInstanceId(options.instanceId);
  const version = options.version === undefined ? {} : { version: checkedVersion(options.version) };
  const { id, state } = execution.newOutstanding(origin);
  execution.allowCancel(state, id);
  const to = given ?? instanceId(subExecutionId(execution.identity.executionId, id));
  execution.act({ type: "SubOrchestrationScheduled", taskId: id, origin, instanceId: to, name, ...version, input });
  return state;
}

/** Starts an instance that lives for itself. It has a task's number, for its name, and no task. */
export function startSub(execution: Execution, origin: Origin, { name, input, options }: AskedSub): InstanceId {
  const text = execution.encode(input, `The input of orchestration ${name}`);
  const given = options.instanceId === undefined ? undefined : checkedInstanceId(options.instanceId);
  const version = options.version === undefined ? {} : { version: checkedVersion(options.version) };
  const id = execution.newTaskId();
  const to = given ?? instanceId(subExecutionId(execution.identity.executionId, id));
  execution.act({ type: "OrchestrationStarted", taskId: id, origin, instanceId: to, name, ...version, input: text });
  return to;
}

export function setCustomStatus(execution: Execution, origin: Origin, status: unknown): void {
  const value = encodeCarried(status, "The custom status");
  const bytes = utf8Bytes(value);
  if (bytes > LIMITS.customStatusBytesMax) {
    throw new RangeError(
      `A custom status has at most ${LIMITS.customStatusBytesMax} bytes as JSON; this one has ${bytes}. It is shown in lists: keep data in the output or in a file.`,
    );
  }
  execution.act({ type: "CustomStatusSet", origin, value });
}

export function setSearchAttributes(execution: Execution, origin: Origin, attributes: AttributeChanges): void {
  // What is checked is the copy: code may have an object that says something else each time.
  const changes = copied(attributes);
  const problem = attributesProblem(changes, "changes");
  if (problem !== undefined) throw new RangeError(problem);
  execution.act({ type: "SearchAttributesSet", origin, changes });
}

/** The values alone; of a moment only its time. What is no attribute is left as it is, for the check to refuse. */
function copied(attributes: AttributeChanges): AttributeChanges {
  if (typeof attributes !== "object" || attributes === null || Array.isArray(attributes)) return attributes;
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) =>
      typeof value === "object" && value !== null && "timeMs" in value
        ? [name, { timeMs: value.timeMs }]
        : [name, value],
    ),
  );
}
