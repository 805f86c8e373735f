import type { EpisodeOutcome } from "../model/index.js";
import {
  type ActionEvent,
  type ExecutionEnded,
  type ExecutionTerminated,
  type Failure,
  type HistoryEvent,
  type HistoryEventBase,
  invariant,
  isEnding,
  isRunCancelled,
  type MessageEvent,
  standing,
  unreachable,
} from "../model/index.js";
import type { AnyOrchestration } from "./context.js";
import { type Divergence, describe, firstDifference, nonDeterminism } from "./determinism.js";
import type { StartedExecution } from "./execution.js";
import { type HeardMessage, LiveOrchestration } from "./live-orchestration.js";
import { PLAIN_STACKS, type StackReading } from "./thrown.js";

/** `live` goes on exactly as if it had never been dropped. */
export type Replayed =
  | { readonly kind: "live"; readonly live: LiveOrchestration }
  | { readonly kind: "diverged"; readonly failure: Failure; readonly divergence: Divergence };

/**
 * Runs every turn of a history again and compares what the code asks for with what the history
 * says, event by event, as far as it counts. The first event may say who the parent is ({@link StartedExecution}).
 * Messages that the last turn had not been told of stay undelivered.
 *
 * Law: for every history an orchestrator made, `replay` is live, and from there on gives the
 * outcomes that the dropped one would have given.
 */
export function replay(
  orchestrator: AnyOrchestration["run"],
  whole: readonly HistoryEvent[],
  stacks: StackReading = PLAIN_STACKS,
): Replayed {
  const history = standing(whole);
  const [started] = history;
  invariant(started?.type === "ExecutionStarted", "a history begins with ExecutionStarted");
  const beginning: StartedExecution = started;
  const live = new LiveOrchestration(orchestrator, beginning, stacks);
  live.isReplaying = true;
  const undelivered: (HistoryEventBase & MessageEvent)[] = [];
  let delivered = 0;

  for (let index = 1; index < history.length; ) {
    const event = history[index] as HistoryEvent;
    index += 1;
    if (isMessage(event)) undelivered.push(event);
    if (event.type === "ExecutionForked") live.become(event);
    if (event.type !== "TurnStarted") continue;

    const messages: HeardMessage[] = [];
    while (delivered < undelivered.length) {
      const message = undelivered[delivered] as HistoryEventBase & MessageEvent;
      if (message.seq > event.deliveredThrough) break;
      messages.push(message);
      delivered += 1;
    }
    const recorded: (HistoryEventBase & ActionEvent)[] = [];
    for (; index < history.length; index++) {
      const action = history[index] as HistoryEvent;
      if (!isAction(action)) break;
      recorded.push(action);
    }

    const turn = { turn: event.turn, nowMs: event.atMs };
    if (live.ended) return diverged(endedEarly(event));
    const outcome = event.turn === 1 ? live.start(turn, recorded) : live.deliver(messages, turn, recorded);
    const nextSeq = (history[index - 1] as HistoryEvent).seq + 1;
    const difference =
      firstDifference(recorded, outcome.actions, event.turn, nextSeq) ??
      endingDifference(history[index], outcome, event.turn, nextSeq);
    if (difference !== undefined) return diverged(difference);
  }
  live.isReplaying = false;
  live.takeLog();
  return { kind: "live", live };
}

function diverged(divergence: Divergence): Replayed {
  return { kind: "diverged", failure: nonDeterminism(divergence), divergence };
}

function endedEarly({ seq, turn }: HistoryEventBase & { readonly turn: number }): Divergence {
  return { seq, turn, recorded: `the start of turn ${turn}`, asked: "nothing: it had ended by then" };
}

/** An orchestrator's ending lies directly behind the actions of its last turn. */
function endingDifference(
  next: HistoryEvent | undefined,
  outcome: EpisodeOutcome,
  turn: number,
  nextSeq: number,
): Divergence | undefined {
  const recordedEnd = next !== undefined && isEnding(next) && !isFromOutside(next) ? next : undefined;
  const asked = describeOutcome(outcome);
  const node = nodeOfEnding(recordedEnd, outcome);
  if (recordedEnd === undefined) {
    if (outcome.kind === "waiting") return undefined;
    return { seq: nextSeq, turn, ...node, recorded: "a wait, the execution going on", asked };
  }
  const recorded = describe(recordedEnd);
  const { seq } = recordedEnd;
  if (recordedEnd.type === "ExecutionTerminated") {
    return isSameCleanUp(recordedEnd, outcome) ? undefined : { seq, turn, ...node, recorded, asked };
  }
  if (recordedEnd.type === "ExecutionFailed") {
    const same = outcome.kind === "failed" && outcome.failure.code === recordedEnd.failure.code;
    return same ? undefined : { seq, turn, ...node, recorded, asked };
  }
  if (outcome.kind !== "completed") return { seq, turn, ...node, recorded, asked };
  if (outcome.output === recordedEnd.output) return undefined;
  const difference = { field: "output", recorded: recordedEnd.output, asked: outcome.output };
  return { seq, turn, recorded, asked, difference };
}

/** A termination comes from outside, but for one that ended a clean-up. */
function isFromOutside(event: ExecutionEnded): boolean {
  return event.type === "ExecutionTerminated" && event.cleanUp === undefined;
}

/** Whatever code gives that was cancelled is of no account, if only it ends, and fails as it failed. */
function isSameCleanUp({ cleanUp }: ExecutionTerminated, outcome: EpisodeOutcome): boolean {
  if (outcome.kind === "waiting") return false;
  const failure = outcome.kind === "failed" && !isRunCancelled(outcome.failure) ? outcome.failure.code : undefined;
  return failure === (cleanUp?.kind === "failed" ? cleanUp.failure.code : undefined);
}

/** The node whose failure ended it, then or now. */
function nodeOfEnding(recorded: ExecutionEnded | undefined, outcome: EpisodeOutcome): { readonly node?: string } {
  const origin =
    (outcome.kind === "failed" ? outcome.origin : undefined) ??
    (recorded?.type === "ExecutionFailed" ? recorded.origin : undefined);
  return origin === undefined ? {} : { node: origin.node };
}

function describeOutcome(outcome: EpisodeOutcome): string {
  switch (outcome.kind) {
    case "waiting":
      return "a wait";
    case "completed":
      return "the completion of the execution";
    case "continuedAsNew":
      return "a new execution in the place of this one";
    case "failed":
      return `the failure of the execution (${outcome.failure.code})`;
    default:
      return unreachable(outcome, "episode outcome");
  }
}

const MESSAGES: ReadonlySet<string> = new Set<MessageEvent["type"]>([
  "ExecutionCancelRequested",
  "ActivityStarted",
  "ActivityAttemptFailed",
  "ActivityCompleted",
  "ActivityFailed",
  "TimerFired",
  "EventRaised",
  "EventWaitTimedOut",
  "EntityCallCompleted",
  "EntityCallFailed",
  "LockAcquired",
  "SubOrchestrationCompleted",
  "SubOrchestrationFailed",
]);
const ACTIONS: ReadonlySet<string> = new Set<ActionEvent["type"]>([
  "ActivityScheduled",
  "TimerCreated",
  "TaskCancelled",
  "NodeRecorded",
  "BranchDecided",
  "LoopStarted",
  "LoopCompleted",
  "EventWaited",
  "EventReceived",
  "EventSent",
  "EntityCallScheduled",
  "EntitySignaled",
  "LockRequested",
  "LockReleased",
  "CustomStatusSet",
  "SearchAttributesSet",
  "SubOrchestrationScheduled",
  "OrchestrationStarted",
]);

/** True for what the world told the orchestrator. */
export function isMessage(event: HistoryEvent): event is HistoryEventBase & MessageEvent {
  return MESSAGES.has(event.type);
}

/** True for what the orchestrator asked for or said. */
export function isAction(event: HistoryEvent): event is HistoryEventBase & ActionEvent {
  return ACTIONS.has(event.type);
}
