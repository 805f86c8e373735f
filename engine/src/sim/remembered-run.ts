import { type ExecutionId, type HistoryEvent, type InstanceRecord, isFinished } from "../model/index.js";
import { canonical } from "./canonical.js";

/** What the outside was told of one run, by any incarnation of the engine. What was once said stays said. */
export class RememberedRun {
  private executionId: ExecutionId | undefined;
  /** The history of that execution, as far as anybody has seen it. */
  private events: string[] = [];
  private newest: InstanceRecord | undefined;
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
    if (problem !== undefined || record === undefined || record.executionId !== this.executionId) return problem;
    const lost = this.events.findIndex(
      (told, index) => history[index] === undefined || canonical(history[index]) !== told,
    );
    return lost < 0 ? undefined : `event ${lost + 1} of ${this.instanceId} was told and is not durable`;
  }

  private problemWith(record: InstanceRecord | undefined): string | undefined {
    const { instanceId, newest } = this;
    if (record === undefined) {
      const isKnown = this.startAcknowledged || newest !== undefined;
      return isKnown ? `${instanceId} was acknowledged and is gone` : undefined;
    }
    const problem = this.problemWithExecution(record.executionId);
    if (problem !== undefined) return problem;
    if (newest !== undefined && isFinished(newest.status) && canonical(newest) !== canonical(record)) {
      return `${instanceId} had finished as ${JSON.stringify(newest)} and is now ${JSON.stringify(record)}`;
    }
    if (record.executionId !== this.executionId) return undefined;
    const seen = Math.max(newest?.executionId === record.executionId ? newest.eventCount : 0, this.events.length);
    // A history may be seen before the record that counts it, and never the other way round.
    return record.eventCount < seen
      ? `${instanceId} was seen with ${seen} events and has ${record.eventCount} now`
      : undefined;
  }

  private problemWithExecution(executionId: ExecutionId): string | undefined {
    const before = this.executionId;
    if (before === undefined || before === executionId) return undefined;
    const [was, is] = [numberOf(before), numberOf(executionId)];
    if (was.first !== is.first) return `${this.instanceId} was started twice`;
    return is.number < was.number ? `${this.instanceId} went back from ${before} to ${executionId}` : undefined;
  }

  private turnTo(executionId: ExecutionId): void {
    if (this.executionId === executionId) return;
    this.executionId = executionId;
    this.events = [];
  }
}

/** `x`, `x~2`, `x~3` are the executions of one start, in this order (`model/ids.ts`). */
function numberOf(executionId: ExecutionId): { readonly first: string; readonly number: number } {
  const [first = executionId, number = "1"] = executionId.split("~");
  return { first, number: Number(number) };
}
