export type { EpisodeOutcome, Turn } from "../model/index.js";
export {
  type Body,
  type CallOptions,
  type ForEachOptions,
  type Orchestration,
  type OrchestrationContext,
  type Orchestrator,
  orchestration,
  type Task,
} from "./context.js";
export { ContextHandle } from "./context-handle.js";
export type { Divergence } from "./determinism.js";
export { LiveOrchestration } from "./live-orchestration.js";
export { isAction, isMessage, type Replayed, replay } from "./replay.js";
export { TaskHandle } from "./task.js";
export { type ActivityError, failureOfThrown, isActivityError, PLAIN_STACKS, type StackReading } from "./thrown.js";
