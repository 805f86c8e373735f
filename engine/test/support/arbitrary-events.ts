import fc from "fast-check";
import type {
  ActionEvent,
  EpisodeOutcome,
  HistoryEvent,
  HistoryEventBody,
  PartitionId,
} from "../../src/model/index.js";
import type { PartitionEvent } from "../../src/partition/event.js";
import type { Message, OperationOutcome, TaskKey } from "../../src/partition/message.js";
import {
  anyAttributeChanges,
  anyAttributes,
  anyEntityId,
  anyExecutionId,
  anyFailure,
  anyInstanceId,
  anyNumber,
  anyOrigin,
  anyPayload,
  anyRequestId,
  anyRetry,
  anyTags,
  anyTask,
  anyText,
  anyVersion,
  jsonNumber,
  jsonOrigin,
  jsonTask,
} from "./arbitrary-values.js";

type Typed = { readonly type: string };
/** One arbitrary for each member of a union: one that is forgotten does not compile. */
type Arbitraries<Union extends Typed> = {
  readonly [Type in Union["type"]]: fc.Arbitrary<Extract<Union, { readonly type: Type }>>;
};

function oneOfAll<Union extends Typed>(arbitraries: Arbitraries<Union>): fc.Arbitrary<Union> {
  return fc.oneof(...(Object.values(arbitraries) as fc.Arbitrary<Union>[]));
}

const anyLog = fc.array(
  fc.record({ level: fc.constantFrom("debug" as const, "info" as const, "warn" as const), message: fc.string() }),
  { minLength: 1, maxLength: 4 },
);
const type = <Type extends string>(name: Type): fc.Arbitrary<Type> => fc.constant(name);

const lockSet = fc.array(anyEntityId, { maxLength: 3 });

const actions: Arbitraries<ActionEvent> = {
  ActivityScheduled: fc.record(
    {
      type: type("ActivityScheduled"),
      taskId: anyTask,
      origin: anyOrigin,
      name: anyText,
      input: anyPayload,
      retry: anyRetry,
      timeoutMs: anyNumber,
      attempt: anyNumber,
      tags: anyTags,
    },
    { requiredKeys: ["type", "taskId", "origin", "name", "input"] },
  ),
  TimerCreated: fc.record({ type: type("TimerCreated"), taskId: anyTask, origin: anyOrigin, fireAtMs: anyNumber }),
  TaskCancelled: fc.record({ type: type("TaskCancelled"), taskId: anyTask }),
  NodeRecorded: fc.record({ type: type("NodeRecorded"), origin: anyOrigin, value: anyPayload }),
  BranchDecided: fc.record({ type: type("BranchDecided"), origin: jsonOrigin, port: anyText }),
  LoopStarted: fc.record(
    {
      type: type("LoopStarted"),
      origin: jsonOrigin,
      items: anyPayload,
      itemCount: jsonNumber,
      maxConcurrency: jsonNumber,
    },
    { requiredKeys: ["type", "origin", "items", "itemCount"] },
  ),
  LoopCompleted: fc.record({ type: type("LoopCompleted"), origin: jsonOrigin, results: anyPayload }),
  EventWaited: fc.record(
    { type: type("EventWaited"), taskId: jsonTask, origin: jsonOrigin, name: anyText, deadlineMs: jsonNumber },
    { requiredKeys: ["type", "taskId", "origin", "name"] },
  ),
  EventReceived: fc.record({
    type: type("EventReceived"),
    taskId: jsonTask,
    origin: jsonOrigin,
    raisedSeq: jsonNumber,
  }),
  EventSent: fc.record({
    type: type("EventSent"),
    origin: jsonOrigin,
    instanceId: anyInstanceId,
    name: anyText,
    payload: anyPayload,
  }),
  EntityCallScheduled: fc.record({
    type: type("EntityCallScheduled"),
    taskId: anyTask,
    origin: anyOrigin,
    entityId: anyEntityId,
    operation: anyText,
    input: anyPayload,
  }),
  EntitySignaled: fc.oneof(
    fc.record({
      type: type("EntitySignaled"),
      origin: anyOrigin,
      entityId: anyEntityId,
      operation: anyText,
      input: anyPayload,
    }),
    fc.record({
      type: type("EntitySignaled"),
      origin: jsonOrigin,
      entityId: anyEntityId,
      operation: anyText,
      input: anyPayload,
      dueAtMs: jsonNumber,
    }),
  ),
  OrchestrationStarted: fc.record(
    {
      type: type("OrchestrationStarted"),
      taskId: jsonTask,
      origin: jsonOrigin,
      instanceId: anyInstanceId,
      name: anyText,
      version: anyVersion,
      input: anyPayload,
    },
    { requiredKeys: ["type", "taskId", "origin", "instanceId", "name", "input"] },
  ),
  LockRequested: fc.record({ type: type("LockRequested"), taskId: anyTask, origin: anyOrigin, lockSet }),
  LockReleased: fc.record({ type: type("LockReleased"), taskId: anyTask, origin: anyOrigin }),
  SubOrchestrationScheduled: fc.record(
    {
      type: type("SubOrchestrationScheduled"),
      taskId: jsonTask,
      origin: jsonOrigin,
      instanceId: anyInstanceId,
      name: anyText,
      version: anyVersion,
      input: anyPayload,
    },
    { requiredKeys: ["type", "taskId", "origin", "instanceId", "name", "input"] },
  ),
  SearchAttributesSet: fc.record({
    type: type("SearchAttributesSet"),
    origin: jsonOrigin,
    changes: anyAttributeChanges,
  }),
  CustomStatusSet: fc.record({ type: type("CustomStatusSet"), origin: jsonOrigin, value: anyPayload }),
};
const anyAction = oneOfAll<ActionEvent>(actions);

const bodies: Arbitraries<HistoryEventBody> = {
  ...actions,
  ExecutionStarted: fc.record(
    {
      type: type("ExecutionStarted"),
      instanceId: anyInstanceId,
      executionId: anyExecutionId,
      name: anyText,
      version: anyVersion,
      input: anyPayload,
      tags: anyTags,
    },
    { requiredKeys: ["type", "instanceId", "executionId", "name", "input", "tags"] },
  ),
  ExecutionCompleted: fc.record({ type: type("ExecutionCompleted"), output: anyPayload }),
  ExecutionFailed: fc.record(
    { type: type("ExecutionFailed"), failure: anyFailure, origin: jsonOrigin },
    { requiredKeys: ["type", "failure"] },
  ),
  ExecutionTerminated: fc.record(
    {
      type: type("ExecutionTerminated"),
      reason: anyText,
      requestId: anyRequestId,
      cleanUp: fc.oneof(
        fc.record({ kind: fc.constant("completed" as const) }),
        fc.record({ kind: fc.constant("failed" as const), failure: anyFailure, origin: jsonOrigin }),
        fc.record({ kind: fc.constant("failed" as const), failure: anyFailure }),
      ),
    },
    { requiredKeys: ["type", "reason"] },
  ),
  ExecutionCancelRequested: fc.record(
    { type: type("ExecutionCancelRequested"), reason: anyText, requestId: anyRequestId },
    { requiredKeys: ["type", "reason"] },
  ),
  TurnStarted: fc.record({ type: type("TurnStarted"), turn: anyNumber, deliveredThrough: anyNumber }),
  ActivityStarted: fc.record({ type: type("ActivityStarted"), taskId: anyTask, attempt: anyNumber }),
  ActivityAttemptFailed: fc.record({
    type: type("ActivityAttemptFailed"),
    taskId: jsonTask,
    attempt: jsonNumber,
    failure: anyFailure,
    retryAtMs: jsonNumber,
  }),
  // With a log it is written as JSON, which has no minus zero.
  ActivityCompleted: fc.oneof(
    fc.record({ type: type("ActivityCompleted"), taskId: anyTask, attempt: anyNumber, result: anyPayload }),
    fc.record({
      type: type("ActivityCompleted"),
      taskId: jsonTask,
      attempt: jsonNumber,
      result: anyPayload,
      log: anyLog,
    }),
  ),
  ActivityFailed: fc.record({
    type: type("ActivityFailed"),
    taskId: jsonTask,
    attempt: jsonNumber,
    failure: anyFailure,
  }),
  TimerFired: fc.record({ type: type("TimerFired"), taskId: anyTask }),
  ExecutionSuspended: fc.record(
    { type: type("ExecutionSuspended"), reason: anyText, requestId: anyRequestId },
    { requiredKeys: ["type", "reason"] },
  ),
  ExecutionResumed: fc.record(
    { type: type("ExecutionResumed"), reason: anyText, requestId: anyRequestId },
    { requiredKeys: ["type", "reason"] },
  ),
  ExecutionRewound: fc.record(
    {
      type: type("ExecutionRewound"),
      reason: anyText,
      previousExecutionId: anyExecutionId,
      voidFromSeq: jsonNumber,
      undone: fc.array(jsonNumber, { maxLength: 3 }),
      requestId: anyRequestId,
    },
    { requiredKeys: ["type", "reason", "previousExecutionId", "voidFromSeq", "undone"] },
  ),
  ExecutionForked: fc.record(
    {
      type: type("ExecutionForked"),
      instanceId: anyInstanceId,
      executionId: anyExecutionId,
      fromInstanceId: anyInstanceId,
      atSeq: jsonNumber,
      edited: fc.array(jsonNumber, { maxLength: 3 }),
      voidFromSeq: jsonNumber,
      undone: fc.array(jsonNumber, { maxLength: 3 }),
    },
    { requiredKeys: ["type", "instanceId", "executionId", "fromInstanceId", "atSeq", "edited", "undone"] },
  ),
  ContinuedAsNew: fc.record({ type: type("ContinuedAsNew"), previousExecutionId: anyExecutionId }),
  EventRaised: fc.record({ type: type("EventRaised"), name: anyText, payload: anyPayload }),
  EventWaitTimedOut: fc.record({ type: type("EventWaitTimedOut"), taskId: jsonTask }),
  EntityCallCompleted: fc.record({ type: type("EntityCallCompleted"), taskId: anyTask, result: anyPayload }),
  EntityCallFailed: fc.record({ type: type("EntityCallFailed"), taskId: jsonTask, failure: anyFailure }),
  LockAcquired: fc.record({ type: type("LockAcquired"), taskId: anyTask }),
  SubOrchestrationCompleted: fc.record({
    type: type("SubOrchestrationCompleted"),
    taskId: jsonTask,
    result: anyPayload,
  }),
  SubOrchestrationFailed: fc.record({
    type: type("SubOrchestrationFailed"),
    taskId: jsonTask,
    failure: anyFailure,
  }),
};

/** Numbers and times in any order: who stores a history does not check it. */
export const anyHistory: fc.Arbitrary<HistoryEvent[]> = fc.array(
  fc
    .tuple(fc.record({ seq: anyNumber, atMs: anyNumber }), oneOfAll<HistoryEventBody>(bodies))
    .map(([base, body]): HistoryEvent => ({ ...base, ...body })),
  { maxLength: 12 },
);

const someActions = fc.array(anyAction, { maxLength: 4 });

const anyEpisodeOutcome: fc.Arbitrary<EpisodeOutcome> = fc.oneof(
  fc.record({ kind: fc.constant("waiting" as const), actions: someActions }),
  fc.record({ kind: fc.constant("completed" as const), actions: someActions, output: anyPayload }),
  fc.record({ kind: fc.constant("continuedAsNew" as const), actions: someActions, input: anyPayload }),
  fc.record(
    { kind: fc.constant("failed" as const), actions: someActions, failure: anyFailure, origin: anyOrigin },
    { requiredKeys: ["kind", "actions", "failure"] },
  ),
);

const anyOutcome: fc.Arbitrary<OperationOutcome> = fc.oneof(
  fc.record({ kind: fc.constant("completed" as const), result: anyPayload }),
  fc.record({ kind: fc.constant("failed" as const), failure: anyFailure }),
);

const execution = { instanceId: anyInstanceId, executionId: anyExecutionId };
const attempt = { ...execution, taskId: anyTask, attempt: anyNumber };
export const taskKey: fc.Arbitrary<TaskKey> = fc.record({ ...execution, taskId: anyTask });

const jsonTaskKey: fc.Arbitrary<TaskKey> = fc.record({ ...execution, taskId: jsonTask });

/** A task, and a message's addressee: the instance of the task, as it should be, or any other. */
const addressed = fc
  .tuple(taskKey, fc.option(anyInstanceId))
  .map(([key, other]) => ({ key, to: other ?? key.instanceId }));

export const messages: Arbitraries<Message> = {
  EventRaised: fc.record({ type: type("EventRaised"), to: anyInstanceId, name: anyText, payload: anyPayload }),
  EntityCalled: fc.record({
    type: type("EntityCalled"),
    to: anyEntityId,
    operation: anyText,
    input: anyPayload,
    caller: taskKey,
  }),
  EntitySignaled: fc.record(
    { type: type("EntitySignaled"), to: anyEntityId, operation: anyText, input: anyPayload, dueAtMs: jsonNumber },
    { requiredKeys: ["type", "to", "operation", "input"] },
  ),
  OrchestrationStarted: fc.record(
    {
      type: type("OrchestrationStarted"),
      to: anyInstanceId,
      startedBy: anyInstanceId,
      executionId: anyExecutionId,
      name: anyText,
      version: anyVersion,
      input: anyPayload,
    },
    { requiredKeys: ["type", "to", "startedBy", "executionId", "name", "input"] },
  ),
  EntityAnswered: addressed.chain(({ to, key }) =>
    fc.record({ type: type("EntityAnswered"), to: fc.constant(to), caller: fc.constant(key), outcome: anyOutcome }),
  ),
  LockRequested: fc.record({
    type: type("LockRequested"),
    to: anyEntityId,
    section: taskKey,
    lockSet,
    position: anyNumber,
  }),
  LockGranted: addressed.chain(({ to, key }) =>
    fc.record({ type: type("LockGranted"), to: fc.constant(to), section: fc.constant(key), lockSet }),
  ),
  LockReleased: fc.record({ type: type("LockReleased"), to: anyEntityId, section: taskKey }),
  SubStarted: fc.record(
    {
      type: type("SubStarted"),
      to: anyInstanceId,
      parent: jsonTaskKey,
      executionId: anyExecutionId,
      name: anyText,
      version: anyVersion,
      input: anyPayload,
      again: fc.record({ earlier: fc.array(anyExecutionId, { maxLength: 2 }), keeps: fc.boolean() }),
    },
    { requiredKeys: ["type", "to", "parent", "executionId", "name", "input"] },
  ),
  SubEnded: fc.record({ type: type("SubEnded"), to: anyInstanceId, parent: jsonTaskKey, outcome: anyOutcome }),
  SubTerminated: fc.record(
    {
      type: type("SubTerminated"),
      to: anyInstanceId,
      parent: jsonTaskKey,
      reason: anyText,
      cleanUp: fc.constant(true as const),
    },
    { requiredKeys: ["type", "to", "parent", "reason"] },
  ),
  SubPurged: fc.record({ type: type("SubPurged"), to: anyInstanceId, parent: jsonTaskKey }),
};
export const anyMessage = oneOfAll<Message>(messages);

/** Every event that a partition may be told, by kind. */
export const arbitraryEvents: Arbitraries<PartitionEvent> = {
  StartRequested: fc.record(
    {
      type: type("StartRequested"),
      atMs: anyNumber,
      replyTo: anyNumber,
      requestId: anyRequestId,
      ...execution,
      name: anyText,
      version: anyVersion,
      input: anyPayload,
      tags: anyTags,
      attributes: anyAttributes,
      startAtMs: anyNumber,
      reuse: fc.constantFrom("ifFinished" as const, "terminateAndReplace" as const),
    },
    { requiredKeys: ["type", "atMs", "replyTo", "instanceId", "executionId", "name", "input", "tags"] },
  ),
  TerminateRequested: fc.record(
    {
      type: type("TerminateRequested"),
      atMs: jsonNumber,
      replyTo: jsonNumber,
      instanceId: anyInstanceId,
      reason: anyText,
      recursive: fc.constant(false as const),
      cleanUp: fc.constant(true as const),
      requestId: anyRequestId,
      firstAskedAtMs: jsonNumber,
    },
    { requiredKeys: ["type", "atMs", "replyTo", "instanceId", "reason"] },
  ),
  ForkRequested: fc.record(
    {
      type: type("ForkRequested"),
      atMs: jsonNumber,
      replyTo: jsonNumber,
      requestId: anyRequestId,
      ...execution,
      fromInstanceId: anyInstanceId,
      atSeq: jsonNumber,
      history: fc.constant([]),
      edits: fc.dictionary(fc.nat().map(String), anyPayload, { maxKeys: 2, noNullPrototype: true }),
      tags: fc.constantFrom({}, { team: "blue" }),
      attributes: anyAttributes,
    },
    {
      requiredKeys: [
        ...(["type", "atMs", "replyTo", "requestId", "instanceId", "executionId"] as const),
        ...(["fromInstanceId", "atSeq", "history", "edits", "tags"] as const),
      ],
    },
  ),
  EntityCleanRequested: fc.record(
    {
      type: type("EntityCleanRequested"),
      atMs: jsonNumber,
      replyTo: jsonNumber,
      entityId: anyEntityId,
      section: jsonTaskKey,
    },
    { requiredKeys: ["type", "atMs", "replyTo", "entityId"] },
  ),
  RewindRequested: fc.record(
    {
      type: type("RewindRequested"),
      atMs: jsonNumber,
      replyTo: jsonNumber,
      instanceId: anyInstanceId,
      reason: anyText,
      requestId: anyRequestId,
      firstAskedAtMs: jsonNumber,
    },
    { requiredKeys: ["type", "atMs", "replyTo", "instanceId", "reason"] },
  ),
  PurgeRequested: fc.record(
    {
      type: type("PurgeRequested"),
      atMs: jsonNumber,
      replyTo: jsonNumber,
      instanceId: anyInstanceId,
      recursive: fc.boolean(),
      requestId: anyRequestId,
      firstAskedAtMs: jsonNumber,
    },
    { requiredKeys: ["type", "atMs", "replyTo", "instanceId", "recursive"] },
  ),
  SuspendRequested: fc.record(
    {
      type: type("SuspendRequested"),
      atMs: jsonNumber,
      replyTo: jsonNumber,
      instanceId: anyInstanceId,
      reason: anyText,
      requestId: anyRequestId,
      firstAskedAtMs: jsonNumber,
    },
    { requiredKeys: ["type", "atMs", "replyTo", "instanceId", "reason"] },
  ),
  ResumeRequested: fc.record(
    {
      type: type("ResumeRequested"),
      atMs: jsonNumber,
      replyTo: jsonNumber,
      instanceId: anyInstanceId,
      reason: anyText,
      requestId: anyRequestId,
      firstAskedAtMs: jsonNumber,
    },
    { requiredKeys: ["type", "atMs", "replyTo", "instanceId", "reason"] },
  ),
  CodePublished: fc.record({
    type: type("CodePublished"),
    atMs: jsonNumber,
    replyTo: jsonNumber,
    version: anyVersion,
    name: anyText,
    code: anyText,
  }),
  EpisodeEnded: fc.record({
    type: type("EpisodeEnded"),
    atMs: anyNumber,
    ...execution,
    turn: anyNumber,
    nowMs: anyNumber,
    deliveredThrough: anyNumber,
    outcome: anyEpisodeOutcome,
  }),
  ActivityStarted: fc.record({ type: type("ActivityStarted"), atMs: anyNumber, ...attempt }),
  ActivityEnded: fc.record(
    {
      type: type("ActivityEnded"),
      atMs: anyNumber,
      startedAtMs: anyNumber,
      ...attempt,
      outcome: anyOutcome,
      log: anyLog,
    },
    { requiredKeys: ["type", "atMs", "instanceId", "executionId", "taskId", "attempt", "outcome"] },
  ),
  TimerFired: fc.record({
    type: type("TimerFired"),
    atMs: anyNumber,
    ...attempt,
    purpose: fc.constantFrom("sleep", "retry", "timeout", "event", "signal"),
  }),
  EventRaiseRequested: fc.record({
    type: type("EventRaiseRequested"),
    atMs: anyNumber,
    replyTo: anyNumber,
    instanceId: anyInstanceId,
    name: anyText,
    payload: anyPayload,
  }),
  EntitySignalRequested: fc.oneof(
    fc.record({
      type: type("EntitySignalRequested"),
      atMs: anyNumber,
      replyTo: anyNumber,
      entityId: anyEntityId,
      operation: anyText,
      input: anyPayload,
    }),
    fc.record({
      type: type("EntitySignalRequested"),
      atMs: jsonNumber,
      replyTo: jsonNumber,
      entityId: anyEntityId,
      operation: anyText,
      input: anyPayload,
      dueAtMs: jsonNumber,
    }),
  ),
  EntityBatchEnded: fc.record(
    {
      type: type("EntityBatchEnded"),
      atMs: anyNumber,
      entityId: anyEntityId,
      batch: anyNumber,
      results: fc.array(fc.record({ number: anyNumber, outcome: anyOutcome }), { maxLength: 3 }),
      state: anyPayload,
      signals: fc.array(
        fc.record(
          { entityId: anyEntityId, operation: anyText, input: anyPayload, dueAtMs: jsonNumber },
          { requiredKeys: ["entityId", "operation", "input"] },
        ),
        { maxLength: 3 },
      ),
      starts: fc.array(
        fc.record(
          {
            instanceId: anyInstanceId,
            executionId: anyExecutionId,
            name: anyText,
            version: anyVersion,
            input: anyPayload,
          },
          { requiredKeys: ["instanceId", "executionId", "name", "input"] },
        ),
        { maxLength: 3 },
      ),
    },
    { requiredKeys: ["type", "atMs", "entityId", "batch", "results", "signals"] },
  ),
  MessagesReceived: fc.record({
    type: type("MessagesReceived"),
    atMs: anyNumber,
    from: anyNumber as fc.Arbitrary<PartitionId>,
    firstSeq: anyNumber,
    messages: fc.array(anyMessage, { maxLength: 3 }),
  }),
  SendConfirmed: fc.record({
    type: type("SendConfirmed"),
    atMs: anyNumber,
    to: anyNumber as fc.Arbitrary<PartitionId>,
    through: anyNumber,
  }),
  PartitionRecovered: fc.record({ type: type("PartitionRecovered"), atMs: jsonNumber }),
  InstanceResumed: fc.record({ type: type("InstanceResumed"), atMs: jsonNumber, instanceId: anyInstanceId }),
  Recovered: fc.record({ type: type("Recovered"), atMs: jsonNumber }),
};
