import type { Effect } from "../effect.js";
import type { TerminateRequested } from "../event.js";
import { end } from "../execution.js";
import type { PartitionState } from "../state.js";

/** Ends an instance where it stands. One that has finished stays as it is, and the answer says so. */
export function terminateRequested(state: PartitionState, event: TerminateRequested): readonly Effect[] {
  const { instanceId, replyTo, reason, atMs } = event;
  const instance = state.instances.get(instanceId);
  if (instance === undefined) {
    const message = `There is no instance with the id "${instanceId}".`;
    return [{ type: "Respond", replyTo, answer: { kind: "refused", code: "InstanceNotFound", message } }];
  }
  if (!state.tasks.has(instanceId)) {
    return [{ type: "Respond", replyTo, answer: { kind: "terminated", terminated: false } }];
  }
  return [
    ...end(state, instance, atMs, { type: "ExecutionTerminated", reason }),
    { type: "Respond", replyTo, answer: { kind: "terminated", terminated: true } },
  ];
}
