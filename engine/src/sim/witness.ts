import type { ActivityOrder } from "../activities/executor.js";
import type { Request } from "../host/protocol.js";
import { type HistoryEvent, type InstanceRecord, isFinished } from "../model/index.js";
import { replay } from "../orchestration/replay.js";
import { brokenLaw } from "./history-laws.js";
import { type Expected, PROGRAMS } from "./programs.js";
import type { Tally } from "./tally.js";

/** What the outside was told of one run, by any incarnation of the engine. */
interface Remembered {
  executionId?: string;
  /** The history as far as anybody has seen it: the events' texts. */
  readonly events: string[];
  newest?: InstanceRecord;
  startAcknowledged: boolean;
  terminationAsked: boolean;
  terminationAcknowledged: boolean;
}

/**
 * Remembers everything that anybody outside was told, and compares: what was once said stays said.
 * It knows the engine by its words alone.
 */
export class Witness {
  private readonly runs = new Map<string, Remembered>();
  private readonly expected = new Map<string, Expected>();
  private readonly requests = new Map<string, string>();
  private readonly orders: ActivityOrder[] = [];
  /** The first thing that was not as it must be. */
  violation: string | undefined;

  constructor(private readonly tally: Tally) {}

  violated(what: string): void {
    this.violation ??= what;
  }

  /** Some run of this id is going to be asked for, and must come to this. */
  expect(instanceId: string, expected: Expected): void {
    this.expected.set(instanceId, expected);
  }

  terminationAsked(instanceId: string): void {
    this.run(instanceId).terminationAsked = true;
  }

  ordered(order: ActivityOrder): void {
    this.orders.push(order);
  }

  /** An answer has reached whoever asked. */
  answered(request: Request, answer: unknown): void {
    this.tally.acknowledgements += 1;
    switch (request.kind) {
      case "start":
        this.started(request.requestId, (answer as { readonly instanceId: string }).instanceId);
        return;
      case "terminate":
        if ((answer as { readonly terminated: boolean }).terminated) {
          this.run(request.instanceId).terminationAcknowledged = true;
        }
        return;
      case "status":
      case "wait":
        this.sawRecord(request.instanceId, answer as InstanceRecord | undefined);
        return;
      case "history":
      case "follow":
        this.sawEvents(request.instanceId, (answer as { readonly events: readonly HistoryEvent[] }).events);
        return;
      case "list":
      case "publish":
        return;
    }
  }

  /** Everybody is asked again, after everything: the whole history of a run. */
  audit(instanceId: string, record: InstanceRecord | undefined, history: readonly HistoryEvent[]): void {
    const run = this.run(instanceId);
    this.sawRecord(instanceId, record);
    this.sawEvents(instanceId, history);
    if (record === undefined) return;
    if (history.length !== record.eventCount) {
      this.violated(`${instanceId} has ${record.eventCount} events and shows ${history.length}`);
    }
    if (history.length < run.events.length) {
      this.violated(`${instanceId} has ${history.length} events; ${run.events.length} had been seen`);
    }
    if (!isFinished(record.status)) this.violated(`${instanceId} never finished: it is ${record.status}`);
    const broken = brokenLaw(history);
    if (broken !== undefined) this.violated(`the history of ${instanceId} breaks a law: ${broken}`);
    this.replays(instanceId, history);
    this.auditOrders(record, history);
  }

  /** The ids of all runs that there should be. */
  get acknowledged(): readonly string[] {
    return [...this.runs].filter(([, run]) => run.startAcknowledged).map(([id]) => id);
  }

  private started(requestId: string | undefined, instanceId: string): void {
    this.run(instanceId).startAcknowledged = true;
    if (requestId === undefined) return;
    const before = this.requests.get(requestId);
    if (before !== undefined && before !== instanceId) {
      this.violated(`request ${requestId} was answered with ${before} first and with ${instanceId} now`);
    }
    this.requests.set(requestId, instanceId);
  }

  private sawRecord(instanceId: string, record: InstanceRecord | undefined): void {
    const run = this.run(instanceId);
    const { newest } = run;
    if (record === undefined) {
      if (run.startAcknowledged || newest !== undefined) this.violated(`${instanceId} was acknowledged and is gone`);
      return;
    }
    run.newest = record;
    run.executionId ??= record.executionId;
    if (run.executionId !== record.executionId) this.violated(`${instanceId} was started twice`);
    if (record.eventCount < (newest?.eventCount ?? run.events.length)) {
      this.violated(`${instanceId} was seen with more events than the ${record.eventCount} it has now`);
    }
    if (newest !== undefined && isFinished(newest.status) && JSON.stringify(newest) !== JSON.stringify(record)) {
      this.violated(`${instanceId} had finished as ${JSON.stringify(newest)} and is now ${JSON.stringify(record)}`);
    }
    if (isFinished(record.status)) this.judge(run, record);
  }

  private judge(run: Remembered, record: InstanceRecord): void {
    const { instanceId, status } = record;
    const expected = this.expected.get(instanceId);
    if (expected === undefined) {
      this.violated(`nobody asked for ${instanceId}`);
      return;
    }
    if (status === "Terminated") {
      if (!run.terminationAsked) this.violated(`${instanceId} was terminated and nobody asked for that`);
      return;
    }
    if (run.terminationAcknowledged) {
      this.violated(`the termination of ${instanceId} was acknowledged, and it is ${status}`);
    }
    const right =
      expected.kind === "completed"
        ? status === "Completed" && record.output === JSON.stringify(expected.output)
        : status === "Failed" && record.failure?.code === expected.code;
    if (!right) this.violated(`${instanceId} should be ${JSON.stringify(expected)} and is ${JSON.stringify(record)}`);
  }

  private sawEvents(instanceId: string, events: readonly HistoryEvent[]): void {
    const { events: known } = this.run(instanceId);
    for (const event of events) {
      const text = JSON.stringify(event);
      const before = known[event.seq - 1];
      if (before === undefined) {
        if (event.seq !== known.length + 1) {
          this.violated(`event ${event.seq} of ${instanceId} was shown, after ${known.length} events`);
          return;
        }
        known.push(text);
        this.tally.eventsSeen += 1;
      } else if (before !== text) {
        this.violated(`event ${event.seq} of ${instanceId} was ${before} and is now ${text}`);
        return;
      }
    }
  }

  private replays(instanceId: string, history: readonly HistoryEvent[]): void {
    const [first] = history;
    if (first?.type !== "ExecutionStarted") return;
    const program = PROGRAMS.find(({ name }) => name === first.name);
    if (program === undefined) {
      this.violated(`${instanceId} runs ${first.name}, which nobody registered`);
      return;
    }
    const replayed = replay(program.run, history);
    if (replayed.kind === "diverged") this.violated(`${instanceId} does not replay: ${replayed.failure.message}`);
  }

  /** Every order that an executor was given stands in a history: it was not for something that then did not happen. */
  private auditOrders(record: InstanceRecord, history: readonly HistoryEvent[]): void {
    for (const order of this.orders) {
      if (order.instanceId !== record.instanceId) continue;
      const asked = history.some(
        (event) =>
          event.type === "ActivityScheduled" &&
          event.taskId === order.taskId &&
          event.name === order.name &&
          event.input === order.input,
      );
      if (order.executionId !== record.executionId || !asked) {
        this.violated(`activity ${order.taskId} of ${order.executionId} was run, and its history does not ask for it`);
      }
    }
  }

  private run(instanceId: string): Remembered {
    let run = this.runs.get(instanceId);
    if (run === undefined) {
      run = { events: [], startAcknowledged: false, terminationAsked: false, terminationAcknowledged: false };
      this.runs.set(instanceId, run);
    }
    return run;
  }
}
