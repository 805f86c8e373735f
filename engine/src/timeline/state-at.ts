import type { HistoryEvent } from "../model/index.js";
import { fold } from "./fold.js";
import type { Containers, RunState } from "./run-state.js";

/**
 * The state after the first `n` events. To look at one history more than once use
 * {@link createReplay}; the law between them is *createReplay(h).stateAt(n) = stateAt(h, n)*.
 */
export function stateAt(history: readonly HistoryEvent[], n: number, containers?: Containers): RunState {
  return fold(history.slice(0, Math.max(0, n)), containers);
}
