import {
  type EpochMs,
  type HistoryEvent,
  type HistoryEventBase,
  isEnding,
  nextExecutionId,
  type Origin,
  type RequestId,
  standing,
  type TurnStarted,
} from "../model/index.js";
import { type Cut, goOnFrom, heldSection } from "./ask-again.js";
import type { Consequence } from "./consequence.js";
import { isFull } from "./execution.js";
import type { Instance, PartitionState } from "./state.js";

/**
 * Has an instance that failed, or was terminated with the one that started it, go on: what failed is asked for
 * again, what succeeded is kept. The turns from the one on in which the failure was heard are taken another time,
 * under a new execution's id, so that what still comes for their tasks finds nobody.
 */
export function rewind(
  state: PartitionState,
  instance: Instance,
  { reason, atMs, requestId }: RewindCall,
): { readonly kind: "rewound"; readonly consequences: readonly Consequence[] } | NotRewound {
  const { record, history } = instance;
  const { executionId: previousExecutionId } = record;
  // Room for the rewind itself, a turn and an ending.
  if (isFull(history, 3)) return refused(`The history of "${record.instanceId}" is full. Start it again instead.`);
  const counts = standing(history);
  const point = rewindPoint(counts);
  if (point === undefined) return refused(`"${record.instanceId}" did not fail in a turn. Start it again instead.`);
  const { voidFromSeq, undone, cut } = point;
  if (counts.some(({ type, seq }) => type === "ExecutionCancelRequested" && seq <= cut.deliveredThrough)) {
    return refused(
      `"${record.instanceId}" was cancelled and has begun to clean up: what it had made may be gone. Start it again instead.`,
    );
  }
  const kept = counts.filter(({ seq }) => seq < voidFromSeq);
  if (heldSection(kept, cut.deliveredThrough) !== undefined) {
    return refused(
      `"${record.instanceId}" failed in a critical section, whose locks were given back: others may have changed what it had locked. Start it again instead.`,
    );
  }
  const anew: Instance = { ...instance, record: { ...record, executionId: nextExecutionId(previousExecutionId) } };
  const named = requestId === undefined ? {} : { requestId };
  const body = { type: "ExecutionRewound", reason, previousExecutionId, voidFromSeq, undone, ...named } as const;
  return { kind: "rewound", consequences: goOnFrom(state, anew, cut, { body, atMs }, standing) };
}

interface RewindCall {
  readonly reason: string;
  readonly atMs: EpochMs;
  /** Of the client's request. Absent: the instance that started it was rewound. */
  readonly requestId?: RequestId;
}

export interface NotRewound {
  readonly kind: "refused";
  readonly message: string;
}

const refused = (message: string): NotRewound => ({ kind: "refused", message });

interface RewindPoint {
  readonly voidFromSeq: number;
  readonly undone: readonly number[];
  readonly cut: Cut;
}

/** Where a run that ended goes on. `undefined` when its end was no turn's: its history was full. */
function rewindPoint(counts: readonly HistoryEvent[]): RewindPoint | undefined {
  const ending = counts.findLast(isEnding);
  const turns = counts.filter((event) => event.type === "TurnStarted");
  if (ending === undefined) return undefined;
  if (ending.type !== "ExecutionFailed") return pointAt(counts, turns, turns.length, ending.seq);
  const last = turns.at(-1);
  if (last === undefined || (ending.failure.code === "HistoryLimitExceeded" && ending.origin === undefined)) {
    return undefined;
  }
  const first = turnOfFailure(counts, turns, ending.origin);
  return pointAt(counts, turns, first, (turns[first] ?? last).seq);
}

/**
 * The index of the first turn that is taken another time: the one that heard of the failure that the ending names. It
 * may have come to the body of the run only later, from a fork, say, after a turn that heard of another one and caught
 * it. A failure of the code's own, or that of a container, is found in no task: then it is the last turn.
 */
function turnOfFailure(counts: readonly HistoryEvent[], turns: readonly Turn[], origin: Origin | undefined): number {
  const last = turns.length - 1;
  if (origin === undefined) return last;
  const scheduled = new Map(
    counts.flatMap((event) => ("taskId" in event && "origin" in event ? [[event.taskId, event.origin]] : [])),
  );
  const culprit = counts.filter(isFailure).findLast(({ taskId }) => isSame(scheduled.get(taskId), origin));
  const heard = culprit === undefined ? -1 : turns.findIndex(({ deliveredThrough }) => deliveredThrough >= culprit.seq);
  return heard === -1 ? last : heard;
}

type Turn = HistoryEventBase & TurnStarted;

function pointAt(
  counts: readonly HistoryEvent[],
  turns: readonly Turn[],
  kept: number,
  voidFromSeq: number,
): RewindPoint {
  const deliveredThrough = turns[kept - 1]?.deliveredThrough ?? 0;
  const undone = counts.filter((event) => event.seq > deliveredThrough && (isFailure(event) || isOfThatTime(event)));
  return { voidFromSeq, undone: undone.map(({ seq }) => seq), cut: { turns: kept, deliveredThrough } };
}

/** What holds no more when the run goes on: its locks were given back, and nobody wants it to end any more. */
const isOfThatTime = ({ type }: HistoryEvent): boolean =>
  type === "LockAcquired" || type === "ExecutionCancelRequested";

function isFailure(
  event: HistoryEvent,
): event is Extract<HistoryEvent, { readonly type: "ActivityFailed" | "SubOrchestrationFailed" | "EntityCallFailed" }> {
  return (
    event.type === "ActivityFailed" || event.type === "SubOrchestrationFailed" || event.type === "EntityCallFailed"
  );
}

function isSame(left: Origin | undefined, right: Origin): boolean {
  return left?.node === right.node && left.path.join() === right.path.join();
}
