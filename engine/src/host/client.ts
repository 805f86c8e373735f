import { randomUUID } from "node:crypto";
import {
  requestId as brandRequestId,
  decodeJson,
  type EntityId,
  type ExecutionId,
  encodeJson,
  type HistoryEvent,
  type InstanceId,
  InstanceNotFinished,
  InstanceNotFound,
  type InstanceRecord,
  isFinished,
  type Json,
  type JsonText,
  LIMITS,
  type RequestId,
  WaitTimeout,
} from "../model/index.js";
import { cleanEntities } from "./clean-entities.js";
import {
  checkedCount,
  checkedEntityId,
  checkedEntityQuery,
  checkedInput,
  checkedName,
  checkedPayload,
  checkedQuery,
  checkedRequestId,
  checkedTags,
  checkedTime,
  instanceIdFor,
  refuse,
  startAsked,
} from "./client-checks.js";
import type { Clock } from "./clock.js";
import { Conversation, type ThreadDoor } from "./conversation.js";
import { encodeEntityCursor, entitySummary, mergeEntityRows } from "./entity-pages.js";
import type {
  CleanOptions,
  Client,
  EntityPage,
  EntityQuery,
  ForkOptions,
  InstancePage,
  InstanceQuery,
  PurgeFilter,
  RestartOptions,
  RunOptions,
  StartOptions,
  StartTarget,
  TerminateOptions,
} from "./hub.js";
import { type Instruments, nodeInstruments } from "./instruments.js";
import { mergePages } from "./merge-pages.js";
import type { ThreadReport } from "./metrics.js";
import type { Requests } from "./protocol.js";
import { sharedHistory } from "./shared-history.js";

const FINISHED = ["Completed", "Failed", "Terminated"] as const;
const PURGE_LIMIT_DEFAULT = 100;

/** What a client takes from its surroundings. The simulator has its own. */
export interface ClientPorts {
  readonly clock: Clock;
  readonly instruments?: Pick<Instruments, "elapsedMs">;
  /** Names requests that their callers did not name: never the same name twice, by whichever client. */
  readonly newRequestId?: () => RequestId;
}

const randomRequestId = (): RequestId => brandRequestId(randomUUID());

/** What programs call: checks what they hand over, and asks the engine's threads. */
export class EngineClient implements Client {
  readonly conversation: Conversation;
  private readonly clock: Clock;
  private readonly newRequestId: () => RequestId;

  constructor(
    doors: readonly ThreadDoor[],
    threadOf: (instanceId: InstanceId) => number,
    { clock, instruments = nodeInstruments, newRequestId = randomRequestId }: ClientPorts,
  ) {
    this.clock = clock;
    this.newRequestId = newRequestId;
    this.conversation = new Conversation(doors, threadOf, clock, instruments);
  }

  async publish(code: string): Promise<Requests["publish"]["gives"]> {
    refuse(typeof code !== "string", "The code of an orchestration is a text.");
    const [first] = await this.conversation.askAll("publish", { code });
    return first as Requests["publish"]["gives"];
  }

  async start(target: StartTarget, input?: unknown, options: StartOptions = {}): Promise<Requests["start"]["gives"]> {
    const asks = startAsked(target, input, options);
    return this.conversation.askAbout(asks.instanceId, "start", asks);
  }

  async run(target: StartTarget, input?: unknown, options: RunOptions = {}): Promise<InstanceRecord> {
    const asks = startAsked(target, input, options);
    return this.askInTime("run", asks, options.timeoutMs, "finished");
  }

  async restart(instanceId: InstanceId, options: RestartOptions = {}): Promise<Requests["start"]["gives"]> {
    const record = await this.status(instanceId);
    if (record === undefined) throw new InstanceNotFound(`There is no instance with the id "${instanceId}".`);
    const named = options.requestId === undefined ? undefined : checkedRequestId(options.requestId);
    const to = instanceIdFor(options.instanceId, named);
    const requestId = named ?? (options.instanceId === undefined ? undefined : this.newRequestId());
    const { name, version, input, tags, attributes } = record;
    return this.conversation.askAbout(to, "start", {
      target: version === undefined ? { name } : { version },
      instanceId: to,
      ...(requestId !== undefined && { requestId }),
      input,
      tags,
      ...(attributes !== undefined && { attributes }),
      ...(to === instanceId && { reuse: "ifFinished" }),
    });
  }

  async fork(instanceId: InstanceId, options: ForkOptions): Promise<Requests["fork"]["gives"]> {
    const atSeq = checkedCount(options.atSeq - 1, "atSeq - 1") + 1;
    const edits: Record<string, JsonText> = {};
    for (const [seq, value] of Object.entries(options.edits ?? {})) {
      edits[String(checkedCount(Number(seq), "The number of an edited event"))] = checkedInput(value, `Edit ${seq}`);
    }
    const named = options.requestId === undefined ? undefined : checkedRequestId(options.requestId);
    const to = instanceIdFor(options.instanceId, named);
    const record = await this.status(instanceId);
    if (record === undefined) throw new InstanceNotFound(`There is no instance with the id "${instanceId}".`);
    const { tags, attributes } = record;
    return this.conversation.askAbout(to, "fork", {
      requestId: named ?? this.newRequestId(),
      instanceId: to,
      fromInstanceId: instanceId,
      atSeq,
      history: await sharedHistory(instanceId, atSeq, (asks) =>
        this.conversation.askAbout(instanceId, "history", asks),
      ),
      edits,
      tags: options.tags === undefined ? tags : checkedTags(options.tags),
      ...(attributes !== undefined && { attributes }),
    });
  }

  async rewind(instanceId: InstanceId, reason: string): Promise<void> {
    checkedPayload(encodeJson(reason), "The reason");
    await this.conversation.askAbout(instanceId, "rewind", { instanceId, reason, requestId: this.newRequestId() });
  }

  async purge(instanceId: InstanceId, options: { readonly recursive?: boolean } = {}): Promise<void> {
    const recursive = options.recursive === true;
    await this.conversation.askAbout(instanceId, "purge", { instanceId, recursive, requestId: this.newRequestId() });
  }

  async purgeBy(filter: PurgeFilter): Promise<{ readonly purged: number; readonly nextCursor?: string }> {
    const { recursive = false, statuses = FINISHED, limit = PURGE_LIMIT_DEFAULT, ...query } = filter;
    for (const status of statuses) {
      refuse(!isFinished(status), `Only what has finished is purged; ${status} is the status of what goes on.`);
    }
    const { items, nextCursor } = await this.list({ ...query, statuses, limit });
    const purged = await Promise.all(items.map(({ instanceId }) => this.purgeIfThere(instanceId, recursive)));
    return { purged: purged.filter(Boolean).length, ...(nextCursor !== undefined && { nextCursor }) };
  }

  /** False when somebody else purged it first, or started another one in its place. */
  private async purgeIfThere(instanceId: InstanceId, recursive: boolean): Promise<boolean> {
    try {
      await this.purge(instanceId, { recursive });
      return true;
    } catch (error) {
      if (error instanceof InstanceNotFound || error instanceof InstanceNotFinished) return false;
      throw error;
    }
  }

  status(instanceId: InstanceId): Promise<InstanceRecord | undefined> {
    return this.conversation.askAbout(instanceId, "status", { instanceId });
  }

  waitForStart(instanceId: InstanceId, options: { readonly timeoutMs?: number } = {}): Promise<InstanceRecord> {
    return this.askInTime("waitForStart", { instanceId }, options.timeoutMs, "begun");
  }

  wait(instanceId: InstanceId, options: { readonly timeoutMs?: number } = {}): Promise<InstanceRecord> {
    return this.askInTime("wait", { instanceId }, options.timeoutMs, "finished");
  }

  private async askInTime<Kind extends "run" | "wait" | "waitForStart">(
    kind: Kind,
    asks: Requests[Kind]["asks"],
    timeoutMs: number | undefined,
    what: "begun" | "finished",
  ): Promise<InstanceRecord> {
    const { instanceId } = asks;
    if (timeoutMs === undefined) return this.conversation.askAbout(instanceId, kind, asks);
    const abort = new AbortController();
    const disarm = this.clock.callAt(this.clock.nowMs() + timeoutMs, () => abort.abort());
    try {
      const record = await this.conversation.askUntil(abort.signal, instanceId, kind, asks);
      if (record !== undefined) return record;
    } finally {
      disarm();
    }
    throw new WaitTimeout(
      `The instance "${instanceId}" has not ${what} within ${timeoutMs} ms. It goes on; wait again, or longer.`,
    );
  }

  async terminate(
    instanceId: InstanceId,
    reason: string,
    { recursive, cleanUp }: TerminateOptions = {},
  ): Promise<Requests["terminate"]["gives"]> {
    checkedPayload(encodeJson(reason), "The reason");
    return this.conversation.askAbout(instanceId, "terminate", {
      instanceId,
      reason,
      requestId: this.newRequestId(),
      ...(recursive === false && { recursive }),
      ...(cleanUp === true && { cleanUp }),
    });
  }

  async suspend(instanceId: InstanceId, reason: string): Promise<void> {
    checkedPayload(encodeJson(reason), "The reason");
    await this.conversation.askAbout(instanceId, "suspend", { instanceId, reason, requestId: this.newRequestId() });
  }

  async resume(instanceId: InstanceId, reason: string): Promise<void> {
    checkedPayload(encodeJson(reason), "The reason");
    await this.conversation.askAbout(instanceId, "resume", { instanceId, reason, requestId: this.newRequestId() });
  }

  async raiseEvent(instanceId: InstanceId, name: string, payload?: unknown): Promise<void> {
    const event = checkedName(name, "The name of an event");
    const asks = { instanceId, name: event, payload: checkedInput(payload, "The event's payload") };
    await this.conversation.askAbout(instanceId, "raiseEvent", asks);
  }

  async signalEntity(
    entity: EntityId | string,
    operation: string,
    input?: unknown,
    options: { readonly atMs?: number } = {},
  ): Promise<void> {
    const entityId = checkedEntityId(entity);
    const { atMs } = options;
    await this.conversation.askAbout(entityId, "signalEntity", {
      entityId,
      operation: checkedName(operation, "The name of an operation"),
      input: checkedInput(input, "The operation's input"),
      ...(atMs !== undefined && { dueAtMs: checkedTime(atMs, "atMs") }),
    });
  }

  async readEntity(entity: EntityId | string): Promise<Json | undefined> {
    const entityId = checkedEntityId(entity);
    const state = await this.conversation.askAbout(entityId, "readEntity", { entityId });
    return state === undefined ? undefined : decodeJson(state);
  }

  /** Every thread gives its first; the first of these are the page. */
  async listEntities(query: EntityQuery = {}): Promise<EntityPage> {
    const asks = { query: checkedEntityQuery(query), choice: "withState" } as const;
    const { rows, lookedAt } = mergeEntityRows(await this.conversation.askAll("listEntities", asks), query.limit);
    const items = rows.map(entitySummary);
    return lookedAt === undefined ? { items } : { items, nextCursor: encodeEntityCursor(lookedAt) };
  }

  cleanEntities(options: CleanOptions = {}): ReturnType<Client["cleanEntities"]> {
    return cleanEntities(this.conversation, options);
  }

  async history(
    instanceId: InstanceId,
    options: { readonly afterSeq?: number; readonly limit?: number } = {},
  ): Promise<readonly HistoryEvent[]> {
    const afterSeq = checkedCount(options.afterSeq ?? 0, "afterSeq");
    const limit = Math.min(checkedCount(options.limit ?? LIMITS.pageItemsMax, "limit"), LIMITS.pageItemsMax);
    const page = await this.conversation.askAbout(instanceId, "history", { instanceId, afterSeq, limit });
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
      const page = await this.conversation.askUntil(signal, instanceId, "follow", asks);
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
    return mergePages(await this.conversation.askAll("list", { query: checkedQuery(query) }), query.limit);
  }

  /** Each thread counts its own, in requests that each look at no more than a page does. */
  async count(
    query: InstanceQuery = {},
    options: { readonly atMost?: number } = {},
  ): Promise<{ readonly count: number; readonly isExact: boolean }> {
    const atMost = checkedCount(options.atMost ?? LIMITS.countMaxDefault, "atMost");
    const { cursor: _cursor, limit: _limit, ...asked } = checkedQuery(query);
    let count = 0;
    const countOf = async (thread: number): Promise<boolean> => {
      let next: { readonly cursor?: string } | undefined = {};
      while (next !== undefined && count < atMost) {
        const part: Requests["count"]["gives"] = await this.conversation.ask(thread, "count", {
          query: { ...asked, ...next },
        });
        count += part.count;
        next = part.nextCursor === undefined ? undefined : { cursor: part.nextCursor };
      }
      return next === undefined;
    };
    const ended = await Promise.all(this.conversation.threads.map(countOf));
    return count > atMost ? { count: atMost, isExact: false } : { count, isExact: ended.every(Boolean) };
  }

  metricsOf(thread: number): Promise<ThreadReport> {
    return this.conversation.ask(thread, "metrics", {});
  }
}
