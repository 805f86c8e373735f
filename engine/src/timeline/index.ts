export { describeEvent, type EventDescription, type EventTone } from "./describe-event.js";
export { durationText, elapsedText } from "./duration-text.js";
export { advance } from "./fold.js";
export { HistoryScript } from "./history-script.js";
export {
  type Attempt,
  type IterationState,
  type IterationStatus,
  isOpen,
  type LoopProgress,
  NODE_STATUSES,
  type NodeKey,
  type NodeKind,
  type NodeState,
  type NodeStatus,
  type NodeSummary,
  nodeKey,
  type StatusCounts,
  worstOf,
} from "./node-state.js";
export type { OrderedEntries } from "./ordered-map.js";
export { createReplay, type Replay, type ReplayOptions, type TurnMark } from "./replay.js";
export { beforeFirst, type Containers, type FoldState, iterationKey, type RunState } from "./run-state.js";
export {
  type AttemptSpan,
  type BackoffSpan,
  type Span,
  spanOf,
  spans,
  spansOf,
} from "./spans.js";
export { stateAt } from "./state-at.js";
