import { changedAttributes, type HistoryEvent, type InstanceRecord, partOf, type TaskId } from "../model/index.js";
import type { Consequence } from "./consequence.js";
import { append, settle } from "./execution.js";
import type { Instance, PartitionState, UnfinishedInstance } from "./state.js";
import { afterAction, ask } from "./turn-actions.js";

/** Up to where the turns of a history stand, and what is taken another time. */
export interface Cut {
  /** Turns that stand. */
  readonly turns: number;
  /** The orchestrator has been told of every message up to and with this number by the last of them. */
  readonly deliveredThrough: number;
}

/**
 * Has an execution go on from a cut: asks again for every task that stands without an outcome, under the execution's
 * own id, and for the next turn when there is something to tell it. `event` says what is taken back; it is appended.
 */
export function goOnFrom(
  state: PartitionState,
  instance: Instance,
  { turns, deliveredThrough }: Cut,
  event: { readonly body: Parameters<typeof append>[2]; readonly atMs: number },
  stands: (history: readonly HistoryEvent[]) => readonly HistoryEvent[],
): readonly Consequence[] {
  // A history of its own: the one of an instance that has ended is shared with the snapshot that is being written.
  const history = [...instance.history];
  append(history, event.atMs, event.body);
  const standing = stands(history);
  const news = standing.filter((each) => each.seq > deliveredThrough && isHeard(each));
  const hasNothingToWaitFor = open(standing).length === 0;
  const record: InstanceRecord = {
    ...instance.record,
    status: turns === 0 ? "Pending" : "Running",
    completedAtMs: undefined,
    failure: undefined,
    failedNode: undefined,
    output: undefined,
    customStatus: customStatusOf(standing),
    cancelReason: standing.find((each) => each.type === "ExecutionCancelRequested")?.reason,
    attributes: attributesAfter(instance.record.attributes, standing),
  };
  let going: UnfinishedInstance = {
    ...instance,
    record,
    history,
    tasks: new Map(),
    section: undefined,
    session: {
      turns,
      episodeOut: turns === 0 || news.length > 0 || hasNothingToWaitFor,
      suspended: undefined,
      scheduled: undefined,
      altered: true,
      deliveredThrough,
      lastMessageSeq: news.at(-1)?.seq ?? Math.max(1, deliveredThrough),
    },
  };
  const asked: Consequence[] = [];
  for (const action of open(standing)) {
    asked.push(...ask(going, action, action.seq, { keepsSubs: true }));
    going = { ...going, section: afterAction(going, action).section };
  }
  const published = settle(state, going, {});
  const { instanceId, executionId } = published;
  return [
    { type: "PublishHistory", record: published, history },
    ...asked,
    ...(going.session.episodeOut ? [{ type: "RunEpisode", instanceId, executionId } as const] : []),
  ];
}

type Asking = Extract<HistoryEvent, { readonly type: AskingType }>;
type AskingType =
  | "ActivityScheduled"
  | "TimerCreated"
  | "EventWaited"
  | "EntityCallScheduled"
  | "LockRequested"
  | "SubOrchestrationScheduled";

/**
 * What was last asked for of each task that neither has an outcome nor was given up. An attempt that the orchestrator
 * asks for itself is of a task whose attempt before has ended.
 */
function open(standing: readonly HistoryEvent[]): readonly Asking[] {
  const waiting = new Map<TaskId, Asking>();
  for (const event of standing) {
    if (isAsking(event)) waiting.set(event.taskId, event);
    else if (settles(event)) waiting.delete(event.taskId);
  }
  return [...waiting.values()];
}

const isAsking = (event: HistoryEvent): event is Asking => partOf(event) === "asking";

function settles(event: HistoryEvent): event is HistoryEvent & { readonly taskId: TaskId } {
  if (event.type === "EventReceived" || event.type === "TaskCancelled") return true;
  return partOf(event) === "outcome" && event.type !== "ActivityStarted" && event.type !== "ActivityAttemptFailed";
}

function isHeard(event: HistoryEvent): boolean {
  if (event.type === "EventRaised" || event.type === "ExecutionCancelRequested") return true;
  return settles(event) && partOf(event) === "outcome";
}

/** The critical section that the standing turns have entered and not left. */
export function heldSection(standing: readonly HistoryEvent[], deliveredThrough: number): TaskId | undefined {
  let held: TaskId | undefined;
  for (const event of standing) {
    if (event.type === "LockAcquired" && event.seq <= deliveredThrough) held = event.taskId;
    if (event.type === "LockReleased" && event.taskId === held) held = undefined;
  }
  return held;
}

function customStatusOf(standing: readonly HistoryEvent[]): InstanceRecord["customStatus"] {
  return standing.findLast((event) => event.type === "CustomStatusSet")?.value;
}

/**
 * What the standing turns set holds again. A name that only turns that do not stand have set stays as it is: what it
 * was before them is nowhere written, and a turn that is taken again says it anew.
 */
function attributesAfter(
  before: InstanceRecord["attributes"],
  standing: readonly HistoryEvent[],
): InstanceRecord["attributes"] {
  let attributes = before;
  for (const event of standing) {
    if (event.type === "SearchAttributesSet") attributes = changedAttributes(attributes, event.changes);
  }
  return attributes;
}
