import { Outgoing } from "./outgoing.js";
import type { Channel, ChannelListener } from "./transport.js";

/** Both ends in one thread. Messages are passed as they are: whoever sends one must not change it any more. */
export function inProcessChannels<A, B>(): readonly [Channel<A, B>, Channel<B, A>] {
  const left = new End<A, B>();
  const right = new End<B, A>();
  left.peer = right;
  right.peer = left;
  return [left, right];
}

class End<Outgoing_, Incoming> implements Channel<Outgoing_, Incoming> {
  peer: End<Incoming, Outgoing_> | undefined;
  private listener: ChannelListener<Incoming> | undefined;
  private readonly unheard: Incoming[] = [];
  private readonly outgoing = new Outgoing<Outgoing_>((batch) => this.peer?.hear(batch));
  private open = true;

  send(message: Outgoing_): void {
    if (this.open) this.outgoing.add(message);
  }

  listen(listener: ChannelListener<Incoming>): void {
    this.listener = listener;
    if (this.unheard.length > 0) listener.batch(this.unheard.splice(0));
  }

  close(): void {
    if (!this.open) return;
    this.outgoing.flush();
    this.open = false;
    this.peer?.end();
  }

  private hear(batch: readonly Incoming[]): void {
    if (!this.open) return;
    if (this.listener === undefined) this.unheard.push(...batch);
    else this.listener.batch(batch);
  }

  private end(): void {
    if (!this.open) return;
    this.open = false;
    this.listener?.ended(new Error("The other end closed."));
  }
}
