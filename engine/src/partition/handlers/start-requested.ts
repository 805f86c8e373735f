import { unreachable } from "../../model/index.js";
import { instanceExists } from "../answers.js";
import type { Consequence } from "../consequence.js";
import type { Answer, Respond } from "../effect.js";
import type { StartRequested } from "../event.js";
import { end } from "../execution.js";
import { newInstance } from "../new-instance.js";
import { type Instance, isUnfinished, type PartitionState } from "../state.js";

/** A new instance, or the first answer again for a repeated request, or a refusal. */
export function startRequested(state: PartitionState, event: StartRequested): readonly Consequence[] {
  const { instanceId, requestId, replyTo, atMs } = event;
  const started: Respond = { type: "Respond", replyTo, answer: { kind: "started", instanceId } };
  const existing = state.instances.get(instanceId);
  if (existing === undefined) return [...newInstance(state, event, atMs), started];
  if (requestId !== undefined && existing.requestId === requestId) return [started];
  const refusal = refusalToReplace(existing, event);
  if (refusal !== undefined) return [{ type: "Respond", replyTo, answer: refusal }];
  const ended = isUnfinished(existing)
    ? end(state, existing, atMs, { type: "ExecutionTerminated", reason: "A new instance was started in its place." })
    : [];
  return [...ended, ...newInstance(state, event, atMs), started];
}

/** Why the id is not taken from the instance that has it; `undefined` when it is. */
function refusalToReplace(existing: Instance, { instanceId, reuse }: StartRequested): Answer | undefined {
  switch (reuse) {
    case undefined:
      return instanceExists(instanceId);
    case "ifFinished":
      if (!isUnfinished(existing)) return undefined;
      return { kind: "refused", code: "InstanceExists", message: notFree(existing) };
    case "terminateAndReplace":
      return undefined;
    default:
      return unreachable(reuse, "reuse policy");
  }
}

function notFree({ record: { instanceId, status } }: Instance): string {
  return `The instance "${instanceId}" has not finished (${status}), so its id is not free. Wait for its end, or terminate it first.`;
}
