import type {
  EpochMs,
  ExecutionEnded,
  ExecutionId,
  HistoryEvent,
  HistoryEventBody,
  InstanceId,
  InstanceRecord,
} from "../model/index.js";
import { invariant, LIMITS } from "../model/index.js";
import type { Effect } from "./effect.js";
import type { Instance, PartitionState, Session } from "./state.js";
import { abandonTasks } from "./tasks.js";

/** The unfinished instance that an event is about; `undefined` when it is of another execution, or late. */
export function runningInstance(
  state: PartitionState,
  key: { readonly instanceId: InstanceId; readonly executionId: ExecutionId },
): Instance | undefined {
  const instance = state.instances.get(key.instanceId);
  if (instance === undefined || instance.record.executionId !== key.executionId) return undefined;
  return state.tasks.has(key.instanceId) ? instance : undefined;
}

export function historyOf(state: PartitionState, instanceId: InstanceId): HistoryEvent[] {
  const history = state.histories.get(instanceId);
  invariant(history !== undefined, `instance ${instanceId} has no history`);
  return history;
}

/** Appends to the history. Its times never decrease, whatever the clock did. */
export function append(history: HistoryEvent[], atMs: EpochMs, body: HistoryEventBody): void {
  const last = history.at(-1);
  const notBefore = last === undefined ? atMs : Math.max(last.atMs, atMs);
  history.push({ seq: history.length + 1, atMs: notBefore, ...body });
}

/** Replaces the instance by one that knows of its longer history. */
export function settle(
  state: PartitionState,
  instance: Instance,
  change: { readonly session?: Session; readonly record?: Partial<InstanceRecord> },
): InstanceRecord {
  const history = historyOf(state, instance.record.instanceId);
  const last = history.at(-1);
  invariant(last !== undefined, `the history of ${instance.record.instanceId} is empty`);
  const record: InstanceRecord = {
    ...instance.record,
    ...change.record,
    eventCount: history.length,
    updatedAtMs: last.atMs,
  };
  state.instances.set(record.instanceId, { ...instance, record, session: change.session ?? instance.session });
  return record;
}

/**
 * Records a message that the orchestrator must hear and asks for an episode if none is out. Ends the
 * execution instead when its history is full.
 */
export function tell(
  state: PartitionState,
  instance: Instance,
  atMs: EpochMs,
  body: HistoryEventBody,
): readonly Effect[] {
  const { instanceId, executionId } = instance.record;
  const history = historyOf(state, instanceId);
  if (isFull(history, 1)) return endWithFullHistory(state, instance, atMs);
  append(history, atMs, body);
  const session = { ...instance.session, lastMessageSeq: history.length, episodeOut: true };
  const record = settle(state, instance, { session });
  const published: Effect = { type: "PublishHistory", record };
  return instance.session.episodeOut ? [published] : [published, { type: "RunEpisode", instanceId, executionId }];
}

/** Records something that people want to know and the orchestrator does not hear of. */
export function note(
  state: PartitionState,
  instance: Instance,
  atMs: EpochMs,
  body: HistoryEventBody,
): readonly Effect[] {
  const history = historyOf(state, instance.record.instanceId);
  if (isFull(history, 1)) return endWithFullHistory(state, instance, atMs);
  append(history, atMs, body);
  return [{ type: "PublishHistory", record: settle(state, instance, {}) }];
}

/** Ends an execution: the ending event, and an end to all that it waits for. */
export function end(
  state: PartitionState,
  instance: Instance,
  atMs: EpochMs,
  ending: ExecutionEnded,
): readonly Effect[] {
  const { instanceId, executionId } = instance.record;
  const history = historyOf(state, instanceId);
  append(history, atMs, ending);
  const effects = abandonTasks(state, instance.record, "The run has ended.");
  state.tasks.delete(instanceId);
  const record = settle(state, instance, {
    session: { ...instance.session, episodeOut: false },
    record: { completedAtMs: history.at(-1)?.atMs ?? atMs, ...endOf(ending) },
  });
  return [{ type: "PublishHistory", record }, { type: "DropSession", executionId }, ...effects];
}

/** True when `more` events leave no room for a last turn and the ending event. */
export function isFull(history: readonly HistoryEvent[], more: number): boolean {
  return history.length + more > LIMITS.historyEventsMax - 2;
}

export function endWithFullHistory(state: PartitionState, instance: Instance, atMs: EpochMs): readonly Effect[] {
  return end(state, instance, atMs, fullHistory());
}

export function fullHistory(): ExecutionEnded {
  return {
    type: "ExecutionFailed",
    failure: {
      code: "HistoryLimitExceeded",
      message: `One run has at most ${LIMITS.historyEventsMax} events, and this one has reached them. Split the work over several runs.`,
      details: { historyEventsMax: LIMITS.historyEventsMax },
      nonRetriable: true,
    },
  };
}

function endOf(ending: ExecutionEnded): Partial<InstanceRecord> {
  switch (ending.type) {
    case "ExecutionCompleted":
      return { status: "Completed", output: ending.output };
    case "ExecutionFailed":
      return {
        status: "Failed",
        failure: ending.failure,
        ...(ending.origin !== undefined && { failedNode: ending.origin.node }),
      };
    case "ExecutionTerminated":
      return { status: "Terminated" };
  }
}
