import {
  type ActionEvent,
  type EpisodeOutcome,
  type ExecutionEnded,
  type Failure,
  type HistoryEvent,
  type JsonText,
  type Origin,
  unreachable,
} from "../model/index.js";
import { fullHistory, isFull } from "./execution.js";
import { payloadProblem } from "./payload-problem.js";

/** What of a turn is committed, and what comes after it. */
export interface Turnout {
  readonly actions: readonly ActionEvent[];
  readonly next: Next;
}

export type Next =
  | { readonly kind: "wait" }
  | { readonly kind: "end"; readonly ending: ExecutionEnded }
  | { readonly kind: "continueAsNew"; readonly input: JsonText };

/** The outcome, or as much of it as the limits allow and then a failure that names the limit. */
export function withinLimits(outcome: EpisodeOutcome, history: readonly HistoryEvent[]): Turnout {
  const { actions } = outcome;
  const turnStarted = 1;
  if (isFull(history, turnStarted + actions.length)) {
    return { actions: [], next: { kind: "end", ending: fullHistory() } };
  }
  for (const [index, action] of actions.entries()) {
    const payload = payloadOf(action);
    const failure = payload && payloadProblem(payload.text, payload.what);
    if (failure) return { actions: actions.slice(0, index), next: failed(failure, payload.origin) };
  }
  return { actions, next: nextOf(outcome) };
}

function nextOf(outcome: EpisodeOutcome): Next {
  switch (outcome.kind) {
    case "waiting":
      return { kind: "wait" };
    case "completed": {
      const { output } = outcome;
      const failure = payloadProblem(output, "The output of the run");
      if (failure !== undefined) return failed(failure);
      return { kind: "end", ending: { type: "ExecutionCompleted", output } };
    }
    case "continuedAsNew": {
      const { input } = outcome;
      const failure = payloadProblem(input, "The input of the run that continues this one");
      return failure === undefined ? { kind: "continueAsNew", input } : failed(failure);
    }
    case "failed":
      return failed(outcome.failure, outcome.origin);
    default:
      return unreachable(outcome, "episode outcome");
  }
}

function failed(failure: Failure, origin?: Origin): Next {
  return { kind: "end", ending: { type: "ExecutionFailed", failure, ...(origin !== undefined && { origin }) } };
}

function payloadOf(
  action: ActionEvent,
): { readonly text: string; readonly what: string; readonly origin: Origin } | undefined {
  switch (action.type) {
    case "ActivityScheduled":
      return { text: action.input, what: `The input of activity ${action.name}`, origin: action.origin };
    case "EntityCallScheduled":
    case "EntitySignaled": {
      const { input, operation, entityId, origin } = action;
      return { text: input, what: `The input of operation ${operation} of ${entityId}`, origin };
    }
    case "SubOrchestrationScheduled":
      return { text: action.input, what: `The input of orchestration ${action.name}`, origin: action.origin };
    case "EventSent":
      return { text: action.payload, what: `The payload of event ${action.name}`, origin: action.origin };
    case "CustomStatusSet":
      return { text: action.value, what: "The custom status", origin: action.origin };
    case "NodeRecorded":
      return { text: action.value, what: `The value of node ${action.origin.node}`, origin: action.origin };
    case "LoopStarted":
      return { text: action.items, what: `The items of node ${action.origin.node}`, origin: action.origin };
    case "LoopCompleted":
      return { text: action.results, what: `The results of node ${action.origin.node}`, origin: action.origin };
    case "TimerCreated":
    case "TaskCancelled":
    case "BranchDecided":
    case "EventWaited":
    case "EventReceived":
    case "LockRequested":
    case "LockReleased":
      return undefined;
    default:
      return unreachable(action, "action");
  }
}
