import { type EpochMs, type Failure, NOTHING } from "../model/index.js";
import type { Consequence } from "./consequence.js";
import { end, runningInstance, tell } from "./execution.js";
import {
  type OrchestrationStarted,
  post,
  type SubEnded,
  type SubStarted,
  type SubTerminated,
  sameTask,
  type TaskKey,
} from "./message.js";
import { newInstance } from "./new-instance.js";
import { requestCancel } from "./request-cancel.js";
import { rewind } from "./rewind.js";
import { type Instance, isUnfinished, type PartitionState } from "./state.js";

/** A new instance that another one waits for. It has no tags of its own: lists find it by its id and name. */
export function subStarted(state: PartitionState, started: SubStarted, atMs: EpochMs): readonly Consequence[] {
  const { to: instanceId, parent, executionId, name, version, input } = started;
  const versioned = version === undefined ? {} : { version };
  const begin = () =>
    newInstance(state, { instanceId, executionId, name, ...versioned, input, tags: {}, parent }, atMs);
  const existing = state.instances.get(instanceId);
  if (existing === undefined) return begin();
  if (!wasStartedBefore(existing, started)) return [failed(parent, taken(started))];
  const reason = `Instance "${parent.instanceId}", which started it, was rewound.`;
  if (started.again?.keeps === true) return goesOn(state, { ...existing, parent }, { reason, atMs });
  const ended = isUnfinished(existing) ? end(state, existing, atMs, { type: "ExecutionTerminated", reason }) : [];
  return [...ended, ...begin()];
}

/** The same task started it, in an execution of the same instance before that was rewound. */
function wasStartedBefore({ parent: before }: Instance, { parent, again }: SubStarted): boolean {
  if (before === undefined || again === undefined) return false;
  return (
    before.instanceId === parent.instanceId &&
    before.taskId === parent.taskId &&
    again.earlier.includes(before.executionId)
  );
}

/** It answers the new execution: now if it has succeeded, or when it has gone on from its failure. */
function goesOn(
  state: PartitionState,
  instance: Instance & { readonly parent: TaskKey },
  why: { readonly reason: string; readonly atMs: EpochMs },
): readonly Consequence[] {
  const { record, parent } = instance;
  state.instances.put(record.instanceId, instance);
  if (isUnfinished(instance)) return [];
  if (record.status === "Completed") {
    const outcome = { kind: "completed", result: record.output ?? NOTHING } as const;
    return [post({ type: "SubEnded", to: parent.instanceId, parent, outcome })];
  }
  const result = rewind(state, instance, why);
  if (result.kind === "rewound") return result.consequences;
  return [failed(parent, { code: "NotRewindable", message: result.message, nonRetriable: true })];
}

function failed(parent: TaskKey, failure: Failure): Consequence {
  return post({ type: "SubEnded", to: parent.instanceId, parent, outcome: { kind: "failed", failure } });
}

/** A new instance that lives for itself. That its id was taken is told to the operator, and changes nothing. */
export function orchestrationStarted(
  state: PartitionState,
  started: OrchestrationStarted,
  atMs: EpochMs,
): readonly Consequence[] {
  const { to: instanceId, startedBy, executionId, name, version, input } = started;
  if (state.instances.get(instanceId) !== undefined) {
    return [{ type: "ReportIgnoredStart", instanceId, name, startedBy }];
  }
  const versioned = version === undefined ? {} : { version };
  return newInstance(state, { instanceId, executionId, name, ...versioned, input, tags: {} }, atMs);
}

export function subEnded(state: PartitionState, ended: SubEnded, atMs: EpochMs): readonly Consequence[] {
  const { parent, outcome } = ended;
  const instance = runningInstance(state, parent);
  if (instance?.tasks.get(parent.taskId)?.kind !== "sub") return [];
  instance.tasks.delete(parent.taskId);
  const { taskId } = parent;
  return tell(
    state,
    instance,
    atMs,
    outcome.kind === "completed"
      ? { type: "SubOrchestrationCompleted", taskId, result: outcome.result }
      : { type: "SubOrchestrationFailed", taskId, failure: outcome.failure },
  );
}

export function subTerminated(
  state: PartitionState,
  { to, parent, reason, cleanUp }: SubTerminated,
  atMs: EpochMs,
): readonly Consequence[] {
  const instance = state.instances.get(to);
  if (instance?.parent === undefined || !sameTask(instance.parent, parent) || !isUnfinished(instance)) return [];
  if (cleanUp === true) return requestCancel(state, instance, { reason, atMs, subs: "end" });
  return end(state, instance, atMs, { type: "ExecutionTerminated", reason });
}

function taken({ to, name }: SubStarted): Failure {
  return {
    code: "InstanceExists",
    message: `The orchestration ${name} was not started: an instance with the id "${to}" exists already. Choose another id, or leave it out.`,
    nonRetriable: true,
  };
}
