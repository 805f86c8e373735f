import fc from "fast-check";
import { INSTANCE_STATUSES, type InstanceRecord, type PartitionId } from "../../src/model/index.js";
import type {
  Entity,
  EntityRequest,
  Instance,
  Outgoing,
  PartitionHead,
  PendingTask,
} from "../../src/partition/state.js";
import { anyHistory, anyMessage, messages, taskKey } from "./arbitrary-events.js";
import {
  anyAttributes,
  anyEntityId,
  anyExecutionId,
  anyFailure,
  anyInstanceId,
  anyNumber,
  anyPayload,
  anyRequestId,
  anyTags,
  anyTask,
  anyText,
  anyVersion,
  jsonNumber,
  jsonTask,
} from "./arbitrary-values.js";

/* Parts of a partition's state, as wild as their types allow. */

const anyRecord: fc.Arbitrary<InstanceRecord> = fc.record(
  {
    instanceId: anyInstanceId,
    executionId: anyExecutionId,
    name: anyText,
    version: anyVersion,
    status: fc.constantFrom(...INSTANCE_STATUSES),
    tags: anyTags,
    createdAtMs: anyNumber,
    updatedAtMs: anyNumber,
    completedAtMs: anyNumber,
    eventCount: anyNumber,
    failure: anyFailure,
    failedNode: anyText,
    attributes: anyAttributes,
    startAtMs: anyNumber,
    input: anyPayload,
    output: anyPayload,
    customStatus: anyPayload,
    cancelReason: anyText,
    parentId: anyInstanceId,
  },
  {
    requiredKeys: [
      "instanceId",
      "executionId",
      "name",
      "status",
      "tags",
      "createdAtMs",
      "updatedAtMs",
      "eventCount",
      "input",
    ],
  },
);

const kind = <Kind extends string>(name: Kind): fc.Arbitrary<Kind> => fc.constant(name);

const tasks: { readonly [Kind in PendingTask["kind"]]: fc.Arbitrary<Extract<PendingTask, { readonly kind: Kind }>> } = {
  activity: fc.record({
    kind: kind("activity"),
    scheduledSeq: anyNumber,
    attempt: anyNumber,
    phase: fc.oneof(
      fc.record({ kind: kind("asked") }),
      fc.record({ kind: kind("started"), timeoutAtMs: anyNumber }, { requiredKeys: ["kind"] }),
      fc.record({ kind: kind("backoff"), retryAtMs: anyNumber }),
    ),
  }),
  timer: fc.record({ kind: kind("timer"), fireAtMs: anyNumber }),
  event: fc.record({ kind: kind("event"), deadlineMs: jsonNumber }, { requiredKeys: ["kind"] }),
  entityCall: fc.record({ kind: kind("entityCall") }),
  lock: fc.record({ kind: kind("lock") }),
  sub: fc.record({ kind: kind("sub"), instanceId: anyInstanceId }),
};
const anyPendingTask = fc.oneof(...(Object.values(tasks) as fc.Arbitrary<PendingTask>[]));

/** An instance with whatever history, and one whose history begins and ends as its record says. */
export const anyInstance: fc.Arbitrary<Instance> = fc
  .record(
    {
      record: anyRecord,
      requestId: anyRequestId,
      session: fc.record(
        {
          turns: anyNumber,
          episodeOut: fc.boolean(),
          suspended: fc.constant(true as const),
          scheduled: fc.constant(true as const),
          altered: fc.constant(true as const),
          deliveredThrough: anyNumber,
          lastMessageSeq: anyNumber,
        },
        { requiredKeys: ["turns", "episodeOut", "deliveredThrough", "lastMessageSeq"] },
      ),
      history: anyHistory,
      tasks: fc.array(fc.tuple(anyTask, anyPendingTask), { maxLength: 4 }).map((entries) => new Map(entries)),
      parent: taskKey,
      section: fc.record({ taskId: jsonTask, lockSet: fc.array(anyEntityId, { maxLength: 3 }) }),
    },
    { requiredKeys: ["record", "session", "history"] },
  )
  .chain((instance) => fc.constantFrom(instance, withItsOwnEnds(instance)));

function withItsOwnEnds(instance: Instance): Instance {
  const { record, history } = instance;
  const { instanceId, executionId, name, version, input, tags, output } = record;
  const start = { type: "ExecutionStarted", instanceId, executionId, name, input, tags } as const;
  const base = { seq: 1, atMs: record.createdAtMs };
  return {
    ...instance,
    history: [
      { ...base, ...start, ...(version !== undefined && { version }) },
      ...history,
      ...(output === undefined ? [] : [{ ...base, type: "ExecutionCompleted", output } as const]),
    ],
  };
}

const anyRequest: fc.Arbitrary<EntityRequest> = fc.oneof(
  fc.record({ kind: kind("call"), number: anyNumber, request: messages.EntityCalled }),
  fc.record({ kind: kind("signal"), number: anyNumber, request: messages.EntitySignaled }),
  fc.record({ kind: kind("lock"), number: anyNumber, request: messages.LockRequested }),
);

export const anyEntity: fc.Arbitrary<Entity> = fc.record(
  {
    entityId: anyEntityId,
    state: anyPayload,
    queue: fc
      .array(anyRequest, { maxLength: 3 })
      .map((requests) => new Map(requests.map((request) => [request.number, request]))),
    arrivals: anyNumber,
    batch: fc.record({ ended: anyNumber, out: fc.boolean() }),
    lockedBy: taskKey,
    lastModifiedAtMs: fc.option(anyNumber, { nil: undefined }),
    scheduled: fc
      .array(fc.tuple(anyNumber, messages.EntitySignaled, jsonNumber), { minLength: 1, maxLength: 3 })
      .map((signals) => new Map(signals.map(([number, signal, dueAtMs]) => [number, { ...signal, dueAtMs }]))),
  },
  { requiredKeys: ["entityId", "queue", "arrivals", "batch", "lastModifiedAtMs"] },
);

const anyPartition = anyNumber as fc.Arbitrary<PartitionId>;
const anyOutgoing: fc.Arbitrary<Outgoing> = fc.record({
  firstSeq: anyNumber,
  messages: fc.array(anyMessage, { maxLength: 3 }),
});

export const anyHead: fc.Arbitrary<PartitionHead> = fc.record({
  partition: anyPartition,
  codes: fc
    .array(fc.record({ version: anyVersion, name: anyText, code: anyText }), { maxLength: 3 })
    .map((codes) => new Map(codes.map((code) => [code.version, code]))),
  outbox: fc.array(fc.tuple(anyPartition, anyOutgoing), { maxLength: 3 }).map((entries) => new Map(entries)),
  dedup: fc.array(fc.tuple(anyPartition, anyNumber), { maxLength: 3 }).map((entries) => new Map(entries)),
});
