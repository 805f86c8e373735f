import { type EpochMs, type HistoryEvent, invariant, takesBack } from "../model/index.js";
import { advance, fold } from "./fold.js";
import { beforeFirst, type Containers, type FoldState, type RunState } from "./run-state.js";

/** A whole state is kept every so many events: a jump folds fewer than this, a few milliseconds. */
const KEYFRAME_EVENTS = 500;

export interface ReplayOptions {
  /** Node name → name of the container it lies in, from the graph the run is shown on. */
  readonly containers?: Containers;
}

/** Where a turn of the orchestrator began: a thin line across the timeline. */
export interface TurnMark {
  readonly turn: number;
  readonly seq: number;
  readonly atMs: EpochMs;
}

/** A history that can be looked at as it was after any of its events. Never changed: `append` gives a new one. */
export interface Replay {
  readonly events: readonly HistoryEvent[];
  /** The number of events, and the number of the last one. */
  readonly length: number;
  /** The state after the last event. */
  readonly latest: RunState;
  readonly turns: readonly TurnMark[];
  /** The state after the first `n` events; `n` is cut to 0 … `length`. */
  stateAt(n: number): RunState;
  /**
   * The history with what came after. Events it already has are passed over, so that a repeat after
   * a reconnection does no harm. A gap is an {@link InvariantViolation}: the sender broke its promise.
   */
  append(events: readonly HistoryEvent[]): Replay;
}

/** A replay of a history, from its first event. */
export function createReplay(history: readonly HistoryEvent[], options: ReplayOptions = {}): Replay {
  const start = beforeFirst(options.containers);
  return new KeyframedReplay([], [start], start, []).append(history);
}

class KeyframedReplay implements Replay {
  /** Where the last look was: the next one is often an event or two further. */
  private cursor: FoldState;

  constructor(
    readonly events: readonly HistoryEvent[],
    /** `keyframes[k]` is the state after `k * KEYFRAME_EVENTS` events. */
    private readonly keyframes: readonly FoldState[],
    readonly latest: FoldState,
    readonly turns: readonly TurnMark[],
  ) {
    this.cursor = latest;
  }

  get length(): number {
    return this.events.length;
  }

  stateAt(n: number): RunState {
    const target = Math.min(Math.max(0, Math.floor(n)), this.length);
    if (target === this.length) return this.latest;
    let state = this.nearestBefore(target);
    for (let index = state.seq; index < target; index++) state = this.after(state, this.eventAt(index), this.events);
    this.cursor = state;
    return state;
  }

  append(events: readonly HistoryEvent[]): Replay {
    const fresh = events.filter((event) => event.seq > this.length);
    if (fresh.length === 0) return this;
    const all = [...this.events, ...fresh];
    const keyframes = [...this.keyframes];
    const turns = [...this.turns];
    let state = this.latest;
    for (const event of fresh) {
      invariant(event.seq === state.seq + 1, `event ${event.seq} was appended to a history of ${state.seq} events`);
      state = this.after(state, event, all);
      if (state.seq % KEYFRAME_EVENTS === 0) keyframes.push(state);
      if (event.type === "TurnStarted") turns.push({ turn: event.turn, seq: event.seq, atMs: event.atMs });
    }
    return new KeyframedReplay(all, keyframes, state, turns);
  }

  /** Where something is taken back, the state is made anew from what counts: that is rare. */
  private after(state: FoldState, event: HistoryEvent, events: readonly HistoryEvent[]): FoldState {
    return takesBack(event) ? fold(events.slice(0, event.seq), state.containers) : advance(state, event);
  }

  private nearestBefore(target: number): FoldState {
    const keyframe = this.keyframes[Math.floor(target / KEYFRAME_EVENTS)];
    invariant(keyframe !== undefined, `no keyframe before event ${target} of ${this.length}`);
    return this.cursor.seq <= target && this.cursor.seq > keyframe.seq ? this.cursor : keyframe;
  }

  private eventAt(index: number): HistoryEvent {
    const event = this.events[index];
    invariant(event !== undefined, `no event ${index + 1} in a history of ${this.length}`);
    return event;
  }
}
