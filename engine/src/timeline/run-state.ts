import type { EpochMs, Failure, InstanceStatus, JsonText, Origin, TaskId } from "../model/index.js";
import type { IterationState, NodeKey, NodeState, NodeSummary } from "./node-state.js";
import { type OrderedEntries, OrderedMap } from "./ordered-map.js";
import { PersistentVector } from "./persistent-vector.js";

/**
 * A whole run as it was after some event. Never changed; neighbouring states share what they have
 * in common, so a node that did not change is the same object in both.
 */
export interface RunState {
  /** The number of the last event that is part of this state; 0 before the first. */
  readonly seq: number;
  readonly status: InstanceStatus;
  /** The orchestration's name. */
  readonly name?: string;
  readonly input?: JsonText;
  readonly output?: JsonText;
  /** What the run last said of itself. */
  readonly customStatus?: JsonText;
  readonly failure?: Failure;
  /** The node whose failure nobody caught, or the iteration: a container with one number more than its own path. */
  readonly failedAt?: Origin;
  /** A person or program has asked the run to end, for this reason, and it cleans up or has done so. */
  readonly cancelReason?: string;
  /** Why the run was ended by a person or program. */
  readonly reason?: string;
  readonly startedAtMs?: EpochMs;
  /** When the last event was recorded. */
  readonly atMs?: EpochMs;
  readonly endedAtMs?: EpochMs;
  /** The turn that began last; 0 before the first. */
  readonly turn: number;
  readonly deliveredThrough: number;
  /** Every node that was asked for, in the order of first appearance. */
  readonly nodes: OrderedEntries<NodeKey, NodeState>;
  /** The same by node name, over all iterations. */
  readonly byName: OrderedEntries<string, NodeSummary>;
  /** Which node asked for a task. */
  readonly tasks: OrderedEntries<TaskId, NodeKey>;
  /** Iterations that have begun; see {@link iterationKey}. */
  readonly iterations: OrderedEntries<string, IterationState>;
}

/** What only the fold needs to know. */
export interface FoldState extends RunState {
  readonly nodes: OrderedMap<NodeKey, NodeState>;
  readonly byName: OrderedMap<string, NodeSummary>;
  readonly tasks: OrderedMap<TaskId, NodeKey>;
  readonly iterations: OrderedMap<string, IterationState>;
  /** How often a key was asked for, for those asked for more than once. */
  readonly occurrences: OrderedMap<NodeKey, number>;
  /** Container runs that have begun and not ended, oldest first. */
  readonly openLoops: readonly NodeKey[];
  /** Nodes that have failed, oldest first; some of them may have been dealt with since. */
  readonly uncaught: PersistentVector<NodeKey>;
  /** Iterations left without open nodes by a message that the orchestrator has not been told of yet. */
  readonly unheard: PersistentVector<{ readonly iteration: string; readonly seq: number }>;
  /** Iterations that had nothing open when the latest turn began. The turn may still go on with them. */
  readonly closedInTurn: readonly string[];
  /** The event with which the latest turn began. */
  readonly turnSeq: number;
  /** The payloads of events that were raised, by the number of their `EventRaised`. */
  readonly raised: OrderedMap<number, JsonText>;
  /** Node name → the name of the container it lies in, as given. */
  readonly containers: Containers;
  /** The same, as seen in the history, for names that were not given. */
  readonly seenContainers: OrderedMap<string, string>;
}

/**
 * Node name → name of the container it lies in, from the graph. A history says an iteration's
 * number but not whose: with two containers side by side only the graph knows. Without it the
 * container that began last is taken, which is right unless two of them run at the same time.
 */
export type Containers = Readonly<Record<string, string>>;

/** Names an iteration of one run of a container. */
export function iterationKey(loop: NodeKey, index: number): string {
  return `${loop}/${index}`;
}

/** Before the first event. */
export function beforeFirst(containers: Containers = {}): FoldState {
  return {
    seq: 0,
    status: "Pending",
    turn: 0,
    deliveredThrough: 0,
    nodes: OrderedMap.empty(),
    byName: OrderedMap.empty(),
    tasks: OrderedMap.empty(),
    iterations: OrderedMap.empty(),
    occurrences: OrderedMap.empty(),
    openLoops: [],
    uncaught: PersistentVector.empty(),
    unheard: PersistentVector.empty(),
    closedInTurn: [],
    turnSeq: 0,
    raised: OrderedMap.empty(),
    containers,
    seenContainers: OrderedMap.empty(),
  };
}
