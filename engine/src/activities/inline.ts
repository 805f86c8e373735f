import { decodeJson, encodeJson, type Failure, failureFrom } from "../model/index.js";
import type { AttemptKey, AttemptOutcome } from "../partition/event.js";
import type { Activity } from "./define.js";
import type { ActivityExecutor, ActivityOrder, ActivityReport } from "./executor.js";
import { openTelemetryTracer } from "./open-telemetry.js";
import type { ActivityTracer, AttemptSpan } from "./tracing.js";

/** Enough to keep slow calls from waiting for each other, few enough not to run out of sockets. */
export const ACTIVITIES_AT_ONCE = 64;

interface Running {
  readonly order: ActivityOrder;
  readonly abort: AbortController;
  readonly span: AttemptSpan;
}

/**
 * Runs activities in the caller's thread. An aborted activity gives its place away at once, even if
 * it does not listen to its signal: one that never ends must not keep others from beginning.
 */
export function inlineExecutor(
  activities: readonly Activity[],
  report: (report: ActivityReport) => void,
  atOnce: number = ACTIVITIES_AT_ONCE,
  tracer: ActivityTracer = openTelemetryTracer(),
): ActivityExecutor {
  const registered = new Map(activities.map((activity) => [activity.info.name, activity]));
  const waiting = new Map<string, ActivityOrder>();
  const running = new Map<string, Running>();

  function begin(): void {
    for (const [id, order] of waiting) {
      if (running.size >= atOnce) return;
      waiting.delete(id);
      const current: Running = { order, abort: new AbortController(), span: tracer(order) };
      running.set(id, current);
      report({ kind: "started", key: keyOf(order) });
      void current.span
        .within(() => perform(order, current.abort.signal))
        .then((outcome) => finish(id, current, outcome));
    }
  }

  function finish(id: string, current: Running, outcome: AttemptOutcome): void {
    // Aborted meanwhile, and perhaps asked for again under the same name: this is not its end.
    if (running.get(id) !== current) return;
    running.delete(id);
    current.span.end(outcome);
    report({ kind: "ended", key: keyOf(current.order), outcome });
    begin();
  }

  async function perform(order: ActivityOrder, signal: AbortSignal): Promise<AttemptOutcome> {
    const activity = registered.get(order.name);
    if (activity === undefined) return { kind: "failed", failure: notRegistered(order.name, registered.keys()) };
    const { instanceId, executionId, taskId, attempt } = order;
    const idempotencyKey = `${instanceId}:${executionId}:${taskId}`;
    try {
      const input = activity.parseInput(decodeJson(order.input));
      const result = await activity.run(input, { instanceId, executionId, taskId, attempt, idempotencyKey, signal });
      return { kind: "completed", result: encodeJson(result) };
    } catch (error) {
      return { kind: "failed", failure: failureFrom(error, "ActivityError") };
    }
  }

  return {
    run(order) {
      const id = idOf(order);
      if (waiting.has(id) || running.has(id)) return;
      waiting.set(id, order);
      begin();
    },
    abort(key, reason) {
      const id = idOf(key);
      waiting.delete(id);
      const current = running.get(id);
      if (current === undefined) return;
      running.delete(id);
      current.span.abort(reason);
      current.abort.abort(new DOMException(reason, "AbortError"));
      begin();
    },
    load: () => ({ running: running.size, waiting: waiting.size, atOnceMax: atOnce }),
    close() {
      waiting.clear();
      const interrupted = [...running.values()];
      running.clear();
      for (const { abort, span } of interrupted) {
        span.abort("The hub is closing.");
        abort.abort(new DOMException("The hub is closing.", "AbortError"));
      }
    },
  };
}

function notRegistered(name: string, known: Iterable<string>): Failure {
  const names = [...known].sort().join(", ") || "none";
  return {
    code: "UnknownActivity",
    message: `No activity is registered under the name ${name}. Register it when the hub is opened; registered are: ${names}.`,
    nonRetriable: true,
  };
}

const idOf = (key: AttemptKey): string => `${key.executionId}:${key.taskId}:${key.attempt}`;

function keyOf({ instanceId, executionId, taskId, attempt }: AttemptKey): AttemptKey {
  return { instanceId, executionId, taskId, attempt };
}
