import { type HistoryEvent, isEnding } from "../model/index.js";
import type { AnyOrchestration } from "./context.js";
import type { Divergence } from "./determinism.js";
import { replay } from "./replay.js";

/** What came of replaying a history. */
export type ReplayReport =
  | {
      readonly kind: "agrees";
      /** So many turns were run again. */
      readonly turns: number;
      /** `ended`: the history has its ending. `waiting`: the run would go on from here. */
      readonly stands: "waiting" | "ended";
    }
  | ({
      readonly kind: "differs";
      /** The event of the history at which the code does something else; absent when it does something more. */
      readonly event?: HistoryEvent;
      /** The difference in a sentence, as the failed run would say it. */
      readonly message: string;
    } & Divergence);

/**
 * Runs an orchestration over a recorded history, without a hub and without effects, and compares all that it asks for
 * with what was recorded: whether changed code may go on with runs that began before, asked in a test. It gives the
 * first difference, with the node and the event.
 *
 * `history` is what `client.history` gives, from the first event on. It may stop behind any whole turn; a turn that is
 * cut in the middle differs. Retry policies and time limits of activities may change, as in a running hub. Throws
 * RangeError when the events are no history: one is missing, or the first ones are.
 */
export function replayHistory(definition: AnyOrchestration, history: readonly HistoryEvent[]): ReplayReport {
  requireWhole(history);
  const replayed = replay(definition.run, history);
  if (replayed.kind === "live") {
    const last = history.at(-1);
    return {
      kind: "agrees",
      turns: history.reduce((turns, { type }) => turns + (type === "TurnStarted" ? 1 : 0), 0),
      stands: last !== undefined && isEnding(last) ? "ended" : "waiting",
    };
  }
  const { divergence, failure } = replayed;
  const event = history[divergence.seq - 1];
  return { kind: "differs", ...(event !== undefined && { event }), message: failure.message, ...divergence };
}

function requireWhole(history: readonly HistoryEvent[]): void {
  const [first] = history;
  if (first?.type !== "ExecutionStarted") {
    const begins = first === undefined ? "nothing" : `${first.type}, event ${first.seq}`;
    throw new RangeError(
      `A history begins with ExecutionStarted; this one begins with ${begins}. Read it from its first event on.`,
    );
  }
  for (const [index, { seq }] of history.entries()) {
    if (seq === index + 1) continue;
    throw new RangeError(`Event ${index + 1} of the history is missing: event ${seq} stands in its place.`);
  }
}
