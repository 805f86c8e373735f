import { instanceNotFound } from "../answers.js";
import { anotherByNow, isAnother, nameOf, wasDone } from "../asked-again.js";
import type { Consequence } from "../consequence.js";
import type { Respond } from "../effect.js";
import type { RewindRequested } from "../event.js";
import { rewind } from "../rewind.js";
import { isUnfinished, type PartitionState } from "../state.js";

/** Has a failed instance go on, as in Durable Functions. Another one is left as it is. */
export function rewindRequested(state: PartitionState, event: RewindRequested): readonly Consequence[] {
  const { instanceId, replyTo, reason, atMs } = event;
  const instance = state.instances.get(instanceId);
  if (instance === undefined) return [{ type: "Respond", replyTo, answer: instanceNotFound(instanceId) }];
  const refusal = (message: string): Respond => {
    return { type: "Respond", replyTo, answer: { kind: "refused", code: "NotRewindable", message } };
  };
  const rewound: Respond = { type: "Respond", replyTo, answer: { kind: "rewound" } };
  if (isAnother(instance, event)) return [{ ...rewound, answer: anotherByNow(instanceId) }];
  // It may have failed another time since: that is not what was to be rewound.
  if (wasDone(instance, event, "ExecutionRewound")) return [rewound];
  const { status } = instance.record;
  if (isUnfinished(instance) || status !== "Failed") {
    return [refusal(`"${instanceId}" has not failed (${status}): only what has failed is rewound.`)];
  }
  const result = rewind(state, instance, { reason, atMs, ...nameOf(event) });
  if (result.kind === "refused") return [refusal(result.message)];
  return [...result.consequences, rewound];
}
