import { invariant } from "../../model/index.js";
import type { Consequence } from "../consequence.js";
import type { SendConfirmed } from "../event.js";
import type { PartitionState } from "../state.js";

/** The receiver has it: the sender may forget it. A late confirmation of what was forgotten already changes nothing. */
export function sendConfirmed(state: PartitionState, { to, through }: SendConfirmed): readonly Consequence[] {
  const outgoing = state.outbox.get(to);
  if (outgoing === undefined) return [];
  const { firstSeq, messages } = outgoing;
  const confirmed = Math.max(0, through - firstSeq + 1);
  invariant(
    confirmed <= messages.length,
    `partition ${to} confirmed message ${through} of partition ${state.partition}, which has sent ${firstSeq + messages.length - 1}`,
  );
  messages.splice(0, confirmed);
  state.outbox.set(to, { firstSeq: firstSeq + confirmed, messages });
  return [];
}
