import {
  type ActionEvent,
  attributesProblem,
  changedAttributes,
  type EpisodeOutcome,
  type ExecutionEnded,
  type Failure,
  type HistoryEvent,
  type JsonText,
  type Origin,
  type SearchAttributes,
  type SearchAttributesSet,
  unreachable,
} from "../model/index.js";
import { fullHistory, isFull } from "./execution.js";
import { mayBeTooLarge, payloadProblem } from "./payload-problem.js";

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
export function withinLimits(
  outcome: EpisodeOutcome,
  history: readonly HistoryEvent[],
  attributesBefore: SearchAttributes | undefined,
): Turnout {
  const { actions } = outcome;
  const turnStarted = 1;
  if (isFull(history, turnStarted + actions.length)) {
    return { actions: [], next: { kind: "end", ending: fullHistory() } };
  }
  let attributes = attributesBefore;
  for (let index = 0; index < actions.length; index++) {
    const action = actions[index] as ActionEvent;
    if (action.type === "SearchAttributesSet") attributes = changedAttributes(attributes, action.changes);
    const problem = action.type === "SearchAttributesSet" ? tooMany(attributes, action) : problemOf(action);
    if (problem !== undefined) return { actions: actions.slice(0, index), next: problem };
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

/** Each change is within the limit; what they came to with those of the start may not be, and no code knows those. */
function tooMany(attributes: SearchAttributes | undefined, { origin }: SearchAttributesSet): Next | undefined {
  const problem = attributes && attributesProblem(attributes, "attributes");
  if (problem === undefined) return undefined;
  const message = `With what was set before: ${problem} Take away with null what nobody looks for any more.`;
  return failed({ code: "AttributesTooLarge", message, nonRetriable: true }, origin);
}

/** How the turn ends when an action hands over more than one payload may be. */
function problemOf(action: ActionEvent): Next | undefined {
  const text = payloadOf(action);
  // What it is called is found out only when there is something to say: this is asked for every action.
  if (text === undefined || !mayBeTooLarge(text)) return undefined;
  const failure = payloadProblem(text, payloadName(action));
  return failure && failed(failure, "origin" in action ? action.origin : undefined);
}

function payloadOf(action: ActionEvent): JsonText | undefined {
  switch (action.type) {
    case "ActivityScheduled":
    case "EntityCallScheduled":
    case "EntitySignaled":
    case "SubOrchestrationScheduled":
    case "OrchestrationStarted":
      return action.input;
    case "EventSent":
      return action.payload;
    case "CustomStatusSet":
    case "NodeRecorded":
      return action.value;
    case "LoopStarted":
      return action.items;
    case "LoopCompleted":
      return action.results;
    case "SearchAttributesSet":
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

function payloadName(action: ActionEvent): string {
  switch (action.type) {
    case "ActivityScheduled":
      return `The input of activity ${action.name}`;
    case "EntityCallScheduled":
    case "EntitySignaled":
      return `The input of operation ${action.operation} of ${action.entityId}`;
    case "SubOrchestrationScheduled":
    case "OrchestrationStarted":
      return `The input of orchestration ${action.name}`;
    case "EventSent":
      return `The payload of event ${action.name}`;
    case "NodeRecorded":
      return `The value of node ${action.origin.node}`;
    case "LoopStarted":
      return `The items of node ${action.origin.node}`;
    case "LoopCompleted":
      return `The results of node ${action.origin.node}`;
    default:
      return "The custom status";
  }
}
