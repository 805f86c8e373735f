import type { HistoryEvent } from "../model/index.js";
import { advance } from "./fold.js";
import { beforeFirst, type Containers, type RunState } from "./run-state.js";

/**
 * The state after the first `n` events. To look at one history more than once use
 * {@link createReplay}; the law between them is *createReplay(h).stateAt(n) = stateAt(h, n)*.
 */
export function stateAt(history: readonly HistoryEvent[], n: number, containers?: Containers): RunState {
  return history.slice(0, Math.max(0, n)).reduce(advance, beforeFirst(containers));
}
