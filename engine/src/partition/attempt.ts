import { type EpochMs, type Failure, invariant, LIMITS, retryDelayMs, utf8Bytes } from "../model/index.js";
import type { Effect } from "./effect.js";
import type { AttemptKey, AttemptOutcome } from "./event.js";
import { note, runningInstance, tell } from "./execution.js";
import type { Instance, PartitionState, PendingActivity } from "./state.js";
import { scheduleOf, timerKey } from "./tasks.js";

/**
 * The attempt that a report is about, if it is the one that is awaited. A result of another
 * execution, of an earlier attempt, of a task that was cancelled or has its result already finds
 * nothing here and is dropped: the first result of the right attempt wins.
 */
export function awaitedAttempt(
  state: PartitionState,
  key: AttemptKey,
): { readonly instance: Instance; readonly task: PendingActivity } | undefined {
  const instance = runningInstance(state, key);
  const task = state.tasks.get(key.instanceId)?.get(key.taskId);
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
): readonly Effect[] {
  const awaited = awaitedAttempt(state, key);
  if (awaited === undefined) return [];
  const { instance, task } = awaited;
  const { record } = instance;
  const { taskId, attempt } = key;
  const tasks = state.tasks.get(record.instanceId);
  invariant(tasks !== undefined, `instance ${record.instanceId} runs and has no tasks`);
  const timeout: Effect[] =
    task.phase.kind === "started" && task.phase.timeoutAtMs !== undefined
      ? [{ type: "ClearTimer", ...timerKey(record, taskId, "timeout", attempt) }]
      : [];
  const schedule = scheduleOf(state, record, task);
  const settled = fitting(outcome, schedule.name);
  if (settled.kind === "completed") {
    tasks.delete(taskId);
    const { result } = settled;
    return [...timeout, ...tell(state, instance, atMs, { type: "ActivityCompleted", taskId, attempt, result })];
  }
  const { failure } = settled;
  const { retry } = schedule;
  if (retry === undefined || failure.nonRetriable === true || attempt >= retry.maxAttempts) {
    tasks.delete(taskId);
    return [...timeout, ...tell(state, instance, atMs, { type: "ActivityFailed", taskId, attempt, failure })];
  }
  const retryAtMs = atMs + Math.max(0, Math.round(retryDelayMs(retry, attempt + 1)));
  tasks.set(taskId, { ...task, attempt: attempt + 1, phase: { kind: "backoff", retryAtMs } });
  const noted = note(state, instance, atMs, {
    type: "ActivityAttemptFailed",
    taskId,
    attempt,
    failure,
    retryAtMs,
  });
  // A full history ended the run instead: it waits for nothing any more.
  if (!state.tasks.has(record.instanceId)) return [...timeout, ...noted];
  return [
    ...timeout,
    ...noted,
    { type: "SetTimer", ...timerKey(record, taskId, "retry", attempt + 1), fireAtMs: retryAtMs },
  ];
}

/** A result over the payload limit is a failure, which a repeat cannot help. */
function fitting(outcome: AttemptOutcome, activity: string): AttemptOutcome {
  if (outcome.kind === "failed") return outcome;
  const failure = payloadProblem(outcome.result, `The result of activity ${activity}`);
  return failure === undefined ? outcome : { kind: "failed", failure };
}

/** Says that a payload is over the limit, or `undefined`. */
export function payloadProblem(text: string, what: string): Failure | undefined {
  // No character takes more than three bytes per unit of length: most payloads need no counting.
  if (text.length * 3 <= LIMITS.payloadBytesMax) return undefined;
  const bytes = utf8Bytes(text);
  if (bytes <= LIMITS.payloadBytesMax) return undefined;
  return {
    code: "PayloadTooLarge",
    message: `${what} has ${bytes} bytes as JSON; at most ${LIMITS.payloadBytesMax} are allowed. Put large data into a file and pass its name.`,
    details: { bytes, payloadBytesMax: LIMITS.payloadBytesMax },
    nonRetriable: true,
  };
}
