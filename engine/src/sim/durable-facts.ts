import path from "node:path";
import {
  type ActionEvent,
  type ActivityScheduled,
  type HistoryEvent,
  type SubOrchestrationScheduled,
  subExecutionId,
} from "../model/index.js";
import type { PartitionEvent } from "../partition/event.js";
import { decodeEvent } from "../storage/event-codec.js";
import { type RawRecord, readBatch } from "./batch-reader.js";
import { canonical, nameOfLarge } from "./canonical.js";
import type { LogAccount } from "./log-account.js";
import { numberOf } from "./remembered-run.js";

/** Hears of what the disk has made durable, and says what is wrong with it. */
export interface DurableListener {
  violated(what: string): void;
  /** True when the disk has the large text, whole and under its name. */
  hasLargeText(sha256Hex: string): boolean;
  /** Messages of another log's partition are durable with the one who received them. */
  received(event: PartitionEvent & { readonly type: "MessagesReceived" }, by: number): void;
}

const LOG_ITSELF = 0xffff;

/**
 * What is on stable storage, told by the disk itself: the batches are read without the engine's own
 * code. What leaves the engine is held against this.
 */
export class DurableFacts {
  private readonly facts = new Set<string>();
  private readonly scheduled = new Map<string, ActivityScheduled>();
  private hasRewinds = false;

  constructor(
    private readonly accountOf: (logDirectory: string) => LogAccount,
    private readonly listener: DurableListener,
  ) {}

  /** These bytes, written at once to a file, are stable. */
  add(file: string, bytes: Buffer): void {
    if (!file.endsWith(".log")) return;
    const batch = readBatch(bytes);
    if (batch === undefined) return;
    const { isNew, wrong } = this.accountOf(path.dirname(file)).add(batch);
    if (wrong !== undefined) this.listener.violated(wrong);
    if (isNew) for (const record of batch.records) this.learnRecord(record);
  }

  hasStart(instanceId: string): boolean {
    return this.facts.has(`start ${instanceId}`);
  }

  hasTermination(instanceId: string): boolean {
    return this.facts.has(`termination ${instanceId}`);
  }

  hasPurge(instanceId: string): boolean {
    return this.facts.has(`purge ${instanceId}`);
  }

  hasRewind(instanceId: string): boolean {
    return this.facts.has(`rewind ${instanceId}`);
  }

  hasSuspension(instanceId: string): boolean {
    return this.facts.has(`suspension ${instanceId}`);
  }

  hasResumption(instanceId: string): boolean {
    return this.facts.has(`resumption ${instanceId}`);
  }

  hasRaised(instanceId: string, name: string, payload: string): boolean {
    return this.facts.has(canonical(["raised", instanceId, name, payload]));
  }

  hasSignal(entityId: string, operation: string, input: string): boolean {
    return this.facts.has(canonical(["signal", entityId, operation, input]));
  }

  hasCleaning(entityId: string): boolean {
    return this.facts.has(`cleaning ${entityId}`);
  }

  /** The entity was once left in this state; `undefined`: without one. */
  hadState(entityId: string, state: string | undefined): boolean {
    return this.facts.has(canonical(["state", entityId, state ?? null]));
  }

  hasPublication(version: string): boolean {
    return this.facts.has(`publication ${version}`);
  }

  /** The turn in which the activity was asked for. */
  hasScheduled(executionId: string, taskId: number, name: string, input: string): boolean {
    return this.throughRewinds(executionId, (each) => {
      const schedule = this.scheduled.get(`${each}:${taskId}`);
      return schedule?.name === name && canonical(schedule.input) === canonical(input);
    });
  }

  /** What this attempt follows from, if it is not the first: the end of a wait, or the orchestrator asking for it. */
  hasRetry(executionId: string, taskId: number, attempt: number): boolean {
    return this.throughRewinds(executionId, (each) => this.facts.has(`retry ${each}:${taskId}:${attempt}`));
  }

  /** A rewound run asks again, as another execution, for what it had asked for; so do those that it had started. */
  private throughRewinds(executionId: string, holds: (executionId: string) => boolean): boolean {
    if (holds(executionId)) return true;
    if (!this.hasRewinds) return false;
    const { first, number } = numberOf(executionId);
    const earlier = Array.from({ length: number - 1 }, (_, index) => (index === 0 ? first : `${first}~${index + 1}`));
    return earlier.some(holds);
  }

  private learnRecord({ partition, payload }: RawRecord): void {
    if (partition === LOG_ITSELF) return;
    const event = decodeEvent(payload, {
      get: (ref) => {
        if (!this.listener.hasLargeText(ref)) this.listener.violated(`a durable record refers to ${ref}, which is not`);
        return nameOfLarge(ref);
      },
    });
    this.learn(partition, event);
  }

  private learn(partition: number, event: PartitionEvent): void {
    const { facts } = this;
    switch (event.type) {
      case "StartRequested":
        facts.add(`start ${event.instanceId}`);
        return;
      case "ForkRequested":
        facts.add(`start ${event.instanceId}`);
        // What it shares and has no outcome is asked for again in its own name.
        for (const shared of event.history) this.learnAction(event.executionId, shared);
        for (const { taskId } of event.history.filter(isSub)) {
          facts.add(`start ${subExecutionId(event.executionId, taskId)}`);
        }
        return;
      case "TerminateRequested":
        facts.add(`termination ${event.instanceId}`);
        return;
      case "PurgeRequested":
        facts.add(`purge ${event.instanceId}`);
        return;
      case "RewindRequested":
        facts.add(`rewind ${event.instanceId}`);
        this.hasRewinds = true;
        return;
      case "SuspendRequested":
        facts.add(`suspension ${event.instanceId}`);
        return;
      case "ResumeRequested":
        facts.add(`resumption ${event.instanceId}`);
        return;
      case "EventRaiseRequested":
        facts.add(canonical(["raised", event.instanceId, event.name, event.payload]));
        return;
      case "EntitySignalRequested":
        facts.add(canonical(["signal", event.entityId, event.operation, event.input]));
        return;
      case "EntityCleanRequested":
        facts.add(`cleaning ${event.entityId}`);
        return;
      case "EntityBatchEnded":
        facts.add(canonical(["state", event.entityId, event.state ?? null]));
        for (const { instanceId } of event.starts ?? []) facts.add(`start ${instanceId}`);
        return;
      case "CodePublished":
        facts.add(`publication ${event.version}`);
        return;
      case "EpisodeEnded":
        for (const action of event.outcome.actions) this.learnAction(event.executionId, action);
        return;
      case "TimerFired":
        if (event.purpose === "retry") facts.add(`retry ${event.executionId}:${event.taskId}:${event.attempt}`);
        return;
      case "MessagesReceived":
        this.listener.received(event, partition);
        return;
      case "ActivityStarted":
      case "ActivityEnded":
      case "SendConfirmed":
      case "PartitionRecovered":
      case "InstanceResumed":
      case "Recovered":
        return;
    }
  }

  private learnAction(executionId: string, action: ActionEvent | HistoryEvent): void {
    switch (action.type) {
      case "ActivityScheduled":
        this.scheduled.set(`${executionId}:${action.taskId}`, action);
        // The orchestrator asks for this attempt itself, at the end of a wait of its own.
        if (action.attempt !== undefined) this.facts.add(`retry ${executionId}:${action.taskId}:${action.attempt}`);
        return;
      case "SubOrchestrationScheduled":
      case "OrchestrationStarted":
        this.facts.add(`start ${action.instanceId}`);
        return;
      default:
        return;
    }
  }
}

function isSub(event: HistoryEvent): event is HistoryEvent & SubOrchestrationScheduled {
  return event.type === "SubOrchestrationScheduled";
}
