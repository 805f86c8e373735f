import fc from "fast-check";
import type { ActionEvent, EpisodeOutcome, HistoryEvent, HistoryEventBody } from "../../src/model/index.js";
import type { AttemptOutcome, PartitionEvent } from "../../src/partition/event.js";
import {
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

const type = <Type extends string>(name: Type): fc.Arbitrary<Type> => fc.constant(name);

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
  ExecutionTerminated: fc.record({ type: type("ExecutionTerminated"), reason: anyText }),
  TurnStarted: fc.record({ type: type("TurnStarted"), turn: anyNumber, deliveredThrough: anyNumber }),
  ActivityStarted: fc.record({ type: type("ActivityStarted"), taskId: anyTask, attempt: anyNumber }),
  ActivityAttemptFailed: fc.record({
    type: type("ActivityAttemptFailed"),
    taskId: jsonTask,
    attempt: jsonNumber,
    failure: anyFailure,
    retryAtMs: jsonNumber,
  }),
  ActivityCompleted: fc.record({
    type: type("ActivityCompleted"),
    taskId: anyTask,
    attempt: anyNumber,
    result: anyPayload,
  }),
  ActivityFailed: fc.record({
    type: type("ActivityFailed"),
    taskId: jsonTask,
    attempt: jsonNumber,
    failure: anyFailure,
  }),
  TimerFired: fc.record({ type: type("TimerFired"), taskId: anyTask }),
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
  fc.record(
    { kind: fc.constant("failed" as const), actions: someActions, failure: anyFailure, origin: anyOrigin },
    { requiredKeys: ["kind", "actions", "failure"] },
  ),
);

const anyAttemptOutcome: fc.Arbitrary<AttemptOutcome> = fc.oneof(
  fc.record({ kind: fc.constant("completed" as const), result: anyPayload }),
  fc.record({ kind: fc.constant("failed" as const), failure: anyFailure }),
);

const execution = { instanceId: anyInstanceId, executionId: anyExecutionId };
const attempt = { ...execution, taskId: anyTask, attempt: anyNumber };

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
    },
    { requiredKeys: ["type", "atMs", "replyTo", "instanceId", "executionId", "name", "input", "tags"] },
  ),
  TerminateRequested: fc.record({
    type: type("TerminateRequested"),
    atMs: jsonNumber,
    replyTo: jsonNumber,
    instanceId: anyInstanceId,
    reason: anyText,
  }),
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
  ActivityEnded: fc.record({ type: type("ActivityEnded"), atMs: anyNumber, ...attempt, outcome: anyAttemptOutcome }),
  TimerFired: fc.record({
    type: type("TimerFired"),
    atMs: anyNumber,
    ...attempt,
    purpose: fc.constantFrom("sleep", "retry", "timeout"),
  }),
  Recovered: fc.record({ type: type("Recovered"), atMs: jsonNumber }),
};
