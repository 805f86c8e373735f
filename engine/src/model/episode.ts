import type { Failure } from "./failure.js";
import type { ActionEvent, Origin } from "./history.js";
import type { EpochMs } from "./time.js";
import type { JsonText } from "./value.js";

/** One run of an orchestrator from some new messages to its next wait. */
export interface Turn {
  /** Counts from 1. */
  readonly turn: number;
  /** What `ctx.now()` gives in this turn; it must be the `atMs` of the turn's `TurnStarted`. */
  readonly nowMs: EpochMs;
}

/**
 * What a turn came to. `actions` are in the order in which the code asked; they belong in the
 * history behind the turn's `TurnStarted`, before the ending event if there is one.
 */
export type EpisodeOutcome =
  | { readonly kind: "waiting"; readonly actions: readonly ActionEvent[] }
  | { readonly kind: "completed"; readonly actions: readonly ActionEvent[]; readonly output: JsonText }
  /** The execution ends here, and another one of the same instance begins with `input`. */
  | { readonly kind: "continuedAsNew"; readonly actions: readonly ActionEvent[]; readonly input: JsonText }
  | {
      readonly kind: "failed";
      readonly actions: readonly ActionEvent[];
      readonly failure: Failure;
      /** The node whose failure nobody caught, when that is known. */
      readonly origin?: Origin;
    };
