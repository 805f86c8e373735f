import { createHash } from "node:crypto";
import {
  type ExecutionId,
  type HubError,
  InstanceExists,
  InstanceFinished,
  type InstanceId,
  InstanceNotFinished,
  InstanceNotFound,
  type InstanceRecord,
  invariant,
  isFinished,
  knownNames,
  NotForkable,
  NotRewindable,
  type PartitionId,
  RequestInterrupted,
  ResourceExhausted,
  UnknownOrchestration,
  unreachable,
  workflowVersion,
} from "../model/index.js";
import type { Answer, RefusalCode } from "../partition/effect.js";
import type { PartitionEvent } from "../partition/event.js";
import type { Clock } from "./clock.js";
import type { Definitions } from "./definitions.js";
import { type DurableView, historyPage, type Published } from "./durable-view.js";
import type { EntityList } from "./entity-list.js";
import { errorToWire } from "./errors.js";
import type { FromEngine, Request, Requests } from "./protocol.js";
import type { OrchestratorRunner } from "./realm/orchestrator-runner.js";

/** What requests need of the thread that they are made of. */
export interface RequestServerParts {
  readonly clock: Clock;
  readonly view: DurableView;
  readonly definitions: Definitions;
  readonly runner: OrchestratorRunner;
  readonly newExecutionId: () => ExecutionId;
  /** The partition that keeps code for all partitions of its log. */
  readonly codeKeeper: PartitionId;
  /** Throws when no new work is taken. */
  readonly admit: () => void;
  readonly take: (id: InstanceId, event: PartitionEvent) => void;
  readonly takeFor: (partition: PartitionId, event: PartitionEvent) => void;
  /** The state of an entity as it is now, which need not be durable. */
  readonly entityState: (id: Requests["readEntity"]["asks"]["entityId"]) => Requests["readEntity"]["gives"];
  /** The entities as they are now. */
  readonly entities: EntityList;
  readonly whenDurable: (then: () => void) => void;
  readonly snapshot: () => Promise<void>;
  readonly metrics: () => Requests["metrics"]["gives"];
  readonly send: (message: FromEngine) => void;
}

/** Serves what clients ask of an engine thread: now, when an event is durable, or when there is something to say. */
export class RequestServer {
  /** What takes back a request that waits for something to happen. */
  private readonly waiting = new Map<number, () => void>();
  /** Starts that are answered by the end of what they start, and whether the id is one that only this request knows. */
  private readonly runs = new Map<number, "ownId" | "givenId">();

  constructor(private readonly parts: RequestServerParts) {}

  serve(id: number, request: Request): void {
    try {
      this.perform(id, request);
    } catch (error) {
      this.refuse(id, error);
    }
  }

  /** The answer is no longer wanted. */
  cancel(id: number): void {
    this.waiting.get(id)?.();
    this.waiting.delete(id);
    this.runs.delete(id);
  }

  /**
   * Of a run nobody waits for the news that it has begun: its end says that, too. An id that was given is an
   * exception: what is shown of it until the start is durable may be an instance before this one.
   */
  isPartOfLaterAnswer(id: number, answer: Answer): boolean {
    if (answer.kind !== "started" || this.runs.get(id) !== "ownId") return false;
    this.runs.delete(id);
    this.watch(id, answer.instanceId, endOf);
    return true;
  }

  /** Passes on what a partition answered. */
  respond(id: number, answer: Answer): void {
    switch (answer.kind) {
      case "started":
        if (this.runs.delete(id)) this.when(id, answer.instanceId, endOf);
        else this.answer(id, { instanceId: answer.instanceId });
        return;
      case "terminated":
        this.answer(id, { terminated: answer.terminated });
        return;
      case "published":
        this.answer(id, { version: answer.version, name: answer.name });
        return;
      case "purged":
      case "rewound":
      case "suspended":
      case "resumed":
      case "raised":
      case "signaled":
      case "cleaned":
        this.answer(id, {});
        return;
      case "refused":
        this.runs.delete(id);
        this.refuse(id, refusalOf(answer.code, answer.message));
        return;
      default:
        unreachable(answer, "answer");
        return;
    }
  }

  private perform(id: number, request: Request): void {
    const { clock, view, take } = this.parts;
    const atMs = clock.nowMs();
    switch (request.kind) {
      case "publish":
        this.publishCode(id, request.code);
        return;
      case "start":
        this.start(id, request);
        return;
      case "run":
        this.start(id, request);
        this.runs.set(id, request.requestId === undefined ? "ownId" : "givenId");
        return;
      case "terminate": {
        const { kind: _kind, ...asked } = request;
        take(asked.instanceId, { type: "TerminateRequested", atMs, replyTo: id, ...asked });
        return;
      }
      case "fork":
        this.fork(id, request);
        return;
      case "rewind": {
        const { kind: _kind, ...asked } = request;
        take(asked.instanceId, { type: "RewindRequested", atMs, replyTo: id, ...asked });
        return;
      }
      case "purge": {
        const { kind: _kind, ...asked } = request;
        take(asked.instanceId, { type: "PurgeRequested", atMs, replyTo: id, ...asked });
        return;
      }
      case "suspend": {
        const { kind: _kind, ...asked } = request;
        take(asked.instanceId, { type: "SuspendRequested", atMs, replyTo: id, ...asked });
        return;
      }
      case "resume": {
        const { kind: _kind, ...asked } = request;
        take(asked.instanceId, { type: "ResumeRequested", atMs, replyTo: id, ...asked });
        return;
      }
      case "raiseEvent": {
        this.parts.admit();
        const { instanceId, name, payload } = request;
        take(instanceId, { type: "EventRaiseRequested", atMs, replyTo: id, instanceId, name, payload });
        return;
      }
      case "signalEntity": {
        this.parts.admit();
        const { entityId, operation, input, dueAtMs } = request;
        const due = dueAtMs === undefined ? {} : { dueAtMs };
        take(entityId, { type: "EntitySignalRequested", atMs, replyTo: id, entityId, operation, input, ...due });
        return;
      }
      case "readEntity": {
        const state = this.parts.entityState(request.entityId);
        this.parts.whenDurable(() => this.answer(id, state));
        return;
      }
      case "listEntities": {
        const page = this.parts.entities.page(request.query, request.choice);
        this.parts.whenDurable(() => this.answer(id, page));
        return;
      }
      case "cleanEntity": {
        const { entityId, section } = request;
        const ofSection = section === undefined ? {} : { section };
        take(entityId, { type: "EntityCleanRequested", atMs, replyTo: id, entityId, ...ofSection });
        return;
      }
      case "status":
        this.answer(id, view.record(request.instanceId));
        return;
      case "waitForStart":
        this.when(id, request.instanceId, (published) => (hasBegun(published) ? published.record : undefined));
        return;
      case "wait":
        this.when(id, request.instanceId, endOf);
        return;
      case "history": {
        const { instanceId, afterSeq, limit } = request;
        this.answer(id, historyPage(this.existing(instanceId), afterSeq, limit));
        return;
      }
      case "follow": {
        const { instanceId, afterSeq, limit, executionId } = request;
        this.when(id, instanceId, (published) => {
          const page = historyPage(published, afterSeq, limit, executionId);
          return page.ended || page.events.length > 0 ? page : undefined;
        });
        return;
      }
      case "list":
        this.answer(id, view.page(request.query));
        return;
      case "count":
        this.answer(id, view.count(request.query));
        return;
      case "snapshot":
        this.parts.snapshot().then(
          () => this.answer(id, {}),
          (error: unknown) => this.refuse(id, error),
        );
        return;
      case "metrics":
        this.answer(id, this.parts.metrics());
        return;
      default:
        unreachable(request, "request");
        return;
    }
  }

  private start(
    id: number,
    { target, instanceId, requestId, input, tags, attributes, startAtMs, reuse }: Requests["start"]["asks"],
  ): void {
    const { name, version } = this.resolve(target);
    this.parts.admit();
    this.parts.take(instanceId, {
      type: "StartRequested",
      atMs: this.parts.clock.nowMs(),
      replyTo: id,
      ...(requestId !== undefined && { requestId }),
      instanceId,
      executionId: this.parts.newExecutionId(),
      name,
      ...(version !== undefined && { version }),
      input,
      tags,
      ...(attributes !== undefined && { attributes }),
      ...(startAtMs !== undefined && { startAtMs }),
      ...(reuse !== undefined && { reuse }),
    });
  }

  private fork(id: number, { kind: _kind, ...asked }: Request & { readonly kind: "fork" }): void {
    const [started] = asked.history;
    invariant(started?.type === "ExecutionStarted", "a history begins with ExecutionStarted");
    const { name, version } = started;
    this.resolve(version === undefined ? { name } : { version });
    this.parts.admit();
    const executionId = this.parts.newExecutionId();
    const atMs = this.parts.clock.nowMs();
    this.parts.take(asked.instanceId, { type: "ForkRequested", atMs, replyTo: id, executionId, ...asked });
  }

  /** Answers as soon as there is an answer: now, or at a later state of the instance. */
  private when<Kind extends "run" | "wait" | "waitForStart" | "follow">(
    id: number,
    instanceId: InstanceId,
    answerOf: (published: Published) => Requests[Kind]["gives"] | undefined,
  ): void {
    const now = answerOf(this.existing(instanceId));
    if (now !== undefined) {
      this.answer(id, now);
      return;
    }
    this.watch(id, instanceId, answerOf);
  }

  /** Answers at the first later state of the instance for which there is an answer. */
  private watch<Kind extends "run" | "wait" | "waitForStart" | "follow">(
    id: number,
    instanceId: InstanceId,
    answerOf: (published: Published) => Requests[Kind]["gives"] | undefined,
  ): void {
    const stop = this.parts.view.watch(instanceId, (newer) => {
      const answer = answerOf(newer);
      if (answer === undefined) return false;
      this.waiting.delete(id);
      this.answer(id, answer);
      return true;
    });
    this.waiting.set(id, stop);
  }

  private publishCode(id: number, code: string): void {
    const version = workflowVersion(createHash("sha256").update(code).digest("hex"));
    const published = this.parts.definitions.published(version);
    if (published !== undefined) {
      this.answer(id, { version, name: published.name });
      return;
    }
    const { name } = this.parts.runner.inspect(code);
    const atMs = this.parts.clock.nowMs();
    this.parts.takeFor(this.parts.codeKeeper, { type: "CodePublished", atMs, replyTo: id, version, name, code });
  }

  private resolve(target: Requests["start"]["asks"]["target"]): {
    name: string;
    version?: ReturnType<typeof workflowVersion>;
  } {
    const { definitions } = this.parts;
    if ("version" in target) {
      const published = definitions.published(target.version);
      if (published !== undefined) return { name: published.name, version: published.version };
      throw new UnknownOrchestration(
        `No code is published under the version ${target.version}. Publish it first; publishing gives the version.`,
      );
    }
    if (definitions.hasFunction(target.name)) return { name: target.name };
    const known = knownNames(target.name, definitions.functionNames);
    throw new UnknownOrchestration(
      `No orchestration is registered under the name "${target.name}". ${known} Published code is started by its version.`,
    );
  }

  private existing(instanceId: InstanceId): Published {
    const published = this.parts.view.whole(instanceId);
    if (published !== undefined) return published;
    throw new InstanceNotFound(`There is no instance with the id "${instanceId}".`);
  }

  private answer(id: number, answer: Requests[keyof Requests]["gives"]): void {
    this.parts.send({ kind: "answer", id, answer });
  }

  private refuse(id: number, error: unknown): void {
    this.parts.send({ kind: "refusal", id, error: errorToWire(error) });
  }
}

/** An entity works off thousands of requests in this time. */
const ENTITY_RETRY_AFTER_MS = 1_000;

/** The record of an instance that has finished. */
const endOf = ({ record }: Published): InstanceRecord | undefined => (isFinished(record.status) ? record : undefined);

/** One that was suspended before its first turn has not. */
function hasBegun({ record, history }: Published): boolean {
  if (record.status !== "Suspended") return record.status !== "Pending";
  return history.slice(0, record.eventCount).some(({ type }) => type === "TurnStarted");
}

function refusalOf(code: RefusalCode, message: string): HubError {
  switch (code) {
    case "InstanceExists":
      return new InstanceExists(message);
    case "InstanceNotFound":
      return new InstanceNotFound(message);
    case "InstanceFinished":
      return new InstanceFinished(message);
    case "EntityQueueFull":
      return new ResourceExhausted(message, { retryAfterMs: ENTITY_RETRY_AFTER_MS });
    case "InstanceNotFinished":
      return new InstanceNotFinished(message);
    case "NotRewindable":
      return new NotRewindable(message);
    case "NotForkable":
      return new NotForkable(message);
    case "RequestInterrupted":
      return new RequestInterrupted(message);
  }
}
