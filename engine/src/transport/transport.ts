/**
 * One end of a conversation between two parties of the same process: a client and an engine thread,
 * later two engine threads. Its laws:
 *
 * 1. What one end sends, the other end hears: in order, each message once, as an equal value.
 * 2. Messages travel in batches, and never within the sender's own call: `send` returns first.
 * 3. What was sent before `close` is heard; what is sent after it is dropped.
 * 4. If the other end closes or dies, `ended` is called once, after the last batch; after one's own
 *    `close` nothing is.
 *
 * Within a process nothing is lost or repeated. A transport that loses, repeats or delays belongs
 * behind the outbox and the dedup vector.
 */
export interface Channel<Outgoing, Incoming> {
  send(message: Outgoing): void;
  /** The one who listens. What arrived before there was one is heard then. */
  listen(listener: ChannelListener<Incoming>): void;
  /** Sends what is still gathered, then hears and says nothing any more. */
  close(): void;
}

export interface ChannelListener<Incoming> {
  batch(messages: readonly Incoming[]): void;
  /** The other end is gone, and why. */
  ended(error: Error): void;
}
