import {
  type ActionEvent,
  type EpisodeOutcome,
  type ExecutionEnded,
  type Failure,
  type HistoryEvent,
  invariant,
  type Origin,
  unreachable,
} from "../../model/index.js";
import { payloadProblem } from "../attempt.js";
import type { Effect } from "../effect.js";
import type { EpisodeEnded } from "../event.js";
import { append, end, fullHistory, historyOf, isFull, runningInstance, settle } from "../execution.js";
import type { Instance, PartitionState } from "../state.js";
import { abandon, runAttempt, timerKey } from "../tasks.js";

/** Commits a turn: what the orchestrator asked for, and where it stands now. */
export function episodeEnded(state: PartitionState, event: EpisodeEnded): readonly Effect[] {
  const instance = runningInstance(state, event);
  if (instance === undefined || instance.session.turns + 1 !== event.turn) return [];
  const history = historyOf(state, event.instanceId);
  const newestMs = history.at(-1)?.atMs ?? 0;
  invariant(
    event.nowMs >= newestMs,
    `turn ${event.turn} of ${event.instanceId} was told ${event.nowMs}, before its newest event at ${newestMs}`,
  );
  const { actions, ending } = withinLimits(event.outcome, history);
  const { turn, deliveredThrough, atMs } = event;
  append(history, event.nowMs, { type: "TurnStarted", turn, deliveredThrough });
  const asked = actions.flatMap((action) => {
    append(history, atMs, action);
    return act(state, instance, history.length, action);
  });
  const more = instance.session.lastMessageSeq > deliveredThrough;
  const session = { ...instance.session, turns: turn, deliveredThrough, episodeOut: more };
  if (ending !== undefined) {
    // What the run asked for in its last turn is not begun at all; what it took back is taken back.
    const takenBack = asked.filter((effect) => effect.type === "AbortActivity" || effect.type === "ClearTimer");
    return [...end(state, { ...instance, session }, atMs, ending), ...takenBack];
  }
  const record = settle(state, instance, { session, record: { status: "Running" } });
  const { instanceId, executionId } = event;
  const next: Effect[] = more ? [{ type: "RunEpisode", instanceId, executionId }] : [];
  return [{ type: "PublishHistory", record }, ...asked, ...next];
}

function act(state: PartitionState, { record }: Instance, seq: number, action: ActionEvent): readonly Effect[] {
  const tasks = state.tasks.get(record.instanceId);
  invariant(tasks !== undefined, `instance ${record.instanceId} runs and has no tasks`);
  switch (action.type) {
    case "ActivityScheduled": {
      const task = { kind: "activity", scheduledSeq: seq, attempt: 1, phase: { kind: "asked" } } as const;
      tasks.set(action.taskId, task);
      return [runAttempt(state, record, action.taskId, task)];
    }
    case "TimerCreated": {
      const { fireAtMs } = action;
      tasks.set(action.taskId, { kind: "timer", fireAtMs });
      return [{ type: "SetTimer", ...timerKey(record, action.taskId, "sleep", 0), fireAtMs }];
    }
    case "TaskCancelled": {
      const task = tasks.get(action.taskId);
      if (task === undefined) return [];
      tasks.delete(action.taskId);
      return abandon(record, action.taskId, task, "The run no longer wants the result.");
    }
    case "NodeRecorded":
    case "BranchDecided":
    case "LoopStarted":
    case "LoopCompleted":
      return [];
    default:
      return unreachable(action, "action");
  }
}

interface Turnout {
  readonly actions: readonly ActionEvent[];
  readonly ending?: ExecutionEnded;
}

/** The outcome, or as much of it as the limits allow and then a failure that names the limit. */
function withinLimits(outcome: EpisodeOutcome, history: readonly HistoryEvent[]): Turnout {
  const { actions } = outcome;
  const turnStarted = 1;
  if (isFull(history, turnStarted + actions.length)) return { actions: [], ending: fullHistory() };
  for (const [index, action] of actions.entries()) {
    const payload = payloadOf(action);
    const failure = payload && payloadProblem(payload.text, payload.what);
    if (failure) return { actions: actions.slice(0, index), ending: failed(failure, payload.origin) };
  }
  const ending = endingOf(outcome);
  return ending === undefined ? { actions } : { actions, ending };
}

function endingOf(outcome: EpisodeOutcome): ExecutionEnded | undefined {
  switch (outcome.kind) {
    case "waiting":
      return undefined;
    case "completed": {
      const failure = payloadProblem(outcome.output, "The output of the run");
      return failure === undefined ? { type: "ExecutionCompleted", output: outcome.output } : failed(failure);
    }
    case "failed":
      return failed(outcome.failure, outcome.origin);
    default:
      return unreachable(outcome, "episode outcome");
  }
}

function failed(failure: Failure, origin?: Origin): ExecutionEnded {
  return { type: "ExecutionFailed", failure, ...(origin !== undefined && { origin }) };
}

function payloadOf(
  action: ActionEvent,
): { readonly text: string; readonly what: string; readonly origin: Origin } | undefined {
  switch (action.type) {
    case "ActivityScheduled":
      return { text: action.input, what: `The input of activity ${action.name}`, origin: action.origin };
    case "NodeRecorded":
      return { text: action.value, what: `The value of node ${action.origin.node}`, origin: action.origin };
    case "LoopStarted":
      return { text: action.items, what: `The items of node ${action.origin.node}`, origin: action.origin };
    case "LoopCompleted":
      return { text: action.results, what: `The results of node ${action.origin.node}`, origin: action.origin };
    case "TimerCreated":
    case "TaskCancelled":
    case "BranchDecided":
      return undefined;
    default:
      return unreachable(action, "action");
  }
}
