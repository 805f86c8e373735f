import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/** The network between browser and server, as a cable that can be pulled and put back. */
export class Cable {
  readonly #targetPort: () => number;
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  #port = 0;
  #carried = 0;

  constructor(targetPort: () => number) {
    this.#targetPort = targetPort;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** How many connections it has carried. */
  get carried(): number {
    return this.#carried;
  }

  /** Puts the cable in: connections are passed on, byte by byte. */
  async plug(): Promise<void> {
    const server = createServer((near) => {
      this.#carried++;
      const far = connect(this.#targetPort(), "127.0.0.1");
      for (const [socket, other] of [
        [near, far],
        [far, near],
      ] as const) {
        this.#sockets.add(socket);
        socket.on("close", () => {
          this.#sockets.delete(socket);
          other.destroy();
        });
        // A cut connection reports an error and then closes; the close is what is acted on.
        socket.on("error", () => socket.destroy());
      }
      near.pipe(far);
      far.pipe(near);
    });
    server.listen(this.#port, "127.0.0.1");
    await once(server, "listening");
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  /** Pulls it: every connection is cut in the middle, and new ones are refused. */
  async pull(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    const closed = once(server, "close");
    server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }
}
