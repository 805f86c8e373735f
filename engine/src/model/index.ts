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
  InstanceNotFound,
  InvalidCursor,
  InvalidInput,
  UnknownOrchestration,
  WaitTimeout,
} from "./errors.js";
export { type Failure, failureFrom } from "./failure.js";
export type {
  ActionEvent,
  ActivityAttemptFailed,
  ActivityCompleted,
  ActivityFailed,
  ActivityScheduled,
  ActivityStarted,
  BranchDecided,
  ExecutionCompleted,
  ExecutionEnded,
  ExecutionFailed,
  ExecutionStarted,
  ExecutionTerminated,
  HistoryEvent,
  HistoryEventBase,
  HistoryEventBody,
  LifecycleEvent,
  LoopCompleted,
  LoopStarted,
  MessageEvent,
  NodeRecorded,
  Origin,
  TaskCancelled,
  TimerCreated,
  TimerFired,
  TurnStarted,
} from "./history.js";
export { isEnding } from "./history.js";
export {
  type ExecutionId,
  executionId,
  type InstanceId,
  instanceId,
  instanceIdProblem,
  type PartitionId,
  partitionId,
  partitionOf,
  type RequestId,
  requestId,
  type TaskId,
  taskId,
  type WorkflowVersion,
  workflowVersion,
} from "./ids.js";
export {
  INSTANCE_STATUSES,
  type InstanceRecord,
  type InstanceStatus,
  type InstanceSummary,
  isFinished,
} from "./instance.js";
export { InvariantViolation, invariant, unreachable } from "./invariant.js";
export { LIMITS } from "./limits.js";
export { type DurationMs, type EpochMs, type RetryPolicy, retryDelayMs } from "./time.js";
export {
  canonicalJson,
  decodeJson,
  encodeJson,
  type Json,
  type JsonObject,
  type JsonText,
  NOTHING,
  utf8Bytes,
} from "./value.js";
