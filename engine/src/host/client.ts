import { createHash, randomUUID } from "node:crypto";
import {
  instanceId as brandInstanceId,
  requestId as brandRequestId,
  decodeJson,
  type EntityId,
  type ExecutionId,
  encodeJson,
  entityId,
  entityIdParts,
  type HistoryEvent,
  HubStopped,
  type InstanceId,
  type InstanceRecord,
  InvalidInput,
  instanceIdProblem,
  type Json,
  type JsonText,
  LIMITS,
  type RequestId,
  utf8Bytes,
  WaitTimeout,
} from "../model/index.js";
import type { Channel } from "../transport/transport.js";
import type { Clock } from "./clock.js";
import { Samples } from "./distribution.js";
import { errorFromWire } from "./errors.js";
import type { Client, HubHealth, InstanceQuery, StartOptions, StartTarget } from "./hub.js";
import { type Instruments, nodeInstruments } from "./instruments.js";
import type { Distribution, ThreadReport } from "./metrics.js";
import type { FromEngine, RequestKind, Requests, ToEngine } from "./protocol.js";

interface Pending {
  readonly resolve: (answer: never) => void;
  readonly reject: (error: Error) => void;
}

/** Requests that change something: their answers say that it is durable. */
const ACKNOWLEDGED: ReadonlySet<RequestKind> = new Set<RequestKind>(["publish", "start", "terminate"]);

/** The client's side of the conversation with an engine thread. */
export class EngineClient implements Client {
  private readonly pending = new Map<number, Pending>();
  private readonly acknowledged = new Samples();
  private nextId = 1;
  private stopped: (HubHealth & { readonly state: "stopped" }) | undefined;

  constructor(
    private readonly channel: Channel<ToEngine, FromEngine>,
    private readonly clock: Clock,
    private readonly instruments: Instruments = nodeInstruments,
  ) {}

  /** Takes an answer to one of this client's requests. */
  settle(message: FromEngine & { readonly kind: "answer" | "refusal" }): void {
    const request = this.pending.get(message.id);
    if (request === undefined) return;
    this.pending.delete(message.id);
    if (message.kind === "answer") request.resolve(message.answer as never);
    else request.reject(errorFromWire(message.error));
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
    return this.ask("publish", { code });
  }

  async start(target: StartTarget, input?: unknown, options: StartOptions = {}): Promise<Requests["start"]["gives"]> {
    const request = options.requestId === undefined ? undefined : checkedRequestId(options.requestId);
    return this.ask("start", {
      target,
      instanceId: instanceIdFor(options.instanceId, request),
      ...(request !== undefined && { requestId: request }),
      input: checkedInput(input, "The input"),
      tags: checkedTags(options.tags ?? {}),
    });
  }

  status(instanceId: InstanceId): Promise<InstanceRecord | undefined> {
    return this.ask("status", { instanceId });
  }

  async wait(instanceId: InstanceId, options: { readonly timeoutMs?: number } = {}): Promise<InstanceRecord> {
    const { timeoutMs } = options;
    if (timeoutMs === undefined) return this.ask("wait", { instanceId });
    const abort = new AbortController();
    const disarm = this.clock.callAt(this.clock.nowMs() + timeoutMs, () => abort.abort());
    try {
      const record = await this.ask("wait", { instanceId }, abort.signal);
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
    return this.ask("terminate", { instanceId, reason });
  }

  async raiseEvent(instanceId: InstanceId, name: string, payload?: unknown): Promise<void> {
    const event = checkedName(name, "The name of an event");
    await this.ask("raiseEvent", { instanceId, name: event, payload: checkedInput(payload, "The event's payload") });
  }

  async signalEntity(entity: EntityId | string, operation: string, input?: unknown): Promise<void> {
    await this.ask("signalEntity", {
      entityId: checkedEntityId(entity),
      operation: checkedName(operation, "The name of an operation"),
      input: checkedInput(input, "The operation's input"),
    });
  }

  async readEntity(entity: EntityId | string): Promise<Json | undefined> {
    const state = await this.ask("readEntity", { entityId: checkedEntityId(entity) });
    return state === undefined ? undefined : decodeJson(state);
  }

  async history(
    instanceId: InstanceId,
    options: { readonly afterSeq?: number; readonly limit?: number } = {},
  ): Promise<readonly HistoryEvent[]> {
    const afterSeq = checkedCount(options.afterSeq ?? 0, "afterSeq");
    const limit = Math.min(checkedCount(options.limit ?? LIMITS.pageItemsMax, "limit"), LIMITS.pageItemsMax);
    const page = await this.ask("history", { instanceId, afterSeq, limit });
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
      const page = await this.ask("follow", { instanceId, afterSeq, limit: LIMITS.pageItemsMax, ...known }, signal);
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

  async list(query: InstanceQuery = {}): Promise<Requests["list"]["gives"]> {
    if (query.limit !== undefined) checkedCount(query.limit - 1, "limit - 1");
    return this.ask("list", { query });
  }

  /** How the engine thread is doing. */
  metrics(): Promise<ThreadReport> {
    return this.ask("metrics", {});
  }

  /** How long it took until requests that change something were answered, in milliseconds. */
  acknowledgements(): Distribution {
    return this.acknowledged.distribution();
  }

  private ask<Kind extends RequestKind>(kind: Kind, asks: Requests[Kind]["asks"]): Promise<Requests[Kind]["gives"]>;
  private ask<Kind extends RequestKind>(
    kind: Kind,
    asks: Requests[Kind]["asks"],
    signal: AbortSignal | undefined,
  ): Promise<Requests[Kind]["gives"] | undefined>;
  private ask<Kind extends RequestKind>(
    kind: Kind,
    asks: Requests[Kind]["asks"],
    signal?: AbortSignal,
  ): Promise<Requests[Kind]["gives"] | undefined> {
    if (this.stopped !== undefined) return Promise.reject(this.refusal(this.stopped));
    const id = this.nextId++;
    const askedMs = ACKNOWLEDGED.has(kind) ? this.instruments.elapsedMs() : undefined;
    return new Promise<Requests[Kind]["gives"] | undefined>((resolve, reject) => {
      const aborted = () => {
        this.pending.delete(id);
        this.channel.send({ kind: "cancel", id });
        resolve(undefined);
      };
      const settled = () => signal?.removeEventListener("abort", aborted);
      signal?.addEventListener("abort", aborted, { once: true });
      this.pending.set(id, {
        resolve: (answer) => {
          settled();
          if (askedMs !== undefined) this.acknowledged.add(this.instruments.elapsedMs() - askedMs);
          resolve(answer);
        },
        reject: (error) => {
          settled();
          reject(error);
        },
      });
      this.channel.send({ kind: "request", id, request: { kind, ...asks } as never });
    });
  }

  private refusal({ code, reason }: { readonly code: string; readonly reason: string }): HubStopped {
    return new HubStopped(`The hub is stopped. ${reason}`, { stopCode: code, reason });
  }
}

/**
 * The id that was given, or one that follows from the request's name, so that a repeat of the request
 * finds the instance that the first one made, or one that nobody has.
 */
function instanceIdFor(given: string | undefined, request: RequestId | undefined): InstanceId {
  if (given !== undefined) {
    const problem = instanceIdProblem(given);
    refuse(problem !== undefined, problem ?? "");
    refuse(entityIdParts(given) !== undefined, `"${given}" names an entity. Choose an instance id of another shape.`);
    return brandInstanceId(given);
  }
  if (request === undefined) return brandInstanceId(randomUUID());
  return brandInstanceId(createHash("sha256").update(request).digest("hex").slice(0, 32));
}

function checkedRequestId(text: string): RequestId {
  const max = LIMITS.idCharactersMax;
  refuse(
    text.length === 0 || text.length > max,
    `A request id has 1 to ${max} characters; this one has ${text.length}.`,
  );
  return brandRequestId(text);
}

function checkedName(name: string, what: string): string {
  const max = LIMITS.nameCharactersMax;
  refuse(typeof name !== "string" || name.length === 0, `${what} is a text that is not empty.`);
  refuse(name.length > max, `${what} has at most ${max} characters; this one has ${name.length}.`);
  return name;
}

function checkedEntityId(text: string): EntityId {
  const parts = entityIdParts(text);
  if (parts === undefined) throw new InvalidInput(`An entity is named by entityId(name, key); "${text}" is none.`);
  return entityId(parts.name, parts.key);
}

function checkedInput(input: unknown, what: string): JsonText {
  let text: JsonText;
  try {
    text = encodeJson(input);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new InvalidInput(`${what} cannot be written as JSON: ${why}`);
  }
  return checkedPayload(text, what);
}

function checkedPayload(text: JsonText, what: string): JsonText {
  const bytes = utf8Bytes(text);
  refuse(
    bytes > LIMITS.payloadBytesMax,
    `${what} has ${bytes} bytes as JSON; at most ${LIMITS.payloadBytesMax} are allowed. Put large data into a file and pass its name.`,
  );
  return text;
}

function checkedTags(tags: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  for (const [key, value] of Object.entries(tags)) {
    refuse(typeof value !== "string", `The tag "${key}" must be a text.`);
  }
  return { ...tags };
}

function checkedCount(count: number, what: string): number {
  refuse(!Number.isSafeInteger(count) || count < 0, `${what} must be a whole number from 0 on; it is ${count}.`);
  return count;
}

function refuse(broken: boolean, sentence: string): void {
  if (broken) throw new InvalidInput(sentence);
}
