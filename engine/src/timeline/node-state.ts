import type { AttemptLogLine, EpochMs, Failure, InstanceId, JsonText } from "../model/index.js";

declare const brand: unique symbol;
/** Names one run of one node: `thumbnail`, `thumbnail[2]`, `thumbnail[2][0]`; `hello#3` for a third call by hand-written code. */
export type NodeKey = string & { readonly [brand]: "NodeKey" };

/**
 * The key of a node in an iteration. Hand-written code may ask twice in the name of one node;
 * `occurrence` counts such calls from 1. A compiled workflow never does.
 */
export function nodeKey(node: string, path: readonly number[] = [], occurrence = 1): NodeKey {
  const iterations = path.map((index) => `[${index}]`).join("");
  return `${node}${iterations}${occurrence > 1 ? `#${occurrence}` : ""}` as NodeKey;
}

/**
 * `caught`: it failed, and a port "error" or "timeout", or a catch around it, took the failure.
 *
 * In order of how much a person should look at it; {@link worstOf} relies on the order.
 */
export const NODE_STATUSES = [
  "failed",
  "retrying",
  "running",
  "waiting-timer",
  "waiting-event",
  "queued",
  "caught",
  "cancelled",
  "completed",
] as const;
export type NodeStatus = (typeof NODE_STATUSES)[number];

/** True while something is still to come from the node. */
export function isOpen(status: NodeStatus): boolean {
  return status !== "failed" && status !== "caught" && status !== "cancelled" && status !== "completed";
}

/** What a node does with its time. */
export type NodeKind = "work" | "wait" | "decision" | "loop" | "record";

/** One try of an activity. Without `startedAtMs` nobody saw it start; without `endedAtMs` it runs. */
export interface Attempt {
  /** Counts from 1. */
  readonly attempt: number;
  readonly startedAtMs?: EpochMs;
  readonly startedSeq?: number;
  readonly endedAtMs?: EpochMs;
  readonly endedSeq?: number;
  readonly failure?: Failure;
  /** What the activity said in it, such as the console of a code node. Absent: nothing. */
  readonly log?: readonly AttemptLogLine[];
  /** When the next attempt is due, if this one failed and another follows. */
  readonly retryAtMs?: EpochMs;
}

/** How far a container is. The counts add up to `itemCount`; `queued` items have not begun. */
export interface LoopProgress {
  readonly itemCount: number;
  /** The iterations are rounds of a loop, one after the other, and `itemCount` those that have begun. */
  readonly isRounds?: true;
  readonly items: JsonText;
  readonly maxConcurrency?: number;
  readonly queued: number;
  readonly running: number;
  readonly completed: number;
  readonly failed: number;
  readonly cancelled: number;
}

/** Where an iteration of a container stands. */
export type IterationStatus = "running" | "completed" | "failed" | "cancelled";

export interface IterationState {
  readonly loop: NodeKey;
  readonly index: number;
  readonly status: IterationStatus;
  /** Nodes of the iteration's own level that are not settled. */
  readonly open: number;
  readonly failed: number;
}

/** One node, in one iteration, at one event. */
export interface NodeState {
  readonly key: NodeKey;
  readonly node: string;
  readonly path: readonly number[];
  /** Counts from 1; above 1 only in hand-written code. */
  readonly occurrence: number;
  readonly kind: NodeKind;
  readonly status: NodeStatus;
  /** The container run in whose iteration `path.at(-1)` the node lies. */
  readonly container?: NodeKey;
  /** The activity's registered name. */
  readonly activity?: string;
  readonly attempts: readonly Attempt[];
  /** The most attempts there will be, when a retry policy says so. */
  readonly maxAttempts?: number;
  readonly input?: JsonText;
  readonly output?: JsonText;
  readonly failure?: Failure;
  readonly scheduledSeq: number;
  readonly scheduledAtMs: EpochMs;
  /** The event that settled the node: completed, failed or cancelled it. */
  readonly settledSeq?: number;
  readonly startedAtMs?: EpochMs;
  readonly endedAtMs?: EpochMs;
  /** Present while `status` is `retrying`. */
  readonly retryAtMs?: EpochMs;
  /** When a timer is due, or a wait for an event ends. */
  readonly fireAtMs?: EpochMs;
  /** The port that was taken: by a branch, by an answer, after a failure. */
  readonly port?: string;
  /** The event that is waited for. */
  readonly event?: string;
  /** What a person is asked whose answer the event is: `{ question, details?, form? }`. */
  readonly asks?: JsonText;
  /** The instance that was started. */
  readonly startedInstance?: InstanceId;
  readonly loop?: LoopProgress;
}

export type StatusCounts = Readonly<Record<NodeStatus, number>>;

/** A node over all iterations: what the canvas shows ("1 of 4 failed"). */
export interface NodeSummary {
  readonly node: string;
  readonly kind: NodeKind;
  readonly total: number;
  readonly counts: StatusCounts;
  /** The status of the run of this node that most needs a look. */
  readonly worst: NodeStatus;
  /** The first run of the node; the only one outside of containers. */
  readonly firstKey: NodeKey;
  /** The run of the node that changed last. */
  readonly lastKey: NodeKey;
  /** How often each port was taken. */
  readonly ports: Readonly<Record<string, number>>;
  /** The highest attempt number of any run of the node. */
  readonly attempts: number;
}

/** The status that most needs a look among those with a count above zero. */
export function worstOf(counts: StatusCounts): NodeStatus {
  return NODE_STATUSES.find((status) => counts[status] > 0) ?? "completed";
}
