import type {
  ActionEvent,
  EntityCallScheduled,
  EntitySignaled,
  Failure,
  HistoryEvent,
  HistoryEventBase,
  Json,
  Origin,
} from "../model/index.js";

/** Where a replay and its history part. */
export interface Divergence {
  /** The number of the event concerned; the number the next event would have, when the history has none there. */
  readonly seq: number;
  readonly turn: number;
  readonly node?: string;
  /** What the history says happened. */
  readonly recorded: string;
  /** What the code does now. */
  readonly asked: string;
  /** The part that differs, when both are the same kind of thing. */
  readonly difference?: { readonly field: string; readonly recorded: string; readonly asked: string };
}

/** Finds the first action that is not the same. `nextSeq` is the number of the event behind the recorded ones. */
export function firstDifference(
  recorded: readonly (HistoryEventBase & ActionEvent)[],
  asked: readonly ActionEvent[],
  turn: number,
  nextSeq: number,
): Divergence | undefined {
  const count = Math.max(recorded.length, asked.length);
  for (let index = 0; index < count; index++) {
    const was = recorded[index];
    const is = asked[index];
    const difference = was !== undefined && is !== undefined ? differingField(was, is) : undefined;
    if (was !== undefined && is !== undefined && difference === undefined) continue;
    const node = nodeOf(was) ?? nodeOf(is);
    return {
      seq: was?.seq ?? nextSeq,
      turn,
      ...(node !== undefined && { node }),
      recorded: was === undefined ? "nothing more in this turn" : describe(was),
      asked: is === undefined ? "nothing more in this turn" : describe(is),
      ...(difference !== undefined && difference.field !== "type" && { difference }),
    };
  }
  return undefined;
}

/** The failure of an execution whose code does not do again what its history says. */
export function nonDeterminism({ seq, turn, node, recorded, asked, difference }: Divergence): Failure {
  const where = node === undefined ? "" : `, node ${node}`;
  const detail =
    difference === undefined
      ? ""
      : ` They differ in ${difference.field}: ${difference.recorded} in the history, ${difference.asked} now.`;
  return {
    code: "NonDeterminism",
    message:
      `The code does not do again what the history says: event ${seq} (turn ${turn}${where}) is ${recorded} ` +
      `in the history, but the code now does ${asked}.${detail} ` +
      "Code that runs must not change, and must use ctx alone for time, chance and work.",
    details: {
      seq,
      turn,
      ...(node !== undefined && { node }),
      recorded,
      asked,
      ...(difference !== undefined && { field: difference.field }),
    } satisfies Json,
    nonRetriable: true,
  };
}

/** One event in words. */
export function describe(event: ActionEvent | HistoryEvent): string {
  switch (event.type) {
    case "ActivityScheduled":
      return `activity "${event.name}" for node ${at(event.origin)} as task ${event.taskId}`;
    case "TimerCreated":
      return `a timer for node ${at(event.origin)} as task ${event.taskId}`;
    case "TaskCancelled":
      return `the cancellation of task ${event.taskId}`;
    case "NodeRecorded":
      return `the value of node ${at(event.origin)}`;
    case "BranchDecided":
      return `port "${event.port}" taken by node ${at(event.origin)}`;
    case "LoopStarted":
      return `the start of loop ${at(event.origin)} over ${event.itemCount} items`;
    case "LoopCompleted":
      return `the end of loop ${at(event.origin)}`;
    case "EventWaited":
      return `a wait for event "${event.name}" by node ${at(event.origin)} as task ${event.taskId}`;
    case "EventReceived":
      return `event ${event.raisedSeq} received by node ${at(event.origin)}`;
    case "EventSent":
      return `event "${event.name}" sent to instance ${event.instanceId} by node ${at(event.origin)}`;
    case "EntityCallScheduled":
      return `a call of operation "${event.operation}" of ${event.entityId} for node ${at(event.origin)} as task ${event.taskId}`;
    case "EntitySignaled":
      return `a signal "${event.operation}" to ${event.entityId} by node ${at(event.origin)}`;
    case "OrchestrationStarted":
      return `the start of orchestration "${event.name}" as instance ${event.instanceId} by node ${at(event.origin)}`;
    case "LockRequested":
      return `a request to lock ${event.lockSet.join(", ")} by node ${at(event.origin)} as task ${event.taskId}`;
    case "LockReleased":
      return `the end of the critical section of node ${at(event.origin)}`;
    case "CustomStatusSet":
      return "a custom status";
    case "SearchAttributesSet":
      return `search attributes by node ${at(event.origin)}`;
    case "SubOrchestrationScheduled":
      return `orchestration "${event.name}" as instance ${event.instanceId} for node ${at(event.origin)} as task ${event.taskId}`;
    case "ExecutionCompleted":
      return "the completion of the execution";
    case "ExecutionFailed":
      return `the failure of the execution (${event.failure.code})`;
    case "ExecutionTerminated":
      return event.cleanUp?.kind === "failed"
        ? `a clean-up that failed (${event.cleanUp.failure.code})`
        : "the end of a clean-up";
    default:
      return event.type;
  }
}

const at = ({ node, path }: Origin): string => (path.length === 0 ? node : `${node} (iteration ${path.join(".")})`);
const nodeOf = (event: ActionEvent | undefined): string | undefined =>
  event !== undefined && "origin" in event ? event.origin.node : undefined;

function differingField(
  recorded: ActionEvent,
  asked: ActionEvent,
): { field: string; recorded: string; asked: string } | undefined {
  const was = comparedParts(recorded);
  const is = comparedParts(asked);
  for (let index = 0; index < was.length; index++) {
    const [field, recordedText] = was[index] as Part;
    const askedText = is[index]?.[1];
    if (recordedText !== askedText) return { field, recorded: cut(recordedText), asked: cut(askedText ?? "nothing") };
  }
  return undefined;
}

type Part = readonly [field: string, text: string];

/** What must be the same in a replay. Retry policies and limits may differ: they change no decision of the code. */
function comparedParts(event: ActionEvent): readonly Part[] {
  const type: Part = ["type", event.type];
  switch (event.type) {
    case "ActivityScheduled":
      return [
        type,
        ["name", event.name],
        origin(event.origin),
        ["taskId", `${event.taskId}`],
        ["attempt", `${event.attempt}`],
        ["input", event.input],
      ];
    case "TimerCreated":
      return [type, origin(event.origin), ["taskId", `${event.taskId}`], ["fireAtMs", `${event.fireAtMs}`]];
    case "TaskCancelled":
      return [type, ["taskId", `${event.taskId}`]];
    case "NodeRecorded":
      return [type, origin(event.origin), ["value", event.value]];
    case "BranchDecided":
      return [type, origin(event.origin), ["port", event.port]];
    case "LoopStarted":
      return [type, origin(event.origin), ["items", event.items], ["maxConcurrency", `${event.maxConcurrency}`]];
    case "LoopCompleted":
      return [type, origin(event.origin), ["results", event.results]];
    case "EventWaited":
      return [
        type,
        ["name", event.name],
        origin(event.origin),
        ["taskId", `${event.taskId}`],
        ["asks", event.asks ?? "nothing"],
      ];
    case "EventReceived":
      return [type, origin(event.origin), ["taskId", `${event.taskId}`], ["raisedSeq", `${event.raisedSeq}`]];
    case "EventSent":
      return [
        type,
        ["instanceId", event.instanceId],
        ["name", event.name],
        origin(event.origin),
        ["payload", event.payload],
      ];
    case "EntityCallScheduled":
      return [...operation(type, event), ["taskId", `${event.taskId}`]];
    case "EntitySignaled":
      return [...operation(type, event), ["dueAtMs", `${event.dueAtMs}`]];
    case "LockRequested":
      return [type, ["lockSet", event.lockSet.join(", ")], origin(event.origin), ["taskId", `${event.taskId}`]];
    case "LockReleased":
      return [type, origin(event.origin), ["taskId", `${event.taskId}`]];
    case "CustomStatusSet":
      return [type, origin(event.origin), ["value", event.value]];
    case "SearchAttributesSet":
      return [type, origin(event.origin), ["changes", JSON.stringify(Object.entries(event.changes))]];
    case "SubOrchestrationScheduled":
    case "OrchestrationStarted":
      return [
        type,
        ["name", event.name],
        ["version", `${event.version}`],
        ["instanceId", event.instanceId],
        origin(event.origin),
        ["taskId", `${event.taskId}`],
        ["input", event.input],
      ];
  }
}

function operation(type: Part, event: EntityCallScheduled | EntitySignaled): readonly Part[] {
  const { entityId, operation, input } = event;
  return [type, ["entityId", entityId], ["operation", operation], origin(event.origin), ["input", input]];
}

const origin = (value: Origin): Part => ["origin", at(value)];

const SHOWN_CHARACTERS_MAX = 300;
const cut = (text: string): string =>
  text === "" ? "nothing" : text.length <= SHOWN_CHARACTERS_MAX ? text : `${text.slice(0, SHOWN_CHARACTERS_MAX)}…`;
