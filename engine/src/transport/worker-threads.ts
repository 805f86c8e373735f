import type { MessagePort, Worker } from "node:worker_threads";
import { Outgoing } from "./outgoing.js";
import type { Channel, ChannelListener } from "./transport.js";

/** The engine's end, in the worker. */
export function portChannel<A, B>(port: MessagePort): Channel<A, B> {
  return new ThreadChannel<A, B>(port, (ended) => {
    port.on("close", () => ended(new Error("The other thread closed the channel.")));
  });
}

/** The opener's end, of the worker that it started. */
export function workerChannel<A, B>(worker: Worker): Channel<A, B> {
  return new ThreadChannel<A, B>(worker, (ended) => {
    worker.on("error", ended);
    worker.on("exit", (code) => ended(new Error(`The engine's thread ended with exit code ${code}.`)));
  });
}

class ThreadChannel<Outgoing_, Incoming> implements Channel<Outgoing_, Incoming> {
  private readonly outgoing: Outgoing<Outgoing_>;
  private hear: ((batch: readonly Incoming[]) => void) | undefined;
  private open = true;

  constructor(
    private readonly port: MessagePort | Worker,
    private readonly watch: (ended: (error: Error) => void) => void,
  ) {
    this.outgoing = new Outgoing((batch) => port.postMessage(batch));
  }

  send(message: Outgoing_): void {
    if (this.open) this.outgoing.add(message);
  }

  listen(listener: ChannelListener<Incoming>): void {
    this.hear = (batch) => {
      if (this.open) listener.batch(batch);
    };
    this.port.on("message", this.hear);
    this.watch((error) => {
      if (!this.open) return;
      this.open = false;
      listener.ended(error);
    });
  }

  close(): void {
    if (!this.open) return;
    this.outgoing.flush();
    this.open = false;
    if (this.hear !== undefined) this.port.off("message", this.hear);
  }
}
