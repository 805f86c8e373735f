import type { HistoryEvent } from "@dacapo/engine/model";
import { describeEvent, elapsedText, type Replay, type RunState } from "@dacapo/engine/timeline";

/** What the head says of the event that is looked at. */
export interface PositionLabel {
  readonly turn: string;
  readonly elapsed: string;
  /** The type of the event and the node it is about: `ActivityCompleted charge`. */
  readonly event: string;
  /** The event as a sentence, for people who hear it. */
  readonly spoken: string;
}

/** The label for the event that `state` ends with. */
export function positionLabel(replay: Replay, state: RunState): PositionLabel {
  const event: HistoryEvent | undefined = replay.events[state.seq - 1];
  if (event === undefined) return { turn: "", elapsed: "", event: "no events yet", spoken: "No events yet." };
  const described = describeEvent(event, state);
  return {
    turn: `turn ${state.turn}`,
    elapsed: elapsedText(event.atMs - (replay.events[0]?.atMs ?? event.atMs)),
    event: described.key === undefined ? event.type : `${event.type} ${described.key}`,
    spoken: `Event ${state.seq} of ${replay.length}. ${described.sentence}`,
  };
}
