export { approvalEvent } from "./approval.js";
export { ATTEMPT_LOG_LEVELS, type AttemptLogLevel, type AttemptLogLine } from "./attempt-log.js";
export type { EntitySummary } from "./entity-summary.js";
export type { EpisodeOutcome, Turn } from "./episode.js";
export {
  DataDirDamaged,
  DataDirLocked,
  DataDirNewer,
  DataDirNotWritable,
  DiskFailed,
  HubError,
  HubStopped,
  InstanceExists,
  InstanceFinished,
  InstanceNotFinished,
  InstanceNotFound,
  InvalidCursor,
  InvalidInput,
  NotForkable,
  NotRewindable,
  RequestInterrupted,
  ResourceExhausted,
  UnknownOrchestration,
  WaitTimeout,
} from "./errors.js";
export { type Failure, isRunCancelled, RUN_CANCELLED } from "./failure.js";
export type {
  ActionEvent,
  ActivityAttemptFailed,
  ActivityCompleted,
  ActivityFailed,
  ActivityScheduled,
  ActivityStarted,
  BranchDecided,
  CleanUp,
  ContinuedAsNew,
  CustomStatusSet,
  EntityCallCompleted,
  EntityCallFailed,
  EntityCallScheduled,
  EntitySignaled,
  EventRaised,
  EventReceived,
  EventSent,
  EventWaited,
  EventWaitTimedOut,
  ExecutionCancelRequested,
  ExecutionCompleted,
  ExecutionEnded,
  ExecutionFailed,
  ExecutionForked,
  ExecutionResumed,
  ExecutionRewound,
  ExecutionStarted,
  ExecutionSuspended,
  ExecutionTerminated,
  HistoryEvent,
  HistoryEventBase,
  HistoryEventBody,
  LifecycleEvent,
  LockAcquired,
  LockReleased,
  LockRequested,
  LoopCompleted,
  LoopStarted,
  MessageEvent,
  NodeRecorded,
  OrchestrationStarted,
  Origin,
  SearchAttributesSet,
  SubOrchestrationCompleted,
  SubOrchestrationFailed,
  SubOrchestrationScheduled,
  TaskCancelled,
  TimerCreated,
  TimerFired,
  TurnStarted,
} from "./history.js";
export { isEnding } from "./history.js";
export {
  type EntityId,
  type ExecutionId,
  entityId,
  entityIdParts,
  executionId,
  type InstanceId,
  instanceId,
  instanceIdProblem,
  nextExecutionId,
  type PartitionId,
  partitionId,
  partitionOf,
  type RequestId,
  requestId,
  subExecutionId,
  type TaskId,
  taskId,
  type WorkflowVersion,
  workflowVersion,
} from "./ids.js";
export {
  type AttributeValue,
  INSTANCE_STATUSES,
  type InstanceRecord,
  type InstanceStatus,
  type InstanceSummary,
  isFinished,
  type SearchAttributes,
} from "./instance.js";
export { InvariantViolation, invariant, unreachable } from "./invariant.js";
export { type SchemaProblem, schemaProblems } from "./json-schema.js";
export { LIMITS } from "./limits.js";
export { knownNames, nearestNames } from "./nearest-names.js";
export { type FailureReading, failureFrom, readFailure } from "./read-failure.js";
export { type FailedAttempt, isTooLate, type RetryPolicy, retryDelayMs, retryTimeout, retryVerdict } from "./retry.js";
export { type AttributeChanges, attributesProblem, changedAttributes, isAttributeValue } from "./search-attributes.js";
export { SPECULATION_MODES, type SpeculationMode } from "./speculation.js";
export { partOf, standing, takesBack } from "./standing.js";
export type { DurationMs, EpochMs } from "./time.js";
export {
  canonicalJson,
  decodeJson,
  encodeCarried,
  encodeJson,
  isNotCarried,
  type Json,
  type JsonObject,
  type JsonText,
  NOTHING,
  utf8Bytes,
} from "./value.js";
