export type { EpisodeOutcome, Turn } from "../model/index.js";
export { checkedEntityId, checkedInstanceId, checkedName, checkedTime, checkedVersion } from "./argument-checks.js";
export {
  type AnyOrchestration,
  type Body,
  type CallOptions,
  type CallRetry,
  type CallSubOptions,
  type FirstOptions,
  type ForEachOptions,
  type LockHandle,
  type LockOptions,
  type NodeOption,
  type Orchestration,
  type OrchestrationContext,
  type Orchestrator,
  orchestration,
  type PayloadSchema,
  type ResultOf,
  type SettledTask,
  type SignalOptions,
  type StartSubOptions,
  type Task,
  type WaitForEventOptions,
} from "./context.js";
export { ContextHandle } from "./context-handle.js";
export type {
  Approval,
  ApprovalOptions,
  ApprovalRequest,
  CallHttpOptions,
  Case,
  CaughtFailure,
  CaughtOptions,
  FailedOptions,
  FailureSettings,
  RaceOptions,
  ReachOptions,
  Rounds,
  ScopeContext,
  Way,
} from "./context-scopes.js";
export { SectionHandle } from "./critical-section.js";
export type { Divergence } from "./determinism.js";
export {
  defineEntity,
  type EntityContext,
  type EntityDefinition,
  type EntityKind,
  type EntityOperation,
  type EntityStartOptions,
} from "./entity.js";
export type { StartedExecution } from "./execution.js";
export { type HeardMessage, LiveOrchestration } from "./live-orchestration.js";
export { isAction, isMessage, type Replayed, replay } from "./replay.js";
export { type ReplayReport, replayHistory } from "./replay-history.js";
export { RoundsHandle } from "./rounds.js";
export { TaskHandle } from "./task.js";
export { failureOfThrown, isTaskError, PLAIN_STACKS, type StackReading, type TaskError } from "./thrown.js";
export type { LogLevel, LogLine } from "./turn-log.js";
export type {
  Approved,
  CodeQuestion,
  Collected,
  Dynamic,
  EntityIdOf,
  HttpQuestion,
  HttpReply,
  Rejected,
  Undo,
  WorkflowContext,
  WorkflowFailure,
  WorkflowRounds,
  WorkflowTypes,
} from "./typed-context.js";
