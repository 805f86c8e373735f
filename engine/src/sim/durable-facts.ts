import type { ActivityScheduled } from "../model/index.js";
import type { PartitionEvent } from "../partition/event.js";

const HEADER_BYTES = 32;

/**
 * What is on stable storage, told by the disk itself and read without the engine's own code: the
 * batches as `storage/record.ts` draws them. What leaves the engine is held against this.
 */
export class DurableFacts {
  private readonly started = new Set<string>();
  private readonly terminated = new Set<string>();
  private readonly suspended = new Set<string>();
  private readonly resumed = new Set<string>();
  private readonly raised = new Set<string>();
  private readonly signaled = new Set<string>();
  private readonly batches = new Set<string>();
  private readonly published = new Set<string>();
  private readonly scheduled = new Map<string, ActivityScheduled>();
  private readonly retried = new Set<string>();

  /** These bytes, written at once to a file, are stable. */
  add(file: string, bytes: Buffer): void {
    if (!file.endsWith(".log") || bytes.byteLength < HEADER_BYTES || bytes.toString("latin1", 0, 4) !== "DCLB") return;
    // Part of a batch, whose writer was stopped, is nothing.
    if (bytes.byteLength < HEADER_BYTES + bytes.readUInt32LE(16)) return;
    let at = HEADER_BYTES;
    for (let left = bytes.readUInt32LE(20); left > 0; left--) {
      const end = at + 6 + bytes.readUInt32LE(at + 2);
      this.learn(JSON.parse(bytes.toString("utf8", at + 7, end)) as PartitionEvent);
      at = end;
    }
  }

  hasStart(instanceId: string): boolean {
    return this.started.has(instanceId);
  }

  hasTermination(instanceId: string): boolean {
    return this.terminated.has(instanceId);
  }

  hasSuspension(instanceId: string): boolean {
    return this.suspended.has(instanceId);
  }

  hasResumption(instanceId: string): boolean {
    return this.resumed.has(instanceId);
  }

  hasRaised(...event: readonly [instanceId: string, name: string, payload: string]): boolean {
    return this.raised.has(JSON.stringify(event));
  }

  hasSignal(...signal: readonly [entityId: string, operation: string, input: string]): boolean {
    return this.signaled.has(JSON.stringify(signal));
  }

  /** Any operations of the entity. */
  hasBatch(entityId: string): boolean {
    return this.batches.has(entityId);
  }

  hasPublication(version: string): boolean {
    return this.published.has(version);
  }

  /** The turn in which the activity was asked for. */
  scheduleOf(executionId: string, taskId: number): ActivityScheduled | undefined {
    return this.scheduled.get(`${executionId}:${taskId}`);
  }

  /** The end of the wait before this attempt. */
  hasRetry(executionId: string, taskId: number, attempt: number): boolean {
    return this.retried.has(`${executionId}:${taskId}:${attempt}`);
  }

  private learn(event: PartitionEvent): void {
    switch (event.type) {
      case "StartRequested":
        this.started.add(event.instanceId);
        return;
      case "TerminateRequested":
        this.terminated.add(event.instanceId);
        return;
      case "SuspendRequested":
        this.suspended.add(event.instanceId);
        return;
      case "ResumeRequested":
        this.resumed.add(event.instanceId);
        return;
      case "EventRaiseRequested":
        this.raised.add(JSON.stringify([event.instanceId, event.name, event.payload]));
        return;
      case "EntitySignalRequested":
        this.signaled.add(JSON.stringify([event.entityId, event.operation, event.input]));
        return;
      case "EntityBatchEnded":
        this.batches.add(event.entityId);
        return;
      case "CodePublished":
        this.published.add(event.version);
        return;
      case "EpisodeEnded":
        for (const action of event.outcome.actions) {
          if (action.type === "ActivityScheduled") this.scheduled.set(`${event.executionId}:${action.taskId}`, action);
        }
        return;
      case "TimerFired":
        if (event.purpose === "retry") this.retried.add(`${event.executionId}:${event.taskId}:${event.attempt}`);
        return;
      case "ActivityStarted":
      case "ActivityEnded":
      case "MessagesReceived":
      case "SendConfirmed":
      case "PartitionRecovered":
      case "InstanceResumed":
      case "Recovered":
        return;
    }
  }
}
