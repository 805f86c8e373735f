import type { Channel, ChannelListener } from "../transport/transport.js";

/** What a channel needs of the world: something that happens later. */
export type Later = (deliver: () => void) => void;

/** Two ends whose messages take their time. Keeps the laws of {@link Channel}. */
export interface Link<A, B> {
  readonly left: Channel<A, B>;
  readonly right: Channel<B, A>;
  /**
   * Whoever had the right end is gone. Of what it sent, so much as `arrives` allows is heard; then that it
   * is gone, if the left end's owner lives to hear of it.
   */
  sever(arrives: (sent: number) => number, gone?: Error): void;
}

export function simulatedLink<A, B>(later: Later): Link<A, B> {
  const left = new End<A, B>(later);
  const right = new End<B, A>(later);
  left.peer = right;
  right.peer = left;
  return {
    left,
    right,
    sever(arrives, gone) {
      const heard = left.takeUnheard();
      right.vanish();
      left.hearNow(heard.slice(0, arrives(heard.length)));
      left.vanish(gone);
    },
  };
}

class End<Outgoing, Incoming> implements Channel<Outgoing, Incoming> {
  peer: End<Incoming, Outgoing> | undefined;
  private listener: ChannelListener<Incoming> | undefined;
  private unheard: Incoming[] = [];
  private isOpen = true;
  private peerClosed = false;
  private underWay = false;

  constructor(private readonly later: Later) {}

  send(message: Outgoing): void {
    if (this.isOpen) this.peer?.arrive(message);
  }

  listen(listener: ChannelListener<Incoming>): void {
    this.listener = listener;
    if (this.unheard.length > 0) this.expect();
  }

  close(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.unheard = [];
    const { peer } = this;
    if (peer === undefined) return;
    peer.peerClosed = true;
    peer.expect();
  }

  takeUnheard(): Incoming[] {
    return this.unheard.splice(0);
  }

  hearNow(messages: readonly Incoming[]): void {
    if (messages.length > 0 && this.isOpen) this.listener?.batch(messages);
  }

  vanish(gone?: Error): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.unheard = [];
    if (gone !== undefined) this.listener?.ended(gone);
  }

  private arrive(message: Incoming): void {
    if (!this.isOpen) return;
    this.unheard.push(message);
    this.expect();
  }

  private expect(): void {
    if (this.underWay) return;
    this.underWay = true;
    this.later(() => {
      this.underWay = false;
      this.deliver();
    });
  }

  private deliver(): void {
    if (!this.isOpen || this.listener === undefined) return;
    this.hearNow(this.takeUnheard());
    // What the listener just did may have closed this end.
    if (!this.peerClosed || !this.isOpen) return;
    this.isOpen = false;
    this.listener.ended(new Error("The other end closed."));
  }
}
