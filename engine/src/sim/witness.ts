import type { ActivityOrder } from "../activities/executor.js";
import type { HistoryPage, Request } from "../host/protocol.js";
import { type HistoryEvent, type InstanceRecord, isFinished, type Json } from "../model/index.js";
import { replay } from "../orchestration/replay.js";
import { brokenLaw } from "./history-laws.js";
import { PROGRAMS } from "./perform.js";
import type { Expected } from "./program.js";
import { RememberedRun } from "./remembered-run.js";
import type { Tally } from "./tally.js";

/**
 * Remembers everything that anybody outside was told, and compares: what was once said stays said.
 * It knows the engine by its words alone.
 */
export class Witness {
  private readonly runs = new Map<string, RememberedRun>();
  private readonly expected = new Map<string, Expected>();
  private readonly names = new Map<string, string>();
  private readonly requests = new Map<string, string>();
  private readonly orders = new Map<string, ActivityOrder[]>();
  /** The first thing that was not as it must be. */
  violation: string | undefined;

  constructor(private readonly tally: Tally) {}

  violated(what: string): void {
    this.violation ??= what;
  }

  /** Some run of this id, and of a program of this name, is going to be asked for, and must come to this. */
  expect(instanceId: string, name: string, expected: Expected): void {
    this.expected.set(instanceId, expected);
    this.names.set(instanceId, name);
  }

  nameOf(instanceId: string): string | undefined {
    return this.names.get(instanceId);
  }

  terminationAsked(instanceId: string): void {
    this.run(instanceId).terminationAsked = true;
  }

  ordered(order: ActivityOrder): void {
    const orders = this.orders.get(order.instanceId) ?? [];
    orders.push(order);
    this.orders.set(order.instanceId, orders);
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
      case "run":
      case "wait":
        this.sawRecord(request.instanceId, answer as InstanceRecord | undefined);
        return;
      case "history":
      case "follow": {
        const { executionId, events } = answer as HistoryPage;
        const seen = this.run(request.instanceId).sawEvents(executionId, events);
        if (typeof seen === "number") this.tally.eventsSeen += seen;
        else this.violated(seen.problem);
        return;
      }
      case "publish":
      case "raiseEvent":
      case "signalEntity":
      case "readEntity":
      case "list":
      case "snapshot":
      case "metrics":
        return;
    }
  }

  /** Everybody is asked again, after everything: the whole history of a run. */
  audit(instanceId: string, record: InstanceRecord | undefined, history: readonly HistoryEvent[]): void {
    const run = this.run(instanceId);
    this.sawRecord(instanceId, record);
    if (record === undefined) return;
    const lost = run.problemWithDurable(record, history);
    if (lost !== undefined) this.violated(lost);
    if (history.length !== record.eventCount) {
      this.violated(`${instanceId} has ${record.eventCount} events and shows ${history.length}`);
    }
    if (!isFinished(record.status)) this.violated(`${instanceId} never finished: it is ${record.status}`);
    const broken = brokenLaw(history);
    if (broken !== undefined) this.violated(`the history of ${instanceId} breaks a law: ${broken}`);
    this.replays(instanceId, history);
    this.auditOrders(record, history);
  }

  /** What is durable at this moment must hold what was told until now. */
  durable(instanceId: string, record: InstanceRecord | undefined, history: readonly HistoryEvent[]): void {
    const problem = this.run(instanceId).problemWithDurable(record, history);
    if (problem !== undefined) this.violated(problem);
  }

  /** The ids of all runs that there should be. */
  get acknowledged(): readonly string[] {
    return [...this.runs].filter(([, run]) => run.startAcknowledged).map(([id]) => id);
  }

  hasCompleted(instanceId: string): boolean {
    return this.runs.get(instanceId)?.isCompleted ?? false;
  }

  hasFinished(instanceId: string): boolean {
    return this.runs.get(instanceId)?.isFinished ?? false;
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
    const problem = run.sawRecord(record);
    if (problem !== undefined) this.violated(problem);
    if (record !== undefined && isFinished(record.status)) this.judge(run, record);
  }

  private judge(run: RememberedRun, record: InstanceRecord): void {
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
    const problem = problemWith(record, expected);
    if (problem !== undefined) this.violated(`${instanceId} ${problem}: ${JSON.stringify(record).slice(0, 1_000)}`);
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

  /**
   * Every order that an executor was given stands in the history: it was not for something that then did
   * not happen. Of earlier executions no history is left.
   */
  private auditOrders({ instanceId, executionId }: InstanceRecord, history: readonly HistoryEvent[]): void {
    for (const order of this.orders.get(instanceId) ?? []) {
      const [started] = order.executionId.split("~");
      if (started !== executionId.split("~")[0]) this.violated(`${order.executionId} of ${instanceId} was never there`);
      if (order.executionId !== executionId) continue;
      const asked = history.some(
        (event) =>
          event.type === "ActivityScheduled" &&
          event.taskId === order.taskId &&
          event.name === order.name &&
          event.input === order.input,
      );
      if (!asked) {
        this.violated(`activity ${order.taskId} of ${order.executionId} was run, and its history does not ask for it`);
      }
    }
  }

  private run(instanceId: string): RememberedRun {
    const run = this.runs.get(instanceId) ?? new RememberedRun(instanceId);
    this.runs.set(instanceId, run);
    return run;
  }
}

function problemWith({ status, output, failure }: InstanceRecord, expected: Expected): string | undefined {
  switch (expected.kind) {
    case "completed":
      return status === "Completed" && output === JSON.stringify(expected.output)
        ? undefined
        : `should have given ${JSON.stringify(expected.output).slice(0, 1_000)}`;
    case "failed":
      return status === "Failed" && failure?.code === expected.code
        ? undefined
        : `should have failed with ${expected.code}`;
    case "told":
      if (status !== "Completed" || output === undefined) return "should have completed";
      return expected.problem(JSON.parse(output) as Json);
  }
}
