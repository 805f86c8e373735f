import { instanceFinished, instanceNotFound } from "../answers.js";
import { anotherByNow, isAnother, nameOf, wasDone } from "../asked-again.js";
import type { Consequence } from "../consequence.js";
import type { Respond } from "../effect.js";
import type { ResumeRequested, SuspendRequested } from "../event.js";
import { append, endWithFullHistory, isFull, settle } from "../execution.js";
import { isEpisodeDue, isUnfinished, type PartitionState, type Session, type UnfinishedInstance } from "../state.js";

/** From here on no turn of the instance begins. Activities that were asked for, and timers, go on; it hears of them later. */
export function suspendRequested(state: PartitionState, event: SuspendRequested): readonly Consequence[] {
  const done: Respond = { type: "Respond", replyTo: event.replyTo, answer: { kind: "suspended" } };
  const found = unfinished(state, event, { type: "ExecutionSuspended", done });
  if ("type" in found) return [found];
  if (found.session.suspended === true) return [done];
  const { atMs, reason } = event;
  if (isFull(found.history, 1)) return [...endWithFullHistory(state, found, atMs), done];
  append(found.history, atMs, { type: "ExecutionSuspended", reason, ...nameOf(event) });
  const session: Session = { ...found.session, suspended: true };
  const record = settle(state, found, { session, record: { status: "Suspended" } });
  return [{ type: "PublishHistory", record, history: found.history }, done];
}

/** The instance goes on with everything that it has not heard of. */
export function resumeRequested(state: PartitionState, event: ResumeRequested): readonly Consequence[] {
  const done: Respond = { type: "Respond", replyTo: event.replyTo, answer: { kind: "resumed" } };
  const found = unfinished(state, event, { type: "ExecutionResumed", done });
  if ("type" in found) return [found];
  if (found.session.suspended !== true) return [done];
  const session: Session = { ...found.session, suspended: undefined };
  const { atMs, reason } = event;
  if (isFull(found.history, 1)) return [...endWithFullHistory(state, found, atMs), done];
  append(found.history, atMs, { type: "ExecutionResumed", reason, ...nameOf(event) });
  const status = session.turns === 0 ? "Pending" : "Running";
  const record = settle(state, found, { session, record: { status } });
  const { instanceId, executionId } = record;
  const next: Consequence[] = isEpisodeDue(session) ? [{ type: "RunEpisode", instanceId, executionId }] : [];
  return [{ type: "PublishHistory", record, history: found.history }, ...next, done];
}

/** The instance, or the answer when there is nothing to do: `done` when an earlier asking has done it. */
function unfinished(
  state: PartitionState,
  event: SuspendRequested | ResumeRequested,
  { type, done }: { readonly type: "ExecutionSuspended" | "ExecutionResumed"; readonly done: Respond },
): UnfinishedInstance | Respond {
  const { instanceId, replyTo } = event;
  const instance = state.instances.get(instanceId);
  if (instance === undefined) return { type: "Respond", replyTo, answer: instanceNotFound(instanceId) };
  if (isAnother(instance, event)) return { type: "Respond", replyTo, answer: anotherByNow(instanceId) };
  if (wasDone(instance, event, type)) return done;
  if (isUnfinished(instance)) return instance;
  return { type: "Respond", replyTo, answer: instanceFinished(instanceId, instance.record.status) };
}
