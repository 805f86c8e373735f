import type {
  EpochMs,
  ExecutionEnded,
  ExecutionFailed,
  HistoryEvent,
  HistoryEventBody,
  InstanceId,
  InstanceRecord,
} from "../model/index.js";
import { invariant, LIMITS } from "../model/index.js";
import { endingOf } from "./clean-up.js";
import type { Consequence } from "./consequence.js";
import { type OperationOutcome, post, type TaskKey } from "./message.js";
import { placedEvent } from "./placed-event.js";
import { instanceAfter, recordAfter, sessionAfter } from "./shape.js";
import {
  type Instance,
  isEpisodeDue,
  isUnfinished,
  type PartitionState,
  type Session,
  type UnfinishedInstance,
} from "./state.js";
import { abandon } from "./tasks.js";

/** The unfinished instance that an event is about; `undefined` when it is of another execution, or late. */
export function runningInstance(
  state: PartitionState,
  key: Pick<TaskKey, "instanceId" | "executionId">,
): UnfinishedInstance | undefined {
  const instance = state.instances.get(key.instanceId);
  if (instance === undefined || instance.record.executionId !== key.executionId) return undefined;
  return isUnfinished(instance) ? instance : undefined;
}

/** Appends to the history. Its times never decrease, whatever the clock did. */
export function append(history: HistoryEvent[], atMs: EpochMs, body: HistoryEventBody): void {
  const last = history.at(-1);
  const notBefore = last === undefined ? atMs : Math.max(last.atMs, atMs);
  history.push(placedEvent(history.length + 1, notBefore, body));
}

/** Puts the instance with a record that knows of its longer history. */
export function settle(
  state: PartitionState,
  instance: Instance,
  change: { readonly session?: Session; readonly record?: Partial<InstanceRecord> },
): InstanceRecord {
  const { history } = instance;
  const last = history.at(-1);
  invariant(last !== undefined, `the history of ${instance.record.instanceId} is empty`);
  const record = recordAfter(instance.record, history.length, last.atMs, change.record);
  state.instances.put(record.instanceId, instanceAfter(instance, record, change.session ?? instance.session));
  return record;
}

/**
 * Records a message that the orchestrator must hear and asks for an episode if none is out. Ends the
 * execution instead when its history is full.
 */
export function tell(
  state: PartitionState,
  instance: UnfinishedInstance,
  atMs: EpochMs,
  body: HistoryEventBody,
): readonly Consequence[] {
  const { history, record } = instance;
  const { instanceId, executionId } = record;
  if (isFull(history, 1)) return endWithFullHistory(state, instance, atMs);
  append(history, atMs, body);
  const session = sessionAfter(instance.session, { lastMessageSeq: history.length, episodeOut: true });
  const published: Consequence = { type: "PublishHistory", record: settle(state, instance, { session }), history };
  if (isEpisodeDue(instance.session) || !isEpisodeDue(session)) return [published];
  return [published, { type: "RunEpisode", instanceId, executionId }];
}

/** Records something that people want to know and the orchestrator does not hear of. */
export function note(
  state: PartitionState,
  instance: UnfinishedInstance,
  atMs: EpochMs,
  body: HistoryEventBody,
): readonly Consequence[] {
  if (isFull(instance.history, 1)) return endWithFullHistory(state, instance, atMs);
  append(instance.history, atMs, body);
  return [{ type: "PublishHistory", record: settle(state, instance, {}), history: instance.history }];
}

/**
 * Ends an execution: the ending event, and an end to all that it waits for and holds. The ending of one that cleans up
 * is its termination, whatever its `own` would have been.
 */
export function end(
  state: PartitionState,
  instance: UnfinishedInstance,
  atMs: EpochMs,
  own: ExecutionEnded,
  its: { readonly subs: "end" | "goOn" } = { subs: "end" },
): readonly Consequence[] {
  const { history } = instance;
  const ending = endingOf(instance.record.cancelReason, own);
  append(history, atMs, ending);
  const effects = abandonAll(instance, "The run has ended.", its);
  const { turns, deliveredThrough, lastMessageSeq } = instance.session;
  const finished: Instance = { ...instance, tasks: undefined, section: undefined };
  const record = settle(state, finished, {
    session: {
      turns,
      episodeOut: false,
      suspended: undefined,
      scheduled: undefined,
      altered: instance.session.altered,
      deliveredThrough,
      lastMessageSeq,
    },
    record: { completedAtMs: history.at(-1)?.atMs ?? atMs, ...endOf(ending) },
  });
  const told = instance.parent === undefined ? [] : [tellParent(instance.parent, record.instanceId, ending)];
  return [
    { type: "PublishHistory", record, history },
    { type: "DropSession", executionId: record.executionId },
    ...effects,
    ...told,
  ];
}

function tellParent(parent: TaskKey, instanceId: InstanceId, ending: ExecutionEnded): Consequence {
  return post({ type: "SubEnded", to: parent.instanceId, parent, outcome: outcomeOf(instanceId, ending) });
}

/** A failure reaches the parent as it was. */
function outcomeOf(instanceId: InstanceId, ending: ExecutionEnded): OperationOutcome {
  switch (ending.type) {
    case "ExecutionCompleted":
      return { kind: "completed", result: ending.output };
    case "ExecutionFailed":
      return { kind: "failed", failure: ending.failure };
    case "ExecutionTerminated": {
      const message = `The instance "${instanceId}" was terminated: ${ending.reason}`;
      const { cleanUp } = ending;
      const cause = cleanUp?.kind === "failed" ? { cause: cleanUp.failure } : {};
      return { kind: "failed", failure: { code: "Terminated", message, ...cause, nonRetriable: true } };
    }
  }
}

/** Takes back everything that an execution waits for, and gives back what it has locked or asked to lock. */
export function abandonAll(
  instance: UnfinishedInstance,
  reason: string,
  its: { readonly subs: "end" | "goOn" } = { subs: "end" },
): readonly Consequence[] {
  const consequences: Consequence[] = [];
  for (const [taskId, task] of instance.tasks) {
    if (task.kind === "sub" && its.subs === "goOn") continue;
    consequences.push(...abandon(instance.record, taskId, task, reason));
  }
  return [...consequences, ...leaveSection(instance)];
}

/** Tells each entity of the critical section, entered or only asked for, that it is over. */
export function leaveSection({ record, section }: Instance): readonly Consequence[] {
  if (section === undefined) return [];
  const { instanceId, executionId } = record;
  const left: TaskKey = { instanceId, executionId, taskId: section.taskId };
  return section.lockSet.map((to) => post({ type: "LockReleased", to, section: left }));
}

/** True when `more` events leave no room for a last turn and the ending event. */
export function isFull(history: readonly HistoryEvent[], more: number): boolean {
  return history.length + more > LIMITS.historyEventsMax - 2;
}

export function endWithFullHistory(
  state: PartitionState,
  instance: UnfinishedInstance,
  atMs: EpochMs,
): readonly Consequence[] {
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
      return { status: "Failed", ...failureOf(ending) };
    case "ExecutionTerminated":
      return { status: "Terminated", ...(ending.cleanUp?.kind === "failed" && failureOf(ending.cleanUp)) };
  }
}

function failureOf({ failure, origin }: Pick<ExecutionFailed, "failure" | "origin">): Partial<InstanceRecord> {
  return { failure, ...(origin !== undefined && { failedNode: origin.node }) };
}
