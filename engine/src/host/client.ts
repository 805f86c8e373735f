import { randomUUID } from "node:crypto";
import {
  requestId as brandRequestId,
  decodeJson,
  type EntityId,
  type ExecutionId,
  encodeJson,
  type HistoryEvent,
  HubStopped,
  InstanceExists,
  type InstanceId,
  type InstanceRecord,
  type Json,
  LIMITS,
  RequestInterrupted,
  WaitTimeout,
} from "../model/index.js";
import { SampleRing } from "../storage/sample-ring.js";
import {
  checkedCount,
  checkedEntityId,
  checkedInput,
  checkedName,
  checkedPayload,
  checkedRequestId,
  checkedTags,
  checkedTime,
  instanceIdFor,
  refuse,
} from "./client-checks.js";
import type { Clock } from "./clock.js";
import { errorFromWire } from "./errors.js";
import type { Client, HubHealth, InstancePage, InstanceQuery, StartOptions, StartTarget } from "./hub.js";
import { type Instruments, nodeInstruments } from "./instruments.js";
import { mergePages } from "./merge-pages.js";
import type { Distribution, ThreadReport } from "./metrics.js";
import type { FromEngine, RequestKind, Requests, ToEngine } from "./protocol.js";

/** The way to one engine thread, whichever incarnation of it is there. */
export interface ThreadDoor {
  /** False: none is there now. `threadRestarted` is called when one is. */
  send(message: ToEngine): boolean;
}

interface Pending {
  readonly thread: number;
  readonly message: ToEngine & { readonly kind: "request" };
  readonly resolve: (answer: never) => void;
  readonly reject: (error: Error) => void;
  readonly askedMs: number;
  /** `askedAgain`: an earlier asking may have been heard. */
  state: "unsent" | "asked" | "askedAgain";
}

/** Requests that change something: their answers say that it is durable. */
const ACKNOWLEDGED: ReadonlySet<RequestKind> = new Set<RequestKind>([
  "publish",
  "start",
  "terminate",
  "suspend",
  "resume",
  "raiseEvent",
  "signalEntity",
]);

/** The client's side of the conversation with the engine's threads. */
export class EngineClient implements Client {
  private readonly pending = new Map<number, Pending>();
  private nextId = 1;
  private readonly acknowledged = new SampleRing();
  private stopped: (HubHealth & { readonly state: "stopped" }) | undefined;

  constructor(
    private readonly doors: readonly ThreadDoor[],
    private readonly threadOf: (instanceId: InstanceId) => number,
    private readonly clock: Clock,
    private readonly instruments: Instruments = nodeInstruments,
  ) {}

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
    const isOurs = pending.state === "askedAgain" && request.kind === "start" && request.requestId === undefined;
    if (isOurs && error instanceof InstanceExists) pending.resolve({ instanceId: request.instanceId } as never);
    else pending.reject(error);
  }

  /**
   * A thread began anew from what is durable: it does not know what it was asked. What may be asked
   * twice is asked again; of the rest nobody knows whether it was done, and whoever asked is told so.
   */
  threadRestarted(thread: number): void {
    for (const [id, pending] of [...this.pending]) {
      if (pending.thread !== thread) continue;
      if (pending.state === "unsent" || isRepeatable(pending.message.request.kind)) {
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

  async publish(code: string): Promise<Requests["publish"]["gives"]> {
    refuse(typeof code !== "string", "The code of an orchestration is a text.");
    const [first] = await Promise.all(this.doors.map((_, thread) => this.ask(thread, "publish", { code })));
    return first as Requests["publish"]["gives"];
  }

  async start(target: StartTarget, input?: unknown, options: StartOptions = {}): Promise<Requests["start"]["gives"]> {
    const named = options.requestId === undefined ? undefined : checkedRequestId(options.requestId);
    const instanceId = instanceIdFor(options.instanceId, named);
    // An id that others may choose, too, needs a name for the request that took it.
    const requestId = named ?? (options.instanceId === undefined ? undefined : brandRequestId(randomUUID()));
    return this.askAbout(instanceId, "start", {
      target: typeof target === "string" ? { name: target } : target,
      instanceId,
      ...(requestId !== undefined && { requestId }),
      input: checkedInput(input, "The input"),
      tags: checkedTags(options.tags ?? {}),
    });
  }

  status(instanceId: InstanceId): Promise<InstanceRecord | undefined> {
    return this.askAbout(instanceId, "status", { instanceId });
  }

  async wait(instanceId: InstanceId, options: { readonly timeoutMs?: number } = {}): Promise<InstanceRecord> {
    const { timeoutMs } = options;
    if (timeoutMs === undefined) return this.askAbout(instanceId, "wait", { instanceId });
    const abort = new AbortController();
    const disarm = this.clock.callAt(this.clock.nowMs() + timeoutMs, () => abort.abort());
    try {
      const record = await this.askUntil(abort.signal, instanceId, "wait", { instanceId });
      if (record !== undefined) return record;
    } finally {
      disarm();
    }
    throw new WaitTimeout(
      `The instance "${instanceId}" has not finished within ${timeoutMs} ms. It goes on; wait again, or longer.`,
    );
  }

  async terminate(instanceId: InstanceId, reason: string): Promise<Requests["terminate"]["gives"]> {
    checkedPayload(encodeJson(reason), "The reason");
    return this.askAbout(instanceId, "terminate", { instanceId, reason });
  }

  async suspend(instanceId: InstanceId, reason: string): Promise<void> {
    checkedPayload(encodeJson(reason), "The reason");
    await this.askAbout(instanceId, "suspend", { instanceId, reason });
  }

  async resume(instanceId: InstanceId, reason: string): Promise<void> {
    checkedPayload(encodeJson(reason), "The reason");
    await this.askAbout(instanceId, "resume", { instanceId, reason });
  }

  async raiseEvent(instanceId: InstanceId, name: string, payload?: unknown): Promise<void> {
    const event = checkedName(name, "The name of an event");
    const asks = { instanceId, name: event, payload: checkedInput(payload, "The event's payload") };
    await this.askAbout(instanceId, "raiseEvent", asks);
  }

  async signalEntity(
    entity: EntityId | string,
    operation: string,
    input?: unknown,
    options: { readonly atMs?: number } = {},
  ): Promise<void> {
    const entityId = checkedEntityId(entity);
    const { atMs } = options;
    await this.askAbout(entityId, "signalEntity", {
      entityId,
      operation: checkedName(operation, "The name of an operation"),
      input: checkedInput(input, "The operation's input"),
      ...(atMs !== undefined && { dueAtMs: checkedTime(atMs, "atMs") }),
    });
  }

  async readEntity(entity: EntityId | string): Promise<Json | undefined> {
    const entityId = checkedEntityId(entity);
    const state = await this.askAbout(entityId, "readEntity", { entityId });
    return state === undefined ? undefined : decodeJson(state);
  }

  async history(
    instanceId: InstanceId,
    options: { readonly afterSeq?: number; readonly limit?: number } = {},
  ): Promise<readonly HistoryEvent[]> {
    const afterSeq = checkedCount(options.afterSeq ?? 0, "afterSeq");
    const limit = Math.min(checkedCount(options.limit ?? LIMITS.pageItemsMax, "limit"), LIMITS.pageItemsMax);
    const page = await this.askAbout(instanceId, "history", { instanceId, afterSeq, limit });
    return page.events;
  }

  /**
   * Asks for the next page only when the consumer comes back for it: a slow consumer costs nothing
   * but its own delay, for every page is read from the history again.
   */
  async *subscribe(
    instanceId: InstanceId,
    options: { readonly afterSeq?: number; readonly signal?: AbortSignal } = {},
  ): AsyncGenerator<readonly HistoryEvent[], void, undefined> {
    const { signal } = options;
    let afterSeq = checkedCount(options.afterSeq ?? 0, "afterSeq");
    let executionId: ExecutionId | undefined;
    while (signal?.aborted !== true) {
      const known = executionId === undefined ? {} : { executionId };
      const asks = { instanceId, afterSeq, limit: LIMITS.pageItemsMax, ...known };
      const page = await this.askUntil(signal, instanceId, "follow", asks);
      if (page === undefined) return;
      executionId = page.executionId;
      const last = page.events.at(-1);
      if (last !== undefined) {
        afterSeq = last.seq;
        yield page.events;
      }
      if (page.ended) return;
    }
  }

  /** Every thread gives its newest; the newest of these are the page. */
  async list(query: InstanceQuery = {}): Promise<InstancePage> {
    if (query.limit !== undefined) checkedCount(query.limit - 1, "limit - 1");
    return mergePages(await this.askAll("list", { query }), query.limit);
  }

  metricsOf(thread: number): Promise<ThreadReport> {
    return this.ask(thread, "metrics", {});
  }

  /** Asks every thread. */
  askAll<Kind extends RequestKind>(
    kind: Kind,
    asks: Requests[Kind]["asks"],
  ): Promise<readonly Requests[Kind]["gives"][]> {
    return Promise.all(this.doors.map((_, thread) => this.ask(thread, kind, asks)));
  }

  private askAbout<Kind extends RequestKind>(
    instanceId: InstanceId,
    kind: Kind,
    asks: Requests[Kind]["asks"],
  ): Promise<Requests[Kind]["gives"]> {
    return this.ask(this.threadOf(instanceId), kind, asks);
  }

  /** Gives `undefined` when the signal aborts first; the engine is told that nobody waits any more. */
  private askUntil<Kind extends RequestKind>(
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

  private ask<Kind extends RequestKind>(
    thread: number,
    kind: Kind,
    asks: Requests[Kind]["asks"],
  ): Promise<Requests[Kind]["gives"]> {
    if (this.stopped !== undefined) return Promise.reject(this.refusal(this.stopped));
    const id = this.nextId++;
    const message = { kind: "request", id, request: { kind, ...asks } as never } as const;
    return new Promise<Requests[Kind]["gives"]>((resolve, reject) => {
      const pending: Pending = {
        thread,
        message,
        resolve,
        reject,
        askedMs: this.instruments.elapsedMs(),
        state: "unsent",
      };
      this.pending.set(id, pending);
      this.send(pending);
    });
  }

  private send(pending: Pending): void {
    if (this.doors[pending.thread]?.send(pending.message) !== true) return;
    pending.state = pending.state === "unsent" ? "asked" : "askedAgain";
  }

  private refusal({ code, reason }: { readonly code: string; readonly reason: string }): HubStopped {
    return new HubStopped(`The hub is stopped. ${reason}`, { stopCode: code, reason });
  }
}

/** Asking twice comes to the same as asking once. */
function isRepeatable(kind: RequestKind): boolean {
  switch (kind) {
    case "publish":
    case "start":
    case "status":
    case "wait":
    case "history":
    case "follow":
    case "list":
    case "readEntity":
    case "snapshot":
    case "metrics":
    case "suspend":
    case "resume":
      return true;
    case "raiseEvent":
    case "signalEntity":
    // A second one would find the instance ended and say that it was not this request that ended it.
    case "terminate":
      return false;
  }
}
