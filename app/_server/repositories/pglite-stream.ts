import { Duplex } from "node:stream";
import type { PGlite } from "@electric-sql/pglite";

/** Messages after which the server answers; what comes before them is sent along with them. */
const ANSWERED = new Set([..."SQHpdcf"]);
const TERMINATE = "X";
const HEADER_BYTES = 5;

/**
 * A socket, as `pg` sees it, whose other end is a PGlite in this process: tests speak PostgreSQL's
 * own protocol through the adapter that a real server is reached by. One connection at a time,
 * because a PGlite is one session.
 */
export class PgliteStream extends Duplex {
  #pending = Buffer.alloc(0);
  #greeted = false;
  #work: Promise<void> = Promise.resolve();

  constructor(private readonly database: PGlite) {
    super();
  }

  // What `pg` calls on a socket and what has no meaning here.
  connect(): this {
    queueMicrotask(() => this.emit("connect"));
    return this;
  }
  setNoDelay(): this {
    return this;
  }
  setKeepAlive(): this {
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }

  override _read(): void {
    // Answers are pushed as they come.
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#pending = Buffer.concat([this.#pending, chunk]);
    const { sendable, terminated } = this.#frame();
    if (sendable > 0) this.#send(this.#pending.subarray(0, sendable));
    this.#pending = this.#pending.subarray(sendable);
    if (terminated) {
      this.#work.then(() => this.push(null), done);
    }
    done();
  }

  /** How many of the pending bytes are whole messages that wait for an answer. */
  #frame(): { readonly sendable: number; readonly terminated: boolean } {
    let end = 0;
    let sendable = 0;
    for (;;) {
      if (!this.#greeted) {
        // The first message has no type byte.
        if (this.#pending.length < 4 || this.#pending.length < this.#pending.readInt32BE(0)) break;
        this.#greeted = true;
        end = sendable = this.#pending.readInt32BE(0);
        continue;
      }
      if (this.#pending.length < end + HEADER_BYTES) break;
      const length = this.#pending.readInt32BE(end + 1) + 1;
      if (this.#pending.length < end + length) break;
      const type = String.fromCharCode(this.#pending[end] ?? 0);
      end += length;
      if (type === TERMINATE) return { sendable, terminated: true };
      if (ANSWERED.has(type)) sendable = end;
    }
    return { sendable, terminated: false };
  }

  #send(message: Buffer): void {
    const bytes = Uint8Array.from(message);
    this.#work = this.#work.then(async () => {
      try {
        this.push(Buffer.from(await this.database.execProtocolRaw(bytes, { syncToFs: false, throwOnError: false })));
      } catch (error) {
        this.destroy(error instanceof Error ? error : new Error(String(error)));
      }
    });
  }

  override _final(done: (error?: Error | null) => void): void {
    done();
  }
}
