import { type EpochMs, type HistoryEvent, type InstanceId, standing } from "../model/index.js";
import { type Instance, isEpisodeDue, type PartitionState } from "./state.js";

/** What the host needs to run the episode that is asked for. */
export interface EpisodeInput {
  readonly turn: number;
  /** The history as it is; the last turn in it is number `turn - 1`. */
  readonly history: readonly HistoryEvent[];
  /** Everything since the last delivery; messages that the orchestrator hears are among it. */
  readonly news: readonly HistoryEvent[];
  readonly deliveredThrough: number;
  /**
   * The turn must not begin before this: times in a history never decrease, and a clock that was set back after the timer
   * of a later start had fired must not let its code see a time before that.
   */
  readonly notBeforeMs: EpochMs;
}

/** The first turn begins the code and tells of nothing but that; what has arrived already is told in the next one. */
const TOLD_IN_FIRST_TURN = 1;

/**
 * Reads what the next episode is to be told: all that has arrived by now, so that results that
 * arrive together are delivered together. `undefined` when no episode is asked for.
 */
export function episodeInput(state: PartitionState, instanceId: InstanceId): EpisodeInput | undefined {
  const instance = state.instances.get(instanceId);
  if (instance === undefined || !isEpisodeDue(instance.session)) return undefined;
  const { session, history, record } = instance;
  const deliveredThrough = session.turns === 0 ? TOLD_IN_FIRST_TURN : history.length;
  return {
    turn: session.turns + 1,
    history,
    news: newsOf(instance, deliveredThrough),
    deliveredThrough,
    notBeforeMs: Math.max(history.at(-1)?.atMs ?? 0, record.startAtMs ?? 0),
  };
}

/** What happened since the last delivery. Of a run that was rewound or forked, only what counts. */
function newsOf({ session, history }: Instance, through: number): readonly HistoryEvent[] {
  const { altered, deliveredThrough } = session;
  if (altered !== true) return history.slice(deliveredThrough, through);
  return standing(history).filter(({ seq }) => seq > deliveredThrough && seq <= through);
}
