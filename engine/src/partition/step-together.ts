import {
  type EpochMs,
  type InstanceId,
  invariant,
  type PartitionId,
  partitionOf,
  unreachable,
} from "../model/index.js";
import type { Consequence } from "./consequence.js";
import { deliver } from "./deliver.js";
import type { Effect, SendMessages } from "./effect.js";
import type { PartitionEvent } from "./event.js";
import { wholePartitionRecovered } from "./handlers/whole-partition-recovered.js";
import type { Message } from "./message.js";
import type { PartitionState } from "./state.js";
import { type OwnEvent, step } from "./step.js";

/** The partitions that share one log. Which they are is all that a step may see of the placement. */
export interface LogGroup {
  /** Of the whole hub: it says where an instance lives. */
  readonly partitionCount: number;
  /** The partition's state, or `undefined` when it is in another log. */
  get(partition: PartitionId): PartitionState | undefined;
  /** All instances of a partition that is whole in memory; asked for when a log of 0.1.0 is read. */
  residents(partition: PartitionId): Iterable<InstanceId>;
}

/** An effect, and the partition that asks for it. */
export interface PartitionEffect {
  readonly partition: PartitionId;
  readonly effect: Effect;
}

/**
 * The transition of all partitions of a log by one event of one of them. A message between two of
 * them is a consequence of the event that sent it and is delivered in the same breath, live and in
 * replay alike:
 *
 *   event ──step──▶ messages ──deliver──▶ messages ──deliver──▶ … until none is left, first in, first out
 *
 * It is never in the log on its own, so no prefix of the log holds a message without its cause, or the
 * cause without the message. A message to a partition of another log goes into the sender's outbox.
 */
export function stepTogether(
  group: LogGroup,
  partition: PartitionId,
  event: PartitionEvent,
): readonly PartitionEffect[] {
  if (event.type !== "Recovered" && event.type !== "PartitionRecovered") return ownStep(group, partition, event);
  const together = new Together(group, event.atMs);
  const state = member(group, partition);
  switch (event.type) {
    case "Recovered":
      together.follow(state, wholePartitionRecovered(state, group.residents(partition)));
      break;
    case "PartitionRecovered":
      together.repeatOutbox(state);
      break;
    default:
      unreachable(event, "partition event");
  }
  return together.settle();
}

/** Most events send nothing: what follows from them is theirs alone. */
function ownStep(group: LogGroup, partition: PartitionId, event: OwnEvent): readonly PartitionEffect[] {
  const state = member(group, partition);
  const consequences = step(state, event);
  if (consequences.every(isEffect)) return consequences.map((effect) => ({ partition, effect }));
  const together = new Together(group, event.atMs);
  together.follow(state, consequences);
  return together.settle();
}

const isEffect = (consequence: Consequence): consequence is Effect => consequence.type !== "Post";

function member(group: LogGroup, partition: PartitionId): PartitionState {
  const state = group.get(partition);
  invariant(state !== undefined, `partition ${partition} is not in this log`);
  return state;
}

interface Delivery {
  readonly to: PartitionState;
  readonly message: Message;
}

class Together {
  private readonly effects: PartitionEffect[] = [];
  private readonly deliveries: Delivery[] = [];
  /** What this event adds to outboxes: one effect for each pair of partitions. */
  private sent: Map<string, { readonly from: PartitionId; readonly send: Sending }> | undefined;

  constructor(
    private readonly group: LogGroup,
    private readonly atMs: EpochMs,
  ) {}

  follow(state: PartitionState, consequences: readonly Consequence[]): void {
    for (const consequence of consequences) {
      if (consequence.type === "Post") this.route(state, consequence.message);
      else this.effects.push({ partition: state.partition, effect: consequence });
    }
  }

  /** Everything unconfirmed is sent again, or delivered if its partition has come to this log meanwhile. */
  repeatOutbox(state: PartitionState): void {
    for (const to of [...state.outbox.keys()].sort((a, b) => a - b)) {
      const near = this.group.get(to);
      if (near !== undefined) {
        this.empty(state, near);
        continue;
      }
      const { firstSeq, messages } = state.outbox.get(to) ?? NOTHING_SENT;
      if (messages.length > 0) this.send(state.partition, to, firstSeq, messages);
    }
  }

  /** Delivers until no message is left, and gives all effects. */
  settle(): readonly PartitionEffect[] {
    for (let next = 0; next < this.deliveries.length; next++) {
      const { to, message } = this.deliveries[next] as Delivery;
      this.follow(to, deliver(to, message, this.atMs));
    }
    for (const { from, send } of this.sent?.values() ?? []) this.effects.push({ partition: from, effect: send });
    return this.effects;
  }

  private route(from: PartitionState, message: Message): void {
    const to = partitionOf(message.to, this.group.partitionCount);
    const near = this.group.get(to);
    if (near !== undefined) {
      // What was sent before, when the two were not in one log, arrives before.
      if (from.outbox.has(to)) this.empty(from, near);
      this.deliveries.push({ to: near, message });
      return;
    }
    const outgoing = from.outbox.get(to) ?? { firstSeq: 1, messages: [] };
    from.outbox.set(to, outgoing);
    outgoing.messages.push(message);
    this.send(from.partition, to, outgoing.firstSeq + outgoing.messages.length - 1, [message]);
  }

  /** Delivers an outbox within the log. What the receiver had taken from the transport already is not taken again. */
  private empty(from: PartitionState, to: PartitionState): void {
    const { firstSeq, messages } = from.outbox.get(to.partition) ?? NOTHING_SENT;
    if (messages.length === 0) return;
    const taken = to.dedup.get(from.partition) ?? 0;
    for (const message of messages.slice(Math.max(0, taken + 1 - firstSeq))) this.deliveries.push({ to, message });
    const through = firstSeq + messages.length - 1;
    to.dedup.set(from.partition, Math.max(taken, through));
    from.outbox.set(to.partition, { firstSeq: through + 1, messages: [] });
  }

  private send(from: PartitionId, to: PartitionId, firstSeq: number, messages: readonly Message[]): void {
    this.sent ??= new Map();
    const pair = `${from}>${to}`;
    const sending = this.sent.get(pair);
    if (sending !== undefined) {
      sending.send.messages.push(...messages);
      return;
    }
    this.sent.set(pair, { from, send: { type: "SendMessages", to, firstSeq, messages: [...messages] } });
  }
}

/** While the step goes on, a sending still grows. */
type Sending = SendMessages & { readonly messages: Message[] };

const NOTHING_SENT = { firstSeq: 1, messages: [] } as const;
