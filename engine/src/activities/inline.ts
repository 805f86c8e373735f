import {
  type AttemptLogLevel,
  type AttemptLogLine,
  decodeJson,
  type EpochMs,
  type ExecutionId,
  encodeCarried,
  type Failure,
  failureFrom,
  type InstanceId,
  knownNames,
  type TaskId,
} from "../model/index.js";
import type { AttemptKey, AttemptOutcome } from "../partition/event.js";
import { AttemptLog } from "./attempt-log.js";
import { type Activity, type ActivityContext, isPromise } from "./define.js";
import type { ActivityExecutor, ActivityOrder, ActivityReport, AttemptEnd } from "./executor.js";
import { LateSignal } from "./late-signal.js";
import { openTelemetryTracer } from "./open-telemetry.js";
import { Places } from "./places.js";
import type { ActivityTracer, AttemptSpan } from "./tracing.js";
import { WaitingOrders } from "./waiting-orders.js";

/** Enough to keep slow calls from waiting for each other, few enough not to run out of sockets. */
export const ACTIVITIES_AT_ONCE = 64;

const NO_TAGS: Readonly<Record<string, string>> = Object.freeze({});

/** One attempt as its activity sees it. What most activities never look at is made when one does. */
class Attempt implements ActivityContext {
  readonly instanceId: InstanceId;
  readonly executionId: ExecutionId;
  readonly taskId: TaskId;
  readonly attempt: number;
  readonly tags: Readonly<Record<string, string>>;
  readonly #late = new LateSignal();
  #log: AttemptLog | undefined;

  constructor({ instanceId, executionId, taskId, attempt, tags = NO_TAGS }: ActivityOrder) {
    this.instanceId = instanceId;
    this.executionId = executionId;
    this.taskId = taskId;
    this.attempt = attempt;
    this.tags = tags;
  }

  get idempotencyKey(): string {
    return `${this.instanceId}:${this.executionId}:${this.taskId}`;
  }

  get signal(): AbortSignal {
    return this.#late.signal;
  }

  /** A function of its own, so that an activity may take it out of its context. */
  get log(): (level: AttemptLogLevel, message: string) => void {
    this.#log ??= new AttemptLog();
    const log = this.#log;
    return (level, message) => log.say(level, message);
  }

  static linesOf(attempt: Attempt): readonly AttemptLogLine[] | undefined {
    const lines = attempt.#log?.lines();
    return lines?.length === 0 ? undefined : lines;
  }

  /** In a function of its own, so that an activity that passes its context on cannot abort itself. */
  static abort(attempt: Attempt, reason: string): void {
    attempt.#late.abort(reason);
  }
}

interface Running {
  readonly id: string;
  readonly order: ActivityOrder;
  readonly context: Attempt;
  readonly span: AttemptSpan;
  readonly startedAtMs: EpochMs;
  startReported: boolean;
}

/**
 * Runs activities in the caller's thread. An aborted activity gives its place away at once, even if
 * it does not listen to its signal: one that never ends must not keep others from beginning. The
 * places may be shared with other executors.
 */
export function inlineExecutor(
  activities: readonly Activity[],
  report: (report: ActivityReport) => void,
  places: Places = new Places(ACTIVITIES_AT_ONCE),
  tracer: ActivityTracer = openTelemetryTracer(),
): ActivityExecutor {
  const registered = new Map(activities.map((activity) => [activity.info.name, activity]));
  const waiting = new WaitingOrders();
  const running = new Map<string, Running>();
  const endOfPlaces = places.onFree(beginWaiting);
  /** Begun in this turn of the event loop: those that are over by its end are reported once. */
  let justBegun: Running[] = [];
  let isBeginning = false;

  function reportStarts(): void {
    const begun = justBegun;
    justBegun = [];
    for (const current of begun) {
      if (running.get(current.id) !== current) continue;
      current.startReported = true;
      report({ kind: "started", key: keyOf(current.order), atMs: current.startedAtMs });
    }
  }

  /** One that is over at once makes room for the next one: here, in a loop, and not deeper and deeper. */
  function beginWaiting(): void {
    if (isBeginning) return;
    isBeginning = true;
    try {
      while (waiting.size > 0 && places.take()) {
        const { id, order } = waiting.next();
        begin(id, order);
      }
    } finally {
      isBeginning = false;
    }
  }

  function begin(id: string, order: ActivityOrder): void {
    const span = tracer(order);
    const context = new Attempt(order);
    const startedAtMs = Date.now();
    const outcome = span.within(() => perform(order, context));
    if (!isPromise(outcome)) {
      span.end(outcome);
      report(ended(keyOf(order), outcome, startedAtMs, Attempt.linesOf(context)));
      places.give();
      return;
    }
    const current: Running = { id, order, context, span, startedAtMs, startReported: false };
    running.set(id, current);
    if (justBegun.push(current) === 1) setImmediate(reportStarts);
    void outcome.then((settled) => finish(current, settled));
  }

  function finish(current: Running, outcome: AttemptOutcome): void {
    const { id, order, span, startReported, startedAtMs } = current;
    // Aborted meanwhile, and perhaps asked for again under the same name: this is not its end.
    if (running.get(id) !== current) return;
    running.delete(id);
    span.end(outcome);
    const key = keyOf(order);
    report(ended(key, outcome, startReported ? undefined : startedAtMs, Attempt.linesOf(current.context)));
    places.give();
  }

  function perform(order: ActivityOrder, attempt: Attempt): AttemptOutcome | Promise<AttemptOutcome> {
    const activity = registered.get(order.name);
    if (activity === undefined) return { kind: "failed", failure: notRegistered(order.name, registered.keys()) };
    try {
      const input = activity.parseInput(decodeJson(order.input));
      const result = activity.run(input, attempt);
      return isPromise(result) ? Promise.resolve(result).then(completed).catch(failed) : completed(result);
    } catch (error) {
      return failed(error);
    }
  }

  return {
    run(order) {
      const id = idOf(order);
      // Nothing is looked up where there is nothing: an id that nobody reads is never put together.
      if ((waiting.size > 0 && waiting.has(id)) || (running.size > 0 && running.has(id))) return;
      if (waiting.size === 0 && places.take()) {
        begin(id, order);
        return;
      }
      // Those that wait already come first.
      waiting.add(id, order);
      beginWaiting();
    },
    abort(key, reason) {
      const id = idOf(key);
      waiting.delete(id);
      const current = running.get(id);
      if (current === undefined) return;
      running.delete(id);
      current.span.abort(reason);
      Attempt.abort(current.context, reason);
      places.give();
    },
    load: () => ({ running: running.size, waiting: waiting.size, atOnceMax: places.max }),
    close() {
      endOfPlaces();
      waiting.clear();
      const interrupted = [...running.values()];
      running.clear();
      for (const { context, span } of interrupted) {
        span.abort("The hub is closing.");
        Attempt.abort(context, "The hub is closing.");
      }
      for (const _ of interrupted) places.give();
    },
  };
}

/** Without what is not there: most attempts say nothing, and each field crosses a thread. */
function ended(
  key: AttemptKey,
  outcome: AttemptOutcome,
  startedAtMs: EpochMs | undefined,
  log: readonly AttemptLogLine[] | undefined,
): AttemptEnd {
  const end =
    startedAtMs === undefined
      ? ({ kind: "ended", key, outcome } as const)
      : ({ kind: "ended", key, outcome, startedAtMs } as const);
  return log === undefined ? end : { ...end, log };
}

function completed(result: unknown): AttemptOutcome {
  return { kind: "completed", result: encodeCarried(result, "The result of the activity") };
}

function failed(error: unknown): AttemptOutcome {
  return { kind: "failed", failure: failureFrom(error, "ActivityError") };
}

function notRegistered(name: string, known: Iterable<string>): Failure {
  return {
    code: "UnknownActivity",
    message: `No activity is registered under the name ${name}. Register it when the hub is opened. ${knownNames(name, known)}`,
    nonRetriable: true,
  };
}

const idOf = (key: AttemptKey): string => `${key.executionId}:${key.taskId}:${key.attempt}`;

function keyOf({ instanceId, executionId, taskId, attempt }: AttemptKey): AttemptKey {
  return { instanceId, executionId, taskId, attempt };
}
