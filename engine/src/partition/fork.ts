import {
  type ExecutionStarted,
  type HistoryEvent,
  type HistoryEventBase,
  invariant,
  isEnding,
  type JsonText,
  partOf,
  standing,
  type TurnStarted,
} from "../model/index.js";
import { type Cut, heldSection } from "./ask-again.js";
import type { ForkRequested } from "./event.js";
import { isFull } from "./execution.js";
import type { NotRewound } from "./rewind.js";

/** A fork as it begins: what it shares, with the edits, and where it goes on. */
export interface Fork {
  readonly kind: "fork";
  readonly started: ExecutionStarted;
  /** The shared events; what does not count of them is there, too. */
  readonly history: HistoryEvent[];
  readonly cut: Cut;
  readonly voidFromSeq: number | undefined;
  readonly undone: readonly number[];
}

/**
 * What a new instance shares with another one up to an event. Turns commit whole: one that the event lies within is
 * taken another time, as is the first turn that had heard of something that is edited, and all turns after it.
 * Outcomes of what stands are kept, whoever had heard of them.
 */
export function forkOf(event: ForkRequested): Fork | NotRewound {
  const { atSeq, edits, fromInstanceId, instanceId, executionId } = event;
  const shared = event.history.slice(0, atSeq);
  if (shared.length < atSeq) return refused(`The history of "${fromInstanceId}" has no event ${atSeq}.`);
  if (isFull(shared, 3)) return refused(`The history of "${fromInstanceId}" is full up to event ${atSeq}.`);
  const counts = standing(shared);
  const turns = counts.filter((each) => each.type === "TurnStarted");
  const kept = Math.min(wholeTurns(counts, turns, event.history[atSeq]), ...unedited(counts, turns, edits));
  const deliveredThrough = turns[kept - 1]?.deliveredThrough ?? 0;
  const voidFromSeq = turns[kept]?.seq ?? counts.findLast(isEnding)?.seq;
  const stands = counts.filter(({ seq }) => seq < (voidFromSeq ?? Number.POSITIVE_INFINITY));
  if (heldSection(stands, deliveredThrough) !== undefined) {
    return refused(
      `Event ${atSeq} of "${fromInstanceId}" lies within a critical section: its locks are not the fork's. Fork before the section, or behind it.`,
    );
  }
  // Nor is a wish that the other one ended the fork's, unless the code that it shares has gone by that.
  const undone = counts.filter(({ type, seq }) => isNotShared(type) && seq > deliveredThrough);
  const fork = edited(shared, edits);
  if (fork.kind === "refused") return fork;
  const lost = lostEdit(counts, stands, edits);
  if (lost !== undefined) {
    return refused(
      `Event ${lost} is the outcome of something that the fork asks for anew, because of an earlier edit or of the event it parts at. Leave that edit out.`,
    );
  }
  const [first] = fork.history;
  invariant(first?.type === "ExecutionStarted", "a history begins with ExecutionStarted");
  // The code of a fork that begins with its first turn sees its own ids from there on.
  const started: HistoryEventBase & ExecutionStarted = kept === 0 ? { ...first, instanceId, executionId } : first;
  const history = [started, ...fork.history.slice(1)];
  const cut = { turns: kept, deliveredThrough };
  return { kind: "fork", started, history, cut, voidFromSeq, undone: undone.map(({ seq }) => seq) };
}

const isNotShared = (type: HistoryEvent["type"]): boolean =>
  type === "LockAcquired" || type === "ExecutionCancelRequested";

const refused = (message: string): NotRewound => ({ kind: "refused", message });

type Turn = HistoryEventBase & TurnStarted;

/** How many turns the shared events have whole. The last turn of a run that ended by itself is taken another time. */
function wholeTurns(counts: readonly HistoryEvent[], turns: readonly Turn[], next: HistoryEvent | undefined): number {
  const last = counts.at(-1);
  const ending = counts.findLast(isEnding);
  if (ending !== undefined && isOfTurn(ending)) return turns.length - 1;
  const isWithin = last !== undefined && isOfTurn(last) && next !== undefined && isOfTurn(next) && !beginsTurn(next);
  return isWithin ? turns.length - 1 : turns.length;
}

function isOfTurn(event: HistoryEvent): boolean {
  const part = partOf(event);
  if (event.type === "ExecutionTerminated") return event.cleanUp !== undefined;
  return part === "asking" || part === "decision";
}

const beginsTurn = (event: HistoryEvent): boolean => event.type === "TurnStarted";

/** For each edit the number of turns that had not heard of what it changes. An event's payload is seen when it is taken. */
function unedited(
  counts: readonly HistoryEvent[],
  turns: readonly Turn[],
  edits: ForkRequested["edits"],
): readonly number[] {
  return Object.keys(edits).flatMap((key) => {
    const seq = Number(key);
    const isRaised = counts.some((event) => event.seq === seq && event.type === "EventRaised");
    const taken = counts.find((event) => event.type === "EventReceived" && event.raisedSeq === seq);
    if (isRaised) return taken === undefined ? [] : [turns.findLastIndex((turn) => turn.seq < taken.seq)];
    const told = turns.findIndex(({ deliveredThrough }) => deliveredThrough >= seq);
    return told === -1 ? [] : [told];
  });
}

/** An edit of what does not stand in the fork: nobody would ever hear of it. */
function lostEdit(
  counts: readonly HistoryEvent[],
  stands: readonly HistoryEvent[],
  edits: ForkRequested["edits"],
): number | undefined {
  const asked = new Set(
    stands.flatMap((event) => (partOf(event) === "asking" && "taskId" in event ? [event.taskId] : [])),
  );
  return Object.keys(edits)
    .map(Number)
    .find((seq) => {
      const event = counts.find((each) => each.seq === seq);
      return event === undefined || ("taskId" in event && !asked.has(event.taskId));
    });
}

function edited(
  shared: readonly HistoryEvent[],
  edits: ForkRequested["edits"],
): { readonly kind: "edited"; readonly history: readonly HistoryEvent[] } | NotRewound {
  const history = [...shared];
  for (const [key, value] of Object.entries(edits)) {
    const event = history[Number(key) - 1];
    const changed = event === undefined ? undefined : withValue(event, value);
    if (changed === undefined) {
      const what = event === undefined ? "is not among the shared events" : `is of the kind ${event.type}`;
      return refused(
        `Event ${key} ${what}. What is edited is the outcome of an activity, an entity call or a sub-orchestration, or an event that was raised.`,
      );
    }
    history[Number(key) - 1] = changed;
  }
  return { kind: "edited", history };
}

/** A failure that is edited is a success with that result. */
function withValue(event: HistoryEvent, value: JsonText): HistoryEvent | undefined {
  const { seq, atMs } = event;
  switch (event.type) {
    case "ActivityCompleted":
    case "ActivityFailed": {
      const { taskId, attempt } = event;
      return { seq, atMs, type: "ActivityCompleted", taskId, attempt, result: value };
    }
    case "EntityCallCompleted":
    case "EntityCallFailed":
      return { seq, atMs, type: "EntityCallCompleted", taskId: event.taskId, result: value };
    case "SubOrchestrationCompleted":
    case "SubOrchestrationFailed":
      return { seq, atMs, type: "SubOrchestrationCompleted", taskId: event.taskId, result: value };
    case "EventRaised":
      return { ...event, payload: value };
    default:
      return undefined;
  }
}
