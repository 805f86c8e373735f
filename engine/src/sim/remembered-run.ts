import { type ExecutionId, type HistoryEvent, type InstanceRecord, isFinished } from "../model/index.js";
import { canonical } from "./canonical.js";

/**
 * What the outside was told of one id, by any incarnation of the engine. What was once said stays said, until
 * somebody asked for it to be otherwise: an id may be purged, given to a new run, or its run rewound.
 */
export class RememberedRun {
  private executionId: ExecutionId | undefined;
  /** The history of that execution, as far as anybody has seen it. */
  private events: string[] = [];
  private newest: InstanceRecord | undefined;
  /** First executions of runs that had the id before: nobody may see anything of them again. */
  private readonly former = new Set<string>();
  private mayBeginAnew = false;
  private mayGoOn = false;
  private purge: "asked" | "acknowledged" | undefined;
  startAcknowledged = false;
  terminationAsked = false;
  terminationAcknowledged = false;

  constructor(readonly instanceId: string) {}

  get isCompleted(): boolean {
    return this.newest?.status === "Completed";
  }

  get isFinished(): boolean {
    return this.newest !== undefined && isFinished(this.newest.status);
  }

  get isPurged(): boolean {
    return this.purge === "acknowledged";
  }

  /** True for what is of a run that had the id before. */
  isFormer(executionId: string): boolean {
    return this.former.has(numberOf(executionId).first);
  }

  /** Somebody has asked for it to be gone, new, or going on: a list may find it, or not, or twice. */
  get isRestless(): boolean {
    return this.purge !== undefined || this.mayGoOn || this.mayBeginAnew || this.former.size > 0;
  }

  /** From here on it may be there or not. */
  purgeAsked(): void {
    this.purge = "asked";
  }

  /** From here on it is nowhere. */
  purged(): void {
    this.leaveLife();
    this.purge = "acknowledged";
    this.startAcknowledged = false;
  }

  /** From here on another run may have the id, and once that has been seen, the one before may not. */
  newLifeAsked(): void {
    this.mayBeginAnew = true;
    this.purge = undefined;
  }

  /** Another run has the id. */
  newLifeAcknowledged(): void {
    if (this.mayBeginAnew) this.leaveLife();
  }

  /** From here on it may go on from a failure, with all that it had. */
  rewindAsked(): void {
    this.mayGoOn = true;
  }

  /** Somebody sees the record. Says what contradicts what was said before. */
  sawRecord(record: InstanceRecord | undefined): string | undefined {
    const problem = this.problemWith(record);
    if (problem === undefined && record !== undefined) {
      this.turnTo(record.executionId);
      this.newest = record;
    }
    return problem;
  }

  /** Somebody sees events, of which the first may be any. Gives how many were new. */
  sawEvents(executionId: ExecutionId, events: readonly HistoryEvent[]): number | { readonly problem: string } {
    const problem = this.problemWithExecution(executionId);
    if (problem !== undefined) return { problem };
    this.turnTo(executionId);
    let fresh = 0;
    for (const event of events) {
      const text = canonical(event);
      const before = this.events[event.seq - 1];
      if (before === undefined) {
        if (event.seq !== this.events.length + 1) {
          return { problem: `event ${event.seq} of ${this.instanceId} was shown, after ${this.events.length} events` };
        }
        this.events.push(text);
        fresh += 1;
      } else if (before !== text) {
        return { problem: `event ${event.seq} of ${this.instanceId} was ${before} and is now ${text}` };
      }
    }
    return fresh;
  }

  /** What is durable holds all that was told. */
  problemWithDurable(record: InstanceRecord | undefined, history: readonly HistoryEvent[]): string | undefined {
    const problem = this.problemWith(record);
    if (problem !== undefined || record === undefined || !this.keepsHistory(record.executionId)) return problem;
    const lost = this.events.findIndex(
      (told, index) => history[index] === undefined || canonical(history[index]) !== told,
    );
    return lost < 0 ? undefined : `event ${lost + 1} of ${this.instanceId} was told and is not durable`;
  }

  private problemWith(record: InstanceRecord | undefined): string | undefined {
    const { instanceId, newest } = this;
    if (record === undefined) {
      const isKnown = this.startAcknowledged || newest !== undefined;
      return isKnown && this.purge === undefined ? `${instanceId} was acknowledged and is gone` : undefined;
    }
    if (this.isPurged) return `${instanceId} was purged and is there, as ${JSON.stringify(record)}`;
    const problem = this.problemWithExecution(record.executionId);
    if (problem !== undefined) return problem;
    if (this.executionId !== undefined && numberOf(this.executionId).first !== numberOf(record.executionId).first) {
      return undefined;
    }
    if (newest !== undefined && isFinished(newest.status) && canonical(newest) !== canonical(record)) {
      if (!this.hasGoneOn(newest, record)) {
        return `${instanceId} had finished as ${JSON.stringify(newest)} and is now ${JSON.stringify(record)}`;
      }
    }
    if (record.executionId !== this.executionId) return undefined;
    const seen = Math.max(newest?.executionId === record.executionId ? newest.eventCount : 0, this.events.length);
    // A history may be seen before the record that counts it, and never the other way round.
    return record.eventCount < seen
      ? `${instanceId} was seen with ${seen} events and has ${record.eventCount} now`
      : undefined;
  }

  private problemWithExecution(executionId: ExecutionId): string | undefined {
    const is = numberOf(executionId);
    if (this.former.has(is.first)) return `${this.instanceId} is ${executionId} again, whose time is over`;
    const before = this.executionId;
    if (before === undefined || before === executionId) return undefined;
    const was = numberOf(before);
    if (was.first !== is.first) return this.mayBeginAnew ? undefined : `${this.instanceId} was started twice`;
    return is.number < was.number ? `${this.instanceId} went back from ${before} to ${executionId}` : undefined;
  }

  /** What has completed never goes on, and what goes on is another execution of the same run. */
  private hasGoneOn(newest: InstanceRecord, record: InstanceRecord): boolean {
    return this.mayGoOn && newest.status !== "Completed" && newest.executionId !== record.executionId;
  }

  /** True when the history of this execution begins with the one that was seen. */
  private keepsHistory(executionId: ExecutionId): boolean {
    if (this.executionId === undefined || this.executionId === executionId) return this.executionId === executionId;
    return this.mayGoOn && numberOf(this.executionId).first === numberOf(executionId).first;
  }

  private turnTo(executionId: ExecutionId): void {
    if (this.executionId === executionId) return;
    const isKept = this.keepsHistory(executionId);
    if (this.executionId !== undefined && numberOf(this.executionId).first !== numberOf(executionId).first) {
      this.leaveLife();
    }
    this.executionId = executionId;
    if (!isKept) this.events = [];
  }

  private leaveLife(): void {
    if (this.executionId !== undefined) this.former.add(numberOf(this.executionId).first);
    this.executionId = undefined;
    this.newest = undefined;
    this.events = [];
    this.mayBeginAnew = false;
  }
}

/** `x`, `x~2`, `x~3` are the executions of one start, in this order (`model/ids.ts`). */
export function numberOf(executionId: string): { readonly first: string; readonly number: number } {
  const [, first = executionId, number = "1"] = /^(.*)~(\d+)$/.exec(executionId) ?? [];
  return { first, number: Number(number) };
}
