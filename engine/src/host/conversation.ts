import { type EpochMs, HubStopped, InstanceExists, type InstanceId, RequestInterrupted } from "../model/index.js";
import { SampleRing } from "../storage/sample-ring.js";
import { type Clock, systemClock } from "./clock.js";
import { errorFromWire } from "./errors.js";
import type { HubHealth } from "./hub.js";
import { type Instruments, nodeInstruments } from "./instruments.js";
import type { Distribution } from "./metrics.js";
import type { FromEngine, Request, RequestKind, Requests, ToEngine } from "./protocol.js";

/** The way to one engine thread, whichever incarnation of it is there. */
export interface ThreadDoor {
  /** False: none is there now. `threadRestarted` is called when one is. */
  send(message: ToEngine): boolean;
}

interface Pending {
  readonly thread: number;
  message: ToEngine & { readonly kind: "request" };
  readonly resolve: (answer: never) => void;
  readonly reject: (error: Error) => void;
  readonly askedMs: number;
  /** By the clock that the engine's threads have, too. */
  readonly askedAtMs: EpochMs;
  /** `askedAgain`: an earlier asking may have been heard. */
  state: "unsent" | "asked" | "askedAgain";
}

/** Requests that change something: their answers say that it is durable. */
const ACKNOWLEDGED: ReadonlySet<RequestKind> = new Set<RequestKind>([
  "publish",
  "start",
  "terminate",
  "purge",
  "rewind",
  "fork",
  "suspend",
  "resume",
  "raiseEvent",
  "signalEntity",
  "cleanEntity",
]);

/** The clock shows whole milliseconds, and is a little faster or slower than a stopwatch when it is being corrected. */
const CLOCK_DRIFT_MS_MAX = 10;

/**
 * The client's side of the conversation with the engine's threads: what was asked and is not answered yet, and what
 * becomes of it when a thread begins anew or the hub stops.
 */
export class Conversation {
  private readonly pending = new Map<number, Pending>();
  private nextId = 1;
  private readonly acknowledged = new SampleRing();
  private stopped: (HubHealth & { readonly state: "stopped" }) | undefined;

  constructor(
    private readonly doors: readonly ThreadDoor[],
    private readonly threadOf: (instanceId: InstanceId) => number,
    private readonly clock: Pick<Clock, "nowMs"> = systemClock,
    private readonly instruments: Pick<Instruments, "elapsedMs"> = nodeInstruments,
  ) {}

  /** The numbers of the engine's threads. */
  get threads(): readonly number[] {
    return this.doors.map((_, thread) => thread);
  }

  /** How long it took until requests that change something were answered, in milliseconds. */
  acknowledgements(): Distribution {
    return this.acknowledged.distribution();
  }

  /** Takes an answer to one of this client's requests. */
  settle(message: FromEngine & { readonly kind: "answer" | "refusal" }): void {
    const pending = this.pending.get(message.id);
    if (pending === undefined) return;
    this.pending.delete(message.id);
    if (message.kind === "answer") {
      if (ACKNOWLEDGED.has(pending.message.request.kind)) {
        this.acknowledged.add(this.instruments.elapsedMs() - pending.askedMs);
      }
      pending.resolve(message.answer as never);
      return;
    }
    const error = errorFromWire(message.error);
    const { request } = pending.message;
    // Nobody but this client knows the id that it made: the instance that exists is the one it asked for.
    const isOurs = pending.state === "askedAgain" && error instanceof InstanceExists;
    if (isOurs && request.kind === "start" && request.requestId === undefined) {
      pending.resolve({ instanceId: request.instanceId } as never);
    } else if (isOurs && request.kind === "run" && request.requestId === undefined) {
      this.askInstead(message.id, { ...pending, message: requestOf(message.id, "wait", request), state: "unsent" });
    } else pending.reject(error);
  }

  /**
   * A thread began anew from what is durable: it does not know what it was asked. What may be asked
   * twice is asked again; of the rest nobody knows whether it was done, and whoever asked is told so.
   */
  threadRestarted(thread: number): void {
    for (const [id, pending] of [...this.pending]) {
      if (pending.thread !== thread) continue;
      const again =
        pending.state === "unsent" ? pending.message.request : askedAgain(pending, () => this.wasSetBackSince(pending));
      if (again !== undefined) {
        pending.message = { ...pending.message, request: again };
        this.send(pending);
        continue;
      }
      this.pending.delete(id);
      pending.reject(
        new RequestInterrupted(
          `A part of the engine was restarted while it worked on this request (${pending.message.request.kind}). It may or may not have been done: look at the instance before you ask again.`,
        ),
      );
    }
  }

  /** From now on everything is refused, and what waits for an answer is told so. */
  stop(health: HubHealth & { readonly state: "stopped" }): void {
    this.stopped = health;
    const waiting = [...this.pending.values()];
    this.pending.clear();
    for (const { reject } of waiting) reject(this.refusal(health));
  }

  /** Asks every thread. */
  askAll<Kind extends RequestKind>(
    kind: Kind,
    asks: Requests[Kind]["asks"],
  ): Promise<readonly Requests[Kind]["gives"][]> {
    return Promise.all(this.doors.map((_, thread) => this.ask(thread, kind, asks)));
  }

  askAbout<Kind extends RequestKind>(
    instanceId: InstanceId,
    kind: Kind,
    asks: Requests[Kind]["asks"],
  ): Promise<Requests[Kind]["gives"]> {
    return this.ask(this.threadOf(instanceId), kind, asks);
  }

  /** Gives `undefined` when the signal aborts first; the engine is told that nobody waits any more. */
  askUntil<Kind extends RequestKind>(
    signal: AbortSignal | undefined,
    instanceId: InstanceId,
    kind: Kind,
    asks: Requests[Kind]["asks"],
  ): Promise<Requests[Kind]["gives"] | undefined> {
    const thread = this.threadOf(instanceId);
    const id = this.nextId;
    const answer = this.ask(thread, kind, asks);
    if (signal === undefined) return answer;
    return new Promise((resolve, reject) => {
      const aborted = (): void => {
        if (this.pending.delete(id)) this.doors[thread]?.send({ kind: "cancel", id });
        resolve(undefined);
      };
      if (signal.aborted) aborted();
      else signal.addEventListener("abort", aborted, { once: true });
      answer.then(resolve, reject).finally(() => signal.removeEventListener("abort", aborted));
    });
  }

  ask<Kind extends RequestKind>(
    thread: number,
    kind: Kind,
    asks: Requests[Kind]["asks"],
  ): Promise<Requests[Kind]["gives"]> {
    if (this.stopped !== undefined) return Promise.reject(this.refusal(this.stopped));
    const id = this.nextId++;
    const message = requestOf(id, kind, asks);
    return new Promise<Requests[Kind]["gives"]>((resolve, reject) => {
      const pending: Pending = {
        thread,
        message,
        resolve,
        reject,
        askedMs: this.instruments.elapsedMs(),
        askedAtMs: this.clock.nowMs(),
        state: "unsent",
      };
      this.pending.set(id, pending);
      this.send(pending);
    });
  }

  /** The clock shows less time since a request was first asked than has passed. */
  private wasSetBackSince({ askedAtMs, askedMs }: Pending): boolean {
    const passedMs = this.instruments.elapsedMs() - askedMs;
    return this.clock.nowMs() - askedAtMs < passedMs - CLOCK_DRIFT_MS_MAX;
  }

  private askInstead(id: number, pending: Pending): void {
    this.pending.set(id, pending);
    this.send(pending);
  }

  private send(pending: Pending): void {
    if (this.doors[pending.thread]?.send(pending.message) !== true) return;
    pending.state = pending.state === "unsent" ? "asked" : "askedAgain";
  }

  private refusal({ code, reason }: { readonly code: string; readonly reason: string }): HubStopped {
    return new HubStopped(`The hub is stopped. ${reason}`, { stopCode: code, reason });
  }
}

const requestOf = <Kind extends RequestKind>(id: number, kind: Kind, asks: Requests[Kind]["asks"]) =>
  ({ kind: "request", id, request: { ...asks, kind } as never }) as const;

/**
 * What is asked when nobody knows whether it was heard the first time. `undefined`: asking twice would not come to the
 * same as asking once.
 */
function askedAgain({ message: { request }, askedAtMs }: Pending, wasSetBack: () => boolean): Request | undefined {
  switch (request.kind) {
    case "publish":
    case "start":
    case "run":
    case "fork":
    case "status":
    case "wait":
    case "waitForStart":
    case "history":
    case "follow":
    case "list":
    case "count":
    case "readEntity":
    case "listEntities":
    case "cleanEntity":
    case "snapshot":
    case "metrics":
      return request;
    // The partition looks whether it was done since, and to whom. By a clock that was set back it could not tell.
    case "suspend":
    case "resume":
    case "purge":
    case "rewind":
    case "terminate":
      return wasSetBack() ? undefined : { firstAskedAtMs: askedAtMs, ...request };
    case "raiseEvent":
    case "signalEntity":
      return undefined;
  }
}
