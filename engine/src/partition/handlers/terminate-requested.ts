import { instanceNotFound } from "../answers.js";
import type { Consequence } from "../consequence.js";
import type { TerminateRequested } from "../event.js";
import { end } from "../execution.js";
import { isUnfinished, type PartitionState } from "../state.js";

/**
 * Ends an instance where it stands, and what it started and waits for unless that is to go on. One that
 * has finished stays as it is, and the answer says so.
 */
export function terminateRequested(state: PartitionState, event: TerminateRequested): readonly Consequence[] {
  const { instanceId, replyTo, reason, atMs } = event;
  const instance = state.instances.get(instanceId);
  if (instance === undefined) return [{ type: "Respond", replyTo, answer: instanceNotFound(instanceId) }];
  if (!isUnfinished(instance)) {
    return [{ type: "Respond", replyTo, answer: { kind: "terminated", terminated: false } }];
  }
  const subs = event.recursive === false ? "goOn" : "end";
  return [
    ...end(state, instance, atMs, { type: "ExecutionTerminated", reason }, { subs }),
    { type: "Respond", replyTo, answer: { kind: "terminated", terminated: true } },
  ];
}
