import {
  type EpochMs,
  executionId,
  type Failure,
  type HistoryEvent,
  type HistoryEventBody,
  instanceId,
  type JsonText,
  type Origin,
  type RetryPolicy,
  type TaskId,
  taskId,
} from "../model/index.js";

/**
 * Writes a history line by line, as a run would leave it: numbers events and tasks, keeps the time
 * and says in each turn what it had heard. For tests and examples; it does not check that the
 * orchestrator would really have asked for what is written.
 */
export class HistoryScript {
  readonly events: HistoryEvent[] = [];
  private atMs: EpochMs;
  private tasks = 0;
  private turns = 0;

  constructor(startMs: EpochMs = 1_000_000) {
    this.atMs = startMs;
  }

  get nowMs(): EpochMs {
    return this.atMs;
  }

  /** Lets time pass. */
  after(ms: number): this {
    this.atMs += ms;
    return this;
  }

  start(name = "order", input: unknown = { sku: "A-1" }): this {
    return this.say({
      type: "ExecutionStarted",
      instanceId: instanceId("run-1"),
      executionId: executionId("execution-1"),
      name,
      input: json(input),
      tags: {},
    });
  }

  turn(deliveredThrough = this.events.length): this {
    this.turns += 1;
    return this.say({ type: "TurnStarted", turn: this.turns, deliveredThrough });
  }

  schedule(node: string, path: readonly number[] = [], retry?: RetryPolicy, input: unknown = {}): TaskId {
    const id = this.nextTask();
    this.say({
      type: "ActivityScheduled",
      taskId: id,
      origin: { node, path },
      name: `app.${node}`,
      input: json(input),
      ...(retry !== undefined && { retry }),
    });
    return id;
  }

  timer(node: string, delayMs: number, path: readonly number[] = []): TaskId {
    const id = this.nextTask();
    this.say({ type: "TimerCreated", taskId: id, origin: { node, path }, fireAtMs: this.atMs + delayMs });
    return id;
  }

  started(task: TaskId, attempt = 1): this {
    return this.say({ type: "ActivityStarted", taskId: task, attempt });
  }

  attemptFailed(task: TaskId, attempt: number, retryInMs: number, failure: Failure = REFUSED): this {
    const retryAtMs = this.atMs + retryInMs;
    return this.say({ type: "ActivityAttemptFailed", taskId: task, attempt, failure, retryAtMs });
  }

  completed(task: TaskId, result: unknown = true, attempt = 1): this {
    return this.say({ type: "ActivityCompleted", taskId: task, attempt, result: json(result) });
  }

  failed(task: TaskId, attempt = 1, failure: Failure = REFUSED): this {
    return this.say({ type: "ActivityFailed", taskId: task, attempt, failure });
  }

  fired(task: TaskId): this {
    return this.say({ type: "TimerFired", taskId: task });
  }

  cancelled(task: TaskId): this {
    return this.say({ type: "TaskCancelled", taskId: task });
  }

  record(node: string, value: unknown, path: readonly number[] = []): this {
    return this.say({ type: "NodeRecorded", origin: { node, path }, value: json(value) });
  }

  decide(node: string, port: string, path: readonly number[] = []): this {
    return this.say({ type: "BranchDecided", origin: { node, path }, port });
  }

  loop(node: string, items: readonly unknown[], path: readonly number[] = [], maxConcurrency?: number): this {
    return this.say({
      type: "LoopStarted",
      origin: { node, path },
      items: json(items),
      itemCount: items.length,
      ...(maxConcurrency !== undefined && { maxConcurrency }),
    });
  }

  loopDone(node: string, results: readonly unknown[], path: readonly number[] = []): this {
    return this.say({ type: "LoopCompleted", origin: { node, path }, results: json(results) });
  }

  complete(output: unknown = true): this {
    return this.say({ type: "ExecutionCompleted", output: json(output) });
  }

  fail(failure: Failure = REFUSED, origin?: Origin): this {
    return this.say({ type: "ExecutionFailed", failure, ...(origin !== undefined && { origin }) });
  }

  terminate(reason: string): this {
    return this.say({ type: "ExecutionTerminated", reason });
  }

  /** Any event, word for word: the lines above write the usual ones. */
  say(body: HistoryEventBody): this {
    this.events.push({ seq: this.events.length + 1, atMs: this.atMs, ...body });
    return this;
  }

  nextTask(): TaskId {
    this.tasks += 1;
    return taskId(this.tasks);
  }
}

/** A failure as an HTTP activity would report it. */
export const REFUSED: Failure = {
  code: "ConnectionRefused",
  message: "The service at carrier.example refused the connection.",
};

function json(value: unknown): JsonText {
  return JSON.stringify(value) as JsonText;
}
