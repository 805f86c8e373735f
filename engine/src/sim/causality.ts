import type { MessageBatch, Packet } from "../host/log-links.js";
import type { Message } from "../partition/message.js";
import { canonical } from "./canonical.js";
import type { LogAccount } from "./log-account.js";

interface Sending {
  readonly log: string;
  readonly epoch: number;
  readonly position: number;
  readonly message: string;
}

/**
 * Causally consistent commit, by what the network carried and the disks hold: no durable record of one
 * log may hold a message whose cause is not durable in the log that it came from.
 */
export class Causality {
  private readonly accounts = new Map<string, LogAccount>();
  private readonly received = new Map<string, number>();
  private readonly sendings = new Map<string, Sending[]>();

  constructor(private readonly makeAccount: (logDirectory: string) => LogAccount) {}

  accountOf(logDirectory: string): LogAccount {
    const account = this.accounts.get(logDirectory) ?? this.makeAccount(logDirectory);
    this.accounts.set(logDirectory, account);
    return account;
  }

  /** A packet leaves the thread that has this log. */
  left(log: string, packet: Packet): void {
    if (packet.kind !== "messages") return;
    for (const { from, to, firstSeq, messages, position } of packet.batches) {
      for (const [index, message] of messages.entries()) {
        const key = nameOf(from, to, firstSeq + index);
        const sendings = this.sendings.get(key) ?? [];
        sendings.push({ log, epoch: packet.epoch, position, message: canonical(message) });
        this.sendings.set(key, sendings);
      }
    }
  }

  /** True when the receiver had all of these messages durably before. */
  isRepeated({ from, firstSeq, messages }: Omit<MessageBatch, "to" | "position">, to: number): boolean {
    const pair = `${from}>${to}`;
    const before = this.received.get(pair) ?? 0;
    const last = firstSeq + messages.length - 1;
    this.received.set(pair, Math.max(before, last));
    return last <= before;
  }

  /** Says which of these messages, durable at the receiver, nobody durably sent. */
  uncaused({ from, firstSeq, messages }: Omit<MessageBatch, "to" | "position">, to: number): string | undefined {
    for (const [index, message] of messages.entries()) {
      const seq = firstSeq + index;
      if (this.isCaused(nameOf(from, to, seq), message)) continue;
      return `message ${seq} of partition ${from} to ${to} is durable at its receiver and not at its sender: ${JSON.stringify(message)}`;
    }
    return undefined;
  }

  private isCaused(key: string, message: Message): boolean {
    const text = canonical(message);
    return (this.sendings.get(key) ?? []).some(
      (sending) => sending.message === text && this.accountOf(sending.log).holds(sending.epoch, sending.position),
    );
  }
}

const nameOf = (from: number, to: number, seq: number): string => `${from}>${to}:${seq}`;
