import type { AttemptLogLine, EpochMs, JsonText } from "../model/index.js";
import type { AttemptKey, AttemptOutcome } from "../partition/event.js";

/** One attempt of an activity, as an order. */
export interface ActivityOrder extends AttemptKey {
  readonly name: string;
  readonly input: JsonText;
  /** What the caller says of the call. */
  readonly tags?: Readonly<Record<string, string>>;
}

/** What an executor tells the engine of an order: that it began, and how it ended. */
export type ActivityReport =
  | { readonly kind: "started"; readonly key: AttemptKey; readonly atMs: EpochMs }
  | AttemptEnd;

export interface AttemptEnd {
  readonly kind: "ended";
  readonly key: AttemptKey;
  readonly outcome: AttemptOutcome;
  /** When it began, if that was not reported before: an attempt that is over at once is reported once. */
  readonly startedAtMs?: EpochMs;
  /** What it said. Absent: nothing. */
  readonly log?: readonly AttemptLogLine[] | undefined;
}

/** Attempts that run, those that wait for a place, and how many places there are. */
export interface ExecutorLoad {
  readonly running: number;
  readonly waiting: number;
  readonly atOnceMax: number;
}

/**
 * Runs activities, somewhere. Its laws:
 *
 * 1. Every order that is not aborted is reported `started` when it really begins, then `ended` once;
 *    one that ends at once may be reported `ended` alone, with the time at which it began.
 * 2. An aborted order is reported no more; if it had begun, its signal aborts.
 * 3. No more than a fixed number run at once; the others wait in the order in which they came.
 * 4. Nothing an activity does (throw, never end, answer twice) breaks the executor.
 */
export interface ActivityExecutor {
  run(order: ActivityOrder): void;
  abort(key: AttemptKey, reason: string): void;
  /** How much there is to do right now. */
  load(): ExecutorLoad;
  /** Aborts everything and reports nothing from then on. */
  close(): void;
}
