/** @import { HistoryEvent, InstanceRecord } from "../words.js" */

/** The last event of a history. */
const ENDINGS = new Set(["ExecutionCompleted", "ExecutionFailed", "ExecutionTerminated"]);
/** What a task is asked for with, and what may end it. */
const ENDS_OF_TASK = new Map([
  ["ActivityScheduled", new Set(["ActivityCompleted", "ActivityFailed"])],
  ["TimerCreated", new Set(["TimerFired"])],
  ["EventWaited", new Set(["EventReceived", "EventWaitTimedOut"])],
  ["EntityCallScheduled", new Set(["EntityCallCompleted", "EntityCallFailed"])],
  ["SubOrchestrationScheduled", new Set(["SubOrchestrationCompleted", "SubOrchestrationFailed"])],
  ["LockRequested", new Set(["LockAcquired"])],
]);
const TASK_ENDS = new Set([...ENDS_OF_TASK.values()].flatMap((ends) => [...ends]));

/**
 * What must hold for the whole history of a finished execution, by name; each law says what is
 * wrong, or `undefined` when nothing is.
 *
 * @type {Readonly<Record<string, (history: readonly HistoryEvent[], record: InstanceRecord) => string | undefined>>}
 */
export const HISTORY_LAWS = {
  "a history has no gap": (history, { eventCount }) => {
    const gap = history.findIndex((event, index) => event.seq !== index + 1);
    if (gap !== -1) return `event ${history[gap]?.seq} stands where ${gap + 1} should`;
    return history.length === eventCount
      ? undefined
      : `it has ${history.length} events, and ${eventCount} by its record`;
  },
  "time does not go back in a history": (history) => {
    const back = history.findIndex((event, index) => event.atMs < (history[index - 1]?.atMs ?? 0));
    return back === -1 ? undefined : `event ${back + 1} is older than the one before it`;
  },
  "a history begins with its start and ends once": (history, { instanceId, executionId, status }) => {
    const [first] = history;
    if (first?.type !== "ExecutionStarted" || first.instanceId !== instanceId || first.executionId !== executionId) {
      return `it begins with ${JSON.stringify(first)}`;
    }
    const [ending, ...further] = history.filter(({ type }) => ENDINGS.has(type));
    if (ending === undefined || further.length > 0 || ending !== history.at(-1))
      return "it does not end, ends twice or goes on";
    return ending.type === `Execution${status}` ? undefined : `it ends with ${ending.type} and is ${status}`;
  },
  "a result is accepted once, and only of what was asked for": (history, { status }) => {
    /** @type {Map<unknown, { by: string, ends: number, isCancelled: boolean }>} */
    const tasks = new Map();
    for (const { type, taskId } of history) {
      if (ENDS_OF_TASK.has(type)) {
        if (tasks.has(taskId)) return `task ${taskId} was asked for twice`;
        tasks.set(taskId, { by: type, ends: 0, isCancelled: false });
      }
      const task = tasks.get(taskId);
      if (type === "TaskCancelled" && task !== undefined) task.isCancelled = true;
      if (!TASK_ENDS.has(type)) continue;
      if (task === undefined) return `${type} of task ${taskId}, which nobody asked for by then`;
      if (ENDS_OF_TASK.get(task.by)?.has(type) !== true) return `${type} ends task ${taskId}, a ${task.by}`;
      task.ends += 1;
      if (task.ends > 1) return `task ${taskId} ended twice`;
    }
    const missing = [...tasks].find(([, { ends, isCancelled }]) => ends === 0 && !isCancelled);
    return status === "Completed" && missing !== undefined
      ? `it completed, and task ${missing[0]} never ended`
      : undefined;
  },
  "an event that was raised is received once": (history) => {
    const raised = new Set(history.filter(({ type }) => type === "EventRaised").map(({ seq }) => seq));
    for (const { type, raisedSeq } of history) {
      if (type === "EventReceived" && !raised.delete(Number(raisedSeq)))
        return `event ${raisedSeq} was received twice, or never raised`;
    }
    return undefined;
  },
  "a timer fires when it is due": (history) => {
    /** @type {Map<unknown, number>} */
    const due = new Map();
    for (const { type, taskId, fireAtMs, atMs } of history) {
      if (type === "TimerCreated") due.set(taskId, Number(fireAtMs));
      const dueAtMs = due.get(taskId);
      if (type === "TimerFired" && dueAtMs !== undefined && atMs < dueAtMs) return `timer ${taskId} fired too early`;
    }
    return undefined;
  },
  "the record says what the history says": (history, { output, input, failure }) => {
    const first = history[0];
    const last = history.at(-1);
    if (first?.input !== input) return "the inputs differ";
    if (last?.type === "ExecutionCompleted" && last.output !== output) return "the outputs differ";
    if (last?.type !== "ExecutionFailed") return undefined;
    const { code } = /** @type {{ code: string }} */ (last.failure);
    return code === failure?.code ? undefined : "the failures differ";
  },
};
