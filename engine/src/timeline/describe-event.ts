import type {
  ActivityAttemptFailed,
  ActivityCompleted,
  ActivityFailed,
  AttributeChanges,
  BranchDecided,
  EntitySignaled,
  EventWaited,
  ExecutionTerminated,
  HistoryEvent,
  Origin,
  TaskId,
} from "../model/index.js";
import { durationText } from "./duration-text.js";
import { type NodeKey, type NodeState, nodeKey } from "./node-state.js";
import type { RunState } from "./run-state.js";

/** How an event is marked in a list: by what it means, before its colour. */
export type EventTone =
  | "plain"
  | "turn"
  | "scheduled"
  | "running"
  | "waiting"
  | "retrying"
  | "completed"
  | "failed"
  | "cancelled";

/** An event in words. */
export interface EventDescription {
  /** Two or three words: `charge completed`. */
  readonly label: string;
  /** One sentence: `charge[2] completed in 82 ms.` */
  readonly sentence: string;
  readonly tone: EventTone;
  /** The node the event is about. */
  readonly key?: NodeKey;
  readonly node?: string;
}

/**
 * An event in words. `known` is any state that already holds the event, the latest one included:
 * it says which node a task belongs to and when an attempt began.
 */
export function describeEvent(event: HistoryEvent, known: RunState): EventDescription {
  switch (event.type) {
    case "ExecutionStarted":
      return { label: "run started", sentence: `The run of ${event.name} started.`, tone: "running" };
    case "ExecutionCompleted":
      return { label: "run completed", sentence: `The run completed${runLength(event, known)}.`, tone: "completed" };
    case "ExecutionFailed":
      return {
        label: "run failed",
        sentence: `The run failed${event.origin === undefined ? "" : ` at ${nameOf(event.origin)}`}: ${event.failure.message}`,
        tone: "failed",
        ...(event.origin !== undefined && about(event.origin)),
      };
    case "ExecutionTerminated":
      return { label: "run cancelled", sentence: terminated(event), tone: "cancelled" };
    case "ExecutionCancelRequested":
      return {
        label: "clean-up began",
        sentence: `The run was asked to end, and cleans up: ${event.reason}`,
        tone: "cancelled",
      };
    case "TurnStarted":
      return {
        label: `turn ${event.turn}`,
        sentence: `Turn ${event.turn} started; the orchestrator has heard events up to ${event.deliveredThrough}.`,
        tone: "turn",
      };
    case "ActivityScheduled": {
      const again = event.attempt !== undefined && event.attempt > 1 ? ` again (attempt ${event.attempt})` : "";
      return say(event.origin, "asked for", `asked for ${event.name}${again}.`, "scheduled");
    }
    case "ActivityStarted": {
      const attempt = event.attempt > 1 ? `began attempt ${event.attempt}` : "began";
      return sayOfTask(event.taskId, known, "began", `${attempt}.`, "running");
    }
    case "ActivityAttemptFailed": {
      const wait = durationText(event.retryAtMs - event.atMs);
      const what = `failed attempt ${event.attempt} and repeats in ${wait}: ${event.failure.message}`;
      return sayOfTask(event.taskId, known, "repeats", what, "retrying");
    }
    case "ActivityCompleted":
      return sayOfTask(event.taskId, known, "completed", `completed${attemptLength(event, known)}.`, "completed");
    case "ActivityFailed": {
      const what = `failed${attemptLength(event, known)}: ${event.failure.message}`;
      return sayOfTask(event.taskId, known, "failed", what, "failed");
    }
    case "TimerCreated":
      return say(event.origin, "waits", `waits ${durationText(event.fireAtMs - event.atMs)}.`, "waiting");
    case "TimerFired":
      return sayOfTask(event.taskId, known, "is over", "has waited long enough.", "completed");
    case "TaskCancelled":
      return sayOfTask(event.taskId, known, "cancelled", "was cancelled: its result is no longer wanted.", "cancelled");
    case "NodeRecorded":
      return say(event.origin, "has its value", "has its value.", "completed");
    case "BranchDecided":
      return branchDecided(event);
    case "LoopStarted":
      return say(event.origin, "began", `began to go through ${items(event.itemCount)}.`, "running");
    case "LoopCompleted":
      return say(
        event.origin,
        "completed",
        `went through all its items${loopLength(event.origin, known)}.`,
        "completed",
      );
    case "ContinuedAsNew":
      return {
        label: "continued as new",
        sentence: "The run goes on where an earlier execution ended.",
        tone: "plain",
      };
    case "ExecutionSuspended":
      return { label: "run suspended", sentence: `The run was suspended: ${event.reason}`, tone: "waiting" };
    case "ExecutionResumed":
      return { label: "run resumed", sentence: `The run was resumed: ${event.reason}`, tone: "running" };
    case "ExecutionRewound": {
      const sentence = `The run goes on from before event ${event.voidFromSeq}: ${event.reason}`;
      return { label: "run rewound", sentence, tone: "running" };
    }
    case "ExecutionForked": {
      const sentence = `The run parts from ${event.fromInstanceId} after event ${event.atSeq}.`;
      return { label: "run forked", sentence, tone: "running" };
    }
    case "EventRaised":
      return { label: `event ${event.name}`, sentence: `The event ${event.name} was raised.`, tone: "plain" };
    case "EventWaited":
      return say(event.origin, "waits", `waits for the event ${event.name}${deadline(event)}.`, "waiting");
    case "EventReceived":
      return say(
        event.origin,
        "received",
        `received the event that was raised as number ${event.raisedSeq}.`,
        "completed",
      );
    case "EventWaitTimedOut":
      return sayOfTask(event.taskId, known, "timed out", "waited in vain: nobody raised the event in time.", "failed");
    case "EventSent":
      return say(event.origin, "sent", `raised the event ${event.name} for ${event.instanceId}.`, "completed");
    case "EntityCallScheduled":
      return say(event.origin, "called", `called ${event.operation} of ${event.entityId}.`, "running");
    case "EntityCallCompleted":
      return sayOfTask(event.taskId, known, "answered", "has the entity's answer.", "completed");
    case "EntityCallFailed":
      return sayOfTask(event.taskId, known, "failed", `failed: ${event.failure.message}`, "failed");
    case "SubOrchestrationScheduled":
      return say(event.origin, "started", `started ${event.name} as ${event.instanceId}.`, "running");
    case "SubOrchestrationCompleted":
      return sayOfTask(event.taskId, known, "completed", "has the output of what it started.", "completed");
    case "SubOrchestrationFailed":
      return sayOfTask(event.taskId, known, "failed", `failed: ${event.failure.message}`, "failed");
    case "EntitySignaled":
      return say(
        event.origin,
        "signaled",
        `signaled ${event.operation} to ${event.entityId}${due(event)}.`,
        "completed",
      );
    case "OrchestrationStarted":
      return say(
        event.origin,
        "started",
        `started ${event.name} as ${event.instanceId}, and does not wait for it.`,
        "completed",
      );
    case "LockRequested":
      return say(event.origin, "waits", `waits to lock ${event.lockSet.join(" and ")}.`, "waiting");
    case "LockAcquired":
      return sayOfTask(event.taskId, known, "locked", "has locked what it waited for.", "completed");
    case "LockReleased":
      return say(event.origin, "unlocked", "unlocked what it had locked.", "completed");
    case "CustomStatusSet":
      return { label: "status set", sentence: "The run said how it stands.", tone: "plain" };
    case "SearchAttributesSet":
      return { label: "attributes set", sentence: attributesSet(event.changes), tone: "plain" };
    default:
      return ofUnknownKind(event);
  }
}

function terminated({ reason, cleanUp }: ExecutionTerminated): string {
  switch (cleanUp?.kind) {
    case undefined:
      return `The run was cancelled: ${reason}`;
    case "completed":
      return `The run has cleaned up and was cancelled: ${reason}`;
    case "failed": {
      const where = cleanUp.origin === undefined ? "" : ` at ${nameOf(cleanUp.origin)}`;
      return `The run was cancelled: ${reason} Its clean-up failed${where}: ${cleanUp.failure.message}`;
    }
  }
}

function attributesSet(changes: AttributeChanges): string {
  const set = Object.keys(changes).filter((name) => changes[name] !== null);
  const taken = Object.keys(changes).filter((name) => changes[name] === null);
  const parts = [
    ...(set.length === 0 ? [] : [`set ${set.join(", ")}`]),
    ...(taken.length === 0 ? [] : [`took away ${taken.join(", ")}`]),
  ];
  return `The run ${parts.length === 0 ? "changed nothing" : parts.join(" and ")} of what lists find it by.`;
}

/** A newer engine may write kinds of events that this one does not know. */
function ofUnknownKind(event: never): EventDescription {
  const { type } = event as { readonly type: string };
  return { label: type, sentence: `${type}, which this version of Dacapo does not know.`, tone: "plain" };
}

/** A node with its iteration: `thumbnail[2]`. */
function nameOf(origin: Origin): string {
  return nodeKey(origin.node, origin.path);
}

function about(origin: Origin): Pick<EventDescription, "key" | "node"> {
  return { key: nodeKey(origin.node, origin.path), node: origin.node };
}

function say(origin: Origin, label: string, rest: string, tone: EventTone): EventDescription {
  const name = nameOf(origin);
  return { label: `${name} ${label}`, sentence: `${name} ${rest}`, tone, ...about(origin) };
}

function sayOfTask(task: TaskId, known: RunState, label: string, rest: string, tone: EventTone): EventDescription {
  const node = nodeOf(task, known);
  const name = node?.key ?? `Task ${task}`;
  const words = { label: `${name} ${label}`, sentence: `${name} ${rest}`, tone };
  return node === undefined ? words : { ...words, key: node.key, node: node.node };
}

function nodeOf(task: TaskId, known: RunState): NodeState | undefined {
  const key = known.tasks.get(task);
  return key === undefined ? undefined : known.nodes.get(key);
}

function attemptLength(
  event: HistoryEvent & (ActivityCompleted | ActivityFailed | ActivityAttemptFailed),
  known: RunState,
): string {
  const attempt = nodeOf(event.taskId, known)?.attempts.find((one) => one.attempt === event.attempt);
  const length = attempt?.startedAtMs === undefined ? "" : ` in ${durationText(event.atMs - attempt.startedAtMs)}`;
  return event.attempt > 1 ? ` at attempt ${event.attempt}${length}` : length;
}

function loopLength(origin: Origin, known: RunState): string {
  const loop = known.nodes.get(nodeKey(origin.node, origin.path));
  return loop?.endedAtMs === undefined ? "" : ` in ${durationText(loop.endedAtMs - loop.scheduledAtMs)}`;
}

function runLength(event: HistoryEvent, known: RunState): string {
  return known.startedAtMs === undefined ? "" : ` in ${durationText(event.atMs - known.startedAtMs)}`;
}

function deadline({ atMs, deadlineMs }: HistoryEvent & EventWaited): string {
  return deadlineMs === undefined ? "" : `, ${durationText(deadlineMs - atMs)} at most`;
}

function due({ atMs, dueAtMs }: HistoryEvent & EntitySignaled): string {
  return dueAtMs === undefined ? "" : `, to be performed in ${durationText(Math.max(0, dueAtMs - atMs))}`;
}

function branchDecided({ origin, port }: BranchDecided): EventDescription {
  switch (port) {
    case "again":
      return say(origin, "next round", "begins another round.", "running");
    case "error":
      return say(origin, "took error", "deals with a failure.", "waiting");
    default:
      return say(origin, `took ${port}`, `took the port ${port}.`, "completed");
  }
}

function items(count: number): string {
  return count === 1 ? "1 item" : `${count} items`;
}
