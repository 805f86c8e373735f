import type { Failure, HistoryEvent } from "../../model/index.js";
import type { EpisodeOutcome, LogLine, StartedExecution, Turn } from "../../orchestration/index.js";

/** What the host asks of the locked realm. It crosses the border as JSON text, and so does the answer. */
export type RealmRequest =
  | {
      readonly ask: "load";
      readonly version: string;
      /** Wrapped and checked code: an expression that is a function of `orchestration`. */
      readonly source: string;
      readonly sourceUrl: string;
      readonly firstLineOffset: number;
    }
  | { readonly ask: "unload"; readonly version: string }
  | { readonly ask: "name"; readonly version: string }
  | {
      readonly ask: "start";
      readonly session: string;
      readonly version: string;
      readonly started: StartedExecution;
      readonly turn: Turn;
    }
  | {
      readonly ask: "deliver";
      readonly session: string;
      readonly messages: readonly HistoryEvent[];
      readonly turn: Turn;
    }
  | {
      readonly ask: "rebuild";
      readonly session: string;
      readonly version: string;
      readonly history: readonly HistoryEvent[];
    }
  | { readonly ask: "drop"; readonly session: string };

export type RealmAnswer =
  | { readonly answer: "done" }
  | { readonly answer: "name"; readonly name: string }
  /** `log` is absent when nothing was said. */
  | { readonly answer: "outcome"; readonly outcome: EpisodeOutcome; readonly log?: readonly LogLine[] }
  | { readonly answer: "live" }
  | { readonly answer: "diverged"; readonly failure: Failure }
  /** The code does not load. */
  | { readonly answer: "refused"; readonly failure: Failure }
  /** The realm itself is wrong. */
  | { readonly answer: "fault"; readonly message: string };
