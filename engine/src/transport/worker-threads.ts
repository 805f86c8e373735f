import type { MessagePort, Worker } from "node:worker_threads";
import { Outgoing } from "./outgoing.js";
import type { Channel, ChannelListener } from "./transport.js";

/** The engine's end, in the worker; or either end of a pair of ports. */
export function portChannel<A, B>(port: MessagePort): Channel<A, B> {
  return new ThreadChannel<A, B>(port, {
    watch: (ended) => port.on("close", () => ended(new Error("The other end closed."))),
    shut: () => port.close(),
  });
}

/** The opener's end, of the worker that it started. It is the opener who ends the worker. */
export function workerChannel<A, B>(worker: Worker): Channel<A, B> {
  return new ThreadChannel<A, B>(worker, {
    watch: (ended) => {
      worker.on("error", ended);
      worker.on("exit", (code) => ended(new Error(`The thread ended with exit code ${code}.`)));
    },
    shut: () => undefined,
  });
}

interface Lifetime {
  watch(ended: (error: Error) => void): void;
  shut(): void;
}

class ThreadChannel<Outgoing_, Incoming> implements Channel<Outgoing_, Incoming> {
  private readonly outgoing: Outgoing<Outgoing_>;
  private hear: ((batch: readonly Incoming[]) => void) | undefined;
  private open = true;

  constructor(
    private readonly port: MessagePort | Worker,
    private readonly lifetime: Lifetime,
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
    this.lifetime.watch((error) => {
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
    this.lifetime.shut();
  }
}
