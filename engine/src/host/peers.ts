import type { PartitionId } from "../model/index.js";
import type { ConfirmMessages, SendMessages } from "../partition/effect.js";
import type { LogPosition } from "../storage/log.js";
import type { Clock } from "./clock.js";
import type { HostedGroup } from "./hosted-group.js";
import { type Cut, LogLinks, type LogPlace, type MessageBatch, type Packet, type Receipt } from "./log-links.js";

/** What the links to other logs need of their own log's host. */
export interface PeersParts {
  readonly thread: number;
  readonly threadCount: number;
  readonly threadOf: (partition: PartitionId) => number;
  readonly epoch: number;
  readonly cuts: readonly Cut[];
  readonly group: HostedGroup;
  readonly clock: Clock;
  readonly durable: () => LogPosition;
  readonly whenDurable: (then: () => void) => void;
  readonly pass: (to: number, packet: Packet) => void;
  /** Messages of another log's partition, in order. */
  readonly received: (batch: MessageBatch, cause: LogPlace | undefined) => void;
  readonly confirmed: (receipt: Receipt) => void;
  /** Other logs became durable or began anew; `lost` ends this incarnation. */
  readonly settle: (fateOf: (cause: LogPlace) => "durable" | "open" | "lost") => void;
  readonly awaitedThreads: () => ReadonlySet<number>;
}

/** What is not confirmed by then is sent again: on a way that loses nothing, that is never needed. */
const REPEAT_AFTER_MS = 1_000;
const BATCH_MESSAGES_MAX = 1_000;

/**
 * The conversation of one log's incarnation with the other logs: gathers what a turn has for each of
 * them into one packet, and repeats what was not heard.
 */
export class Peers {
  private readonly links: LogLinks;
  private readonly outgoing = new Map<number, MessageBatch[]>();
  private readonly receipts = new Map<number, Receipt[]>();
  /** The outbox as it was when it was last looked at: what is still there has waited too long. */
  private lastSeen = new Map<string, number>();
  private disarm: (() => void) | undefined;
  /** Before its first record is durable, nobody may hear of this incarnation: if it is lost, its number is used again. */
  private isIntroduced = false;

  constructor(private readonly parts: PeersParts) {
    const { thread, epoch, cuts, threadCount } = parts;
    this.links = new LogLinks({ thread, epoch, cuts }, threadCount);
  }

  /** The incarnation's first record is durable: it may be spoken of, and what has gathered may leave. */
  introduce(): void {
    this.isIntroduced = true;
    for (let other = 0; other < this.parts.threadCount; other++) {
      if (other !== this.parts.thread) this.parts.pass(other, this.links.introduction(this.parts.durable()));
    }
    if (this.parts.threadCount > 1) this.arm();
  }

  send(from: PartitionId, position: LogPosition, { to, firstSeq, messages }: SendMessages): void {
    listOf(this.outgoing, this.parts.threadOf(to)).push({ from, to, firstSeq, messages, position });
  }

  /** What was taken is durable here. */
  confirm(by: PartitionId, { from, through }: ConfirmMessages): void {
    listOf(this.receipts, this.parts.threadOf(from)).push({ from, by, through });
  }

  /** Sends what has gathered. */
  flush(): void {
    if (!this.isIntroduced) return;
    for (const [to, batches] of this.outgoing) {
      this.parts.pass(to, this.links.messages(to, batches, this.parts.durable()));
    }
    this.outgoing.clear();
    for (const [to, receipts] of this.receipts) this.parts.pass(to, { kind: "taken", receipts });
    this.receipts.clear();
  }

  /** Our log is durable up to here. */
  durable(position: LogPosition): void {
    for (const { to, packet } of this.links.toTellDurable(position)) this.parts.pass(to, packet);
  }

  hear(from: number, packet: Packet): void {
    const heard = this.links.hear(from, packet, this.parts.durable());
    if (this.isIntroduced) for (const reply of heard.replies) this.parts.pass(from, reply);
    if (heard.settled) this.parts.settle((cause) => this.links.fateOf(cause));
    for (const { batch, cause } of heard.batches) this.parts.received(batch, cause);
    for (const receipt of heard.receipts) this.parts.confirmed(receipt);
    if (heard.resend) this.resend((to) => this.parts.threadOf(to) === from);
  }

  close(): void {
    this.disarm?.();
  }

  private arm(): void {
    const { clock } = this.parts;
    this.disarm = clock.callAt(clock.nowMs() + REPEAT_AFTER_MS, () => {
      this.repeat();
      this.arm();
    });
  }

  private repeat(): void {
    for (const thread of this.parts.awaitedThreads()) this.parts.pass(thread, { kind: "whoAreYou" });
    const seen = new Map<string, number>();
    const stuck = new Set<string>();
    for (const { partition, outbox } of this.parts.group.states) {
      for (const [to, { firstSeq, messages }] of outbox) {
        if (messages.length === 0) continue;
        const pair = `${partition}>${to}`;
        if (this.lastSeen.get(pair) === firstSeq) stuck.add(pair);
        seen.set(pair, firstSeq);
      }
    }
    this.lastSeen = seen;
    if (stuck.size > 0) this.resend((to, from) => stuck.has(`${from}>${to}`));
  }

  /** Sends again, from the oldest on, what the chosen pairs have not confirmed. */
  private resend(isChosen: (to: PartitionId, from: PartitionId) => boolean): void {
    for (const { partition: from, outbox } of this.parts.group.states) {
      for (const [to, { firstSeq, messages }] of outbox) {
        if (messages.length === 0 || !isChosen(to, from)) continue;
        const again: SendMessages = {
          type: "SendMessages",
          to,
          firstSeq,
          messages: messages.slice(0, BATCH_MESSAGES_MAX),
        };
        // The newest of them may not be durable yet, and in most modes nobody may know of them before.
        this.parts.whenDurable(() => {
          this.send(from, this.parts.durable(), again);
          this.flush();
        });
      }
    }
  }
}

function listOf<Item>(lists: Map<number, Item[]>, key: number): Item[] {
  const list = lists.get(key) ?? [];
  lists.set(key, list);
  return list;
}
