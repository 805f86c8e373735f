import {
  type EpochMs,
  type EventRaised,
  type HistoryEvent,
  type InstanceRecord,
  type JsonText,
  nextExecutionId,
} from "../model/index.js";
import type { Consequence } from "./consequence.js";
import { abandonAll, append, settle } from "./execution.js";
import { isEpisodeDue, type PartitionState, type Session, type UnfinishedInstance } from "./state.js";

/**
 * Ends an execution and begins the next one of the same instance in its place. The history is
 * replaced; events that were raised and not taken go over to the new one. The record keeps when the
 * instance was created; what the old execution said of itself is gone with it.
 */
export function continueAsNew(
  state: PartitionState,
  instance: UnfinishedInstance,
  atMs: EpochMs,
  input: JsonText,
): readonly Consequence[] {
  const given = abandonAll(instance, "The run continues as new.");
  const { record: before } = instance;
  const { instanceId, name, version, tags, executionId: previousExecutionId } = before;
  const executionId = nextExecutionId(previousExecutionId);
  const history: HistoryEvent[] = [];
  // The times of the new history go on from those of the old one.
  const beganMs = Math.max(atMs, before.updatedAtMs, instance.history.at(-1)?.atMs ?? atMs);
  const versioned = version === undefined ? {} : { version };
  append(history, beganMs, { type: "ExecutionStarted", instanceId, executionId, name, ...versioned, input, tags });
  append(history, beganMs, { type: "ContinuedAsNew", previousExecutionId });
  const carried = eventsNotTaken(instance.history);
  for (const { type, name: event, payload } of carried) append(history, beganMs, { type, name: event, payload });
  const { suspended } = instance.session;
  // Who suspended the instance did not mean this execution alone.
  const status = suspended === true ? "Suspended" : "Running";
  const record: InstanceRecord = { ...before, executionId, input, status, customStatus: undefined };
  const lastMessageSeq = carried.length === 0 ? 1 : history.length;
  const session: Session = {
    turns: 0,
    episodeOut: true,
    suspended,
    scheduled: undefined,
    altered: undefined,
    deliveredThrough: 0,
    lastMessageSeq,
  };
  const published = settle(state, { ...instance, record, session, history, tasks: new Map(), section: undefined }, {});
  return [
    { type: "PublishHistory", record: published, history },
    { type: "DropSession", executionId: previousExecutionId },
    ...given,
    ...(isEpisodeDue(session) ? [{ type: "RunEpisode", instanceId, executionId } as const] : []),
  ];
}

/** Events that were raised and that the orchestrator has not taken, in order. */
function eventsNotTaken(history: readonly HistoryEvent[]): readonly EventRaised[] {
  const taken = new Set<number>();
  for (const event of history) if (event.type === "EventReceived") taken.add(event.raisedSeq);
  return history.filter((event) => event.type === "EventRaised").filter(({ seq }) => !taken.has(seq));
}
