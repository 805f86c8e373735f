import type {
  ActivityAttemptFailed,
  ActivityCompleted,
  ActivityFailed,
  ActivityScheduled,
  ActivityStarted,
  HistoryEvent,
  HistoryEventBase,
  LoopCompleted,
  LoopStarted,
  TaskCancelled,
  TimerCreated,
  TimerFired,
} from "../model/index.js";
import { standing } from "../model/index.js";
import { asked, nodeOfTask, putAsked, withTask } from "./asked-node.js";
import { endRun } from "./end-run.js";
import { decided, recorded } from "./fold-decision.js";
import { answered, called, eventReceived, eventWaited, lockRequested, said } from "./fold-exchange.js";
import { isOpen, type NodeState } from "./node-state.js";
import { closeHeardIterations, endIterations, latestKey, putNode } from "./put-node.js";
import { beforeFirst, type Containers, type FoldState } from "./run-state.js";
import { cancelled, settled } from "./settle.js";

type At<Body> = HistoryEventBase & Body;

/**
 * The state after one more event, one that takes nothing back: for a history in which there may be such, see
 * {@link fold}. Total: an event of a kind that this version does not know, or one
 * about a task that nobody asked for, moves the event number and the time and nothing else.
 */
export function advance(before: FoldState, event: HistoryEvent): FoldState {
  const state: FoldState = {
    ...before,
    seq: event.seq,
    atMs: event.atMs,
    startedAtMs: before.startedAtMs ?? event.atMs,
  };
  switch (event.type) {
    case "ExecutionStarted":
      return { ...state, name: event.name, input: event.input, startedAtMs: event.atMs };
    case "ContinuedAsNew":
    case "ExecutionResumed":
      return { ...state, status: "Running" };
    case "ExecutionRewound":
    case "ExecutionForked":
      return { ...state, status: state.turn === 0 ? "Pending" : "Running" };
    case "ExecutionSuspended":
      return { ...state, status: "Suspended" };
    case "ExecutionCancelRequested":
      // One that is suspended goes on for its clean-up.
      return { ...state, status: "Running", cancelReason: event.reason };
    case "ExecutionCompleted":
    case "ExecutionFailed":
    case "ExecutionTerminated":
      return endRun(state, event);
    case "TurnStarted": {
      const heard = closeHeardIterations(state, event.deliveredThrough);
      return {
        ...heard,
        // A turn that was under way when the run was suspended is recorded all the same.
        status: state.status === "Suspended" ? "Suspended" : "Running",
        turn: event.turn,
        turnSeq: event.seq,
        deliveredThrough: event.deliveredThrough,
      };
    }
    case "ActivityScheduled":
      return activityScheduled(state, event);
    case "ActivityStarted":
      return activityStarted(state, event);
    case "ActivityAttemptFailed":
    case "ActivityCompleted":
    case "ActivityFailed":
      return attemptEnded(state, event);
    case "TimerCreated":
      return timerCreated(state, event);
    case "TimerFired":
    case "TaskCancelled":
      return taskSettled(state, event);
    case "NodeRecorded":
      return recorded(state, event);
    case "BranchDecided":
      return decided(state, event);
    case "LoopStarted":
      return loopStarted(state, event);
    case "LoopCompleted":
      return loopCompleted(state, event);
    case "EventRaised":
      return { ...state, raised: state.raised.set(event.seq, event.payload) };
    case "EventWaited":
      return eventWaited(state, event);
    case "EventReceived":
      return eventReceived(state, event);
    case "EntityCallScheduled":
    case "SubOrchestrationScheduled":
      return called(state, event);
    case "LockRequested":
      return lockRequested(state, event);
    case "EventWaitTimedOut":
    case "EntityCallCompleted":
    case "EntityCallFailed":
    case "SubOrchestrationCompleted":
    case "SubOrchestrationFailed":
    case "LockAcquired":
      return answered(state, event);
    case "EventSent":
    case "EntitySignaled":
    case "OrchestrationStarted":
    case "SearchAttributesSet":
      return said(state, event);
    case "CustomStatusSet":
      return { ...said(state, event), customStatus: event.value };
    case "LockReleased":
      return state;
    default:
      return unknownKind(state, event);
  }
}

/**
 * The state after the last event of a history, and its whole past. Where a run was rewound or forked, what does not
 * count any more is as if it had not happened.
 */
export function fold(history: readonly HistoryEvent[], containers?: Containers): FoldState {
  return standing(history).reduce(advance, beforeFirst(containers));
}

/** A newer engine may write kinds of events that this one does not know; the compiler checks that none of ours comes here. */
function unknownKind(state: FoldState, _event: never): FoldState {
  return state;
}

function activityScheduled(state: FoldState, event: At<ActivityScheduled>): FoldState {
  // An attempt that the orchestrator asks for itself is one more of the same task.
  const tried = event.attempt === undefined ? undefined : nodeOfTask(state, event.taskId);
  if (tried !== undefined) {
    const { failure: _failure, endedAtMs: _endedAtMs, settledSeq: _settledSeq, ...again } = tried;
    return putNode(state, { ...again, status: "queued" }, "orchestrator");
  }
  const node: NodeState = {
    ...asked(state, event, event.origin, "work", "queued"),
    activity: event.name,
    input: event.input,
    ...(event.retry !== undefined && { maxAttempts: event.retry.maxAttempts }),
  };
  return withTask(putAsked(state, node), event.taskId, node.key);
}

function activityStarted(state: FoldState, event: At<ActivityStarted>): FoldState {
  const node = nodeOfTask(state, event.taskId);
  if (node === undefined || !isOpen(node.status)) return state;
  const last = node.attempts.at(-1);
  const attempt = { attempt: event.attempt, startedAtMs: event.atMs, startedSeq: event.seq };
  const { retryAtMs: _retryAtMs, ...rest } = node;
  const running: NodeState = {
    ...rest,
    status: "running",
    startedAtMs: node.startedAtMs ?? event.atMs,
    attempts: last?.attempt === event.attempt ? node.attempts : [...node.attempts, attempt],
  };
  return putNode(state, running, "message");
}

function attemptEnded(
  state: FoldState,
  event: At<ActivityAttemptFailed> | At<ActivityCompleted> | At<ActivityFailed>,
): FoldState {
  const node = nodeOfTask(state, event.taskId);
  if (node === undefined || !isOpen(node.status)) return state;
  const running = node.attempts.find((attempt) => attempt.attempt === event.attempt) ?? { attempt: event.attempt };
  const others = node.attempts.filter((attempt) => attempt.attempt !== event.attempt);
  const { log } = event;
  const ended = { ...running, endedAtMs: event.atMs, endedSeq: event.seq, ...(log !== undefined && { log }) };
  switch (event.type) {
    case "ActivityAttemptFailed": {
      const { failure, retryAtMs } = event;
      const attempts = [...others, { ...ended, failure, retryAtMs }];
      return putNode(state, { ...node, status: "retrying", retryAtMs, attempts }, "message");
    }
    case "ActivityCompleted":
      return putNode(
        state,
        { ...settled(node, event, "completed"), output: event.result, attempts: [...others, ended] },
        "message",
      );
    case "ActivityFailed": {
      const { failure } = event;
      const attempts = [...others, { ...ended, failure }];
      return putNode(state, { ...settled(node, event, "failed"), failure, attempts }, "message");
    }
  }
}

function timerCreated(state: FoldState, event: At<TimerCreated>): FoldState {
  const node: NodeState = {
    ...asked(state, event, event.origin, "wait", "waiting-timer"),
    startedAtMs: event.atMs,
    fireAtMs: event.fireAtMs,
  };
  return withTask(putAsked(state, node), event.taskId, node.key);
}

function taskSettled(state: FoldState, event: At<TimerFired> | At<TaskCancelled>): FoldState {
  const node = nodeOfTask(state, event.taskId);
  if (node === undefined || !isOpen(node.status)) return state;
  if (event.type === "TimerFired") return putNode(state, settled(node, event, "completed"), "message");
  return putNode(state, cancelled(node, event), "orchestrator");
}

function loopStarted(state: FoldState, event: At<LoopStarted>): FoldState {
  const { items, itemCount, maxConcurrency } = event;
  const node: NodeState = {
    ...asked(state, event, event.origin, "loop", "running"),
    startedAtMs: event.atMs,
    input: items,
    loop: {
      itemCount,
      items,
      ...(maxConcurrency !== undefined && { maxConcurrency }),
      queued: itemCount,
      running: 0,
      completed: 0,
      failed: 0,
      cancelled: 0,
    },
  };
  const put = putAsked(state, node);
  return { ...put, openLoops: [...put.openLoops, node.key] };
}

function loopCompleted(state: FoldState, event: At<LoopCompleted>): FoldState {
  const key = latestKey(state, event.origin.node, event.origin.path);
  const started = key && state.nodes.get(key);
  if (started?.loop === undefined || !isOpen(started.status)) return state;
  const through = endIterations(state, started, "completed");
  const loop = through.nodes.get(started.key) ?? started;
  const { loop: progress = started.loop } = loop;
  const closed: NodeState = {
    ...settled(loop, event, "completed"),
    output: event.results,
    loop: { ...progress, queued: 0, completed: progress.completed + progress.queued },
  };
  const openLoops = through.openLoops.filter((open) => open !== started.key);
  return putNode({ ...through, openLoops }, closed, "orchestrator");
}
