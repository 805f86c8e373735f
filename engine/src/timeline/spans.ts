import type { EpochMs, Failure, HistoryEvent } from "../model/index.js";
import type { Attempt, LoopProgress, NodeKey, NodeKind, NodeState, NodeStatus } from "./node-state.js";
import { createReplay } from "./replay.js";
import type { Containers, RunState } from "./run-state.js";

/** One try of an activity. `endMs` is absent while it runs. */
export interface AttemptSpan {
  readonly attempt: number;
  readonly startMs: EpochMs;
  readonly endMs?: EpochMs;
  readonly outcome: "running" | "completed" | "failed" | "cancelled";
  readonly failure?: Failure;
}

/** The wait between two tries. `endMs` is when the next began; absent while the wait goes on until `dueMs`. */
export interface BackoffSpan {
  readonly afterAttempt: number;
  readonly startMs: EpochMs;
  readonly endMs?: EpochMs;
  readonly dueMs?: EpochMs;
}

/** One run of one node as a stretch of time. */
export interface Span {
  readonly key: NodeKey;
  readonly node: string;
  readonly path: readonly number[];
  readonly kind: NodeKind;
  readonly status: NodeStatus;
  readonly container?: NodeKey;
  readonly startMs: EpochMs;
  /** Absent while the node is open. */
  readonly endMs?: EpochMs;
  readonly attempts: readonly AttemptSpan[];
  readonly backoffs: readonly BackoffSpan[];
  /** When a timer is due. */
  readonly dueMs?: EpochMs;
  /** The port a decision took. */
  readonly port?: string;
  readonly loop?: LoopProgress;
  readonly startSeq: number;
  readonly endSeq?: number;
}

/** Every span of a history, in the order in which the nodes first appeared. */
export function spans(history: readonly HistoryEvent[], containers?: Containers): readonly Span[] {
  return spansOf(createReplay(history, containers === undefined ? {} : { containers }).latest);
}

/** Every span as it was known at a state. A node that did not change since an earlier state gives the same object. */
export function spansOf(state: RunState): readonly Span[] {
  return Array.from(state.nodes.values(), spanOf);
}

const known = new WeakMap<NodeState, Span>();

/** A node's span; the same object for the same node state. */
export function spanOf(node: NodeState): Span {
  const before = known.get(node);
  if (before !== undefined) return before;
  const span = makeSpan(node);
  known.set(node, span);
  return span;
}

function makeSpan(node: NodeState): Span {
  return {
    key: node.key,
    node: node.node,
    path: node.path,
    kind: node.kind,
    status: node.status,
    ...(node.container !== undefined && { container: node.container }),
    startMs: node.scheduledAtMs,
    ...(node.endedAtMs !== undefined && { endMs: node.endedAtMs }),
    attempts: node.attempts.map((attempt) => attemptSpan(attempt, node)),
    backoffs: backoffs(node),
    ...(node.fireAtMs !== undefined && { dueMs: node.fireAtMs }),
    ...(node.port !== undefined && { port: node.port }),
    ...(node.loop !== undefined && { loop: node.loop }),
    startSeq: node.scheduledSeq,
    ...(node.settledSeq !== undefined && { endSeq: node.settledSeq }),
  };
}

function attemptSpan(attempt: Attempt, node: NodeState): AttemptSpan {
  return {
    attempt: attempt.attempt,
    startMs: attempt.startedAtMs ?? startUnseen(attempt, node),
    ...(attempt.endedAtMs !== undefined && { endMs: attempt.endedAtMs }),
    outcome: outcomeOf(attempt, node),
    ...(attempt.failure !== undefined && { failure: attempt.failure }),
  };
}

/** An attempt whose start was not recorded began when the one before had waited, or when it was asked for. */
function startUnseen(attempt: Attempt, node: NodeState): EpochMs {
  const before = node.attempts.find((other) => other.attempt === attempt.attempt - 1);
  const latest = attempt.endedAtMs ?? Number.POSITIVE_INFINITY;
  return Math.min(before?.retryAtMs ?? before?.endedAtMs ?? node.scheduledAtMs, latest);
}

function outcomeOf(attempt: Attempt, node: NodeState): AttemptSpan["outcome"] {
  if (attempt.endedAtMs === undefined) return "running";
  if (attempt.failure !== undefined) return "failed";
  return node.status === "cancelled" ? "cancelled" : "completed";
}

function backoffs(node: NodeState): readonly BackoffSpan[] {
  return node.attempts.flatMap((attempt, index): readonly BackoffSpan[] => {
    if (attempt.retryAtMs === undefined || attempt.endedAtMs === undefined) return [];
    const next = node.attempts[index + 1];
    const endMs = next === undefined ? node.endedAtMs : (next.startedAtMs ?? startUnseen(next, node));
    return [
      {
        afterAttempt: attempt.attempt,
        startMs: attempt.endedAtMs,
        ...(endMs !== undefined && { endMs }),
        dueMs: attempt.retryAtMs,
      },
    ];
  });
}
