import type { PartitionId } from "../model/index.js";
import type { Message } from "../partition/message.js";
import type { LogPosition } from "../storage/log.js";

/** The log began a new incarnation: of the one before, the records up to `through` are there, and no others. */
export interface Cut {
  readonly epoch: number;
  readonly through: LogPosition;
}

/** A place in a log, in one incarnation of it: positions that were lost are used again. */
export interface LogPlace {
  readonly thread: number;
  readonly epoch: number;
  readonly position: LogPosition;
}

/** Messages of one partition to one other, in order. */
export interface MessageBatch {
  readonly from: PartitionId;
  readonly to: PartitionId;
  readonly firstSeq: number;
  readonly messages: readonly Message[];
  /** Where the sender's log holds what caused them. */
  readonly position: LogPosition;
}

/** A partition has taken, durably, the messages of another up to and with a number. */
export interface Receipt {
  readonly from: PartitionId;
  readonly by: PartitionId;
  readonly through: number;
}

/** What one engine thread tells another. May be lost, repeated and late; between two threads it is not reordered. */
export type Packet =
  | { readonly kind: "opened"; readonly epoch: number; readonly cuts: readonly Cut[]; readonly durable: LogPosition }
  | { readonly kind: "whoAreYou" }
  | {
      readonly kind: "messages";
      readonly epoch: number;
      readonly durable: LogPosition;
      readonly batches: readonly MessageBatch[];
    }
  | { readonly kind: "durable"; readonly epoch: number; readonly through: LogPosition }
  | { readonly kind: "taken"; readonly receipts: readonly Receipt[] };

/** What hearing a packet comes to. */
export interface Heard {
  readonly replies: readonly Packet[];
  /** To be taken, in order; `cause` is the place that must be durable before anything of it is. */
  readonly batches: readonly { readonly batch: MessageBatch; readonly cause?: LogPlace }[];
  readonly receipts: readonly Receipt[];
  /** The other begins anew: what it has not confirmed must be sent to it again. */
  readonly resend: boolean;
  /** Places of the other log became durable, or turned out to be lost. */
  readonly settled: boolean;
}

interface Peer {
  epoch: number | undefined;
  cuts: readonly Cut[];
  durable: LogPosition;
  /** The newest place of ours that it was told of before it was durable. */
  speculatedThrough: number;
}

/**
 * What an incarnation of a log knows of the other logs, and what it tells them. Pure: packets in,
 * packets out.
 *
 *   A                                  B
 *   │── opened(epoch, cuts) ──────────▶│  B learns which incarnation of A it hears
 *   │◀───────── opened(epoch, cuts) ───│
 *   │── messages(batches, durable) ───▶│  B works on them at once. What is not durable at A yet holds
 *   │── durable(through) ─────────────▶│  back B's log, and with it everything that others could see
 *   │◀──────── taken(receipts) ────────│  durable at B: A may forget them
 */
export class LogLinks {
  private readonly peers: readonly Peer[];

  constructor(
    private readonly me: { readonly thread: number; readonly epoch: number; readonly cuts: readonly Cut[] },
    threadCount: number,
  ) {
    this.peers = Array.from({ length: threadCount }, () => ({
      epoch: undefined,
      cuts: [],
      durable: 0 as LogPosition,
      speculatedThrough: 0,
    }));
  }

  /** Says who we are. */
  introduction(durable: LogPosition): Packet {
    return { kind: "opened", epoch: this.me.epoch, cuts: this.me.cuts, durable };
  }

  /** Messages for another thread, as a packet. */
  messages(to: number, batches: readonly MessageBatch[], durable: LogPosition): Packet {
    const peer = this.peer(to);
    for (const { position } of batches) {
      if (position > durable) peer.speculatedThrough = Math.max(peer.speculatedThrough, position);
    }
    return { kind: "messages", epoch: this.me.epoch, durable, batches };
  }

  /** Whom to tell that our log is durable up to here: those who were told of a place before it was. */
  toTellDurable(durable: LogPosition): readonly { readonly to: number; readonly packet: Packet }[] {
    const told: { readonly to: number; readonly packet: Packet }[] = [];
    for (const [to, peer] of this.peers.entries()) {
      if (peer.speculatedThrough === 0) continue;
      if (peer.speculatedThrough <= durable) peer.speculatedThrough = 0;
      told.push({ to, packet: { kind: "durable", epoch: this.me.epoch, through: durable } });
    }
    return told;
  }

  hear(from: number, packet: Packet, durable: LogPosition): Heard {
    const peer = this.peer(from);
    switch (packet.kind) {
      case "whoAreYou":
        return { ...NOTHING_HEARD, replies: [this.introduction(durable)], resend: true };
      case "opened":
        return this.hearOpened(peer, packet, durable);
      case "durable":
        if (packet.epoch !== peer.epoch) return this.unknown(peer, packet.epoch);
        if (packet.through <= peer.durable) return NOTHING_HEARD;
        peer.durable = packet.through;
        return { ...NOTHING_HEARD, settled: true };
      case "messages": {
        if (packet.epoch !== peer.epoch) return this.unknown(peer, packet.epoch);
        const settled = packet.durable > peer.durable;
        if (settled) peer.durable = packet.durable;
        const batches = packet.batches.map((batch) =>
          batch.position <= peer.durable
            ? { batch }
            : { batch, cause: { thread: from, epoch: packet.epoch, position: batch.position } },
        );
        return { ...NOTHING_HEARD, batches, settled };
      }
      case "taken":
        return { ...NOTHING_HEARD, receipts: packet.receipts };
    }
  }

  /** What is known of a place in another log. */
  fateOf({ thread, epoch, position }: LogPlace): "durable" | "open" | "lost" {
    const peer = this.peer(thread);
    if (peer.epoch === undefined || peer.epoch < epoch) return "open";
    if (peer.epoch === epoch) return position <= peer.durable ? "durable" : "open";
    return position <= keptOf(peer.cuts, epoch) ? "durable" : "lost";
  }

  private hearOpened(peer: Peer, packet: Packet & { readonly kind: "opened" }, durable: LogPosition): Heard {
    if (peer.epoch !== undefined && packet.epoch < peer.epoch) return NOTHING_HEARD;
    const isNew = packet.epoch !== peer.epoch;
    peer.epoch = packet.epoch;
    peer.cuts = packet.cuts;
    if (isNew || packet.durable > peer.durable) peer.durable = packet.durable;
    if (!isNew) return { ...NOTHING_HEARD, settled: true };
    // It knows nothing of what we told the one before it.
    peer.speculatedThrough = 0;
    return { ...NOTHING_HEARD, replies: [this.introduction(durable)], resend: true, settled: true };
  }

  /** An earlier incarnation's words are void; those of one that we have not met yet come too early. */
  private unknown(peer: Peer, epoch: number): Heard {
    return peer.epoch !== undefined && epoch < peer.epoch
      ? NOTHING_HEARD
      : { ...NOTHING_HEARD, replies: [{ kind: "whoAreYou" }] };
  }

  private peer(thread: number): Peer {
    const peer = this.peers[thread];
    if (peer === undefined) throw new RangeError(`there is no engine thread ${thread}`);
    return peer;
  }
}

const NOTHING_HEARD: Heard = { replies: [], batches: [], receipts: [], resend: false, settled: false };

/** Up to where the records of an incarnation were kept by all that came after it. */
function keptOf(cuts: readonly Cut[], epoch: number): number {
  let kept = Number.POSITIVE_INFINITY;
  for (const cut of cuts) if (cut.epoch > epoch) kept = Math.min(kept, cut.through);
  return kept;
}
