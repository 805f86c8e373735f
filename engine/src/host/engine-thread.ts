import { createHash, randomUUID } from "node:crypto";
import {
  type ExecutionId,
  executionId,
  type HubError,
  InstanceExists,
  InstanceFinished,
  InstanceNotFound,
  type InstanceRecord,
  isFinished,
  LIMITS,
  partitionId,
  UnknownOrchestration,
  unreachable,
  workflowVersion,
} from "../model/index.js";
import type { AnyOrchestration } from "../orchestration/context.js";
import type { EntityKind } from "../orchestration/entity.js";
import type { Answer, RefusalCode, ReportIgnoredSignal } from "../partition/effect.js";
import type { Log } from "../storage/log.js";
import type { Channel } from "../transport/transport.js";
import type { Clock, NextTurn } from "./clock.js";
import { Definitions } from "./definitions.js";
import { DurableView } from "./durable-view.js";
import { EntityRunner } from "./entity-runner.js";
import { EpisodeRunner } from "./episode-runner.js";
import { errorToWire } from "./errors.js";
import { PartitionHost } from "./partition-host.js";
import type { FromEngine, HubLogEntry, Request, Requests, ToEngine } from "./protocol.js";
import type { OrchestratorRunner } from "./realm/orchestrator-runner.js";

export interface EngineThreadOptions {
  readonly partitionCount: number;
  readonly log: Log;
  readonly clock: Clock;
  readonly runner: OrchestratorRunner;
  readonly orchestrations: readonly AnyOrchestration[];
  readonly entities?: readonly EntityKind[];
  readonly channel: Channel<FromEngine, ToEngine>;
  readonly liveSessionsMax?: number;
  /** Default: the event loop's. */
  readonly nextTurn?: NextTurn;
  /** Names a new execution as no other ever was. Default: a random UUID. */
  readonly newExecutionId?: () => ExecutionId;
}

/** One engine thread as its clients see it: requests in, answers, orders and health out. */
export class EngineThread {
  private readonly definitions: Definitions;
  private readonly view: DurableView;
  private readonly host: PartitionHost;
  private readonly newExecutionId: () => ExecutionId;
  /** What takes back a request that waits for something to happen. */
  private readonly waiting = new Map<number, () => void>();

  constructor(private readonly options: EngineThreadOptions) {
    const { channel, clock, runner, nextTurn } = options;
    this.newExecutionId = options.newExecutionId ?? (() => executionId(randomUUID()));
    this.definitions = new Definitions(options.orchestrations);
    this.view = new DurableView((instanceId) => this.host.historyOf(instanceId));
    this.host = new PartitionHost({
      partitionCount: options.partitionCount,
      log: options.log,
      clock,
      ...(nextTurn !== undefined && { nextTurn }),
      episodes: new EpisodeRunner(runner, this.definitions, clock, options.liveSessionsMax),
      entities: new EntityRunner(options.entities ?? [], clock),
      sink: {
        runActivity: ({ type: _type, ...order }) => channel.send({ kind: "runActivity", order }),
        abortActivity: ({ type: _type, reason, ...key }) => channel.send({ kind: "abortActivity", key, reason }),
        registerCode: (code) => this.definitions.register(code),
        publish: (record) => this.publish(record),
        respond: ({ replyTo, answer }) => this.respond(replyTo, answer),
        ignoredSignal: (report) => this.log(ignoredSignal(report)),
        unknownOrchestration: (record) => this.log(unknownOrchestration(record)),
        stopped: (health) => {
          channel.send({ kind: "health", health });
          this.log({ level: "error", event: "Stopped", message: health.reason, fields: { code: health.code } });
        },
      },
    });
  }

  /** Recovers, then serves until it is closed. Throws when the log cannot be read. */
  open(): void {
    const { channel, clock } = this.options;
    const beganMs = clock.nowMs();
    const records = this.host.recover();
    channel.listen({
      batch: (messages) => {
        for (const message of messages) this.hear(message);
      },
      // Without its opener nobody can ask or run anything: the process is going down.
      ended: () => void this.host.close(),
    });
    channel.send({ kind: "opened" });
    const fields = { records, tookMs: clock.nowMs() - beganMs };
    this.log({ level: "info", event: "Recovered", message: `Replayed ${records} records of the log.`, fields });
  }

  private hear(message: ToEngine): void {
    switch (message.kind) {
      case "request":
        this.serve(message.id, message.request);
        return;
      case "cancel":
        this.waiting.get(message.id)?.();
        this.waiting.delete(message.id);
        return;
      case "report": {
        const { report } = message;
        const atMs = this.options.clock.nowMs();
        const event =
          report.kind === "started"
            ? ({ type: "ActivityStarted", atMs, ...report.key } as const)
            : ({ type: "ActivityEnded", atMs, ...report.key, outcome: report.outcome } as const);
        this.host.take(report.key.instanceId, event);
        return;
      }
      case "close":
        void this.host.close().then(() => this.options.channel.send({ kind: "closed" }));
        return;
      default:
        unreachable(message, "message to the engine");
        return;
    }
  }

  private serve(id: number, request: Request): void {
    try {
      this.perform(id, request);
    } catch (error) {
      this.refuse(id, error);
    }
  }

  private perform(id: number, request: Request): void {
    const atMs = this.options.clock.nowMs();
    switch (request.kind) {
      case "publish":
        this.publishCode(id, request.code);
        return;
      case "start": {
        const { instanceId, requestId, input, tags } = request;
        const { name, version } = this.resolve(request.target);
        this.host.take(instanceId, {
          type: "StartRequested",
          atMs,
          replyTo: id,
          ...(requestId !== undefined && { requestId }),
          instanceId,
          executionId: this.newExecutionId(),
          name,
          ...(version !== undefined && { version }),
          input,
          tags,
        });
        return;
      }
      case "terminate": {
        const { instanceId, reason } = request;
        this.host.take(instanceId, { type: "TerminateRequested", atMs, replyTo: id, instanceId, reason });
        return;
      }
      case "raiseEvent": {
        const { instanceId, name, payload } = request;
        this.host.take(instanceId, { type: "EventRaiseRequested", atMs, replyTo: id, instanceId, name, payload });
        return;
      }
      case "signalEntity": {
        const { entityId, operation, input } = request;
        this.host.take(entityId, { type: "EntitySignalRequested", atMs, replyTo: id, entityId, operation, input });
        return;
      }
      case "readEntity":
        this.host.readEntity(request.entityId, (state) => this.answer(id, state));
        return;
      case "status":
        this.answer(id, this.view.record(request.instanceId));
        return;
      case "wait":
        this.when(id, this.existing(request.instanceId), (record) => (isFinished(record.status) ? record : undefined));
        return;
      case "history": {
        const { instanceId, afterSeq, limit } = request;
        this.answer(id, this.view.history(this.existing(instanceId), afterSeq, limit));
        return;
      }
      case "follow": {
        const { instanceId, afterSeq, limit, executionId } = request;
        this.when(id, this.existing(instanceId), (record) => {
          const page = this.view.history(record, afterSeq, limit, executionId);
          return page.ended || page.events.length > 0 ? page : undefined;
        });
        return;
      }
      case "list":
        this.answer(id, this.view.page(request.query));
        return;
      case "metrics":
        this.answer(id, this.host.measure());
        return;
      default:
        unreachable(request, "request");
        return;
    }
  }

  /** Answers as soon as there is an answer: now, or at a later record of the instance. */
  private when<Kind extends "wait" | "follow">(
    id: number,
    record: InstanceRecord,
    answerOf: (record: InstanceRecord) => Requests[Kind]["gives"] | undefined,
  ): void {
    const now = answerOf(record);
    if (now !== undefined) {
      this.answer(id, now);
      return;
    }
    const stop = this.view.watch(record.instanceId, (newer) => {
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
    const published = this.definitions.published(version);
    if (published !== undefined) {
      this.answer(id, { version, name: published.name });
      return;
    }
    const { name } = this.options.runner.inspect(code);
    const atMs = this.options.clock.nowMs();
    // One copy for each log: the first partition of the thread keeps it for all of them.
    this.host.takeFor(partitionId(0), { type: "CodePublished", atMs, replyTo: id, version, name, code });
  }

  private resolve(target: Requests["start"]["asks"]["target"]): {
    name: string;
    version?: ReturnType<typeof workflowVersion>;
  } {
    if ("version" in target) {
      const published = this.definitions.published(target.version);
      if (published !== undefined) return { name: published.name, version: published.version };
      throw new UnknownOrchestration(
        `No code is published under the version ${target.version}. Publish it first; publishing gives the version.`,
      );
    }
    if (this.definitions.hasFunction(target.name)) return { name: target.name };
    const names = this.definitions.functionNames.join(", ") || "none";
    throw new UnknownOrchestration(
      `No orchestration is registered under the name "${target.name}". Registered are: ${names}. Published code is started by its version.`,
    );
  }

  private existing(instanceId: InstanceRecord["instanceId"]): InstanceRecord {
    const record = this.view.record(instanceId);
    if (record !== undefined) return record;
    throw new InstanceNotFound(`There is no instance with the id "${instanceId}".`);
  }

  private publish(record: InstanceRecord): void {
    const before = this.view.record(record.instanceId)?.eventCount ?? 0;
    this.view.publish(record);
    const { historyEventsWarn, historyEventsMax } = LIMITS;
    if (before >= historyEventsWarn || record.eventCount < historyEventsWarn) return;
    const message = `The history of ${record.instanceId} has ${record.eventCount} events; at ${historyEventsMax} the run fails.`;
    this.log({ level: "warn", event: "LongHistory", message, fields: { instanceId: record.instanceId } });
  }

  private respond(id: number, answer: Answer): void {
    switch (answer.kind) {
      case "started":
        this.answer(id, { instanceId: answer.instanceId });
        return;
      case "terminated":
        this.answer(id, { terminated: answer.terminated });
        return;
      case "published":
        this.answer(id, { version: answer.version, name: answer.name });
        return;
      case "raised":
      case "signaled":
        this.answer(id, undefined);
        return;
      case "refused":
        this.refuse(id, refusalOf(answer.code, answer.message));
        return;
      default:
        unreachable(answer, "answer");
        return;
    }
  }

  private answer(id: number, answer: Requests[keyof Requests]["gives"]): void {
    this.options.channel.send({ kind: "answer", id, answer });
  }

  private refuse(id: number, error: unknown): void {
    this.options.channel.send({ kind: "refusal", id, error: errorToWire(error) });
  }

  private log(entry: HubLogEntry): void {
    this.options.channel.send({ kind: "log", entry });
  }
}

function refusalOf(code: RefusalCode, message: string): HubError {
  switch (code) {
    case "InstanceExists":
      return new InstanceExists(message);
    case "InstanceNotFound":
      return new InstanceNotFound(message);
    case "InstanceFinished":
      return new InstanceFinished(message);
    default:
      return unreachable(code, "refusal");
  }
}

function ignoredSignal({ entityId, operation, failure }: ReportIgnoredSignal): HubLogEntry {
  return {
    level: "warn",
    event: "IgnoredSignal",
    message: `The signal ${operation} to ${entityId} failed and changed nothing: ${failure.message}`,
    fields: { entityId, operation, code: failure.code },
  };
}

function unknownOrchestration({ instanceId, name }: InstanceRecord): HubLogEntry {
  return {
    level: "warn",
    event: "UnknownOrchestration",
    message: `Instance ${instanceId} runs the orchestration "${name}", which is not registered. It waits until the hub is opened with it.`,
    fields: { instanceId, name },
  };
}
