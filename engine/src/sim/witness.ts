import type { ActivityOrder } from "../activities/executor.js";
import type { HistoryPage, Request } from "../host/protocol.js";
import { type HistoryEvent, type InstanceRecord, isFinished, type Json } from "../model/index.js";
import { replay } from "../orchestration/replay.js";
import { brokenLaw } from "./history-laws.js";
import { PROGRAMS } from "./perform.js";
import type { Expected } from "./program.js";
import { numberOf, RememberedRun } from "./remembered-run.js";
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
  /** Runs that must be there when all is over, and runs that must not. */
  private readonly owed = new Set<string>();
  private readonly doomed = new Set<string>();
  private readonly notBeforeMs = new Map<string, number>();
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

  /** Somebody asked for its end, or for another one in its place: that ends those that it waits for, too. */
  wasToEnd(instanceId: string): boolean {
    return this.run(instanceId).terminationAsked || this.isRestless(instanceId);
  }

  purgeAsked(instanceId: string): void {
    this.run(instanceId).purgeAsked();
  }

  purged(instanceId: string): void {
    this.run(instanceId).purged();
  }

  /** Those that a purged run had started are told to go, too: they are gone when everything that was said is heard. */
  goesWithItsParent(instanceId: string): void {
    this.purgeAsked(instanceId);
    this.doomed.add(instanceId);
  }

  newLifeAsked(instanceId: string): void {
    this.run(instanceId).newLifeAsked();
  }

  rewindAsked(instanceId: string): void {
    this.run(instanceId).rewindAsked();
  }

  /** Whoever started it has completed: it is there when everything that was said is heard. */
  mustBeThere(instanceId: string): void {
    this.owed.add(instanceId);
  }

  /** No activity of it is ordered before this time. */
  beginsNotBefore(instanceId: string, atMs: number): void {
    this.notBeforeMs.set(instanceId, atMs);
  }

  isRestless(instanceId: string): boolean {
    return this.runs.get(instanceId)?.isRestless ?? false;
  }

  ordersOf(instanceId: string): readonly ActivityOrder[] {
    return this.orders.get(instanceId) ?? [];
  }

  /** `clockMs` is what the clock of the machine shows, if nobody sets it. */
  ordered(order: ActivityOrder, clockMs?: number): void {
    const notBeforeMs = this.notBeforeMs.get(order.instanceId);
    if (notBeforeMs !== undefined && clockMs !== undefined && clockMs < notBeforeMs) {
      this.violated(`${order.instanceId} was to begin at ${notBeforeMs} and had an activity run at ${clockMs}`);
    }
    const orders = this.orders.get(order.instanceId) ?? [];
    orders.push(order);
    this.orders.set(order.instanceId, orders);
  }

  /** An answer has reached whoever asked. */
  answered(request: Request, answer: unknown): void {
    this.tally.acknowledgements += 1;
    switch (request.kind) {
      case "start":
      case "fork":
        this.started(request.requestId, (answer as { readonly instanceId: string }).instanceId);
        return;
      case "purge":
        this.purged(request.instanceId);
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
    if (record === undefined) {
      if (this.owed.has(instanceId)) this.violated(`${instanceId} was to be started, and is not there`);
      return;
    }
    if (this.doomed.has(instanceId)) this.violated(`${instanceId} was purged with its parent, and is there`);
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

  /** The ids of all runs of which there is something to say: that they are there, or that they are gone. */
  get answeredFor(): readonly string[] {
    return [...this.runs].filter(([, run]) => run.startAcknowledged || run.isPurged).map(([id]) => id);
  }

  hasCompleted(instanceId: string): boolean {
    return this.runs.get(instanceId)?.isCompleted ?? false;
  }

  hasFinished(instanceId: string): boolean {
    return this.runs.get(instanceId)?.isFinished ?? false;
  }

  private started(requestId: string | undefined, instanceId: string): void {
    const run = this.run(instanceId);
    run.newLifeAcknowledged();
    run.startAcknowledged = true;
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
      const { first } = numberOf(order.executionId);
      const isFormer = this.run(instanceId).isFormer(order.executionId);
      if (!isFormer && first !== numberOf(executionId).first) {
        this.violated(`${order.executionId} of ${instanceId} was never there`);
      }
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
      if (status === "Failed" && expected.orFailed !== undefined && failure?.code === expected.orFailed)
        return undefined;
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
