import type { Failure, HistoryEvent, HistoryEventBase } from "../../model/index.js";
import type { AnyOrchestration, EpisodeOutcome, LogLine, StartedExecution, Turn } from "../../orchestration/index.js";

/** What an instance runs: a function of the host, or a published version's code. */
export type Definition =
  | { readonly kind: "function"; readonly orchestration: AnyOrchestration }
  | { readonly kind: "code"; readonly version: string; readonly code: string };

/** The first event of a history, and whose child it is. */
export type RecordedStart = HistoryEventBase & StartedExecution;

/** `live`: the session waits exactly where it waited before. `diverged`: the code does not do again what the history says. */
export type Rebuilt = { readonly kind: "live" } | { readonly kind: "diverged"; readonly failure: Failure };

/**
 * Runs orchestrators, turn by turn. A *session* is one execution kept in memory; its name is the
 * caller's (the execution id, say). Functions run in the host's realm; code runs in a locked realm of
 * its own, in which an episode that runs too long ends as a failed outcome with the code
 * `EpisodeTimeout`. After an outcome that is not `waiting` the session is gone.
 */
export interface OrchestratorRunner {
  /** Checks that code loads and gives its orchestration's name. Throws {@link InvalidCode}. */
  inspect(code: string): { readonly name: string };
  /** Begins a session. Any session of that name is dropped first. */
  start(session: string, definition: Definition, started: RecordedStart, turn: Turn): EpisodeOutcome;
  /** Goes on with a session, which must be live. Events that are not messages to the orchestrator are passed over. */
  deliver(session: string, messages: readonly HistoryEvent[], turn: Turn): EpisodeOutcome;
  /** Brings a session back from its history, without side effects. Messages not yet delivered stay undelivered. */
  rebuild(session: string, definition: Definition, history: readonly HistoryEvent[]): Rebuilt;
  /** What code said for the operator in the turns that were run since the last time; what a replay says is not in it. */
  takeLog(): readonly LogLine[];
  isLive(session: string): boolean;
  drop(session: string): void;
}
