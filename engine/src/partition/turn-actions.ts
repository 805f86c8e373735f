import {
  type ActionEvent,
  instanceId as brandInstanceId,
  changedAttributes,
  type EpochMs,
  type ExecutionId,
  type InstanceId,
  invariant,
  type SubOrchestrationScheduled,
  subExecutionId,
  type TaskId,
  unreachable,
} from "../model/index.js";
import type { Consequence } from "./consequence.js";
import { append, leaveSection } from "./execution.js";
import { post, signalTo, type TaskKey } from "./message.js";
import { ASKED, type PendingActivity, type UnfinishedInstance } from "./state.js";
import { abandon, runAttempt, timerOf } from "./tasks.js";

const ANEW = { keepsSubs: false } as const;

/** Writes a turn's actions into the history and gives what each asks of others. The caller puts what has changed. */
export function commitActions(
  instance: UnfinishedInstance,
  actions: readonly ActionEvent[],
  atMs: EpochMs,
): { readonly changed: UnfinishedInstance; readonly asked: readonly Consequence[] } {
  const [only] = actions;
  if (only !== undefined && actions.length === 1) {
    append(instance.history, atMs, only);
    const asked = ask(instance, only, instance.history.length, ANEW);
    return { changed: afterAction(instance, only), asked };
  }
  let changed = instance;
  const asked: Consequence[] = [];
  for (const action of actions) {
    append(instance.history, atMs, action);
    for (const consequence of ask(changed, action, instance.history.length, ANEW)) asked.push(consequence);
    changed = afterAction(changed, action);
  }
  return { changed, asked };
}

/**
 * What an action asks of others; `seq` is its number. The tasks that it begins or ends are kept in place.
 * `keepsSubs`: an instance that it started in an earlier life of the run goes on instead of being started anew.
 */
export function ask(
  instance: UnfinishedInstance,
  action: ActionEvent,
  seq: number,
  its: { readonly keepsSubs: boolean },
): readonly Consequence[] {
  const { record, tasks } = instance;
  switch (action.type) {
    case "ActivityScheduled": {
      const { attempt = 1 } = action;
      const task: PendingActivity = { kind: "activity", scheduledSeq: seq, attempt, phase: ASKED };
      tasks.set(action.taskId, task);
      return [runAttempt(instance, action.taskId, task)];
    }
    case "TimerCreated":
      return waitFor(instance, action.taskId, { kind: "timer", fireAtMs: action.fireAtMs });
    case "EventWaited": {
      const { deadlineMs } = action;
      return waitFor(instance, action.taskId, { kind: "event", ...(deadlineMs !== undefined && { deadlineMs }) });
    }
    case "EntityCallScheduled": {
      const { entityId, operation, input, taskId } = action;
      tasks.set(taskId, { kind: "entityCall" });
      return [post({ type: "EntityCalled", to: entityId, operation, input, caller: keyOf(instance, taskId) })];
    }
    case "LockRequested": {
      const { lockSet, taskId } = action;
      const [first] = lockSet;
      invariant(first !== undefined, `${record.instanceId} asks to lock nothing`);
      invariant(instance.section === undefined, `${record.instanceId} asks for a lock within a critical section`);
      tasks.set(taskId, { kind: "lock" });
      const section = keyOf(instance, taskId);
      return [post({ type: "LockRequested", to: first, section, lockSet, position: 0 })];
    }
    case "SubOrchestrationScheduled": {
      const { taskId, name, version, input } = action;
      const { to, earlier } = calledBy(instance, action);
      tasks.set(taskId, { kind: "sub", instanceId: to });
      const parent = keyOf(instance, taskId);
      const executionId = subExecutionId(parent.executionId, taskId);
      const versioned = version === undefined ? {} : { version };
      const again = earlier.length === 0 ? {} : { again: { earlier, keeps: its.keepsSubs } };
      return [post({ type: "SubStarted", to, parent, executionId, name, ...versioned, input, ...again })];
    }
    case "EventReceived":
    case "TaskCancelled": {
      const task = tasks.get(action.taskId);
      // A lock that was granted while the orchestrator gave it up: nobody else would ever give it back.
      if (task === undefined) return instance.section?.taskId === action.taskId ? leaveSection(instance) : [];
      tasks.delete(action.taskId);
      // Those whose caller cleans up do so, too.
      const subsCleanUp = record.cancelReason !== undefined;
      const why = subsCleanUp ? `It is cancelled: ${record.cancelReason}` : "The run no longer wants the result.";
      const abandoned = abandon(record, action.taskId, task, why, { subsCleanUp });
      return task.kind === "lock" ? [...abandoned, ...leaveSection(instance)] : abandoned;
    }
    case "LockReleased":
      return leaveSection(instance);
    case "EntitySignaled":
      return [post(signalTo(action.entityId, action))];
    case "OrchestrationStarted": {
      const { instanceId: to, taskId, name, version, input } = action;
      const { instanceId: startedBy, executionId: starter } = record;
      const executionId = subExecutionId(starter, taskId);
      const versioned = version === undefined ? {} : { version };
      return [post({ type: "OrchestrationStarted", to, startedBy, executionId, name, ...versioned, input })];
    }
    case "EventSent": {
      const { instanceId, name, payload } = action;
      return [post({ type: "EventRaised", to: instanceId, name, payload })];
    }
    case "CustomStatusSet":
    case "SearchAttributesSet":
    case "NodeRecorded":
    case "BranchDecided":
    case "LoopStarted":
    case "LoopCompleted":
      return [];
    default:
      return unreachable(action, "action");
  }
}

/**
 * Who is to be started, and the ids that the run had when it may have been started before. What a fork shares with
 * another run, and was under way there, is started for the fork under an id of its own.
 */
function calledBy(
  { session, history }: UnfinishedInstance,
  { instanceId: to, taskId, seq = Number.POSITIVE_INFINITY }: SubOrchestrationScheduled & { readonly seq?: number },
): { readonly to: InstanceId; readonly earlier: readonly ExecutionId[] } {
  if (session.altered !== true) return { to, earlier: [] };
  const fork = history.findLast((event) => event.type === "ExecutionForked");
  const earlier = history.flatMap((event) => (event.type === "ExecutionRewound" ? [event.previousExecutionId] : []));
  if (fork === undefined || seq > fork.seq) return { to, earlier };
  return { to: brandInstanceId(subExecutionId(fork.executionId, taskId)), earlier };
}

/** What an action changes of the instance itself. */
export function afterAction(instance: UnfinishedInstance, action: ActionEvent): UnfinishedInstance {
  switch (action.type) {
    case "LockRequested":
      return { ...instance, section: { taskId: action.taskId, lockSet: action.lockSet } };
    case "LockReleased":
    case "TaskCancelled": {
      return instance.section?.taskId === action.taskId ? { ...instance, section: undefined } : instance;
    }
    case "CustomStatusSet":
      return { ...instance, record: { ...instance.record, customStatus: action.value } };
    case "SearchAttributesSet": {
      const attributes = changedAttributes(instance.record.attributes, action.changes);
      return { ...instance, record: { ...instance.record, attributes } };
    }
    default:
      return instance;
  }
}

function waitFor(
  { record, tasks }: UnfinishedInstance,
  taskId: TaskId,
  task: Parameters<typeof timerOf>[2],
): readonly Consequence[] {
  tasks.set(taskId, task);
  const timer = timerOf(record, taskId, task);
  return timer === undefined ? [] : [timer];
}

function keyOf({ record }: UnfinishedInstance, taskId: TaskId): TaskKey {
  return { instanceId: record.instanceId, executionId: record.executionId, taskId };
}
