import { type AttemptLogLine, type EpochMs, retryVerdict } from "../model/index.js";
import type { Consequence } from "./consequence.js";
import type { AttemptKey, AttemptOutcome } from "./event.js";
import { note, runningInstance, tell } from "./execution.js";
import { payloadProblem } from "./payload-problem.js";
import { isUnfinished, type PartitionState, type PendingActivity, type UnfinishedInstance } from "./state.js";
import { scheduleOf, timerKey } from "./tasks.js";

export interface AwaitedAttempt {
  readonly instance: UnfinishedInstance;
  readonly task: PendingActivity;
}

/**
 * The attempt that a report is about, if it is the one that is awaited. A result of another
 * execution, of an earlier attempt, of a task that was cancelled or has its result already finds
 * nothing here and is dropped: the first result of the right attempt wins.
 */
export function awaitedAttempt(state: PartitionState, key: AttemptKey): AwaitedAttempt | undefined {
  const instance = runningInstance(state, key);
  const task = instance?.tasks.get(key.taskId);
  if (instance === undefined || task?.kind !== "activity") return undefined;
  if (task.attempt !== key.attempt || task.phase.kind === "backoff") return undefined;
  return { instance, task };
}

/** Ends the awaited attempt: a result, one more attempt after a wait, or a failure for good. */
export function settleAttempt(
  state: PartitionState,
  key: AttemptKey,
  outcome: AttemptOutcome,
  atMs: EpochMs,
): readonly Consequence[] {
  const awaited = awaitedAttempt(state, key);
  return awaited === undefined ? [] : settleAwaited(state, awaited, key, outcome, atMs);
}

/** {@link settleAttempt} of an attempt that was found already. */
export function settleAwaited(
  state: PartitionState,
  { instance, task }: AwaitedAttempt,
  key: AttemptKey,
  outcome: AttemptOutcome,
  atMs: EpochMs,
  log?: readonly AttemptLogLine[],
): readonly Consequence[] {
  const { record, tasks } = instance;
  const { taskId, attempt } = key;
  const said = log === undefined ? NOTHING_SAID : { log };
  const timeout: Consequence[] =
    task.phase.kind === "started" && task.phase.timeoutAtMs !== undefined
      ? [{ type: "ClearTimer", ...timerKey(record, taskId, "timeout", attempt) }]
      : [];
  const schedule = scheduleOf(instance, task);
  const settled = fitting(outcome, schedule.name);
  if (settled.kind === "completed") {
    tasks.delete(taskId);
    const { result } = settled;
    const completed = { type: "ActivityCompleted", taskId, attempt, result } as const;
    const told = tell(state, instance, atMs, log === undefined ? completed : { ...completed, log });
    return timeout.length === 0 ? told : [...timeout, ...told];
  }
  const { failure } = settled;
  const { executionId } = record;
  const verdict = retryVerdict(schedule.retry, {
    executionId,
    taskId,
    what: `Activity ${schedule.name}`,
    attempt,
    failure,
    calledAtMs: schedule.atMs,
    nowMs: atMs,
  });
  if (verdict.kind === "givenUp") {
    tasks.delete(taskId);
    const failed = { type: "ActivityFailed", taskId, attempt, failure: verdict.failure, ...said } as const;
    return [...timeout, ...tell(state, instance, atMs, failed)];
  }
  const retryAtMs = verdict.atMs;
  tasks.set(taskId, { ...task, attempt: attempt + 1, phase: { kind: "backoff", retryAtMs } });
  const noted = note(state, instance, atMs, {
    type: "ActivityAttemptFailed",
    taskId,
    attempt,
    failure,
    retryAtMs,
    ...said,
  });
  // A full history ended the run instead: it waits for nothing any more.
  if (!goesOn(state, key)) return [...timeout, ...noted];
  return [
    ...timeout,
    ...noted,
    { type: "SetTimer", ...timerKey(record, taskId, "retry", attempt + 1), fireAtMs: retryAtMs },
  ];
}

const NOTHING_SAID = {};

/** False when the step so far has ended the run. */
export function goesOn(state: PartitionState, { instanceId }: AttemptKey): boolean {
  const instance = state.instances.get(instanceId);
  return instance !== undefined && isUnfinished(instance);
}

/** A result over the payload limit is a failure, which a repeat cannot help. */
function fitting(outcome: AttemptOutcome, activity: string): AttemptOutcome {
  if (outcome.kind === "failed") return outcome;
  const failure = payloadProblem(outcome.result, `The result of activity ${activity}`);
  return failure === undefined ? outcome : { kind: "failed", failure };
}
