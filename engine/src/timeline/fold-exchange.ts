import {
  type CustomStatusSet,
  type EntityCallCompleted,
  type EntityCallFailed,
  type EntityCallScheduled,
  type EntitySignaled,
  type EventReceived,
  type EventSent,
  type EventWaited,
  type EventWaitTimedOut,
  encodeJson,
  type Failure,
  type HistoryEventBase,
  type JsonText,
  type LockAcquired,
  type LockRequested,
  type OrchestrationStarted,
  type SearchAttributesSet,
  type SubOrchestrationCompleted,
  type SubOrchestrationFailed,
  type SubOrchestrationScheduled,
} from "../model/index.js";
import { asked, nodeOfTask, putAsked, withTask } from "./asked-node.js";
import { isOpen, type NodeState } from "./node-state.js";
import { putNode } from "./put-node.js";
import type { FoldState } from "./run-state.js";
import { settled } from "./settle.js";

type At<Body> = HistoryEventBase & Body;

/** What settles a task of an exchange. */
type Answer =
  | EventWaitTimedOut
  | EntityCallCompleted
  | EntityCallFailed
  | LockAcquired
  | SubOrchestrationCompleted
  | SubOrchestrationFailed;

/* What a run exchanges with entities and other instances, event by event. */

export function eventWaited(state: FoldState, event: At<EventWaited>): FoldState {
  const node: NodeState = {
    ...asked(state, event, event.origin, "wait", "waiting-event"),
    startedAtMs: event.atMs,
    event: event.name,
    ...(event.asks !== undefined && { asks: event.asks }),
    ...(event.deadlineMs !== undefined && { fireAtMs: event.deadlineMs }),
  };
  return withTask(putAsked(state, node), event.taskId, node.key);
}

export function eventReceived(state: FoldState, event: At<EventReceived>): FoldState {
  const node = nodeOfTask(state, event.taskId);
  if (node === undefined || !isOpen(node.status)) return state;
  const output = state.raised.get(event.raisedSeq);
  const received = { ...settled(node, event, "completed"), ...(output !== undefined && { output }) };
  return putNode(state, received, "orchestrator");
}

export function called(state: FoldState, event: At<EntityCallScheduled> | At<SubOrchestrationScheduled>): FoldState {
  const node: NodeState = {
    ...asked(state, event, event.origin, "work", "running"),
    startedAtMs: event.atMs,
    input: event.input,
    ...(event.type === "SubOrchestrationScheduled" && { startedInstance: event.instanceId }),
  };
  return withTask(putAsked(state, node), event.taskId, node.key);
}

export function lockRequested(state: FoldState, event: At<LockRequested>): FoldState {
  const node: NodeState = { ...asked(state, event, event.origin, "wait", "running"), startedAtMs: event.atMs };
  return withTask(putAsked(state, node), event.taskId, node.key);
}

export function answered(state: FoldState, event: At<Answer>): FoldState {
  const node = nodeOfTask(state, event.taskId);
  if (node === undefined || !isOpen(node.status)) return state;
  return putNode(state, answeredNode(node, event), "message");
}

function answeredNode(node: NodeState, event: At<Answer>): NodeState {
  switch (event.type) {
    case "LockAcquired":
      return settled(node, event, "completed");
    case "EntityCallCompleted":
    case "SubOrchestrationCompleted":
      return { ...settled(node, event, "completed"), output: event.result };
    case "EntityCallFailed":
    case "SubOrchestrationFailed":
      return { ...settled(node, event, "failed"), failure: event.failure };
    case "EventWaitTimedOut":
      return { ...settled(node, event, "failed"), failure: NOT_RAISED };
  }
}

const NOT_RAISED: Failure = { code: "Timeout", message: "Nobody raised the event in time." };

/** What a node says without waiting for an answer. */
export function said(state: FoldState, event: At<Said>): FoldState {
  const node = asked(state, event, event.origin, "record", "completed");
  const started = event.type === "OrchestrationStarted" ? { startedInstance: event.instanceId } : {};
  return putAsked(state, { ...settled(node, event, "completed"), output: saidBy(event), ...started });
}

type Said = EventSent | EntitySignaled | OrchestrationStarted | CustomStatusSet | SearchAttributesSet;

function saidBy(event: Said): JsonText {
  switch (event.type) {
    case "EventSent":
      return event.payload;
    case "EntitySignaled":
    case "OrchestrationStarted":
      return event.input;
    case "CustomStatusSet":
      return event.value;
    case "SearchAttributesSet":
      return encodeJson(event.changes);
  }
}
