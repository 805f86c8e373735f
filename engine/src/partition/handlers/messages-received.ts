import type { Consequence } from "../consequence.js";
import { deliver } from "../deliver.js";
import type { MessagesReceived } from "../event.js";
import type { PartitionState } from "../state.js";

/** Takes what is new, in order. The sender is told how far everything has been taken, also when nothing was new. */
export function messagesReceived(state: PartitionState, event: MessagesReceived): readonly Consequence[] {
  const { from, firstSeq, messages, atMs } = event;
  const taken = state.dedup.get(from) ?? 0;
  // A gap: the transport skipped something. The sender repeats it, and these after it.
  if (firstSeq > taken + 1) return [];
  const consequences: Consequence[] = [];
  for (const message of messages.slice(taken + 1 - firstSeq)) consequences.push(...deliver(state, message, atMs));
  const through = Math.max(taken, firstSeq + messages.length - 1);
  state.dedup.set(from, through);
  return [...consequences, { type: "ConfirmMessages", from, through }];
}
