import { instanceNotFound } from "../answers.js";
import { anotherByNow, isAnother, nameOf, wasDone } from "../asked-again.js";
import type { Consequence } from "../consequence.js";
import type { Respond } from "../effect.js";
import type { TerminateRequested } from "../event.js";
import { end } from "../execution.js";
import { requestCancel } from "../request-cancel.js";
import { isUnfinished, type PartitionState } from "../state.js";

/**
 * Ends an instance where it stands, or when its code has cleaned up, and what it started and waits for unless that is
 * to go on. One that has finished stays as it is, and the answer says so.
 */
export function terminateRequested(state: PartitionState, event: TerminateRequested): readonly Consequence[] {
  const { instanceId, replyTo, reason, atMs } = event;
  const instance = state.instances.get(instanceId);
  if (instance === undefined) return [{ type: "Respond", replyTo, answer: instanceNotFound(instanceId) }];
  if (isAnother(instance, event)) return [{ type: "Respond", replyTo, answer: anotherByNow(instanceId) }];
  if (!isUnfinished(instance)) {
    const terminated = wasDone(instance, event, "ExecutionTerminated");
    return [{ type: "Respond", replyTo, answer: { kind: "terminated", terminated } }];
  }
  const subs = event.recursive === false ? "goOn" : "end";
  const terminated: Respond = { type: "Respond", replyTo, answer: { kind: "terminated", terminated: true } };
  if (event.cleanUp === true)
    return [...requestCancel(state, instance, { reason, atMs, subs, ...nameOf(event) }), terminated];
  const body = { type: "ExecutionTerminated", reason, ...nameOf(event) } as const;
  return [...end(state, instance, atMs, body, { subs }), terminated];
}
