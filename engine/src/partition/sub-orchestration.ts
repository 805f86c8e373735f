import type { EpochMs, Failure } from "../model/index.js";
import type { Consequence } from "./consequence.js";
import { end, runningInstance, tell } from "./execution.js";
import {
  type OrchestrationStarted,
  post,
  type SubEnded,
  type SubStarted,
  type SubTerminated,
  sameTask,
} from "./message.js";
import { newInstance } from "./new-instance.js";
import { isUnfinished, type PartitionState } from "./state.js";

/** A new instance that another one waits for. It has no tags of its own: lists find it by its id and name. */
export function subStarted(state: PartitionState, started: SubStarted, atMs: EpochMs): readonly Consequence[] {
  const { to: instanceId, parent, executionId, name, version, input } = started;
  if (state.instances.get(instanceId) !== undefined) {
    const outcome = { kind: "failed", failure: taken(started) } as const;
    return [post({ type: "SubEnded", to: parent.instanceId, parent, outcome })];
  }
  const versioned = version === undefined ? {} : { version };
  return newInstance(state, { instanceId, executionId, name, ...versioned, input, tags: {}, parent }, atMs);
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
  { to, parent, reason }: SubTerminated,
  atMs: EpochMs,
): readonly Consequence[] {
  const instance = state.instances.get(to);
  if (instance?.parent === undefined || !sameTask(instance.parent, parent) || !isUnfinished(instance)) return [];
  return end(state, instance, atMs, { type: "ExecutionTerminated", reason });
}

function taken({ to, name }: SubStarted): Failure {
  return {
    code: "InstanceExists",
    message: `The orchestration ${name} was not started: an instance with the id "${to}" exists already. Choose another id, or leave it out.`,
    nonRetriable: true,
  };
}
